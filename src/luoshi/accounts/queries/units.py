"""Reads of units: the list with its filters, one unit, the functions of many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from luoshi.accounts.models import Contact, Membership, Unit, UnitFunction, UnitName, UnitSuccession
from luoshi.accounts.roles import Role
from luoshi.accounts.unit_sheet import MEDIATION
from luoshi.kit import clock
from luoshi.kit.access import visible_to
from luoshi.kit.actor import Actor
from luoshi.kit.ids import row_number

# What a list may be narrowed to: the value in the address, and its words.
SHOWN = {
    "": "在用",
    "no-liaison": "没有联络员",
    "no-answer": "职能未填报",
    "no-leader": "没有分管负责人",
    "ended": "已停用",
}

NO_LIAISON, NO_LEADER = SHOWN["no-liaison"], SHOWN["no-leader"]


def known_functions() -> list[str]:
    """The functions that any unit was asked for, 行政调解职能 first."""
    asked = UnitFunction.objects.values_list("name", flat=True).distinct()
    return [MEDIATION, *sorted({*asked} - {MEDIATION})]


def find_units(actor: Actor, *, category: str = "", words: str = "", show: str = "") -> QuerySet[Unit]:
    """The units within reach, by category and order, narrowed as the filters of the list say."""
    today = clock.today()
    asked = Unit.objects.filter(valid_to__lt=today) if show == "ended" else Unit.objects.valid_on(today)
    units = (visible_to(Unit, actor) & asked).select_related("category", "parent")
    units = units.order_by("category__order", "order", "pk")
    number = row_number(category)
    if number:
        units = units.filter(category=number)
    if words:
        named = Exists(UnitName.objects.filter(unit=OuterRef("pk"), name__icontains=words))
        own = Q(name__icontains=words) | Q(short_name__icontains=words) | Q(code__startswith=words)
        units = units.filter(own | Q(named))
    if show.startswith("no-"):
        units = units.exclude(category=None)  # an office owes nothing
    if show == "no-liaison":
        units = units.filter(~Exists(_liaisons().filter(unit=OuterRef("pk"))))
    if show == "no-leader":
        leaders = Contact.objects.valid_on(today).filter(duty=Contact.Duty.LEADER)
        units = units.filter(~Exists(leaders.filter(unit=OuterRef("pk"))))
    if show == "no-answer":
        answered = ~Q(functions__answer=UnitFunction.Answer.UNKNOWN) & Q(functions__isnull=False)
        units = units.annotate(answered=Count("functions", filter=answered))
        units = units.filter(answered__lt=len(known_functions()))
    return units


def _liaisons() -> QuerySet[Membership]:
    return Membership.objects.valid_on(clock.today()).filter(role=Role.LIAISON, user__is_active=True)


@dataclass(frozen=True)
class UnitRow:
    """A unit in a list: its functions, liaisons and leaders in words; what it lacks is said in words too."""

    unit: Unit
    functions: list[str]
    liaison: str
    leader: str
    former: str
    aliases: str


def with_people(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Load what `unit_rows` shows, in a fixed number of questions."""
    today = clock.today()
    return units.prefetch_related(
        "functions",
        "names",
        Prefetch("memberships", queryset=_liaisons().select_related("user")),
        Prefetch("contacts", queryset=Contact.objects.valid_on(today)),
    )


def unit_rows(units: Sequence[Unit]) -> list[UnitRow]:
    """Rows for units that were loaded by `with_people`."""
    functions, today = known_functions(), clock.today()
    rows = []
    for unit in units:
        answers = {f.name: f.get_answer_display() for f in unit.functions.all()}
        asked = [name for name in functions if unit.category_id or name in answers]
        leaders = [c.name for c in unit.contacts.all() if c.duty == Contact.Duty.LEADER]
        names, owes = list(unit.names.all()), unit.category_id is not None
        rows.append(
            UnitRow(
                unit=unit,
                functions=[f"{name}：{answers.get(name, '未填报')}" for name in asked],
                liaison="、".join(m.user.name for m in unit.memberships.all()) or NO_LIAISON * owes or "—",
                leader="、".join(leaders) or NO_LEADER * owes or "—",
                former="、".join(n.name for n in names if n.kind == UnitName.Kind.FORMER),
                aliases="、".join(n.name for n in names if n.kind == UnitName.Kind.ALIAS and in_use(n, today)),
            )
        )
    return rows


def in_use(name: UnitName, day: date) -> bool:
    """Whether an alias has not been dropped."""
    return name.valid_to is None or name.valid_to >= day


@dataclass(frozen=True)
class FunctionLine:
    """One function of one unit; `stated` is None where nobody has been asked yet."""

    name: str
    answer: str
    label: str
    stated: UnitFunction | None


def function_lines(unit: Unit) -> list[FunctionLine]:
    """All functions that are known, as the unit has them."""
    stated = {f.name: f for f in unit.functions.all()}
    return [_function_line(name, stated.get(name)) for name in known_functions()]


@dataclass(frozen=True)
class FunctionRow:
    """One unit in the table of one function."""

    unit: Unit
    line: FunctionLine


def function_rows(actor: Actor, name: str) -> list[FunctionRow]:
    """One function over all units for which the actor may state it, unanswered first."""
    units = Unit.objects.valid_on(clock.today()).filter(actor.reached("accounts.profile", "path"))
    units = units.exclude(category=None).select_related("category").order_by("category__order", "order", "pk")
    stated = {f.unit_id: f for f in UnitFunction.objects.filter(name=name)}
    rows = [FunctionRow(unit, _function_line(name, stated.get(unit.pk))) for unit in units]
    return sorted(rows, key=lambda row: row.line.answer != UnitFunction.Answer.UNKNOWN)


def _function_line(name: str, stated: UnitFunction | None) -> FunctionLine:
    answer = UnitFunction.Answer(stated.answer) if stated else UnitFunction.Answer.UNKNOWN
    return FunctionLine(name, answer.value, str(answer.label), stated)


@dataclass(frozen=True)
class UnitPlace:
    """Where a unit stands: the units above it that one may see, those below, who follows it and whom it follows."""

    above: list[Unit]
    below: list[Unit]
    successions: list[UnitSuccession]
    inheritances: list[UnitSuccession]


def place_of(unit: Unit, actor: Actor) -> UnitPlace:
    """The place of a unit in the tree and in time."""
    ids = unit.path.split("/")[:-2]
    above = list(Unit.objects.filter(public_id__in=ids).order_by("path"))
    below = visible_to(Unit, actor).filter(pk__in=Unit.objects.valid_on(clock.today()).filter(parent=unit))
    return UnitPlace(
        above=above,
        below=list(below[:100]),
        successions=list(unit.successions.select_related("successor")),
        inheritances=list(unit.inheritances.select_related("predecessor")),
    )


def possible_successors(unit: Unit, actor: Actor) -> QuerySet[Unit]:
    """Units in use that may take over the work of this one."""
    units = Unit.objects.valid_on(clock.today()).filter(actor.reached("accounts.manage", "path"))
    return units.exclude(pk=unit.pk).order_by(F("category__order").asc(nulls_first=True), "order", "pk")
