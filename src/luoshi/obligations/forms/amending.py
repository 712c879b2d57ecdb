"""Shapes of what is asked for when a plan is amended, one form for each kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from luoshi.accounts.models import Unit, UnitCategory
from luoshi.kit.choices import offer
from luoshi.obligations.amendments import EXTRA_TABLE, AddRow, ChangeUnits, MoveDate, Waive, Wanted
from luoshi.obligations.models import Obligation
from luoshi.plans.deadlines import set_day, set_words
from luoshi.plans.models import Amendment, Deliverable, Plan, TaskTable, default_evidence
from luoshi.plans.queries.assignments import units_below

Kind = Amendment.Kind


class UnitsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """Units to be ticked, by their short names."""

    def __init__(self, label: str, *, help_text: str = "") -> None:
        """Nothing has to be ticked; which units there are, the form says."""
        super().__init__(
            Unit.objects.none(), to_field_name="public_id", label=label, help_text=help_text, required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip

    def label_from_instance(self, obj: Any) -> str:
        """The short name."""
        return str(obj.short_name)


class AmendmentForm(forms.Form):
    """What every kind has: the plan, and the row where there is one already."""

    def __init__(self, *args: Any, plan: Plan, row: Deliverable | None, **kwargs: Any) -> None:
        """`row` is None only where a row is added."""
        super().__init__(*args, **kwargs)
        self.plan, self.row = plan, row

    def units_with(self, **states: Any) -> QuerySet[Unit]:
        """The units that have the row, those in the states that are asked for."""
        having = Obligation.objects.filter(deliverable=self.row, **states)
        return Unit.objects.filter(pk__in=having.values("unit"))

    def below(self) -> QuerySet[Unit]:
        """The units that exist today below the one whose plan it is."""
        return Unit.objects.filter(pk__in=[unit.pk for unit in units_below(self.plan)])

    def wanted(self) -> Wanted:
        """What is asked for, once the form is valid."""
        raise NotImplementedError

    def offer_units(self, name: str, units: QuerySet[Unit]) -> None:
        """Let these units be ticked under that name, in the order of lists."""
        offer(self, name, units.order_by("category__order", "order", "pk"))


class ScopeForm(AmendmentForm):
    """All units of the row, or only some."""

    scope = forms.ChoiceField(
        label="范围", choices=[("all", "这一行的全部单位"), ("some", "只限下面勾选的单位")], initial="all",
        widget=forms.RadioSelect,
    )  # fmt: skip
    units = UnitsField("单位")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Any unit that has the row may be ticked; those for which nothing changes, the effect names."""
        super().__init__(*args, **kwargs)
        self.offer_units("units", self.units_with())

    def clean(self) -> dict[str, Any]:
        """Ticks and scope must say the same."""
        given = super().clean() or {}
        if given.get("scope") == "some" and "units" in given and not given["units"]:
            raise ValidationError({"units": "请勾选单位，或者把范围改为全部单位。"})
        if given.get("scope") == "all" and given.get("units"):
            raise ValidationError({"scope": "勾选了单位，范围却是全部。请改成只限勾选的单位，或者去掉勾选。"})
        return given

    def chosen(self) -> tuple[Unit, ...] | None:
        """The units ticked; None for all."""
        return tuple(self.cleaned_data["units"]) if self.cleaned_data["scope"] == "some" else None


class MoveDateForm(ScopeForm):
    """A new day."""

    day = forms.DateField(label="调整到哪一天", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    field_order = ("day", "scope", "units")

    def wanted(self) -> Wanted:
        """The row on that day."""
        assert self.row  # noqa: S101 - the view asks for the row first
        return MoveDate(self.row, self.cleaned_data["day"], self.chosen())


class WaiveForm(ScopeForm):
    """Only who."""

    def wanted(self) -> Wanted:
        """The row, waived."""
        assert self.row  # noqa: S101 - the view asks for the row first
        return Waive(self.row, self.chosen())


class ChangeUnitsForm(AmendmentForm):
    """Who comes and who goes."""

    off = UnitsField("去掉哪些单位", help_text="未通过的任务予以免除，已通过的保留。")
    add = UnitsField("增加哪些单位", help_text="没有这项任务的单位，以及不适用、已免除的单位。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Units that owe the row may go; those that do not may come."""
        super().__init__(*args, **kwargs)
        owing = self.units_with().exclude(pk__in=self.units_with(state__in=Obligation.OUTSIDE))
        self.offer_units("off", owing)
        self.offer_units("add", self.below().exclude(pk__in=owing))

    def clean(self) -> dict[str, Any]:
        """Somebody must come or go."""
        given = super().clean() or {}
        if not self.errors and not given["add"] and not given["off"]:
            raise ValidationError("请至少勾选一家单位。")
        return given

    def wanted(self) -> Wanted:
        """The row with other units."""
        assert self.row  # noqa: S101 - the view asks for the row first
        return ChangeUnits(self.row, tuple(self.cleaned_data["add"]), tuple(self.cleaned_data["off"]))


class AddRowForm(AmendmentForm):
    """A new row as a plan would print it."""

    table = forms.ModelChoiceField(
        TaskTable.objects.none(), to_field_name="public_id", label="放在哪张任务表", required=False,
        empty_label=f"{EXTRA_TABLE}（单列一张表）",
    )  # fmt: skip
    ordinal = forms.CharField(label="序号", max_length=20, required=False)
    item = forms.CharField(label="事项", max_length=200)
    material = forms.CharField(
        label="材料", max_length=1000, help_text="单位要报送什么。", widget=forms.Textarea(attrs={"rows": 2})
    )
    deadline_text = forms.CharField(
        label="期限原文", max_length=200, required=False, help_text="照文件写，如“9月底”“10月中旬”。"
    )
    day = forms.DateField(
        label="到期日", required=False, help_text="不填则按期限原文推算。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    condition = forms.CharField(
        label="条件", max_length=200, required=False, help_text="只对部分单位适用时填写，如“具有行政调解职能的部门”。"
    )
    categories = forms.ModelMultipleChoiceField(
        UnitCategory.objects.all(), label="单位类别", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="类别和单位都不选，则按任务表的类别。",
    )  # fmt: skip
    units = UnitsField("责任单位", help_text="点名的单位。与类别同时选时，两者都要办。")
    evidence = forms.MultipleChoiceField(
        label="必须提供的证明材料", choices=Deliverable.Evidence.choices, required=False,
        initial=[kind for kind, required in default_evidence().items() if required],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The tables of the plan and the units below."""
        super().__init__(*args, **kwargs)
        self.offer_units("units", self.below())
        offer(self, "table", self.plan.tables.exclude(name=EXTRA_TABLE, category=None))

    def wanted(self) -> Wanted:
        """The new row, read as the reader reads it; a day entered goes before the words."""
        given = self.cleaned_data
        row = Deliverable(
            ordinal=given["ordinal"], item=given["item"], material=given["material"], condition=given["condition"],
            evidence={kind: kind in given["evidence"] for kind in Deliverable.Evidence.values},
        )  # fmt: skip
        if given["deadline_text"]:
            set_words(row, given["deadline_text"], year=self.plan.year)
        if given["day"]:
            set_day(row, given["day"])
        return AddRow(row, given["table"], tuple(given["categories"]), tuple(given["units"]))


class ReasonForm(forms.Form):
    """Why, by which paper, and which effect was looked at."""

    reason = forms.CharField(
        label="理由", max_length=1000, help_text="各有关单位都看得到。", widget=forms.Textarea(attrs={"rows": 3})
    )
    basis = forms.CharField(label="依据文号", max_length=100, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


FORMS: dict[str, type[AmendmentForm]] = {
    Kind.MOVE_DATE: MoveDateForm,
    Kind.WAIVE: WaiveForm,
    Kind.ADD_ROW: AddRowForm,
    Kind.CHANGE_UNITS: ChangeUnitsForm,
}
