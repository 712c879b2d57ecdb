"""The one view of all simple moves."""

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from luoshi.kit.access import get_visible
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.request import Request
from luoshi.workflow.engine import move_of, take


@require_http_methods(["GET", "POST"])
def move_take(request: Request, label: str, public_id: str, name: str) -> HttpResponse:
    """Ask once on a page of its own, then take the move and return to the record."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    move = move_of(model, name)
    if move is None or move.via:
        raise Http404
    obj = get_visible(model, request.actor, public_id)
    if not request.actor.may(move.permission, obj):
        raise Forbidden(f"您的身份不能{move.label}。")
    note = request.POST.get("note", "")
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            take(obj, name, by=request.actor, note=note)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, f"已{move.label}。")
            return redirect(obj)
    page = {"obj": obj, "move": move, "note": note, "reasons": reasons}
    return render(request, "workflow/move_take.html", page, status=409 if reasons else 200)
