"""A good submission is shown to the others with its unit's consent, and only as long as its acceptance stands."""

import pytest
from django.urls import reverse
from tests import cast as people

from luoshi.audit.models import Entry
from luoshi.kit.access import visible_to
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.samples import propose_sample
from luoshi.obligations.models import Evidence, Obligation, Revocation, Sample
from luoshi.obligations.queries.asking import help_for, samples_asked_of
from luoshi.plans.models import Deliverable
from luoshi.workflow.engine import options, take

WHY = "照片拍到门牌和室内，说明写清了使用次数。"


@pytest.fixture
def done(cast, plan):
    """The department's duty, accepted."""
    duty = people.obligation(plan, cast.department, "调解室")
    Deliverable.objects.filter(pk=duty.deliverable_id).update(evidence={})
    parts = {"files": [people.pdf("门牌")], "links": ["https://example.cn/1"], "statement": "全年用了 12 次。"}
    hand_in(duty, by=cast["liaison"], **parts)
    return take(now(duty), "accept", by=cast["reviewer"])


@pytest.fixture
def shown(cast, done):
    """The same, shown to all who owe the row."""
    return take(propose_sample(done.current, by=cast["manager"], why=WHY), "consent", by=cast["liaison"])


def now(duty):
    return Obligation.objects.get(pk=duty.pk)


def revoked(cast, duty):
    """The acceptance taken back by two people."""
    Revocation.objects.create(
        submission=duty.current, note="假的。", proposed_at="2017-09-05T09:00+08:00",
        proposed_by_id=cast["manager"].user_id, proposed_by_name="办公室管理员",
    )  # fmt: skip
    return take(now(duty), "revoke", by=cast["reviewer"], note="照片是别处的。")


def seen_by(cast, part):
    return visible_to(Sample, cast[part]).exists()


# Proposing and consenting


def test_office_proposes_and_only_unit_and_office_see_it_until_it_consents(cast, done):
    sample = propose_sample(done.current, by=cast["reviewer"], why=f" {WHY} ")
    assert (sample.state, sample.why, sample.deliverable_id) == ("asked", WHY, done.deliverable_id)
    assert [seen_by(cast, part) for part in ("manager", "liaison", "unit_head", "stranger")] == [
        True,
        True,
        True,
        False,
    ]
    assert list(samples_asked_of(cast["liaison"])) == list(samples_asked_of(cast["unit_head"])) == [sample]
    assert list(samples_asked_of(cast["stranger"])) == []
    act = Entry.objects.get(subject=sample.ref)
    assert (act.action, act.note, act.details["obligation"]) == ("obligations.propose_sample", WHY, done.ref)


@pytest.mark.parametrize("part", ["liaison", "unit_head"])
def test_unit_consents_and_those_who_owe_the_row_see_it(part, cast, done):
    sample = take(propose_sample(done.current, by=cast["manager"], why=WHY), "consent", by=cast[part])
    assert (sample.state, Sample.objects.get().answered_by) == ("shown", cast[part].name)
    assert [seen_by(cast, other) for other in ("stranger", "district_liaison", "mediator")] == [True, False, False]
    assert list(samples_asked_of(cast["liaison"])) == []


@pytest.mark.parametrize("part", ["manager", "reviewer", "head", "stranger", "unit_admin", "district_head"])
def test_nobody_else_consents_for_the_unit(part, cast, done):
    sample = propose_sample(done.current, by=cast["manager"], why=WHY)
    for move in ("consent", "decline"):
        with pytest.raises(Forbidden):
            take(sample, move, by=cast[part])


def test_unit_declines_and_is_not_asked_for_the_same_again(cast, done):
    take(propose_sample(done.current, by=cast["manager"], why=WHY), "decline", by=cast["unit_head"])
    assert not seen_by(cast, "stranger")
    with pytest.raises(Refused, match="没有同意公开"):
        propose_sample(done.current, by=cast["manager"], why=WHY)


def test_consent_is_taken_back_by_the_unit_and_the_sample_is_gone(cast, shown):
    assert take(shown, "remove", by=cast["unit_head"]).state == "removed"
    assert not seen_by(cast, "stranger")


def test_office_takes_a_sample_down_and_may_propose_it_again(cast, done, shown):
    take(shown, "remove", by=cast["manager"])
    assert not seen_by(cast, "stranger")
    assert propose_sample(done.current, by=cast["manager"], why=WHY).state == "asked"


def test_strangers_cannot_take_it_down(cast, shown):
    for part in ("stranger", "head", "inspector", "district_liaison"):
        with pytest.raises(Forbidden):
            take(shown, "remove", by=cast[part])


def test_one_living_sample_for_a_submission(cast, done, shown):
    with pytest.raises(Refused, match="已经征求过"):
        propose_sample(done.current, by=cast["manager"], why=WHY)


def test_only_what_was_accepted_is_proposed_and_with_a_reason(cast, plan, done):
    waiting = people.submitted(cast, plan)
    with pytest.raises(Refused) as refused:
        propose_sample(waiting.current, by=cast["manager"], why=" ")
    assert list(refused.value.reasons) == ["只有审核通过的这一次报送可以作为样例。", "请写明好在哪里。"]
    for part in ("liaison", "head", "inspector", "stranger"):
        with pytest.raises(Forbidden):
            propose_sample(done.current, by=cast[part], why=WHY)


# What is no example any more


def test_a_sample_disappears_when_its_acceptance_is_revoked(cast, done, shown, enter):
    revoked(cast, done)
    piece = Evidence.objects.filter(submission=shown.submission, blob__isnull=False).get()
    assert not seen_by(cast, "stranger")
    assert not help_for(done.deliverable, done.plan, cast["stranger"])
    for name, args in (
        ("sample_detail", []),
        ("sample_file", [piece.public_id]),
        ("sample_page", [piece.public_id, 1]),
    ):
        assert enter("stranger").get(reverse(f"obligations:{name}", args=[shown.public_id, *args])).status_code == 404
    assert "其他单位看不到" in enter("manager").get(shown.get_absolute_url()).content.decode()


def test_a_sample_of_a_revoked_version_does_not_come_back_with_the_next_acceptance(cast, done, shown):
    """Found by reading: the duty is accepted again, but what is shown would be the version with the false proof."""
    revoked(cast, done)
    hand_in(now(done), by=cast["liaison"], files=[people.pdf("真的门牌")])
    take(now(done), "accept", by=cast["reviewer"])
    assert not seen_by(cast, "stranger")
    assert seen_by(cast, "liaison")


def test_consent_to_what_was_revoked_is_refused_and_says_why(cast, done):
    sample = propose_sample(done.current, by=cast["manager"], why=WHY)
    revoked(cast, done)
    hand_in(now(done), by=cast["liaison"], files=[people.pdf("真的门牌")])
    take(now(done), "accept", by=cast["reviewer"])
    with pytest.raises(Refused, match="已不是“审核通过”"):
        take(sample, "consent", by=cast["liaison"])
    closed = {option.move.name: bool(option.reasons) for option in options(sample, by=cast["liaison"])}
    assert closed == {"consent": True, "decline": False, "remove": False}
    assert list(samples_asked_of(cast["liaison"])) == []


# What others see


def test_others_read_the_statement_the_unit_and_each_page(cast, done, shown, enter):
    client = enter("stranger")
    page = client.get(shown.get_absolute_url()).content.decode()
    for words in ("明江市环境保护局的样例", WHY, "全年用了 12 次。", "https://example.cn/1", "门牌.pdf"):
        assert words in page
    piece = Evidence.objects.get(submission=shown.submission, blob__isnull=False)
    image = client.get(reverse("obligations:sample_page", args=[shown.public_id, piece.public_id, 1]))
    assert (image.headers["Content-Type"], b"".join(image.streaming_content)[:2]) == ("image/jpeg", b"\xff\xd8")
    image.close()
    file = client.get(reverse("obligations:sample_file", args=[shown.public_id, piece.public_id]))
    assert b"".join(file.streaming_content).startswith(b"%PDF-")
    file.close()
    assert Entry.objects.get(action="files.download").subject == shown.ref


def test_others_do_not_see_the_story_of_the_sample_or_the_receipt(cast, done, shown, enter):
    page = enter("stranger").get(shown.get_absolute_url()).content.decode()
    assert ("办理经过" in page, done.current.receipt_number in page, cast["liaison"].name in page) == (
        False,
        False,
        False,
    )


def test_the_evidence_itself_stays_closed_to_others(cast, shown, enter):
    piece = Evidence.objects.get(submission=shown.submission, blob__isnull=False)
    assert enter("stranger").get(reverse("obligations:evidence_file", args=[piece.public_id])).status_code == 404


def test_evidence_of_another_submission_is_not_reached_through_a_sample(cast, plan, shown, enter):
    people.submitted(cast, plan)
    foreign = Evidence.objects.get(submission__obligation=people.obligation(plan, cast.department))
    for name, args in (("sample_file", []), ("sample_page", [1])):
        url = reverse(f"obligations:{name}", args=[shown.public_id, foreign.public_id, *args])
        assert [enter(part).get(url).status_code for part in ("stranger", "manager", "liaison")] == [404, 404, 404]


def test_help_of_a_duty_names_the_sample_of_others_and_not_the_own(cast, done, shown):
    assert [one.pk for one in help_for(done.deliverable, done.plan, cast["stranger"]).samples] == [shown.pk]
    assert [one.pk for one in help_for(done.deliverable, done.plan, cast["manager"]).samples] == [shown.pk]
    assert not help_for(done.deliverable, done.plan, cast["liaison"])


def test_sample_of_last_year_is_offered_for_the_same_task_this_year(cast, plan):
    before = people.forerunner(cast, plan)
    old = people.obligation(before, cast.department)
    hand_in(old, by=cast["liaison"], files=[people.pdf("去年的方案")])
    take(now(old), "accept", by=cast["reviewer"])
    sample = take(propose_sample(now(old).current, by=cast["manager"], why=WHY), "consent", by=cast["liaison"])
    this_year = people.obligation(plan, cast.other).deliverable
    assert this_year.material == "2017年度推进服务型行政执法建设实施方案"
    assert [one.pk for one in help_for(this_year, this_year.table.plan, cast["stranger"]).samples] == [sample.pk]
    another = people.obligation(plan, cast.other, "调解室").deliverable
    assert not help_for(another, another.table.plan, cast["stranger"])


# Pages


def test_office_proposes_from_the_page_of_the_duty(cast, done, enter):
    client = enter("reviewer")
    url = reverse("obligations:sample_propose", args=[done.current.public_id])
    assert url in client.get(done.get_absolute_url()).content.decode()
    assert client.post(url, {"why": ""}).status_code == 422
    answer = client.post(url, {"why": WHY})
    assert answer.headers["Location"] == Sample.objects.get().get_absolute_url()
    assert client.get(url, follow=True).redirect_chain[0][0] == done.get_absolute_url()


def test_unit_consents_and_takes_it_back_from_the_page(cast, done, enter):
    sample = propose_sample(done.current, by=cast["manager"], why=WHY)
    client = enter("unit_head")
    page = client.get(sample.get_absolute_url()).content.decode()
    assert all(words in page for words in ("想把这一件作为样例", "同意公开", "不同意公开"))
    move = reverse("workflow:move_take", args=["obligations.sample", sample.public_id, "consent"])
    assert client.post(move).headers["Location"] == sample.get_absolute_url()
    assert "收回同意" in client.get(sample.get_absolute_url()).content.decode()
