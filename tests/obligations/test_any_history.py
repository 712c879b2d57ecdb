"""Whoever does whatever, in whatever order, at whatever time: the sentences of docs/explanation/invariants.md."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from tests.cast import Cast
from tests.obligations.books import words_of
from tests.obligations.happenings import Happenings

from luoshi.audit.queries import history, problems
from luoshi.kit import clock
from luoshi.obligations.models import DutyRequest, Obligation, Review, Revocation, Submission
from luoshi.obligations.receipts import digest_of
from luoshi.obligations.standing import CITY_TIME
from luoshi.plans.models import Deliverable, Plan

S = Obligation.State


class AnyHistory(Happenings):
    """What always holds, checked after every rule."""

    # What always holds

    @invariant()
    def the_chain_is_whole(self) -> None:
        assert problems() == []

    @invariant()
    def acts_form_a_path(self) -> None:
        for which in (0, 1):
            acts = [act for act in history(self.duty(which)) if act.after]
            states = [act.after for act in acts]
            assert [act.before for act in acts] == [S.PENDING, *states][: len(acts)]
            assert self.duty(which).state == (states[-1] if states else S.PENDING)

    @invariant()
    def versions_are_numbered_and_sealed_for_good(self) -> None:
        numbers = []
        for pk in self.duties:
            versions = list(Submission.objects.filter(obligation=pk))
            assert [one.version for one in versions] == list(range(1, len(versions) + 1))
            assert sum(1 for one in versions if one.submitted_at is None) <= 1
            sealed = [one for one in versions if one.submitted_at]
            assert {one.version: words_of(one) for one in sealed} == self.books[pk].sealed
            assert all(digest_of(one) == one.digest for one in sealed)
            assert [one.submitted_at for one in sealed] == sorted(one.submitted_at for one in sealed)
            numbers += [one.receipt_number for one in sealed]
            if self.plan.needs_sign_off:
                assert all(one.signed_by == self.cast["unit_head"].name for one in sealed)
        assert len(numbers) == len(set(numbers))

    @invariant()
    def first_times_terms_and_dates_are_as_in_the_books(self) -> None:
        for which in (0, 1):
            duty, books = self.duty(which), self.books[self.duties[which]]
            assert duty.first_submitted_at == (books.counted[0][1] if books.counted else None)
            assert (duty.correction_due, duty.due) == (books.term, books.due)
            first = duty.first_submitted_at
            late = (first.astimezone(CITY_TIME).date() - duty.due).days if first else 0
            with clock.at(self.now):
                assert duty.standing.late_days == max(0, late)

    @invariant()
    def verdicts_fit_the_states(self) -> None:
        for which in (0, 1):
            duty = self.duty(which)
            if duty.state in (S.SUBMITTED, S.ACCEPTED):
                assert duty.current is not None
            if duty.state == S.ACCEPTED:
                assert duty.current.review.accepted
            if duty.state == S.RETURNED:
                assert not duty.current.review.accepted
        for one in Review.objects.all():
            assert one.reviewer_id in {self.cast["reviewer"].user_id, self.cast["head"].user_id}
        for one in Revocation.objects.filter(agreed=True):
            assert one.proposed_by_id != one.decided_by_id

    @invariant()
    def counts_change_only_by_decisions(self) -> None:
        duties = Obligation.objects.filter(plan=self.plan)
        assert duties.count() == self.all
        outside = duties.filter(state__in=Obligation.OUTSIDE)
        assert outside.count() == self.outside
        assert duties.filter(state=S.ACCEPTED).count() <= self.all - self.outside

    @invariant()
    def requests_are_decided_once_by_somebody_with_words(self) -> None:
        for pk in self.duties:
            assert DutyRequest.objects.filter(obligation=pk, state="open").count() <= 1
        for one in DutyRequest.objects.filter(state__in=("granted", "refused")):
            assert one.decided_at
            assert one.decided_by_id in {self.cast["manager"].user_id, self.cast["head"].user_id}
            assert one.answer


def run(cast: Cast, plan: Plan, *, needs_sign_off: bool) -> None:
    """Let it run, with or without the head's signature."""
    Deliverable.objects.filter(table__plan=plan).update(evidence={"report": True})  # a link will do
    Plan.objects.filter(pk=plan.pk).update(needs_sign_off=needs_sign_off)
    plan.refresh_from_db()
    run_state_machine_as_test(
        type("Here", (AnyHistory,), {"cast": cast, "plan": plan}),
        settings=settings(
            max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_any_history_keeps_what_always_holds(cast: Cast, plan: Plan) -> None:
    run(cast, plan, needs_sign_off=False)


def test_any_history_with_signing_off_keeps_what_always_holds(cast: Cast, plan: Plan) -> None:
    run(cast, plan, needs_sign_off=True)
