"""What may happen to a duty: rules for tests/obligations/test_any_history.py, which says what must hold meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from tests import cast as people
from tests.cast import Cast
from tests.obligations.books import Books, words_of

from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.actions.amending import amend_plan
from luoshi.obligations.actions.drafting import add_link, discard_draft, save_draft
from luoshi.obligations.actions.handing_in import (
    ask_sign_off,
    hand_in,
    send_back,
    sign_and_hand_in,
    take_back_from_sign_off,
)
from luoshi.obligations.actions.requests import Asked, ask, decide
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.actions.revoking import decide_revocation, propose_revocation
from luoshi.obligations.amendments import ChangeUnits, MoveDate, Waive, Wanted, effect_of
from luoshi.obligations.models import DutyRequest, Obligation, ReturnReason, Review, Revocation, Submission
from luoshi.plans.models import Plan
from luoshi.workflow.engine import take

S = Obligation.State
Kind = DutyRequest.Kind
PEOPLE = ("liaison", "unit_head", "reviewer", "head", "manager", "stranger", "district_liaison")
LATER = date(2017, 12, 20)


def mostly(*right: str) -> st.SearchStrategy[str]:
    """Mostly who may, now and then somebody who may not: else hardly anything would ever happen."""
    return st.sampled_from([*right * 4, *PEOPLE])


def stands(*states: str):
    """Only while one of the two duties is in one of the states."""
    return precondition(lambda self: any(self.duty(which).state in states for which in (0, 1)))


class Happenings(RuleBasedStateMachine):
    """Everything that may happen to two duties of one unit; each run is rolled back at its end."""

    cast: Cast
    plan: Plan

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        first = people.obligation(self.plan, self.cast.department)
        second = people.obligation(self.plan, self.cast.department, "调解室")
        self.duties = (first.pk, second.pk)
        self.books = {duty.pk: Books(duty.due) for duty in (first, second)}
        self.now = clock.now()
        self.outside = Obligation.objects.filter(plan=self.plan, state__in=Obligation.OUTSIDE).count()
        self.all = Obligation.objects.filter(plan=self.plan).count()
        self.links = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def duty(self, which: int) -> Obligation:
        return Obligation.objects.get(pk=self.duties[which])

    def draft(self, *, asked: bool) -> bool:
        return Submission.objects.filter(submitted_at=None, asked_at__isnull=not asked).exists()

    def link(self) -> str:
        self.links += 1
        return f"https://example.invalid/{self.links}"

    def attempt(self, doing):
        """Whether it was done; what was refused has changed nothing."""
        before = (self.everything(), Entry.objects.count())
        try:
            with clock.at(self.now):
                found = doing()
        except (Refused, Forbidden):
            assert (self.everything(), Entry.objects.count()) == before
            return None
        assert Entry.objects.count() > before[1]
        return found

    def everything(self) -> list[object]:
        tables = (Obligation, Submission, Review, Revocation, DutyRequest)
        return [list(table.objects.order_by("pk").values()) for table in tables]

    # What may happen

    @rule(choices=st.lists(st.integers(0, 2**20), min_size=10, max_size=25))
    def the_work_goes_on(self, choices: list[int]) -> None:
        """One sensible thing after another, so that the rules below meet duties that have come a long way."""
        for choice in choices:
            which, number = choice % 2, choice // 2
            self.time_passes([1, 90, 60 * 24, 60 * 24 * 6][number % 4])
            sensible = self.sensible(which, number // 4 % 5)
            if number // 20 % 12 == 0:
                self.the_plan_is_amended(which, ["waive", "move", "reinstate"][number // 240 % 3])
            else:
                sensible[number // 240 % len(sensible)]()
            self.check()

    def sensible(self, which: int, small: int):
        """What somebody would do next with this duty."""
        duty = self.duty(which)
        if DutyRequest.objects.filter(state="open", obligation=duty).exists():
            verdict = ["grant", "grant", "refuse", "take_back", "grant"][small]
            return [lambda: self.a_request_is_decided("liaison" if verdict == "take_back" else "manager", verdict)]
        if duty.state in Obligation.OUTSIDE:
            return [lambda: self.the_plan_is_amended(which, "reinstate")]
        if duty.state == S.SUBMITTED:
            codes = [set(), {"blank"}, {"no_seal"}, {"no_seal", "blank"}, set()][small]
            judge = [lambda v=v: self.somebody_judges("reviewer", which, v, codes, None, "缺公章。")
                     for v in ("accept", "return", "return", "accept")]  # fmt: skip
            return [*judge, lambda: self.somebody_withdraws("liaison", which)]
        if duty.state == S.ACCEPTED:
            return [
                lambda: self.somebody_would_revoke("reviewer", which, small > 2),
                lambda: self.a_revocation_is_decided("head", small < 4),
            ]
        if duty.draft and duty.draft.asked_at:
            return [
                *[lambda: self.somebody_signs("unit_head", which)] * 3,
                lambda: self.somebody_adds_a_link("liaison", which),
                lambda: self.it_comes_back_unsigned(which, small > 2),
            ]
        asks = [lambda: self.the_unit_asks(which, list(Kind)[small % 2], [20, 100, 300][small % 3])]
        out = [
            lambda: self.somebody_adds_a_link("liaison", which),
            lambda: self.somebody_keeps_a_draft("liaison", which, small == 4, small == 3),
            lambda: self.it_goes_to_the_head(which),
            *[lambda: self.somebody_hands_in("liaison", which, 1)] * 3,
        ]
        return [*asks, *out]

    def check(self) -> None:
        """All sentences, also in the middle of a rule."""
        self.acts_form_a_path()
        self.versions_are_numbered_and_sealed_for_good()
        self.first_times_terms_and_dates_are_as_in_the_books()
        self.verdicts_fit_the_states()
        self.counts_change_only_by_decisions()
        self.requests_are_decided_once_by_somebody_with_words()

    @rule(minutes=st.sampled_from([1, 90, 60 * 24, 60 * 24 * 6]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @stands(S.PENDING, S.RETURNED)
    @rule(
        who=mostly("liaison"),
        which=st.integers(0, 1),
        nothing=st.sampled_from([False, False, True]),
        along=st.booleans(),
    )
    def somebody_keeps_a_draft(self, who: str, which: int, nothing: bool, along: bool) -> None:
        also = [self.duty(1 - which)] if along else []
        locked = bool(self.duty(which).draft and self.duty(which).draft.asked_at)
        done = self.attempt(
            lambda: save_draft(self.duty(which), by=self.cast[who], statement="情况", nothing=nothing, also=also)
        )
        assert not (done and (locked or who != "liaison"))

    @stands(S.PENDING, S.RETURNED)
    @rule(who=mostly("liaison"), which=st.integers(0, 1))
    def somebody_adds_a_link(self, who: str, which: int) -> None:
        locked = bool(self.duty(which).draft and self.duty(which).draft.asked_at)
        done = self.attempt(lambda: add_link(self.duty(which), self.link(), by=self.cast[who]))
        assert not (done and (locked or who != "liaison"))

    @precondition(lambda self: self.draft(asked=False))
    @rule(which=st.integers(0, 1))
    def the_draft_is_thrown_away(self, which: int) -> None:
        self.attempt(lambda: discard_draft(self.duty(which), by=self.cast["liaison"]) or True)

    @stands(S.PENDING, S.RETURNED)
    @rule(who=mostly("liaison"), which=st.integers(0, 1), links=st.sampled_from([0, 1, 1, 2]))
    def somebody_hands_in(self, who: str, which: int, links: int) -> None:
        given = [self.link() for _ in range(links)]
        done = self.attempt(lambda: hand_in(self.duty(which), by=self.cast[who], links=given))
        if done:
            assert who == "liaison"
            self.note_handed_in(done)

    @precondition(lambda self: self.plan.needs_sign_off and self.draft(asked=False))
    @rule(which=st.integers(0, 1))
    def it_goes_to_the_head(self, which: int) -> None:
        self.attempt(lambda: ask_sign_off(self.duty(which), by=self.cast["liaison"]))

    @precondition(lambda self: self.draft(asked=True))
    @rule(which=st.integers(0, 1), back=st.booleans())
    def it_comes_back_unsigned(self, which: int, back: bool) -> None:
        if back:
            self.attempt(lambda: send_back(self.duty(which), by=self.cast["unit_head"], note="改。"))
        else:
            self.attempt(lambda: take_back_from_sign_off(self.duty(which), by=self.cast["liaison"]))

    @precondition(lambda self: self.draft(asked=True))
    @rule(who=mostly("unit_head"), which=st.integers(0, 1))
    def somebody_signs(self, who: str, which: int) -> None:
        draft = self.duty(which).draft
        if draft is not None:
            shown = words_of(draft)[-1]
            done = self.attempt(lambda: sign_and_hand_in(self.duty(which), by=self.cast[who], seen=draft))
            if done:
                assert who == "unit_head"
                assert words_of(done)[-1] == shown
                self.note_handed_in(done)

    def note_handed_in(self, done: Submission) -> None:
        for one in (done, *done.companions.all()):
            self.books[one.obligation_id].handed_in(one)

    @stands(S.SUBMITTED)
    @rule(who=mostly("liaison"), which=st.integers(0, 1))
    def somebody_withdraws(self, who: str, which: int) -> None:
        corrects = Review.objects.filter(submission__obligation=self.duties[which], submission__withdrawn_at=None)
        move = "withdraw_correction" if corrects.exclude(verdict="accepted").exists() else "withdraw"
        if self.attempt(lambda: take(self.duty(which), move, by=self.cast[who])):
            assert who == "liaison"
            self.books[self.duties[which]].withdrawn()

    @stands(S.SUBMITTED)
    @rule(who=mostly("reviewer"), which=st.integers(0, 1), verdict=st.sampled_from(["accept", "return"]),
          codes=st.sets(st.sampled_from(["no_seal", "blank"]), max_size=2), days=st.sampled_from([None, 1, 10]),
          note=st.sampled_from(["", "缺公章。"]))  # fmt: skip
    def somebody_judges(self, who, which, verdict, codes, days, note) -> None:
        seen = Submission.objects.handed_in().filter(obligation=self.duties[which]).order_by("-version").first()
        reasons = list(ReturnReason.objects.filter(code__in=codes))
        if seen is None:
            return
        done = self.attempt(lambda: review(seen, verdict, by=self.cast[who], note=note, reasons=reasons, days=days))
        if done:
            assert who == "reviewer"
            self.settle(which, "accept" if verdict == "accept" else "return", "blank" in codes, days)

    def settle(self, which: int, verdict: str, void: bool, days: int | None) -> None:
        books = self.books[self.duties[which]]
        if verdict == "accept":
            books.term = None
        else:
            with clock.at(self.now):
                books.given_back(void=void, days=days or self.plan.correction_days)

    @stands(S.ACCEPTED)
    @rule(who=mostly("reviewer", "head"), which=st.integers(0, 1), void=st.booleans())
    def somebody_would_revoke(self, who: str, which: int, void: bool) -> None:
        reasons = list(ReturnReason.objects.filter(code="unrelated")) if void else []
        self.attempt(
            lambda: propose_revocation(self.duty(which), by=self.cast[who], note="照片是假的。", reasons=reasons)
        )

    @precondition(lambda _: Revocation.objects.filter(agreed=None).exists())
    @rule(who=mostly("reviewer", "head"), agree=st.booleans())
    def a_revocation_is_decided(self, who: str, agree: bool) -> None:
        one = Revocation.objects.order_by("-pk").first()
        if one is None:
            return
        done = self.attempt(lambda: decide_revocation(one, by=self.cast[who], agree=agree, answer="查过。"))
        if done and agree:
            which = self.duties.index(one.submission.obligation_id)
            self.settle(which, "revoke", bool(one.reasons), None)

    @stands(S.PENDING, S.RETURNED)
    @rule(which=st.integers(0, 1), kind=st.sampled_from(Kind), days=st.sampled_from([-5, 3, 20, 100]))
    def the_unit_asks(self, which: int, kind: DutyRequest.Kind, days: int) -> None:
        day = self.now.date() + timedelta(days=days) if kind == Kind.EXTENSION else None
        self.attempt(lambda: ask(self.duty(which), Asked(kind, "机构改革。", day), by=self.cast["liaison"]))

    @precondition(lambda _: DutyRequest.objects.filter(state="open").exists())
    @rule(who=mostly("manager", "head"), verdict=st.sampled_from(["grant", "refuse", "take_back"]))
    def a_request_is_decided(self, who: str, verdict: str) -> None:
        one = DutyRequest.objects.filter(state="open").first()
        if one is None:
            return
        before = one.obligation.owed_by
        on_term = one.obligation.state == S.RETURNED and one.obligation.correction_due is not None
        if verdict == "take_back":
            self.attempt(lambda: take(one, "take_back", by=self.cast[who]))
            return
        done = self.attempt(lambda: decide(one, verdict, by=self.cast[who], note="情况属实。"))
        if not done:
            return
        assert who in ("manager", "head")
        books = self.books[one.obligation_id]
        if verdict == "grant" and one.kind == Kind.NOT_APPLICABLE:
            self.outside, books.term = self.outside + 1, None
        elif verdict == "grant":
            assert one.wanted_due > before
            if on_term:
                books.term = one.wanted_due
            else:
                books.due = one.wanted_due

    def the_plan_is_amended(self, which: int, kind: str) -> None:
        duty = self.duty(which)
        units = (self.cast.department,)
        day = max(LATER, duty.due) + timedelta(days=1)
        wanted: Wanted = {
            "move": MoveDate(duty.deliverable, day, units),
            "waive": Waive(duty.deliverable, units),
            "reinstate": ChangeUnits(duty.deliverable, add=units),
        }[kind]
        with clock.at(self.now):
            effect = effect_of(self.plan, wanted)
        done = self.attempt(
            lambda: amend_plan(self.plan, wanted, by=self.cast["manager"], seen=effect.digest, reason="调整。")
        )
        if not done or not effect.changes:
            return
        books = self.books[duty.pk]
        if kind == "move":
            books.due = day
        elif kind == "waive":
            self.outside, books.term = self.outside + 1, None
        else:
            self.outside, books.term = self.outside - 1, None
            books.counted.clear()
            books.due = self.duty(which).due
