"""Amending a plan in force: what is shown is what is done, at once and to the end, and nothing is done in silence."""

from __future__ import annotations

from datetime import date

import pytest
from tests import cast as people

from luoshi.accounts.models import UnitFunction
from luoshi.audit.models import Entry
from luoshi.audit.queries import problems
from luoshi.kit import clock
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.amending import amend_plan
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.amendments import EXTRA_TABLE, AddRow, ChangeUnits, MoveDate, Waive, effect_of
from luoshi.obligations.models import Obligation
from luoshi.plans.models import Amendment, Deliverable, Plan
from luoshi.workflow.engine import take

OCTOBER = date(2017, 10, 31)
LATER = date(2017, 9, 29)


def row(plan, words="实施方案", table=2):
    """A row of the department's table (2) or the district's (1)."""
    return Deliverable.objects.get(table__plan=plan, table__order=table, material__contains=words)


def extra(**given):
    """A row to be added."""
    fields = {"item": "专项检查", "material": "专项检查报告", "due": LATER, "deadline_text": "9月底"}
    return Deliverable(**(fields | given))


def amend(plan, wanted, cast, *, part="manager", reason="汛期推迟。", **more):
    """Look at the effect, then bring it about."""
    return amend_plan(plan, wanted, by=cast[part], seen=effect_of(plan, wanted).digest, reason=reason, **more)


def standings(plan):
    """Unit, material, due and state of every duty, as the database has it."""
    found = Obligation.objects.filter(plan=plan)
    return {
        (o.unit.short_name, o.deliverable.material[:6]): (o.due, o.state)
        for o in found.select_related("unit", "deliverable")
    }


def test_moving_a_date_for_all_changes_row_and_duties_and_counts_standings(cast, plan):
    people.submitted(cast, plan)
    effect = effect_of(plan, MoveDate(row(plan), LATER))
    assert (effect.sentence, effect.shifts) == ("调整 2 项任务的期限", ("1 项由逾期变为未到期",))
    assert [(c.unit.short_name, c.before, c.after) for c in effect.changes] == [
        ("市环保局", "2017年6月20日到期，待审", "2017年9月29日到期，待审"),
        ("市统计局", "2017年6月20日到期，逾期", "2017年9月29日到期，未到期"),
    ]
    amendment = amend(plan, MoveDate(row(plan), LATER), cast, basis="示例〔2017〕20号")
    found = row(plan)
    assert (found.due, found.deadline_rule, found.deadline_text, found.revision) == (LATER, "方案调整", "6月中旬", 1)
    assert set(Obligation.objects.filter(deliverable=found).values_list("due", "stated_due")) == {(LATER, LATER)}
    assert amendment.effect == effect.as_dict()
    assert people.obligation(plan, cast.district).due == date(2017, 6, 20)


def test_moving_a_date_for_one_unit_leaves_row_and_others(cast, plan):
    amend(plan, MoveDate(row(plan), LATER, (cast.other,)), cast)
    assert (row(plan).due, row(plan).deadline_rule == "方案调整") == (date(2017, 6, 20), False)
    assert people.obligation(plan, cast.other).due == LATER
    assert people.obligation(plan, cast.department).due == date(2017, 6, 20)


def test_moving_a_late_acceptance_makes_it_timely_and_says_so(cast, plan):
    duty = take(people.submitted(cast, plan), "accept", by=cast["reviewer"])
    effect = effect_of(plan, MoveDate(row(plan), LATER, (cast.department,)))
    assert effect.shifts == ("1 项由迟报通过变为审核通过",)
    amend(plan, MoveDate(row(plan), LATER, (cast.department,)), cast)
    assert Obligation.objects.get(pk=duty.pk).standing.kind.key == "accepted"


def test_moving_a_date_leaves_what_does_not_apply_and_names_it(cast, plan):
    effect = effect_of(plan, MoveDate(row(plan, "调解室"), LATER))
    assert [(c.unit.short_name, c.after) for c in effect.kept] == [("市统计局", "不适用，不涉及期限")]
    amend(plan, MoveDate(row(plan, "调解室"), LATER), cast)
    assert people.obligation(plan, cast.other, "调解室").due == OCTOBER


def test_moving_to_a_rest_day_follows_the_plan(cast, plan):
    Plan.objects.filter(pk=plan.pk).update(moves_rest_days=True)
    plan.refresh_from_db()
    sunday = date(2017, 9, 24)
    effect = effect_of(plan, MoveDate(row(plan), sunday))
    assert effect.warnings == ("2017年9月24日是休息日，按方案顺延到2017年9月25日。",)
    amend(plan, MoveDate(row(plan), sunday), cast)
    duty = people.obligation(plan, cast.department)
    assert (duty.stated_due, duty.due, row(plan).due) == (sunday, date(2017, 9, 25), sunday)


def test_moving_to_the_past_is_warned_of_and_allowed(cast, plan):
    wanted = MoveDate(row(plan, "调解室"), date(2017, 9, 1))
    assert effect_of(plan, wanted).warnings == ("2017年9月1日已经过去，没有报送的单位立即逾期。",)
    amend(plan, wanted, cast)
    assert people.obligation(plan, cast.department, "调解室").standing.kind.key == "overdue"


def test_waiving_keeps_what_was_accepted_and_says_so(cast, plan):
    take(people.submitted(cast, plan), "accept", by=cast["reviewer"])
    effect = effect_of(plan, Waive(row(plan)))
    assert (effect.sentence, effect.duties, effect.applicable) == ("免除 1 项任务", (6, 6), (5, 4))
    assert [c.after for c in effect.kept] == ["2017年6月20日到期，迟报通过，已通过的保留"]
    amend(plan, Waive(row(plan)), cast, reason="并入年度报告。")
    waived = people.obligation(plan, cast.other)
    assert (waived.state, waived.applicability) == ("waived", "方案调整：并入年度报告。")
    assert people.obligation(plan, cast.department).state == "accepted"


@pytest.mark.parametrize("make", [people.submitted, people.returned])
def test_waiving_what_is_under_way_is_possible_and_reinstating_begins_anew(make, cast, plan):
    duty = make(cast, plan)
    amend(plan, Waive(row(plan), (cast.department,)), cast)
    amend(plan, ChangeUnits(row(plan), add=(cast.department,)), cast)
    duty = Obligation.objects.get(pk=duty.pk)
    assert (duty.state, duty.current, duty.first_submitted_at) == ("pending", None, None)
    hand_in(duty, by=cast["liaison"], files=[people.pdf("新")])
    assert take(duty, "withdraw", by=cast["liaison"]).state == "pending"


def test_adding_a_row_makes_duties_as_issuing_does(cast, plan):
    wanted = AddRow(extra(condition="具有行政调解职能的部门"), None, (cast.other.category,))
    effect = effect_of(plan, wanted)
    assert (effect.sentence, effect.duties, effect.applicable) == ("增加 2 项任务", (6, 8), (5, 6))
    assert Deliverable.objects.filter(material="专项检查报告").count() == 0
    amendment = amend(plan, wanted, cast)
    made = amendment.deliverable
    assert (made.table.name, made.checked, made.source, made.order) == (EXTRA_TABLE, True, {}, 1)
    found = {o.unit.short_name: (o.state, o.due) for o in made.obligations.select_related("unit")}
    assert found == {"市环保局": ("pending", LATER), "市统计局": ("not_applicable", LATER)}


def test_adding_a_row_for_named_units_or_by_the_table(cast, plan):
    named = amend(plan, AddRow(extra(), None, (), (cast.district,)), cast).deliverable
    assert [(o.unit, o.part) for o in named.obligations.all()] == [(cast.district, "implement")]
    by_table = amend(plan, AddRow(extra(), row(plan).table), cast).deliverable
    assert {o.unit for o in by_table.obligations.all()} == {cast.department, cast.other}
    assert by_table.order == 3
    again = amend(plan, AddRow(extra(item="又一项"), None, (), (cast.district,)), cast).deliverable
    assert (again.table, again.order) == (named.table, 2)


def test_adding_a_row_on_a_rest_day_warns_of_the_day_that_counts(cast, plan):
    Plan.objects.filter(pk=plan.pk).update(moves_rest_days=True)
    plan.refresh_from_db()
    sunday = AddRow(extra(due=date(2017, 9, 10)), None, (), (cast.district,))
    with clock.at(date(2017, 9, 11)):
        assert effect_of(plan, sunday).warnings == ("2017年9月10日是休息日，按方案顺延到2017年9月11日。",)
        made = amend(plan, sunday, cast).deliverable.obligations.get()
    assert (made.stated_due, made.due) == (date(2017, 9, 10), date(2017, 9, 11))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"row": {"due": None}}, "没有读出到期日"),
        ({"units": ()}, "没有单位要办这一行"),
        ({"unknown": True}, "市环保局共 1 家是否符合"),
        ({"units": ("office",)}, "市办不是市办的下级单位"),
    ],
)
def test_adding_a_row_that_nobody_can_owe_is_refused(given, words, cast, plan):
    fields = {"condition": "具有行政调解职能的部门"} if given.get("unknown") else {}
    if fields:
        UnitFunction.objects.filter(unit=cast.department).update(answer="unknown")
    units = tuple(getattr(cast, name) for name in given.get("units", ("department",)))
    wanted = AddRow(extra(**(fields | given.get("row", {}))), None, (), units)
    with pytest.raises(Refused) as refused:
        amend(plan, wanted, cast)
    assert words in refused.value.reasons[0]
    assert (Obligation.objects.count(), Amendment.objects.count()) == (6, 0)


def test_changing_units_creates_reinstates_and_waives(cast, plan):
    wanted = ChangeUnits(row(plan, "调解室"), add=(cast.district, cast.other), off=(cast.department,))
    effect = effect_of(plan, wanted)
    assert effect.sentence == "免除 1 项任务，增加 1 项任务，恢复 1 项任务"
    assert (effect.duties, effect.applicable) == ((6, 7), (5, 6))
    amend(plan, wanted, cast, reason="职能调整。")
    found = {o.unit.short_name: o for o in Obligation.objects.filter(deliverable=wanted.row).select_related("unit")}
    assert {name: o.state for name, o in found.items()} == {
        "青溪区": "pending", "市统计局": "pending", "市环保局": "waived",
    }  # fmt: skip
    assert {o.applicability for o in found.values()} == {"方案调整：职能调整。"}


def test_reinstating_takes_the_date_the_row_has_now(cast, plan):
    amend(plan, Waive(row(plan), (cast.other,)), cast)
    amend(plan, MoveDate(row(plan), LATER), cast)
    assert people.obligation(plan, cast.other).due == date(2017, 6, 20)
    amend(plan, ChangeUnits(row(plan), add=(cast.other,)), cast)
    duty = people.obligation(plan, cast.other)
    assert (duty.due, duty.stated_due, duty.state) == (LATER, LATER, "pending")


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (lambda p, _c: MoveDate(row(p), date(2017, 6, 20)), "不影响任何任务"),
        (lambda p, c: MoveDate(row(p), LATER, (c.district,)), "青溪区没有这项任务"),
        (lambda p, c: Waive(row(p, "调解室"), (c.other,)), "不影响任何任务"),
        (lambda p, c: ChangeUnits(row(p), add=(c.other,)), "不影响任何任务"),
        (lambda p, c: ChangeUnits(row(p), add=(c.other,), off=(c.other,)), "既要增加又要去掉"),
        (lambda p, c: ChangeUnits(row(p), add=(c.office,)), "不是市办的下级单位"),
    ],
)
def test_an_amendment_without_effect_or_sense_is_refused(wanted, words, cast, plan):
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        amend(plan, wanted(plan, cast), cast)
    assert words in "".join(refused.value.reasons)
    assert (Entry.objects.count(), Amendment.objects.count()) == (before, 0)


def test_a_row_or_table_of_another_plan_is_refused(cast, plan):
    other = people.issued_plan(cast, 10)
    with pytest.raises(Refused):
        amend(plan, Waive(row(other)), cast)
    with pytest.raises(Refused) as refused:
        amend(plan, AddRow(extra(), row(other).table), cast)
    assert refused.value.reasons == ("这份方案没有这张任务表。请重新选。",)


def test_a_draft_is_not_amended(cast):
    draft = people.draft_plan(cast)
    with pytest.raises(Refused) as refused:
        amend(draft, AddRow(extra(), None, (), (cast.district,)), cast)
    assert refused.value.reasons == ("方案草稿，只有已下达的方案可以调整。",)


def test_without_a_reason_nothing_is_amended(cast, plan):
    with pytest.raises(Refused) as refused:
        amend(plan, Waive(row(plan)), cast, reason="  ")
    assert refused.value.reasons == ("请写明调整的理由。",)


@pytest.mark.parametrize("part", sorted(set(people.PARTS) - {"manager"}))
def test_only_the_manager_amends(part, cast, plan):
    with pytest.raises(Forbidden):
        amend(plan, Waive(row(plan)), cast, part=part)
    assert Amendment.objects.count() == 0


def test_what_changed_since_it_was_shown_is_not_done(cast, plan):
    wanted = Waive(row(plan))
    seen = effect_of(plan, wanted).digest
    people.submitted(cast, plan)
    with pytest.raises(Refused) as refused:
        amend_plan(plan, wanted, by=cast["manager"], seen=seen, reason="合并。")
    assert refused.value.reasons == ("情况刚有变化，下面是按现在算出的影响。请核对后再确认。",)
    assert people.obligation(plan, cast.department).state == "submitted"


@pytest.mark.parametrize(
    "wanted",
    [
        lambda p, _c: MoveDate(row(p), LATER),
        lambda p, _c: Waive(row(p)),
        lambda p, c: ChangeUnits(row(p), add=(c.district,)),
        lambda _p, c: AddRow(extra(), None, (), (c.district,)),
    ],
)
def test_the_second_of_two_clicks_is_refused(wanted, cast, plan):
    asked = wanted(plan, cast)
    seen = effect_of(plan, asked).digest
    amend_plan(plan, asked, by=cast["manager"], seen=seen, reason="调整。")
    before = standings(plan)
    with pytest.raises(Refused):
        amend_plan(plan, wanted(plan, cast), by=cast["manager"], seen=seen, reason="调整。")
    assert (standings(plan), Amendment.objects.count()) == (before, 1)


def test_what_breaks_in_the_middle_leaves_nothing(cast, plan, monkeypatch):
    from luoshi.obligations.actions import amending

    before, entries, calls = standings(plan), Entry.objects.count(), []

    def broken(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("disk")
        return take(*args, **kwargs)

    monkeypatch.setattr(amending, "take", broken)
    with pytest.raises(RuntimeError):
        amend(plan, Waive(row(plan)), cast)
    assert (standings(plan), Entry.objects.count(), Amendment.objects.count()) == (before, entries, 0)
    assert problems() == []
