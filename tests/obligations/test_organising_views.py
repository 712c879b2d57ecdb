"""Pages: shares and coded reasons, for the manager to set and for the others to read."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests import cast as people

from luoshi.accounts.actions import create_user, deactivate_user, grant_membership
from luoshi.accounts.models import Membership
from luoshi.accounts.roles import Role
from luoshi.kit.actor import Actor
from luoshi.obligations.actions.organising import set_share
from luoshi.obligations.actions.reasons import change_reason
from luoshi.obligations.models import ReturnReason, ReviewShare
from luoshi.obligations.queries.organising import shares_of
from luoshi.obligations.reasons import Wording

BY = Actor.system("测试")
SHARES, REASONS = reverse("obligations:review_shares"), reverse("obligations:reason_list")


@pytest.fixture
def second(cast):
    """Another reviewer of the office."""
    cast.people["second"] = grant_membership(create_user("second", "沈清和", by=BY), cast.office, Role.REVIEWER, by=BY)
    return cast.people["second"].user


def share(cast, first="reviewer", substitute=None):
    """Give the departments to these."""
    chosen = {part: cast.people[part].user for part in (first, substitute) if part}
    return set_share(
        cast.office, cast.department.category, by=cast["manager"], first=chosen[first],
        substitute=chosen[substitute] if substitute else None,
    )  # fmt: skip


def line(cast):
    """The line of the departments."""
    return next(one for one in shares_of(cast.office).lines if one.category == cast.department.category)


def test_the_manager_sets_and_clears_a_share(cast, plan, second, enter):
    people.submitted(cast, plan)
    page = enter("manager").get(SHARES).content.decode()
    assert ("市政府部门" in page, "2 家单位有任务，待审 1 件" in page) == (True, True)
    given = {"category": "市政府部门", "first": "reviewer", "substitute": "second"}
    answer = enter("manager").post(SHARES, given, follow=True)
    assert "现在起生效" in answer.content.decode()
    assert ReviewShare.objects.get().substitute == second
    enter("manager").post(SHARES, given | {"first": "", "substitute": ""})
    assert not ReviewShare.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"first": "reviewer", "substitute": "reviewer"}, "A 角和 B 角要是两个人"),
        ({"first": "", "substitute": "reviewer"}, "请再选 A 角"),
        ({"first": "", "substitute": ""}, "现在没有分工"),
        ({"first": "head", "substitute": ""}, "选择一个有效的选项"),
    ],
)
def test_a_share_that_cannot_be_is_said_beside_its_category(given, words, cast, plan, second, enter):
    answer = enter("manager").post(SHARES, {"category": "市政府部门"} | given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ReviewShare.objects.exists()


@pytest.mark.parametrize("part", ["reviewer", "head"])
def test_the_others_read_the_shares(part, cast, plan, second, enter):
    share(cast, "reviewer", "second")
    page = enter(part).get(SHARES).content.decode()
    assert ("沈清和" in page, "<select" in page, "由本办公室的管理员设定" in page) == (True, False, True)
    assert enter(part).post(SHARES, {"category": "市政府部门", "first": "second"}).status_code == 403


def test_warnings_say_who_belongs_where_and_who_judges_instead(cast, plan, second):
    share(cast, "reviewer", "second")
    assert line(cast).warnings == ()
    name = cast.people["reviewer"].user.name
    grant_membership(cast.people["reviewer"].user, cast.department, Role.OFFICER, by=BY)
    assert line(cast).warnings == (f"{name}是市环保局的人员，这家由沈清和审核。",)
    grant_membership(second, cast.department, Role.OFFICER, by=BY)
    assert line(cast).warnings == ("审核人员都是市环保局的人员，这家没有人能审。请增加一名审核人员。",)
    grant_membership(create_user("third", "陆知行", by=BY), cast.office, Role.REVIEWER, by=BY)
    (told,) = line(cast).warnings
    assert "沈清和" in told and told.endswith("是市环保局的人员，这家由其他审核人员审核。")


def test_warnings_say_who_has_left(cast, plan, second):
    share(cast, "second", "reviewer")
    deactivate_user(second, by=cast["system_admin"])
    assert line(cast).warnings == ("沈清和现在不是本办公室的审核人员，请改设。",)
    Membership.objects.filter(pk=cast.people["reviewer"].pk).update(valid_to="2017-09-04")
    assert line(cast).warnings[-1] == "两人都不能审，这一类现在由全部审核人员审核。"
    assert len(line(cast).warnings) == 3


def test_who_belongs_to_a_unit_without_duties_here_is_no_warning(cast, plan, second):
    share(cast)
    grant_membership(cast.people["reviewer"].user, cast.department, Role.OFFICER, by=BY)
    plan.obligations.filter(unit=cast.department).delete()
    assert line(cast).warnings == ()


def test_without_reviewers_the_page_says_so(cast, plan, enter):
    Membership.objects.filter(role=Role.REVIEWER).update(valid_to="2017-09-04")
    assert "本办公室现在没有审核人员" in enter("manager").get(SHARES).content.decode()


def test_reasons_are_added_changed_moved_and_retired(cast, enter):
    manager = enter("manager")
    given = {"code": "no_plate", "label": "门牌看不清", "advice": "请补照片。", "source": "本办公室规定"}
    assert manager.post(reverse("obligations:reason_new"), given).headers["Location"] == REASONS
    made = ReturnReason.objects.get(code="no_plate")
    url = reverse("obligations:reason_change", args=[made.public_id])
    manager.post(url, given | {"label": "看不出门牌", "is_void": "on"})
    after = ReturnReason.objects.get(code="no_plate", valid=True)
    assert (after.version, after.label, after.counts_as_submitted) == (2, "看不出门牌", False)
    page = manager.get(REASONS).content.decode()
    assert ("看不出门牌" in page, "旧版 1 个" in page, "第 1 版（2017年9月5日" in page) == (True, True, True)
    manager.post(REASONS, {"reason": after.public_id, "act": "up"})
    assert [one.code for one in ReturnReason.objects.filter(valid=True)][-2] == "no_plate"
    manager.post(reverse("obligations:reason_change", args=[after.public_id]), {"act": "retire"})
    assert "已停用 1 条" in manager.get(REASONS).content.decode()


def test_an_old_version_shows_that_it_is_old(cast, enter):
    old = ReturnReason.objects.get(code="no_seal")
    change_reason(old, Wording("未盖章", "请盖章。", True, "本办公室规定"), by=cast["manager"])
    url = reverse("obligations:reason_change", args=[old.public_id])
    assert "这一版不再用了" in enter("manager").get(url).content.decode()
    given = {"label": "再改", "advice": "请改。", "source": "本办公室规定"}
    answer = enter("manager").post(url, given)
    assert (answer.status_code, "刚被改过或者停用" in answer.content.decode()) == (409, True)
    assert enter("manager").post(url, {"act": "retire"}).status_code == 409


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"code": "No"}, "代码用 2 到 20 个"),
        ({"code": "no_seal"}, "已在用"),
        ({"source": ""}, "has-error"),
        ({"label": "长" * 31}, "30"),
    ],
)
def test_a_reason_that_is_not_whole_stays_on_the_page(given, words, cast, enter):
    whole = {"code": "fresh", "label": "新理由", "advice": "请补。", "source": "本办公室规定"}
    answer = enter("manager").post(reverse("obligations:reason_new"), whole | given)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not ReturnReason.objects.filter(label="新理由").exists()


def test_reviewers_read_the_reasons_and_change_nothing(cast, enter):
    page = enter("reviewer").get(REASONS).content.decode()
    assert ("未盖章或未签发" in page, "增加一条理由" in page, "上移" in page) == (True, False, False)
    assert enter("reviewer").post(REASONS, {"reason": "x", "act": "up"}).status_code == 403


def test_a_district_reads_the_reasons_of_the_city(cast, enter):
    cast.people["dm"] = grant_membership(create_user("dm", "区管理员", by=BY), cast.district, Role.MANAGER, by=BY)
    page = enter("dm").get(REASONS).content.decode()
    assert ("由最上级办公室的管理员维护" in page, "增加一条理由" in page) == (True, False)
    assert enter("dm").get(reverse("obligations:reason_new")).status_code == 403


def test_the_overview_tells_where_everything_stands(cast, plan, second, enter):
    people.submitted(cast, plan)
    page = enter("manager").get(reverse("obligations:review_admin")).content.decode()
    assert "2 类单位，0 类定了 A 角、B 角" in page
    assert "审核人员 2 名，待审 1 件" in page
    assert "在用 10 条，其中 2 条视为未报送" in page
    assert "没有等待决定的" in page
    for part in ("manager", "reviewer", "head"):
        assert "审核组织" in enter(part).get("/").content.decode()
    for part in ("inspector", "liaison"):
        assert "审核组织" not in enter(part).get("/").content.decode()
