"""Pages: putting a submission together, and handing it in or putting it before the unit's head."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.files.models import Upload
from luoshi.files.uploads import drop
from luoshi.kit.access import get_visible, visible_to
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent
from luoshi.obligations.actions import drafting
from luoshi.obligations.actions.handing_in import ask_sign_off, hand_in, take_back_from_sign_off
from luoshi.obligations.drafts import LOCKED, OWED, former_parts
from luoshi.obligations.forms.submission import DraftForm
from luoshi.obligations.models import Evidence, Obligation, Submission
from luoshi.obligations.proof import proofs_of
from luoshi.obligations.queries.asking import help_for
from luoshi.obligations.queries.submission import DraftPage, draft_page, reusable, seen_of, words_of
from luoshi.obligations.snapshots import snapshot

STALE = "这一页打开以后，材料有了变化。下面是现在的内容，您刚写的文字还在。请看过再报送一次。"
DONE = "这项任务已经报送，没有再报一次。这是它的回执。"


@require_http_methods(["GET", "POST"])
def obligation_submit(request: Request, public_id: str) -> HttpResponse:
    """What is to be handed in: put together, kept, handed in or put before the unit's head."""
    obligation = submittable(request, public_id)
    answer = _closed(request, obligation)
    if answer is not None:
        return answer
    form = DraftForm(*sent(request), obligation=obligation)
    if request.method == "POST":  # what was refused may be so because somebody else was faster
        answer = _take(request, obligation, form) or _closed(request, submittable(request, public_id))
    return answer or _page(request, obligation, form)


def submittable(request: Request, public_id: str) -> Obligation:
    """The duty, for who hands in for its unit."""
    obligation = get_visible(Obligation, request.actor, public_id)
    if not request.actor.may("obligations.submit", obligation):
        raise Forbidden("您的身份不能报送这项任务。")
    return obligation


@require_http_methods(["GET", "POST"])
def evidence_reuse(request: Request, public_id: str) -> HttpResponse:
    """What the unit handed in before, to choose from; what is chosen goes into the draft."""
    obligation = submittable(request, public_id)
    if obligation.state not in OWED:
        return _no_longer_owed(request, obligation)
    words = request.GET.get("q", "").strip()
    found = reusable(obligation, by=request.actor, words=words)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        parts = list(reusable(obligation, by=request.actor).filter(public_id__in=request.POST.getlist("part")))
        try:
            if not parts:
                raise Refused("还没有勾选。请勾选要用的材料，再点“选用勾选的材料”。")
            drafting.reuse(obligation, parts, by=request.actor)
        except Refused as refused:
            reasons = refused.reasons
        else:
            return redirect(f"{_address(obligation)}#material")
    page = {"obligation": obligation, "words": words, "reasons": reasons}
    page["page"] = Paginator(found, 30).get_page(request.GET.get("page"))
    return render(request, "obligations/evidence_reuse.html", page, status=409 if reasons else 200)


def _take(request: Request, obligation: Obligation, form: DraftForm) -> HttpResponse | None:
    """Keep what was sent and do what was asked for; None where the page is to be shown again with what is wrong."""
    then = request.POST.get("then", "save")
    form.is_valid()
    given = form.cleaned_data
    is_stale = then == "submit" and given.get("seen", "") not in ("", seen_of(obligation.draft))
    try:
        if then == "discard":
            _discard(request, obligation)
            return redirect(_address(obligation))
        _keep_files(request, obligation, form)
        if not is_stale:
            _keep_words(request, obligation, form)
        if form.errors:
            return None
        if is_stale:
            raise Refused(STALE)
        if then == "submit":
            return _send(request, obligation, form)
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return None
    if then == "reuse":
        return redirect("obligations:evidence_reuse", obligation.public_id)
    return redirect(_address(obligation, leave=_left_out(request, obligation)))


def _keep_files(request: Request, obligation: Obligation, form: DraftForm) -> None:
    """Files and the link go into the draft, parts that are not wanted out of it; what is wrong is said beside it."""
    given = form.cleaned_data
    if uploads := given.get("uploads"):
        try:
            reasons = drafting.add_uploads(obligation, uploads, by=request.actor)
        except Refused as refused:
            reasons = list(refused.reasons)
        for reason in reasons:
            form.add_error("uploads", reason)
    if link := given.get("link"):
        drafting.add_link(obligation, link, by=request.actor, seen=snapshot(link))
    mine = visible_to(Evidence, request.actor).filter(submission__obligation=obligation)
    for part in mine.filter(public_id=request.POST.get("remove", "")):
        drafting.remove_part(part, by=request.actor)
    for upload in _uploads(request, obligation).filter(public_id=request.POST.get("drop", "")):
        drop(upload, by=request.actor)


def _keep_words(request: Request, obligation: Obligation, form: DraftForm) -> None:
    """Statement, 零报告 and what goes along, where the page was sent as a whole and they are not kept yet."""
    given = form.cleaned_data
    if not _is_whole(request) or not {"statement", "nothing", "also"} <= set(given):
        return
    if (given["statement"], given["nothing"], {one.pk for one in given["also"]}) != words_of(obligation):
        drafting.save_draft(
            obligation, by=request.actor, statement=given["statement"], nothing=given["nothing"], also=given["also"]
        )


def _send(request: Request, obligation: Obligation, form: DraftForm) -> HttpResponse:
    """Out to the office, or to the unit's head where the plan asks for his signature."""
    given = form.cleaned_data
    facts = [] if given["nothing"] else given["facts"]
    if obligation.plan.needs_sign_off:
        ask_sign_off(obligation, by=request.actor, facts=facts)
        return redirect(_address(obligation))
    submission = hand_in(
        obligation,
        by=request.actor,
        facts=facts,
        keep=former_parts(obligation),
        statement=given["statement"] if _is_whole(request) else None,
        nothing=given["nothing"] if _is_whole(request) else None,
    )
    return redirect(submission)


def _page(request: Request, obligation: Obligation, form: DraftForm) -> HttpResponse:
    """The page with the draft as it is now; in its fields what was just sent."""
    leave = _left_out(request, obligation) if form.is_bound else request.GET.getlist("leave")
    here = draft_page(obligation, by=request.actor, leave=leave)
    if not form.is_bound:
        form.initial = _kept(here)
    page = {"obligation": obligation, "shown": here, "form": form, "signs": obligation.plan.needs_sign_off}
    page["tried"] = request.POST.get("then") == "submit"
    page["help"] = help_for(obligation.deliverable, obligation.plan, request.actor)
    status = 409 if STALE in form.non_field_errors() else 422 if form.errors else 200
    return render(request, "obligations/obligation_submit.html", page, status=status)


def _locked(request: Request, obligation: Obligation, draft: Submission) -> HttpResponse:
    """The draft as it lies with the unit's head; it can be taken back."""
    reasons: tuple[str, ...] = ()
    if request.method == "POST" and request.POST.get("then") == "take_back":
        try:
            take_back_from_sign_off(obligation, by=request.actor)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.info(request, "已取回，可以修改。改好后请再送审签。")
            return redirect(_address(obligation))
    elif request.method == "POST":
        reasons = (LOCKED,)
    page = {"obligation": obligation, "submission": draft, "shown": draft_page(obligation, by=request.actor)}
    page |= {"reasons": reasons, "typed": request.POST.get("statement", "") if reasons else ""}
    return render(request, "obligations/submission_locked.html", page, status=409 if reasons else 200)


def _closed(request: Request, obligation: Obligation) -> HttpResponse | None:
    """The answer where nothing can be put together now: it is not owed, or lies with the unit's head."""
    if obligation.state not in OWED:
        return _no_longer_owed(request, obligation)
    draft = obligation.draft
    if draft is not None and draft.asked_at is not None:
        return _locked(request, obligation, draft)
    return None


def _no_longer_owed(request: Request, obligation: Obligation) -> HttpResponse:
    """Who comes too late, or clicked twice, is told what there is."""
    current = obligation.current
    is_done = obligation.state in (Obligation.State.SUBMITTED, Obligation.State.ACCEPTED)
    if request.method == "POST" and is_done and current is not None:
        messages.info(request, DONE)
        return redirect(current)
    messages.error(request, f"这项任务当前状态是“{obligation.get_state_display()}”，不能再报送。")
    return redirect(obligation)


def _discard(request: Request, obligation: Obligation) -> None:
    for upload in _uploads(request, obligation):
        drop(upload, by=request.actor)
    if obligation.draft is not None:
        drafting.discard_draft(obligation, by=request.actor)
    messages.info(request, "暂存已清空。")


def _uploads(request: Request, obligation: Obligation) -> QuerySet[Upload]:
    return visible_to(Upload, request.actor).filter(purpose=obligation.ref, blob=None)


def _is_whole(request: Request) -> bool:
    """Whether the page was sent with its words, not a button alone."""
    return "statement" in request.POST


def _left_out(request: Request, obligation: Obligation) -> list[str]:
    """The facts that hold and were not ticked."""
    proof = proofs_of([obligation]).get(obligation.pk)
    if proof is None or not _is_whole(request):
        return []
    return [known.key for known in proof.held if known.key not in request.POST.getlist("facts")]


def _kept(here: DraftPage) -> dict[str, object]:
    also = here.draft.also.values_list("public_id", flat=True) if here.draft else ()
    return {"statement": here.statement, "nothing": here.is_nothing, "also": list(also)}


def _address(obligation: Obligation, *, leave: list[str] | None = None) -> str:
    query = f"?{urlencode({'leave': leave}, doseq=True)}" if leave else ""
    return f"{reverse('obligations:obligation_submit', args=[obligation.public_id])}{query}"
