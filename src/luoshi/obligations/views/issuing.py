"""Pages: the dry run of a plan, and issuing it."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from luoshi.calendar.queries import work_calendar
from luoshi.kit import clock
from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request
from luoshi.obligations.actions.issuing import issue_plan
from luoshi.plans.models import Plan
from luoshi.plans.queries.assignments import assignments
from luoshi.plans.queries.coverage import coverage, coverage_by_table, digest_of, moved_rows
from luoshi.workflow.engine import options


@require_http_methods(["GET", "POST"])
def plan_issue(request: Request, public_id: str) -> HttpResponse:
    """The dry run, and issuing."""
    plan = get_visible(Plan, request.actor, public_id)
    if not request.actor.may("plans.manage", plan):
        raise Forbidden("您的身份不能下达这份方案。")
    if plan.state != Plan.State.DRAFT:
        messages.info(request, f"这份方案{plan.get_state_display()}，不再试算。")
        return redirect(plan)
    status = 200
    reasons = next((o.reasons for o in options(plan, by=request.actor) if o.move.name == "issue"), ())
    if request.method == "POST":
        try:
            made = issue_plan(plan, by=request.actor, seen=request.POST.get("seen", ""))
        except Refused as refused:
            reasons, status = refused.reasons, 409
        else:
            if not made.duties:
                messages.success(request, "方案已下达，没有向下级布置任务。")
                return redirect(plan)
            messages.success(request, f"已下达 {made.duties} 项任务，其中适用 {made.applicable} 项。")
            return redirect("workbench:plan_matrix", plan.public_id)
    counts, listed = coverage(plan), assignments(plan)
    page = {
        "plan": plan,
        "seen": digest_of(listed),
        "coverage": counts,
        "lines": coverage_by_table(plan),
        "label": f"下达 {counts.duties} 项任务" if counts.duties else "下达方案",
        "over": sum(1 for a in listed if a.applies and a.due and a.due < clock.today()),
        "moved": moved_rows(plan),
        "estimated": plan.year is not None and work_calendar().is_estimated(date(plan.year, 1, 1)),
        "reasons": reasons,
    }
    return render(request, "obligations/plan_issue.html", page, status=status)
