"""The page of the audit administrator."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luoshi.audit.models import Entry
from luoshi.audit.queries import head
from luoshi.kit.access import visible_to
from luoshi.kit.errors import Forbidden
from luoshi.kit.request import Request


@require_safe
def entry_list(request: Request) -> HttpResponse:
    """All entries, newest first, by kind and words."""
    if not request.actor.may("audit.read"):
        raise Forbidden("您的身份不能查看审计记录。")
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    entries = visible_to(Entry, request.actor).order_by("-sequence")
    if kind in Entry.Kind.values:
        entries = entries.filter(kind=kind)
    if words:
        named = Q(actor_name__icontains=words) | Q(unit_name__icontains=words)
        entries = entries.filter(named | Q(label__icontains=words) | Q(subject=words))
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    shown = {"page": page, "kinds": Entry.Kind, "kind": kind, "words": words, "head": head()}
    return render(request, "audit/entry_list.html", shown)
