"""The document of the moves is what its script makes from the tables."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "script" / "make-moves-doc"


@pytest.fixture(scope="module")
def made():
    """What the script defines; nothing is written."""
    return runpy.run_path(str(SCRIPT))


def test_moves_doc_is_what_the_script_makes(made):
    assert made["FILE"].read_text(encoding="utf-8") == made["page"](), "run .venv/bin/python script/make-moves-doc"


def test_moves_doc_tells_every_state_of_every_model(made):
    from luoshi.workflow.engine import tables

    page = made["page"]()
    missing = [
        f"{m.__name__}.{s.name}" for m in tables() for s in m.State if f'state "{s.label}" as {s.value}' not in page
    ]
    assert missing == []
