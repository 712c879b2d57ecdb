"""Writes of obligations that are more than a move: issuing a plan, handing in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.core.files.base import File
from django.db import transaction

from luoshi.files.checks import EVIDENCE
from luoshi.files.intake import take_in
from luoshi.files.models import Blob
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.models import Evidence, Obligation, Submission
from luoshi.obligations.queries import Coverage, count
from luoshi.plans.models import Plan
from luoshi.plans.queries import assignments
from luoshi.workflow.engine import create, take


def issue_plan(plan: Plan, *, by: Actor) -> Coverage:
    """Issue the plan and create an obligation for each row and unit; one transaction, one act.

    The act carries the counts and a digest over the list, so that the list can be checked later.
    """
    with transaction.atomic():
        made = assignments(plan)
        counts = count(plan, made)
        listed = "\n".join(f"{a.unit.name}\t{a.deliverable.material}\t{a.deliverable.due}\t{a.applies}" for a in made)
        digest = hashlib.sha256(listed.encode()).hexdigest()
        take(plan, "issue", by=by, details={"counts": counts.as_dict(), "digest": digest})
        S = Obligation.State
        create(
            [
                Obligation(
                    plan=plan,
                    deliverable=a.deliverable,
                    unit=a.unit,
                    due=a.due,
                    state=S.PENDING if a.applies else S.NOT_APPLICABLE,
                    applicability=a.reason,
                )
                for a in made
            ]
        )
    return counts


def hand_in(  # noqa: PLR0913 - a submission has that many parts
    obligation: Obligation,
    *,
    by: Actor,
    files: Sequence[File[bytes]] = (),
    links: Sequence[str] = (),
    keep: Sequence[Evidence] = (),
    statement: str = "",
) -> Submission:
    """Hand in files, links and evidence kept from the version before, as one new version with a receipt.

    Raises Refused with every reason there is; then nothing was handed in.
    """
    if not by.may("obligations.submit", obligation):
        raise Forbidden("您的身份不能报送这项任务。")
    blobs = _take_all_in(files, by=by)
    with transaction.atomic():
        last = obligation.submissions.order_by("-version").first()
        draft = Submission.objects.create(
            obligation=obligation,
            version=last.version + 1 if last else 1,
            statement=statement,
            submitted_by=by.name,
        )
        parts = [Evidence(blob=e.blob, name=e.name, url=e.url) for e in keep]
        parts += [Evidence(blob=blob, name=name) for blob, name in blobs]
        parts += [Evidence(url=link, name=link[:255]) for link in links]
        for order, part in enumerate(parts, start=1):
            part.submission, part.order = draft, order
        Evidence.objects.bulk_create(parts)
        take(obligation, "submit", by=by)
    return Submission.objects.get(pk=draft.pk)


def review(submission: Submission, verdict: str, *, by: Actor, note: str = "") -> Obligation:
    """Accept or return the version that the reviewer has seen (`verdict` is the name of the move).

    Raises Refused where the unit has handed in another version since, or withdrawn this one.
    """
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update().get(pk=submission.obligation_id)
        if obligation.state == Obligation.State.SUBMITTED and obligation.current != submission:
            raise Refused("单位已撤回这一件，换了材料重新报送。请看过新的材料再审。")
        return take(obligation, verdict, by=by, note=note)


def _take_all_in(files: Sequence[File[bytes]], *, by: Actor) -> list[tuple[Blob, str]]:
    """Take every file in, or tell of every one that cannot be; what was good is kept and costs nothing again."""
    taken: list[tuple[Blob, str]] = []
    reasons: list[str] = []
    for file in files:
        try:
            taken.append((take_in(file, by=by, allowed=EVIDENCE), str(file.name)[:255]))
        except Refused as refused:
            reasons += refused.reasons
    if reasons:
        raise Refused(*reasons)
    return taken
