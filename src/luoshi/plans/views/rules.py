"""Page: how things are handed in for a plan in force."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent
from luoshi.plans.actions.rules import change_rules
from luoshi.plans.forms import RulesForm
from luoshi.plans.models import Plan


@require_http_methods(["GET", "POST"])
def plan_rules(request: Request, public_id: str) -> HttpResponse:
    """Change the rules of a plan in force; those of a draft stand in its head on the confirm page."""
    plan = get_visible(Plan, request.actor, public_id)
    if not request.actor.may("plans.manage", plan):
        raise Forbidden("您的身份不能修改这份方案的报送规则。")
    if plan.state != Plan.State.ISSUED:
        messages.info(request, f"这份方案{plan.get_state_display()}，报送规则不在这里改。")
        return redirect(plan)
    now = {"needs_sign_off": plan.needs_sign_off, "correction_days": plan.correction_days}
    form = RulesForm(*sent(request), initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            change_rules(plan, **form.cleaned_data, by=request.actor)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, "报送规则已改，今后的报送和退回照此办理。")
            return redirect(plan)
    return render(request, "plans/plan_rules.html", {"plan": plan, "form": form}, status=422 if form.errors else 200)
