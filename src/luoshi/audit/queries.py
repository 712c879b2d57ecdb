"""Reads of the audit."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from luoshi.audit.chain import Problem, walk
from luoshi.audit.models import Entry, Head
from luoshi.kit.records import Record


def history(obj: Record, *others: Record) -> QuerySet[Entry]:
    """All acts on one record, and on others that belong to its story, oldest first."""
    return Entry.objects.filter(subject__in=[obj.ref, *(other.ref for other in others)], kind=Entry.Kind.ACT)


@dataclass(frozen=True)
class HistoryLine:
    """One act in words."""

    entry: Entry
    sentence: str


def history_lines(obj: Record, *others: Record) -> list[HistoryLine]:
    """What was done to one record, and to others that belong to its story, oldest first, as a person would tell it."""
    lines = []
    for entry in history(obj, *others):
        role = f"（{entry.actor_role}）" if entry.actor_role else ""
        receipt = f"，回执 {entry.details['receipt']}" if "receipt" in entry.details else ""
        who = f"{entry.unit_name} {entry.actor_name}".strip()
        lines.append(HistoryLine(entry, f"{who}{role}{entry.label}{receipt}"))
    return lines


def problems(kept_head: tuple[int, str] | None = None) -> list[Problem]:
    """Walk the whole chain against its head row and, if given, against a head kept elsewhere."""
    row = head()
    end = (row.sequence, row.digest) if row else None
    found = list(walk(_entries(end[0] if end else 0), head=end))
    last = Entry.objects.order_by("sequence").last()
    if end is None and last is not None:
        found.append(Problem("head", last.sequence, "链头不见了，被删除。"))
    if kept_head and kept_head != end:
        kept = Entry.objects.filter(sequence=kept_head[0]).first()
        if kept is None and kept_head[0] > (end[0] if end else 0):
            gone = last.sequence + 1 if last else 1
            found.append(Problem("cut", gone, f"另存的链头是第 {kept_head[0]} 条，现在没有这一条：尾部被截去。"))
        elif kept is not None and kept.digest != kept_head[1]:
            found.append(Problem("head", kept_head[0], f"第 {kept_head[0]} 条的校验值与另存的链头不同。"))
    return found


def _entries(end: int) -> Iterator[Entry]:
    """All entries in order. Work goes on meanwhile: what lies beyond the head is left out where the head, read again,
    has moved on to cover it; it is walked the next time.
    """
    yield from Entry.objects.filter(sequence__lte=end).order_by("sequence").iterator()
    beyond = list(Entry.objects.filter(sequence__gt=end).order_by("sequence"))
    moved = head()
    yield from (entry for entry in beyond if entry.sequence > (moved.sequence if moved else 0))


def head() -> Head | None:
    """The end of the chain, to be kept elsewhere."""
    return Head.objects.filter(pk=1).first()
