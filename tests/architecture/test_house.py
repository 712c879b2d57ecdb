"""Tests of the code itself: who writes state, where files stand, what is documented."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import TextChoices
from django.template.loader import get_template

from luoshi.kit import access
from luoshi.workflow.engine import tables

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "luoshi"
CODE = [path for path in SRC.rglob("*.py") if "migrations" not in path.parts]
FURNITURE = {
    "__init__.py", "apps.py", "models.py", "permissions.py", "moves.py", "queries.py", "actions.py", "facts.py",
    "tasks.py", "forms.py", "views.py", "urls.py", "middleware.py",
}  # fmt: skip
READS = {"filter", "exclude", "Q", "get", "annotate"}


def rooms() -> list[Path]:
    """The folders that are Django apps of ours."""
    return [Path(config.path) for config in apps.get_app_configs() if config.name.startswith("luoshi.")]


def state_writes(tree: ast.AST) -> list[int]:
    """Lines on which something named `state` is written: assigned, updated, or given when a record is made."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            lines += [t.lineno for t in targets if isinstance(t, ast.Attribute) and t.attr == "state"]
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == "setattr" and any(isinstance(a, ast.Constant) and a.value == "state" for a in node.args):
                lines.append(node.lineno)
            if called not in READS and any(keyword.arg == "state" for keyword in node.keywords):
                lines.append(node.lineno)
    return lines


def test_state_is_written_only_by_the_engine():
    found = {
        f"{path.relative_to(SRC)}:{line}"
        for path in CODE
        if path != SRC / "workflow" / "engine.py"
        for line in state_writes(ast.parse(path.read_text()))
    }
    # A new obligation gets its first state here, for `workflow.engine.create`; filters of lists have the name too.
    lists = {"workbench/views.py", "plans/queries/lists.py", "obligations/queries/requests.py"}
    allowed = {"obligations/births.py"} | lists
    assert {place.split(":")[0] for place in found} <= allowed
    assert len([place for place in found if place.startswith("obligations/births.py")]) == 1


@pytest.mark.parametrize(
    "code",
    ["plan.state = 'issued'", "setattr(plan, 'state', x)", "qs.update(state=x)", "Plan(state=x)", "p.state += x"],
)
def test_state_writer_check_notices_every_way_of_writing(code):
    assert state_writes(ast.parse(code)) == [1]


def test_business_writes_go_through_actions_and_moves():
    """Views, forms, models and queries neither create, update nor delete."""
    writes = re.compile(r"\.(create|bulk_create|get_or_create|update_or_create|save|delete|bulk_update)\(")
    found = []
    for path in CODE:
        if {path.stem, path.parent.name} & {"views", "forms", "queries", "permissions"}:
            found += [
                f"{path.relative_to(SRC)}: {line.strip()}"
                for line in path.read_text().splitlines()
                if writes.search(line)
            ]
    assert found == []


def test_models_do_not_override_save():
    found = [str(p) for p in CODE if p.name == "models.py" and re.search(r"def (save|delete)\(", p.read_text())]
    assert found == []


def test_rooms_have_a_paragraph_and_no_utils():
    for room in rooms():
        tree = ast.parse((room / "__init__.py").read_text())
        assert ast.get_docstring(tree), room
        assert all(isinstance(node, ast.Expr) for node in tree.body), f"{room.name}/__init__.py holds code"
    banned = {"utils.py", "helpers.py", "services.py", "signals.py", "mixins.py", "common.py"}
    assert [str(path) for path in CODE if path.name in banned] == []


def test_every_function_and_class_says_what_it_promises():
    missing = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                missing.append(f"{path.relative_to(SRC)}:{node.lineno} {node.name}")
    nested = re.compile(r" (register|main)$")
    assert [place for place in missing if not nested.search(place)] == []


def test_no_file_is_longer_than_400_lines():
    paths = [*CODE, *SRC.rglob("*.html"), *SRC.rglob("*.css"), *(ROOT / "tests").rglob("*.py")]
    assert [(p.name, n) for p in paths if (n := len(p.read_text().splitlines())) > 400] == []


def test_templates_compile_and_hold_nothing_inline():
    found = []
    for path in SRC.rglob("templates/**/*.html"):
        name = path.as_posix().split("/templates/")[1]
        get_template(name)
        if re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=|<style", path.read_text()):
            found.append(name)
    assert found == []


def test_no_page_names_an_outside_host():
    outside = re.compile(r"""(src|href)=["']https?://|url\(["']?https?://|@import""")
    paths = [*SRC.rglob("*.html"), *SRC.rglob("*.css"), *SRC.rglob("*.js")]
    assert [p.name for p in paths if outside.search(p.read_text())] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_moves_use_states_and_permissions_that_exist():
    for model, moves in tables().items():
        states = set(model.State.values)
        for move in moves.values():
            assert move.sources | {move.target} <= states
            assert move.permission in access.permissions()


def test_every_permission_of_a_role_is_registered():
    from luoshi.accounts.roles import GRANTS

    granted = {name for grants in GRANTS.values() for name in grants}
    assert granted - access.permissions() == set()


def test_glossary_names_every_model_and_state():
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    words = set()
    for config in apps.get_app_configs():
        if not config.name.startswith("luoshi."):
            continue
        for model in config.get_models():
            words.add(f"`{model.__name__}`")
            states = getattr(model, "State", None)
            if states and issubclass(states, TextChoices):
                words |= {f"`{model.__name__}.{state.name}`" for state in states}
    assert {word for word in words if word not in glossary} == set()


def labels() -> str:
    """All words of templates and views; what is worked out stands as …, what depends on a condition between bars."""
    words = "\n".join(path.read_text() for path in [*SRC.rglob("*.html"), *CODE])
    words = re.sub(r"\{\{.*?\}\}|\{[a-z_][\w.()]*\}", "…", words)
    return re.sub(r"\{%.*?%\}", "|", words)


def test_how_to_guides_name_buttons_that_exist():
    """What a guide tells people to press (点“…”) is the label of something."""
    shown, missing = labels(), []
    for guide in sorted((ROOT / "docs" / "how-to").glob("*.zh-CN.md")):
        for button in re.findall(r"点(?:击|列表下面的)?“([^”]+)”", guide.read_text()):
            if not re.search(rf"""[>|"]\s*{re.escape(button)}\s*[<|"]""", shown):
                missing.append(f"{guide.name}: {button}")
    assert missing == []


def test_docs_name_every_setting_command_and_move():
    reference = "\n".join(path.read_text() for path in (ROOT / "docs" / "reference").glob("*.md"))
    wanted = set(re.findall(r"LUOSHI_[A-Z_]+[A-Z]", (SRC / "config" / "env.py").read_text()))
    wanted |= {f"luoshi {name}" for name in ("read", "deadline", "coverage", "verify", "serve", "load_demo")}
    wanted |= {f"`{model._meta.app_label}.{move}`" for model, moves in tables().items() for move in moves}
    assert {word for word in wanted if word not in reference} == set()


def test_locks_let_others_point_at_what_is_locked():
    """On PostgreSQL FOR UPDATE keeps everybody waiting who writes a row that names this one; two such wait for ever."""
    locks = [
        f"{path.relative_to(SRC)}:{node.lineno}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == "select_for_update"
        and not any(given.arg == "no_key" for given in node.keywords)
    ]
    assert locks == []
