"""How things are handed in for a plan in force: whether a unit's head signs first, and how long a correction takes."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from luoshi.audit.writer import record
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.plans.models import FEWEST_DAYS, MOST_DAYS, Plan


def change_rules(plan: Plan, needs_sign_off: bool, correction_days: int, *, by: Actor, reason: str) -> Plan:
    """Change both rules of an issued plan; they hold for what is handed in or sent back from now on, nothing before.

    Raises Forbidden, or Refused where the plan is not in force, nothing changes, or no reason is given.
    """
    wanted = {"needs_sign_off": needs_sign_off, "correction_days": correction_days}
    with transaction.atomic():
        fresh = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
        if not by.may("plans.manage", fresh):
            raise Forbidden("您的身份不能修改这份方案的报送规则。")
        if fresh.state != Plan.State.ISSUED:
            raise Refused(f"这份方案{fresh.get_state_display()}。草稿的报送规则请在核对页的题头里改。")
        if not FEWEST_DAYS <= correction_days <= MOST_DAYS:
            raise Refused(f"补正期限请写 {FEWEST_DAYS} 到 {MOST_DAYS} 个工作日。")
        if not reason.strip():
            raise Refused("请写明为什么改，例如依据哪次会议、哪份通知。")
        before = {name: getattr(fresh, name) for name in wanted}
        changed = {name: value for name, value in wanted.items() if value != before[name]}
        if not changed:
            raise Refused("报送规则没有变化。请改动其中一项再保存，不改的请返回方案。")
        Plan.objects.filter(pk=fresh.pk).update(**changed)
        told = {"before": {name: before[name] for name in changed}, "after": changed}
        fresh.refresh_from_db()
        label = f"报送规则改为：{_words(fresh, changed)}"
        record("plans.change_rules", by=by, label=label, subject=fresh.ref, note=reason.strip(), details=told)
    return fresh


def _words(plan: Plan, changed: Collection[str]) -> str:
    said = {
        "needs_sign_off": "须经单位审签" if plan.needs_sign_off else "不须单位审签",
        "correction_days": f"补正期限 {plan.correction_days} 个工作日",
    }
    return "，".join(said[name] for name in changed)
