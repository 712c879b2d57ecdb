"""Shapes of questions and answers, templates and samples."""

from __future__ import annotations

from django import forms


class QuestionForm(forms.Form):
    """What a unit wants to know."""

    text = forms.CharField(
        label="问题", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一次问一件事，写明卡在哪里。", error_messages={"required": "请写明要问什么。"},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The answer, and who reads it; `seen` is how the question stood when the page was opened."""

    answer = forms.CharField(
        label="答复",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请写明答复。"},
    )
    shown_to_all = forms.BooleanField(label="让承担这项任务的各单位都看到", required=False)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class TemplateForm(forms.Form):
    """The file of a template."""

    file = forms.FileField(
        label="模板文件", allow_empty_file=True, error_messages={"required": "请选择模板文件。"},
        help_text="Word（docx）、Excel（xlsx）、PDF 或 WPS 文字，50 MB 以内。",
    )  # fmt: skip


class SampleForm(forms.Form):
    """Why it is good."""

    why = forms.CharField(
        label="好在哪里", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="单位同意后，其他单位看得到这句话。300 字以内。", error_messages={"required": "请写明好在哪里。"},
    )  # fmt: skip
