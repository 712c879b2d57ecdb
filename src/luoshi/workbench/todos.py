"""What a person should do next, in the 身份 in which he acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from luoshi.accounts.permissions import leads
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.obligations.models import DutyRequest, Obligation
from luoshi.obligations.queries.asking import question_queue, samples_asked_of
from luoshi.obligations.queries.duties import tally
from luoshi.obligations.queries.duty_list import current_year
from luoshi.obligations.queries.rechecking import rechecks_to_do
from luoshi.obligations.queries.requests import request_queue
from luoshi.obligations.queries.review import review_queue
from luoshi.obligations.queries.revoking import revocations_to_decide
from luoshi.obligations.queries.submission import sent_back, waiting_for_signature
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
    found += _signing(actor)
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
    found += _second_looks(actor)
    found += _asked(actor)
    if actor.may("obligations.sign_off") and not leads(actor):
        found += _standing(actor)
    if plan and leads(actor) and actor.may("obligations.view"):
        found += _overdue(actor, plan)
    if actor.may("plans.manage"):
        found += _unsigned(actor)
    if actor.may("audit.read"):
        why = "登录、拒绝、下载和每一次办理都在这里。"
        found.append(Todo("doc", "审计记录", why, "查看", reverse("audit:entry_list")))
    return found


def _asked(actor: Actor) -> Iterator[Todo]:
    """What units ask of the own office, and what the office asks of the own unit."""
    if actor.may("obligations.decide"):
        requests = request_queue(actor).filter(state=DutyRequest.State.OPEN)
        if first := requests.first():
            why = (
                f"最早的：{first.obligation.unit.short_name}{day_and_month(first.asked_at)}{first.get_kind_display()}。"
            )
            yield Todo("near", f"{requests.count()} 件申请待决定", why, "去决定", reverse("obligations:request_list"))
    if actor.may("obligations.guide"):
        questions = question_queue(actor).filter(answered_at=None)
        if earliest := questions.first():
            why = f"最早的：{earliest.unit.short_name}{day_and_month(earliest.asked_at)}提问。"
            yield Todo("doc", f"{questions.count()} 个提问待答复", why, "去答复", reverse("obligations:question_list"))
    if actor.may("obligations.consent"):
        for sample in samples_asked_of(actor).order_by("asked_at", "pk")[:5]:
            title = f"样例征求意见：{sample.deliverable.material[:40]}"
            why = f"{sample.submission.obligation.plan.unit.short_name}想把本单位这一件给其他单位参考。"
            yield Todo("accepted", title, why, "看一看", sample.get_absolute_url())


def _signing(actor: Actor) -> Iterator[Todo]:
    """What waits for the signature of the unit's head, and what he gave back to the liaison."""
    if actor.may("obligations.sign_off"):
        waiting = waiting_for_signature(actor)
        if first := waiting.first():
            asked = f"{first.asked_by}{day_and_month(first.asked_at)}" if first.asked_at else first.asked_by
            why = f"最早的：{asked}送审签“{first.obligation.deliverable.material[:30]}”。"
            yield Todo("near", f"{waiting.count()} 件待审签", why, "去审签", reverse("obligations:sign_off_list"))
    if actor.may("obligations.submit"):
        for draft in sent_back(actor)[:5]:
            title = f"审签退回修改：{draft.obligation.deliverable.material[:40]}"
            yield Todo("returned", title, draft.sent_back, "去修改", draft.get_absolute_url())


def day_and_month(moment: datetime) -> str:
    """9月5日."""
    day = timezone.localtime(moment)
    return f"{day.month}月{day.day}日"


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


def _second_looks(actor: Actor) -> Iterator[Todo]:
    """What another has judged and this actor should judge once more: proposals to revoke, drawn verdicts."""
    if not actor.may("obligations.revoke"):
        return
    proposed, drawn = revocations_to_decide(actor).count(), rechecks_to_do(actor).count()
    if proposed:
        why = "一人提出，另一人决定。"
        url = reverse("obligations:revocation_list")
        yield Todo("returned", f"{proposed} 件撤销通过待决定", why, "去决定", url)
    if drawn:
        why = "抽到的审核结论，由您不看原结论再判一次。"
        yield Todo("doc", f"{drawn} 件待复核", why, "去复核", reverse("obligations:recheck_list"))


def _overdue(actor: Actor, plan: Plan) -> Iterator[Todo]:
    """What is overdue in the plan, of all units within sight."""
    seen = visible_to(Obligation, actor).filter(plan=plan).order_by().values("pk")
    late = Obligation.objects.overdue(clock.today()).filter(pk__in=seen)
    units = late.values("unit").distinct().count()
    if units:
        url = f"{reverse('workbench:plan_matrix', args=[plan.public_id])}?state=overdue"
        why = "到期未报送，请联系联络员。"
        yield Todo("overdue", f"{late.count()} 项逾期，{units} 家单位", why, "看逾期", url)


def _duties(actor: Actor) -> Iterator[Todo]:
    """What the own unit owes and is pressing; where only one duty is, its name, and the way straight to it."""
    mine = list(visible_to(Obligation, actor).filter(unit=actor.unit_id))
    lines = (
        (Kind.RETURNED, "退回", "项被退回", "看退回理由，补正后重新报送。", "去补正"),
        (Kind.OVERDUE, "逾期", "项逾期", "已过到期日，请尽快报送。", "去报送"),
        (Kind.NEAR, "7 天内到期", "项 7 天内到期", "请在到期日前报送。", "去报送"),
    )
    for kind, word, words, why, button in lines:
        some = [duty for duty in mine if duty.standing.kind is kind]
        if len(some) == 1:
            [duty] = some
            left = duty.standing.phrase.removeprefix("退回").removeprefix("，")
            title = f"{word}：{duty.deliverable.material[:40]}{f'（{left}）' if left else ''}"
            yield Todo(kind.key, title, why, button, reverse("obligations:obligation_submit", args=[duty.public_id]))
        elif some:
            url = f"{reverse('obligations:obligation_list')}?state={kind.key}"
            yield Todo(kind.key, f"{len(some)} {words}", why, button, url)


def _standing(actor: Actor) -> Iterator[Todo]:
    """How the own unit stands this year, for its head: who looks in once a week sees it at once."""
    mine = list(visible_to(Obligation, actor).filter(unit=actor.unit_id))
    year = current_year(duty.plan.year for duty in mine if duty.plan.year)
    counts = tally(duty for duty in mine if duty.plan.year == year)
    if year is None:
        return
    done = counts[Kind.ACCEPTED] + counts[Kind.ACCEPTED_LATE]
    title = (
        f"本单位 {year}年：已通过 {done}，待审 {counts[Kind.SUBMITTED]}，"
        f"退回 {counts[Kind.RETURNED]}，逾期 {counts[Kind.OVERDUE]}"
    )
    sign = next((kind for kind in (Kind.OVERDUE, Kind.RETURNED, Kind.NEAR) if counts[kind]), Kind.ACCEPTED)
    url = f"{reverse('obligations:unit_year')}?year={year}"
    yield Todo(sign.key, title, "各月、各季度办到哪一步，是否按时。", "看全年", url)
