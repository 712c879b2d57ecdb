"""Shapes of verdicts."""

from __future__ import annotations

from django import forms


class ReviewForm(forms.Form):
    """A verdict and its words."""

    submission = forms.CharField(widget=forms.HiddenInput)
    move = forms.ChoiceField(choices=[("accept", "审核通过"), ("return", "退回")])
    note = forms.CharField(required=False, max_length=1000, label="意见", help_text="退回时必填，对方看得到。",
                           widget=forms.Textarea(attrs={"rows": 4}))  # fmt: skip
