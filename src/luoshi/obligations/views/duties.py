"""Pages: a unit's list, and one obligation."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luoshi.audit.writer import record_access
from luoshi.kit.access import get_visible
from luoshi.kit.downloads import workbook_answer
from luoshi.kit.errors import Forbidden
from luoshi.kit.request import Request
from luoshi.obligations.buttons import duty_buttons, request_buttons
from luoshi.obligations.exports import duty_sheet
from luoshi.obligations.models import Obligation
from luoshi.obligations.proof import frozen_facts
from luoshi.obligations.queries.asking import asking_on
from luoshi.obligations.queries.duties import history_of, moved_date
from luoshi.obligations.queries.duty_filter import SORTS, STATES, DutyFilter
from luoshi.obligations.queries.duty_list import duty_list
from luoshi.obligations.queries.revoking import panel_of

ON_ONE_PAGE = 50  # of what does not press; what presses is shown whole


@require_safe
def obligation_list(request: Request) -> HttpResponse:
    """The own unit's duties: what came back on top, then what presses, then the rest; also as an Excel sheet."""
    asked = DutyFilter.sent(request.GET)
    duties = duty_list(request.actor, asked)
    if request.GET.get("form") == "xlsx":
        if not request.actor.may("obligations.view"):
            raise Forbidden("您的身份不能导出任务。")
        title = f"{request.actor.unit_name}{f'{asked.year}年' if asked.year else ''}任务"
        record_access("obligations.export_duties", by=request.actor, label="导出任务", note=f"{len(duties.lines)} 项")
        return workbook_answer(duty_sheet(duties.lines, title), title)
    kept = request.GET.copy()
    kept.pop("page", None)
    later = Paginator(duties.quiet.lines, ON_ONE_PAGE).get_page(request.GET.get("page"))
    page = {"duties": duties, "asked": asked, "later": later, "states": STATES, "sorts": SORTS,
            "query": kept.urlencode(), "may_submit": request.actor.may("obligations.submit"),
            "may_sign": request.actor.may("obligations.sign_off")}  # fmt: skip
    return render(request, "obligations/obligation_list.html", page)


@require_safe
def obligation_detail(request: Request, public_id: str) -> HttpResponse:
    """One obligation: what is owed, what was handed in, what was said, what happened."""
    obligation = get_visible(Obligation, request.actor, public_id)
    handed_in = obligation.submissions.filter(submitted_at__isnull=False).prefetch_related("evidence__blob", "reviews")
    versions = list(handed_in.order_by("-version"))
    asking, history = asking_on(obligation, request.actor), history_of(obligation)
    page = {
        "obligation": obligation,
        "versions": versions,
        "frozen": frozen_facts([e for one in versions for e in one.evidence.all()], actor=request.actor),
        "buttons": duty_buttons(obligation, request.actor, asking.open),
        "request_buttons": request_buttons(obligation, request.actor),
        "asking": asking,
        "may_guide": request.actor.may("obligations.guide", obligation.plan),
        "may_ask": request.actor.may("obligations.submit", obligation)
        and obligation.unit_id != obligation.plan.unit_id,
        "revoking": panel_of(obligation, request.actor),
        "history": history,
        "moved": moved_date(history),
    }
    return render(request, "obligations/obligation_detail.html", page)
