"""Pages: amending a plan in force. Which kind, which row, what is asked for, what it does, and only then is it done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request
from luoshi.obligations.actions.amending import amend_plan
from luoshi.obligations.amendments import effect_of
from luoshi.obligations.forms.amending import FORMS, AmendmentForm, ReasonForm
from luoshi.plans.models import Amendment, Deliverable, Plan
from luoshi.plans.queries.assignments import rows_of


@require_http_methods(["GET", "POST"])
def plan_amend(request: Request, public_id: str) -> HttpResponse:
    """Choose the kind and the row, fill in, see the effect, confirm; only the last of these writes."""
    plan = get_visible(Plan, request.actor, public_id)
    if not request.actor.may("obligations.amend_plan", plan):
        raise Forbidden("您的身份不能调整这份方案。")
    if plan.state != Plan.State.ISSUED:
        messages.info(request, f"这份方案{plan.get_state_display()}，只有已下达的方案可以调整。")
        return redirect(plan)
    kind = request.GET.get("kind", "")
    if kind not in FORMS:
        return render(request, "obligations/plan_amend.html", {"plan": plan, "kinds": Amendment.Kind.choices})
    page: dict[str, Any] = {"plan": plan, "kind": Amendment.Kind(kind)}
    row = None
    if kind != Amendment.Kind.ADD_ROW:
        rows = rows_of(plan)
        if not request.GET.get("row"):
            return render(request, "obligations/plan_amend_row.html", page | {"rows": rows})
        row = _row(rows, request.GET["row"])
    form = FORMS[kind](request.POST if request.method == "POST" else None, plan=plan, row=row)
    if request.method == "GET" or not form.is_valid() or request.POST.get("step") == "back":
        status = 422 if form.is_bound and not form.is_valid() else 200
        return render(request, "obligations/plan_amend_form.html", page | {"form": form, "row": row}, status=status)
    return _effect(request, plan, form, page | {"row": row})


def _effect(request: Request, plan: Plan, form: AmendmentForm, page: dict[str, Any]) -> HttpResponse:
    """The effect of what was filled in; where it was confirmed, bring it about and go to the plan."""
    wanted, status = form.wanted(), 200
    reasons: tuple[str, ...] = ()
    confirmed = request.POST.get("step") == "apply"
    reason = ReasonForm(request.POST if confirmed else None)
    if confirmed and reason.is_valid():
        try:
            amendment = amend_plan(plan, wanted, by=request.actor, **reason.cleaned_data)
        except Refused as refused:
            reasons, status = refused.reasons, 409
            wanted = form.wanted()
        else:
            messages.success(request, f"方案已调整：{amendment.effect['sentence']}。有关单位会收到签收提示。")
            return redirect(amendment)
    elif confirmed:
        status = 422
    effect = effect_of(plan, wanted)
    reasons = reasons or effect.reasons
    page |= {"form": form, "effect": effect, "reason": reason, "reasons": reasons}
    return render(request, "obligations/plan_amend_effect.html", page, status=409 if effect.reasons else status)


def _row(rows: list[Deliverable], public_id: str) -> Deliverable:
    found = next((row for row in rows if row.public_id == public_id), None)
    if found is None:
        raise Http404
    return found
