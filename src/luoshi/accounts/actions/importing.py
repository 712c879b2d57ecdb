"""Importing a list of units: all of it or nothing, after a dry run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction

from luoshi.accounts.matching import plain
from luoshi.accounts.models import DEEPEST, Unit, UnitCategory, UnitFunction, UnitName
from luoshi.accounts.unit_sheet import UnitLine, read_units
from luoshi.audit.writer import record
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused


@dataclass(frozen=True)
class UnitImport:
    """What an import did, or in a dry run would do."""

    created: list[str]
    changed: list[str]
    unchanged: int
    errors: list[str]
    notes: list[str]


def import_units(data: bytes, *, root: Unit, by: Actor, dry_run: bool) -> UnitImport:
    """Create or update units below `root` from a CSV or a workbook, all or nothing; a dry run writes nothing.

    A unit is known by its name. Raises Refused when the file has errors and this is no dry run.
    """
    if not by.may("accounts.manage", root):
        raise Forbidden("您的身份不能导入单位。")
    sheet = read_units(data)
    with transaction.atomic():
        result = _Import(root, by).run(sheet.lines)
        errors = sheet.errors + result.errors
        if not dry_run and errors:
            raise Refused(*errors)
        if dry_run:
            transaction.set_rollback(True)
        else:
            record(
                "accounts.import_units",
                by=by,
                label="导入单位",
                subject=root.ref,
                details={
                    "created": len(result.created),
                    "changed": len(result.changed),
                    "file": hashlib.sha256(data).hexdigest(),
                },
            )
    return UnitImport(result.created, result.changed, result.unchanged, errors, sheet.notes + result.notes)


class _Import:
    """One list on its way into the database; new units are written many at a time, before the first one below them."""

    def __init__(self, root: Unit, by: Actor) -> None:
        self.root, self.by = root, by
        self.categories = {category.name: category for category in UnitCategory.objects.all()}
        units = Unit.objects.select_related("category", "parent").prefetch_related("functions")
        self.units = {unit.name: unit for unit in units}
        self.written = {plain(name): name for name in self.units}
        borne = UnitName.objects.exclude(kind=UnitName.Kind.ALIAS, valid_to__isnull=False)
        self.borne = {name.name: name for name in borne.select_related("unit")}
        self.known = {
            (unit.pk, function.name): function.answer
            for unit in self.units.values()
            for function in unit.functions.all()
        }
        self.waiting: list[Unit] = []
        self.changed: list[Unit] = []
        self.stated: list[tuple[Unit, dict[str, str]]] = []
        self.result = UnitImport([], [], 0, [], [])

    def run(self, lines: list[UnitLine]) -> UnitImport:
        """Take every line, then write what is left."""
        unchanged = sum(self._take(order, line) for order, line in enumerate(lines, start=1))
        self._write_new()
        Unit.objects.bulk_update(self.changed, ["short_name", "code", "category", "order"], batch_size=200)
        self._write_functions()
        return UnitImport(self.result.created, self.result.changed, unchanged, self.result.errors, self.result.notes)

    def _take(self, order: int, line: UnitLine) -> bool:
        """One line; True where nothing changes."""
        parent = self.units.get(line.parent) if line.parent else self.root
        if parent is None or not parent.path.startswith(self.root.path):
            self._fault(line, f"上级单位“{line.parent}”不在名单里。请先导入上级单位，或留空。")
            return False
        unit = self.units.get(line.name)
        if unit is not None and unit.parent is not parent and unit.parent_id != parent.pk:
            place = f"在“{unit.parent}”之下" if unit.parent else "是最上级"
            self._fault(line, f"“{line.name}”已{place}，导入不改变隶属关系。")
            return False
        if unit is not None and self._same(unit, line):
            return True
        if unit is None:
            if not self._may_create(line, parent):
                return False
            if parent.pk is None:
                self._write_new()
            unit = Unit(name=line.name).below(parent)
            self.waiting.append(unit)
            self.result.created.append(line.name)
        else:
            self.changed.append(unit)
            self.result.changed.append(line.name)
        unit.short_name, unit.code, unit.category = line.short_name, line.code, self._category(line.category)
        unit.order = unit.order or order
        self.units[line.name] = unit
        self.stated.append((unit, line.functions))
        return False

    def _may_create(self, line: UnitLine, parent: Unit) -> bool:
        """A name that is another's but for its spelling is a slip; one that a unit bore before is worth a word."""
        written = self.written.setdefault(plain(line.name), line.name)
        if written != line.name:
            self._fault(line, f"“{line.name}”与“{written}”只是写法不同。是同一家的，请写成一样。")
            return False
        if parent.path.count("/") >= DEEPEST:
            self._fault(line, f"“{line.name}”的上级单位已在第 {DEEPEST} 层，不能再往下设。")
            return False
        borne = self.borne.get(line.name)
        if borne:
            self.result.notes.append(
                f"第 {line.line} 行：“{line.name}”是{borne.unit.name}的{borne.get_kind_display()}，这里会新建一家单位。"
                "如果是同一家，请把名单改成现在的名称。"
            )
        return True

    def _category(self, name: str) -> UnitCategory:
        if name not in self.categories:
            self.categories[name] = UnitCategory.objects.create(name=name, order=len(self.categories) + 1)
        return self.categories[name]

    def _same(self, unit: Unit, line: UnitLine) -> bool:
        now = (unit.short_name, unit.code, unit.category.name if unit.category else "")
        answers = [self.known.get((unit.pk, name), "unknown") == answer for name, answer in line.functions.items()]
        return now == (line.short_name, line.code, line.category) and all(answers)

    def _write_new(self) -> None:
        Unit.objects.bulk_create(self.waiting, batch_size=500)
        self.waiting.clear()

    def _write_functions(self) -> None:
        """Only answers that are new; the others keep who stated them and when."""
        who = f"{self.by.unit_name} {self.by.name}".strip()[:200]
        rows = [
            UnitFunction(
                unit=unit, name=name, answer=answer, stated_by=who, stated_at=clock.now(), basis="导入的单位名单"
            )
            for unit, functions in self.stated
            for name, answer in functions.items()
            if self.known.get((unit.pk, name)) != answer
        ]
        UnitFunction.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["unit", "name"],
            update_fields=["answer", "stated_by", "stated_at", "basis"],
        )

    def _fault(self, line: UnitLine, words: str) -> None:
        self.result.errors.append(f"第 {line.line} 行：{words}")
