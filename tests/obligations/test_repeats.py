"""What was handed in before or elsewhere."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests import cast as people
from tests.obligations.papers import notice, paper, photo, word

from luoshi.files.checks import EVIDENCE
from luoshi.files.intake import take_in
from luoshi.kit import clock
from luoshi.obligations.actions.drafting import add_files, save_draft
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.checking import findings_of
from luoshi.obligations.models import FormTemplate, Obligation
from luoshi.workflow.engine import take

pytestmark = pytest.mark.django_db

CODES = ("same-", "near-", "number-elsewhere", "twice", "no-repeat", "blank-form")


@pytest.fixture
def duty(cast, plan) -> Obligation:
    """What the department owes first."""
    return people.obligation(plan, cast.department)


def repeated(submission, viewer):
    """What is told about likeness, by code."""
    return {f.code: f for f in findings_of(submission, viewer=viewer) if f.code.startswith(CODES)}


def by_district(cast, plan, *files):
    """What the district handed in on 22 August."""
    with clock.at(datetime(2017, 8, 22, 10, 0)):  # noqa: DTZ001 - the clock adds the zone of the city
        return hand_in(people.obligation(plan, cast.district), by=cast["district_liaison"], files=files)


def test_same_file_of_another_unit_is_told_with_who_and_when_to_the_office_only(cast, plan, duty):
    other = by_district(cast, plan, paper()).evidence.get()
    submission = hand_in(duty, by=cast["liaison"], files=[paper(name="我的.pdf")])
    found = repeated(submission, cast["reviewer"])
    assert set(found) == {"same-elsewhere"}
    assert found["same-elsewhere"].words == "“我的.pdf”与青溪区8月22日报送的是同一个文件。请并排比较。"
    assert found["same-elsewhere"].other == other
    at_home = repeated(submission, cast["liaison"])["same-elsewhere"]
    assert at_home.words == "“我的.pdf”与另一个单位报送的是同一个文件。请确认是本单位的材料。"
    assert at_home.other is None


def test_nearly_same_picture_of_another_unit_is_told_with_its_likeness(cast, plan, duty):
    by_district(cast, plan, paper(*notice(number="示例〔2017〕5号")), photo(3, width=900, quality=95))
    submission = hand_in(
        duty, by=cast["liaison"], files=[paper(), photo(3, width=500, quality=50), photo(4, name="别的.jpg")]
    )
    found = repeated(submission, cast["reviewer"])
    assert set(found) == {"near-elsewhere"}
    words = found["near-elsewhere"].words
    assert words.startswith("“照片.jpg”与青溪区8月22日报送的一张几乎相同，相似度 ")
    assert int(words.partition("相似度 ")[2].partition("%")[0]) >= 89
    assert "青溪区" not in repeated(submission, cast["liaison"])["near-elsewhere"].words


def test_same_number_of_another_unit_is_told_though_the_file_is_another(cast, plan, duty):
    by_district(cast, plan, paper(signed=False))
    submission = hand_in(duty, by=cast["liaison"], files=[paper(*notice(day="2017年8月25日"))])
    found = repeated(submission, cast["reviewer"])
    assert set(found) == {"number-elsewhere", "no-repeat"}
    assert found["number-elsewhere"].words == (
        "“通知.pdf”的文号 示例〔2017〕87号 与青溪区8月22日报送的文件相同。联合发文的可以相同，其他情况请核对文号。"
    )


def test_two_copies_of_one_unit_are_told_once(cast, plan, duty):
    by_district(cast, plan, paper(), photo(1))
    with clock.at(date(2017, 9, 1)):
        hand_in(people.obligation(plan, cast.district, "案例"), by=cast["district_liaison"], files=[paper(), photo(1)])
    submission = hand_in(duty, by=cast["liaison"], files=[paper()])
    found = repeated(submission, cast["reviewer"])
    assert found["same-elsewhere"].words == "“通知.pdf”与青溪区8月22日报送的是同一个文件（这样的共 2 处）。请并排比较。"


def test_withdrawn_material_of_another_unit_counts_and_own_does_not(cast, plan, duty):
    by_district(cast, plan, paper())
    take(people.obligation(plan, cast.district), "withdraw", by=cast["district_liaison"])
    own = people.obligation(plan, cast.department, "调解室")
    hand_in(own, by=cast["liaison"], files=[paper()])
    take(own, "withdraw", by=cast["liaison"])
    submission = hand_in(duty, by=cast["liaison"], files=[paper()])
    found = repeated(submission, cast["reviewer"])
    assert set(found) == {"same-elsewhere"}
    assert "8月22日（后已撤回）报送" in found["same-elsewhere"].words


def test_own_file_for_another_duty_is_told_mildly(cast, plan, duty):
    hand_in(people.obligation(plan, cast.department, "调解室"), by=cast["liaison"], files=[paper()])
    found = repeated(hand_in(duty, by=cast["liaison"], files=[paper()]), cast["liaison"])
    assert set(found) == {"same-own"}
    assert found["same-own"].words == (
        "“通知.pdf”与本单位为“设置行政调解室的图片、资料（具有行政调解职能的部门）”报送的是同一个文件。请看一眼是否两项都合适。"
    )
    assert found["same-own"].other is not None
    assert found["same-own"].mild


def test_own_file_of_an_earlier_year_is_told(cast, plan, duty):
    before = people.forerunner(cast, plan)
    with clock.at(date(2016, 8, 22)):
        hand_in(people.obligation(before, cast.department), by=cast["liaison"], files=[paper()])
    submission = hand_in(duty, by=cast["liaison"], files=[paper()])
    found = repeated(submission, cast["reviewer"])
    assert set(found) == {"same-earlier"}
    assert found["same-earlier"].words == (
        "“通知.pdf”与该单位2016年8月22日报送的是同一个文件。请并排比较，看是不是今年的材料。"
    )
    earlier = Obligation.objects.get(plan=before, unit=cast.department, state="submitted").current
    assert set(repeated(earlier, cast["reviewer"])) == {"no-repeat"}


def test_versions_of_one_duty_and_what_went_along_are_no_repeats(cast, plan, duty):
    other = people.obligation(plan, cast.department, "调解室")
    save_draft(duty, by=cast["liaison"], statement="", also=[other])
    first = hand_in(duty, by=cast["liaison"], files=[paper()])
    assert set(repeated(first, cast["reviewer"])) == {"no-repeat"}
    companion = Obligation.objects.get(pk=other.pk).current
    assert set(repeated(companion, cast["reviewer"])) == {"no-repeat"}
    review(first, "return", by=cast["reviewer"], note="请补附件。")
    again = hand_in(duty, by=cast["liaison"], files=[paper()])
    assert set(repeated(again, cast["reviewer"])) == {"no-repeat"}
    assert set(repeated(companion, cast["reviewer"])) == {"no-repeat"}


def test_draft_does_not_repeat_the_duties_it_is_to_serve(cast, plan, duty):
    other = people.obligation(plan, cast.department, "调解室")
    sent = hand_in(other, by=cast["liaison"], files=[paper()])
    review(sent, "return", by=cast["reviewer"], note="请补附件。")
    blob = take_in(paper(), by=cast["liaison"], allowed=EVIDENCE)
    add_files(duty, [(blob, "通知.pdf")], by=cast["liaison"])
    assert set(repeated(duty.draft, cast["liaison"])) == {"same-own"}
    save_draft(duty, by=cast["liaison"], statement="", also=[Obligation.objects.get(pk=other.pk)])
    assert set(repeated(duty.draft, cast["liaison"])) == {"no-repeat"}


def test_drafts_of_others_are_not_known(cast, plan, duty):
    blob = take_in(paper(), by=cast["district_liaison"], allowed=EVIDENCE)
    add_files(people.obligation(plan, cast.district), [(blob, "a.pdf")], by=cast["district_liaison"])
    submission = hand_in(duty, by=cast["liaison"], files=[paper()])
    assert set(repeated(submission, cast["reviewer"])) == {"no-repeat"}


def test_two_files_of_one_submission_that_look_the_same_are_told(cast, plan, duty):
    files = [paper(), photo(5, name="甲.jpg"), photo(5, name="乙.jpg", width=400)]
    found = repeated(hand_in(duty, by=cast["liaison"], files=files), cast["liaison"])
    assert set(found) == {"twice", "no-repeat"}
    assert found["twice"].words.startswith("“甲.jpg”和“乙.jpg”几乎相同，相似度 ")


def test_blank_form_of_the_office_handed_in_is_told(cast, plan, duty):
    form = word("行政调解室登记表", "单位：", name="登记表.docx")
    blob = take_in(form, by=cast["manager"], allowed=EVIDENCE)
    FormTemplate.objects.create(
        deliverable=duty.deliverable, blob=blob, name="登记表.docx", added_at=clock.now(), added_by="市办"
    )
    submission = hand_in(
        duty, by=cast["liaison"], files=[paper(), word("行政调解室登记表", "单位：", name="登记表.docx")]
    )
    assert submission.evidence.filter(blob=blob).exists()
    assert repeated(submission, cast["liaison"])["blank-form"].words == (
        "“登记表.docx”就是办公室提供的空白模板。请填好内容再报。"
    )
