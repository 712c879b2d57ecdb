"""The confirm page as a person without script meets it: what it shows, what its forms do, where they lead."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

from django.urls import reverse
from tests import cast as people
from tests.plans.drafts import TEXT, draft, edit, row

from luoshi.audit.models import Entry
from luoshi.plans.actions import editing
from luoshi.plans.models import Deliverable, Edit, Plan
from luoshi.plans.parts import halves, join_parts, split_parts
from luoshi.plans.queries.coverage import rest_day_moves
from luoshi.plans.queries.desk import WHOLE, Wanted, desk, row_after, status_of
from luoshi.plans.queries.paper import paper_beside
from luoshi.workflow.engine import take


def url(plan, name="plan_confirm", *more, **query):
    """An address of the page."""
    found = reverse(f"plans:{name}", args=[plan.public_id, *more])
    return f"{found}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else found


def fields(found, **changed):
    """The form of a row as a browser sends it."""
    needed = {True: "required", False: "optional", None: ""}
    sent = {f"r-{name}": getattr(found, name) for name in ("ordinal", "item", "material", "note", "deadline_text")}
    sent |= {f"r-evidence_{kind}": needed[found.evidence.get(kind)] for kind in ("pdf", "picture", "report")}
    sent |= {"r-seen": found.revision, "r-due": found.due.isoformat() if found.due else ""}
    sent |= {"r-condition": found.condition, "r-categories": [one.pk for one in found.categories.all()]}
    sent |= {"r-named": "、".join(str(one) for one in found.named.all()), "r-fact_keys": found.fact_keys}
    return sent | {f"r-{name}" if name != "then" else name: value for name, value in changed.items()}


def send(client, found, **changed):
    """Send the form of a row."""
    return client.post(url(found.table.plan, "row_edit", found.public_id), fields(found, **changed))


def asked(answer):
    """What the address a form leads to asks for."""
    return {key: value[0] for key, value in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def test_page_opens_at_the_first_doubt_beside_its_place_in_the_original(cast, enter):
    plan = draft(cast)
    page = enter("manager").get(url(plan)).content.decode()
    found = desk(plan, Wanted())
    assert (found.line.row.material, found.doubts, found.checked, found.rows) == ("行政调解台账、年度统计表", 2, 0, 5)
    assert "还有 2 处疑点" in page
    assert "请核：" in page
    assert "承上行" in page
    assert "本行没有写期限，沿用上一行的“10月底”。" in page


def test_form_sent_as_it_stands_changes_nothing(cast, enter):
    found = row(draft(cast), "台账")
    answer = send(enter("manager"), found, then="save")
    assert (answer.status_code, asked(answer)) == (302, {"row": found.public_id})
    assert (Edit.objects.count(), Entry.objects.filter(action="plans.edit_row").count()) == (0, 0)


def test_checking_saves_what_was_typed_and_leads_to_the_next_row(cast, enter):
    plan = draft(cast)
    found = row(plan, "案例")
    answer = send(enter("manager"), found, then="check", note="附照片")
    found.refresh_from_db()
    assert (found.note, found.checked) == ("附照片", True)
    following = row_after(plan, found, Wanted())
    assert asked(answer) == {"row": following.public_id}
    assert following.table_id != found.table_id


def test_last_row_says_that_all_are_done(cast, enter):
    plan = draft(cast)
    Deliverable.objects.filter(table__plan=plan).exclude(material__contains="案例").update(checked=True)
    client = enter("manager")
    answer = send(client, row(plan, "案例"), then="check")
    assert "各行都核对过了" in client.get(answer.headers["Location"]).content.decode()


def test_unit_that_nobody_knows_is_told_and_what_was_typed_stays(cast, enter):
    found = row(draft(cast), "台账")
    answer = send(enter("manager"), found, then="save", named="市环境保护厅（牵头）、市统计局（配合）", note="写到一半")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "市环境保护厅" in page
    assert "写到一半" in page
    assert found.named.count() == 0
    send(enter("manager"), found, then="save", named="市环保局、市统计局（配合）")
    assert [str(one) for one in found.named.all()] == ["市环保局（牵头）", "市统计局（配合）"]


def test_row_overtaken_by_another_is_told_and_what_was_typed_stays(cast, enter):
    found = row(draft(cast), "台账")
    client = enter("manager")
    sent = fields(found, note="我的")
    editing.edit_row(found, edit(found, note="别人的"), by=cast["manager"])
    answer = client.post(url(found.table.plan, "row_edit", found.public_id), sent)
    assert answer.status_code == 409
    assert "刚被别人改过" in answer.content.decode()
    assert "我的</textarea>" in answer.content.decode()
    found.refresh_from_db()
    assert found.note == "别人的"


def test_condition_names_how_many_units_it_makes_duties_for(cast, enter):
    plan = draft(cast)
    page = enter("manager").get(url(plan, row=row(plan, "调解室").public_id)).content.decode()
    assert "2 家中 <b>1 家</b>生成，1 家不生成" in page


def test_rows_are_dropped_restored_split_merged_and_added(cast, enter):
    plan = draft(cast)
    client = enter("manager")
    send(client, row(plan, "台账"), then="drop", material="")
    assert status_of(row(plan, "台账")) == "dropped"
    send(client, row(plan, "台账"), then="restore")
    client.post(
        url(plan, "row_edit", row(plan, "台账").public_id),
        fields(row(plan, "台账"), then="split") | {"first": "台账", "second": "统计表"},
    )
    assert Deliverable.objects.filter(table__plan=plan).count() == 6
    send(client, row(plan, "台账"), then="merge")
    answer = send(client, row(plan, "台账"), then="add")
    new = Deliverable.objects.get(table__plan=plan, material="")
    assert asked(answer) == {"row": new.public_id}
    assert "这一行还没有到期日" in client.get(answer.headers["Location"]).content.decode()


def test_undo_names_the_step_and_takes_it_back(cast, enter):
    plan = draft(cast)
    client = enter("manager")
    send(client, row(plan, "台账"), then="save", deadline_text="8月底")
    assert "撤销<span" in client.get(url(plan)).content.decode()
    last = Edit.objects.get().pk
    answer = client.post(url(plan, "draft_step", "undo", row=row(plan, "案例").public_id), {"last": last})
    assert asked(answer) == {"row": row(plan, "台账").public_id}
    assert row(plan, "台账").deadline_text == "10月底"
    assert client.post(url(plan, "draft_step", "undo"), {"last": last}).status_code == 409


def test_chosen_rows_change_together(cast, enter):
    plan = draft(cast)
    rows = [one.public_id for one in Deliverable.objects.filter(table__plan=plan)[:2]]
    client = enter("manager")
    given = {"pick": rows, "act": "edit", "b-due": "2017-09-29", "b-evidence_report": "none"}
    client.post(url(plan, "draft_step", "bulk"), given)
    changed = Deliverable.objects.filter(public_id__in=rows)
    assert {(one.due, tuple(one.evidence)) for one in changed} == {(date(2017, 9, 29), ("pdf", "picture"))}
    answer = client.post(url(plan, "draft_step", "bulk"), {"act": "check"})
    assert (answer.status_code, "没有选中任何行" in answer.content.decode()) == (409, True)
    assert client.post(url(plan, "draft_step", "bulk"), {"pick": rows, "act": "edit"}).status_code == 409


def test_whole_shows_head_doubts_and_duties_and_their_forms_work(cast, enter):
    plan = draft(cast)
    client = enter("manager")
    page = client.get(url(plan, part=WHOLE)).content.decode()
    assert "序号不连续，请核对。" in page
    assert "9月上旬组织一次行政指导案例评选活动" in page
    client.post(url(plan, "draft_step", "settle", part=WHOLE), {"index": "0"})
    client.post(url(plan, "draft_step", "duty", part=WHOLE), {"index": "0"})
    assert "已列入" in client.get(url(plan, part=WHOLE)).content.decode()
    answer = client.post(url(plan, "draft_step", "accept", part=WHOLE), {"note": ""})
    assert (answer.status_code, "请写明为什么" in answer.content.decode()) == (409, True)
    client.post(url(plan, "draft_step", "accept", part=WHOLE), {"note": "与原件一致"})
    page = client.get(url(plan)).content.decode()
    assert "没有疑点" in page
    assert "去下达" in page


def test_head_is_saved_and_faults_are_told(cast, enter):
    plan = draft(cast)
    client = enter("manager")
    given = {"h-title": "新标题", "h-doc_number": plan.doc_number, "h-year": "2018", "h-moves_rest_days": "on"}
    given |= {"h-needs_sign_off": "on", "h-correction_days": "10"}
    assert client.post(url(plan, "head_edit"), given).status_code == 302
    plan.refresh_from_db()
    assert (plan.title, plan.year, plan.moves_rest_days) == ("新标题", 2018, True)
    assert (plan.needs_sign_off, plan.correction_days) == (True, 10)
    answer = client.post(url(plan, "head_edit"), given | {"h-year": "一八"})
    assert (answer.status_code, "请把年度写成 2017 的样子" in answer.content.decode()) == (422, True)
    for days in ("", "0", "61", "五"):
        answer = client.post(url(plan, "head_edit"), given | {"h-correction_days": days})
        assert (answer.status_code, "请写 1 到 60 的整数" in answer.content.decode()) == (422, True)


def test_rest_days_are_listed_before_they_move_anything(cast):
    plan = draft(cast)
    moves = [(move.row.material, move.before, move.after) for move in rest_day_moves(plan)]
    assert moves == [("评选行政指导案例的通知、结果", date(2017, 9, 10), date(2017, 9, 11))]
    assert desk(plan, Wanted(row=row(plan, "案例").public_id)).line.due == date(2017, 9, 10)
    Plan.objects.filter(pk=plan.pk).update(moves_rest_days=True)
    line = desk(Plan.objects.get(pk=plan.pk), Wanted(row=row(plan, "案例").public_id)).line
    assert (line.due, line.moved) == (date(2017, 9, 11), True)


def test_table_without_category_asks_for_one(cast, enter):
    plan = people.draft_plan(cast, TEXT.replace("市政府部门", "市直部门"))
    client = enter("manager")
    table = plan.tables.last()
    assert "没有对上单位类别，请选一类" in client.get(url(plan, part=table.public_id)).content.decode()
    category = plan.tables.first().category
    client.post(url(plan, "draft_step", "category"), {"table": table.public_id, "t-category": category.pk})
    table.refresh_from_db()
    assert table.category == category


def test_filters_stay_in_the_address(cast, enter):
    plan = draft(cast)
    shown = desk(plan, Wanted(show="doubts"))
    assert [line.row.material for group in shown.groups for line in group.lines] == ["行政调解台账、年度统计表"]
    shown = desk(plan, Wanted(words="实施方案"))
    assert [len(group.lines) for group in shown.groups] == [1, 1]
    found = row(plan, "台账")
    answer = enter("manager").post(url(plan, "row_edit", found.public_id, show="unseen", q="调解"), fields(found))
    assert asked(answer) == {"show": "unseen", "q": "调解", "row": found.public_id}


def test_row_that_is_gone_leads_back_to_the_page(cast, enter):
    plan = draft(cast)
    client = enter("manager")
    answer = client.post(url(plan, "row_edit", "x" * 16), {})
    assert "已经不在草稿里" in client.get(answer.headers["Location"]).content.decode()


def test_plan_that_is_no_draft_leads_to_its_page(cast, enter):
    plan = draft(cast)
    take(plan, "discard", by=cast["manager"], note="传错了")
    client = enter("manager")
    answer = client.get(url(plan))
    assert answer.headers["Location"] == plan.get_absolute_url()
    assert "已废弃" in client.get(plan.get_absolute_url()).content.decode()


def test_long_table_is_listed_in_pages_and_the_row_in_hand_is_on_its_page(cast, enter):
    plan = draft(cast)
    table = plan.tables.last()
    Deliverable.objects.bulk_create(
        [
            Deliverable(table=table, order=n, item="事项", material=f"第{n}号材料", due=date(2017, 9, 8))
            for n in range(9, 500)
        ]
    )
    found = row(plan, "第333号")
    answer = enter("manager").get(url(plan, row=found.public_id))
    page = answer.content.decode()
    assert ("第333号材料" in page, "第33号材料" in page) == (True, False)
    assert len(answer.content) < 150_000


def test_paper_marks_the_row_and_the_merged_cell_it_inherits_from(cast):
    plan = draft(cast)
    cells = [
        {"text": "三", "column": 0, "rowspan": 2, "colspan": 1},
        {"text": "甲", "column": 1, "rowspan": 1, "colspan": 1},
        {"text": "7月", "column": 2, "rowspan": 2, "colspan": 1},
    ]
    below = [{"text": "乙", "column": 1, "rowspan": 1, "colspan": 1}]
    plan.reading["paper"] = [
        {"block": 1, "kind": "paragraph", "level": None, "text": "前言"},
        {"block": 2, "kind": "table", "rows": [{"row": 1, "cells": cells}, {"row": 2, "cells": below}]},
    ]
    found = Deliverable(source={"block": 2, "row": 2}, inherited=["deadline"])
    table = paper_beside(plan, found).blocks[1]
    marks = [[(cell.text, cell.mark, cell.tag) for cell in printed.cells] for printed in table.rows]
    assert marks == [
        [("三", "merged", ""), ("甲", "", ""), ("7月", "merged", "合并单元格")],
        [("乙", "this", "本行")],
    ]
    assert [printed.on for printed in table.rows] == [False, True]


def test_long_printed_table_is_cut_around_the_row_and_merged_cells_stay_whole(cast):
    plan = draft(cast)
    rows = [{"row": n, "cells": [{"text": str(n), "column": 1, "rowspan": 1, "colspan": 1}]} for n in range(1, 301)]
    rows[90]["cells"].insert(0, {"text": "跨行", "column": 0, "rowspan": 100, "colspan": 1})
    plan.reading["paper"] = [{"block": 2, "kind": "table", "rows": rows}]
    table = paper_beside(plan, Deliverable(source={"block": 2, "row": 150})).blocks[0]
    assert table.skipped == (109, 111)
    assert [(cell.text, cell.rowspan) for cell in table.rows[0].cells] == [("跨行", 80), ("110", 1)]
    assert sum(cell.rowspan for printed in table.rows for cell in printed.cells if cell.text == "跨行") <= len(
        table.rows
    )


def test_units_and_their_parts_are_read_as_people_write_them():
    text = "市环保局（牵头单位）、县（市、区）政府，市统计局（配合）\n市环保局"
    read = [("市环保局", "lead"), ("县（市、区）政府", "support"), ("市统计局", "support")]
    assert split_parts(text) == read
    assert split_parts(join_parts(read)) == read
    assert split_parts(" 、，") == []


def test_units_whose_part_nobody_wrote_lead_alone_and_are_equals_together():
    assert split_parts("市环保局") == [("市环保局", "lead")]
    assert split_parts("市环保局、市统计局") == [("市环保局", "implement"), ("市统计局", "implement")]
    assert split_parts("市环保局、市统计局（配合）") == [("市环保局", "lead"), ("市统计局", "support")]


def test_text_is_cut_in_two_at_the_first_mark_outside_brackets():
    assert halves("图片（室内、室外）、资料") == ("图片（室内、室外）", "资料")
    assert halves("通知或者结果") == ("通知", "结果")
    assert halves("实施方案") == ("实施方案", "")


def test_a_draft_without_a_table_is_given_one_and_filled_in(cast, enter):
    plan = people.draft_plan(cast, "# 明江市2017年重点工作方案\n\n请各单位做好工作。")
    manager, step = enter("manager"), reverse("plans:draft_step", args=[plan.public_id, "table"])
    whole = f"{reverse('plans:plan_confirm', args=[plan.public_id])}?part=whole"
    assert "在这里增加一张表逐行填写" in manager.get(whole).content.decode()
    assert manager.post(step, {"name": ""}).status_code == 409
    answer = manager.post(step, {"name": "补充任务", "category": cast.department.category_id}, follow=True)
    row = Deliverable.objects.get(table__plan=plan)
    assert (row.table.name, row.table.category) == ("补充任务", cast.department.category)
    assert answer.context["desk"].line.row == row
    assert answer.context["desk"].doubts >= 1
