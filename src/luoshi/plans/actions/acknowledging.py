"""签收: units sign for a plan or an amendment of it, the office reminds those that have not."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.plans.models import Acknowledgement, Plan


def acknowledge(acknowledgement: Acknowledgement, *, by: Actor) -> Acknowledgement:
    """Sign for it, once; the time and the name stay."""
    if not by.may("plans.acknowledge", acknowledgement):
        raise Forbidden("签收由本单位的联络员、单位负责人或者单位管理员办理。")
    with transaction.atomic():
        # The condition makes the second of two clicks lose.
        still_open = Acknowledgement.objects.filter(pk=acknowledgement.pk, signed_at=None)
        if not still_open.update(signed_at=clock.now(), signed_by=by.name):
            signed = Acknowledgement.objects.get(pk=acknowledgement.pk)
            raise Refused(f"本单位已由{signed.signed_by}签收，不用再签。")
        record(
            "plans.acknowledge", by=by, label="签收", subject=acknowledgement.ref,
            details={"plan": acknowledgement.plan.ref, "of": (acknowledgement.amendment or acknowledgement.plan).ref},
        )  # fmt: skip
    return Acknowledgement.objects.get(pk=acknowledgement.pk)


def remind(plan: Plan, *, by: Actor) -> int:
    """Remind every unit that has something of this plan to sign for, each at most once a day; how many units."""
    if not by.may("plans.manage", plan):
        raise Forbidden("您的身份不能提醒签收。")
    with transaction.atomic():
        waiting = Acknowledgement.objects.filter(plan=plan, signed_at=None)
        if not waiting.exists():
            raise Refused("各单位都已签收，不用提醒。")
        midnight = timezone.make_aware(datetime.combine(clock.today(), time.min))
        due = waiting.filter(Q(reminded_at=None) | Q(reminded_at__lt=midnight))
        units = sorted(set(due.values_list("unit__short_name", flat=True)))
        if not units:
            raise Refused("今天已经提醒过。还没有签收的，明天可以再提醒。")
        due.update(reminded_at=clock.now())
        record("plans.remind", by=by, label=f"提醒 {len(units)} 家单位签收", subject=plan.ref, details={"units": units})
    return len(units)
