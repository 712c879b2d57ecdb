"""Pages: a year, and entering its notice."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.calendar.actions import enter_notice
from luoshi.calendar.forms import HolidayNoticeForm
from luoshi.calendar.lines import write_lines
from luoshi.calendar.models import HolidayNotice
from luoshi.calendar.queries import notice_days, notice_of, work_calendar, years
from luoshi.calendar.sheet import months
from luoshi.kit import clock
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request, sent


@require_safe
def year_detail(request: Request, year: int | None = None) -> HttpResponse:
    """Twelve months: what is off, what is worked, and whether a notice or an estimate says so."""
    if not request.actor.may("calendar.view"):
        raise Forbidden("您的身份不能查看日历。")
    year = clock.today().year if year is None else year
    if year not in years():
        raise Http404
    calendar, notice = work_calendar(), notice_of(year)
    sheets = months(year, calendar, today=clock.today())
    page = {
        "year": year,
        "notice": notice,
        "months": sheets,
        "workdays": sum(month.workdays for month in sheets),
        "before": year - 1 if year - 1 in years() else None,
        "after": year + 1 if year + 1 in years() else None,
        "years": [(other, other in calendar.known) for other in years()],
        "may_manage": request.actor.may("calendar.manage", notice or HolidayNotice(year=year)),
    }
    return render(request, "calendar/year_detail.html", page)


@require_http_methods(["GET", "POST"])
def notice_enter(request: Request, year: int) -> HttpResponse:
    """Enter or correct a notice: first a dry run that says what moves, then the same lines for good."""
    if not request.actor.may("calendar.manage", HolidayNotice(year=year)):
        raise Forbidden("您的身份不能录入放假通知。")
    if year not in years():
        raise Http404
    notice, result = notice_of(year), None
    form = HolidayNoticeForm(*sent(request), year=year, initial=_as_entered(year, notice))
    if request.method == "POST" and form.is_valid():
        given, confirmed = form.cleaned_data, request.POST.get("confirm") == "1"
        try:
            result = enter_notice(year, given["title"], form.read, source=given["source"],
                                  by=request.actor, dry_run=not confirmed)  # fmt: skip
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("days", reason)
        else:
            if confirmed:
                moved = f"随之调整日期 {result.moved} 项" if result.moved else "没有日期因此变动"
                messages.success(request, f"{year}年的放假通知已录入，{moved}。")
                return redirect("calendar:year_detail", year)
    page = {"year": year, "notice": notice, "form": form, "result": result}
    return render(request, "calendar/notice_enter.html", page, status=422 if form.errors else 200)


def _as_entered(year: int, notice: HolidayNotice | None) -> dict[str, str]:
    """What the form shows at first: the notice as it stands, or only its usual name."""
    if notice is None:
        return {"title": f"{year}年部分节假日安排的通知"}
    return {"title": notice.title, "source": notice.source, "days": write_lines(notice_days(notice), year)}
