"""Shapes of what people send about units and people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.db.models import QuerySet

from luoshi.accounts.actions import Details
from luoshi.accounts.models import Contact, Membership, Unit, UnitFunction
from luoshi.accounts.roles import Role
from luoshi.accounts.unit_sheet import as_text
from luoshi.kit.choices import offer, offer_words

PHONE = RegexValidator(r"^[0-9０-９+()（） \-－—转分机#*]*$", "请填数字，可带区号、横线和分机，如 0999-6123456。")
MOBILE = RegexValidator(r"^(\+?86)?1\d{10}$", "请填 11 位手机号码。")
USERNAME = RegexValidator(r"^[A-Za-z][A-Za-z0-9._-]{2,39}$", "请用 3 至 40 个字母、数字或 . _ -，以字母开头。")
LARGEST = 4 * 1024 * 1024  # bytes of a list, so that its text can be sent once more with the confirmation
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class UnitImportForm(forms.Form):
    """A list of units: chosen as a file, and after the dry run carried along as text."""

    file = forms.FileField(
        label="单位名单",
        help_text="Excel（xlsx）或 CSV，表头：类别、单位名称、简称、编码、上级单位；以“职能”结尾的列都是职能。",
        required=False,
    )
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The file is needed but where its text has come along."""
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not self.data.get("text")

    def clean_file(self) -> UploadedFile[bytes] | None:
        """Never a part of a list: one that is too large, as a file or as text, is refused as a whole."""
        upload: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if upload:
            if (upload.size or 0) > LARGEST or len(as_text(upload.read()).encode()) > LARGEST:
                raise forms.ValidationError("名单超过 4 MB。请只留下单位名单的各列，或分几个文件导入。")
            upload.seek(0)
        return upload

    def data_bytes(self) -> bytes:
        """The bytes of the file, or of the text from the dry run."""
        upload = self.cleaned_data.get("file")
        if upload:
            return bytes(upload.read())
        return str(self.cleaned_data.get("text") or "").encode()

    def carried(self, data: bytes) -> str:
        """The list as text, to be sent again with the confirmation."""
        return as_text(data)


class AnswersForm(forms.Form):
    """Answers under the keys of units or functions, each with its own basis or all with one; others are passed over.

    With each goes what the page showed: who changes nothing there says nothing, whatever others stated meanwhile.
    """

    basis = forms.CharField(
        label="依据",
        help_text="如“三定规定第三条”“权责清单”，对这次改动的都适用。",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"form": "answers"}),  # it stands beside the table
    )

    def __init__(self, *args: Any, keys: Iterable[str] = (), **kwargs: Any) -> None:
        """Only these keys are read."""
        super().__init__(*args, **kwargs)
        self.keys = list(keys)

    def answers(self) -> dict[str, str]:
        """The answer for each key for which a valid one was sent, itself or its basis other than the page showed."""
        given = {key: str(self.data.get(f"answer-{key}", "")) for key in self.keys if self._is_changed(key)}
        return {key: answer for key, answer in given.items() if answer in UnitFunction.Answer.values}

    def _is_changed(self, key: str) -> bool:
        sent = self.data.get
        return (sent(f"answer-{key}"), sent(f"basis-{key}", "")) != (sent(f"was-{key}"), sent(f"was-basis-{key}", ""))

    def bases(self) -> dict[str, str]:
        """The basis sent for each key."""
        return {key: str(self.data.get(f"basis-{key}", "")).strip()[:200] for key in self.keys}


class FunctionNameForm(forms.Form):
    """The name of a function that units have not been asked for yet."""

    name = forms.CharField(label="职能名称", help_text="以“职能”结尾，如“行政许可职能”。", max_length=60)


class RenameForm(forms.Form):
    """The new full and short name, and since when."""

    name = forms.CharField(label="新名称", help_text="全称，同公章。", max_length=100)
    short_name = forms.CharField(label="新简称", max_length=30)
    day = forms.DateField(label="更名日期", help_text="从这一天起用新名称。", widget=DAY)


class AliasForm(forms.Form):
    """Another name of the unit."""

    name = forms.CharField(label="别名", help_text="方案、通知里出现过的其他写法。", min_length=2, max_length=100)


class SucceedForm(forms.Form):
    """Who takes over the work, and since when."""

    successor = forms.ModelChoiceField(
        Unit.objects.none(), label="承接单位", to_field_name="public_id", empty_label="请选择"
    )
    day = forms.DateField(label="承接日期", help_text="从这一天起由承接单位办理。", widget=DAY)
    note = forms.CharField(label="说明", help_text="如机构改革文件的文号。", required=False, max_length=200)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        """`units` are those that may be chosen."""
        super().__init__(*args, **kwargs)
        offer(self, "successor", units)


class ContactForm(forms.Form):
    """A person responsible."""

    duty = forms.ChoiceField(label="分工", choices=Contact.Duty.choices)
    name = forms.CharField(label="姓名", max_length=60)
    position = forms.CharField(label="职务", required=False, max_length=60)
    section = forms.CharField(label="责任科室", required=False, max_length=60)
    office_phone = forms.CharField(label="办公电话", required=False, max_length=30, validators=[PHONE])
    mobile = forms.CharField(
        label="手机",
        help_text="只有本单位和办公室看得到全号。",
        required=False,
        max_length=14,
        validators=[MOBILE],
    )

    def details(self) -> Details:
        """What was sent, as the action takes it."""
        return Details(**{name: self.cleaned_data.get(name, "") for name in Details.__dataclass_fields__})


class AccountForm(forms.Form):
    """A new account, or another 身份 for somebody who has one, and what the directory says of him."""

    name = forms.CharField(label="姓名", max_length=60)
    username = forms.CharField(
        label="用户名",
        help_text="登录用，如姓名的拼音。同一个人已有账号的，填原来的用户名。",
        max_length=40,
        validators=[USERNAME],
    )
    role = forms.ChoiceField(label="身份")
    duty = forms.ChoiceField(label="登记到通讯录", choices=[("", "不登记"), *Contact.Duty.choices], required=False)
    position = forms.CharField(label="职务", required=False, max_length=60)
    section = forms.CharField(label="责任科室", required=False, max_length=60)
    office_phone = forms.CharField(label="办公电话", required=False, max_length=30, validators=[PHONE])
    mobile = forms.CharField(label="手机", required=False, max_length=14, validators=[MOBILE])

    def __init__(self, *args: Any, roles: Sequence[Role] = (), **kwargs: Any) -> None:
        """`roles` are those that may be granted."""
        super().__init__(*args, **kwargs)
        offer_words(self, "role", [(role.value, role.label) for role in roles])

    def contact(self) -> Details | None:
        """What the directory shall say, if anything."""
        if not self.cleaned_data.get("duty"):
            return None
        return Details(**{name: self.cleaned_data.get(name, "") for name in Details.__dataclass_fields__})


class LiaisonForm(forms.Form):
    """Who is liaison from now on, and whom he follows."""

    old = forms.ModelChoiceField(
        Membership.objects.none(),
        label="现任联络员",
        help_text="今天是他以这个身份办理的最后一天。",
        to_field_name="public_id",
        required=False,
        empty_label="没有，或者不更换（增加一人）",
    )
    name = forms.CharField(label="新联络员姓名", max_length=60)
    username = forms.CharField(
        label="用户名", help_text="登录用。他已有账号的，填原来的用户名。", max_length=40, validators=[USERNAME]
    )
    position = forms.CharField(label="职务", required=False, max_length=60)
    section = forms.CharField(label="责任科室", required=False, max_length=60)
    office_phone = forms.CharField(label="办公电话", required=False, max_length=30, validators=[PHONE])
    mobile = forms.CharField(label="手机", required=False, max_length=14, validators=[MOBILE])

    def __init__(self, *args: Any, unit: Unit, held: Sequence[Membership], **kwargs: Any) -> None:
        """`held` are the liaisons of today."""
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["old"]
        choice.queryset = unit.memberships.filter(pk__in=[m.pk for m in held]).select_related("user", "unit")
        choice.label_from_instance = _person
        if held:
            self.initial.setdefault("old", held[0].public_id)

    def contact(self) -> Details:
        """What the directory will say of him."""
        given = {name: self.cleaned_data.get(name, "") for name in Details.__dataclass_fields__ if name != "duty"}
        return Details(duty=Contact.Duty.LIAISON.value, **given)


def _person(held: Membership) -> str:
    return f"{held.user.name}（{held.user.username}）"
