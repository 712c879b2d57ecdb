"""Handing in: by the liaison, or through the signature of the unit's head."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.base import File
from django.db import transaction

from luoshi.accounts.models import Membership
from luoshi.accounts.roles import GRANTS
from luoshi.audit.writer import record
from luoshi.facts.freezing import freeze
from luoshi.facts.registry import Period, label_of, measure, sources
from luoshi.files.checks import EVIDENCE
from luoshi.files.examining import examinations
from luoshi.files.intake import take_in
from luoshi.files.models import Blob
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.ids import new_public_id
from luoshi.obligations.drafts import (
    LOCKED,
    OWED,
    append_parts,
    former_parts,
    former_statement,
    open_draft,
    reasons_against,
    reasons_against_going_along,
)
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
    statement: str | None = None,
    nothing: bool | None = None,
) -> Submission:
    """Hand in what the draft holds together with facts, files, links and kept evidence, as one version with a receipt.

    `facts` are keys that the row names: each is measured now and frozen, and its files come along. A kept fact is
    measured anew as well. `statement` and `nothing` (零报告) replace what the draft says, where given. What was chosen
    to go along (`Submission.also`) is handed in too, each with a receipt of its own. Raises Refused with every reason
    there is; then nothing was handed in.
    """
    if not by.may("obligations.submit", obligation):
        raise Forbidden("您的身份不能报送这项任务。")
    blobs = _take_all_in(files, by=by)
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update(no_key=True).get(pk=obligation.pk)
        draft = open_draft(obligation, by=by, parts=[e for e in keep if e.fact is None and e.fact_key == ""])
        if draft.asked_at is not None:
            raise Refused(LOCKED)
        if statement is not None:
            draft.statement = statement
        if nothing is not None:
            draft.kind = Submission.Kind.NOTHING if nothing else Submission.Kind.MATERIAL
        draft.save(update_fields=["statement", "kind"])
        keys = list(dict.fromkeys([*facts, *(e.fact_key for e in keep if e.fact is not None)]))
        new = [Evidence(blob=blob, name=name) for blob, name in blobs]
        new += [Evidence(url=link, name=link[:255]) for link in links]
        append_parts(draft, _freeze(obligation, keys) + new)
        _hand_in_all(obligation, draft, "submit", by=by)
    return _examined(draft)


def sign_and_hand_in(obligation: Obligation, *, by: Actor, seen: Submission) -> Submission:
    """The unit's head signs off what was put before him, and it goes out; `seen` is the draft he looked at."""
    if not by.may("obligations.sign_off", obligation):
        raise Forbidden("审签由本单位负责人办理。")
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update(no_key=True).get(pk=obligation.pk)
        draft = obligation.draft
        if draft is None or draft.asked_at is None or (draft.pk, draft.asked_at) != (seen.pk, seen.asked_at):
            raise Refused("联络员取回修改过这一件。请刷新页面，看过新的内容再审签。")
        keys = list(draft.evidence.filter(fact__isnull=False).values_list("fact_key", flat=True))
        if keys:  # what the platform knows is frozen when it goes out, not when the head was asked
            draft.evidence.filter(fact_key__in=keys).delete()
            append_parts(draft, _freeze(obligation, keys))
        _hand_in_all(obligation, draft, "submit_signed", by=by)
    return _examined(draft)


def ask_sign_off(obligation: Obligation, *, by: Actor, facts: Sequence[str] = ()) -> Submission:
    """Put the draft with these facts before the unit's head; it is locked until he answers or it is taken back.

    Raises Refused with all that would stand against handing it in.
    """
    if not by.may("obligations.submit", obligation):
        raise Forbidden("您的身份不能报送这项任务。")
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update(no_key=True).get(pk=obligation.pk)
        if not obligation.plan.needs_sign_off:
            raise Refused("这份方案不要求单位审签，可以直接报送。")
        if not _has_a_head(obligation):
            raise Refused("本单位还没有“单位负责人”账号，没有人能审签。请本单位管理员或上级办公室开通后再送审签。")
        if obligation.state not in OWED:
            raise Refused(f"这项任务当前状态是“{obligation.get_state_display()}”，不用送审签。")
        parts, statement = former_parts(obligation), former_statement(obligation)
        draft = open_draft(obligation, by=by, parts=parts, statement=statement)
        if draft.asked_at is not None:
            raise Refused(LOCKED)
        append_parts(draft, _freeze(obligation, list(dict.fromkeys(facts))))
        if reasons := reasons_against(obligation):
            raise Refused(*reasons)
        draft.asked_at, draft.asked_by, draft.sent_back = clock.now(), by.name, ""
        draft.save(update_fields=["asked_at", "asked_by", "sent_back"])
        told = {"obligation": obligation.ref}
        record("obligations.ask_sign_off", by=by, label="送审签", subject=draft.ref, details=told)
    return draft


def take_back_from_sign_off(obligation: Obligation, *, by: Actor) -> Submission:
    """Take the draft back from the head to go on working on it."""
    if not by.may("obligations.submit", obligation):
        raise Forbidden("您的身份不能取回这一件。")
    return _unlock(obligation, by=by, label="取回修改")


def send_back(obligation: Obligation, *, by: Actor, note: str) -> Submission:
    """The head does not sign, and says what is to be changed."""
    if not by.may("obligations.sign_off", obligation):
        raise Forbidden("审签由本单位负责人办理。")
    if not note.strip():
        raise Refused("请写明要改什么，让联络员知道怎么改。")
    return _unlock(obligation, by=by, label="审签退回修改", note=note.strip())


def _unlock(obligation: Obligation, *, by: Actor, label: str, note: str = "") -> Submission:
    """The facts in it go: they are measured anew when it is handed in.

    An act on the draft: what liaison and head tell each other is not for the office, which reads the story of the duty.
    """
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update(no_key=True).get(pk=obligation.pk)
        asked = Submission.objects.filter(obligation=obligation, submitted_at=None, asked_at__isnull=False)
        if not asked.update(asked_at=None, sent_back=f"{note}（{by.name}）" if note else ""):
            raise Refused("这一件已不在审签中。请刷新页面看最新状态。")
        draft = Submission.objects.get(obligation=obligation, submitted_at=None)
        draft.evidence.exclude(fact_key="").delete()
        told = {"obligation": obligation.ref}
        record("obligations.unlock_draft", by=by, label=label, subject=draft.ref, note=note, details=told)
    return draft


def _hand_in_all(obligation: Obligation, draft: Submission, move: str, *, by: Actor) -> None:
    """Take the move for the duty and for each that goes along, whose version has the same files, links and words."""
    # All are locked before the first act is written: the audit's head is locked last.
    chosen = Obligation.objects.for_list().filter(pk__in=draft.also.values("pk"))
    others = list(chosen.select_for_update(of=("self",), no_key=True))
    batch = new_public_id() if others else ""
    reasons = [reason for other in others for reason in reasons_against_going_along(obligation, other)]
    if reasons:
        if move == "submit_signed":  # the head cannot change what lies before him
            reasons.append("一并报送的任务有变化。请退回修改，由联络员改好再送审签。")
        raise Refused(*reasons)
    take(obligation, move, by=by, batch=batch)
    parts = list(draft.evidence.filter(fact_key=""))
    for other in others:
        if (begun := other.draft) is not None:
            begun.delete()
        version = open_draft(other, by=by, parts=parts)
        Submission.objects.filter(pk=version.pk).update(
            kind=draft.kind, statement=draft.statement, together_with=draft, asked_at=draft.asked_at,
            asked_by=draft.asked_by,
        )  # fmt: skip
        try:
            take(other, move, by=by, batch=batch, details={"together_with": draft.ref})
        except Refused as refused:
            name = other.deliverable.material[:30]
            raise Refused(*(f"一并报送的“{name}”：{reason}" for reason in refused.reasons)) from refused


def _examined(draft: Submission) -> Submission:
    """The version as it went out. Its files are looked at now, so that all that comes later is compared with them."""
    handed_in = Submission.objects.get(pk=draft.pk)
    examinations(part.blob for part in handed_in.evidence.select_related("blob") if part.blob)
    return handed_in


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


def _has_a_head(obligation: Obligation) -> bool:
    """Whether anybody could sign for the unit today."""
    signing = [role for role, grants in GRANTS.items() if "obligations.sign_off" in grants]
    people = Membership.objects.valid_on(clock.today()).filter(unit=obligation.unit_id, role__in=signing)
    return people.filter(user__is_active=True).exists()
