"""Shapes of what people send about plans."""

from django import forms


class PlanUploadForm(forms.Form):
    """The document of a plan."""

    file = forms.FileField(
        label="方案文件",
        help_text="Word（docx）或文本（txt）。旧版 doc、wps、pdf 请先另存为 docx。",
        allow_empty_file=True,
        error_messages={"required": "请选择方案文件。"},
    )
