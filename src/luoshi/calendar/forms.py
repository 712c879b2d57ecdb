"""Shapes of what people send about notices."""

from __future__ import annotations

from typing import Any

from django import forms

from luoshi.calendar.lines import NoticeDay, read_lines


class HolidayNoticeForm(forms.Form):
    """The notice of one year: name, source, and its days as lines."""

    title = forms.CharField(label="通知名称", max_length=200)
    source = forms.CharField(label="来源", max_length=300, help_text="文号、发布日期，或刊登通知的网址。")
    days = forms.CharField(
        label="放假和调休",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="每行一段，如“1月1日至3日 元旦 休”“1月4日 上班”；也可以把通知里“元旦：……”各段原样贴进来。",
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        """Remember the year to which dates without one belong."""
        super().__init__(*args, **kwargs)
        self.year = year
        self.read: tuple[NoticeDay, ...] = ()

    def clean_days(self) -> str:
        """The text as sent; `read` holds its days, and each line that cannot be understood is a fault."""
        text = str(self.cleaned_data["days"])
        reading = read_lines(text, self.year)
        self.read = reading.days
        if reading.faults:
            raise forms.ValidationError(list(reading.faults))
        return text
