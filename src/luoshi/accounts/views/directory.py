"""Pages: whom to turn to."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luoshi.accounts import exports
from luoshi.accounts.models import Contact, UnitCategory
from luoshi.accounts.permissions import leads
from luoshi.accounts.queries.people import contact_rows, directory
from luoshi.audit.writer import record_access
from luoshi.kit.downloads import workbook_answer
from luoshi.kit.errors import Forbidden
from luoshi.kit.request import Request


@require_safe
def directory_list(request: Request) -> HttpResponse:
    """People responsible within reach, by unit and duty."""
    _check(request)
    filters = _filters(request)
    page = Paginator(directory(request.actor, **filters), 50).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "rows": contact_rows(list(page), request.actor),
        "categories": UnitCategory.objects.all(),
        "duties": Contact.Duty.choices,
        "query": request.GET.urlencode(),
        "leads": leads(request.actor),
    }
    return render(request, "accounts/directory.html", shown | filters)


@require_safe
def directory_export(request: Request) -> HttpResponse:
    """The same as a workbook; the audit notes who took it and how many people it names."""
    _check(request)
    rows = contact_rows(directory(request.actor, **_filters(request)), request.actor)
    record_access("accounts.export_directory", by=request.actor, label="导出通讯录", note=f"{len(rows)} 人")
    return workbook_answer(exports.directory_table(rows), "通讯录")


def _check(request: Request) -> None:
    if not request.actor.may("accounts.directory"):
        raise Forbidden("您的身份不能查看通讯录。")


def _filters(request: Request) -> dict[str, str]:
    given = request.GET
    return {"category": given.get("category", ""), "duty": given.get("duty", ""), "words": given.get("q", "").strip()}
