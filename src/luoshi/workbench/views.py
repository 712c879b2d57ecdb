"""Pages: home per role, the plan matrix."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luoshi.accounts.models import UnitCategory
from luoshi.accounts.permissions import leads
from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden
from luoshi.kit.request import Request
from luoshi.obligations.standing import Kind
from luoshi.plans.models import Plan
from luoshi.plans.queries.current import plan_in_force
from luoshi.workbench.queries import matrix, progress
from luoshi.workbench.todos import todos


@require_safe
def home(request: Request) -> HttpResponse:
    """What to do next, in the 身份 in which the person acts."""
    actor = request.actor
    plan = plan_in_force(actor)
    lines = progress(plan, actor) if plan and leads(actor) and actor.may("obligations.view") else []
    page = {"plan": plan, "todos": todos(actor, plan), "lines": lines, "leads": leads(actor)}
    return render(request, "workbench/home.html", page)


@require_safe
def plan_matrix(request: Request, public_id: str) -> HttpResponse:
    """Units × deliverables in colour, as far as one sees."""
    plan = get_visible(Plan, request.actor, public_id)
    if not request.actor.may("obligations.view"):
        raise Forbidden("您的身份不能查看任务总览。")
    category, state = request.GET.get("category", ""), request.GET.get("state", "")
    page = {
        "plan": plan,
        "matrix": matrix(plan, request.actor, category=category, state=state),
        "categories": UnitCategory.objects.all(),
        "kinds": list(Kind),
        "category": category,
        "state": state,
        "leads": leads(request.actor),
    }
    return render(request, "workbench/plan_matrix.html", page)
