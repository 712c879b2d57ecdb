"""One engine takes every move: it refuses with every reason there is, or does everything and writes one act."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import File
from django.db import connection, transaction
from tests.cast import PARTS, PLAN_TEXT, Cast, draft_plan, obligation, pdf, returned, submitted

from luoshi.accounts.models import Unit, UnitFunction
from luoshi.audit.models import Entry
from luoshi.audit.queries import history, problems
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.models import Obligation, Review
from luoshi.plans.actions.uploading import upload_plan
from luoshi.plans.models import Plan
from luoshi.workflow.engine import Move, create, define, move_of, options, tables, take

S = Obligation.State


def acts(of: Obligation | Plan) -> list[tuple[str, str, str]]:
    return list(history(of).values_list("action", "before", "after"))


def refusal(of: Obligation | Plan, name: str, by: Actor, note: str = "") -> tuple[str, ...]:
    """The reasons with which the move is refused, having changed nothing."""
    before = (type(of).objects.values().get(pk=of.pk), Entry.objects.count())
    with pytest.raises(Refused) as caught:
        take(of, name, by=by, note=note)
    assert (type(of).objects.values().get(pk=of.pk), Entry.objects.count()) == before
    return caught.value.reasons


# Taking


def test_take_changes_the_state_and_returns_the_fresh_record(cast: Cast, plan: Plan) -> None:
    stale = submitted(cast, plan)
    fresh = take(stale, "accept", by=cast["reviewer"])
    assert (fresh.pk, fresh.state) == (stale.pk, S.ACCEPTED)
    assert Obligation.objects.get(pk=stale.pk).state == S.ACCEPTED


def test_take_writes_one_act_with_everything_about_it(cast: Cast, plan: Plan) -> None:
    of = submitted(cast, plan)
    take(of, "return", by=cast["reviewer"], note="  缺公章，请补盖。 ")
    act = history(of).last()
    assert (act.action, act.label, act.before, act.after) == ("obligations.return", "退回", S.SUBMITTED, S.RETURNED)
    assert (act.note, act.kind, act.at) == ("缺公章，请补盖。", Entry.Kind.ACT, clock.now())
    assert (act.actor_id, act.actor_role) == (cast["reviewer"].user_id, "审核人员")
    assert act.details == {"receipt": of.current.receipt_number, "correction_due": "2017-09-12", "void": False}


def test_take_puts_the_details_of_the_caller_and_of_the_effects_together(cast: Cast, plan: Plan) -> None:
    of = submitted(cast, plan)
    take(of, "accept", by=cast["reviewer"], details={"seen": 1})
    assert history(of).last().details == {"seen": 1, "receipt": of.current.receipt_number}


def test_take_writes_one_act_each_time(cast: Cast, plan: Plan) -> None:
    of = returned(cast, plan)
    hand_in(of, by=cast["liaison"], files=[pdf("补正")])
    take(of, "withdraw_correction", by=cast["liaison"])
    assert acts(of) == [
        ("obligations.submit", S.PENDING, S.SUBMITTED),
        ("obligations.return", S.SUBMITTED, S.RETURNED),
        ("obligations.submit", S.RETURNED, S.SUBMITTED),
        ("obligations.withdraw_correction", S.SUBMITTED, S.RETURNED),
    ]


def test_take_of_an_unknown_move_is_an_error_of_the_program(cast: Cast, plan: Plan) -> None:
    with pytest.raises(KeyError):
        take(obligation(plan, cast.department), "vanish", by=cast["manager"])


def test_take_rolled_back_by_the_caller_leaves_no_act(cast: Cast, plan: Plan) -> None:
    of = submitted(cast, plan)
    before = Entry.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        take(of, "accept", by=cast["reviewer"])
        raise ZeroDivisionError
    of.refresh_from_db()
    assert (of.state, Entry.objects.count(), Review.objects.count()) == (S.SUBMITTED, before, 0)
    assert problems() == []


def test_take_whose_effect_fails_changes_nothing(cast: Cast, plan: Plan) -> None:
    of = submitted(cast, plan)
    before = Entry.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER full BEFORE INSERT ON obligations_review BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
        )
    with pytest.raises(Exception, match="disk is full"):
        take(of, "accept", by=cast["reviewer"])
    of.refresh_from_db()
    assert (of.state, Entry.objects.count(), Review.objects.count()) == (S.SUBMITTED, before, 0)


# Refusing


def test_refusal_tells_all_reasons_at_once(cast: Cast) -> None:
    UnitFunction.objects.update(answer="unknown")
    doubtful = draft_plan(cast, PLAN_TEXT.replace("6月中旬", "适时"))
    row = "的“2017年度推进服务型行政执法建设实施方案”没有到期日。请在核对页填写。"
    assert refusal(doubtful, "issue", cast["manager"]) == (
        "还有 2 处疑点没有处理。请到核对页逐处处理，或写明理由后按原样接受。",
        f"“各县（市、区）政府年度任务分解表”{row}",
        f"“市政府部门年度任务分解表”{row}",
        "市环保局、市统计局共 2 家是否具有方案要求的职能还没有填报。请在“单位”中补填后再下达。",
    )
    assert acts(doubtful) == [("plans.upload_plan", "", "draft")]


def test_refusal_names_a_category_without_units(cast: Cast) -> None:
    doubtful = draft_plan(cast, PLAN_TEXT.replace("市政府部门年度", "驻明单位年度"))
    (reason,) = refusal(doubtful, "issue", cast["manager"])
    assert reason.startswith("“驻明单位年度任务分解表”有 2 行没有责任单位。")


def test_refusal_of_a_plan_without_year_and_rows_tells_both(cast: Cast) -> None:
    bare = upload_plan(
        File(io.BytesIO("# 方案\n\n没有表。\n".encode()), "空.txt"), unit=cast.office, by=cast["manager"]
    )
    assert [reason.partition("。")[0] for reason in refusal(bare, "issue", cast["manager"])] == [
        "还没有年度",
        "没有一行任务",
        "还有 1 处疑点没有处理",
    ]


def test_refusal_for_the_state_comes_before_the_right(cast: Cast, plan: Plan) -> None:
    of = obligation(plan, cast.department)
    (reason,) = refusal(of, "accept", cast["stranger"])
    assert reason == "当前状态是“未报送”，不能审核通过。请刷新页面看最新状态。"


def test_refusal_for_the_state_comes_before_the_question(cast: Cast, plan: Plan) -> None:
    (reason,) = refusal(obligation(plan, cast.department), "return", cast["reviewer"])
    assert reason == "当前状态是“未报送”，不能退回。请刷新页面看最新状态。"


def test_refusal_without_the_right_is_forbidden(cast: Cast, plan: Plan) -> None:
    of = submitted(cast, plan)
    with pytest.raises(Forbidden) as caught:
        take(of, "accept", by=cast["liaison"])
    assert caught.value.reasons == ("您的身份不能审核通过。",)


def test_refusal_without_the_right_tells_nothing_of_the_guards(cast: Cast, plan: Plan) -> None:
    reasons = refusal(obligation(plan, cast.department), "submit", cast["district_liaison"])
    assert reasons == ("您的身份不能报送。",)


@pytest.mark.parametrize("note", ["", "   ", "\n\t", "\u3000"])
def test_refusal_asks_the_question_of_the_move(cast: Cast, plan: Plan, note: str) -> None:
    assert refusal(submitted(cast, plan), "return", cast["reviewer"], note) == ("请写明退回理由：缺什么、怎么补。",)


# Two at once


def test_second_of_two_stale_copies_loses(cast: Cast, plan: Plan) -> None:
    one = submitted(cast, plan)
    other = Obligation.objects.get(pk=one.pk)
    take(one, "accept", by=cast["reviewer"])
    assert refusal(other, "return", cast["reviewer"], "理由") == (
        "当前状态是“审核通过”，不能退回。请刷新页面看最新状态。",
    )
    assert Review.objects.get().accepted


def test_same_click_twice_is_taken_once(cast: Cast, plan: Plan) -> None:
    of = submitted(cast, plan)
    take(of, "accept", by=cast["reviewer"])
    refusal(of, "accept", cast["reviewer"])
    assert acts(of)[1:] == [("obligations.accept", S.SUBMITTED, S.ACCEPTED)]


def test_move_taken_between_the_look_and_the_write_loses(cast: Cast, plan: Plan) -> None:
    of = submitted(cast, plan)
    before = Entry.objects.count()

    def another_is_faster(execute, sql, params, many, context):
        if sql.startswith('UPDATE "obligations_obligation" SET "state"'):
            execute("UPDATE obligations_obligation SET state = 'accepted' WHERE id = %s", [of.pk], False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(another_is_faster), pytest.raises(Refused) as caught:
        take(of, "return", by=cast["reviewer"], note="理由")
    assert caught.value.reasons == ("此件刚被他人办理，未再重复“退回”。请刷新页面看最新状态。",)
    assert (Entry.objects.count(), Review.objects.count()) == (before, 0)


# Options


def situations(cast: Cast, plan: Plan) -> list[Obligation | Plan]:
    """A record in each state that can be reached."""
    accepted = take(submitted(cast, plan), "accept", by=cast["reviewer"])
    mediation = obligation(plan, cast.department, "调解")
    hand_in(mediation, by=cast["liaison"], files=[pdf("图片")])
    take(mediation, "return", by=cast["reviewer"], note="图片看不清。")
    hand_in(mediation, by=cast["liaison"], files=[pdf("新图片")])
    first, second = Obligation.objects.filter(unit=cast.district)
    hand_in(second, by=cast["district_liaison"], files=[pdf("通知")])
    corrected, not_applicable = Obligation.objects.get(pk=mediation.pk), Obligation.objects.get(state=S.NOT_APPLICABLE)
    gone = take(draft_plan(cast), "discard", by=cast["manager"], note="传错了。")
    second.refresh_from_db()
    return [
        accepted,
        corrected,
        first,
        second,
        not_applicable,
        plan,
        gone,
        draft_plan(cast, PLAN_TEXT.replace("9号", "12号")),
    ]


def test_options_agree_with_take(cast: Cast, plan: Plan) -> None:
    opened = set()
    for of in situations(cast, plan):
        for part in PARTS:
            offered = {option.move.name: option.reasons for option in options(of, by=cast[part])}
            for move in tables()[type(of)].values():
                try:
                    with transaction.atomic():
                        take(of, move.name, by=cast[part], note="有理由。")
                        transaction.set_rollback(True)
                except Refused as refused:
                    wrong_state = of.state not in move.sources
                    assert (move.name not in offered) == (wrong_state or isinstance(refused, Forbidden))
                    assert offered.get(move.name, refused.reasons) == refused.reasons
                else:
                    assert offered[move.name] == ()
                    opened.add((part, move.name))
    assert opened == {
        ("manager", "issue"), ("manager", "discard"), ("reviewer", "accept"), ("reviewer", "return"),
        ("liaison", "withdraw_correction"), ("district_liaison", "withdraw"),
        ("manager", "waive"), ("manager", "reinstate"),
    }  # fmt: skip


def test_options_change_nothing(cast: Cast, plan: Plan) -> None:
    of, before = submitted(cast, plan), Entry.objects.count()
    assert [option.move.name for option in options(of, by=cast["liaison"]) if not option.reasons] == ["withdraw"]
    assert (Obligation.objects.get(pk=of.pk).state, Entry.objects.count()) == (S.SUBMITTED, before)


# Tables


def test_create_refuses_a_state_in_which_a_record_cannot_begin(cast: Cast, plan: Plan) -> None:
    like = obligation(plan, cast.department)
    born = Obligation(plan=plan, deliverable=like.deliverable, unit=cast.other, due=like.due, state=S.ACCEPTED)
    good = Obligation(plan=plan, deliverable=like.deliverable, unit=cast.office, due=like.due)
    before = Obligation.objects.count()
    with pytest.raises(ValueError, match="accepted"):
        create([good, born])
    assert Obligation.objects.count() == before


def test_create_makes_the_records_it_is_given(cast: Cast, plan: Plan) -> None:
    like = obligation(plan, cast.department)
    made = Obligation(plan=plan, deliverable=like.deliverable, unit=cast.office, stated_due=like.due, due=like.due)
    create([made])
    assert Obligation.objects.get(unit=cast.office).state == S.PENDING
    assert create([]) == []


def test_define_refuses_a_second_table() -> None:
    with pytest.raises(ValueError, match="Obligation"):
        define(Obligation, born={S.PENDING})


@pytest.mark.parametrize("model", [Obligation, Plan])
def test_table_of_moves_knows_only_states_of_its_model(model: type[Obligation | Plan]) -> None:
    named = {state for move in tables()[model].values() for state in {move.target, *move.sources}}
    assert named <= set(model.State.values)


def test_move_of_finds_a_move_by_its_name() -> None:
    move = move_of(Obligation, "accept")
    assert isinstance(move, Move)
    assert (move.name, move.label) == ("accept", "审核通过")
    assert (move_of(Obligation, "vanish"), move_of(Unit, "accept")) == (None, None)
