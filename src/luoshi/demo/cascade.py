"""Plans below the city's: every unit issues its own, one district runs a plan for the units below it."""

from __future__ import annotations

import io
import random
from datetime import date, datetime, time, timedelta

from django.core.files.base import File

from luoshi.accounts.models import Membership, Unit
from luoshi.accounts.queries.identity import acting_as
from luoshi.accounts.roles import Role
from luoshi.demo.city import DATA, DISTRICT
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.obligations.models import Obligation
from luoshi.plans.actions.creating import create_plan
from luoshi.plans.actions.editing import accept_doubts
from luoshi.plans.actions.uploading import attach_signed, upload_plan
from luoshi.plans.models import Plan

DISTRICT_ISSUED = datetime(2017, 6, 12, 10, 0)  # noqa: DTZ001 - the clock adds the zone of the city


def issue_own_plan(duty: Obligation, moment: datetime, liaison: Actor) -> None:
    """A unit issues its own plan with the signed PDF before it hands the duty in that asks for it."""
    issued = moment - timedelta(hours=3)
    if duty.unit.name == DISTRICT:
        return
    with clock.at(issued):
        year = duty.plan.year or issued.year
        title = f"{duty.unit.name}{year}年推进服务型行政执法建设工作实施方案"
        plan = create_plan(title, year, unit=duty.unit, by=liaison, doc_number=f"示例字〔{year}〕{duty.unit.order}号")
        attach_signed(plan, _signed(duty.unit), by=liaison)
        issue_plan(plan, by=liaison)


def issue_district_plan(until: date) -> Plan | None:
    """The district reads its own document, confirms and issues it, and the units below are asked to sign for it."""
    if until <= DISTRICT_ISSUED.date():
        return None
    manager = Membership.objects.select_related("user", "unit").get(unit__name=DISTRICT, role=Role.MANAGER)
    by = acting_as(manager)
    with clock.at(DISTRICT_ISSUED), (DATA / "plan-district.txt").open("rb") as document:
        plan = upload_plan(File(document, name="示例澄〔2017〕3号.txt"), unit=manager.unit, by=by)
        accept_doubts(plan, "已与原件核对。", by=by)
        attach_signed(plan, _signed(manager.unit), by=by)
        issue_plan(plan, by=by)
    return plan


def due_moment(day: date, chance: random.Random) -> datetime:
    """Some moment of a working day."""
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return datetime.combine(day, time(9 + chance.randint(0, 7), chance.randint(0, 59)))


def _signed(unit: Unit) -> File[bytes]:
    """The signed document; a comment behind its end makes each unit's file its own."""
    content = (DATA / "samples" / "implementation-plan.pdf").read_bytes() + f"\n% {unit.public_id}".encode()
    return File(io.BytesIO(content), name="实施方案（签发件，演示）.pdf")
