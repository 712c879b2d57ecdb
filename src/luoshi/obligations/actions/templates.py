"""Blank forms and models (模板) that an office offers for a row of its plan."""

from __future__ import annotations

from django.core.files.base import File
from django.db import transaction

from luoshi.audit.writer import record
from luoshi.files.checks import TEMPLATE
from luoshi.files.intake import take_in
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.models import FormTemplate
from luoshi.plans.models import Deliverable, Plan


def add_template(row: Deliverable, upload: File[bytes], *, by: Actor) -> FormTemplate:
    """Offer a file for a row of an issued plan; every unit that owes the row can download it."""
    plan = row.table.plan
    if not by.may("obligations.guide", plan):
        raise Forbidden("模板由方案制发单位的办公室管理员、审核人员上传。")
    if plan.state != Plan.State.ISSUED or row.dropped:
        raise Refused("方案下达以后才能给它的任务附模板。")
    blob = take_in(upload, by=by, allowed=TEMPLATE)
    with transaction.atomic():
        Deliverable.objects.select_for_update(no_key=True).get(pk=row.pk)
        if row.templates.filter(blob=blob, removed_at=None).exists():
            raise Refused("这份模板已经附上了，不用再传。")
        made = FormTemplate.objects.create(
            deliverable=row, blob=blob, name=str(upload.name)[:255], added_at=clock.now(), added_by=by.name
        )
        record(
            "obligations.add_template", by=by, label=f"附模板“{made.name}”"[:60], subject=row.ref,
            details={"template": made.ref, "sha256": blob.sha256},
        )  # fmt: skip
    return made


def remove_template(template: FormTemplate, *, by: Actor) -> None:
    """Offer it no more; that it was offered stays on record."""
    row = template.deliverable
    if not by.may("obligations.guide", row.table.plan):
        raise Forbidden("模板由方案制发单位的办公室管理员、审核人员撤下。")
    with transaction.atomic():
        if not FormTemplate.objects.filter(pk=template.pk, removed_at=None).update(removed_at=clock.now()):
            raise Refused("这份模板已经撤下。")
        record(
            "obligations.remove_template", by=by, label=f"撤下模板“{template.name}”"[:60], subject=row.ref,
            details={"template": template.ref},
        )  # fmt: skip
