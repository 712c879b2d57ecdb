"""What a person should do next, in the 身份 in which he acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.permissions import leads
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.models import Obligation
from luoshi.obligations.queries.duties import tally
from luoshi.obligations.queries.review import review_queue
from luoshi.obligations.standing import Kind
from luoshi.plans.models import Acknowledgement, Plan


@dataclass(frozen=True)
class Todo:
    """One thing to do next: why, and the one button."""

    sign: str
    title: str
    why: str
    button: str
    url: str


def todos(actor: Actor, plan: Plan | None) -> list[Todo]:
    """What this actor should do next, most urgent first."""
    found: list[Todo] = []
    if actor.may("plans.acknowledge"):
        found += _to_sign(actor)
    if actor.may("obligations.submit"):
        found += _duties(actor)
    if actor.may("plans.manage"):
        found += _drafts(actor)
        if plan is None and not found and not _has_plan(actor):
            why = "上传方案文件，系统读出任务表。"
            found.append(Todo("doc", "还没有下达的方案", why, "上传方案", reverse("plans:plan_upload")))
    if actor.may("obligations.review"):
        waiting = review_queue(actor).count()
        if waiting:
            why = "先到先审，审核时可看每一页。"
            found.append(Todo("submitted", f"{waiting} 件待审", why, "去审核", reverse("obligations:review_list")))
    if plan and leads(actor) and actor.may("obligations.view"):
        found += _overdue(actor, plan)
    if actor.may("plans.manage"):
        found += _unsigned(actor)
    if actor.may("audit.read"):
        why = "登录、拒绝、下载和每一次办理都在这里。"
        found.append(Todo("doc", "审计记录", why, "查看", reverse("audit:entry_list")))
    return found


def _to_sign(actor: Actor) -> Iterator[Todo]:
    """Plans and amendments that the own unit has not signed for; the latest first, five at most."""
    waiting = visible_to(Acknowledgement, actor).filter(unit=actor.unit_id, signed_at=None).order_by("-asked_at", "-pk")
    for one in waiting[:5]:
        what = one.amendment or one.plan
        title = f"方案有调整，待签收：{one.amendment}" if one.amendment else f"方案待签收：{one.plan.title}"
        reminded = timezone.localtime(one.reminded_at) if one.reminded_at else None
        if reminded:
            title += f"（{one.plan.unit.short_name} {reminded.month}月{reminded.day}日提醒）"
        asked = timezone.localtime(one.asked_at)
        why = f"{asked.month}月{asked.day}日送达。看过后签收。"
        yield Todo("bell" if reminded else "doc", title, why, "去签收", what.get_absolute_url())


def _unsigned(actor: Actor) -> Iterator[Todo]:
    """The own plans that units have not signed for."""
    waiting = Acknowledgement.objects.filter(plan__unit=actor.unit_id or 0, signed_at=None)
    counted = (
        waiting.order_by().values("plan", "plan__public_id", "plan__title").annotate(units=Count("unit", distinct=True))
    )
    for one in counted.order_by("plan")[:5]:
        url = f"{reverse('plans:acknowledgement_list', args=[one['plan__public_id']])}?state=open"
        yield Todo("bell", f"{one['units']} 家未签收", one["plan__title"], "看名单", url)


def _drafts(actor: Actor) -> Iterator[Todo]:
    """Drafts of the own office."""
    for draft in visible_to(Plan, actor).filter(state=Plan.State.DRAFT, unit=actor.unit_id)[:5]:
        why = "核对读出的任务表和提示，试算后下达。"
        yield Todo("doc", f"草稿待核对：{draft.title}", why, "去核对", draft.get_absolute_url())


def _has_plan(actor: Actor) -> bool:
    """Whether the own unit has issued its plan, also where it leads nobody."""
    own = visible_to(Plan, actor).filter(unit=actor.unit_id)
    return own.filter(state=Plan.State.ISSUED, kind=Plan.Kind.ANNUAL).exists()


def _overdue(actor: Actor, plan: Plan) -> Iterator[Todo]:
    """What is overdue in the plan, of all units within sight."""
    late = visible_to(Obligation, actor).filter(plan=plan, state=Obligation.State.PENDING, due__lt=clock.today())
    units = late.values("unit").distinct().count()
    if units:
        url = f"{reverse('workbench:plan_matrix', args=[plan.public_id])}?state=overdue"
        why = "到期未报送，请联系联络员。"
        yield Todo("overdue", f"{late.count()} 项逾期，{units} 家单位", why, "看逾期", url)


def _duties(actor: Actor) -> Iterator[Todo]:
    """What the own unit owes and is pressing."""
    counts = tally(visible_to(Obligation, actor).filter(unit=actor.unit_id))
    url = reverse("obligations:obligation_list")
    lines = (
        (Kind.RETURNED, "项被退回", "看退回理由，补正后重新报送。", "去补正"),
        (Kind.OVERDUE, "项逾期", "已过到期日，请尽快报送。", "去报送"),
        (Kind.NEAR, "项 7 天内到期", "请在到期日前报送。", "去报送"),
    )
    for kind, words, why, button in lines:
        if counts[kind]:
            yield Todo(kind.key, f"{counts[kind]} {words}", why, button, url)
