"""Pages: a unit's list, one obligation, handing in, receipt, evidence."""

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.files.serve import serve, serve_page
from luoshi.kit.access import get_visible, visible_to
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.forms.submission import SubmissionForm
from luoshi.obligations.kinds import asked_kinds
from luoshi.obligations.models import Evidence, Obligation, Submission
from luoshi.obligations.proof import frozen_facts, proofs_of
from luoshi.obligations.queries.duties import duty_list, history_of, last_returns, moved_date
from luoshi.obligations.receipts import receipt_lines
from luoshi.workflow.engine import move_of, options


@require_safe
def obligation_list(request: Request) -> HttpResponse:
    """The own unit's obligations by due date, what came back on top."""
    mine = visible_to(Obligation, request.actor).filter(unit=request.actor.unit_id)
    words = request.GET.get("q", "").strip()
    if words:
        mine = mine.filter(Q(deliverable__material__icontains=words) | Q(deliverable__item__icontains=words))
    duties = duty_list(mine)
    proofs = proofs_of([*duties.returned, *duties.owed])
    proven = next((pk for pk, proof in proofs.items() if proof.suffices), None)
    first = duties.owed[0].pk if duties.owed and not duties.returned else None
    page = {"duties": duties, "reasons": last_returns(duties.returned), "words": words, "proofs": proofs}
    page["primary"] = proven or first
    return render(request, "obligations/obligation_list.html", page)


@require_safe
def obligation_detail(request: Request, public_id: str) -> HttpResponse:
    """One obligation: what is owed, what was handed in, what was said, what happened."""
    obligation = get_visible(Obligation, request.actor, public_id)
    submissions = obligation.submissions.filter(submitted_at__isnull=False).prefetch_related("evidence__blob")
    submissions = submissions.prefetch_related("reviews").order_by("-version")
    history = history_of(obligation)
    page = {
        "obligation": obligation,
        "submissions": submissions,
        "frozen": frozen_facts([e for one in submissions for e in one.evidence.all()], actor=request.actor),
        "options": [o for o in options(obligation, by=request.actor) if not o.reasons or o.move.via],
        "history": history,
        "moved": moved_date(history),
    }
    return render(request, "obligations/obligation_detail.html", page)


@require_http_methods(["GET", "POST"])
def obligation_submit(request: Request, public_id: str) -> HttpResponse:
    """Hand in; on success the receipt."""
    obligation = get_visible(Obligation, request.actor, public_id)
    if not request.actor.may("obligations.submit", obligation):
        raise Forbidden("您的身份不能报送这项任务。")
    move = move_of(Obligation, "submit")
    if move is None or obligation.state not in move.sources:
        messages.error(request, f"这项任务当前状态是“{obligation.get_state_display()}”，不能再报送。")
        return redirect(obligation)
    current = obligation.current
    kept = list(current.evidence.filter(fact_key="")) if current else []
    form = SubmissionForm(*sent(request), kept=kept)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            submission = hand_in(
                obligation,
                by=request.actor,
                files=given["uploads"],
                links=given["links"],
                keep=given.get("keep", []),
                facts=given["facts"],
                statement=given["statement"],
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("uploads", reason)
        else:
            return redirect("obligations:receipt_detail", submission.public_id)
    page = {"obligation": obligation, "form": form, "returned": current.review if current else None,
            "proof": proofs_of([obligation]).get(obligation.pk), "kinds": asked_kinds(obligation.deliverable),
            "chosen": form.cleaned_data.get("facts", []) if form.is_bound else None}  # fmt: skip
    return render(request, "obligations/obligation_submit.html", page, status=422 if form.errors else 200)


@require_safe
def receipt_detail(request: Request, public_id: str) -> HttpResponse:
    """The receipt: number, time, content, and how its digest is computed."""
    submission = get_visible(Submission, request.actor, public_id)
    evidence = list(submission.evidence.select_related("blob"))
    page = {"submission": submission, "lines": receipt_lines(submission), "evidence": evidence}
    page["frozen"] = frozen_facts(evidence, actor=request.actor)
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
