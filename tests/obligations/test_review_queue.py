"""The queue: what is in it for whom, in which order, how long each has waited, and what one verdict does to many."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from tests import cast as people
from tests.obligations.test_reviewing import coded, fresh, nothing

from luoshi.accounts.actions import create_user, grant_membership
from luoshi.accounts.models import UnitCategory
from luoshi.accounts.queries.identity import actor_of
from luoshi.accounts.roles import Role
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.organising import set_share
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.criteria import REVIEW_DAYS
from luoshi.obligations.models import Obligation, Review
from luoshi.obligations.queries.review import QueueRule, neighbours, next_name, queue_counts, queue_lines, review_queue
from luoshi.workflow.engine import take

LIST = reverse("obligations:review_list")
BATCH = reverse("obligations:review_batch")


def at(month, day, hour=9):
    """A moment of 2017."""
    return clock.at(datetime(2017, month, day, hour))  # noqa: DTZ001 - the clock adds the zone of the city


@pytest.fixture
def waiting(cast, plan):
    """Three that wait, by when they came: of the district, then two of the department, the last one a correction."""
    with at(8, 28):
        first = people.obligation(plan, cast.district, "评选行政指导案例")
        hand_in(first, by=cast["district_liaison"], files=[people.pdf("区")], links=["https://example.cn/1"])
    with at(8, 29):
        second = people.submitted(cast, plan)
    with at(8, 25):
        third = people.submitted(cast, plan, "调解室")
    with at(8, 30):
        take(third, "return", by=cast["reviewer"], note="看不出门牌。")
    with at(9, 4):
        hand_in(fresh(third), by=cast["liaison"], files=[people.pdf("门牌")])
    return [fresh(duty) for duty in (first, second, third)]


def queue(cast, **rule):
    return list(review_queue(cast["reviewer"], QueueRule(**rule)))


def lines(cast, **rule):
    return queue_lines(queue(cast, **rule), cast["reviewer"])


def test_queue_begins_with_what_came_first(cast, waiting):
    assert queue(cast) == waiting


@pytest.mark.parametrize(
    ("order", "places"),
    [("oldest", [0, 1, 2]), ("due", [1, 0, 2]), ("category", [0, 1, 2]), ("item", [1, 0, 2]), ("nonsense", [0, 1, 2])],
)
def test_queue_has_the_order_of_its_rule(order, places, cast, waiting):
    assert queue(cast, order=order) == [waiting[place] for place in places]


@pytest.mark.parametrize(
    ("rule", "places"),
    [
        ({"words": "环保"}, [1, 2]),
        ({"words": "调解室"}, [2]),
        ({"words": "环保 方案"}, [1]),
        ({"words": "天书"}, []),
        ({"kind": "correction"}, [2]),
        ({"kind": "overtime"}, [0]),
        ({"kind": "late"}, [1]),
        ({"kind": "nothing"}, []),
        ({"category": "x"}, [0, 1, 2]),
        ({"category": "999999"}, []),
    ],
)
def test_queue_is_narrowed_by_its_rule(rule, places, cast, waiting):
    assert queue(cast, **rule) == [waiting[place] for place in places]


def test_queue_of_one_category(cast, waiting):
    category = UnitCategory.objects.get(name="市政府部门")
    assert queue(cast, category=str(category.pk)) == waiting[1:]


def test_queue_of_reports_of_nothing(cast, plan):
    one = nothing(cast, plan)
    people.submitted(cast, plan)
    assert queue(cast, kind="nothing") == [one.obligation]
    assert [line.made_of for line in lines(cast, kind="nothing")] == ["零报告"]


def test_late_is_by_the_day_this_version_was_owed(cast, plan):
    """A correction that came in its term is not late, though the first version was."""
    duty = people.submitted(cast, plan)
    review(duty.current, "return", by=cast["reviewer"], note="缺公章。")
    with at(9, 12):
        hand_in(fresh(duty), by=cast["liaison"], files=[people.pdf("补")])
        assert queue(cast, kind="late") == []
    take(fresh(duty), "withdraw_correction", by=cast["liaison"])
    with at(9, 13):
        hand_in(fresh(duty), by=cast["liaison"], files=[people.pdf("又补")])
        assert queue(cast, kind="late") == [duty]


def test_what_was_taken_back_before_counts_by_its_new_time(cast, plan):
    with at(8, 21):
        duty = people.submitted(cast, plan)
    with at(8, 22):
        take(duty, "withdraw", by=cast["liaison"])
    with at(9, 1):
        hand_in(fresh(duty), by=cast["liaison"], files=[people.pdf("换过的")])
    (line,) = lines(cast)
    assert (line.submission.version, line.waited, line.was_returned) == (2, 2, False)


def test_line_tells_what_waits_and_how_long_in_working_days(cast, waiting):
    first, second, third = lines(cast)
    assert (first.waiting, first.waiting_briefly, first.made_of) == (
        "已等 6 个工作日，超 1 天", "超 1 天", "文件 1，链接 1",
    )  # fmt: skip
    assert (second.waiting, second.over, second.submission.days_late) == ("已等 5 个工作日", 0, 70)
    assert (third.waiting_briefly, third.was_returned) == ("已等 1 天", True)


def test_term_of_the_office_runs_over_working_days_only(cast, plan):
    """Handed in on 28 September; 29 and the worked 30 are two, 9, 10 and 11 October make five."""
    with at(9, 28):
        people.submitted(cast, plan)
    for day, waited, over in ((9, 3, False), (11, 5, False), (12, 6, True)):
        with at(10, day):
            (line,) = lines(cast)
            assert (line.waited, line.over > 0) == (waited, over)
            assert bool(queue(cast, kind="overtime")) is over
    assert REVIEW_DAYS == 5


def test_what_came_today_waits_for_none(cast, plan):
    people.submitted(cast, plan)
    (line,) = lines(cast)
    assert (line.waiting, line.over) == ("今天报送", 0)


def test_counts_of_the_queue(cast, waiting):
    counts = queue_counts(review_queue(cast["reviewer"]))
    assert (counts.waiting, counts.overtime, counts.corrections) == (3, 1, 1)


def test_who_stands_in_sees_that_he_does(cast, waiting):
    by = Actor.system("测试")
    second = grant_membership(create_user("second", "第二位", by=by), cast.office, Role.REVIEWER, by=by)
    category = UnitCategory.objects.get(name="市政府部门")
    set_share(cast.office, category, by=cast["manager"], first=cast.people["reviewer"].user, substitute=second.user)
    mine = [(line.duty.unit.short_name, line.stands_in) for line in lines(cast)]
    assert mine == [("青溪区", False), ("市环保局", False), ("市环保局", False)]
    other = actor_of(second.user, second.public_id)
    found = queue_lines(list(review_queue(other)), other)
    assert [line.stands_in for line in found] == [False, True, True]


def test_neighbours_and_the_next_follow_the_rule(cast, waiting):
    first, second, third = waiting
    rule = QueueRule(order="due")
    around = neighbours(cast["reviewer"], rule, first)
    assert (around.total, around.place, around.before, around.after) == (3, 2, second.public_id, third.public_id)
    assert [line.duty for line in around.lines] == [second, first, third]
    assert next_name(cast["reviewer"], rule, third) == second.public_id
    assert next_name(cast["reviewer"], QueueRule(kind="overtime"), first) == ""
    assert next_name(cast["reviewer"], QueueRule(kind="overtime"), second) == first.public_id


def test_list_shows_each_line_with_its_marks(cast, waiting, enter):
    page = enter("reviewer").get(LIST).content.decode()
    for words in (
        "待审 3 件",
        "1 件等了超过 5 个工作日",
        "补正件 1 件",
        "已等 6 个工作日，超 1 天",
        "迟报 70 天",
        "文件 1，链接 1",
    ):
        assert words in page
    assert page.count('class="tag back">补正件') == 1


def test_list_keeps_its_rule_in_every_link(cast, waiting, enter):
    page = enter("reviewer").get(LIST, {"order": "due", "q": "环保 "}).content.decode()
    kept = "?order=due&amp;q=%E7%8E%AF%E4%BF%9D"
    assert f"{reverse('obligations:review_desk', args=[waiting[1].public_id])}{kept}" in page
    assert f"{BATCH}{kept}" in page


def test_list_says_when_nothing_fits(cast, plan, enter):
    assert "没有待审件。单位报送后在这里出现" in enter("reviewer").get(LIST).content.decode()
    assert "没有符合条件的待审件" in enter("reviewer").get(LIST, {"kind": "late"}).content.decode()


@pytest.mark.parametrize(
    "sent", [{"order": "'; --"}, {"category": "9" * 40}, {"kind": "a"}, {"page": "x"}, {"q": "%" * 99}]
)
def test_list_takes_odd_addresses_calmly(sent, cast, waiting, enter):
    assert enter("reviewer").get(LIST, sent).status_code == 200


def picked(duties, move, **more):
    return {"pick": [duty.current.public_id for duty in duties], "move": move} | more


def test_batch_asks_before_it_does_anything(cast, waiting, enter):
    answer = enter("reviewer").post(BATCH, picked(waiting, "accept"))
    page = answer.content.decode()
    assert (answer.status_code, page.count('name="take"'), page.count(" checked")) == (200, 3, 0)
    assert page.count("空白") >= 3
    assert not Review.objects.filter(verdict="accepted").exists()


def test_batch_ticks_what_has_no_doubts(cast, plan, enter):
    one, other = nothing(cast, plan).obligation, people.submitted(cast, plan)
    page = enter("reviewer").post(BATCH, picked([one, other], "accept")).content.decode()
    assert page.count(" checked") == 1
    assert f'value="{one.current.public_id}" aria-label="办理{one}" checked' in page


def test_batch_accepts_with_words_for_each_doubt_and_tells_how_many(cast, waiting, enter):
    names = [duty.current.public_id for duty in waiting]
    sent = picked(waiting, "accept", confirmed="1", take=names[:2])
    client = enter("reviewer")
    answer = client.post(BATCH, sent)
    assert (answer.status_code, "有疑点的件要写明核对结果" in answer.content.decode()) == (422, True)
    assert not Review.objects.filter(verdict="accepted").exists()
    words = {f"words-{name}": "空白页是封底，已看原件。" for name in names[:2]}
    answer = client.post(f"{BATCH}?order=due", sent | words)
    assert answer.headers["Location"] == f"{LIST}?order=due"
    assert "已审核通过 2 件。" in client.get(LIST).content.decode()
    assert [fresh(duty).state for duty in waiting] == ["accepted", "accepted", "submitted"]
    assert waiting[0].current.review.note == "疑点核对：空白页是封底，已看原件。"


def test_batch_returns_with_one_set_of_reasons(cast, waiting, enter):
    names = [duty.current.public_id for duty in waiting]
    sent = picked(waiting, "return", confirmed="1", take=names)
    client = enter("reviewer")
    assert "请写明退回理由" in client.post(BATCH, sent).content.decode()
    reasons = [reason.public_id for reason in coded("incomplete", "unreadable")]
    client.post(BATCH, sent | {"reasons": reasons, "days": "3"})
    assert {(fresh(duty).state, fresh(duty).correction_due) for duty in waiting} == {("returned", date(2017, 9, 8))}


def test_batch_without_anything_chosen_says_so(cast, waiting, enter):
    client = enter("reviewer")
    answer = client.post(BATCH, {"move": "accept"}, follow=True)
    assert "还没有勾选" in answer.content.decode()
    answer = client.post(BATCH, picked(waiting, "return", confirmed="1", note="缺公章。"))
    assert (answer.status_code, "一件也没有选" in answer.content.decode()) == (422, True)
    assert client.get(BATCH).headers["Location"] == LIST


def test_batch_shows_what_cannot_be_judged_any_more(cast, waiting, enter):
    sent = picked(waiting, "return")
    take(waiting[1], "withdraw", by=cast["liaison"])
    review(waiting[0].current, "accept", by=cast["reviewer"], note="已看原件。")
    page = enter("reviewer").post(BATCH, sent).content.decode()
    assert page.count('name="take"') == 1
    for words in ("现在是“未报送”，不用再审", "现在是“审核通过”，不用再审"):
        assert words in page


def test_batch_tells_of_each_that_was_taken_back_between_the_two_pages(cast, waiting, enter, monkeypatch):
    """What changes after the list was made is told by the action, one by one."""
    from luoshi.obligations.views import batch

    names = [duty.current.public_id for duty in waiting]
    picks = batch.picks_of

    def then_one_is_taken_back(*args, **kwargs):
        found = picks(*args, **kwargs)
        take(fresh(waiting[1]), "withdraw", by=cast["liaison"])
        return found

    monkeypatch.setattr(batch, "picks_of", then_one_is_taken_back)
    client = enter("reviewer")
    client.post(BATCH, picked(waiting, "return", confirmed="1", take=names, note="缺公章。"))
    page = client.get(LIST).content.decode()
    assert "已退回 2 件。" in page
    assert "市环保局“2017年度推进服务型行政执法建设实施方案”没有办：当前状态是“未报送”" in page
    assert Obligation.objects.filter(state="returned").count() == 2


def test_batch_does_not_show_what_one_may_not_see(cast, plan, enter):
    people.submitted(cast, plan)
    sent = {"pick": [people.obligation(plan, cast.department).current.public_id], "move": "accept"}
    assert enter("stranger").post(BATCH, sent).status_code == 403
