"""Page: a unit's year at a glance."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from luoshi.accounts.models import Unit
from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden
from luoshi.kit.request import Request
from luoshi.obligations.queries.duty_filter import year_sent
from luoshi.obligations.queries.unit_year import unit_year as year_of
from luoshi.obligations.standing import Kind


@require_safe
def unit_year(request: Request) -> HttpResponse:
    """Twelve months of the own unit, or of one below: what was owed when, how it stands, what was in time."""
    actor = request.actor
    if not actor.may("obligations.view"):
        raise Forbidden("您的身份不能查看任务。")
    chosen = request.GET.get("unit", "")
    unit = get_visible(Unit, actor, chosen) if chosen else get_object_or_404(Unit, pk=actor.unit_id)
    page = {"year": year_of(actor, unit, year_sent(request.GET)), "is_own": unit.pk == actor.unit_id, "chosen": chosen,
            "kinds": list(Kind)}  # fmt: skip
    return render(request, "obligations/unit_year.html", page)
