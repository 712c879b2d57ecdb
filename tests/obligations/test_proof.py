"""Proof by facts: what the platform knows, what is frozen when handed in, and the kinds of proof a row requires."""

import hashlib
import io

import pytest
from django.core.files.base import File
from django.urls import reverse
from tests import cast as people
from tests.files.made import picture
from tests.plans.test_facts import own_plan

from luoshi.facts import registry
from luoshi.facts.freezing import is_untouched
from luoshi.facts.registry import Fact, Period, register
from luoshi.files.models import Blob
from luoshi.kit.errors import Refused
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.models import Evidence, Obligation, Submission
from luoshi.obligations.proof import frozen_facts, proofs_of
from luoshi.obligations.receipts import digest_of, receipt_lines
from luoshi.plans.models import Deliverable, Plan
from luoshi.workflow.engine import take

ISSUED = ["plans.issued"]
LINK = "https://example.cn/news"


def photo(name="照片.png"):
    return File(io.BytesIO(picture("PNG")), name=name)


def duty(cast, plan, unit="department", **asked):
    """The duty of the own plan; `asked` changes its row."""
    found = people.obligation(plan, getattr(cast, unit))
    Deliverable.objects.filter(pk=found.deliverable_id).update(**asked)
    return people.obligation(plan, getattr(cast, unit))


def submit_url(obligation):
    return reverse("obligations:obligation_submit", args=[obligation.public_id])


def proven(cast, plan):
    """The duty handed in by the fact alone."""
    own_plan(cast.department)
    return hand_in(duty(cast, plan), by=cast["liaison"], facts=ISSUED)


def more_facts(monkeypatch, **facts):
    """Facts of a made-up room beside the real ones, the same for every unit; returns the units asked about."""
    monkeypatch.setattr(registry, "_measures", dict(registry._measures))
    asked = []

    def source(fact):
        def measured(units, period):
            asked.append(set(units))
            return dict.fromkeys(units, fact)

        return measured

    for name, fact in facts.items():
        register(f"rooms.{name}", label=f"事实{name}")(source(fact))
    return asked


# What the platform knows


def test_row_of_the_own_plan_names_the_fact(cast, plan):
    assert duty(cast, plan).deliverable.fact_keys == ISSUED
    assert people.obligation(plan, cast.department, "调解室").deliverable.fact_keys == []


def test_proof_knows_the_fact_of_the_unit_and_whether_it_suffices(cast, plan):
    own_plan(cast.department)
    own_plan(cast.district, signed=False)
    duties = [duty(cast, plan, unit) for unit in ("department", "district", "other")]
    proofs = proofs_of([*duties, people.obligation(plan, cast.department, "调解室")])
    assert list(proofs) == [one.pk for one in duties]
    assert [proofs[one.pk].suffices for one in duties] == [True, False, False]
    assert [proofs[one.pk].facts[0].fact is None for one in duties] == [False, False, True]
    assert proofs[duties[0].pk].period == Period.year(2017)
    assert proofs[duties[1].pk].open[0].place == (reverse("plans:plan_list"), "去看本单位的实施方案")


@pytest.mark.parametrize(("any_of", "suffices"), [(False, False), (True, True)])
def test_all_facts_must_hold_unless_one_is_enough(any_of, suffices, cast, plan, monkeypatch):
    more_facts(monkeypatch, yes=Fact(3, "有3件。"), no=Fact(0, "有0件。"))
    row = duty(cast, plan, fact_keys=["rooms.yes", "rooms.no"], any_of=any_of)
    proof = proofs_of([row])[row.pk]
    assert (proof.suffices, [k.key for k in proof.held], [k.key for k in proof.open]) == (
        suffices, ["rooms.yes"], ["rooms.no"],
    )  # fmt: skip


def test_key_that_nobody_registered_states_nothing(cast, plan):
    row = duty(cast, plan, fact_keys=["rooms.gone"])
    proof = proofs_of([row])[row.pk]
    assert (proof.suffices, proof.facts[0].label, proof.facts[0].fact, proof.facts[0].place) == (
        False, "rooms.gone", None, None,
    )  # fmt: skip


def test_facts_cost_the_same_for_one_duty_as_for_three(cast, plan, django_assert_num_queries):
    duties = list(Obligation.objects.for_list().filter(plan=plan, deliverable__material__contains="实施方案"))
    assert len(duties) == 3
    for some in (duties[:1], duties):
        with django_assert_num_queries(1):
            proofs_of(some)


# Handing in


def test_fact_is_frozen_with_its_file_and_is_enough(cast, plan):
    submission = proven(cast, plan)
    fact, file = submission.evidence.all()
    assert is_untouched(fact.fact)
    assert (fact.fact_key, fact.name, fact.fact["population"]) == ("plans.issued", "本单位年度实施方案已印发", 2)
    assert (file.fact_key, file.name, file.fact) == ("plans.issued", "方案.pdf", None)
    assert file.blob == Plan.objects.get(unit=cast.department).signed
    assert fact.fact["files"] == [{"name": "方案.pdf", "sha256": file.blob.sha256}]
    assert Blob.objects.filter(kind="pdf").count() == 1


def test_population_leaves_out_units_that_do_not_owe_the_row(cast, plan):
    duty(cast, plan, "other")
    take(people.obligation(plan, cast.other), "waive", by=cast["manager"], note="机构撤并。")
    assert proven(cast, plan).evidence.first().fact["population"] == 1


def test_receipt_bears_the_digest_of_the_fact(cast, plan):
    submission = proven(cast, plan)
    digest = submission.evidence.first().fact["digest"]
    assert f"平台事实 本单位年度实施方案已印发 {digest}" in receipt_lines(submission)
    assert submission.digest == digest_of(submission)


def test_receipt_without_facts_reads_as_it_always_did(cast, plan):
    submission = hand_in(duty(cast, plan), by=cast["liaison"], files=[people.pdf("甲")], links=[LINK], statement="办")
    sha = submission.evidence.first().blob.sha256
    lines = [
        f"编号 {submission.receipt_number}",
        f"时间 {submission.submitted_at.isoformat(timespec='microseconds')}",
        "单位 明江市环境保护局",
        f"任务 {submission.obligation.deliverable.material}",
        f"说明 {hashlib.sha256('办'.encode()).hexdigest()}",
        f"材料 甲.pdf {sha}",
        f"材料 {LINK} {LINK}",
    ]
    lines[1] = receipt_lines(submission)[1]  # the time in the city's zone
    assert submission.digest == hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_frozen_fact_stays_when_the_fact_changes(cast, plan):
    submission = proven(cast, plan)
    before = submission.evidence.first().fact
    Plan.objects.filter(unit=cast.department).update(signed=None, title="换了题目")
    assert submission.evidence.first().fact == before
    assert digest_of(Submission.objects.get()) == submission.digest


@pytest.mark.parametrize(
    ("key", "signed", "reason"),
    [
        ("plans.gone", True, "这项任务不能用“plans.gone”这项情况证明。请刷新页面，从列出的情况中选。"),
        (
            "plans.issued",
            None,
            "“本单位年度实施方案已印发”现在不能用来证明：平台上还没有2017年的记录。请先办好，或者上传材料。",
        ),
        ("plans.issued", False, "还没有附签发件。请先办好，或者上传材料。"),
    ],
)
def test_fact_that_is_not_named_or_does_not_hold_is_refused(key, signed, reason, cast, plan):
    own_plan(cast.district)  # the plan of another unit proves nothing here
    if signed is not None:
        own_plan(cast.department, signed=signed)
    with pytest.raises(Refused) as refused:
        hand_in(duty(cast, plan), by=cast["liaison"], facts=[key], files=[people.pdf()])
    (said,) = refused.value.reasons
    assert said.endswith(reason)
    assert (Submission.objects.count(), Evidence.objects.count()) == (0, 0)


def test_fact_that_the_row_names_and_nobody_registered_is_refused(cast, plan):
    with pytest.raises(Refused, match="不能用"):
        hand_in(duty(cast, plan, fact_keys=["rooms.gone"]), by=cast["liaison"], facts=["rooms.gone"])


def test_fact_named_twice_is_frozen_once_and_second_click_is_refused(cast, plan):
    own_plan(cast.department)
    stale = duty(cast, plan)
    submission = hand_in(duty(cast, plan), by=cast["liaison"], facts=ISSUED * 2)
    with pytest.raises(Refused):
        hand_in(stale, by=cast["liaison"], facts=ISSUED)
    assert (submission.evidence.count(), Submission.objects.count()) == (2, 1)


def test_correction_measures_a_kept_fact_anew(cast, plan):
    obligation = take(proven(cast, plan).obligation, "return", by=cast["reviewer"], note="题目写错了。")
    Plan.objects.filter(unit=cast.department).update(title="改好的方案")
    kept = list(Evidence.objects.all())
    second = hand_in(obligation, by=cast["liaison"], keep=kept)
    assert [e.fact is None for e in second.evidence.all()] == [False, True]
    assert second.evidence.first().fact["statement"].startswith("《改好的方案》")
    assert not kept[0].fact["statement"].startswith("《改好的方案》")


# Kinds of proof


def refusal(cast, plan, *, files=(), links=(), facts=(), **asked):
    """What hand_in refuses, or nothing."""
    try:
        hand_in(duty(cast, plan, **asked), by=cast["liaison"], files=files, links=links, facts=facts)
    except Refused as refused:
        return list(refused.reasons)
    return []


PDF, PICTURE = "这项任务要求有 PDF 正式文件，材料里没有。请补上。", "这项任务要求有图片，材料里没有。请补上。"
REPORT = "这项任务要求有信息报道，材料里没有。请补上。网页链接或者另附一个文件都可以。"
ANY = "这项任务要求有 PDF 正式文件、图片或信息报道，材料里没有。请补上其中一种。"
ALL = {"pdf": True, "picture": True, "report": True}
DEFAULT = {"pdf": True, "picture": False, "report": False}


@pytest.mark.parametrize(
    ("evidence", "any_of", "sent", "reasons"),
    [
        (DEFAULT, False, "pdf", []),
        (DEFAULT, False, "photo link", [PDF]),
        (DEFAULT, True, "photo", []),
        (DEFAULT, True, "link", []),
        (ALL, False, "link", [PDF, PICTURE]),
        (ALL, False, "pdf photo", [REPORT]),
        (ALL, False, "pdf photo link", []),
        (ALL, False, "pdf photo pdf", []),
        (ALL, False, "pdf", [PICTURE, REPORT]),
        ({"report": True}, False, "photo", []),
        ({"picture": True}, True, "pdf", ["这项任务要求有图片，材料里没有。请补上。"]),
        ({"pdf": True, "picture": False}, True, "link",
         ["这项任务要求有 PDF 正式文件或图片，材料里没有。请补上其中一种。"]),
        ({"picture": False}, True, "link", []),
        ({}, False, "link", []),
    ],
)  # fmt: skip
def test_required_kinds_are_asked_for_in_words(evidence, any_of, sent, reasons, cast, plan):
    made = {"pdf": people.pdf, "photo": photo}
    files = [made[name](f"{number}.{name}") if name == "pdf" else photo(f"{number}.png")
             for number, name in enumerate(sent.split()) if name in made]  # fmt: skip
    links = [LINK] if "link" in sent else []
    assert refusal(cast, plan, files=files, links=links, evidence=evidence, any_of=any_of) == reasons


def test_facts_that_suffice_stand_for_all_kinds(cast, plan):
    own_plan(cast.department)
    assert refusal(cast, plan, facts=ISSUED, evidence=ALL) == []


def test_fact_that_is_not_enough_still_brings_its_pdf(cast, plan, monkeypatch):
    own_plan(cast.department)
    more_facts(monkeypatch, no=Fact(0, "有0件。"))
    asked = {"evidence": ALL, "fact_keys": ["plans.issued", "rooms.no"]}
    assert refusal(cast, plan, facts=ISSUED, **asked) == [PICTURE, REPORT]
    assert refusal(cast, plan, facts=ISSUED, files=[photo()], links=[LINK], **asked) == []


def test_one_measure_goes_over_all_units_that_owe_the_row(cast, plan, monkeypatch):
    asked = more_facts(monkeypatch, yes=Fact(1, "有1件。"))
    hand_in(duty(cast, plan, fact_keys=["rooms.yes"]), by=cast["liaison"], facts=["rooms.yes"])
    assert asked == [{cast.department.pk, cast.other.pk}]


# Pages


def test_list_offers_what_is_known_and_leads_to_the_page(cast, plan, enter):
    own_plan(cast.department)
    page = enter("liaison").get(reverse("obligations:obligation_list")).content.decode()
    assert page.count("平台已掌握，可直接报送") == 1
    assert f'class="btn primary" href="{submit_url(duty(cast, plan))}">直接报送' in page
    assert page.count("btn primary") == 1


def test_submit_page_hands_in_by_one_click(cast, plan, enter):
    own_plan(cast.department)
    client, url = enter("liaison"), submit_url(duty(cast, plan))
    page = client.get(url).content.decode()
    assert all(words in page for words in ("平台已掌握", "于2017年6月12日下达", "可以直接报送", "PDF 正式文件（必须）"))
    assert page.count("btn primary") == 1
    answer = client.post(url, {"facts": "plans.issued", "then": "submit"}, follow=True).content.decode()
    assert all(words in answer for words in ("2017-0905-0001", "未被改动", "随事实附上"))


def test_submit_page_says_what_is_missing_and_where_it_is_done(cast, plan, enter):
    own_plan(cast.department, signed=False)
    url = submit_url(duty(cast, plan))
    page = enter("liaison").get(url).content.decode()
    assert all(words in page for words in ("还没有附签发件", f'<a href="{reverse("plans:plan_list")}">'))
    assert "可以直接报送" not in page
    answer = enter("liaison").post(url, {"facts": "plans.issued", "then": "submit"})
    assert (answer.status_code, "现在不能用来证明" in answer.content.decode()) == (422, True)


def test_unit_sees_only_its_own_fact(cast, plan, enter):
    own_plan(cast.department, title="环保局的方案")
    for part, unit in (("stranger", "other"), ("district_liaison", "district")):
        client = enter(part)
        for url in (reverse("obligations:obligation_list"), submit_url(duty(cast, plan, unit))):
            page = client.get(url)
            assert (page.status_code, "环保局的方案" in page.content.decode()) == (200, False)
        assert client.get(submit_url(duty(cast, plan))).status_code == 404


def test_list_asks_as_much_for_one_known_duty_as_for_three(cast, plan, enter, django_assert_num_queries):
    own_plan(cast.department)
    client, url = enter("liaison"), reverse("obligations:obligation_list")
    with django_assert_num_queries(9):
        client.get(url)
    for number in (10, 11):
        people.issued_plan(cast, number)
    with django_assert_num_queries(9):
        page = client.get(url)
    assert page.content.decode().count("平台已掌握，可直接报送") == 3


def test_reviewer_sees_the_fact_and_its_file(cast, plan, enter):
    submission = proven(cast, plan)
    client, own = enter("reviewer"), Plan.objects.get(unit=cast.department)
    desk = client.get(reverse("obligations:review_desk", args=[submission.obligation.public_id])).content.decode()
    detail = client.get(submission.obligation.get_absolute_url()).content.decode()
    fact, file = submission.evidence.all()
    for page in (desk, detail):
        words = ("已附签发件", "未被改动", "一并核算 2 家单位", fact.fact["digest"][:12], "随事实附上")
        assert all(word in page for word in words)
        assert own.get_absolute_url() in page
    answer = client.get(reverse("obligations:evidence_file", args=[file.public_id]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    answer.close()
    assert client.get(reverse("obligations:evidence_file", args=[fact.public_id])).status_code == 404


def test_frozen_fact_names_a_plan_only_to_those_who_see_it(cast, plan):
    evidence = list(proven(cast, plan).evidence.all())
    seen = {part: frozen_facts(evidence, actor=cast[part])[evidence[0].pk].plans for part in ("liaison", "stranger")}
    assert seen == {"liaison": (Plan.objects.get(unit=cast.department),), "stranger": ()}


@pytest.mark.parametrize("content", [{"statement": "改过的"}, {}, [], "改过的", {"digest": 5, "period": [], "at": 7}])
def test_tampered_fact_is_told_on_every_page(content, cast, plan, enter):
    submission = proven(cast, plan)
    fact = submission.evidence.first()
    Evidence.objects.filter(pk=fact.pk).update(
        fact=fact.fact | content if content == {"statement": "改过的"} else content
    )
    client = enter("reviewer")
    for url in (
        reverse("obligations:review_desk", args=[submission.obligation.public_id]),
        submission.obligation.get_absolute_url(),
        reverse("obligations:receipt_detail", args=[submission.public_id]),
    ):
        page = client.get(url).content.decode()
        assert ("在报送之后被改动过" in page, "未被改动" in page) == (True, False)


def test_correction_page_offers_the_fact_anew_and_keeps_only_files(cast, plan, enter):
    own_plan(cast.department)
    sent = {"by": cast["liaison"], "facts": ISSUED, "files": [people.pdf("补充")]}
    obligation = take(hand_in(duty(cast, plan), **sent).obligation, "return", by=cast["reviewer"], note="补。")
    page = enter("liaison").get(submit_url(obligation)).content.decode()
    plain = Evidence.objects.get(name="补充.pdf")
    assert page.count('name="remove"') == 1
    assert f'value="{plain.public_id}"' in page
    assert "可以直接报送" in page
