"""Amending a plan in force."""

from __future__ import annotations

from django.db import transaction

from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.ids import new_public_id
from luoshi.obligations.amendments import AddRow, MoveDate, Wanted, effect_of, table_for
from luoshi.obligations.births import obligation_for
from luoshi.obligations.effects import Change, Do, Effect, day_words
from luoshi.obligations.models import Obligation
from luoshi.plans.models import Acknowledgement, Amendment, Deliverable, NamedUnit, Plan
from luoshi.workflow.engine import create, take

RULE = "方案调整"


def amend_plan(  # noqa: PLR0913 - an amendment has that many parts
    plan: Plan, wanted: Wanted, *, by: Actor, seen: str, reason: str, basis: str = ""
) -> Amendment:
    """Bring about the effect that was shown (`seen` is its digest), or refuse and change nothing.

    One transaction; one act on the plan and one for each duty touched, all with one batch number; the units concerned
    are asked to acknowledge it.
    """
    if not by.may("obligations.amend_plan", plan):
        raise Forbidden("您的身份不能调整这份方案。")
    reason, basis = reason.strip(), basis.strip()
    note = f"{reason}（依据：{basis}）" if basis else reason
    with transaction.atomic():
        plan = Plan.objects.select_for_update(no_key=True).select_related("unit").get(pk=plan.pk)
        # Locked before the effect is reckoned and before the first act: the audit's head is always locked last.
        duties = Obligation.objects.filter(plan=plan, deliverable=wanted.row.pk).order_by("pk")
        list(duties.select_for_update(no_key=True).values_list("pk"))
        effect = effect_of(plan, wanted)
        _check(plan, effect, reason, seen)
        amendment = Amendment.objects.create(
            plan=plan, kind=wanted.kind, deliverable=_write_row(plan, wanted, effect), reason=reason, basis=basis,
            effect=effect.as_dict(), at=clock.now(), by_name=by.name,
        )  # fmt: skip
        batch = new_public_id()
        _create_new(plan, amendment, effect, by=by, note=note, batch=batch)
        for change in effect.changes:
            _touch(change, amendment, by=by, note=note, batch=batch)
        units = {change.unit.pk: change.unit for change in effect.changes if change.unit.pk != plan.unit_id}
        Acknowledgement.objects.bulk_create(
            [Acknowledgement(plan=plan, amendment=amendment, unit=u, asked_at=clock.now()) for u in units.values()]
        )
        record(
            "obligations.amend_plan", by=by, label=f"调整方案（{wanted.kind.label}）：{effect.sentence}"[:60],
            subject=plan.ref, note=note, batch=batch, details={"amendment": amendment.ref, "effect": effect.as_dict()},
        )  # fmt: skip
    return amendment


def _check(plan: Plan, effect: Effect, reason: str, seen: str) -> None:
    reasons = list(effect.reasons)
    if plan.state != Plan.State.ISSUED:
        reasons = [f"方案{plan.get_state_display()}，只有已下达的方案可以调整。"]
    if not reason:
        reasons.append("请写明调整的理由。")
    if not reasons and effect.digest != seen:
        reasons = ["情况刚有变化，下面是按现在算出的影响。请核对后再确认。"]
    if reasons:
        raise Refused(*reasons)


def _write_row(plan: Plan, wanted: Wanted, effect: Effect) -> Deliverable:
    """Write what changes in the row itself, or the new row with its table; the row."""
    row = wanted.row
    if isinstance(wanted, AddRow):
        table = table_for(plan, wanted.table)
        if table.pk is None:
            table.save()
        last = table.deliverables.order_by("order").last()
        row.table, row.order, row.checked = table, last.order + 1 if last else 1, True
        row.save()
        row.categories.set(wanted.categories)
        NamedUnit.objects.bulk_create(
            [NamedUnit(deliverable=row, unit=unit, part=NamedUnit.Part.IMPLEMENT) for unit in wanted.units]
        )
    elif isinstance(wanted, MoveDate) and effect.row_due:
        row = Deliverable.objects.get(pk=row.pk)
        row.due, row.deadline_rule, row.revision = effect.row_due[1], RULE, row.revision + 1
        row.save(update_fields=["due", "deadline_rule", "revision"])
    return row


def _create_new(  # noqa: PLR0913 - as of one act
    plan: Plan, amendment: Amendment, effect: Effect, *, by: Actor, note: str, batch: str
) -> None:
    born = [obligation_for(plan, change.assignment) for change in effect.changes if change.assignment]
    for obligation in born:
        obligation.applicability = obligation.applicability or f"方案调整：{note}"[:300]
    for obligation in create(born):
        record(
            "obligations.add", by=by, label="调整方案时增加", subject=obligation.ref, after=obligation.state,
            note=note, batch=batch, details={"amendment": amendment.ref, "due": str(obligation.due)},
        )  # fmt: skip


def _touch(change: Change, amendment: Amendment, *, by: Actor, note: str, batch: str) -> None:
    """Bring one duty that is there to where the effect says."""
    obligation = change.obligation
    if obligation is None:
        return
    details = {"amendment": amendment.ref}
    if change.stated and change.due:
        Obligation.objects.filter(pk=obligation.pk).update(stated_due=change.stated, due=change.due)
        details |= {"from": str(obligation.due), "to": str(change.due)}
    if change.do is Do.MOVE:
        label = f"把到期日由{day_words(obligation.due)}调整为{day_words(change.due or obligation.due)}"
        record(
            "obligations.move_date", by=by, label=label, subject=obligation.ref, note=note, details=details, batch=batch
        )
    else:
        take(obligation, change.do.name.lower(), by=by, note=note, details=details, batch=batch)
