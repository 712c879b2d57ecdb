"""Pages: proposing a good submission as an example, the example itself, and its files."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.audit.queries import history_lines
from luoshi.files.models import Blob
from luoshi.files.serve import serve, serve_page
from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent
from luoshi.obligations.actions.samples import propose_sample
from luoshi.obligations.forms.asking import SampleForm
from luoshi.obligations.models import Evidence, Sample, Submission
from luoshi.obligations.proof import frozen_facts
from luoshi.obligations.samples import is_exemplary, reasons_against_proposing
from luoshi.workflow.engine import options


@require_http_methods(["GET", "POST"])
def sample_propose(request: Request, public_id: str) -> HttpResponse:
    """Say why it is good, and the unit is asked."""
    submission = get_visible(Submission, request.actor, public_id)
    duty = submission.obligation
    if not request.actor.may("obligations.guide", duty.plan):
        raise Forbidden("样例由方案制发单位的办公室管理员、审核人员推荐。")
    if reasons := reasons_against_proposing(submission):
        messages.error(request, reasons[0])
        return redirect(duty)
    form = SampleForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = propose_sample(submission, by=request.actor, why=form.cleaned_data["why"])
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("why", reason)
        else:
            messages.success(request, f"已征求{duty.unit.short_name}的意见，同意后其他单位才看得到。")
            return redirect(made)
    page = {"submission": submission, "obligation": duty, "form": form}
    return render(request, "obligations/sample_propose.html", page, status=422 if form.errors else 200)


@require_safe
def sample_detail(request: Request, public_id: str) -> HttpResponse:
    """What was handed in, why it is good, and what may be done with it."""
    sample = get_visible(Sample, request.actor, public_id)
    evidence = list(sample.submission.evidence.select_related("blob"))
    inside = request.actor.may("obligations.view", sample.submission.obligation)
    page = {
        "sample": sample,
        "submission": sample.submission,
        "obligation": sample.submission.obligation,
        "evidence": evidence,
        "frozen": frozen_facts(evidence, actor=request.actor),
        "options": options(sample, by=request.actor),
        "is_exemplary": is_exemplary(sample.submission),
        "inside": inside,
        "history": history_lines(sample) if inside else [],
    }
    return render(request, "obligations/sample_detail.html", page)


@require_safe
def sample_file(request: Request, public_id: str, piece: str) -> FileResponse:
    """A file of the example."""
    sample, evidence, blob = _piece(request, public_id, piece)
    return serve(blob, name=evidence.name, by=request.actor, subject=sample.ref)


@require_safe
def sample_page(request: Request, public_id: str, piece: str, number: int) -> FileResponse:
    """One page of it as an image."""
    try:
        return serve_page(_piece(request, public_id, piece)[2], number)
    except Refused as refused:
        raise Http404 from refused


def _piece(request: Request, public_id: str, piece: str) -> tuple[Sample, Evidence, Blob]:
    """The piece of this very sample; that of another submission is not there, whoever may see it elsewhere."""
    sample = get_visible(Sample, request.actor, public_id)
    evidence = sample.submission.evidence.select_related("blob").filter(public_id=piece).first()
    if evidence is None or evidence.blob is None:
        raise Http404
    return sample, evidence, evidence.blob
