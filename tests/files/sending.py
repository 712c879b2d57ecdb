"""What a browser does when it sends a file in pieces, for the tests of uploads."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from tests.files import made

from luoshi.files.checks import EVIDENCE
from luoshi.files.models import Upload
from luoshi.files.uploads import append, begin
from luoshi.kit.actor import Actor

PURPOSE = "obligations.obligation:0123456789abcdef"
CONTENT = made.written_pdf(["关于开展工作的通知"]) + b"\n%" + bytes(range(33, 127)) * 40
SIZE = len(CONTENT)


def stored() -> list[str]:
    """The names of all files on the disk."""
    return sorted(path.name for path in Path(settings.DATA_DIR).rglob("*") if path.is_file())


def begun(by: Actor, name: str = "通知.pdf", size: int = SIZE, stamp: str = "1503540000000") -> Upload:
    return begin(PURPOSE, name, size, stamp, by=by, allowed=EVIDENCE)


def sent(by: Actor, content: bytes = CONTENT, name: str = "通知.pdf") -> Upload:
    return append(begun(by, name, len(content)), 0, [content], by=by)


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """The machine itself refuses to write further, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
