"""Shapes of taking back an acceptance."""

from __future__ import annotations

from typing import Any

from django import forms

from luoshi.obligations.models import ReturnReason


class ReasonsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """Coded reasons to tick; those by which nothing was handed in say so."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        """Those in use."""
        super().__init__(ReturnReason.objects.filter(valid=True), to_field_name="public_id", **kwargs)

    def label_from_instance(self, obj: ReturnReason) -> str:
        """The reason, marked where it makes the return void."""
        return obj.label if obj.counts_as_submitted else f"{obj.label}（视为未报送）"


class ProposalForm(forms.Form):
    """Why an acceptance should be taken back."""

    reasons = ReasonsField(label="退回理由", required=False)
    note = forms.CharField(
        label="为什么撤销", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明发现了什么、依据是什么、怎么补。同意撤销后，单位看到的退回理由就是这段话。",
    )  # fmt: skip


class DecisionForm(forms.Form):
    """What the second person decides."""

    verdict = forms.ChoiceField(choices=[("agree", "同意撤销"), ("keep", "不撤销")])
    answer = forms.CharField(
        label="决定意见", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不撤销的必填。只有本办公室看得到。",
    )  # fmt: skip
