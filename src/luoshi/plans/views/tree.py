"""Pages: plans above and below, and the same as a sheet."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luoshi.audit.writer import record_access
from luoshi.kit.downloads import workbook_answer
from luoshi.kit.errors import Forbidden
from luoshi.kit.ids import row_number
from luoshi.kit.request import Request
from luoshi.plans.exports import tree_sheet
from luoshi.plans.queries.tree import Tree
from luoshi.plans.queries.tree import plan_tree as tree_of

ON_ONE_PAGE = 50


@require_safe
def plan_tree(request: Request) -> HttpResponse:
    """What the own plan answers, what the units below have issued, and who has not."""
    tree = _tree(request)
    whole = bool(request.GET.get("print"))
    paginator = Paginator(tree.lines, max(len(tree.lines), 1) if whole else ON_ONE_PAGE)
    page = {
        "tree": tree,
        "page": paginator.get_page(request.GET.get("page")),
        "words": request.GET.get("q", "").strip(),
        "whole": whole,
        "may_manage": request.actor.may("plans.manage"),
    }
    return render(request, "plans/plan_tree.html", page)


@require_safe
def plan_tree_sheet(request: Request) -> HttpResponse:
    """The same as an Excel sheet."""
    tree = _tree(request)
    record_access("plans.export_tree", by=request.actor, label="导出方案上下对应", note=f"{tree.year}年")
    return workbook_answer(tree_sheet(tree), f"{tree.year}年方案上下对应")


def _tree(request: Request) -> Tree:
    if not request.actor.may("plans.view"):
        raise Forbidden("您的身份不能查看方案。")
    year = row_number(request.GET.get("year", ""))
    return tree_of(request.actor, year if year and year < 10_000 else None, request.GET.get("q", "").strip())
