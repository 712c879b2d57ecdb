"""Shapes of the review queue and of verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from luoshi.kit.choices import offer_words
from luoshi.obligations.criteria import ALL_POINTS
from luoshi.obligations.models import ReturnReason
from luoshi.obligations.queries.desk import LONGEST_TERM, terms
from luoshi.obligations.queries.review import KINDS, OLDEST, ORDERS, QueueRule

KEYED = {"rows": 2, "data-key": "n"}
VERDICTS = [("accept", "审核通过"), ("return", "退回")]
LOOK = ("look", "再看看")  # no verdict: back to the papers with what was ticked and written


def rule_of(sent: Mapping[str, str]) -> QueueRule:
    """The rule of the queue as the address has it; what is none of ours is the usual one."""
    order, kind = sent.get("order", ""), sent.get("kind", "")
    return QueueRule(
        order=order if order in ORDERS else OLDEST,
        category=sent.get("category", "").strip()[:9],
        words=" ".join(sent.get("q", "").split())[:50],
        kind=kind if kind in KINDS else "",
    )


class ReturnFields(forms.Form):
    """Why something comes back and by when it must be there again; for an acceptance the words alone."""

    reasons = forms.ModelMultipleChoiceField(
        ReturnReason.objects.filter(valid=True),
        to_field_name="public_id",
        required=False,
        label="退回理由",
        error_messages={"invalid_choice": "有一条理由刚被修改或者停用。请重新选。"},
    )
    note = forms.CharField(required=False, max_length=1000, label="意见", widget=forms.Textarea(KEYED))
    days = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, label="补正期",
        error_messages={"invalid_choice": f"补正期是 1 到 {LONGEST_TERM} 个工作日。请重新选。"},
    )  # fmt: skip

    def __init__(self, *args: Any, usual: int | None = None, **kwargs: Any) -> None:
        """`usual` is the term of the plan; without it, each plan's own is offered first."""
        super().__init__(*args, **kwargs)
        blank = [] if usual else [("", "按各方案的补正期")]
        offer_words(self, "days", [*blank, *((str(days), words) for days, words in terms())])
        self.fields["days"].initial = usual
        if not usual:
            self.fields["note"].help_text = "退回时不写，就用理由里“怎么补”的话。"


class ReviewForm(ReturnFields):
    """A verdict on one version: which points were seen, and what was answered where it was asked once more."""

    submission = forms.CharField(widget=forms.HiddenInput)
    move = forms.ChoiceField(choices=[*VERDICTS, LOOK], error_messages={"invalid_choice": "请点“退回”或者“审核通过”。"})
    points = forms.MultipleChoiceField(choices=[(point.code, point.words) for point in ALL_POINTS], required=False)
    asked = forms.CharField(required=False, widget=forms.HiddenInput)
    answer = forms.CharField(
        required=False, max_length=500, label="疑点怎么核对的", help_text="写进审核意见，对方看得到。",
        widget=forms.Textarea(KEYED),
    )  # fmt: skip

    @property
    def words(self) -> str:
        """The note with what came of the doubts."""
        note, answer = self.cleaned_data["note"].strip(), self.cleaned_data["answer"].strip()
        return "\n".join(part for part in (note, f"疑点核对：{answer}" if answer else "") if part)


class BatchForm(ReturnFields):
    """One verdict over many; with `confirmed` it is meant, without it is looked at first."""

    move = forms.ChoiceField(choices=VERDICTS)
    confirmed = forms.BooleanField(required=False)
