"""Confirming a draft: what each step changes, what it leaves alone, and that every step can be taken back."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from tests import cast as people
from tests.plans.drafts import days, draft, edit, row

from luoshi.accounts.models import UnitCategory
from luoshi.audit.models import Entry
from luoshi.kit.errors import Forbidden, Refused
from luoshi.plans.actions import editing
from luoshi.plans.actions.editing import BulkEdit, HeadEdit
from luoshi.plans.models import Deliverable, Edit, Plan
from luoshi.plans.queries.assignments import assignments, rows_of
from luoshi.plans.queries.doubts import is_open, open_doubts, row_doubts
from luoshi.plans.snapshots import HEAD_FIELDS, snapshot
from luoshi.plans.steps import KEPT_STEPS
from luoshi.workflow.engine import take


def content(plan):
    """The draft as JSON, without how often its rows were edited."""
    found = deepcopy(snapshot(Plan.objects.get(pk=plan.pk)))
    for table in found["tables"]:
        for one in table["rows"]:
            del one["revision"]
    return found


def head(plan, **changed):
    """The head as it is, but for what is changed."""
    return HeadEdit(**{name: getattr(plan, name) for name in (*HEAD_FIELDS, "superior")} | changed)


def acts(action):
    """How often an action was recorded."""
    return Entry.objects.filter(action=f"plans.{action}").count()


def test_new_words_give_their_own_day_and_rule(cast):
    found = row(draft(cast), "台账")
    assert [flag["code"] for flag in found.flags if flag["code"] == "inherited-deadline"]
    editing.edit_row(found, edit(found, deadline_text="8月底"), by=cast["manager"])
    found.refresh_from_db()
    assert (found.deadline_text, found.due, found.deadline_rule) == ("8月底", date(2017, 8, 31), "月底：当月最后一日")
    assert (found.inherited, row_doubts(found), found.revision) == (["item"], [], 1)


def test_new_item_is_the_row_s_own(cast):
    found = row(draft(cast), "台账")
    editing.edit_row(found, edit(found, item="统计工作"), by=cast["manager"])
    found.refresh_from_db()
    assert (found.inherited, [flag["code"] for flag in found.flags]) == (["deadline"], ["inherited-deadline"])


def test_new_day_is_a_decision_and_keeps_the_words(cast):
    found = row(draft(cast), "台账")
    editing.edit_row(found, edit(found, due=date(2017, 11, 3)), by=cast["manager"])
    found.refresh_from_db()
    assert (found.deadline_text, found.due, found.deadline_rule) == ("10月底", date(2017, 11, 3), "人工确定")


def test_words_that_cannot_be_read_leave_no_day_and_a_doubt(cast):
    found = row(draft(cast), "案例")
    editing.edit_row(found, edit(found, deadline_text="适时"), by=cast["manager"])
    found.refresh_from_db()
    assert found.due is None
    assert is_open(found)
    with pytest.raises(Refused, match="没有到期日"):
        editing.check_row(found, by=cast["manager"])


def test_editing_nothing_leaves_no_step_and_no_act(cast):
    plan = draft(cast)
    found = row(plan, "台账")
    editing.edit_row(found, edit(found), by=cast["manager"])
    assert (Edit.objects.count(), acts("edit_row"), Plan.objects.get(pk=plan.pk).edited_at) == (0, 0, None)


def test_each_edit_is_one_step_and_one_act_with_what_changed(cast):
    found = row(draft(cast), "台账")
    editing.edit_row(found, edit(found, note="附照片"), by=cast["manager"])
    entry = Entry.objects.get(action="plans.edit_row")
    assert (entry.details["before"], entry.details["after"]) == ({"note": ""}, {"note": "附照片"})
    assert Edit.objects.count() == 1


def test_row_changed_by_another_since_is_refused_and_kept(cast):
    found = row(draft(cast), "台账")
    mine, others = edit(found, note="我的"), edit(found, note="别人的")
    editing.edit_row(found, others, by=cast["manager"])
    with pytest.raises(Refused, match="刚被别人改过"):
        editing.edit_row(found, mine, by=cast["manager"])
    found.refresh_from_db()
    assert (found.note, acts("edit_row")) == ("别人的", 1)


def test_undone_row_is_not_the_row_that_was_seen(cast):
    """What was seen before an undo is older than what stands after it, even where the numbers would agree."""
    plan = draft(cast)
    found = row(plan, "台账")
    editing.edit_row(found, edit(found, note="一"), by=cast["manager"])
    seen = edit(row(plan, "台账"), note="二")
    editing.undo(plan, by=cast["manager"])
    again = row(plan, "台账")
    editing.edit_row(again, edit(again, note="三"), by=cast["manager"])
    with pytest.raises(Refused):
        editing.edit_row(row(plan, "台账"), seen, by=cast["manager"])


def test_named_units_and_categories_are_set_and_taken_back(cast):
    plan = draft(cast)
    found = row(plan, "台账")
    category = UnitCategory.objects.get(name="县（市、区）政府")
    wanted = edit(found, categories=(category,), named=((cast.department, "lead"), (cast.other, "support")))
    editing.edit_row(found, wanted, by=cast["manager"])
    made = [(one.unit.short_name, one.part) for one in assignments(plan) if one.deliverable.pk == found.pk]
    assert made == [("市环保局", "lead"), ("市统计局", "support"), ("青溪区", "")]
    editing.undo(plan, by=cast["manager"])
    made = [one.unit.short_name for one in assignments(plan) if "台账" in one.deliverable.material]
    assert made == ["市环保局", "市统计局"]


def test_checking_settles_the_doubts_of_a_row(cast):
    plan = draft(cast)
    assert open_doubts(plan, rows_of(plan)) == 2
    editing.check_row(row(plan, "台账"), by=cast["manager"])
    assert open_doubts(plan, rows_of(plan)) == 1
    editing.check_row(row(plan, "台账"), by=cast["manager"], checked=False)
    assert open_doubts(plan, rows_of(plan)) == 2


def test_dropped_row_stays_in_the_draft_and_makes_no_duty(cast):
    plan = draft(cast)
    editing.drop_row(row(plan, "台账"), by=cast["manager"])
    assert (len(rows_of(plan)), Deliverable.objects.filter(table__plan=plan).count()) == (4, 5)
    editing.drop_row(row(plan, "台账"), by=cast["manager"], dropped=False)
    assert len(rows_of(plan)) == 5


def test_added_row_stands_behind_its_row_and_is_doubtful(cast):
    plan = draft(cast)
    first = plan.tables.first()
    new = editing.add_row(first, after=first.deliverables.first(), by=cast["manager"])
    assert [one.order for one in first.deliverables.all()] == [1, 2, 3]
    assert list(first.deliverables.all())[1] == new
    assert (new.item, is_open(new)) == ("制定年度实施方案", True)


def test_split_makes_two_rows_of_the_same_kind(cast):
    plan = draft(cast)
    found = row(plan, "台账")
    editing.edit_row(found, edit(found, named=((cast.department, "lead"),)), by=cast["manager"])
    new = editing.split_row(row(plan, "台账"), "行政调解台账", "年度统计表", by=cast["manager"])
    assert [str(one) for one in found.table.deliverables.all()][-2:] == ["行政调解台账", "年度统计表"]
    assert (new.due, [str(one) for one in new.named.all()]) == (date(2017, 10, 31), ["市环保局（牵头）"])


def test_merged_row_keeps_its_own_and_doubts_what_differs(cast):
    plan = draft(cast)
    found = row(plan, "案例")
    first = found.table.deliverables.first()
    editing.merge_rows(first, by=cast["manager"])
    first.refresh_from_db()
    assert first.material == "2017年度推进服务型行政执法建设实施方案；评选行政指导案例的通知、结果"
    assert (first.due, is_open(first)) == (date(2017, 6, 20), True)
    assert row_doubts(first) == [
        "合并的两行期限不同（6月中旬、9月上旬），现取前一行的，请核对。",
        "合并的两行证明材料的要求不同，现取前一行的，请核对。",
    ]
    with pytest.raises(Refused, match="没有可以合并的行"):
        editing.merge_rows(first, by=cast["manager"])


def test_merging_rows_of_different_condition_is_doubtful(cast):
    plan = draft(cast)
    found = row(plan, "调解室")
    editing.merge_rows(found, by=cast["manager"])
    found.refresh_from_db()
    assert "合并的两行条件不同（具有行政调解职能的部门、无），现取前一行的，请核对。" in row_doubts(found)


def test_many_rows_change_in_one_step(cast):
    plan = draft(cast)
    found = list(Deliverable.objects.filter(table__plan=plan)[:3])
    change = BulkEdit(evidence={"report": None, "picture": True}, due=date(2017, 9, 29))
    editing.edit_rows(plan, found, change, by=cast["manager"])
    assert days(plan)[:3] == [date(2017, 9, 29)] * 3
    assert Deliverable.objects.get(pk=found[0].pk).evidence == {"pdf": True, "picture": True}
    assert (Edit.objects.count(), acts("edit_rows")) == (1, 1)


def test_checking_many_rows_passes_over_those_without_a_day(cast):
    plan = draft(cast)
    rows = list(Deliverable.objects.filter(table__plan=plan)[:2])
    Deliverable.objects.filter(pk=rows[0].pk).update(due=None)
    editing.edit_rows(plan, rows, BulkEdit(checked=True), by=cast["manager"])
    assert [one.checked for one in Deliverable.objects.filter(table__plan=plan)[:2]] == [False, True]


def test_new_year_reads_the_words_again_but_for_days_set_by_hand(cast):
    plan = draft(cast)
    found = row(plan, "案例")
    editing.edit_row(found, edit(found, due=date(2017, 9, 8)), by=cast["manager"])
    editing.edit_head(plan, head(plan, year=2018), by=cast["manager"])
    assert days(plan) == [
        date(2018, 6, 20), date(2017, 9, 8), date(2018, 6, 20), date(2018, 10, 31), date(2018, 10, 31),
    ]  # fmt: skip
    assert is_open(row(plan, "台账")), "that the deadline comes from the row above is still a doubt"
    entry = Entry.objects.get(action="plans.edit_head")
    assert (entry.details["before"]["year"], entry.details["after"]["year"]) == (2017, 2018)


def test_duty_of_the_prose_becomes_a_row_once(cast):
    plan = draft(cast)
    new = editing.take_duty(plan, 0, by=cast["manager"])
    assert (new.due, [one.unit for one in new.named.all()]) == (date(2017, 9, 10), [cast.office])
    with pytest.raises(Refused, match="已经列入"):
        editing.take_duty(plan, 0, by=cast["manager"])


def test_accepting_settles_all_but_rows_without_a_day(cast):
    plan = draft(cast)
    Deliverable.objects.filter(pk=row(plan, "案例").pk).update(due=None)
    assert editing.accept_doubts(plan, "与原件核对无误", by=cast["manager"]) == 2
    plan.refresh_from_db()
    assert open_doubts(plan, rows_of(plan)) == 1
    assert Entry.objects.get(action="plans.accept_doubts").note == "与原件核对无误"


def test_undo_restores_units_categories_and_settled_doubts(cast):
    plan = draft(cast)
    before = content(plan)
    steps = (
        lambda: editing.settle_doubt(plan, 0, by=cast["manager"]),
        lambda: editing.set_category(plan.tables.first(), None, by=cast["manager"]),
        lambda: editing.edit_row(
            row(plan, "台账"), edit(row(plan, "台账"), named=((cast.other, "guide"),)), by=cast["manager"]
        ),
        lambda: editing.merge_rows(plan.tables.first().deliverables.first(), by=cast["manager"]),
        lambda: editing.edit_head(plan, head(plan, title="另题", moves_rest_days=True), by=cast["manager"]),
        lambda: editing.edit_head(plan, head(plan, needs_sign_off=True, correction_days=9), by=cast["manager"]),
    )
    for one in steps:
        one()
    for _ in steps:
        editing.undo(plan, by=cast["manager"])
    assert content(plan) == before
    with pytest.raises(Refused, match="没有可以撤销"):
        editing.undo(plan, by=cast["manager"])


def test_second_click_on_undo_takes_back_nothing(cast):
    plan = draft(cast)
    for words in ("台账", "案例"):
        editing.drop_row(row(plan, words), by=cast["manager"])
    last = Edit.objects.filter(plan=plan).first().pk
    assert editing.undo(plan, by=cast["manager"], last=last).startswith("不作为任务：“评选")
    with pytest.raises(Refused, match="已经撤销"):
        editing.undo(plan, by=cast["manager"], last=last)
    assert len(rows_of(plan)) == 4


def test_only_so_many_steps_are_kept(cast):
    plan = draft(cast)
    for number in range(KEPT_STEPS + 3):
        editing.drop_row(row(plan, "台账"), by=cast["manager"], dropped=number % 2 == 0)
    assert Edit.objects.filter(plan=plan).count() == KEPT_STEPS


def test_only_the_office_and_only_a_draft(cast):
    plan = draft(cast)
    found = row(plan, "台账")
    with pytest.raises(Forbidden):
        editing.drop_row(found, by=cast["reviewer"])
    take(plan, "discard", by=cast["manager"], note="传错了")
    with pytest.raises(Refused, match="已废弃"):
        editing.drop_row(found, by=cast["manager"])
    with pytest.raises(Refused):
        editing.undo(plan, by=cast["manager"])


def machine(cast: people.Cast, start: Plan) -> type[RuleBasedStateMachine]:
    """Any steps in any order; at the end as many undos as there were steps give the first draft back."""
    category = UnitCategory.objects.first()

    class AnySteps(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.transaction = transaction.atomic()
            self.transaction.__enter__()
            self.first = content(start)

        def teardown(self) -> None:
            for _ in range(Edit.objects.filter(plan=start).count()):
                editing.undo(start, by=cast["manager"])
            same = content(start) == self.first
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)
            assert same

        def any_row(self, number: int) -> Deliverable:
            rows = list(Deliverable.objects.filter(table__plan=start).select_related("table__plan"))
            return rows[number % len(rows)]

        def attempt(self, step, *given, **named) -> None:
            before, edits = content(start), Edit.objects.filter(plan=start).count()
            try:
                step(*given, **named, by=cast["manager"])
            except Refused:
                assert content(start) == before
            changed = content(start) != before
            assert Edit.objects.filter(plan=start).count() - edits == changed

        @rule(
            number=st.integers(0, 9), note=st.sampled_from(["", "附照片"]), words=st.sampled_from(["", "8月底", "适时"])
        )
        def row_is_edited(self, number: int, note: str, words: str) -> None:
            found = self.any_row(number)
            self.attempt(editing.edit_row, found, edit(found, note=note, deadline_text=words))

        @rule(number=st.integers(0, 9), part=st.sampled_from(["lead", "support"]))
        def row_names_units(self, number: int, part: str) -> None:
            found = self.any_row(number)
            self.attempt(editing.edit_row, found, edit(found, categories=(category,), named=((cast.other, part),)))

        @rule(number=st.integers(0, 9), yes=st.booleans(), name=st.sampled_from(["check_row", "drop_row"]))
        def row_is_marked(self, number: int, name: str, yes: bool) -> None:
            key = "checked" if name == "check_row" else "dropped"
            self.attempt(getattr(editing, name), self.any_row(number), **{key: yes})

        @rule(number=st.integers(0, 9), name=st.sampled_from(["add", "split", "merge"]))
        def rows_come_and_go(self, number: int, name: str) -> None:
            found = self.any_row(number)
            if name == "add":
                self.attempt(editing.add_row, found.table, after=found)
            elif name == "split":
                self.attempt(editing.split_row, found, "前一项", "后一项")
            else:
                self.attempt(editing.merge_rows, found)

        @rule(year=st.sampled_from([2017, 2018]), moves=st.booleans())
        def head_is_edited(self, year: int, moves: bool) -> None:
            self.attempt(editing.edit_head, start, head(start, year=year, moves_rest_days=moves))

        @rule(number=st.integers(0, 3))
        def document_is_settled(self, number: int) -> None:
            if number == 3:
                self.attempt(editing.accept_doubts, start, "原文如此")
            elif number == 2:
                self.attempt(editing.settle_doubt, start, 0)
            else:
                self.attempt(editing.take_duty, start, number)

    return AnySteps


def test_any_steps_and_as_many_undos_give_the_first_draft_back(cast):
    start = draft(cast)
    run_state_machine_as_test(
        machine(cast, start),
        settings=settings(
            max_examples=15, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
