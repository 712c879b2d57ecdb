"""What stands against a request before anything is filled in: the action and the buttons ask the same. Reads."""

from __future__ import annotations

from luoshi.kit import clock
from luoshi.obligations.drafts import OWED
from luoshi.obligations.effects import day_words
from luoshi.obligations.models import DutyRequest, Obligation


def reasons_against_asking(obligation: Obligation, kind: str) -> list[str]:
    """Why this kind of request cannot be made for the duty now; empty where it can."""
    reasons = []
    if obligation.state not in OWED:
        reasons.append(f"这项任务当前状态是“{obligation.get_state_display()}”，不用申请。")
    if obligation.unit_id == obligation.plan.unit_id:
        reasons.append("这是本单位自己方案的任务，请用“方案调整”。")
    if obligation.requests.filter(state=DutyRequest.State.OPEN).exists():
        reasons.append("这项任务已有一件申请等待决定。请等决定，或者先撤回那一件。")
    if kind == DutyRequest.Kind.EXTENSION and obligation.state in OWED and clock.today() > obligation.owed_by:
        reasons.append(f"已过{day_words(obligation.owed_by)}，延期要在到期前申请。请尽快报送。")
    return reasons
