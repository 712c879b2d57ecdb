"""A notice of holidays tells what it would move in drafts; nothing of a draft is written."""

from datetime import date

from tests import cast as people

from luoshi.calendar.actions import enter_notice
from luoshi.calendar.lines import read_lines
from luoshi.plans.models import Deliverable, Plan


def test_dry_run_of_a_notice_names_the_rows_of_drafts_with_the_switch(cast):
    plan = people.draft_plan(cast)
    days = read_lines("9月11日 临时 休", 2017).days
    Plan.objects.filter(pk=plan.pk).update(moves_rest_days=True)
    said = enter_notice(2017, "更正", days, source="示例", by=cast["manager"], dry_run=True)
    assert [(s.before, s.after, s.count) for s in said.shifts] == [(date(2017, 9, 11), date(2017, 9, 12), 1)]
    assert "草稿" in said.shifts[0].what
    before = list(Deliverable.objects.values_list("pk", "due"))
    assert enter_notice(2017, "更正", days, source="示例", by=cast["manager"], dry_run=False).moved == 0
    assert list(Deliverable.objects.values_list("pk", "due")) == before


def test_drafts_without_the_switch_and_issued_plans_are_not_named_here(cast, plan):
    people.draft_plan(cast, people.PLAN_TEXT.replace("9号", "31号"))
    days = read_lines("9月11日 临时 休", 2017).days
    assert enter_notice(2017, "更正", days, source="示例", by=cast["manager"], dry_run=True).shifts == []
