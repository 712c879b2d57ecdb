"""Two people at one draft: what the second finds changed under his hands is refused in words, never lost in silence."""

from __future__ import annotations

import pytest
from tests import cast as people
from tests.plans.drafts import draft, edit, row
from tests.plans.test_desk import fields, send, url
from tests.plans.test_editing import acts, head

from luoshi.audit.models import Entry
from luoshi.kit.errors import Refused
from luoshi.plans.actions import editing
from luoshi.plans.actions.renewing import copy_plan
from luoshi.plans.actions.uploading import attach_signed
from luoshi.plans.models import Deliverable, Edit, Plan
from luoshi.plans.snapshots import head_mark

GESTURES = {
    "check": editing.check_row,
    "drop": editing.drop_row,
    "merge": editing.merge_rows,
    "split": lambda row, by: editing.split_row(row, "前一项", "后一项", by=by),
    "add": lambda row, by: editing.add_row(row.table, after=row, by=by),
    "edit": lambda row, by: editing.edit_row(row, edit(row, note="附照片"), by=by),
}


@pytest.mark.parametrize("name", GESTURES)
def test_row_that_is_no_more_takes_no_gesture(name, cast):
    found = row(draft(cast), "调解室")
    editing.drop_row(row(found.table.plan, "调解室"), by=cast["manager"])
    editing.undo(found.table.plan, by=cast["manager"])  # the row is there again, under another number
    with pytest.raises(Refused, match="刚被别人改过"):
        GESTURES[name](found, by=cast["manager"])
    assert Edit.objects.count() == 0


def test_table_that_is_no_more_takes_no_gesture(cast, enter):
    plan = draft(cast)
    table = editing.take_duty(plan, 0, by=cast["manager"]).table
    editing.undo(plan, by=cast["manager"])
    for gesture in (lambda: editing.set_category(table, None, by=cast["manager"]),
                    lambda: editing.add_row(table, by=cast["manager"])):  # fmt: skip
        with pytest.raises(Refused, match="刚被别人改过"):
            gesture()
    answer = enter("manager").post(url(plan, "draft_step", "add"), {"table": table.public_id})
    assert (answer.status_code, "已经不在草稿里" in answer.content.decode()) == (409, True)


def test_row_that_goes_while_it_is_saved_leads_back_to_the_draft(cast, enter, monkeypatch):
    found = row(draft(cast), "台账")

    def gone(row, *given, **named):
        Deliverable.objects.filter(pk=row.pk).delete()
        raise Refused("这一行刚被别人改过。")

    monkeypatch.setattr(editing, "edit_row", gone)
    answer = enter("manager").post(url(found.table.plan, "row_edit", found.public_id), fields(found, then="save"))
    assert (answer.status_code, found.public_id in answer.headers["Location"]) == (302, False)


def test_head_that_was_changed_since_it_was_seen_is_kept(cast, enter):
    plan = draft(cast)
    client = enter("manager")
    sent = {"h-title": plan.title, "h-year": "2017", "h-correction_days": "5", "h-basis": "示例"}
    sent["h-seen"] = head_mark(plan)
    assert sent["h-seen"] in client.get(url(plan, part="whole")).content.decode()
    editing.edit_head(plan, head(plan, year=2018), by=cast["manager"])
    answer = client.post(url(plan, "head_edit"), sent)
    assert (answer.status_code, "题头刚被别人改过" in answer.content.decode()) == (409, True)
    fresh = Plan.objects.get(pk=plan.pk)
    assert (fresh.year, fresh.basis) == (2018, plan.basis)
    assert client.post(url(plan, "head_edit"), sent | {"h-seen": head_mark(fresh)}).status_code == 302


def test_draft_issued_or_discarded_meanwhile_is_told_from_the_head_too(cast, enter, monkeypatch):
    plan = draft(cast)

    def too_late(*given, **named):
        raise Refused("这份方案已下达，不能再改草稿。")

    monkeypatch.setattr(editing, "edit_head", too_late)
    sent = {"h-title": plan.title, "h-year": "2017", "h-correction_days": "5"}
    assert enter("manager").post(url(plan, "head_edit"), sent).status_code == 409


def test_row_added_behind_one_just_renamed_takes_its_new_item(cast, enter):
    found = row(draft(cast), "案例")
    send(enter("manager"), found, then="add", item="新事项")
    assert [one.item for one in found.table.deliverables.all()][1:] == ["新事项", "新事项"]


def test_checking_tells_the_doubts_that_were_left_after_saving(cast, enter):
    found = row(draft(cast), "台账")
    send(enter("manager"), found, then="check", deadline_text="8月底")
    assert Entry.objects.get(action="plans.check_row").details["doubts"] == []


def test_two_clicks_on_copying_make_one_copy(cast, plan):
    copy_plan(plan, 2018, by=cast["manager"])
    with pytest.raises(Refused, match="已经有"):
        copy_plan(plan, 2018, by=cast["manager"])
    assert copy_plan(plan, 2018, by=cast["manager"], again=True).year == 2018


def test_same_signed_document_is_not_attached_twice(cast):
    signed = people.pdf("签发件")
    plan = attach_signed(people.draft_plan(cast), signed, by=cast["manager"])
    signed.seek(0)
    with pytest.raises(Refused, match="已经附上"):
        attach_signed(plan, signed, by=cast["manager"])
    assert acts("attach_signed") == 1
