"""A draft with something to look at: a duty in the prose, a row that inherits, a doubt about the whole document."""

from __future__ import annotations

from datetime import date

from tests import cast as people

from luoshi.plans.actions.editing import RowEdit
from luoshi.plans.models import Deliverable, Plan

TEXT = people.PLAN_TEXT.replace(
    "各单位按照附件完成年度任务。",
    "各单位按照附件完成年度任务。领导小组办公室于9月上旬组织一次行政指导案例评选活动。",
).replace("\t10月底\n", "\t10月底\n\t\t行政调解台账、年度统计表\t\n")


def draft(cast: people.Cast) -> Plan:
    """Five rows in two tables; the last inherits its deadline."""
    plan = people.draft_plan(cast, TEXT)
    plan.reading["flags"] = [{"code": "number-jump", "message": "序号不连续，请核对。", "source": None}]
    plan.save()
    return Plan.objects.get(pk=plan.pk)


def row(plan: Plan, words: str) -> Deliverable:
    """The row whose material contains the words."""
    return Deliverable.objects.select_related("table__plan").get(table__plan=plan, material__contains=words)


def edit(found: Deliverable, **changed: object) -> RowEdit:
    """What the row says, but for what is changed."""
    said = {
        "seen": found.revision,
        "categories": tuple(found.categories.all()),
        "named": tuple((one.unit, one.part) for one in found.named.all()),
        "evidence": found.evidence,
        "fact_keys": tuple(found.fact_keys),
    }
    names = ("ordinal", "item", "material", "note", "deadline_text", "due", "condition", "any_of")
    return RowEdit(**{name: getattr(found, name) for name in names} | said | changed)


def days(plan: Plan) -> list[date | None]:
    """The dates of all rows in order."""
    return list(Deliverable.objects.filter(table__plan=plan).values_list("due", flat=True))
