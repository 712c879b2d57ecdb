"""Sharing out the reviewing of an office: who has which category of units."""

from __future__ import annotations

from django.db import transaction

from luoshi.accounts.models import Unit, UnitCategory, User
from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.models import ReviewShare
from luoshi.obligations.shares import reviewers_of


def set_share(office: Unit, category: UnitCategory, *, by: Actor, first: User, substitute: User | None) -> ReviewShare:
    """Give the category to these reviewers of the office, in place of whoever had it; it holds at once."""
    if not by.may("obligations.organise", office):
        raise Forbidden("审核分工由本办公室的管理员设定。")
    chosen = [first, *([substitute] if substitute else [])]
    with transaction.atomic():
        known = {reviewer.pk for reviewer in reviewers_of(office.pk)}
        reasons = [f"{one.name}现在不是本办公室的审核人员。请改选一位。" for one in chosen if one.pk not in known]
        if first == substitute:
            reasons.append("A 角和 B 角要是两个人。请改选一位，或者不设 B 角。")
        if ReviewShare.objects.filter(office=office, category=category, first=first, substitute=substitute).exists():
            reasons.append(f"“{category.name}”的分工没有改动。")
        if reasons:
            raise Refused(*reasons)
        told = {"first": first, "substitute": substitute, "set_at": clock.now(), "set_by": by.name}
        share, _ = ReviewShare.objects.update_or_create(office=office, category=category, defaults=told)
        words = f"A 角{first.name}" + (f"，B 角{substitute.name}" if substitute else "")
        record(
            "obligations.set_share", by=by, label=f"设定审核分工：{category.name}"[:60], subject=share.ref, note=words,
            details={"category": category.name, "people": [one.name for one in chosen]},
        )  # fmt: skip
    return share


def clear_share(office: Unit, category: UnitCategory, *, by: Actor) -> None:
    """The category is everybody's again: all reviewers of the office."""
    if not by.may("obligations.organise", office):
        raise Forbidden("审核分工由本办公室的管理员设定。")
    with transaction.atomic():
        share = ReviewShare.objects.select_for_update(no_key=True).filter(office=office, category=category).first()
        if share is None:
            raise Refused(f"“{category.name}”现在没有分工，由全部审核人员审核。")
        ref = share.ref
        share.delete()
        record("obligations.clear_share", by=by, label=f"取消审核分工：{category.name}"[:60], subject=ref)
