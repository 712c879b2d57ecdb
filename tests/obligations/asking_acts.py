"""Rows for tests/architecture/test_one_act.py: what units and office ask each other."""

from __future__ import annotations

from datetime import date

from tests import cast as people
from tests.obligations import asked

from luoshi.obligations.actions.requests import Asked
from luoshi.obligations.models import DutyRequest

# One on the request and one on the duty.
SEVERAL_ACTS = {"decide": 2, "decide_many": 2}


def rows(cast):
    """Arguments by action."""
    plan, other = people.issued_plan(cast, 91), people.issued_plan(cast, 92)
    by_office, by_unit = {"by": cast["manager"]}, {"by": cast["liaison"]}
    request, second = asked.request(cast, plan), asked.request(cast, other)
    duty = people.obligation(plan, cast.district, "行政指导")
    later = Asked(DutyRequest.Kind.EXTENSION, "汛期。", date(2017, 11, 20))
    by_district = {"by": cast["district_liaison"]}
    question, template = asked.question(cast, plan), asked.template(cast, plan)
    done = asked.accepted(cast, plan)
    answer = by_office | {"seen": "", "shown_to_all": True}
    return {
        "ask": (((duty, later), by_district), ((duty, Asked(later.kind, "", None)), by_district)),
        "decide": (
            ((request, "grant"), by_office | {"note": "同意。"}),
            ((request, "grant"), by_office | {"note": ""}),
        ),
        "decide_many": (
            (([second], "grant"), by_office | {"note": "同意。"}),
            (([second], "grant"), by_office | {"note": ""}),
        ),
        "ask_question": (((duty, "要不要盖章？"), by_district), ((duty, " "), by_district)),
        "answer_question": (((question, "要。"), answer), ((question, ""), answer)),
        "add_template": (
            ((duty.deliverable, people.pdf("评选通知样式")), by_office),
            ((template.deliverable, people.pdf("样式")), by_office),
        ),
        "remove_template": (((template,), by_office), ((template,), by_unit)),
        "propose_sample": (
            ((done.current,), by_office | {"why": "写得清楚。"}),
            ((done.current,), by_office | {"why": ""}),
        ),
    }
