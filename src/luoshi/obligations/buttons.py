"""What the page of a duty offers this reader to do: open buttons, and closed ones with the reason. Reads."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse

from luoshi.kit.actor import Actor
from luoshi.obligations.asking import reasons_against_asking
from luoshi.obligations.drafts import OWED
from luoshi.obligations.models import DutyRequest, Obligation
from luoshi.workflow.engine import Option, options

# A move with a page of its own tells there what stands against it; these stand elsewhere on the page of the duty.
ELSEWHERE = {"return", "rule_out", "revoke"}
# Of these two just one fits; the other's reason would only confuse.
EITHER = {"withdraw", "withdraw_correction"}


@dataclass(frozen=True)
class Button:
    """A link to where it is done, or what stands against it."""

    label: str
    url: str
    reasons: tuple[str, ...] = ()
    primary: bool = False


def duty_buttons(duty: Obligation, actor: Actor, asked: DutyRequest | None) -> list[Button]:
    """The buttons in the head of the page, one of them filled; `asked` is the request that waits for a decision."""
    found = []
    if asked and actor.may("obligations.decide_request", asked):
        found.append(Button("决定申请", asked.get_absolute_url(), primary=True))
    for option in options(duty, by=actor):
        if option.move.name not in ELSEWHERE and not (option.move.name in EITHER and option.reasons):
            found.append(_button(duty, option))
    first = next((button for button in found if button.primary), None)
    return [replace(button, primary=button is first) for button in found]


def request_buttons(duty: Obligation, actor: Actor) -> list[Button]:
    """What the unit may ask its office for, as long as it owes the duty."""
    if duty.state not in OWED or not actor.may("obligations.submit", duty) or duty.unit_id == duty.plan.unit_id:
        return []
    url = reverse("obligations:request_new", args=[duty.public_id])
    kinds = (DutyRequest.Kind.EXTENSION, DutyRequest.Kind.NOT_APPLICABLE)
    return [Button(k.label, f"{url}?kind={k}", tuple(reasons_against_asking(duty, k))) for k in kinds]


def _button(duty: Obligation, option: Option) -> Button:
    move = option.move
    plan, row = duty.plan.public_id, duty.deliverable.public_id
    amend = reverse("obligations:plan_amend", args=[plan])
    if move.name == "submit":
        label = "补正" if duty.state == Obligation.State.RETURNED else "报送"
        return Button(label, reverse("obligations:obligation_submit", args=[duty.public_id]), primary=True)
    if move.name == "accept":
        return Button("去审核", reverse("obligations:review_desk", args=[duty.public_id]), primary=True)
    if move.name == "waive":
        return Button(move.label, f"{amend}?kind=waive&row={row}")
    if move.name == "reinstate":
        return Button(move.label, f"{amend}?kind=change_units&row={row}")
    if move.via:
        return Button(move.label, reverse(move.via, args=[duty.public_id]), option.reasons, primary=True)
    url = reverse("workflow:move_take", args=[duty._meta.label_lower, duty.public_id, move.name])
    return Button(move.label, url, option.reasons)
