from datetime import date

import pytest
from tests.reading.plans import TEXT

from luoshi.reading import read
from luoshi.reading.model import Duty


def duties(sentence: str) -> tuple[Duty, ...]:
    return read(f"某市2016年工作方案\n\n{sentence}\n".encode(), "a.txt").duties


def short(duty: Duty) -> tuple[str, list[str], date | None]:
    return duty.text, [unit.name for unit in duty.who], duty.deadline.due


def test_duties_of_the_fictional_plan_are_its_dated_sentences() -> None:
    assert [short(duty) for duty in read(TEXT.encode(), "a.txt").duties] == [
        ("3月5日前将联络员名单报市法治建设办公室", [], date(2016, 3, 5)),
        ("二月底前组织一次培训", ["市法治建设办公室"], date(2016, 2, 29)),
        ("第三季度末完成检查", ["市财政局", "市司法局"], date(2016, 9, 30)),
    ]


@pytest.mark.parametrize(
    ("sentence", "duty"),
    [
        ("各县（市、区）政府，市政府各部门要加强领导，6月底前制定方案，报市政府办公室备案。",
         ("6月底前制定方案", ["各县（市、区）政府", "市政府各部门"], date(2016, 6, 30))),
        ("9月底前，市财政局和市司法局要完成清理，并公布结果。",
         ("9月底前，市财政局和市司法局要完成清理", ["市财政局", "市司法局"], date(2016, 9, 30))),
        ("市教育局要把检查方案于五月上旬报市政府。", ("把检查方案于五月上旬报市政府", ["市教育局"], date(2016, 5, 10))),
        ("工业和信息化部、科技部以及卫生健康委等部门要在2019年2月底前完成修订。",
         ("2019年2月底前完成修订", ["工业和信息化部", "科技部", "卫生健康委等部门"], date(2019, 2, 28))),
        ("由市水务局负责，2017年3月31日前完成移交。", ("2017年3月31日前完成移交", ["市水务局"], date(2017, 3, 31))),
    ],
)  # fmt: skip
def test_dated_duty_is_found_with_who_is_obliged(sentence: str, duty: tuple[str, list[str], date]) -> None:
    assert [short(one) for one in duties(sentence)] == [duty]


@pytest.mark.parametrize(
    "sentence",
    [
        "市财政局要按照《关于2016年6月底前完成清理的通知》执行。",
        "市财政局已于3月底前完成清理。",
        "对工作不力的单位，要在年底考核中扣分。",
        "市财政局要在年底考核中扣减分值。",
        "2015年6月底全市共有部门四十个。",
        "市财政局要加强领导。",
    ],
)
def test_sentence_that_binds_nobody_to_a_day_is_no_duty(sentence: str) -> None:
    assert duties(sentence) == ()


def test_repeated_duty_gets_no_date_but_a_flag() -> None:
    (duty,) = duties("市财政局要每年于6月底前报送总结。")
    assert (duty.deadline.kind, [flag.code for flag in duty.flags]) == ("none", ["deadline-unread"])


def test_sentence_too_long_to_be_one_is_flagged() -> None:
    draft = read(f"2016年方案\n\n{'市财政局要于6月底前' * 300}".encode(), "a.txt")
    assert (draft.duties, [flag.code for flag in draft.flags]) == ((), ["skipped-sentence"])
