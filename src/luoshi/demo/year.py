"""A year up to a day in September: the plan is issued in May, units sign for it and hand in, reviewers decide, some
are late, one date is moved, one task is given out in between.
"""

from __future__ import annotations

import csv
import io
import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.core.files.base import File

from luoshi.accounts.models import Membership, Unit, UnitCategory
from luoshi.accounts.queries.identity import acting_as
from luoshi.accounts.roles import Role
from luoshi.demo.cascade import due_moment, issue_district_plan, issue_own_plan
from luoshi.demo.city import DATA
from luoshi.demo.pictures import own_picture
from luoshi.demo.scenes import STAR, play_scenes
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.obligations.actions.amending import amend_plan
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.amendments import MoveDate, effect_of
from luoshi.obligations.models import Obligation, ReturnReason, Submission
from luoshi.plans.actions.acknowledging import acknowledge, remind
from luoshi.plans.actions.creating import TaskOrder, create_task
from luoshi.plans.actions.editing import accept_doubts
from luoshi.plans.actions.rules import change_rules
from luoshi.plans.actions.uploading import attach_signed, upload_plan
from luoshi.plans.models import Acknowledgement, Deliverable, Plan, default_evidence
from luoshi.workflow.engine import take

ISSUED = date(2017, 5, 22)
AMENDED = datetime(2017, 8, 28, 10, 0)  # noqa: DTZ001 - the clock adds the zone of the city
TASKED = datetime(2017, 9, 1, 9, 0)  # noqa: DTZ001 - as above
REASONS = (
    ("incomplete", "照片里看不到调解室门牌，缺地址。补一张门牌照片、写明地址即可，其余材料不用重传。"),
    ("no_seal", "缺正式文件。请补一份加盖公章的 PDF。"),
    ("out_of_year", "材料写的是上一年度。请换成本年度的。"),
)


def play_year(office: Unit, until: date) -> None:
    """Issue the plan and let the year run to `until`; the same every time."""
    manager = _actor(office, Role.MANAGER)
    plan = _issue(office, manager)
    chance = random.Random(2017)  # noqa: S311 - a story, not a draw
    liaisons = {
        m.unit_id: acting_as(m) for m in Membership.objects.filter(role=Role.LIAISON).select_related("user", "unit")
    }
    for one in (plan, issue_district_plan(until)):
        if one is not None:
            _sign(one, liaisons, chance, until)
            _run(one, liaisons, chance, until)
    _amend(plan, manager, until)
    play_scenes(office, plan, _give_task(office, manager, until), until)


def _run(plan: Plan, liaisons: dict[int, Actor], chance: random.Random, until: date) -> None:
    """Units hand in and the reviewer of the office decides, in the order of time."""
    reviewer, samples, acts = _actor(plan.unit, Role.REVIEWER), _samples(), []
    for obligation in Obligation.objects.for_list().filter(plan=plan, state=Obligation.State.PENDING):
        moment = _handed_in_at(obligation, chance, until)
        if moment:
            acts.append((moment, obligation, chance.random()))
    for moment, obligation, luck in sorted(acts, key=lambda act: act[0]):
        _play(obligation, moment, luck, liaisons[obligation.unit_id], reviewer, samples, until)


def _issue(office: Unit, manager: Actor) -> Plan:
    signed = (DATA / "samples" / "implementation-plan.pdf").read_bytes() + b"\n% city"
    with clock.at(ISSUED), (DATA / "plan-2017.docx").open("rb") as document:
        plan = upload_plan(File(document, name="示例〔2017〕1号.docx"), unit=office, by=manager)
        accept_doubts(plan, "已与签发件逐行核对，照原文下达。", by=manager)
        attach_signed(plan, File(io.BytesIO(signed), name="示例〔2017〕1号（签发件，演示）.pdf"), by=manager)
        issue_plan(plan, by=manager)
    return plan


def _sign(plan: Plan, liaisons: dict[int, Actor], chance: random.Random, until: date) -> None:
    """Nearly all units sign within a few days; one in twenty-five does not."""
    waiting = list(Acknowledgement.objects.filter(plan=plan, signed_at=None).select_related("plan__unit", "unit"))
    late = {one.pk for one in chance.sample(waiting, len(waiting) // 25)}
    for one in waiting:
        if one.pk in late or one.unit_id not in liaisons:
            continue
        moment = due_moment(one.asked_at.date() + timedelta(days=chance.randint(2, 5)), chance)
        if moment.date() < until:
            with clock.at(moment):
                acknowledge(one, by=liaisons[one.unit_id])


def _issued_on(plan: Plan) -> date:
    assert plan.issued_at is not None  # noqa: S101 - its duties exist
    return plan.issued_at.date()


def _handed_in_at(obligation: Obligation, chance: random.Random, until: date) -> datetime | None:
    """When a unit hands in, or None if it has not by the last day."""
    luck = chance.random()
    if obligation.due < until:
        offset = -chance.randint(1, 12) if luck < 0.82 else chance.randint(1, 9) if luck < 0.9 else 999
    else:
        offset = -chance.randint(6, 40) if luck < 0.18 else 999
    day = max(obligation.due + timedelta(days=offset), _issued_on(obligation.plan) + timedelta(days=4))
    while day.weekday() > 4:
        day -= timedelta(days=1)
    if day >= until:
        return None
    return datetime.combine(day, time(9 + chance.randint(0, 7), chance.randint(0, 59)))


def _play(  # noqa: PLR0913, PLR0917 - one scene needs its whole cast
    obligation: Obligation,
    moment: datetime,
    luck: float,
    liaison: Actor,
    reviewer: Actor,
    samples: list[tuple[str, str, Path]],
    until: date,
) -> None:
    if "plans.issued" in obligation.deliverable.fact_keys:
        issue_own_plan(obligation, moment, liaison)
        with clock.at(moment):
            hand_in(obligation, by=liaison, facts=["plans.issued"])
    else:
        with clock.at(moment):
            hand_in(obligation, by=liaison, files=_files(obligation, samples), statement="演示材料。")
    # A few lie for two weeks and more, so that the queue of the day has something overdue in it.
    decided = moment + timedelta(days=16 if luck > 0.93 else 2 + int(luck * 3), hours=1)
    if decided.date() >= until:
        return
    with clock.at(decided):
        if luck < 0.05 and obligation.due > date(2017, 6, 30):
            code, note = REASONS[obligation.pk % len(REASONS)]
            reasons = list(ReturnReason.objects.filter(code=code))
            review(_current(obligation), "return", by=reviewer, note=note, reasons=reasons)
        else:
            take(obligation, "accept", by=reviewer)


def _current(obligation: Obligation) -> Submission:
    current = obligation.current
    assert current is not None  # noqa: S101 - it has just been handed in
    return current


def _amend(plan: Plan, manager: Actor, until: date) -> None:
    """At the end of August the exchange meetings of the agencies are given two weeks more."""
    if until <= AMENDED.date():
        return
    row = Deliverable.objects.filter(
        table__plan=plan, table__category__name="派出机构", item__contains="学习交流"
    ).first()
    assert row is not None  # noqa: S101 - the plan of the demonstration has it
    with clock.at(AMENDED):
        wanted = MoveDate(row, date(2017, 9, 15))
        reason = "观摩活动与市里的现场会同期举行，活动推迟到9月上旬，材料报送时间相应顺延。"
        amend_plan(plan, wanted, by=manager, seen=effect_of(plan, wanted).digest, reason=reason)
    with clock.at(TASKED):
        remind(plan, by=manager)


def _give_task(office: Unit, manager: Actor, until: date) -> Plan | None:
    """On the first of September the districts and one department are asked for figures, signed off by their heads."""
    if until <= TASKED.date():
        return None
    districts = UnitCategory.objects.get(name="县（市、区）政府")
    order = TaskOrder(
        title="报送上半年行政调解情况",
        materials=("2017年上半年行政调解情况统计表",),
        due=date(2017, 9, 15),
        basis="汇总全市上半年行政调解情况",
        categories=(districts,),
        units=(Unit.objects.get(name=STAR),),
        evidence=default_evidence(),
    )
    with clock.at(TASKED):
        task = create_task(order, unit=office, by=manager)
        issue_plan(task, by=manager)
        return change_rules(task, True, 3, by=manager, reason="数据由单位负责人把关。")


def _files(obligation: Obligation, samples: list[tuple[str, str, Path]]) -> list[File[bytes]]:
    """The sample that fits; beside a picture also the paper that is asked for."""
    title, path = _fitting(obligation, samples)
    chosen = [(title, path)]
    if path.suffix != ".pdf" and obligation.deliverable.evidence.get("pdf"):
        chosen.append(next((title, other) for title, _, other in samples if other.suffix == ".pdf"))
    name = obligation.unit.name
    return [File(io.BytesIO(_own(p, f"{name} {obligation.deliverable_id}")), name=f"{words}（演示）{p.suffix}")
            for words, p in chosen]  # fmt: skip


def _own(path: Path, mark: str) -> bytes:
    """The sample as a file of the unit's own; a comment behind the end leaves a paper as it is."""
    if path.suffix == ".jpg":
        return own_picture(path, mark, clock.now() - timedelta(days=6, hours=2))
    return path.read_bytes() + f"\n% {mark}".encode()


def _samples() -> list[tuple[str, str, Path]]:
    """Title, words of the material it proves, and file of each sample."""
    with (DATA / "samples.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    return [(line["题名"], line["材料"], DATA / "samples" / line["文件"]) for line in lines]


def _fitting(obligation: Obligation, samples: list[tuple[str, str, Path]]) -> tuple[str, Path]:
    """The sample whose material has most characters in common with what is owed."""
    owed = obligation.deliverable.material
    title, _, path = max(samples, key=lambda sample: len(set(sample[1]) & set(owed)) / len(set(sample[1]) | set(owed)))
    return title, path


def _actor(unit: Unit, role: Role) -> Actor:
    membership = Membership.objects.select_related("unit", "user").filter(unit=unit, role=role).first()
    assert membership is not None  # noqa: S101 - the city has just been built
    return acting_as(membership)
