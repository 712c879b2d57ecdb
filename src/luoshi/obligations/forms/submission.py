"""Shapes of what units hand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.datastructures import MultiValueDict

from luoshi.obligations.models import Evidence


class ManyFilesInput(forms.ClearableFileInput):
    """A chooser of several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:  # noqa: ARG002
        """All files sent under the name."""
        return files.getlist(name) if isinstance(files, MultiValueDict) else []


class ManyFilesField(forms.Field):
    """Any number of files, up to the limit of one submission."""

    widget = ManyFilesInput

    def clean(self, value: list[Any]) -> list[Any]:
        """The list as it came; more than the limit is an error."""
        if len(value) > settings.MAX_FILES:
            raise ValidationError(f"一次最多 {settings.MAX_FILES} 个文件。请分开报送或合并成一个 PDF。")
        return value


class SubmissionForm(forms.Form):
    """Facts, files, links and a statement; on a correction also what is kept from the version before."""

    facts = forms.Field(label="平台已掌握", required=False, widget=forms.MultipleHiddenInput)
    uploads = ManyFilesField(
        label="文件", required=False, help_text="PDF、JPEG、PNG，可以一次选多个，每个 50 MB 以内。"
    )
    links = forms.CharField(
        label="网页链接",
        required=False,
        help_text="信息报道等，一行一个网址。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    statement = forms.CharField(
        label="情况说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="2000 字以内。",
    )  # fmt: skip

    def __init__(self, *args: Any, kept: Sequence[Evidence] = (), **kwargs: Any) -> None:
        """`kept` is the evidence of the version before."""
        super().__init__(*args, **kwargs)
        ids = [evidence.pk for evidence in kept]
        if ids:
            self.fields["keep"] = forms.ModelMultipleChoiceField(
                Evidence.objects.filter(pk__in=ids),
                to_field_name="public_id",
                label="沿用上次的材料",
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[evidence.public_id for evidence in kept],
            )

    def clean_facts(self) -> list[str]:
        """The keys as they came; whether they prove anything is for the action to say."""
        return [str(key) for key in self.cleaned_data["facts"] or ()]

    def clean_links(self) -> list[str]:
        """One address a line; only http and https."""
        check = URLValidator(schemes=["http", "https"])
        links = [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]
        if len(links) > settings.MAX_FILES:
            raise ValidationError(f"一次最多 {settings.MAX_FILES} 个链接。")
        for link in links:
            try:
                check(link)
            except ValidationError as error:
                raise ValidationError(
                    f"“{link[:80]}”不是完整的网址。请从浏览器地址栏复制，以 http:// 或 https:// 开头。"
                ) from error
            if len(link) > 500:
                raise ValidationError("网址超过 500 个字符。请换成短一些的地址。")
        return links
