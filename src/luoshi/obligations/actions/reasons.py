"""Keeping the coded reasons for returning: what is changed becomes the next version, what was used stays as it was."""

from __future__ import annotations

import re

from django.db import transaction
from django.db.models import Max

from luoshi.audit.writer import record
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.models import ReturnReason
from luoshi.obligations.reasons import Wording, wording_of

CODE = re.compile(r"[a-z][a-z0-9_]{1,19}")


def add_reason(code: str, wording: Wording, *, by: Actor) -> ReturnReason:
    """A new reason at the end of the list; a code that was retired comes back as its next version."""
    _check(by)
    with transaction.atomic():
        reasons = wording.reasons_against()
        if not CODE.fullmatch(code):
            reasons.append("代码用 2 到 20 个小写字母、数字或下划线，以字母开头，如 no_seal。")
        if ReturnReason.objects.filter(code=code, valid=True).exists():
            reasons.append(f"代码“{code}”已在用。请换一个代码，或者修改那一条。")
        if reasons:
            raise Refused(*reasons)
        last = ReturnReason.objects.aggregate(order=Max("order"))["order"] or 0
        return _write(code, wording, order=last + 1, by=by, action="add_reason", label="增加退回理由")


def change_reason(reason: ReturnReason, wording: Wording, *, by: Actor) -> ReturnReason:
    """The next version of the reason in its place; verdicts that used the one before keep it."""
    _check(by)
    with transaction.atomic():
        reasons = wording.reasons_against()
        if wording == wording_of(reason):
            reasons.append("没有改动。")
        if reasons:
            raise Refused(*reasons)
        if not ReturnReason.objects.filter(pk=reason.pk, valid=True).update(valid=False):
            raise Refused("这条理由刚被改过或者停用。请回到列表，看过现在的写法再改。")
        return _write(reason.code, wording, order=reason.order, by=by, action="change_reason", label="修改退回理由")


def retire_reason(reason: ReturnReason, *, by: Actor) -> ReturnReason:
    """Offer the reason no more; verdicts that used it keep it."""
    _check(by)
    with transaction.atomic():
        if not ReturnReason.objects.filter(pk=reason.pk, valid=True).update(valid=False):
            raise Refused("这条理由刚被改过或者停用。请回到列表看最新状态。")
        record("obligations.retire_reason", by=by, label="停用退回理由", subject=reason.ref, note=str(reason))
    return ReturnReason.objects.get(pk=reason.pk)


def move_reason(reason: ReturnReason, *, by: Actor, up: bool) -> list[ReturnReason]:
    """Put the reason one place up or down among those in use; returns them in their new order."""
    _check(by)
    with transaction.atomic():
        listed = list(ReturnReason.objects.select_for_update(no_key=True).filter(valid=True))
        if reason not in listed:
            raise Refused("这条理由刚被改过或者停用。请回到列表看最新状态。")
        here = listed.index(reason)
        there = here - 1 if up else here + 1
        if not 0 <= there < len(listed):
            raise Refused("已经排在最前面。" if up else "已经排在最后面。")
        listed[here], listed[there] = listed[there], listed[here]
        for order, one in enumerate(listed, start=1):
            one.order = order
        ReturnReason.objects.bulk_update(listed, ["order"])
        record(
            "obligations.move_reason", by=by, label="上移退回理由" if up else "下移退回理由", subject=reason.ref,
            note=str(reason),
        )  # fmt: skip
    return listed


def _write(code: str, wording: Wording, *, order: int, by: Actor, action: str, label: str) -> ReturnReason:  # noqa: PLR0913
    last = ReturnReason.objects.filter(code=code).aggregate(version=Max("version"))["version"] or 0
    made = ReturnReason.objects.create(
        code=code, version=last + 1, label=wording.label.strip(), advice=wording.advice.strip(),
        counts_as_submitted=wording.counts_as_submitted, source=wording.source.strip(), order=order,
    )  # fmt: skip
    record(f"obligations.{action}", by=by, label=label, subject=made.ref, note=str(made), details=made.frozen())
    return made


def _check(by: Actor) -> None:
    if not by.may("obligations.change_reasons", ReturnReason()):
        raise Forbidden("退回理由各级共用，由最上级办公室的管理员维护。")
