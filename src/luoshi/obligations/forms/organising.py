"""Shapes of organising reviewing: shares, coded reasons, drawing a round, the second look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from luoshi.accounts.models import UnitCategory, User
from luoshi.kit.choices import offer_words
from luoshi.obligations.actions.rechecking import Sampling
from luoshi.obligations.draw import LONGEST_SEED
from luoshi.obligations.reasons import Wording

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ShareForm(forms.Form):
    """Who has a category; without a first one it is everybody's."""

    category = forms.ModelChoiceField(UnitCategory.objects.all(), to_field_name="name", widget=forms.HiddenInput)
    first = forms.ChoiceField(label="A 角", required=False)
    substitute = forms.ChoiceField(label="B 角", required=False)

    def __init__(self, *args: Any, reviewers: Sequence[User], **kwargs: Any) -> None:
        """Of the reviewers of the office; handed in, so that many forms on a page ask once."""
        super().__init__(*args, **kwargs)
        self.people = {one.username: one for one in reviewers}
        names = [(username, one.name) for username, one in self.people.items()]
        offer_words(self, "first", [("", "全部审核人员"), *names])
        offer_words(self, "substitute", [("", "不设"), *names])

    def clean_first(self) -> User | None:
        """The person, or None."""
        return self.people.get(self.cleaned_data["first"])

    def clean_substitute(self) -> User | None:
        """The person, or None."""
        return self.people.get(self.cleaned_data["substitute"])

    def clean(self) -> dict[str, Any]:
        """A substitute stands in for somebody."""
        given = super().clean() or {}
        if given.get("substitute") and not given.get("first") and "first" not in self.errors:
            self.add_error("first", "设了 B 角，请再选 A 角。")
        return given


class WordingForm(forms.Form):
    """A coded reason as it is to read."""

    label = forms.CharField(label="理由", max_length=30, help_text="几个字，如“未盖章或未签发”。")
    advice = forms.CharField(
        label="怎么补", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="单位看到的话，说接着做什么。审核人员没有另写意见的，就用这句。",
    )  # fmt: skip
    is_void = forms.BooleanField(label="视为未报送", required=False)
    source = forms.CharField(label="依据", max_length=200, help_text="文号、会议纪要，或者“本办公室规定”。")

    def wording(self) -> Wording:
        """What was filled in."""
        given = self.cleaned_data
        return Wording(given["label"], given["advice"], not given["is_void"], given["source"])


class NewReasonForm(WordingForm):
    """The same with the code of a new one."""

    code = forms.CharField(
        label="代码", max_length=20, help_text="统计用，定下后不变：2 到 20 个小写字母、数字或下划线，如 no_seal。"
    )
    field_order = ("code",)


class SamplingForm(forms.Form):
    """What is to be drawn for a second look."""

    since = forms.DateField(label="审核时间从", widget=DAY)
    until = forms.DateField(label="审核时间到", widget=DAY)
    category = forms.ModelChoiceField(
        UnitCategory.objects.all(), to_field_name="name", label="单位类别", required=False, empty_label="全部类别"
    )
    per_cent = forms.IntegerField(label="抽取比例（%）", required=False, min_value=1, max_value=100)
    number = forms.IntegerField(
        label="或者抽取件数", required=False, min_value=1, max_value=10_000, help_text="填了件数，就把比例清空。"
    )
    seed = forms.CharField(
        label="种子", max_length=LONGEST_SEED, required=False,
        help_text="可以请在场的人当场报一个数或一句话。不填的，由系统随机生成。先定种子，后取名单。",
    )  # fmt: skip

    known = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def sampling(self) -> Sampling:
        """What was filled in."""
        given = self.cleaned_data
        return Sampling(
            given["since"], given["until"], given["category"], given["number"], given["per_cent"], given["seed"],
            given["known"],
        )  # fmt: skip


class OpinionForm(forms.Form):
    """What the second look would have decided."""

    opinion = forms.ChoiceField(
        label="您认为", choices=[("accept", "应通过"), ("return", "应退回")], widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="复核意见", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明看了什么、为什么这样认为。只有本办公室看得到。",
    )  # fmt: skip
