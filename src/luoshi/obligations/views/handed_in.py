"""Page: what was handed in, by receipt; as an Excel sheet, and as a list of receipts to be kept elsewhere."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luoshi.accounts.permissions import leads
from luoshi.audit.writer import record_access
from luoshi.kit.downloads import text_answer, workbook_answer
from luoshi.kit.errors import Forbidden
from luoshi.kit.request import Request
from luoshi.obligations.exports import submission_sheet
from luoshi.obligations.queries.handed_in import (
    OUTCOMES,
    HandedInFilter,
    for_lines,
    handed_in,
    lines_of,
    receipt_list,
    years_handed_in,
)


@require_safe
def submission_list(request: Request) -> HttpResponse:
    """What the own unit handed in, or for an office all units below, newest first."""
    actor, asked = request.actor, HandedInFilter.sent(request.GET)
    if not actor.may("obligations.view"):
        raise Forbidden("您的身份不能查看报送的材料。")
    found = handed_in(actor, asked)
    form = request.GET.get("form")
    if form == "xlsx":
        record_access("obligations.export_submissions", by=actor, label="导出已报材料", note=f"{found.count()} 件")
        return workbook_answer(submission_sheet(lines_of(for_lines(found), asked.words), "已报材料"), "已报材料")
    if form == "txt":
        receipts = receipt_list(found)
        record_access("obligations.export_receipts", by=actor, label="导出回执清单", note=f"{len(receipts)} 份")
        return text_answer("".join(f"{line}\n" for line in receipts), "回执清单")
    shown = Paginator(for_lines(found), 50).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    page = {"page": shown, "lines": lines_of(shown, asked.words), "asked": asked, "outcomes": OUTCOMES,
            "years": years_handed_in(actor), "leads": leads(actor), "query": kept.urlencode()}  # fmt: skip
    return render(request, "obligations/submission_list.html", page)
