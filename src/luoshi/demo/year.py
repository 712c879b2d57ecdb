"""A year up to a day in September: the plan is issued in May, units hand in, reviewers decide, some are late."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.core.files.base import File

from luoshi.accounts.models import Membership, Unit
from luoshi.accounts.queries import acting_as
from luoshi.accounts.roles import Role
from luoshi.demo.city import DATA
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.obligations.actions import hand_in, issue_plan
from luoshi.obligations.models import Obligation
from luoshi.plans.actions import upload_plan
from luoshi.workflow.engine import take

ISSUED = date(2017, 5, 22)
REASONS = (
    "照片里看不到调解室门牌，缺地址。补一张门牌照片、写明地址即可，其余材料不用重传。",
    "缺正式文件。请补一份加盖公章的 PDF。",
    "材料写的是上一年度。请换成本年度的。",
)


def play_year(office: Unit, until: date) -> None:
    """Issue the plan and let the year run to `until`; the same every time."""
    manager = _actor(office, Role.MANAGER)
    with clock.at(ISSUED), (DATA / "plan-2017.docx").open("rb") as document:
        plan = upload_plan(File(document, name="示例〔2017〕1号.docx"), unit=office, by=manager)
        issue_plan(plan, by=manager)
    chance = random.Random(2017)  # noqa: S311 - a story, not a draw
    reviewer = _actor(office, Role.REVIEWER)
    liaisons = {
        m.unit_id: acting_as(m) for m in Membership.objects.filter(role=Role.LIAISON).select_related("unit", "user")
    }
    samples = _samples()
    acts = []
    for obligation in Obligation.objects.for_list().filter(plan=plan, state=Obligation.State.PENDING):
        moment = _handed_in_at(obligation, chance, until)
        if moment:
            acts.append((moment, obligation, chance.random()))
    for moment, obligation, luck in sorted(acts, key=lambda act: act[0]):
        _play(obligation, moment, luck, liaisons[obligation.unit_id], reviewer, samples, until)


def _handed_in_at(obligation: Obligation, chance: random.Random, until: date) -> datetime | None:
    """When a unit hands in, or None if it has not by the last day."""
    luck = chance.random()
    if obligation.due < until:
        offset = -chance.randint(1, 12) if luck < 0.82 else chance.randint(1, 9) if luck < 0.9 else 999
    else:
        offset = -chance.randint(6, 40) if luck < 0.18 else 999
    day = max(obligation.due + timedelta(days=offset), ISSUED + timedelta(days=4))
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
    title, path = _fitting(obligation, samples)
    # A comment behind the end leaves the paper as it is and makes each unit's file its own.
    content = path.read_bytes() + f"\n% {obligation.public_id}".encode()
    name = f"{title}（演示）{path.suffix}"
    with clock.at(moment):
        hand_in(obligation, by=liaison, files=[File(io.BytesIO(content), name=name)], statement="演示材料。")
    decided = moment + timedelta(days=2 + int(luck * 3), hours=1)
    if decided.date() >= until or luck > 0.93:
        return
    with clock.at(decided):
        if luck < 0.05 and obligation.due > date(2017, 6, 30):
            take(obligation, "return", by=reviewer, note=REASONS[obligation.pk % len(REASONS)])
        else:
            take(obligation, "accept", by=reviewer)


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
