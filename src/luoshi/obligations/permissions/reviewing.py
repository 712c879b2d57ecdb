"""Who organises reviewing, and who sees how it is organised: the people of the office itself."""

from django.db.models import QuerySet

from luoshi.accounts.models import Unit
from luoshi.kit.access import permission, visibility
from luoshi.kit.actor import Actor
from luoshi.obligations.models import Recheck, RecheckRound, ReturnReason, ReviewShare, Revocation

# Which 身份 of an office see its review desk from the inside.
INSIDE = ("obligations.review", "obligations.revoke", "obligations.organise")


@permission("obligations.organise")
def may_organise(actor: Actor, office: Unit) -> bool:
    """Who shares out the reviewing of an office and draws its samples."""
    return actor.reaches("obligations.organise", office.path)


@permission("obligations.change_reasons")
def may_change_reasons(actor: Actor, reason: ReturnReason) -> bool:  # noqa: ARG001 - the reasons are one for all
    """The coded reasons are the same in all offices, so the one at the head keeps them."""
    return actor.is_system or (actor.holds("obligations.organise") and is_at_the_head(actor))


def is_at_the_head(actor: Actor) -> bool:
    """Whether the actor's unit has none above it: its path is its own number alone."""
    return actor.unit_path.count("/") == 1


@visibility(ReturnReason, permission="obligations.change_reasons")
def reasons_to_change(actor: Actor) -> QuerySet[ReturnReason]:
    """The same for a list."""
    reasons = ReturnReason.objects.all()
    return reasons if may_change_reasons(actor, ReturnReason()) else reasons.none()


def is_inside(actor: Actor, office_id: int) -> bool:
    """Whether the actor works at the review desk of this office."""
    return actor.is_system or (office_id == actor.unit_id and any(actor.holds(name) for name in INSIDE))


@permission("obligations.view_share")
def may_view_share(actor: Actor, share: ReviewShare) -> bool:
    """The office's own people."""
    return is_inside(actor, share.office_id)


@visibility(ReviewShare, permission="obligations.view_share")
def shares_visible_to(actor: Actor) -> QuerySet[ReviewShare]:
    """The same for a list."""
    shares = ReviewShare.objects.select_related("category", "first", "substitute")
    if actor.is_system:
        return shares
    return shares.filter(office=actor.unit_id or 0) if is_inside(actor, actor.unit_id or 0) else shares.none()


@permission("obligations.view_round")
def may_view_round(actor: Actor, drawn: RecheckRound) -> bool:
    """The office's own people."""
    return is_inside(actor, drawn.office_id)


@visibility(RecheckRound, permission="obligations.view_round")
def rounds_visible_to(actor: Actor) -> QuerySet[RecheckRound]:
    """The same for a list."""
    rounds = RecheckRound.objects.select_related("office")
    if actor.is_system:
        return rounds
    return rounds.filter(office=actor.unit_id or 0) if is_inside(actor, actor.unit_id or 0) else rounds.none()


@permission("obligations.recheck")
def may_recheck(actor: Actor, recheck: Recheck) -> bool:
    """Another reviewer of the office than the one who judged, without a membership in the unit."""
    review = recheck.review
    obligation = review.submission.obligation
    another = review.reviewer_id != actor.user_id and obligation.unit_id not in actor.member_of
    return another and actor.holds("obligations.review") and recheck.round.office_id == actor.unit_id


@permission("obligations.view_recheck")
def may_view_recheck(actor: Actor, recheck: Recheck) -> bool:
    """Who sees the round."""
    return may_view_round(actor, recheck.round)


@visibility(Recheck, permission="obligations.view_recheck")
def rechecks_visible_to(actor: Actor) -> QuerySet[Recheck]:
    """The same for a list."""
    rechecks = Recheck.objects.select_related("round", "review__submission__obligation__unit")
    return rechecks.filter(round__in=rounds_visible_to(actor).values("pk"))


@permission("obligations.view_revocation")
def may_view_revocation(actor: Actor, revocation: Revocation) -> bool:
    """Within the office; the unit learns of it when it is decided, on the duty itself."""
    return is_inside(actor, revocation.submission.obligation.plan.unit_id)


@visibility(Revocation, permission="obligations.view_revocation")
def revocations_visible_to(actor: Actor) -> QuerySet[Revocation]:
    """The same for a list."""
    found = Revocation.objects.select_related("submission__obligation__unit", "submission__obligation__deliverable")
    if actor.is_system:
        return found
    if not is_inside(actor, actor.unit_id or 0):
        return found.none()
    return found.filter(submission__obligation__plan__unit=actor.unit_id or 0)
