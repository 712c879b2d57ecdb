"""The one writer of the audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from luoshi.audit.chain import GENESIS, digest
from luoshi.audit.models import Entry, Head
from luoshi.kit import clock
from luoshi.kit.actor import Actor


def record(  # noqa: PLR0913 - an entry has that many parts
    action: str,
    *,
    by: Actor,
    label: str,
    subject: str,
    before: str = "",
    after: str = "",
    note: str = "",
    details: Mapping[str, Any] | None = None,
    batch: str = "",
    kind: str = Entry.Kind.ACT,
) -> Entry:
    """Append one entry inside the caller's transaction; the number comes from the head, so no gap on rollback."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry is written in the transaction of what it records")
    Head.objects.get_or_create(pk=1, defaults={"digest": GENESIS})
    head = Head.objects.select_for_update(no_key=True).get(pk=1)
    entry = Entry(
        sequence=head.sequence + 1,
        at=clock.now(),
        kind=kind,
        action=action,
        label=label,
        subject=subject,
        before=before,
        after=after,
        note=note,
        details=dict(details or {}),
        batch=batch,
        actor_id=by.user_id,
        actor_name=by.name,
        actor_role=by.role_label,
        unit_id=by.unit_id,
        unit_name=by.unit_name,
        address=by.address,
        previous=head.digest,
    )
    entry.digest = digest(entry)
    entry.save(force_insert=True)
    Head.objects.filter(pk=1).update(sequence=entry.sequence, digest=entry.digest)
    return entry


def record_access(action: str, *, by: Actor, label: str, subject: str = "", note: str = "") -> Entry:
    """Append one access entry in a transaction of its own."""
    with transaction.atomic():
        return record(action, by=by, label=label, subject=subject, note=note, kind=Entry.Kind.ACCESS)
