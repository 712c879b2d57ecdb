"""Shapes of what people send to begin a plan without a document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F

from luoshi.accounts.matching import match_units
from luoshi.accounts.models import Unit, UnitCategory
from luoshi.kit import clock
from luoshi.kit.choices import offer
from luoshi.plans.actions.creating import MOST_MATERIALS, TaskOrder
from luoshi.plans.forms import FIRST, CategoriesField
from luoshi.plans.matching import SURE
from luoshi.plans.models import Deliverable

MOST_BOXES = 300  # our own choice: more units than this are named in a field, not ticked one by one
MOST_WORDS = 500
YEARS_AHEAD = 5
_BETWEEN = re.compile(r"[\n、，,；;]+")


class YearField(forms.IntegerField):
    """A year of our time."""

    def __init__(self, **kwargs: Any) -> None:
        """Years that plans are written for; the words say what is wrong."""
        words = "请写四位数的年度，如 2018。"
        errors = {"invalid": words, "min_value": words, "max_value": words, "required": "请写年度。"}
        super().__init__(label="年度", min_value=2000, max_value=2099, error_messages=errors, **kwargs)


class BlankPlanForm(forms.Form):
    """The head of a plan that is written here."""

    title = forms.CharField(label="方案名称", max_length=300, error_messages={"required": "请写方案名称。"})
    year = YearField()
    doc_number = forms.CharField(
        label="文号", max_length=100, required=False, help_text="还没有文号的可以留空，下达前补上。"
    )


class CopyForm(forms.Form):
    """The year into which a plan is copied; `again` is asked where a draft of that year is there already."""

    year = YearField()
    again = forms.BooleanField(required=False, label="已有草稿，仍要再复制一份")


@dataclass(frozen=True)
class Group:
    """The units below of one category; units without one have no box for the whole group."""

    category: UnitCategory | None
    units: list[Unit]
    is_open: bool = False

    @property
    def key(self) -> str:
        """The value of its box."""
        return str(self.category.pk) if self.category else ""


class TaskForm(forms.Form):
    """A 临时任务: what, by when, from whom."""

    title = forms.CharField(label="任务名称", max_length=200, error_messages={"required": "请写任务名称。"})
    materials = forms.CharField(
        label="要报送的材料",
        help_text=f"一行一项，最多 {MOST_MATERIALS} 项。每家单位每项材料各是一项任务。",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明要报送的材料，一行一项。"},
    )
    due = forms.DateField(
        label="到期日",
        input_formats=["%Y-%m-%d", "%Y年%m月%d日"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="当日报送不算逾期。",
        error_messages={"required": "请选择到期日。", "invalid": "请写成 2017-09-30 或者 2017年9月30日。"},
    )
    past_ok = forms.BooleanField(required=False, label="到期日已过，仍要布置")
    basis = forms.CharField(
        label="说明或依据",
        required=False,
        max_length=300,
        help_text="各单位看得到，300 字以内。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    evidence = forms.MultipleChoiceField(
        label="必须有的证明材料",
        choices=Deliverable.Evidence.choices,
        initial=[Deliverable.Evidence.PDF],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="没有勾选的各单位也可以补充。",
    )
    categories = CategoriesField(UnitCategory.objects.none(), required=False, label="单位类别")
    units = forms.ModelMultipleChoiceField(Unit.objects.none(), to_field_name="public_id", required=False, label="单位")
    names = forms.CharField(
        label="单位名称",
        required=False,
        help_text="全称或者简称，一行一家，也可以用顿号隔开。",
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        """`unit` gives the task; those that exist today below it may be asked."""
        super().__init__(*args, **kwargs)
        self.unit = unit
        below = Unit.objects.valid_on(clock.today()).filter(path__startswith=unit.path).exclude(pk=unit.pk)
        chosen = {str(value) for value in self["units"].value() or ()}
        units = list(
            below.select_related("category").order_by(F("category__order").asc(nulls_last=True), "order", "pk")
        )
        self.groups = _groups(units, chosen)
        self.by_name = sum(len(group.units) for group in self.groups) > MOST_BOXES
        shown = [group.category.pk for group in self.groups if group.category]
        offer(self, "categories", UnitCategory.objects.filter(pk__in=shown))
        offer(self, "units", below)
        self.is_past = False

    @property
    def ticked(self) -> dict[str, set[str]]:
        """The boxes that are ticked, by field."""
        return {name: {str(value) for value in self[name].value() or ()} for name in ("categories", "units")}

    def clean_materials(self) -> tuple[str, ...]:
        """One material a line."""
        lines = tuple(line.strip() for line in self.cleaned_data["materials"].splitlines() if line.strip())
        if len(lines) > MOST_MATERIALS:
            raise ValidationError(
                f"现有 {len(lines)} 行，一次最多 {MOST_MATERIALS} 项。请分成几次，或者用空白表新建方案。"
            )
        long = next((line for line in lines if len(line) > MOST_WORDS), "")
        if long:
            raise ValidationError(f"“{long[:20]}…”超过 {MOST_WORDS} 字。请写短一些，详细要求放在说明里。")
        return lines

    def clean_names(self) -> tuple[Unit, ...]:
        """Each name as the one unit it means; all that mean none or several are told at once."""
        names = list(dict.fromkeys(name.strip() for name in _BETWEEN.split(self.cleaned_data["names"]) if name.strip()))
        if not names:
            return ()
        found: dict[int, Unit] = {}
        unclear = []
        matches = match_units(names, within=self.unit, day=clock.today())
        for name in names:
            sure = {m.unit.pk: m.unit for m in matches[name] if m.score >= SURE and m.unit.pk != self.unit.pk}
            if len(sure) == 1:
                found |= sure
            else:
                guesses = "、".join(m.unit.short_name for m in matches[name][:3] if m.unit.pk != self.unit.pk)
                unclear.append(f"“{name[:40]}”没有对上下级单位" + (f"，是不是：{guesses}？" if guesses else "。"))
        if unclear:
            raise ValidationError(unclear[:10])
        return tuple(found.values())

    def clean(self) -> dict[str, Any]:
        """Somebody must be asked; a day that has passed must be meant."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        nobody = not any(given.get(name) for name in ("categories", "units", "names"))
        if nobody and "names" not in self.errors:
            self.add_error("categories", "请选择单位类别或者具体单位。")
        due: date | None = given.get("due")
        today = clock.today()
        if due and not FIRST.year <= due.year <= today.year + YEARS_AHEAD:
            self.add_error("due", f"{due.year} 年太远，请核对年份。")
        elif due and due < today:
            self.is_past = True
            if not given.get("past_ok"):
                words = f"{due.year}年{due.month}月{due.day}日已经过去，下达后立即逾期。确要这样，请勾选下面一项。"
                self.add_error("due", words)
        return given

    def order(self) -> TaskOrder:
        """What was asked, after the form has been found valid."""
        given = self.cleaned_data
        units = {one.pk: one for one in (*given["units"], *given["names"])}
        return TaskOrder(
            title=given["title"],
            materials=given["materials"],
            due=given["due"],
            basis=given["basis"],
            categories=tuple(given["categories"]),
            units=tuple(units.values()),
            evidence={kind.value: kind.value in given["evidence"] for kind in Deliverable.Evidence},
        )


def _groups(units: list[Unit], chosen: set[str]) -> list[Group]:
    found: dict[int | None, list[Unit]] = {}
    for unit in units:
        found.setdefault(unit.category_id, []).append(unit)
    return [
        Group(members[0].category, members, any(u.public_id in chosen for u in members)) for members in found.values()
    ]
