"""Drafts of submissions: how one begins, what it is made of, and what may go along with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db.models import Max

from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.obligations.kinds import missing_kinds
from luoshi.obligations.models import Evidence, Obligation, Submission
from luoshi.obligations.proof import facts_suffice

OWED = (Obligation.State.PENDING, Obligation.State.RETURNED)
LOCKED = "这一件已送审签，暂时不能修改。要改请先点“取回修改”。"


def reasons_against_going_along(obligation: Obligation, other: Obligation) -> list[str]:
    """Why what is put together for one duty cannot serve the other as well; empty where it can."""
    name = f"“{other.deliverable.material[:30]}”"
    if other.pk == obligation.pk or other.unit_id != obligation.unit_id:
        return [f"{name}不是本单位的另一项任务，不能一并报送。"]
    if other.state not in OWED:
        return [f"{name}现在是“{other.get_state_display()}”，不能一并报送。请去掉它的勾选。"]
    if other.plan.needs_sign_off and not obligation.plan.needs_sign_off:
        return [f"{name}要经单位负责人审签。请从那一项任务里一并送审签。"]
    draft = other.draft
    if draft is not None and (draft.asked_at or draft.statement or draft.evidence.exists()):
        return [f"{name}另有暂存的材料。请先报送或者清空那一份，再一并报送。"]
    return []


def reasons_against_editing(obligation: Obligation) -> list[str]:
    """Why nothing can be put into the draft now; empty where it can be worked on."""
    if obligation.state not in OWED:
        return [f"这项任务当前状态是“{obligation.get_state_display()}”，不能再改材料。请刷新页面看最新状态。"]
    draft = obligation.draft
    return [LOCKED] if draft is not None and draft.asked_at is not None else []


def open_draft(obligation: Obligation, *, by: Actor, parts: Iterable[Evidence] = (), statement: str = "") -> Submission:
    """The draft of the duty, begun with `statement` and copies of `parts` where there is none yet.

    Within the caller's transaction.
    """
    draft = obligation.draft
    if draft is None:
        last = obligation.submissions.aggregate(last=Max("version"))["last"] or 0
        draft = Submission.objects.create(
            obligation=obligation, version=last + 1, statement=statement, submitted_by=by.name,
            edited_at=clock.now(), edited_by=by.name,
        )  # fmt: skip
        append_parts(draft, [copy_of(part) for part in parts])
    return draft


def former_version(obligation: Obligation) -> Submission | None:
    """The version that was handed in last, also where it was withdrawn."""
    return Submission.objects.handed_in().filter(obligation=obligation).order_by("-version").first()


def former_parts(obligation: Obligation) -> list[Evidence]:
    """The files and links of the version before, with which a new draft begins; facts are measured anew."""
    last = former_version(obligation)
    return list(last.evidence.filter(fact_key="").select_related("blob")) if last else []


def former_statement(obligation: Obligation) -> str:
    """Its words, with which a new draft begins as well."""
    last = former_version(obligation)
    return last.statement if last else ""


def reasons_against_so_many(draft: Submission, parts: list[Evidence]) -> list[str]:
    """Whether these parts are too many for one submission: so many files, and as many links."""
    most = settings.MAX_FILES
    reasons = []
    for what, new, there in (
        ("个文件", [part for part in parts if part.blob_id], draft.evidence.filter(blob__isnull=False)),
        ("个链接", [part for part in parts if part.url], draft.evidence.exclude(url="")),
    ):
        if new and there.count() + len(new) > most:
            reasons.append(f"一次最多 {most} {what}。请合并成一个 PDF，或者移除不要的。")
    return reasons


def append_parts(draft: Submission, parts: list[Evidence]) -> list[Evidence]:
    """Put the parts behind those that are there."""
    last = draft.evidence.aggregate(last=Max("order"))["last"] or 0
    for order, part in enumerate(parts, start=last + 1):
        part.submission, part.order = draft, order
    return Evidence.objects.bulk_create(parts)


def copy_of(part: Evidence) -> Evidence:
    """The same file or link for another version, on the same bytes."""
    return Evidence(blob_id=part.blob_id, name=part.name, url=part.url, seen=part.seen)


def reasons_against(obligation: Obligation, *, coming: Sequence[Evidence] = ()) -> list[str]:
    """What stands against handing in the draft as it is, and what goes along with it, but for the head's signature.

    `coming` is what handing in would put in besides: facts with their files, unsaved.
    """
    draft = obligation.draft
    reasons = [*evidence_reasons(obligation, coming), *kind_reasons(obligation, coming)]
    for other in draft.also.select_related("deliverable", "plan") if draft else ():
        reasons += reasons_against_going_along(obligation, other)
        if draft and draft.kind == Submission.Kind.MATERIAL:
            parts = list(draft.evidence.filter(fact_key="").select_related("blob"))
            name = other.deliverable.material[:30]
            reasons += [f"一并报送的“{name}”：{reason}" for reason in missing_kinds(other.deliverable, parts)]
    return reasons


def evidence_reasons(obligation: Obligation, coming: Sequence[Evidence] = ()) -> list[str]:
    """Something is there, not an empty envelope; who has nothing to report says why."""
    draft = obligation.draft
    if draft is not None and draft.kind == Submission.Kind.NOTHING:
        reasons = []
        if not draft.statement.strip():
            reasons.append("零报告要写明为什么没有可报的。请在“情况说明”里写一两句。")
        if draft.evidence.exists():
            reasons.append("零报告不带材料。请移除材料，或者改为报送材料。")
        return reasons
    if not coming and (draft is None or not draft.evidence.exists()):
        return ["还没有材料。请至少添加一个文件或一个链接。"]
    return []


def kind_reasons(obligation: Obligation, coming: Sequence[Evidence] = ()) -> list[str]:
    """The facts prove the row, or each kind of proof that the row requires is there; silent where nothing is."""
    draft, row = obligation.draft, obligation.deliverable
    parts = [*(draft.evidence.select_related("blob") if draft else ()), *coming]
    if not parts or facts_suffice(row, [part.fact_key for part in parts if part.fact is not None]):
        return []
    return missing_kinds(row, parts)
