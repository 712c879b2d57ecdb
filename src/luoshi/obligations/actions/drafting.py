"""Putting a submission together: the draft (暂存) of a duty, kept as one works, locked while it is being signed off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.core.files.base import File
from django.db import transaction

from luoshi.audit.writer import record
from luoshi.files.checks import EVIDENCE
from luoshi.files.intake import take_in
from luoshi.files.models import Blob
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.drafts import (
    OWED,
    append_parts,
    copy_of,
    former_parts,
    former_statement,
    open_draft,
    reasons_against_editing,
    reasons_against_going_along,
    reasons_against_so_many,
)
from luoshi.obligations.models import Evidence, Obligation, Submission


def save_draft(
    obligation: Obligation, *, by: Actor, statement: str, nothing: bool = False, also: Iterable[Obligation] = ()
) -> Submission:
    """Keep what was typed: the statement, whether it is a 零报告, and which other duties of the unit it is to serve.

    Raises Refused where the duty is not owed now, the draft is with the head, or another duty cannot go along.
    """
    with _writing(obligation, by, "暂存") as draft:
        others = list(Obligation.objects.for_list().filter(pk__in=[one.pk for one in also]))
        if reasons := [reason for one in others for reason in reasons_against_going_along(obligation, one)]:
            raise Refused(*reasons)
        draft.statement = statement
        draft.kind = Submission.Kind.NOTHING if nothing else Submission.Kind.MATERIAL
        draft.save(update_fields=["statement", "kind"])
        draft.also.set(others)
    return draft


def add_files(obligation: Obligation, blobs: Sequence[tuple[Blob, str]], *, by: Actor) -> list[Evidence]:
    """Put files that were taken in, each with its name, into the draft; one that is there already is not put twice."""
    with _writing(obligation, by, "暂存材料") as draft:
        there = set(draft.evidence.values_list("blob_id", flat=True))
        new = {blob.pk: Evidence(blob=blob, name=name) for blob, name in blobs if blob.pk not in there}
        return _append(draft, list(new.values()))


def add_uploads(obligation: Obligation, files: Sequence[File[bytes]], *, by: Actor) -> list[str]:
    """Take files in and put those that are good into the draft; returns one sentence for each that is not.

    Raises Refused where none is good: then the draft is as before. Not inside a transaction.
    """
    if not by.may("obligations.submit", obligation):
        raise Forbidden("您的身份不能报送这项任务。")
    if reasons := reasons_against_editing(Obligation.objects.get(pk=obligation.pk)):
        raise Refused(*reasons)
    taken: list[tuple[Blob, str]] = []
    for file in files:
        try:
            taken.append((take_in(file, by=by, allowed=EVIDENCE), str(file.name)[:255]))
        except Refused as refused:
            reasons += refused.reasons
    if not taken:
        raise Refused(*(reasons or ["没有收到文件。请重新选择文件。"]))
    try:
        add_files(obligation, taken, by=by)
    except Refused as refused:
        raise Refused(*reasons, *refused.reasons) from refused
    return reasons


def add_link(obligation: Obligation, url: str, *, by: Actor, seen: dict[str, object] | None = None) -> Evidence:
    """Put a link into the draft, with what it showed (see `snapshots.snapshot`); one that is there is taken anew."""
    with _writing(obligation, by, "暂存链接") as draft:
        draft.evidence.filter(url=url).delete()
        title = str((seen or {}).get("title") or "") or url
        return _append(draft, [Evidence(url=url, name=title[:255], seen=seen)])[0]


def reuse(obligation: Obligation, parts: Sequence[Evidence], *, by: Actor) -> list[Evidence]:
    """Put files and links that the unit handed in before into the draft, without a second upload."""
    mine = [part for part in parts if part.submission.obligation.unit_id == obligation.unit_id and part.fact is None]
    if len(mine) < len(parts):
        raise Refused("只能选用本单位报送过的文件和链接。")
    with _writing(obligation, by, "选用已报材料") as draft:
        files = set(draft.evidence.values_list("blob_id", flat=True)) - {None}
        links = set(draft.evidence.values_list("url", flat=True)) - {""}
        fresh = [part for part in mine if part.blob_id not in files and (part.blob_id or part.url not in links)]
        once = {(part.blob_id, part.url): copy_of(part) for part in fresh}
        return _append(draft, list(once.values()))


def remove_part(evidence: Evidence, *, by: Actor) -> None:
    """Take a file or link out of the draft; what was handed in before keeps its own.

    A part of the version before means its copy in the draft, which begins with such copies.
    """
    former = evidence.submission
    if former.submitted_at is not None and former.obligation.state not in OWED:
        raise Refused("已经报送的材料不能移除。审核前可以撤回后再改。")
    with _writing(former.obligation, by, f"移除“{evidence.name}”"[:60]) as draft:
        if former.pk == draft.pk:
            draft.evidence.filter(pk=evidence.pk).delete()
        else:
            draft.evidence.filter(blob=evidence.blob_id, url=evidence.url).delete()


def discard_draft(obligation: Obligation, *, by: Actor) -> None:
    """Throw the draft away."""
    if obligation.draft is None:
        raise Refused("没有暂存的内容。")
    with _writing(obligation, by, "清空暂存") as draft:
        draft.delete()


@contextmanager
def _writing(obligation: Obligation, by: Actor, label: str) -> Iterator[Submission]:
    """The draft, free to be written by this actor, and the act of having written it.

    The act is the draft's own: working papers are not part of the story of the duty.
    """
    if not by.may("obligations.submit", obligation):
        raise Forbidden("您的身份不能报送这项任务。")
    with transaction.atomic():
        duty = Obligation.objects.select_for_update(no_key=True).get(pk=obligation.pk)
        if reasons := reasons_against_editing(duty):
            raise Refused(*reasons)
        draft = duty.draft or open_draft(duty, by=by, parts=former_parts(duty), statement=former_statement(duty))
        ref = draft.ref
        yield draft
        Submission.objects.filter(pk=draft.pk).update(edited_at=clock.now(), edited_by=by.name)
        record("obligations.save_draft", by=by, label=label, subject=ref, details={"obligation": duty.ref})


def _append(draft: Submission, parts: list[Evidence]) -> list[Evidence]:
    if reasons := reasons_against_so_many(draft, parts):
        raise Refused(*reasons)
    return append_parts(draft, parts)
