"""Rows for tests/architecture/test_one_act.py: the gestures of the confirm page."""

from __future__ import annotations

from datetime import date

from tests import cast as people
from tests.plans import drafts

from luoshi.plans.actions.editing import BulkEdit, HeadEdit, check_row


def rows(cast):
    """Arguments by action; refused is who may not, or what cannot be."""
    plan = drafts.draft(cast)
    row = drafts.row(plan, "台账")
    first = plan.tables.first()
    other = first.category
    first_row = first.deliverables.first()
    check_row(first_row, by=cast["manager"])
    undated = drafts.row(plan, "调解室")
    type(undated).objects.filter(pk=undated.pk).update(due=None)
    head = HeadEdit("另一个标题", "", "", 2017, "", None, True, True, 5)
    by, not_by = {"by": cast["manager"]}, {"by": cast["reviewer"]}
    return {
        "edit_row": (((row, drafts.edit(row, note="附照片")), by), ((row, drafts.edit(row, seen=7)), by)),
        "check_row": (((row,), by), ((undated,), by)),
        "drop_row": (((row,), by), ((row,), not_by)),
        "add_row": (((first,), by), ((first,), not_by)),
        "split_row": (((row, "台账", "统计表"), by), ((row, "台账", " "), by)),
        "merge_rows": (((undated,), by), ((row,), by)),
        "edit_rows": (((plan, [row], BulkEdit(due=date(2017, 9, 1))), by), ((plan, [], BulkEdit(dropped=True)), by)),
        "edit_head": (((plan, head), by), ((plan, head), not_by)),
        "set_category": (((first, None), by), ((first, other), not_by)),
        "add_table": (((plan, "补充任务", other), by), ((plan, " ", other), by)),
        "take_duty": (((plan, 0), by), ((plan, 9), by)),
        "settle_doubt": (((plan, 0), by), ((plan, 0), not_by)),
        "accept_doubts": (((plan, "原文如此"), by), ((plan, " "), by)),
        "undo": (((plan,), by), ((people.draft_plan(cast, people.PLAN_TEXT.replace("9号", "75号")),), by)),
    }
