"""A plan as an Excel sheet in the shape offices use: its units by name, part and category, and what does not match."""

import io
from datetime import date

import pytest
from django.core.files.base import File
from django.urls import reverse
from tests import cast as people
from tests.reading.plans import workbook

from luoshi.kit.errors import Refused
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.obligations.models import Obligation
from luoshi.plans.actions.editing import accept_doubts, check_row
from luoshi.plans.actions.uploading import upload_plan
from luoshi.plans.models import Deliverable
from luoshi.plans.queries.assignments import rows_of
from luoshi.plans.queries.comparison import comparison
from luoshi.plans.queries.doubts import open_doubts, row_doubts
from luoshi.plans.template_sheet import template_sheet

HEAD = ("序号", "事项", "材料", "责任单位", "完成时限", "备注")
TITLE = "明江市2017年法治宣传专项任务安排"


def sheet(cast, *rows):
    """A draft from rows of a workbook."""
    data = workbook(("任务", [(TITLE, "", "", "", "", ""), HEAD, *rows]))
    return upload_plan(File(io.BytesIO(data), name="专项任务.xlsx"), unit=cast.office, by=cast["manager"])


def named(row):
    """Short names and parts of the units that a row names."""
    return [(one.unit.short_name, one.part) for one in row.named.all()]


def test_sheet_is_read_with_its_units_and_notes(cast):
    plan = sheet(
        cast,
        ("一", "宣传周", "活动总结", "市环保局（牵头）、市统计局（配合）", date(2017, 9, 30), "附照片"),
        ("二", "普法考试", "成绩汇总", "县（市、区）政府", "10月底", ""),
    )
    first, second = rows_of(plan)
    assert (plan.year, first.due, first.note) == (2017, date(2017, 9, 30), "附照片")
    assert named(first) == [("市环保局", "lead"), ("市统计局", "support")]
    assert [category.name for category in second.categories.all()] == ["县（市、区）政府"]
    assert open_doubts(plan, [first, second]) == 0


def test_sheet_makes_duties_for_exactly_the_units_it_names(cast):
    plan = sheet(
        cast,
        ("一", "宣传周", "活动总结", "市环保局（牵头）、市统计局（配合）", "9月底", ""),
        ("二", "普法考试", "成绩汇总", "县（市、区）政府", "10月底", ""),
    )
    assert issue_plan(plan, by=cast["manager"]).duties == 3
    found = Obligation.objects.order_by("pk").values_list("unit__short_name", "part", "due")
    assert list(found) == [
        ("市环保局", "lead", date(2017, 9, 30)),
        ("市统计局", "support", date(2017, 9, 30)),
        ("青溪区", "", date(2017, 10, 31)),
    ]


def test_unit_that_nobody_answers_to_is_a_doubt_and_keeps_its_words(cast):
    plan = sheet(cast, ("一", "宣传周", "活动总结", "市环保局、市气象台", "9月底", ""))
    row = rows_of(plan)[0]
    assert named(row) == [("市环保局", "implement")]
    assert [unit["name"] for unit in row.printed_units] == ["市环保局", "市气象台"]
    assert row_doubts(row) == ["原文的责任单位“市气象台”没有对上单位名单，请在本行选择责任单位。"]


def test_sheet_without_a_date_waits_for_a_person(cast):
    plan = sheet(cast, ("一", "宣传周", "活动总结", "市环保局", "", ""))
    assert Deliverable.objects.get(table__plan=plan).due is None
    assert open_doubts(plan, rows_of(plan)) == 1


def test_examples_of_the_sheet_to_fill_in_are_nobodys_duty(cast):
    upload = File(io.BytesIO(template_sheet(2017)), name="样表.xlsx")
    plan = upload_plan(upload, unit=cast.office, by=cast["manager"])
    rows = list(Deliverable.objects.filter(table__plan=plan))
    assert [row.dropped for row in rows] == [True, True]
    assert "已不作为任务" in rows[0].flags[-1]["message"]


def test_next_years_sheet_is_compared_row_by_row(cast):
    line = ("一", "宣传周", "活动总结", "市环保局（牵头）", "9月底", "")
    first = sheet(cast, line)
    data = workbook(("任务", [(TITLE.replace("2017", "2018"), "", "", "", "", ""), HEAD, line]))
    second = upload_plan(File(io.BytesIO(data), name="明年.xlsx"), unit=cast.office, by=cast["manager"])
    assert [[change.value for change in one.changes] for one in comparison(second, first)] == [["same"]]


def test_row_without_units_cannot_be_checked(cast):
    plan = sheet(cast, ("一", "宣传周", "活动总结", "市气象台", "9月底", ""))
    row = rows_of(plan)[0]
    with pytest.raises(Refused, match="还没有责任单位"):
        check_row(row, by=cast["manager"])
    accept_doubts(plan, "照原文。", by=cast["manager"])
    assert open_doubts(plan, rows_of(plan)) == 1


def test_same_document_uploaded_again_says_so(cast, enter):
    manager = enter("manager")
    pages = [manager.post(reverse("plans:plan_upload"), {"file": people.text_file()}, follow=True) for _ in range(2)]
    assert ["另有一份草稿" in page.content.decode() for page in pages] == [False, True]
