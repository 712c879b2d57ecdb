"""Pages: who has signed for a plan and its amendments, reminding the others, signing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from luoshi.audit.writer import record_access
from luoshi.kit.access import get_visible
from luoshi.kit.actor import Actor
from luoshi.kit.downloads import workbook_answer
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request
from luoshi.kit.sheets import Column, workbook
from luoshi.plans.actions.acknowledging import acknowledge, remind
from luoshi.plans.models import Acknowledgement, Plan
from luoshi.plans.queries.amendments import acknowledgements_of, in_force, signing

COLUMNS = (
    Column("单位", 16), Column("签收事项", 40, wrap=True), Column("送达时间", 20), Column("最近提醒时间", 20),
    Column("签收时间", 20), Column("签收人", 12),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def acknowledgement_list(request: Request, public_id: str) -> HttpResponse:
    """Every unit that was asked, those that have not signed first; sent, it reminds these."""
    plan = get_visible(Plan, request.actor, public_id)
    if not request.actor.may("plans.follow_up", plan):
        raise Forbidden("签收情况由制发单位查看。")
    if request.method == "POST":
        try:
            messages.success(request, f"已提醒 {remind(plan, by=request.actor)} 家单位，他们在工作台上看到。")
        except Forbidden:
            raise
        except Refused as refused:
            messages.error(request, refused.reasons[0])
        return redirect("plans:acknowledgement_list", plan.public_id)
    of, state, words = (request.GET.get(name, "").strip() for name in ("of", "state", "q"))
    asked = acknowledgements_of(plan, request.actor, of=of)
    found = asked.filter(signed_at=None) if state == "open" else asked
    if words:
        found = found.filter(Q(unit__short_name__icontains=words) | Q(unit__name__icontains=words))
    if request.GET.get("form") == "xlsx":
        return _workbook(plan, found, request.actor)
    query = request.GET.copy()
    query.pop("page", None)
    page = {
        "plan": plan,
        "page": Paginator(found, 1000 if query.get("all") else 50).get_page(request.GET.get("page")),
        "signing": signing(asked),
        "in_force": in_force(plan, request.actor),
        "waiting": signing(acknowledgements_of(plan, request.actor)).waiting,
        "may_remind": request.actor.may("plans.manage", plan),
        "of": of,
        "state": state,
        "words": words,
        "query": f"{query.urlencode()}&" if query else "",
    }
    return render(request, "plans/acknowledgement_list.html", page)


@require_http_methods(["GET", "POST"])
def acknowledgement_sign(request: Request, public_id: str) -> HttpResponse:
    """Sign; whoever only looks is led to what there is to sign."""
    acknowledgement = get_visible(Acknowledgement, request.actor, public_id)
    if not request.actor.may("plans.acknowledge", acknowledgement):
        raise Forbidden("签收由本单位的联络员、单位负责人或者单位管理员办理。")
    if request.method == "POST":
        try:
            acknowledge(acknowledgement, by=request.actor)
            messages.success(request, f"已签收：{acknowledgement.amendment or acknowledgement.plan}。")
        except Refused as refused:
            messages.info(request, refused.reasons[0])
    return redirect(acknowledgement.amendment or acknowledgement.plan)


def _workbook(plan: Plan, found: QuerySet[Acknowledgement], by: Actor) -> HttpResponse:
    rows = [
        (one.unit.short_name, str(one.amendment or "方案"), one.asked_at, one.reminded_at, one.signed_at, one.signed_by)
        for one in found
    ]
    record_access(
        "plans.export_acknowledgements", by=by, label="导出签收情况", subject=plan.ref, note=f"{len(rows)} 件"
    )
    return workbook_answer(workbook(f"{plan.title}签收情况", COLUMNS, rows), "签收情况")
