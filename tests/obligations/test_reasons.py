"""Coded reasons in versions: what is changed holds from then on, what was used stays as it was worded."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests import cast as people

from luoshi.accounts.actions import create_user, grant_membership
from luoshi.accounts.queries.identity import actor_of
from luoshi.accounts.roles import Role
from luoshi.audit.queries import history_lines
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.reasons import add_reason, change_reason, move_reason, retire_reason
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.models import Obligation, ReturnReason
from luoshi.obligations.reasons import Wording, wording_of

WORDING = Wording("门牌看不清", "请补一张看得清门牌的照片。", True, "本办公室规定")


def reason(code="no_seal"):
    """The reason of that code in use."""
    return ReturnReason.objects.get(code=code, valid=True)


def test_the_first_reasons_say_that_they_are_ours(cast):
    assert ReturnReason.objects.filter(valid=True).count() == 10
    assert all("落实自拟" in one.source for one in ReturnReason.objects.all())


def test_added_it_stands_last_and_can_be_used(cast, plan):
    made = add_reason("no_plate", WORDING, by=cast["manager"])
    assert (made.version, made.valid, list(ReturnReason.objects.all())[-1]) == (1, True, made)
    duty = review(people.submitted(cast, plan).current, "return", by=cast["reviewer"], reasons=[made])
    verdict = duty.current.review
    assert (verdict.labels, verdict.note) == (["门牌看不清"], "请补一张看得清门牌的照片。")


def test_changed_it_becomes_the_next_version_in_its_place(cast, plan):
    before = reason()
    duty = review(people.submitted(cast, plan).current, "return", by=cast["reviewer"], reasons=[before])
    changed = Wording("未盖公章", before.advice, False, "示例〔2017〕30号")
    after = change_reason(before, changed, by=cast["manager"])
    before.refresh_from_db()
    assert (before.valid, before.label, after.valid, after.version) == (False, "未盖章或未签发", True, 2)
    assert (after.code, after.order, wording_of(after)) == (before.code, before.order, changed)
    verdict = duty.current.review
    assert (verdict.labels, verdict.reasons[0]["version"], verdict.is_void) == (["未盖章或未签发"], 1, False)
    assert [line.entry.label for line in history_lines(after)] == ["修改退回理由"]


def test_counting_as_nothing_holds_for_what_is_returned_afterwards(cast, plan):
    changed = change_reason(
        reason(), Wording("未盖章", "请盖章。", False, "本办公室规定"), by=cast["manager"]
    )  # fmt: skip
    duty = review(people.submitted(cast, plan).current, "return", by=cast["reviewer"], reasons=[changed])
    assert (Obligation.objects.get(pk=duty.pk).first_submitted_at, duty.current.review.is_void) == (None, True)


def test_changing_what_was_changed_meanwhile_is_refused(cast):
    stale = reason()
    change_reason(stale, WORDING, by=cast["manager"])
    with pytest.raises(Refused, match="刚被改过或者停用"):
        change_reason(stale, Wording("另一种", "请补。", True, "本办公室规定"), by=cast["manager"])
    with pytest.raises(Refused, match="刚被改过或者停用"):
        retire_reason(stale, by=cast["manager"])
    assert ReturnReason.objects.filter(code="no_seal").count() == 2


def test_changing_nothing_is_refused(cast):
    with pytest.raises(Refused, match="没有改动"):
        change_reason(reason(), wording_of(reason()), by=cast["manager"])


def test_retired_it_is_offered_no_more_and_may_come_back_as_the_next_version(cast):
    assert retire_reason(reason(), by=cast["manager"]).valid is False
    back = add_reason("no_seal", WORDING, by=cast["manager"])
    assert (back.version, back.valid, ReturnReason.objects.filter(code="no_seal").count()) == (2, True, 2)


@pytest.mark.parametrize("code", ["", "a", "No", "1st", "缺章", "a b", "x" * 21, "_x"])
def test_a_code_is_short_and_plain(code, cast):
    with pytest.raises(Refused, match="代码用 2 到 20 个"):
        add_reason(code, WORDING, by=cast["manager"])


def test_a_code_in_use_is_refused(cast):
    with pytest.raises(Refused, match="已在用"):
        add_reason("no_seal", WORDING, by=cast["manager"])


def test_every_part_that_is_missing_is_named(cast):
    with pytest.raises(Refused) as refused:
        add_reason("empty", Wording(" ", "", True, " "), by=cast["manager"])
    assert len(refused.value.reasons) == 3


def test_moved_it_changes_places_and_the_ends_say_so(cast):
    first, second, *_, last = ReturnReason.objects.all()
    listed = move_reason(second, by=cast["manager"], up=True)
    assert [one.pk for one in listed] == [one.pk for one in ReturnReason.objects.all()]
    assert list(ReturnReason.objects.all())[:2] == [second, first]
    with pytest.raises(Refused, match="最前面"):
        move_reason(second, by=cast["manager"], up=True)
    with pytest.raises(Refused, match="最后面"):
        move_reason(last, by=cast["manager"], up=False)


@pytest.mark.parametrize("part", ["reviewer", "head", "inspector", "liaison", "security_admin"])
def test_others_change_nothing(part, cast):
    for act in (
        lambda: add_reason("mine", WORDING, by=cast[part]),
        lambda: change_reason(reason(), WORDING, by=cast[part]),
        lambda: retire_reason(reason(), by=cast[part]),
        lambda: move_reason(reason(), by=cast[part], up=True),
    ):
        with pytest.raises(Forbidden):
            act()


def test_the_manager_of_a_district_changes_nothing_either(cast):
    by = Actor.system("测试")
    one = grant_membership(create_user("dm", "区管理员", by=by), cast.district, Role.MANAGER, by=by)
    with pytest.raises(Forbidden):
        change_reason(reason(), WORDING, by=actor_of(one.user))


def test_two_versions_of_a_code_are_never_in_use_together(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnReason.objects.create(code="no_seal", version=9, label="二", source="二")
