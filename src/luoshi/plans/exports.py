"""Workbooks of this room: the tree of plans, the comparison of two."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.kit.sheets import Column, workbook
from luoshi.plans.models import Plan
from luoshi.plans.queries.comparison import ShownLine
from luoshi.plans.queries.tree import Tree, sheet_rows


def tree_sheet(tree: Tree) -> bytes:
    """One line for each plan and for each unit without one."""
    columns = [
        Column("层级", 8), Column("类别", 18), Column("单位", 32, wrap=True), Column("方案", 46, wrap=True),
        Column("文号", 20), Column("下达日期", 16), Column("签发件", 11),
    ]  # fmt: skip
    return workbook(f"{tree.year}年方案上下对应", columns, sheet_rows(tree))


def comparison_sheet(plan: Plan, lines: Sequence[ShownLine]) -> bytes:
    """One line for each row of both plans: what happened to it, and how it reads before and after."""
    columns = [
        Column("变化", 16, wrap=True), Column("任务表", 20, wrap=True), Column("事项", 20, wrap=True),
        Column("材料", 40, wrap=True), Column("上年材料", 40, wrap=True), Column("期限", 14), Column("到期日", 16),
        Column("上年期限", 14), Column("上年期限在本年的到期日", 16), Column("相差（天）", 10),
    ]  # fmt: skip
    rows = []
    for shown in lines:
        after, before = shown.line.after, shown.line.before
        rows.append(
            (
                "、".join(shown.labels), shown.line.shown.category, shown.line.shown.item,
                after.material if after else "", before.material if before else "",
                after.deadline if after else "", after.due if after else None,
                before.deadline if before else "", before.due if before else None, shown.line.days,
            )
        )  # fmt: skip
    return workbook(f"与上年比较 {plan.title}", columns, rows)
