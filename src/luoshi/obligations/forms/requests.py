"""Shapes of requests and of what is decided about them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from luoshi.kit import clock
from luoshi.obligations.effects import day_words
from luoshi.obligations.models import DutyRequest

Kind = DutyRequest.Kind
LATEST = timedelta(days=366)  # our own choice: a day further off than a year is a slip of the pen
REASON = {"rows": 4}


class LaterDayField(forms.DateField):
    """A day in the future, within a year."""

    def __init__(self, label: str, *, required: bool) -> None:
        """What it is called, and whether it must be there."""
        super().__init__(
            label=label,
            required=required,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": "请把日期写成 2017-09-10 的样子。", "required": "请选日期。"},
        )

    def clean(self, value: Any) -> date | None:
        """The day, or None where none is needed."""
        day: date | None = super().clean(value)
        last = clock.today() + LATEST
        if day and not clock.today() <= day <= last:
            raise forms.ValidationError(f"请选今天到{day_words(last)}之间的日期。")
        return day


class RequestForm(forms.Form):
    """What a unit asks for; the day is there for an extension only."""

    wanted_due = LaterDayField("希望延到", required=True)
    reason = forms.CharField(
        label="理由", max_length=1000, widget=forms.Textarea(attrs=REASON), error_messages={"required": "请写明理由。"}
    )
    upload = forms.FileField(
        label="附件", required=False, allow_empty_file=True, help_text="能说明理由的文件，一个，50 MB 以内。"
    )

    def __init__(self, *args: Any, kind: DutyRequest.Kind, **kwargs: Any) -> None:
        """Without a day where the duty is not to apply."""
        super().__init__(*args, **kwargs)
        if kind == Kind.NOT_APPLICABLE:
            del self.fields["wanted_due"]
            self.fields["reason"].help_text = "为什么本单位没有这项工作，写明依据，如“三定规定第三条”。"
        else:
            self.fields["reason"].help_text = "为什么到期前报不了，现在做到哪一步。"


class DecisionForm(forms.Form):
    """Granted or refused with a reason; for an extension the day to be granted."""

    day = LaterDayField("同意延到", required=False)
    note = forms.CharField(
        label="理由", max_length=1000, widget=forms.Textarea(attrs=REASON),
        help_text="同意、不同意都要写，申请的单位看得到。",
        error_messages={"required": "请写明理由，让单位知道为什么。"},
    )  # fmt: skip
    move = forms.ChoiceField(
        choices=[("grant", "同意"), ("refuse", "不同意"), ("preview", "看影响")],
        error_messages={"required": "请点“同意”或“不同意”。", "invalid_choice": "请点“同意”或“不同意”。"},
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        """Without a day where the duty is not to apply."""
        super().__init__(*args, **kwargs)
        if kind == Kind.NOT_APPLICABLE:
            del self.fields["day"]

    def clean(self) -> dict[str, Any]:
        """Who only looks at the effect of a day need not give a reason yet."""
        given = super().clean() or {}
        if given.get("move") == "preview":
            self.errors.pop("note", None)
        return given
