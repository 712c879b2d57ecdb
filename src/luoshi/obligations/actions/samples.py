"""Proposing what a unit handed in as a good example (优秀样例); the unit consents by a move."""

from __future__ import annotations

from django.db import transaction

from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.obligations.models import Obligation, Sample, Submission
from luoshi.obligations.samples import reasons_against_proposing
from luoshi.workflow.engine import create


def propose_sample(submission: Submission, *, by: Actor, why: str) -> Sample:
    """Ask the unit whether the others may see this version; raises Refused with all reasons."""
    duty = submission.obligation
    if not by.may("obligations.guide", duty.plan):
        raise Forbidden("样例由方案制发单位的办公室管理员、审核人员推荐。")
    with transaction.atomic():
        Obligation.objects.select_for_update(no_key=True).get(pk=duty.pk)
        if reasons := reasons_against_proposing(submission) + ([] if why.strip() else ["请写明好在哪里。"]):
            raise Refused(*reasons)
        made = Sample(
            submission=submission, deliverable_id=duty.deliverable_id, why=why.strip(), asked_at=clock.now(),
            asked_by=by.name,
        )  # fmt: skip
        create([made])
        record(
            "obligations.propose_sample", by=by, label="征求作为优秀样例", subject=made.ref, note=made.why,
            details={"submission": submission.ref, "obligation": duty.ref},
        )  # fmt: skip
    return Sample.objects.get(public_id=made.public_id)
