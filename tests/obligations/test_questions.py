"""A unit asks about a duty, the office answers, and whoever owes the row may read it where the office says so."""

import pytest
from tests import cast as people

from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.questions import answer_question, ask_question
from luoshi.obligations.models import Question
from luoshi.obligations.queries.asking import asking_on, listed_questions, question_queue

ASKED = "没有单独设调解室，用会议室可以吗？"


@pytest.fixture
def duty(cast, plan):
    return people.obligation(plan, cast.department, "调解室")


@pytest.fixture
def question(cast, duty):
    return ask_question(duty, ASKED, by=cast["liaison"])


def answered(cast, question, *, shown=False, words="可以，门口挂牌并附照片。", part="manager"):
    return answer_question(question, words, by=cast[part], seen=question.mark, shown_to_all=shown)


def read_by(cast, duty, part):
    """Who asked and what was answered, as the page of the duty tells this person."""
    return [(one.asker, one.question.answer) for one in asking_on(duty, cast[part]).questions]


def test_question_is_kept_and_is_one_act_on_the_duty(cast, duty, question):
    assert (question.deliverable_id, question.unit_id, question.text, question.asked_by, question.asked_at) == (
        duty.deliverable_id, cast.department.pk, ASKED, cast["liaison"].name, clock.now(),
    )  # fmt: skip
    act = Entry.objects.get(subject=duty.ref)
    assert (act.label, act.note, act.details) == ("提问", ASKED, {"question": question.ref})


@pytest.mark.parametrize("part", ["unit_head", "manager", "reviewer", "stranger", "district_liaison"])
def test_only_the_liaison_of_the_unit_asks(part, cast, duty):
    with pytest.raises(Forbidden):
        ask_question(duty, ASKED, by=cast[part])


def test_empty_question_and_the_same_again_are_refused(cast, duty, question):
    with pytest.raises(Refused, match="请写明要问什么"):
        ask_question(duty, "  ", by=cast["liaison"])
    with pytest.raises(Refused, match="还在等待答复"):
        ask_question(duty, f" {ASKED}", by=cast["liaison"])
    answered(cast, question)
    assert ask_question(duty, ASKED, by=cast["liaison"]).pk != question.pk


@pytest.mark.parametrize("part", ["manager", "reviewer"])
def test_office_answers_and_the_unit_reads_it_on_the_duty(part, cast, duty, question):
    answered(cast, question, part=part)
    assert read_by(cast, duty, "liaison") == [("本单位", "可以，门口挂牌并附照片。")]
    assert read_by(cast, duty, "reviewer") == [("市环保局", "可以，门口挂牌并附照片。")]
    act = Entry.objects.get(action="obligations.answer_question")
    assert (act.subject, act.label, act.details["before"]) == (duty.ref, "答复提问", None)


@pytest.mark.parametrize("part", ["liaison", "unit_head", "head", "inspector", "stranger", "security_admin"])
def test_only_who_guides_for_the_office_answers(part, cast, question):
    with pytest.raises(Forbidden):
        answered(cast, question, part=part)


def test_answer_for_the_unit_alone_is_read_by_no_other(cast, plan, question):
    answered(cast, question)
    other = people.obligation(plan, cast.other, "调解室")
    assert read_by(cast, other, "stranger") == []
    assert not visible_to(Question, cast["stranger"]).exists()


def test_answer_for_all_is_read_by_those_who_owe_the_row_without_the_name_of_the_unit(cast, plan, question):
    answered(cast, question, shown=True)
    other = people.obligation(plan, cast.other, "调解室")
    assert read_by(cast, other, "stranger") == [("有单位", "可以，门口挂牌并附照片。")]
    # The district owes another row of the same plan.
    assert not visible_to(Question, cast["district_liaison"]).exists()
    assert read_by(cast, other, "reviewer") == [("市环保局", "可以，门口挂牌并附照片。")]


def test_name_of_the_unit_that_asked_is_nowhere_on_the_page_of_another(cast, plan, question, enter):
    answered(cast, question, shown=True)
    page = enter("stranger").get(people.obligation(plan, cast.other, "调解室").get_absolute_url()).content.decode()
    assert ("有单位" in page, ASKED in page) == (True, True)
    assert ("市环保局" in page, cast["liaison"].name in page) == (False, False)


def test_answer_is_corrected_and_the_audit_keeps_the_former(cast, duty, question):
    first = answered(cast, question)
    with clock.at(clock.now().replace(hour=11)):
        answered(cast, first, shown=True, words="可以，但要有固定场所。", part="reviewer")
    now = Question.objects.get()
    assert (now.answer, now.answered_by, now.shown_to_all) == ("可以，但要有固定场所。", cast["reviewer"].name, True)
    act = Entry.objects.filter(action="obligations.answer_question").last()
    assert (act.label, act.details["before"]) == (
        "更正答复", {"answer": "可以，门口挂牌并附照片。", "shown_to_all": False},
    )  # fmt: skip


def test_an_answer_that_another_gave_meanwhile_is_not_overwritten(cast, question):
    answered(cast, question, words="可以。")
    with pytest.raises(Refused, match="刚刚答复了这个问题"):
        answered(cast, question, words="不可以。", part="reviewer")
    assert Question.objects.get().answer == "可以。"


def test_empty_answer_and_one_that_changes_nothing_are_refused(cast, question):
    with pytest.raises(Refused, match="请写明答复"):
        answered(cast, question, words=" ")
    first = answered(cast, question)
    with pytest.raises(Refused, match="答复没有改动"):
        answered(cast, first)


def test_office_has_the_open_ones_first_and_finds_words(cast, plan, duty, question):
    second = ask_question(people.obligation(plan, cast.district), "方案要不要盖章？", by=cast["district_liaison"])
    answered(cast, question)
    assert list(question_queue(cast["manager"])) == [second, question]
    assert list(listed_questions(cast["manager"], "open", "")) == [second]
    assert list(listed_questions(cast["manager"], "answered", "")) == [question]
    for words, found in (
        ("盖章", [second]),
        ("挂牌", [question]),
        ("青溪", [second]),
        ("调解室", [question]),
        ("天书", []),
    ):
        assert list(listed_questions(cast["manager"], "", words)) == found


def test_office_above_or_below_has_none_of_it(cast, question):
    assert not question_queue(cast["liaison"]).exclude(obligation__plan__unit=cast.office).exists()
    assert not question_queue(cast["stranger"]).exists()


# Pages


def test_unit_asks_on_a_page_and_goes_back_to_the_duty(cast, duty, enter):
    from django.urls import reverse

    client, url = enter("liaison"), reverse("obligations:question_ask", args=[duty.public_id])
    assert client.get(url).status_code == 200
    assert client.post(url, {"text": ""}).status_code == 422
    answer = client.post(url, {"text": ASKED}, follow=True)
    assert (answer.redirect_chain[0][0], ASKED in answer.content.decode()) == (duty.get_absolute_url(), True)
    again = client.post(url, {"text": ASKED})
    assert (again.status_code, "还在等待答复" in again.content.decode()) == (422, True)


def test_office_answers_on_a_page_and_a_page_that_was_overtaken_says_so(cast, question, enter):
    url = question.get_absolute_url()
    manager, reviewer = enter("manager"), enter("reviewer")
    assert manager.get(url).status_code == 200
    sent = {"answer": "可以。", "seen": "", "shown_to_all": "on"}
    assert manager.post(url, sent).status_code == 302
    late = reviewer.post(url, sent | {"answer": "不可以。"})
    assert (late.status_code, "刚刚答复了这个问题" in late.content.decode()) == (422, True)
    assert (Question.objects.get().answer, Question.objects.get().shown_to_all) == ("可以。", True)


def test_list_of_questions_filters_and_exports(cast, question, enter):
    from django.urls import reverse

    url, client = reverse("obligations:question_list"), enter("manager")
    assert ASKED in client.get(url).content.decode()
    assert "没有符合条件的提问" in client.get(url, {"q": "天书"}).content.decode()
    answered(cast, question)
    assert "没有待答复的提问" in client.get(url).content.decode()
    assert "可以，门口挂牌并附照片。" in client.get(url, {"state": "answered"}).content.decode()
    sheet = client.get(url, {"state": "", "form": "xlsx"})
    assert sheet.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert Entry.objects.get(action="obligations.export_questions").note == "1 件"
