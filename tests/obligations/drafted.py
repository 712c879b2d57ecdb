"""Drafts in the states that the tests of handing in need."""

from __future__ import annotations

from tests import cast as people

from luoshi.files.intake import take_in
from luoshi.files.models import Blob, Upload
from luoshi.files.uploads import begin
from luoshi.kit.actor import Actor
from luoshi.obligations.actions.drafting import add_files
from luoshi.obligations.actions.handing_in import ask_sign_off, send_back
from luoshi.obligations.models import Obligation, Submission
from luoshi.plans.models import Deliverable, Plan

BY = Actor.system("测试")
EVERY = frozenset(Blob.Kind)


def blob(words: str = "材料") -> tuple[Blob, str]:
    """A file that was taken in, and its name."""
    file = people.pdf(words)
    return take_in(file, by=BY, allowed=EVERY), str(file.name)


def duty(plan: Plan, unit, words: str = "实施方案", **row) -> Obligation:
    """The duty of the unit whose material has these words; `row` changes what it asks for."""
    found = people.obligation(plan, unit, words)
    Deliverable.objects.filter(pk=found.deliverable_id).update(**row)
    return people.obligation(plan, unit, words)


def begun(cast: people.Cast, plan: Plan, words: str = "实施方案", *names: str) -> Obligation:
    """A duty of the department with a draft of so many files."""
    found = people.obligation(plan, cast.department, words)
    add_files(found, [blob(name) for name in names or ("材料",)], by=cast["liaison"])
    return found


def signing_plan(cast: people.Cast, number: int = 31) -> Plan:
    """A plan in force whose duties are signed off by the unit's head."""
    plan = people.issued_plan(cast, number)
    Plan.objects.filter(pk=plan.pk).update(needs_sign_off=True)
    return Plan.objects.get(pk=plan.pk)


def asked(cast: people.Cast, plan: Plan, words: str = "实施方案") -> Submission:
    """A draft of the department before its head."""
    return ask_sign_off(begun(cast, plan, words), by=cast["liaison"])


def sent_back(cast: people.Cast, plan: Plan, words: str = "实施方案") -> Submission:
    """One that he gave back with words."""
    return send_back(asked(cast, plan, words).obligation, by=cast["unit_head"], note="补盖公章。")


def under_way(cast: people.Cast, obligation: Obligation) -> Upload:
    """A file that the department's liaison has begun to send for the duty."""
    return begin(obligation.ref, "通知.pdf", 1000, "1503540000000", by=cast["liaison"], allowed=EVERY)


def fresh(obligation: Obligation) -> Obligation:
    """The duty as the database has it now."""
    return Obligation.objects.get(pk=obligation.pk)
