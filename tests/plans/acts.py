"""Rows for tests/architecture/test_one_act.py."""

from __future__ import annotations

from tests import cast as people
from tests.plans import editing_acts

from luoshi.kit import clock


def rows(cast):
    """Arguments by action."""
    draft = people.draft_plan(cast, people.PLAN_TEXT.replace("9号", "76号"))
    plan = people.issued_plan(cast, 79)
    asked = plan.acknowledgements.get(unit=cast.department)
    all_signed = people.issued_plan(cast, 80)
    all_signed.acknowledgements.update(signed_at=clock.now())
    last_year = people.forerunner(cast, plan)
    last_year.tables.first().deliverables.update(any_of=True)
    return {
        "create_plan": (
            (("2018年方案", 2018), {"unit": cast.office, "by": cast["manager"]}),
            (("2018年方案", 2018), {"unit": cast.office, "by": cast["liaison"]}),
        ),
        "create_task": (
            ((people.task_order(cast),), {"unit": cast.office, "by": cast["manager"]}),
            ((people.task_order(cast, materials=()),), {"unit": cast.office, "by": cast["manager"]}),
        ),
        "copy_plan": (((plan, 2018), {"by": cast["manager"]}), ((plan, 2017), {"by": cast["manager"]})),
        "take_over": (((draft, last_year), {"by": cast["manager"]}), ((plan, last_year), {"by": cast["manager"]})),
        "change_rules": (
            ((plan, True, 10), {"by": cast["manager"], "reason": "按领导小组会议要求。"}),
            ((plan, False, 5), {"by": cast["manager"], "reason": "照旧。"}),
        ),
        "acknowledge": (
            ((asked,), {"by": cast["liaison"]}),
            ((all_signed.acknowledgements.get(unit=cast.department),), {"by": cast["liaison"]}),
        ),
        "remind": (((plan,), {"by": cast["manager"]}), ((all_signed,), {"by": cast["manager"]})),
        "upload_plan": (
            ((people.text_file(),), {"unit": cast.office, "by": cast["manager"]}),
            ((people.pdf(),), {"unit": cast.office, "by": cast["manager"]}),
        ),
        "attach_signed": (
            ((draft, people.pdf("签发件")), {"by": cast["manager"]}),
            ((draft, people.text_file()), {"by": cast["manager"]}),
        ),
    } | editing_acts.rows(cast)
