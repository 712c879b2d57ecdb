"""Shapes of what people send about plans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from luoshi.accounts.matching import match_units
from luoshi.accounts.models import Unit, UnitCategory
from luoshi.facts.registry import sources
from luoshi.kit import clock
from luoshi.kit.choices import offer, offer_words
from luoshi.plans.actions.editing import BulkEdit, HeadEdit, RowEdit
from luoshi.plans.matching import SURE
from luoshi.plans.models import CORRECTION_DAYS, FEWEST_DAYS, MOST_DAYS, Deliverable, Plan, TaskTable
from luoshi.plans.parts import join_parts, split_parts
from luoshi.plans.queries.tree import plans_above
from luoshi.plans.snapshots import HEAD_FIELDS, head_mark


class PlanUploadForm(forms.Form):
    """The document of a plan."""

    file = forms.FileField(
        label="方案文件",
        help_text="Word（docx）、Excel（xlsx）或文本（txt）。旧版 doc、xls、wps、pdf 请先另存为 docx 或 xlsx。",
        allow_empty_file=True,
        error_messages={"required": "请选择方案文件。"},
    )


class SignedForm(forms.Form):
    """The signed document of a plan."""

    file = forms.FileField(
        label="签发件（PDF）",
        help_text="签发、盖章后的正式文件扫描或导出的 PDF。",
        allow_empty_file=True,
        error_messages={"required": "请选择签发件的 PDF 文件。"},
    )


FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


class DayField(forms.DateField):
    """A day that a person decides on; one outside our time is a slip of the pen."""

    def __init__(self) -> None:
        """Never required: a row may have to wait for its day."""
        super().__init__(
            label="到期日",
            required=False,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": "请把到期日写成 2017-09-10 的样子。"},
        )

    def clean(self, value: Any) -> date | None:
        """The day, or None."""
        day: date | None = super().clean(value)
        if day and not FIRST <= day <= LAST:
            raise forms.ValidationError(f"请核对到期日的年份：写的是 {day.year} 年。")
        return day


class CategoriesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # has no parameters when it runs
    """Categories of units; a number that is none of theirs is an error however long it is."""

    def clean(self, value: Any) -> QuerySet[UnitCategory]:
        """The categories."""
        try:
            chosen: QuerySet[UnitCategory] = super().clean(value)
        except OverflowError as error:
            raise forms.ValidationError("请重新选择单位类别。") from error
        return chosen


NEEDED = (("required", "必须"), ("optional", "可附"), ("", "不要求"))
_NEEDED = {"required": True, "optional": False, "": None}
_KINDS = Deliverable.Evidence.choices


class RowForm(forms.Form):
    """A row of a draft; `seen` is the revision that was looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    ordinal = forms.CharField(label="序号", max_length=20, required=False)
    item = forms.CharField(label="事项", max_length=200, required=False)
    material = forms.CharField(
        label="材料",
        widget=forms.Textarea(attrs={"rows": 2, "data-key": "e"}),
        error_messages={"required": "请写明要报的材料；不用报的，请按“不作为任务”。"},
    )
    note = forms.CharField(label="备注", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    deadline_text = forms.CharField(label="原文", max_length=200, required=False)
    due = DayField()
    condition = forms.CharField(label="条件", max_length=200, required=False)
    categories = CategoriesField(
        UnitCategory.objects.all(), label="单位类别", required=False, widget=forms.CheckboxSelectMultiple
    )
    named = forms.CharField(label="点名的单位", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    fact_keys = forms.MultipleChoiceField(label="平台事实", required=False, widget=forms.CheckboxSelectMultiple)
    any_of = forms.BooleanField(label="以上任一项即可", required=False)

    def __init__(self, data: Any = None, *, row: Deliverable, plan: Plan) -> None:
        """The form of one row, filled with what it says now."""
        named = [(one.unit.short_name, one.part) for one in row.named.all()]
        initial = {name: getattr(row, name) for name in ROW_WORDS} | {
            "seen": row.revision,
            "categories": [category.pk for category in row.categories.all()],
            "named": join_parts(named),
        }
        initial |= {f"evidence_{kind}": _words_of(row.evidence.get(kind)) for kind, _ in _KINDS}
        super().__init__(data, initial=initial, prefix="r")
        for kind, label in _KINDS:
            self.fields[f"evidence_{kind}"] = forms.ChoiceField(label=label, choices=NEEDED, required=False)
        known = {source.key: source.label for source in sources()}
        chosen = {key: known.get(key, key) for key in row.fact_keys}
        offer_words(self, "fact_keys", (chosen | known).items())
        self._within = plan.unit
        self._named = tuple((one.unit, one.part) for one in row.named.all())

    def clean_named(self) -> tuple[tuple[Unit, str], ...]:
        """Units with their part; a name that is not surely a unit's is an error that says what to write.

        What was not touched stays as it is, whoever else goes by the same short name today.
        """
        if "named" not in self.changed_data:
            return self._named
        return _units(self.cleaned_data["named"], self._within)

    @property
    def kinds(self) -> list[forms.BoundField]:
        """The choices of evidence."""
        return [self[f"evidence_{kind}"] for kind, _ in _KINDS]

    @property
    def kind_words(self) -> dict[str, str]:
        """The kinds of evidence as people read them."""
        return {str(kind): str(label) for kind, label in _KINDS}

    def edit(self) -> RowEdit:
        """What the person wants; for a valid form."""
        given = self.cleaned_data
        evidence = {kind: _NEEDED[given[f"evidence_{kind}"]] for kind, _ in _KINDS}
        return RowEdit(
            **{name: given[name] for name in ("seen", "named", *ROW_WORDS) if name != "fact_keys"},
            categories=tuple(given["categories"]),
            evidence={kind: needed for kind, needed in evidence.items() if needed is not None},
            fact_keys=tuple(given["fact_keys"]),
        )


ROW_WORDS = (
    "ordinal", "item", "material", "note", "deadline_text", "due", "condition", "fact_keys", "any_of",
)  # fmt: skip


class SignOffField(forms.BooleanField):
    """Whether the head of a unit signs before anything is handed in."""

    def __init__(self) -> None:
        """Not ticked by default."""
        super().__init__(label="报送须经单位审签：单位负责人签过，材料才报出", required=False)


class CorrectionDaysField(forms.IntegerField):
    """How many working days a unit has for a correction."""

    def __init__(self) -> None:
        """The words say what may be written."""
        words = f"请写 {FEWEST_DAYS} 到 {MOST_DAYS} 的整数，如 {CORRECTION_DAYS}。"
        super().__init__(
            label="补正期限（工作日）",
            min_value=FEWEST_DAYS,
            max_value=MOST_DAYS,
            help_text=f"退回补正时给单位的工作日数。{CORRECTION_DAYS} 是本系统的默认值，可按本地规定改。",
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), words),
        )


class RulesForm(forms.Form):
    """How things are handed in for a plan in force, and why that changes."""

    needs_sign_off = SignOffField()
    correction_days = CorrectionDaysField()
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明为什么改，例如依据哪次会议、哪份通知。"},
    )


class HeadForm(forms.Form):
    """The head of a draft."""

    title = forms.CharField(label="标题", max_length=300, error_messages={"required": "请写明方案的标题。"})
    doc_number = forms.CharField(label="文号", max_length=100, required=False)
    issuer = forms.CharField(label="制发机关", max_length=200, required=False)
    year = forms.IntegerField(
        label="年度",
        min_value=2000,
        max_value=2100,
        help_text="改了年度，没有写年份的期限按新的年度重新换算。",
        error_messages={"required": "请写明年度，例如 2017。", "invalid": "请把年度写成 2017 的样子。"},
    )
    basis = forms.CharField(label="依据", max_length=300, required=False)
    superior = forms.ModelChoiceField(
        Plan.objects.none(), label="上级方案", required=False, empty_label="没有，或者不在本系统"
    )
    moves_rest_days = forms.BooleanField(label="到期日遇休息日，顺延到下一个工作日", required=False)
    needs_sign_off = SignOffField()
    correction_days = CorrectionDaysField()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, plan: Plan) -> None:
        """The form of one draft; `seen` marks the head that was looked at."""
        initial = {name: getattr(plan, name) for name in (*HEAD_FIELDS, "superior")} | {"seen": head_mark(plan)}
        super().__init__(data, initial=initial, prefix="h")
        offer(self, "superior", plans_above(plan.unit))

    def edit(self) -> HeadEdit:
        """What the person wants; for a valid form."""
        return HeadEdit(**self.cleaned_data)


class BulkForm(forms.Form):
    """What to change in the chosen rows at once; what is left open stays."""

    due = DayField()
    category = forms.ModelChoiceField(UnitCategory.objects.all(), label="单位类别", required=False, empty_label="不改")

    def __init__(self, data: Any = None) -> None:
        """With a choice for each kind of evidence."""
        super().__init__(data, prefix="b")
        for kind, label in _KINDS:
            choices = (("keep", "不改"), *((word or "none", said) for word, said in NEEDED))
            self.fields[f"evidence_{kind}"] = forms.ChoiceField(label=label, choices=choices, required=False)

    def edit(self, act: str) -> BulkEdit:
        """What the person wants: one of check, drop and restore, or the fields; for a valid form."""
        if act in ("check", "drop", "restore"):
            return BulkEdit(checked=True if act == "check" else None, dropped=None if act == "check" else act == "drop")
        given = self.cleaned_data
        words = {kind: given[f"evidence_{kind}"] for kind, _ in _KINDS}
        evidence = {
            kind: _NEEDED["" if word == "none" else word] for kind, word in words.items() if word not in ("", "keep")
        }
        category = given["category"]
        return BulkEdit(due=given["due"], evidence=evidence or None, categories=(category,) if category else None)


class AcceptForm(forms.Form):
    """Why the doubts that are left are accepted."""

    note = forms.CharField(
        label="理由",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明为什么可以按原样接受。"},
    )


class TableForm(forms.Form):
    """The category of units a table is for."""

    category = forms.ModelChoiceField(
        UnitCategory.objects.all(), label="单位类别", required=False, empty_label="逐行指定"
    )

    def __init__(self, data: Any = None, *, table: TaskTable | None = None) -> None:
        """With what the table says now."""
        super().__init__(data, initial={"category": table.category_id if table else None}, prefix="t")


class NewTableForm(forms.Form):
    """One more table of a draft."""

    name = forms.CharField(label="名称", max_length=200, error_messages={"required": "请写任务表的名称。"})
    category = forms.ModelChoiceField(
        UnitCategory.objects.all(), label="单位类别", required=False, empty_label="逐行指定"
    )


def _words_of(needed: bool | None) -> str:
    return "" if needed is None else "required" if needed else "optional"


def _units(text: str, within: Unit) -> tuple[tuple[Unit, str], ...]:
    named = split_parts(text)
    matches = match_units([name for name, _ in named], within=within, day=clock.today()) if named else {}
    found: dict[int, tuple[Unit, str]] = {}
    faults = []
    for name, part in named:
        sure = [match for match in matches.get(name, []) if match.score >= SURE]
        if len({match.unit.pk for match in sure}) == 1:
            found.setdefault(sure[0].unit.pk, (sure[0].unit, part))
        else:
            faults.append(_fault(name, [match.unit.name for match in matches.get(name, [])]))
    if faults:
        raise forms.ValidationError(faults)
    return tuple(found.values())


def _fault(name: str, near: Iterable[str]) -> str:
    names = list(dict.fromkeys(near))[:3]
    if names:
        return f"请把“{name}”改成单位名单里的名称，相近的有：{'、'.join(names)}。"
    return f"请改写“{name}”：单位名单里没有这个单位，或者先在“单位”里增加。"
