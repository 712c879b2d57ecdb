"""What is shown is what is done, and the audit tells every bit of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import cast as people
from tests.obligations.test_amending import LATER, OCTOBER, amend, extra, row

from luoshi.accounts.models import Unit
from luoshi.audit.models import Entry
from luoshi.audit.queries import problems
from luoshi.calendar.days import WorkCalendar
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Refused
from luoshi.obligations.actions.amending import amend_plan
from luoshi.obligations.actions.following import follow_calendar
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.amendments import AddRow, ChangeUnits, MoveDate, Waive, effect_of
from luoshi.obligations.effects import Do
from luoshi.obligations.models import Obligation
from luoshi.obligations.queries.duties import history_of, moved_date
from luoshi.plans.models import Acknowledgement, Deliverable, Plan
from luoshi.workbench.queries import matrix
from luoshi.workflow.engine import take


def owed(plan):
    """How many duties of the plan apply."""
    return Obligation.objects.filter(plan=plan).exclude(state__in=Obligation.OUTSIDE).count()


@pytest.mark.parametrize(
    ("wanted", "actions"),
    [
        (lambda p, _c: MoveDate(row(p), LATER), ["obligations.move_date"] * 2),
        (lambda p, _c: Waive(row(p)), ["obligations.waive"] * 2),
        (lambda _p, c: AddRow(extra(), None, (), (c.district,)), ["obligations.add"]),
        (
            lambda p, c: ChangeUnits(row(p, "调解室"), (c.district, c.other), (c.department,)),
            ["obligations.add", "obligations.reinstate", "obligations.waive"],
        ),
    ],
)
def test_one_act_on_the_plan_and_one_for_each_duty_bear_one_batch(wanted, actions, cast, plan):
    before = Entry.objects.count()
    amendment = amend(plan, wanted(plan, cast), cast, basis="示例〔2017〕20号")
    acts = list(Entry.objects.filter(sequence__gt=before))
    assert sorted(e.action for e in acts) == sorted([*actions, "obligations.amend_plan"])
    assert (len({e.batch for e in acts}), all(e.batch for e in acts)) == (1, True)
    assert {e.note for e in acts} == {"汛期推迟。（依据：示例〔2017〕20号）"}
    assert (acts[-1].action, acts[-1].subject) == ("obligations.amend_plan", plan.ref)
    assert {e.details["amendment"] for e in acts} == {amendment.ref}
    assert problems() == []


def test_history_of_a_duty_tells_its_amendments_in_words(cast, plan):
    duty = people.obligation(plan, cast.other)
    amend(plan, MoveDate(row(plan), LATER), cast, reason="汛期推迟。")
    amend(plan, MoveDate(row(plan), OCTOBER), cast, reason="再推迟。")
    amend(plan, Waive(row(plan)), cast, reason="不再要求。")
    lines = history_of(duty)
    assert ["把到期日由2017年6月20日调整为2017年9月29日" in lines[1].sentence, lines[1].entry.note] == [
        True, "汛期推迟。",
    ]  # fmt: skip
    assert (lines[-1].sentence.endswith("免除"), lines[-1].entry.note) == (True, "不再要求。")
    moved = moved_date(lines)
    assert (moved.first, moved.reason) == (date(2017, 6, 20), "再推迟。")


def test_units_concerned_are_asked_to_acknowledge(cast, plan):
    amendment = amend(plan, MoveDate(row(plan), LATER, (cast.other,)), cast)
    asked = Acknowledgement.objects.filter(amendment=amendment)
    assert [(one.unit, one.plan, one.signed_at) for one in asked] == [(cast.other, plan, None)]


def requests(cast, plan):
    """Random amendments of every kind, sensible or not."""
    rows = st.sampled_from(list(Deliverable.objects.filter(table__plan=plan)))
    units = st.lists(st.sampled_from([cast.department, cast.other, cast.district]), unique=True).map(tuple)
    days = st.integers(-120, 120).map(lambda number: people.TODAY + timedelta(days=number))
    chosen = st.none() | units
    added = st.builds(
        lambda day, condition, table: (extra(due=day, condition=condition), table),
        st.none() | days, st.sampled_from(["", "具有行政调解职能的部门"]), st.none() | rows.map(lambda one: one.table),
    )  # fmt: skip
    return st.one_of(
        st.builds(MoveDate, rows, days, chosen),
        st.builds(Waive, rows, chosen),
        st.builds(ChangeUnits, rows, units, units),
        st.builds(lambda new, named: AddRow(new[0], new[1], (), named), added, units),
    )


def test_for_any_amendments_what_is_shown_is_done_and_the_audit_tells_it(cast, plan):
    """Preview equals what is applied; the number that applies changes exactly as the acts say."""
    take(people.submitted(cast, plan), "accept", by=cast["reviewer"])
    people.submitted(cast, plan, "调解室")

    @given(st.lists(requests(cast, plan), min_size=1, max_size=5))
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(wanted):
        with transaction.atomic():
            for one in wanted:
                if isinstance(one, AddRow):
                    one.row.pk, one.row._state.adding = None, True
                    one.row.public_id = Deliverable().public_id
                check(one)
            transaction.set_rollback(True)

    def check(wanted):
        before, number = {o.pk: o for o in Obligation.objects.filter(plan=plan)}, owed(plan)
        entries = Entry.objects.count()
        shown = effect_of(plan, wanted)
        try:
            amendment = amend_plan(plan, wanted, by=cast["manager"], seen=shown.digest, reason="调整。")
        except Refused:
            assert shown.reasons
            assert {o.pk: (o.state, o.due) for o in Obligation.objects.filter(plan=plan)} == {
                pk: (o.state, o.due) for pk, o in before.items()
            }
            assert Entry.objects.count() == entries
            return
        assert not shown.reasons
        assert amendment.effect == shown.as_dict()
        after = {o.pk: o for o in Obligation.objects.filter(plan=plan)}
        kept = {pk: (o.state, o.due, o.stated_due) for pk, o in before.items()}
        touched = {o.unit_id for pk, o in after.items() if kept.get(pk) != (o.state, o.due, o.stated_due)}
        assert touched == {change.unit.pk for change in shown.changes}
        assert shown.duties == (len(before), len(after))
        assert shown.applicable == (number, owed(plan))
        acts = Entry.objects.filter(sequence__gt=entries)
        assert len(acts) == 1 + len(shown.changes)
        more = acts.filter(action="obligations.add", after="pending").count()
        more += acts.filter(action="obligations.reinstate").count()
        assert owed(plan) - number == more - acts.filter(action="obligations.waive").count()

    holds()
    assert problems() == []


def test_whatever_happens_to_a_plan_that_moves_its_dates_the_matrix_agrees(cast, plan):
    """Amendments, new notices and handing in, in any order, of rows whose units may have ended."""
    Plan.objects.filter(pk=plan.pk).update(moves_rest_days=True)
    plan.refresh_from_db()
    Unit.objects.filter(pk=cast.other.pk).update(valid_to=date(2017, 8, 1))
    days = st.integers(0, 60).map(lambda number: people.TODAY + timedelta(days=number))
    notices = st.frozensets(days, max_size=6).map(lambda off: WorkCalendar(off, frozenset(), frozenset([2017])))
    moves = st.sampled_from(["hand_in", "accept", "return", "withdraw"])

    first = people.obligation(plan, cast.department).pk

    def happen(one):
        duty = Obligation.objects.get(pk=first)  # an amendment may give the unit another of the same name
        if isinstance(one, WorkCalendar):
            follow_calendar(one, Actor.system("测试"), "batch")
        elif one == "hand_in":
            hand_in(duty, by=cast["liaison"], files=[people.pdf()])
        elif isinstance(one, str):
            take(duty, one, by=cast["liaison" if one == "withdraw" else "reviewer"], note="请补盖公章。")
        else:
            amend(plan, one, cast)

    @given(st.lists(requests(cast, plan).filter(lambda one: not isinstance(one, AddRow)) | notices | moves, max_size=8))
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(happenings):
        with transaction.atomic():
            for one in happenings:
                number, entries = owed(plan), Entry.objects.count()
                with suppress(Refused):
                    happen(one)
                shown = matrix(plan, cast["manager"])
                cells = [duty for group in shown.groups for row in group.rows for _, duty in row.cells if duty]
                assert (shown.applicable, shown.duties) == (owed(plan), len(cells))
                assert number == owed(plan) or Entry.objects.count() > entries
                current = {duty.pk for duty in cells if duty.state != "waived" and duty.current}
                assert current == {d.pk for d in cells if d.state in ("submitted", "returned", "accepted")}
            transaction.set_rollback(True)

    holds()
    assert problems() == []


def test_words_for_what_is_done_are_there_for_every_kind():
    assert all(do.value.format(3).count("3") == 1 for do in Do)


def test_the_day_after_the_effect_was_shown_it_is_shown_anew(cast, plan):
    wanted = MoveDate(row(plan, "案例", 1), OCTOBER)
    seen = effect_of(plan, wanted).digest
    with clock.at(date(2017, 9, 11)), pytest.raises(Refused):
        amend_plan(plan, wanted, by=cast["manager"], seen=seen, reason="推迟。")
