"""Pages: the receipt, and the evidence that was handed in."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luoshi.files.serve import serve, serve_page
from luoshi.kit.access import get_visible
from luoshi.kit.errors import Refused
from luoshi.kit.request import Request
from luoshi.obligations.models import Evidence, Submission
from luoshi.obligations.proof import frozen_facts
from luoshi.obligations.queries.submission import handed_in_together
from luoshi.obligations.receipts import receipt_lines
from luoshi.workflow.engine import options


@require_safe
def receipt_detail(request: Request, public_id: str) -> HttpResponse:
    """The receipt: number, time, content, what happens next, and how its digest is computed; a draft has none."""
    submission = get_visible(Submission, request.actor, public_id)
    if submission.submitted_at is None:
        raise Http404
    obligation, evidence = submission.obligation, list(submission.evidence.select_related("blob"))
    moves = {one.move.name: one.move for one in options(obligation, by=request.actor) if not one.reasons}
    is_last = obligation.current == submission
    page = {
        "submission": submission,
        "lines": receipt_lines(submission),
        "evidence": evidence,
        "frozen": frozen_facts(evidence, actor=request.actor),
        "together": handed_in_together(submission, by=request.actor),
        "withdraw": (moves.get("withdraw") or moves.get("withdraw_correction")) if is_last else None,
        "may_submit": request.actor.may("obligations.submit", obligation),
    }
    return render(request, "obligations/receipt_detail.html", page)


@require_safe
def evidence_file(request: Request, public_id: str) -> FileResponse:
    """The original file of a piece of evidence."""
    evidence = get_visible(Evidence, request.actor, public_id)
    if evidence.blob is None:
        raise Http404
    return serve(evidence.blob, name=evidence.name, by=request.actor, subject=evidence.ref)


@require_safe
def evidence_page(request: Request, public_id: str, number: int) -> FileResponse:
    """One page of a piece of evidence as an image."""
    evidence = get_visible(Evidence, request.actor, public_id)
    if evidence.blob is None:
        raise Http404
    try:
        return serve_page(evidence.blob, number)
    except Refused as refused:
        raise Http404 from refused
