"""Shapes of what people send about units."""

from typing import Any

from django import forms


class UnitImportForm(forms.Form):
    """A CSV of units: chosen as a file, and after the dry run carried along as text."""

    file = forms.FileField(
        label="单位名单（CSV）",
        help_text="表头：类别,单位名称,简称,编码,行政调解职能,上级单位",
        required=False,
    )
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The file is needed but where its text has come along."""
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not self.data.get("text")

    def data_bytes(self) -> bytes:
        """The bytes of the file, or of the text from the dry run."""
        upload = self.cleaned_data.get("file")
        if upload:
            return bytes(upload.read(5_000_000))
        return str(self.cleaned_data.get("text") or "").encode()
