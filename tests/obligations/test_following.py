"""Due dates follow the calendar: only where the plan says so, only what is still to come, each with an act."""

from datetime import date

from tests import cast as people

from luoshi.audit.models import Entry
from luoshi.audit.queries import problems
from luoshi.calendar.actions import enter_notice
from luoshi.calendar.lines import read_lines
from luoshi.kit import clock
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.obligations.models import Obligation
from luoshi.plans.actions.editing import HeadEdit, accept_doubts, edit_head
from luoshi.plans.queries.coverage import moved_rows
from luoshi.plans.queries.tree import superior_for


def moving_plan(cast, *, moves: bool = True):
    """The plan of the small city, issued in May, with or without the rest-day switch."""
    with clock.at(date(2017, 5, 22)):
        plan = people.draft_plan(cast)
        head = HeadEdit(plan.title, plan.doc_number, plan.issuer, plan.year, plan.basis, None, moves, False, 5)
        edit_head(plan, head, by=cast["manager"])
        plan.refresh_from_db()
        accept_doubts(plan, "已核对。", by=cast["manager"])
        issue_plan(plan, by=cast["manager"])
    return plan


def notice(cast, *lines, dry_run=False):
    """The notice of 2017 entered anew by the office."""
    days = read_lines("\n".join(lines), 2017).days
    return enter_notice(2017, "更正", days, source="示例", by=cast["manager"], dry_run=dry_run)


def test_dates_on_rest_days_move_to_the_next_working_day(cast):
    plan = moving_plan(cast)
    found = people.obligation(plan, cast.district, "案例")
    assert (found.stated_due, found.due) == (date(2017, 9, 10), date(2017, 9, 11))
    assert [(row.before, row.after) for row in moved_rows(plan)] == [(date(2017, 9, 10), date(2017, 9, 11))]


def test_dates_stay_without_the_switch(cast):
    plan = moving_plan(cast, moves=False)
    assert people.obligation(plan, cast.district, "案例").due == date(2017, 9, 10)
    assert moved_rows(plan) == []


def test_entering_a_notice_shows_what_moves_and_then_moves_it(cast):
    plan = moving_plan(cast)
    said = notice(cast, "9月11日 临时 休", "10月31日 临时 休", dry_run=True)
    assert [(s.before, s.after, s.count) for s in said.shifts] == [
        (date(2017, 9, 11), date(2017, 9, 12), 1),
        (date(2017, 10, 31), date(2017, 11, 1), 1),
    ]
    assert people.obligation(plan, cast.district, "案例").due == date(2017, 9, 11)
    assert notice(cast, "9月11日 临时 休", "10月31日 临时 休").moved == 2
    found = people.obligation(plan, cast.district, "案例")
    assert (found.stated_due, found.due) == (date(2017, 9, 10), date(2017, 9, 12))
    acts = Entry.objects.filter(action="obligations.follow_calendar")
    assert {(e.subject, e.details["after"]) for e in acts} >= {(found.ref, "2017-09-12")}
    assert len({e.batch for e in acts}) == 1
    assert problems() == []


def test_what_is_over_and_what_does_not_apply_stays(cast):
    plan = moving_plan(cast)
    before = set(Obligation.objects.filter(plan=plan, stated_due=date(2017, 6, 20)).values_list("pk", "due"))
    notice(cast, "6月20日 临时 休", "10月31日 临时 休")
    assert set(Obligation.objects.filter(plan=plan, stated_due=date(2017, 6, 20)).values_list("pk", "due")) == before
    assert people.obligation(plan, cast.other, "调解室").due == date(2017, 10, 31)


def test_no_duty_falls_due_on_a_day_that_is_over(cast):
    """On Sunday a notice says that Saturday was a working day; who was told Monday keeps Monday."""
    plan = moving_plan(cast)
    Obligation.objects.filter(plan=plan, due=date(2017, 9, 11)).update(stated_due=date(2017, 9, 9))
    with clock.at(date(2017, 9, 10)):
        notice(cast, "9月9日 补班 班")
    assert people.obligation(plan, cast.district, "案例").due == date(2017, 9, 11)


def test_plan_without_the_switch_does_not_follow(cast):
    moving_plan(cast, moves=False)
    assert notice(cast, "9月11日 临时 休").moved == 0


def test_superior_is_the_nearest_issued_plan_above(cast, plan):
    assert superior_for(cast.department, 2017) == plan
    assert superior_for(cast.department, 2018) is None
    assert superior_for(cast.office, 2017) is None
