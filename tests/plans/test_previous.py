"""A new draft knows which plan it comes after."""

from datetime import date

from tests import cast as people

from luoshi.kit import clock

NEXT = people.PLAN_TEXT.replace("2017年", "2018年").replace("〔2017〕9号", "〔2018〕3号")


def test_next_years_document_is_set_beside_this_years_plan(cast, plan):
    with clock.at(date(2018, 5, 20)):
        draft = people.draft_plan(cast, NEXT)
    assert (draft.year, draft.previous) == (2018, plan)


def test_first_plan_has_none_before_it(cast):
    assert people.draft_plan(cast).previous is None


def test_plan_of_the_same_year_is_no_plan_before(cast, plan):
    assert people.draft_plan(cast, people.PLAN_TEXT.replace("9号", "12号")).previous is None
