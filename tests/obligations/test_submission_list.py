"""What was handed in: every receipt with what came of it, found by words, and exported to be checked elsewhere."""

import re
from datetime import date

import pytest
from django.urls import reverse
from tests import cast as people
from tests.plans.test_facts import own_plan

from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.obligations.actions.drafting import save_draft
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.revoking import decide_revocation, propose_revocation
from luoshi.obligations.models import Submission
from luoshi.obligations.queries.handed_in import HandedInFilter, for_lines, handed_in, lines_of
from luoshi.obligations.receipt_check import check, read_list
from luoshi.reading.sheets import read_rows
from luoshi.workflow.engine import take

URL = "obligations:submission_list"


def lines(cast, part="liaison", **asked):
    filters = HandedInFilter.sent(asked)
    return lines_of(for_lines(handed_in(cast[part], filters)), filters.words)


def told(cast, part="liaison", **asked):
    """Receipt, kind, contents and outcome of each line."""
    return [(line.submission.receipt_number, line.kind, line.parts.words, line.words)
            for line in lines(cast, part, **asked)]  # fmt: skip


@pytest.fixture
def story(cast, plan):
    """Of the department: returned and mended, withdrawn, proven by a fact; of the district: nothing to report."""
    own_plan(cast.department)
    with clock.at(date(2017, 6, 19)):
        duty = people.obligation(plan, cast.department)
        hand_in(duty, by=cast["liaison"], facts=["plans.issued"])
    with clock.at(date(2017, 9, 1)):
        room = take(people.submitted(cast, plan, "调解室"), "return", by=cast["reviewer"], note="缺门牌。")
    hand_in(room, by=cast["liaison"], files=[people.pdf("门牌照片")], links=["https://example.cn/menpai"])
    with clock.at(date(2017, 9, 4)):
        nothing = people.obligation(plan, cast.district, "行政指导")
        hand_in(nothing, by=cast["district_liaison"], statement="没有评选。", nothing=True)
    return plan


def test_every_receipt_stands_there_newest_first(cast, story):
    assert told(cast) == [
        ("2017-0905-0001", "材料", "1 个文件、1 个链接", "待审"),
        ("2017-0901-0001", "材料", "1 个文件", "退回"),
        ("2017-0619-0001", "平台事实", "1 项平台事实、1 个文件", "待审"),
    ]
    assert told(cast, "district_liaison") == [("2017-0904-0001", "零报告", "没有材料", "待审")]


def test_an_office_sees_all_and_can_ask_for_one_unit(cast, story):
    for part in ("manager", "reviewer", "head", "inspector"):
        assert len(told(cast, part)) == 4
    assert [receipt for receipt, *_ in told(cast, "head", unit="青溪")] == ["2017-0904-0001"]
    assert told(cast, "stranger") == []


def test_a_district_sees_its_own_hand_in_even_where_it_gave_out_tasks(cast, story):
    assert [line.submission.obligation.unit for line in lines(cast, "district_liaison")] == [cast.district]


def test_what_came_of_it_and_the_same_as_a_filter(cast, story):
    fact, room = (Submission.objects.get(receipt_number=number) for number in ("2017-0619-0001", "2017-0905-0001"))
    duty = take(fact.obligation, "accept", by=cast["reviewer"])
    take(room.obligation, "withdraw_correction", by=cast["liaison"])
    outcomes = {"withdrawn": ["2017-0905-0001"], "returned": ["2017-0901-0001"], "accepted": ["2017-0619-0001"],
                "waiting": [], "revoked": []}  # fmt: skip
    for outcome, numbers in outcomes.items():
        assert [receipt for receipt, *_ in told(cast, outcome=outcome)] == numbers
    decide_revocation(propose_revocation(duty, by=cast["reviewer"], note="不实。"), by=cast["head"], agree=True)
    assert [words for *_, words in told(cast)] == ["已撤回", "退回", "撤销通过"]
    assert [receipt for receipt, *_ in told(cast, outcome="revoked")] == ["2017-0619-0001"]


def test_what_no_longer_counts_is_called_so(cast, story):
    fact = Submission.objects.get(receipt_number="2017-0619-0001")
    Submission.objects.filter(pk=fact.pk).update(withdrawn_at=clock.now())
    assert told(cast)[-1][-1] == "已撤回"
    Submission.objects.filter(pk=fact.pk).update(withdrawn_at=None)
    take(fact.obligation, "waive", by=cast["manager"], note="不再要求。")
    assert told(cast)[-1][-1] == "未审"


@pytest.mark.parametrize(
    ("words", "numbers", "place"),
    [
        ("门牌照片", ["2017-0905-0001"], "文件“门牌照片.pdf”"),
        ("MENPAI", ["2017-0905-0001"], "链接“https://example.cn/menpai”"),
        ("0901", ["2017-0901-0001"], ""),
        ("调解室", ["2017-0905-0001", "2017-0901-0001"], ""),
        ("本单位年度", ["2017-0619-0001"], "平台事实“本单位年度实施方案已印发”"),
        ("100%", [], ""),
    ],
)
def test_words_are_found_also_in_the_names_of_files(words, numbers, place, cast, story):
    found = lines(cast, q=words)
    assert [line.submission.receipt_number for line in found] == numbers
    assert [line.found for line in found] == [place] * len(numbers)


def test_years_are_those_of_the_plans(cast, story, enter):
    assert len(told(cast, year="2017")) == 3
    assert told(cast, year="2016") == []
    assert enter("liaison").get(reverse(URL)).context["years"] == [2017]


def test_the_page_says_all_this_and_leads_to_the_receipt(cast, story, enter):
    answer = enter("liaison").get(reverse(URL))
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
    assert "3 份回执" in text
    assert "第 2 次" in text
    assert Submission.objects.get(receipt_number="2017-0905-0001").get_absolute_url() in answer.content.decode()
    assert '<th scope="col">单位</th>' not in answer.content.decode()
    assert '<th scope="col">单位</th>' in enter("reviewer").get(reverse(URL)).content.decode()
    assert "还没有报送过材料" in enter("stranger").get(reverse(URL)).content.decode()
    assert "没有符合条件的回执" in enter("liaison").get(reverse(URL), {"q": "天书"}).content.decode()


def test_drafts_are_not_among_what_was_handed_in(cast, plan):
    save_draft(people.obligation(plan, cast.department), by=cast["liaison"], statement="草稿")
    assert told(cast) == []


def test_the_list_of_receipts_is_one_that_can_be_checked(cast, story, enter):
    answer = enter("manager").get(reverse(URL), {"form": "txt"})
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "%E5%9B%9E%E6%89%A7%E6%B8%85%E5%8D%95-20170905.txt" in answer.headers["Content-Disposition"]
    listed = read_list(answer.content)
    assert (len(listed.receipts), listed.notes, listed.problems) == (4, [], [])
    assert list(check(listed.receipts)) == []
    Submission.objects.filter(receipt_number="2017-0904-0001").update(digest="0" * 64)
    assert any("2017-0904-0001" in problem for problem in check(listed.receipts))
    assert Entry.objects.filter(action="obligations.export_receipts", note="4 份").exists()


def test_the_sheet_holds_what_was_asked_for(cast, story, enter):
    answer = enter("liaison").get(reverse(URL), {"form": "xlsx", "outcome": "returned"})
    head, row = read_rows(answer.content)
    found = dict(zip(head, row, strict=True))
    assert (found["回执"], found["单位"], found["种类"], found["内容"], found["结论"], found["意见"]) == (
        "2017-0901-0001", "明江市环境保护局", "材料", "1 个文件", "退回", "缺门牌。",
    )  # fmt: skip


def test_who_sees_no_duties_sees_no_receipts(cast, story, enter):
    for asked in ({}, {"form": "xlsx"}, {"form": "txt"}):
        assert enter("mediator").get(reverse(URL), asked).status_code == 403
