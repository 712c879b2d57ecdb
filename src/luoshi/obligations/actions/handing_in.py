"""Handing in and reviewing."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.base import File
from django.db import transaction

from luoshi.facts.freezing import freeze
from luoshi.facts.registry import Period, label_of, measure, sources
from luoshi.files.checks import EVIDENCE
from luoshi.files.intake import take_in
from luoshi.files.models import Blob
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.models import Evidence, Obligation, Submission
from luoshi.obligations.proof import owing_units
from luoshi.workflow.engine import take


def hand_in(  # noqa: PLR0913 - a submission has that many parts
    obligation: Obligation,
    *,
    by: Actor,
    files: Sequence[File[bytes]] = (),
    links: Sequence[str] = (),
    keep: Sequence[Evidence] = (),
    facts: Sequence[str] = (),
    statement: str = "",
) -> Submission:
    """Hand in facts, files, links and evidence kept from the version before, as one new version with a receipt.

    `facts` are keys that the row names: each is measured now and frozen, and its files come along. A kept fact is
    measured anew as well. Raises Refused with every reason there is; then nothing was handed in.
    """
    if not by.may("obligations.submit", obligation):
        raise Forbidden("您的身份不能报送这项任务。")
    blobs = _take_all_in(files, by=by)
    with transaction.atomic():
        last = obligation.submissions.order_by("-version").first()
        draft = Submission.objects.create(
            obligation=obligation,
            version=last.version + 1 if last else 1,
            statement=statement,
            submitted_by=by.name,
        )
        keys = list(dict.fromkeys([*facts, *(e.fact_key for e in keep if e.fact is not None)]))
        parts = _freeze(obligation, keys)
        kept = [e for e in keep if e.fact is None and e.fact_key not in keys]
        parts += [Evidence(blob=e.blob, name=e.name, url=e.url) for e in kept]
        parts += [Evidence(blob=blob, name=name) for blob, name in blobs]
        parts += [Evidence(url=link, name=link[:255]) for link in links]
        for order, part in enumerate(parts, start=1):
            part.submission, part.order = draft, order
        Evidence.objects.bulk_create(parts)
        take(obligation, "submit", by=by)
    return Submission.objects.get(pk=draft.pk)


def review(submission: Submission, verdict: str, *, by: Actor, note: str = "") -> Obligation:
    """Accept or return the version that the reviewer has seen (`verdict` is the name of the move).

    Raises Refused where the unit has handed in another version since, or withdrawn this one.
    """
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update().get(pk=submission.obligation_id)
        if obligation.state == Obligation.State.SUBMITTED and obligation.current != submission:
            raise Refused("单位已撤回这一件，换了材料重新报送。请看过新的材料再审。")
        return take(obligation, verdict, by=by, note=note)


def _freeze(obligation: Obligation, keys: Sequence[str]) -> list[Evidence]:
    """The facts as they are now, each followed by its files, or every reason why one cannot be handed in."""
    if not keys:
        return []
    row, year = obligation.deliverable, obligation.plan.year
    known = {source.key for source in sources()}
    units = owing_units(obligation)
    parts: list[Evidence] = []
    reasons: list[str] = []
    for key in keys:
        if key not in row.fact_keys or key not in known or not year:
            reasons.append(f"这项任务不能用“{key}”这项情况证明。请刷新页面，从列出的情况中选。")
            continue
        fact = measure(key, units, Period.year(year)).get(obligation.unit_id)
        if fact is None or not fact.holds:
            now = fact.statement if fact else f"平台上还没有{year}年的记录。"
            reasons.append(f"“{label_of(key)}”现在不能用来证明：{now}请先办好，或者上传材料。")
            continue
        frozen = freeze(key, fact, period=Period.year(year), population=len(units), at=clock.now())
        parts.append(Evidence(fact_key=key, fact=frozen, name=label_of(key)[:255]))
        parts += [Evidence(fact_key=key, blob_id=file.blob_id, name=file.name[:255]) for file in fact.files]
    if reasons:
        raise Refused(*reasons)
    return parts


def _take_all_in(files: Sequence[File[bytes]], *, by: Actor) -> list[tuple[Blob, str]]:
    """Take every file in, or tell of every one that cannot be; what was good is kept and costs nothing again."""
    taken: list[tuple[Blob, str]] = []
    reasons: list[str] = []
    for file in files:
        try:
            taken.append((take_in(file, by=by, allowed=EVIDENCE), str(file.name)[:255]))
        except Refused as refused:
            reasons += refused.reasons
    if reasons:
        raise Refused(*reasons)
    return taken
