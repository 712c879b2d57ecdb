"""Reads for who organises reviewing: the shares with what stands against them, and the overview."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from luoshi.accounts.models import Membership, Unit, UnitCategory, User
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.obligations.models import Obligation, ReturnReason, ReviewShare
from luoshi.obligations.queries.rechecking import Agreement, rechecks_to_do, round_lines
from luoshi.obligations.queries.revoking import revocations, revocations_to_decide
from luoshi.obligations.shares import reviewers_of


@dataclass(frozen=True)
class ShareLine:
    """A category of units that the office's plans concern: its share, what waits, and what to look at."""

    category: UnitCategory
    units: int
    waiting: int
    share: ReviewShare | None
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Shares:
    """All categories, the reviewers there are, and what waits of units without a category."""

    lines: list[ShareLine]
    reviewers: list[User]
    elsewhere: int

    @property
    def shared(self) -> int:
        """How many categories are shared out."""
        return sum(1 for line in self.lines if line.share)

    @property
    def waiting(self) -> int:
        """What waits in all categories and outside them."""
        return self.elsewhere + sum(line.waiting for line in self.lines)

    @property
    def warned(self) -> int:
        """How many categories have something to look at."""
        return sum(1 for line in self.lines if line.warnings)


def shares_of(office: Unit) -> Shares:
    """The shares of the office; five queries, whatever the number of categories and units."""
    duties = Obligation.objects.filter(plan__unit=office).exclude(unit=office).order_by()
    waiting = Count("pk", filter=Q(state=Obligation.State.SUBMITTED))
    counted: dict[int | None, tuple[int, int]] = {
        row["unit__category"]: (row["units"], row["waiting"])
        for row in duties.values("unit__category").annotate(units=Count("unit", distinct=True), waiting=waiting)
    }
    shares = {
        share.category_id: share
        for share in ReviewShare.objects.filter(office=office).select_related("category", "first", "substitute")
    }
    reviewers = reviewers_of(office.pk)
    belonging = _belonging(office, reviewers)
    categories = UnitCategory.objects.filter(pk__in=[pk for pk in {*counted, *shares} if pk is not None])
    lines = [
        ShareLine(
            category,
            *counted.get(category.pk, (0, 0)),
            shares.get(category.pk),
            tuple(_warnings(shares.get(category.pk), reviewers, belonging.get(category.pk, {}))),
        )
        for category in categories
    ]
    return Shares(lines, reviewers, counted.get(None, (0, 0))[1])


def _belonging(office: Unit, reviewers: list[User]) -> dict[int | None, dict[str, set[int]]]:
    """By category, the units with duties of this office of which reviewers are members: short name → who."""
    owing = Unit.objects.filter(obligations__plan__unit=office).exclude(pk=office.pk)
    found: dict[int | None, dict[str, set[int]]] = {}
    held = Membership.objects.valid_on(clock.today()).filter(user__in=[one.pk for one in reviewers], unit__in=owing)
    for one in held.select_related("unit"):
        found.setdefault(one.unit.category_id, {}).setdefault(one.unit.short_name, set()).add(one.user_id)
    return found


def _warnings(share: ReviewShare | None, reviewers: list[User], units: dict[str, set[int]]) -> list[str]:
    """What the manager should know of a category: who has left, and which units somebody cannot judge."""
    known = {one.pk for one in reviewers}
    told = []
    people = [one for one in (share.first, share.substitute) if one] if share else []
    able = [one for one in people if one.pk in known]
    for one in people:
        if one not in able:
            told.append(f"{one.name}现在不是本办公室的审核人员，请改设。")
    if people and not able:
        told.append(
            "两人都不能审，这一类现在由全部审核人员审核。" if len(people) > 1 else "这一类现在由全部审核人员审核。"
        )
    for unit, members in units.items():
        if known and not known - members:
            told.append(f"审核人员都是{unit}的人员，这家没有人能审。请增加一名审核人员。")
        elif able:
            told += _who_instead(unit, members, able)
    return told


def _who_instead(unit: str, members: set[int], able: list[User]) -> list[str]:
    torn = [one.name for one in able if one.pk in members]
    left = [one.name for one in able if one.pk not in members]
    if not torn:
        return []
    by = f"由{left[0]}审核" if left else "由其他审核人员审核"
    return [f"{'、'.join(torn)}是{unit}的人员，这家{by}。"]


@dataclass(frozen=True)
class Overview:
    """Where the parts of reviewing stand, for whoever opens their common page."""

    shares: Shares
    reasons: int
    void: int
    rounds: int
    agreement: Agreement
    to_recheck: int
    open_revocations: int
    to_decide: int


def overview(office: Unit, actor: Actor) -> Overview:
    """One line for each part."""
    reasons = list(ReturnReason.objects.filter(valid=True).only("counts_as_submitted"))
    lines, total = round_lines(actor)
    return Overview(
        shares_of(office),
        len(reasons),
        sum(1 for reason in reasons if not reason.counts_as_submitted),
        len(lines),
        total,
        rechecks_to_do(actor).count(),
        revocations(actor).filter(agreed=None).count(),
        revocations_to_decide(actor).count(),
    )
