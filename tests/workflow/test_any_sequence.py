"""Whatever persons do with an obligation in whatever order, what must always hold holds."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.cast import TODAY, Cast, obligation, pdf

from luoshi.audit.models import Entry
from luoshi.audit.queries import history, problems
from luoshi.kit.errors import Refused
from luoshi.obligations.actions.amending import amend_plan
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.amendments import ChangeUnits, MoveDate, Waive, Wanted, effect_of
from luoshi.obligations.models import Obligation, Submission
from luoshi.plans.models import Deliverable, Plan
from luoshi.workflow.engine import options, tables, take

S = Obligation.State
PARTS = ("liaison", "reviewer", "manager", "unit_head", "district_liaison", "stranger")
MOVES = tuple(tables()[Obligation])
LINKS = ["https://example.invalid/材料"]


def machine(cast: Cast, plan: Plan) -> type[RuleBasedStateMachine]:
    """The machine over one city; each run is rolled back at its end."""

    class AnySequence(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.transaction = transaction.atomic()
            self.transaction.__enter__()
            self.pk = obligation(plan, cast.department).pk
            self.taken: list[str] = []

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

        @property
        def now(self) -> Obligation:
            return Obligation.objects.get(pk=self.pk)

        def attempt(self, part: str, name: str, note: str, links: list[str]) -> None:
            try:
                if name == "hand_in":
                    hand_in(self.now, by=cast[part], links=links)
                else:
                    take(self.now, name, by=cast[part], note=note)
            except Refused:
                return
            self.taken.append("submit" if name == "hand_in" else name)

        @rule(choice=st.integers(0, 5))
        def somebody_does_what_he_is_offered(self, choice: int) -> None:
            offered = [(part, option) for part in PARTS for option in options(self.now, by=cast[part])]
            offered = [(part, option) for part, option in offered if option.move.name == "submit" or not option.reasons]
            if offered:
                part, option = offered[choice % len(offered)]
                before, name = len(self.taken), option.move.name
                self.attempt(part, "hand_in" if name == "submit" else name, "缺公章。", LINKS)
                assert len(self.taken) == before + 1

        @rule(kind=st.sampled_from(["move_date", "waive", "reinstate"]), days=st.integers(-90, 90), whole=st.booleans())
        def the_manager_amends_the_plan(self, kind: str, days: int, whole: bool) -> None:
            before, row = self.now.state, self.now.deliverable
            units = None if whole else (cast.department,)
            wanted: Wanted = {
                "move_date": MoveDate(row, TODAY + timedelta(days=days), units),
                "waive": Waive(row, units),
                "reinstate": ChangeUnits(row, add=(cast.department,)),
            }[kind]
            effect = effect_of(plan, wanted)
            try:
                amend_plan(plan, wanted, by=cast["manager"], seen=effect.digest, reason="缺公章。")
            except Refused:
                assert effect.reasons
                return
            if cast.department in [change.unit for change in effect.changes]:
                self.taken.append(kind)
            else:
                assert self.now.state == before

        @rule(part=st.sampled_from(PARTS), name=st.sampled_from(["hand_in", *MOVES]), empty=st.booleans())
        def anybody_tries_anything(self, part: str, name: str, empty: bool) -> None:
            self.attempt(part, name, "" if empty else "缺公章。", [] if empty else LINKS)

        @invariant()
        def its_state_is_where_its_last_move_led(self) -> None:
            moves = [name for name in self.taken if name != "move_date"]
            assert self.now.state == (tables()[Obligation][moves[-1]].target if moves else S.PENDING)

        @invariant()
        def its_date_is_where_its_history_leads(self) -> None:
            moved = [entry.details["to"] for entry in history(self.now) if "to" in entry.details]
            assert str(self.now.due) == (moved[-1] if moved else "2017-06-20")

        @invariant()
        def what_applies_is_what_the_acts_leave(self) -> None:
            acts = Entry.objects.filter(action__in=["obligations.waive", "obligations.reinstate"])
            change = sum(1 if act.action == "obligations.reinstate" else -1 for act in acts)
            owed = Obligation.objects.filter(plan=plan).exclude(state__in=Obligation.OUTSIDE)
            assert owed.count() == 5 + change

        @invariant()
        def each_move_taken_is_one_act(self) -> None:
            actions = list(history(self.now).values_list("action", flat=True))
            assert actions == [f"obligations.{name}" for name in self.taken]

        @invariant()
        def the_chain_is_whole(self) -> None:
            assert problems() == []

        @invariant()
        def what_is_accepted_has_its_review(self) -> None:
            if self.now.state == S.ACCEPTED:
                assert self.now.current.review.accepted

        @invariant()
        def what_is_returned_has_a_reason(self) -> None:
            if self.now.state == S.RETURNED:
                assert (self.now.current.review.accepted, self.now.current.review.note) == (False, "缺公章。")

        @invariant()
        def the_first_time_is_known_exactly_while_something_stands_handed_in(self) -> None:
            assert (self.now.first_submitted_at is None) == (self.now.current is None)

        @invariant()
        def each_version_handed_in_has_its_receipt(self) -> None:
            versions = Submission.objects.filter(obligation=self.pk)
            assert list(versions.values_list("version", flat=True)) == list(range(1, self.taken.count("submit") + 1))
            assert not versions.filter(receipt_number=None).exists()
            assert not versions.filter(submitted_at=None).exists()

        @invariant()
        def nobody_is_offered_what_the_state_forbids(self) -> None:
            for part in PARTS:
                assert all(self.now.state in option.move.sources for option in options(self.now, by=cast[part]))

    return AnySequence


def test_any_sequence_of_moves_by_any_persons_keeps_what_must_hold(cast: Cast, plan: Plan) -> None:
    Deliverable.objects.filter(table__plan=plan).update(evidence={"report": True})  # a link will do
    run_state_machine_as_test(
        machine(cast, plan),
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_state_can_be_reached(cast: Cast, plan: Plan) -> None:
    of = obligation(plan, cast.department)
    reached = [of.state]
    for note in ("缺公章。", ""):
        hand_in(of, by=cast["liaison"], files=[pdf(note)])
        of = take(of, "return" if note else "accept", by=cast["reviewer"], note=note)
        reached.append(of.state)
    assert reached == [S.PENDING, S.RETURNED, S.ACCEPTED]
