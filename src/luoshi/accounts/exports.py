"""Workbooks of this room: the list of units, its template, the directory."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.accounts.models import Contact
from luoshi.accounts.queries.people import ContactRow
from luoshi.accounts.queries.units import UnitRow, known_functions
from luoshi.accounts.unit_sheet import MEDIATION
from luoshi.kit.sheets import Column, workbook

ANSWERS = {"yes": "是", "no": "否", "unknown": "未知"}


def unit_table(rows: Sequence[UnitRow], *, root_path: str) -> tuple[bytes, int]:
    """The list as a workbook that changes nothing when it is imported again, and how many units it has.

    The unit of whoever exports is left out: no import changes the head of its own tree.
    """
    functions = known_functions()
    columns = [
        Column("类别", 18), Column("单位名称", 34, wrap=True), Column("简称", 14), Column("编码", 12),
        Column("上级单位", 34, wrap=True), *(Column(name, 14) for name in functions),
        Column("曾用名", 24, wrap=True), Column("别名", 20, wrap=True), Column("分管负责人", 12),
        Column("责任科室", 16), Column("责任科室负责人", 14), Column("联络员", 12), Column("停用日期", 16),
    ]  # fmt: skip
    lines = []
    for row in rows:
        unit = row.unit
        if unit.path == root_path or unit.category is None:
            continue
        answers = {f.name: ANSWERS[f.answer] for f in unit.functions.all()}
        people = list(unit.contacts.all())
        heads = [c for c in people if c.duty == Contact.Duty.SECTION]
        lines.append(
            [
                unit.category.name, unit.name, unit.short_name, unit.code, unit.parent.name if unit.parent else "",
                *(answers.get(name, "未知") for name in functions),
                row.former, row.aliases, _names(people, Contact.Duty.LEADER),
                "、".join(c.section for c in heads if c.section), "、".join(c.name for c in heads),
                "、".join(m.user.name for m in unit.memberships.all()), unit.valid_to,
            ]
        )  # fmt: skip
    return workbook("单位名单", columns, lines), len(lines)


def unit_template() -> bytes:
    """The headings of an import with three example lines."""
    columns = [
        Column("类别", 18), Column("单位名称", 34), Column("简称", 14), Column("编码", 12),
        Column(MEDIATION, 16), Column("上级单位", 34),
    ]  # fmt: skip
    lines = [
        ["县（市、区）政府", "示例区人民政府", "示例区", "990198", "是", ""],
        ["市政府部门", "示例市示例局", "市示例局", "990199", "否", ""],
        ["派出机构", "示例区示例街道办事处", "示例街道", "", "未知", "示例区人民政府"],
    ]
    return workbook("单位名单模板", columns, lines)


def directory_table(rows: Sequence[ContactRow]) -> bytes:
    """The directory as a workbook; mobiles as far as whoever exports may see them."""
    columns = [
        Column("类别", 18), Column("单位", 34, wrap=True), Column("分工", 14), Column("姓名", 10), Column("职务", 16),
        Column("责任科室", 16), Column("办公电话", 16), Column("手机", 14),
    ]  # fmt: skip
    lines = [
        [
            str(row.contact.unit.category or ""), row.contact.unit.name, row.contact.get_duty_display(),
            row.contact.name, row.contact.position, row.contact.section, row.contact.office_phone, row.mobile,
        ]
        for row in rows
    ]  # fmt: skip
    return workbook("通讯录", columns, lines)


def _names(people: Sequence[Contact], duty: str) -> str:
    return "、".join(c.name for c in people if c.duty == duty)
