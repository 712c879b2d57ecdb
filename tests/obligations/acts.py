"""Rows for tests/architecture/test_one_act.py."""

from __future__ import annotations

from datetime import date

from tests import cast as people
from tests.obligations import asking_acts, handing_acts, organising_acts

from luoshi.calendar.days import WorkCalendar
from luoshi.kit.actor import Actor
from luoshi.obligations.amendments import MoveDate, effect_of
from luoshi.obligations.models import Obligation
from luoshi.plans.models import Plan

BY = Actor.system("测试")
# One on the plan and one for each of the two duties that it touches.
SEVERAL_ACTS = {"amend_plan": 3} | asking_acts.SEVERAL_ACTS


def rows(cast):
    """Arguments by action."""
    plan = people.issued_plan(cast)
    duty = people.obligation(plan, cast.department, "调解室")
    waiting = people.submitted(cast, plan)
    Plan.objects.filter(pk=plan.pk).update(moves_rest_days=True)
    only_one_day_off = WorkCalendar(off=frozenset([date(2017, 10, 31)]), on=frozenset(), known=frozenset([2017]))
    Obligation.objects.filter(plan=plan).exclude(pk=duty.pk).update(stated_due=date(2017, 6, 20), due=date(2017, 6, 20))
    to_amend = people.issued_plan(cast, 78)
    wanted = MoveDate(people.obligation(to_amend, cast.department).deliverable, date(2017, 12, 1))
    seen = effect_of(to_amend, wanted).digest
    amending = {"by": cast["manager"], "seen": seen}
    return (
        {
            "amend_plan": (
                ((to_amend, wanted), amending | {"reason": "汛期推迟。"}),
                ((to_amend, wanted), amending | {"reason": ""}),
            ),
            "issue_plan": (
                ((people.draft_plan(cast, people.PLAN_TEXT.replace("9号", "77号")),), {"by": cast["manager"]}),
                ((plan,), {"by": cast["manager"]}),
            ),
            "hand_in": (
                ((duty,), {"by": cast["liaison"], "files": [people.pdf()]}),
                ((duty,), {"by": cast["liaison"]}),
            ),
            "review": (
                ((waiting.current, "accept"), {"by": cast["reviewer"], "note": "已看原件。"}),
                ((waiting.current, "return"), {"by": cast["reviewer"]}),
            ),
            "review_many": ((([waiting.current], "accept"), {"by": cast["reviewer"], "note": "已看原件。"}), None),
            "follow_calendar": (((only_one_day_off, BY, "batch"), {}), None),
        }
        | organising_acts.rows(cast)
        | asking_acts.rows(cast)
        | handing_acts.rows(cast)
    )
