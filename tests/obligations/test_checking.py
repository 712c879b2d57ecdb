"""What the machine says of what is put together or was handed in."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.base import File
from PIL import Image, ImageDraw
from tests import cast as people
from tests.files.made import picture, scanned_pdf
from tests.obligations.papers import NOTICE, notice, paper, photo, word

from luoshi.facts.freezing import freeze
from luoshi.facts.registry import Fact, Period
from luoshi.files import disk
from luoshi.files.models import Examination
from luoshi.kit import clock
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.checking import findings_of, marks_of
from luoshi.obligations.models import Evidence, Obligation, Submission
from luoshi.plans.models import Deliverable

pytestmark = pytest.mark.django_db


def given(cast, plan, *files, words="实施方案", statement="", links=()) -> Submission:
    """What the department hands in for a duty."""
    duty = people.obligation(plan, cast.department, words)
    Deliverable.objects.filter(pk=duty.deliverable_id).update(fact_keys=[])
    return hand_in(duty, by=cast["liaison"], files=files, links=links, statement=statement)


def told(submission, viewer) -> dict[str, list[str]]:
    """The words by code."""
    found: dict[str, list[str]] = {}
    for finding in findings_of(submission, viewer=viewer):
        found.setdefault(finding.code, []).append(finding.words)
    return found


def sheet() -> Image.Image:
    drawn = Image.new("L", (400, 560), 255)
    ImageDraw.Draw(drawn).rectangle((80, 80, 320, 300), fill=0)
    return drawn


def test_good_paper_passes_in_every_point(cast, plan):
    found = findings_of(given(cast, plan, paper()), viewer=cast["reviewer"])
    assert [finding.words for finding in found] == [
        "与以前报送的文件没有重复。",
        "文件都能打开，没有密码，没有空白页。",
        "文号 示例〔2017〕87号。",
        "落款是“明江市环境保护局”。",
        "落款日期 2017年8月24日，在本年度内。",
        "带电子签名，机器没有核验签名的真伪。",
    ]
    assert {finding.level for finding in found} == {"ok"}
    assert found.summary == "6 项通过"


def test_draft_is_checked_before_it_goes_out(cast, plan):
    from luoshi.files.checks import EVIDENCE
    from luoshi.files.intake import take_in
    from luoshi.obligations.actions.drafting import add_files

    duty = people.obligation(plan, cast.department)
    blob = take_in(paper(*notice(day="二〇一六年八月二十四日")), by=cast["liaison"], allowed=EVIDENCE)
    add_files(duty, [(blob, "通知.pdf")], by=cast["liaison"])
    found = findings_of(duty.draft, viewer=cast["liaison"])
    assert found.looks[0].words == "落款日期 2016年8月24日，不在2017年度内。请确认是今年的材料。"
    assert found.summary == "5 项通过，1 项请看"
    assert found[0].asks
    assert found[0].evidence == duty.draft.evidence.get()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"number": "示例〔2016〕87号"}, "number-year"),
        ({"number": "示例〔2017〕9号"}, "plan-number"),
        ({"number": "内部资料"}, "no-number"),
        ({"unit": "明江市统计局"}, "no-issuer"),
        ({"day": "二〇一五年八月二十四日"}, "date-year"),
        ({"day": "2017年9月30日"}, "date-ahead"),
    ],
)
def test_what_does_not_fit_asks_for_a_look_and_says_what_to_do(cast, plan, changed, code):
    submission = given(cast, plan, paper(*notice(**changed)))
    for viewer in (cast["reviewer"], cast["liaison"]):
        found = findings_of(submission, viewer=viewer)
        assert [finding.code for finding in found.looks] == [code]
        assert "请" in found[0].words


def test_signer_that_is_another_is_named(cast, plan):
    found = told(given(cast, plan, paper(*notice(unit="明江市统计局"))), cast["reviewer"])
    assert found["no-issuer"] == ["落款是“明江市统计局”，没有读到“明江市环境保护局”。请看一眼是谁的文件。"]


@pytest.mark.parametrize("name", ["市环保局", "明江市环境保护局办公室"])
def test_other_names_of_the_unit_count_as_its_own(cast, plan, name):
    found = told(given(cast, plan, paper(*notice(unit=name))), cast["reviewer"])
    assert "no-issuer" not in found
    assert "落款是" in found["issuer"][0]


def test_former_name_counts(cast, plan):
    from luoshi.accounts.models import UnitName

    UnitName.objects.create(unit=cast.department, name="明江市环境监察局", kind=UnitName.Kind.FORMER)
    found = told(given(cast, plan, paper(*notice(unit="明江市环境监察局"))), cast["reviewer"])
    assert found["issuer"] == ["落款是“明江市环境监察局”。"]


def test_doubts_come_before_reminders_and_reminders_before_what_passes(cast, plan):
    scan = File(io.BytesIO(scanned_pdf(sheet())), name="扫描.pdf")
    found = findings_of(given(cast, plan, scan, people.pdf(), word(*NOTICE)), viewer=cast["reviewer"])
    assert [finding.code for finding in found.looks] == ["all-blank", "no-preview", "scan"]
    assert [finding.code for finding in found.doubts] == ["all-blank"]
    assert found == [*found.doubts, *found.looks[1:], *found.passed]


def test_paper_that_names_nobody_is_only_a_reminder(cast, plan):
    found = findings_of(given(cast, plan, paper(*notice(unit="本单位"))), viewer=cast["reviewer"])
    assert [(finding.code, finding.mild) for finding in found.looks] == [("no-issuer", True)]
    assert found[0].words == "文件上没有读到“明江市环境保护局”。请看一眼是谁的文件。"


def test_signature_on_a_later_page_is_read(cast, plan):
    first, last = list(NOTICE[:5]), ["（此页无正文）内容到此为止，特此通知。", *NOTICE[5:]]
    found = told(given(cast, plan, paper(*first, more=(["附表内容很长很长很长很长很长"], last))), cast["reviewer"])
    assert found["date"] == ["落款日期 2017年8月24日，在本年度内。"]
    assert found["issuer"] == ["落款是“明江市环境保护局”。"]


def test_paper_without_any_date_or_signature_field_asks_for_a_look(cast, plan):
    bare = ("明江市环境保护局文件", "示例〔2017〕87号", "关于某事的通知没有写日期的一份文件")
    found = told(given(cast, plan, paper(*bare, signed=False)), cast["reviewer"])
    assert found["no-date"] == ["没有读到日期。请看一眼是什么时候的文件。"]
    assert found["unsigned"] == ["未见电子签名，也不是扫描件。请确认已盖章。"]


def test_row_that_asks_for_no_formal_document_misses_nothing(cast, plan):
    submission = given(cast, plan, paper("工作简报正文，没有文号也没有落款。", signed=False))
    Deliverable.objects.filter(pk=submission.obligation.deliverable_id).update(evidence={"report": True})
    found = findings_of(Submission.objects.get(pk=submission.pk), viewer=cast["reviewer"])
    assert found.looks == []


def test_dates_in_the_text_count_where_one_is_of_the_year(cast, plan):
    text = "2016年3月1日以来的工作，截至2017年8月1日的情况。明江市环境保护局。示例示例示例"
    found = told(given(cast, plan, paper("示例〔2017〕87号", text)), cast["reviewer"])
    assert found["date"] == ["文中日期 2017年8月1日，在本年度内。"]


def test_scan_asks_the_reviewer_for_a_look_once_and_the_unit_for_nothing(cast, plan):
    scan = File(io.BytesIO(scanned_pdf(sheet())), name="扫描.pdf")
    submission = given(cast, plan, scan)
    seen = findings_of(submission, viewer=cast["reviewer"])
    assert [finding.words for finding in seen.looks] == [
        "“扫描.pdf”是扫描件，机器读不出文号和日期。请看一眼文号、日期和公章。"
    ]
    at_home = findings_of(submission, viewer=cast["liaison"])
    assert seen.doubts == []
    assert at_home.looks == []
    assert "“扫描.pdf”是扫描件，文号、日期和公章由审核人看。" in [finding.words for finding in at_home]


def test_blank_pages_are_named_and_a_wholly_blank_file_is_told_in_stronger_words(cast, plan):
    found = told(given(cast, plan, people.pdf(pages=2), paper(more=([], []))), cast["reviewer"])
    assert found["all-blank"] == [
        "“材料.pdf”全部 2 页都是空白页，没有内容。请打开看一眼；确属空白材料的，可以按“空白材料”退回。"
    ]
    assert found["blank"] == ["“通知.pdf”第 2、3 页是空白页。请看一眼内容是否完整。"]
    assert found["readable"] == ["文件都能打开，没有密码。"]
    assert "scan" not in found


def test_picture_of_one_colour_shows_nothing(cast, plan):
    plain = File(io.BytesIO(picture("JPEG")), name="照片.jpg")
    found = told(given(cast, plan, paper(), plain), cast["liaison"])
    assert found["all-blank"] == ["“照片.jpg”只有一种颜色，看不出内容。请换成看得清的图片。"]


def test_files_without_preview_are_to_be_downloaded_by_who_reviews(cast, plan):
    submission = given(cast, plan, paper(), word(*NOTICE))
    assert told(submission, cast["reviewer"])["no-preview"] == ["“总结.docx”不能在网页上预览。请下载查看。"]
    assert told(submission, cast["liaison"])["no-preview"] == ["“总结.docx”不能在网页上预览，审核人会下载查看。"]
    assert told(submission, cast["liaison"])["number"] == [
        "“通知.pdf”：文号 示例〔2017〕87号。",
        "“总结.docx”：文号 示例〔2017〕87号。",
    ]


def test_file_that_cannot_be_examined_asks_for_a_look(cast, plan):
    submission = given(cast, plan, paper())
    blob = submission.evidence.get().blob
    Examination.objects.filter(blob=blob).delete()
    disk.path_of(blob.sha256).unlink()
    found = told(submission, cast["reviewer"])
    assert found["unread"] == ["“通知.pdf”的内容机器没有读成。请打开看一眼是否正常。"]
    assert "readable" not in found


def test_what_is_handed_in_is_examined_at_once(cast, plan):
    submission = given(cast, plan, paper(), photo())
    assert Examination.objects.filter(blob__in=submission.evidence.values("blob")).count() == 2


def test_pictures_are_counted_against_the_row(cast, plan):
    submission = given(cast, plan, paper(), photo(1, name="甲.jpg"), photo(2, name="乙.jpg"))
    assert told(submission, cast["liaison"])["pictures"] == ["图片 2 张，没有拍摄时间（转发过的照片常常没有）。"]
    row = Deliverable.objects.filter(pk=submission.obligation.deliverable_id)
    row.update(material="设置行政调解室的图片（不少于三张）", evidence={"picture": True})
    found = told(Submission.objects.get(pk=submission.pk), cast["liaison"])
    assert found["few-pictures"] == ["图片 2 张，任务要求 3 张，文档里的图片机器没有数，请补上，或者在情况说明里写明。"]


def test_photographs_tell_when_they_were_taken(cast, plan):
    now, then = (
        photo(1, name="甲.jpg", taken="2017:08:16 10:00:00"),
        photo(2, name="乙.jpg", taken="2015:08:16 10:00:00"),
    )
    found = told(given(cast, plan, paper(), now, then), cast["reviewer"])
    assert found["photo-year"] == [
        "“乙.jpg”拍摄时间是 2015年8月16日，不在2017年度内（相机时间也可能没有调准）。请看一眼是不是这一年的照片。"
    ]
    assert found["pictures"] == ["图片 2 张。"]


def test_photographs_of_the_year_pass(cast, plan):
    found = told(given(cast, plan, paper(), photo(taken="2017:08:16 10:00:00")), cast["reviewer"])
    assert found["pictures"] == ["图片 1 张，都拍于本年度内。"]


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        ({"ok": True, "date": "2017-08-25"}, "link"),
        ({"ok": True, "date": ""}, "link"),
        ({"ok": True, "date": "2016-08-25"}, "link-year"),
        ({"ok": False, "problem": "连不上这个网站。不影响报送，审核人会自己打开看。"}, "link-closed"),
        (None, None),
        (["not", "ours"], None),
    ],
)
def test_links_tell_what_they_showed(cast, plan, seen, code):
    submission = given(cast, plan, paper(), links=["https://news.example.cn/1"])
    Evidence.objects.filter(submission=submission).exclude(url="").update(seen=seen, name="信息报道")
    found = told(submission, cast["reviewer"])
    assert {one for one in found if one.startswith("link")} == ({code} if code else set())
    if code == "link-closed":
        assert found[code] == ["网页“信息报道”没有打开：连不上这个网站。请自己打开看一眼。"]


def test_frozen_fact_is_told_to_be_untouched_or_not(cast, plan):
    submission = given(cast, plan, paper())
    fact = Fact(value=1, statement="已印发。")
    frozen = freeze("plans.issued", fact, period=Period.year(2017), population=1, at=clock.now())
    piece = submission.evidence.create(order=9, name="已印发实施方案", fact_key="plans.issued", fact=frozen)
    assert told(submission, cast["reviewer"])["facts"] == ["平台事实 1 项，冻结以后没有改动。"]
    Evidence.objects.filter(pk=piece.pk).update(fact=frozen | {"statement": "改过。"})
    assert "fact-changed" in told(submission, cast["reviewer"])


def test_report_of_nothing_gives_no_finding(cast, plan):
    duty = people.obligation(plan, cast.department, "调解室")
    submission = hand_in(duty, by=cast["liaison"], nothing=True, statement="今年没有。")
    assert findings_of(submission, viewer=cast["reviewer"]) == []


def test_date_after_the_year_and_before_the_due_day_is_in_time(cast, plan):
    duty = people.obligation(plan, cast.department)
    Obligation.objects.filter(pk=duty.pk).update(due=date(2018, 1, 20))
    with clock.at(date(2018, 1, 15)):
        found = told(given(cast, plan, paper(*notice(day="2018年1月10日"))), cast["reviewer"])
    assert found["date"] == ["落款日期 2018年1月10日，在到期日以前。"]


def test_plan_without_a_year_has_no_opinion_on_years(cast, plan):
    submission = given(cast, plan, paper(*notice(day="二〇一五年八月二十四日", number="示例〔2015〕87号")))
    type(plan).objects.filter(pk=plan.pk).update(year=None)
    assert findings_of(Submission.objects.get(pk=submission.pk), viewer=cast["reviewer"]).looks == []


def test_nothing_that_is_found_stops_handing_in(cast, plan):
    submission = given(cast, plan, people.pdf(pages=3))
    assert findings_of(submission, viewer=cast["liaison"]).looks
    assert submission.receipt_number


def test_marks_lie_on_the_pages_where_number_and_date_stand(cast, plan):
    submission = given(cast, plan, paper(*NOTICE[:5], more=([*NOTICE[5:], "补足这一页的字数，免得太少"],)), word())
    piece = submission.evidence.get(name="通知.pdf")
    marks = marks_of(submission.evidence.select_related("blob"))
    assert set(marks) == {(piece.pk, 1), (piece.pk, 2)}
    assert [mark.label for mark in marks[piece.pk, 1]] == ["文号", "文中日期"]
    assert [mark.label for mark in marks[piece.pk, 2]] == ["落款日期"]
    number = marks[piece.pk, 1][0]
    assert 0 < number.y < 0.15
    assert number.box["x"].endswith("%")


def test_number_of_questions_does_not_grow_with_the_parts(cast, plan, django_assert_max_num_queries):
    other = people.obligation(plan, cast.district)
    hand_in(other, by=cast["district_liaison"], files=[paper(name="别家.pdf"), photo(1, quality=60)])
    few = given(cast, plan, paper(), photo(1))
    many = given(
        cast, plan, *(paper(*notice(number=f"示例〔2017〕{n}号"), name=f"{n}.pdf") for n in range(1, 8)),
        *(photo(n, name=f"{n}.jpg") for n in range(1, 8)), words="调解室",
    )  # fmt: skip
    for given_in in (few, many):
        findings_of(given_in, viewer=cast["reviewer"])  # every file is examined once
        whole = Submission.objects.select_related("obligation__unit", "obligation__plan", "obligation__deliverable")
        with django_assert_max_num_queries(10):
            findings_of(whole.get(pk=given_in.pk), viewer=cast["reviewer"])
