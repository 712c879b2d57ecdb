"""What the tests of the second look begin with: three verdicts, and a reviewer who gave none of them."""

from __future__ import annotations

from datetime import date

from tests import cast as people

from luoshi.accounts.actions import create_user, grant_membership
from luoshi.accounts.queries.identity import actor_of
from luoshi.accounts.roles import Role
from luoshi.kit.actor import Actor
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.actions.rechecking import Sampling
from luoshi.obligations.actions.reviewing import review
from luoshi.obligations.models import Obligation


def wanted(**other):
    """A sampling of September, ten at most."""
    given = {"since": date(2017, 9, 1), "until": date(2017, 9, 30), "number": 10, "seed": "见证人报的数 407193"}
    return Sampling(**given | other)


def second_reviewer(cast):
    """Another reviewer of the office; in the cast he is «second»."""
    by = Actor.system("测试")
    one = grant_membership(create_user("second", "审核人员乙", by=by), cast.office, Role.REVIEWER, by=by)
    cast.people["second"] = one
    return actor_of(one.user)


def verdicts(cast, plan):
    """Two of the department, accepted and returned, and one of the district, accepted; all by the reviewer."""
    accepted = accept(cast, people.submitted(cast, plan, "调解室"))
    returned = people.returned(cast, plan)
    district = people.obligation(plan, cast.district)
    hand_in(district, by=cast["district_liaison"], files=[people.pdf("区")])
    district = accept(cast, Obligation.objects.get(pk=district.pk))
    return {"accepted": accepted, "returned": returned, "district": district}


def accept(cast, duty):
    """Accepted by the reviewer, with a word on what the machine asks to look at."""
    return review(duty.current, "accept", by=cast["reviewer"], note="已核对原件。")


def recheck_of(drawn, duty):
    """The second look at that duty."""
    return drawn.rechecks.get(review__submission__obligation=duty)
