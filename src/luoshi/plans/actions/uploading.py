"""From a document to a draft; and the signed document of a plan."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.db import transaction

from luoshi.accounts.models import Unit
from luoshi.audit.writer import record
from luoshi.files.checks import PLAN, SIGNED
from luoshi.files.disk import path_of
from luoshi.files.intake import take_in
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.plans.matching import Matcher
from luoshi.plans.models import Plan
from luoshi.plans.queries.current import previous_for
from luoshi.plans.queries.tree import superior_for
from luoshi.plans.snapshots import write_tables
from luoshi.reading import Unreadable, read
from luoshi.reading.model import Draft
from luoshi.reading.paper import paper_of

# Words of an item, and the fact that proves it: our own proposals, to be seen and changed on the confirm page.
FACT_PROPOSALS = (("制定年度实施方案", "plans.issued"), ("制定本单位年度实施方案", "plans.issued"))


def upload_plan(upload: File[bytes], *, unit: Unit, by: Actor) -> Plan:
    """Keep the document, read it and make the draft as read; raises Refused where it cannot be read."""
    if not by.reaches("plans.manage", unit.path):
        raise Forbidden("您的身份不能上传本单位的方案。")
    name = str(upload.name or "")
    blob = take_in(upload, by=by, allowed=PLAN)
    try:
        draft = read(path_of(blob.sha256).read_bytes(), name)
    except Unreadable as error:
        raise Refused(str(error)) from error
    reading = draft.as_dict() | {"paper": paper_of(draft)}
    with transaction.atomic():
        plan = Plan.objects.create(
            unit=unit,
            title=(draft.plan_title or draft.title or name)[:300],
            doc_number=(draft.doc_number or "")[:100],
            issuer=(draft.issuer or "")[:200],
            year=draft.year,
            basis="、".join(draft.based_on)[:300],
            superior=superior_for(unit, draft.year) if draft.year else None,
            previous=previous_for(unit, draft.year) if draft.year else None,
            source=blob,
            source_name=name[:255],
            reading=reading,
            created_at=clock.now(),
        )
        tables = _tables(draft, within=unit)
        write_tables(plan, tables)
        rows = sum(len(table["rows"]) for table in tables)
        record(
            "plans.upload_plan",
            by=by,
            label="上传方案",
            subject=plan.ref,
            after=plan.state,
            details={"file": blob.sha256, "name": name, "rows": rows},
        )
    return plan


def attach_signed(plan: Plan, upload: File[bytes], *, by: Actor) -> Plan:
    """Attach the signed PDF to a draft or an issued plan; one that is attached is replaced, and the act names both."""
    if not by.may("plans.manage", plan):
        raise Forbidden("您的身份不能给这份方案附签发件。")
    blob = take_in(upload, by=by, allowed=SIGNED)
    with transaction.atomic():
        fresh = Plan.objects.select_for_update(of=("self",), no_key=True).select_related("signed").get(pk=plan.pk)
        if fresh.state == Plan.State.DISCARDED:
            raise Refused("这份方案已废弃，不能再附签发件。")
        before = fresh.signed.sha256 if fresh.signed else ""
        if before == blob.sha256:
            raise Refused("这份签发件已经附上，不用再附。")
        fresh.signed, fresh.signed_name = blob, str(upload.name or "")[:255]
        fresh.save(update_fields=["signed", "signed_name"])
        record(
            "plans.attach_signed",
            by=by,
            label="更换签发件" if before else "附签发件",
            subject=fresh.ref,
            details={"file": blob.sha256, "name": fresh.signed_name, "replaced": before},
        )
    return fresh


def _tables(draft: Draft, *, within: Unit) -> list[dict[str, Any]]:
    """The task tables of a draft as snapshots, with units and categories matched to those on record."""
    tasks = [table for table in draft.tables if table.kind == "tasks"]
    matcher = Matcher({unit.name for table in tasks for row in table.rows for unit in row.units}, within=within)
    found = []
    for order, table in enumerate(tasks, start=1):
        category = matcher.category(table.category or "")
        found.append(
            {
                "order": order,
                "name": table.name[:200],
                "category_name": (table.category or "")[:100],
                "category_id": category.pk if category else None,
                "rows": [_row(number, row.as_dict(), matcher) for number, row in enumerate(table.rows, start=1)],
            }
        )
    return found


# What the sheet to fill in gives as examples begins with this word; left as they are, they are nobody's duty.
EXAMPLE = "示例："


def _row(order: int, row: dict[str, Any], matcher: Matcher) -> dict[str, Any]:
    deadline, matched = row["deadline"], matcher.row(row["units"])
    flags = list(row["flags"])
    for name in matched.unknown:
        words = f"原文的责任单位“{name}”没有对上单位名单，请在本行选择责任单位。"
        flags.append({"code": "unmatched-unit", "message": words, "source": row["source"]})
    is_example = row["item"].startswith(EXAMPLE)
    if is_example:
        words = "这是样表的示例行，已不作为任务。要用的，改写后恢复为任务。"
        flags.append({"code": "example-row", "message": words, "source": row["source"]})
    return {
        "order": order,
        "ordinal": (row["ordinal"] or "")[:20],
        "item": (row["item"] or "")[:200],
        "material": row["material"] or "",
        "note": row["note"],
        "deadline_text": deadline["text"][:200],
        "deadline_rule": deadline["rule"][:200],
        "due": deadline["due"],
        "condition": (row["condition"] or "")[:200],
        "printed_units": row["units"],
        "fact_keys": sorted({key for words, key in FACT_PROPOSALS if words in row["item"]}),
        "any_of": row["any_of"],
        "inherited": row["inherited"],
        "flags": flags,
        "source": row["source"],
        "dropped": is_example,
        "categories": [category.pk for category in matched.categories],
        "named": [[unit.pk, part] for unit, part in matched.units],
    }
