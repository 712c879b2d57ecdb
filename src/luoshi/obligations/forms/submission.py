"""Shapes of what units put together, hand in and sign off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.datastructures import MultiValueDict

from luoshi.kit.choices import offer
from luoshi.obligations.models import Obligation
from luoshi.obligations.queries.submission import may_go_along

LONGEST_STATEMENT = 2000


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


class AlsoField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """Other duties of the unit, each as its date and what is to be handed in."""

    def label_from_instance(self, obj: Any) -> str:
        """9月10日到期：评选行政指导案例的通知、结果."""
        return f"{obj.owed_by.month}月{obj.owed_by.day}日到期：{obj.deliverable.material}"


class DraftForm(forms.Form):
    """What is put into a draft in one go, and which page it was sent from."""

    facts = forms.Field(label="平台已掌握的事实", required=False, widget=forms.MultipleHiddenInput)
    uploads = ManyFilesField(label="选文件", required=False)
    link = forms.CharField(label="网页链接", required=False, help_text="信息报道等。从浏览器地址栏复制，一次加一个。")
    nothing = forms.BooleanField(label="零报告：没有可报的", required=False)
    statement = forms.CharField(
        label="情况说明", required=False, max_length=LONGEST_STATEMENT, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"{LONGEST_STATEMENT} 字以内。",
    )  # fmt: skip
    also = AlsoField(
        Obligation.objects.none(), label="同时用于", required=False, to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, obligation: Obligation, **kwargs: Any) -> None:
        """Offer the other duties that the draft can serve."""
        super().__init__(*args, **kwargs)
        offer(self, "also", may_go_along(obligation))

    def clean_facts(self) -> list[str]:
        """The keys as they came; whether they prove anything is for the action to say."""
        return [str(key) for key in self.cleaned_data["facts"] or ()]

    def clean_statement(self) -> str:
        """With line feeds alone, as it is kept."""
        return str(self.cleaned_data["statement"]).replace("\r\n", "\n")

    def clean_link(self) -> str:
        """One address; only http and https."""
        link = str(self.cleaned_data["link"]).strip()
        if not link:
            return ""
        try:
            URLValidator(schemes=["http", "https"])(link)
        except ValidationError as error:
            raise ValidationError(
                f"“{link[:80]}”不是完整的网址。请从浏览器地址栏复制，以 http:// 或 https:// 开头。"
            ) from error
        if len(link) > 500:
            raise ValidationError("网址超过 500 个字符。请换成短一些的地址。")
        return link


class UploadForm(forms.Form):
    """What a browser tells of a file before it comes: name, size, and when it was changed last."""

    name = forms.CharField(max_length=1000, strip=False)
    size = forms.IntegerField(min_value=0)
    stamp = forms.CharField(max_length=40, required=False)


class SignForm(forms.Form):
    """Which draft the head looked at, put before him when, and his words where he does not sign."""

    draft = forms.CharField(widget=forms.HiddenInput)
    asked_at = forms.DateTimeField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="要改什么", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回修改时填写，联络员看得到。",
    )  # fmt: skip
