"""What every page shows around its content: navigation, who acts, the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from luoshi.accounts.permissions import leads
from luoshi.kit import clock
from luoshi.kit.actor import Actor

# Page, word, and the permissions of which one is enough to see it.
LINKS = (
    ("workbench:home", "工作台", ""),
    ("plans:plan_list", "方案", "plans.view"),
    ("obligations:obligation_list", "我的任务", "obligations.view"),
    ("obligations:sign_off_list", "审签", "obligations.sign_off"),
    ("obligations:review_list", "审核", "obligations.review"),
    ("obligations:review_admin", "审核组织", "obligations.organise obligations.revoke"),
    ("obligations:request_list", "申请", "obligations.decide"),
    ("obligations:question_list", "问答", "obligations.guide"),
    ("accounts:unit_list", "单位", "accounts.view"),
    ("accounts:directory_list", "通讯录", "accounts.directory"),
    ("calendar:year_detail", "日历", "calendar.view"),
    ("audit:entry_list", "审计", "audit.read"),
)


@dataclass(frozen=True)
class Link:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of every page."""
    actor = getattr(request, "actor", None) or Actor(name="未登录")
    links = []
    if actor.user_id:
        for name, words, permission in LINKS:
            if permission and not any(actor.may(one) for one in permission.split()):
                continue
            if name == "obligations:obligation_list" and leads(actor) and not actor.may("obligations.submit"):
                continue  # an office hands in nothing by its reviewers
            label, url = words, reverse(name)
            if name == "obligations:obligation_list" and not actor.may("obligations.submit"):
                label = "本单位任务"
            if name == "accounts:unit_list" and not leads(actor):
                label, url = "本单位", reverse("accounts:unit_detail", args=[actor.unit_path.split("/")[-2]])
            here = request.path == url if url == "/" else request.path.startswith(url)
            links.append(Link(label, url, here))
    return {"actor": actor, "links": links, "now": clock.now(), "demo": settings.DEMO}
