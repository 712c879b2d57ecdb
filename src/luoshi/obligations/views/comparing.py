"""Pages: two pieces of evidence side by side, for who may see both."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luoshi.kit.access import get_visible
from luoshi.kit.ids import row_number
from luoshi.kit.request import Request
from luoshi.obligations.models import Evidence
from luoshi.obligations.queries.comparing import comparison


@require_safe
def evidence_compare(request: Request, public_id: str, other_id: str) -> HttpResponse:
    """Both files, each opened at its own page."""
    one, other = (get_visible(Evidence, request.actor, name) for name in (public_id, other_id))
    if one.blob is None or other.blob is None:
        raise Http404
    pages = (row_number(request.GET.get("page", "")) or 1, row_number(request.GET.get("other", "")) or 1)
    shown = comparison(one, other, pages, actor=request.actor)
    return render(request, "obligations/evidence_compare.html", {"shown": shown})
