"""Revoking, shares, coded reasons, rounds of second looks: what the tests of tests/architecture need of them."""

from __future__ import annotations

from datetime import date

from tests import cast as people

from luoshi.accounts.actions import create_user, grant_membership
from luoshi.accounts.queries.identity import actor_of
from luoshi.accounts.roles import Role
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.organising import set_share
from luoshi.obligations.actions.rechecking import Sampling, draw_round, record_recheck
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.actions.revoking import decide_revocation, propose_revocation
from luoshi.obligations.models import Obligation, RecheckRound, ReturnReason, ReviewShare
from luoshi.obligations.reasons import Wording, wording_of

BY = Actor.system("测试")
WORDING = Wording("门牌看不清", "请补一张看得清门牌的照片。", True, "本办公室规定")


def rows(cast):
    """Arguments by action."""
    plan = people.issued_plan(cast, 61)
    proposed, to_propose = (_accepted(cast, people.submitted(cast, plan, words)) for words in ("实施方案", "调解室"))
    district = people.obligation(plan, cast.district)
    hand_in(district, by=cast["district_liaison"], files=[people.pdf("区")])
    _accepted(cast, Obligation.objects.get(pk=district.pk))
    proposal = propose_revocation(proposed, by=cast["reviewer"], note="照片不是本单位的。")
    manager, office = {"by": cast["manager"]}, cast.office
    reviewer = cast.people["reviewer"].user
    share = {"by": cast["manager"], "first": reviewer}
    set_share(office, cast.district.category, **share, substitute=None)
    reasons = list(ReturnReason.objects.all())
    days = {"since": date(2017, 9, 1), "until": date(2017, 9, 30), "number": 1}
    drawn = draw_round(office, Sampling(**days, category=cast.district.category), by=cast["manager"])
    another = grant_membership(create_user("another", "另一位审核", by=BY), office, Role.REVIEWER, by=BY)
    opinion = {"by": actor_of(another.user), "accept": True}
    return {
        "propose_revocation": (
            ((to_propose,), {"by": cast["reviewer"], "note": "照片不实。"}),
            ((to_propose,), {"by": cast["reviewer"], "note": ""}),
        ),
        "decide_revocation": (
            ((proposal,), {"by": cast["head"], "agree": True}),
            ((proposal,), {"by": cast["reviewer"], "agree": True}),
        ),
        "set_share": (
            ((office, cast.department.category), share | {"substitute": None}),
            ((office, cast.department.category), share | {"substitute": reviewer}),
        ),
        "clear_share": (((office, cast.district.category), manager), ((office, cast.department.category), manager)),
        "add_reason": ((("no_plate", WORDING), manager), (("no_seal", WORDING), manager)),
        "change_reason": (((reasons[0], WORDING), manager), ((reasons[0], wording_of(reasons[0])), manager)),
        "retire_reason": (((reasons[1],), manager), ((reasons[1],), {"by": cast["reviewer"]})),
        "move_reason": (((reasons[2],), manager | {"up": True}), ((reasons[-1],), manager | {"up": False})),
        "draw_round": (((office, Sampling(**days)), manager), ((office, Sampling(**days, per_cent=5)), manager)),
        "record_recheck": (
            ((drawn.rechecks.get(),), opinion | {"note": "逐页看过。"}),
            ((drawn.rechecks.get(),), opinion | {"note": ""}),
        ),
    }


def _accepted(cast, duty):
    return review(duty.current, "accept", by=cast["reviewer"], note="已核对原件。")


def addresses(cast, duty):
    """What the pages of a round and of a reason are called by; the duty is accepted and drawn for it."""
    _accepted(cast, duty)
    days = {"since": date(2017, 9, 1), "until": date(2017, 9, 30), "number": 1}
    drawn = draw_round(cast.office, Sampling(**days), by=cast["manager"])
    return {
        "obligations:reason_change": [ReturnReason.objects.first().public_id],
        "obligations:recheck_round": [drawn.public_id],
        "obligations:recheck_sheet": [drawn.public_id],
        "obligations:recheck_detail": [drawn.rechecks.get().public_id],
    }


def spread(cast, number=62):
    """A proposal that waits and one decided, a share, a round with a look taken and others not; in the district too."""
    plan = people.issued_plan(cast, number)
    for words in ("实施方案", "调解室"):
        proposal = propose_revocation(
            _accepted(cast, people.submitted(cast, plan, words)), by=cast["reviewer"], note="照片不是本单位的。"
        )
    decide_revocation(proposal, by=cast["head"], agree=False, answer="是本单位的。")
    reviewer = cast.people["reviewer"].user
    if not ReviewShare.objects.filter(office=cast.office).exists():
        set_share(cast.office, cast.department.category, by=cast["manager"], first=reviewer, substitute=None)
    days = {"since": date(2017, 9, 1), "until": date(2017, 9, 30)}
    drawn = draw_round(cast.office, Sampling(**days, number=9), by=cast["manager"])
    another = grant_membership(create_user(f"look{number}", "又一位审核", by=BY), cast.office, Role.REVIEWER, by=BY)
    record_recheck(drawn.rechecks.first(), by=actor_of(another.user), accept=False, note="看不清。")
    told = {"set_at": clock.now(), "set_by": "区管理员"}
    ReviewShare.objects.get_or_create(
        office=cast.district, category=cast.other.category, defaults=told | {"first": reviewer}
    )
    RecheckRound.objects.create(
        office=cast.district, seed="区", candidates=[], digest="", drawn_at=clock.now(), drawn_by="区管理员", **days
    )
    return drawn
