"""Units are imported all or nothing; a dry run tells everything and writes nothing."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from tests.cast import UNITS, Cast

from luoshi.accounts.actions import UnitImport, add_alias, create_unit, drop_alias, import_units, rename_unit
from luoshi.accounts.models import Unit, UnitCategory, UnitFunction
from luoshi.audit.models import Entry
from luoshi.audit.queries import history
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused
from luoshi.kit.sheets import Column, workbook

BY = Actor.system("测试")
HEAD = "类别,单位名称,简称,编码,行政调解职能,上级单位\n"
NEW = f"{HEAD}派出机构,明江高新区管理委员会,高新区,990301,是,\n派出机构,高新区分局,分局,,未知,明江高新区管理委员会\n"
BAD = f"{HEAD}派出机构,明江高新区管理委员会,,,是,\n,无类别局,,,,\n部门,孤儿局,,,否,没有的局\n部门,再来局,,,也许,\n"
BAD_ROWS = [
    "第 3 行：缺类别。",
    "第 5 行：行政调解职能“也许”看不懂，请填 是、否 或 未知。",
    "第 4 行：上级单位“没有的局”不在名单里。请先导入上级单位，或留空。",
]


def run(cast: Cast, text: str, *, dry: bool = False) -> UnitImport:
    return import_units(text.encode(), root=cast.office, by=cast["manager"], dry_run=dry)


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        found = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = cursor.fetchall()
    return found


def test_import_creates_units_below_the_root(cast: Cast) -> None:
    result = run(cast, NEW)
    assert result == UnitImport(["明江高新区管理委员会", "高新区分局"], [], 0, [], [])
    zone, branch = Unit.objects.get(short_name="高新区"), Unit.objects.get(short_name="分局")
    assert (zone.parent, zone.code, zone.category.name) == (cast.office, "990301", "派出机构")
    assert (branch.parent, branch.path.startswith(zone.path)) == (zone, True)
    assert list(UnitFunction.objects.filter(unit__in=[zone, branch]).values_list("name", "answer")) == [
        ("行政调解职能", "yes"),
        ("行政调解职能", "unknown"),
    ]


def test_import_creates_a_missing_category_once(cast: Cast) -> None:
    run(cast, NEW)
    assert list(UnitCategory.objects.values_list("name", flat=True)) == ["县（市、区）政府", "市政府部门", "派出机构"]


def test_import_writes_one_act_that_names_the_file(cast: Cast) -> None:
    before = Entry.objects.count()
    run(cast, NEW)
    (act,) = Entry.objects.filter(sequence__gt=before)
    assert (act.action, act.label, act.actor_role) == ("accounts.import_units", "导入单位", "办公室管理员")
    assert act.details == {"created": 2, "changed": 0, "file": hashlib.sha256(NEW.encode()).hexdigest()}
    assert list(history(cast.office).values_list("action", flat=True)).count("accounts.import_units") == 2


@pytest.mark.parametrize("text", [NEW, BAD, UNITS, ""])
def test_dry_run_writes_nothing(cast: Cast, text: str) -> None:
    before = everything()
    run(cast, text, dry=True)
    assert everything() == before


def test_dry_run_tells_what_the_import_will_do(cast: Cast) -> None:
    promised = run(cast, NEW, dry=True)
    assert promised == run(cast, NEW)


def test_dry_run_tells_every_error_by_row(cast: Cast) -> None:
    result = run(cast, BAD, dry=True)
    assert (result.errors, result.created) == (BAD_ROWS, ["明江高新区管理委员会"])


def test_import_with_one_error_is_refused_whole(cast: Cast) -> None:
    before = everything()
    with pytest.raises(Refused) as caught:
        run(cast, BAD)
    assert caught.value.reasons == tuple(BAD_ROWS)
    assert everything() == before


def test_second_import_changes_nothing(cast: Cast) -> None:
    run(cast, NEW)
    units = list(Unit.objects.values())
    assert run(cast, NEW) == UnitImport([], [], 2, [], [])
    assert list(Unit.objects.values()) == units


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("市环保局", "环保局"),
        ("990201", "990299"),
        ("990201,是", "990201,否"),
        ("市政府部门,明江市环境", "派出机构,明江市环境"),
    ],
)
def test_import_updates_what_changed(cast: Cast, old: str, new: str) -> None:
    result = run(cast, UNITS.replace(old, new))
    assert (result.created, result.changed, result.unchanged) == ([], ["明江市环境保护局"], 2)
    unit = Unit.objects.get(pk=cast.department.pk)
    row = f"{unit.category},{unit.name},{unit.short_name},{unit.code},"
    row += {"yes": "是", "no": "否"}[unit.functions.get().answer]
    assert row in UNITS.replace(old, new)
    assert (unit.path, unit.public_id) == (cast.department.path, cast.department.public_id)


def test_import_without_the_column_keeps_what_was_answered(cast: Cast) -> None:
    result = run(cast, "类别,单位名称,简称,编码\n市政府部门,明江市环境保护局,环保局,990201\n")
    assert result.changed == ["明江市环境保护局"]
    assert cast.department.functions.get().answer == "yes"


def test_import_leaves_units_that_it_does_not_name(cast: Cast) -> None:
    run(cast, NEW)
    assert Unit.objects.filter(name="明江市统计局").exists()


def test_import_does_not_move_a_unit(cast: Cast) -> None:
    text = f"{HEAD}市政府部门,明江市环境保护局,市环保局,990201,是,青溪区人民政府\n"
    assert run(cast, text, dry=True).errors == [
        "第 2 行：“明江市环境保护局”已在“明江市依法行政工作领导小组办公室”之下，导入不改变隶属关系。"
    ]


def test_import_does_not_touch_the_unit_at_the_head(cast: Cast) -> None:
    text = f"{HEAD}部门,{cast.office.name},办,,是,\n"
    assert run(cast, text, dry=True).errors == [f"第 2 行：“{cast.office.name}”已是最上级，导入不改变隶属关系。"]


def test_import_does_not_reach_into_another_tree(cast: Cast) -> None:
    create_unit("邻市办公室", "邻市办", by=BY)
    assert run(cast, f"{HEAD}部门,混入局,,,是,邻市办公室\n", dry=True).errors == [
        "第 2 行：上级单位“邻市办公室”不在名单里。请先导入上级单位，或留空。"
    ]


def test_import_needs_a_parent_before_its_child(cast: Cast) -> None:
    first, zone, branch = NEW.splitlines()
    assert run(cast, "\n".join([first, branch, zone]), dry=True).errors == [
        "第 2 行：上级单位“明江高新区管理委员会”不在名单里。请先导入上级单位，或留空。"
    ]


@pytest.mark.parametrize("part", ["liaison", "reviewer", "unit_head", "audit_admin", "security_admin"])
def test_import_is_forbidden_without_the_right(cast: Cast, part: str) -> None:
    before = everything()
    with pytest.raises(Forbidden):
        import_units(NEW.encode(), root=cast.office, by=cast[part], dry_run=True)
    assert everything() == before


# The page


def test_page_runs_dry_first_and_then_for_good(cast: Cast, enter) -> None:
    client, before = enter("manager"), Unit.objects.count()
    shown = client.post("/units/import/", {"file": SimpleUploadedFile("名单.csv", NEW.encode())})
    assert "明江高新区管理委员会" in shown.content.decode()
    assert (shown.status_code, Unit.objects.count(), shown.context["text"]) == (200, before, NEW)
    done = client.post("/units/import/", {"text": NEW, "confirm": "1"}, follow=True)
    assert "已导入单位：新建 2 家，更新 0 家，未变 0 家。" in done.content.decode()
    assert Unit.objects.count() == before + 2


def test_page_tells_errors_by_row_and_offers_no_confirmation(cast: Cast, enter) -> None:
    shown = enter("manager").post("/units/import/", {"file": SimpleUploadedFile("名单.csv", BAD.encode())})
    assert [error in shown.content.decode() for error in BAD_ROWS] == [True, True, True]
    assert shown.context["text"] == ""


def test_blank_in_a_later_list_keeps_what_a_unit_has_stated(cast: Cast) -> None:
    """A blank says nothing: it does not take back an answer; only a stated answer replaces one."""
    again = "类别,单位名称,简称,行政调解职能\n市政府部门,明江市环境保护局,环保局,\n市政府部门,明江市统计局,统计局,否\n"
    import_units(again.encode(), root=cast.office, by=Actor.system("测试"), dry_run=False)
    unit = Unit.objects.get(name="明江市环境保护局")
    assert (unit.short_name, unit.functions.get().answer) == ("环保局", "yes")


@pytest.mark.parametrize("name", ["明江市 统计局", "明江市统计局\u200b", "青溪区政府"])
def test_name_that_differs_in_its_spelling_only_makes_no_second_unit(cast: Cast, name: str) -> None:
    (error,) = run(cast, f"类别,单位名称\n市政府部门,{name}\n", dry=True).errors
    assert error.endswith("只是写法不同。是同一家的，请写成一样。")


def test_two_spellings_in_one_list_are_told(cast: Cast) -> None:
    result = run(cast, "类别,单位名称\n市政府部门,明江市Ａ局(筹)\n市政府部门,明江市A局（筹）\n", dry=True)
    assert result.errors == ["第 3 行：“明江市A局（筹）”与“明江市Ａ局(筹)”只是写法不同。是同一家的，请写成一样。"]


def test_name_that_a_unit_bore_before_is_noted(cast: Cast) -> None:
    rename_unit(cast.department, "明江市生态环境局", "市生态环境局", day=clock.today(), by=BY)
    drop_alias(add_alias(cast.other, "明江市调查队", by=BY), by=BY)
    text = "类别,单位名称\n市政府部门,明江市环境保护局\n市政府部门,明江市调查队\n"
    assert run(cast, text, dry=True).notes[1:] == [
        "第 2 行：“明江市环境保护局”是明江市生态环境局的曾用名，这里会新建一家单位。"
        "如果是同一家，请把名单改成现在的名称。"
    ]


def test_tree_is_no_deeper_than_its_paths(cast: Cast) -> None:
    lines = [f"部门,甲{number}局,{f'甲{number - 1}局' if number else ''}" for number in range(2000)]
    result = run(cast, "类别,单位名称,上级单位\n" + "\n".join(lines), dry=True)
    assert (len(result.created), len(result.errors)) == (10, 1990)
    assert result.errors[0] == "第 12 行：“甲10局”的上级单位已在第 11 层，不能再往下设。"


def test_list_that_is_too_large_is_refused_and_not_read_in_part(cast: Cast, enter) -> None:
    text = "类别,单位名称,备注\n" + "".join(f"部门,明江市第{n}局,{'长' * 300}\n" for n in range(6000))
    upload = SimpleUploadedFile("名单.csv", text.encode())
    answer = enter("manager").post("/units/import/", {"file": upload, "confirm": "1"})
    assert (answer.status_code, "名单超过 4 MB" in answer.content.decode()) == (422, True)
    assert Unit.objects.count() == 4


def test_list_that_cannot_be_sent_once_more_is_refused_at_once(cast: Cast, enter) -> None:
    rows = [["部门", f"明江市第{n}局", "长" * 300] for n in range(5000)]
    data = workbook("单位名单", [Column("类别"), Column("单位名称"), Column("备注")], rows)
    assert len(data) < 1_000_000
    assert enter("manager").post("/units/import/", {"file": SimpleUploadedFile("名单.xlsx", data)}).status_code == 422


def test_list_of_many_units_gets_through_its_confirmation(cast: Cast, enter) -> None:
    client = enter("manager")
    text = "类别,单位名称,备注\n" + "".join(f"部门,明江市第{n}局,{'长' * 250}\n" for n in range(3000))
    shown = client.post("/units/import/", {"file": SimpleUploadedFile("名单.csv", text.encode())})
    form = shown.content.decode().split("试算结果")[1].split("</form>")[0]
    multipart = 'enctype="multipart/form-data"' in form  # else each character is sent as nine
    sent = {"text": shown.context["text"], "confirm": "1"}
    kind = {} if multipart else {"content_type": "application/x-www-form-urlencoded"}
    assert client.post("/units/import/", sent if multipart else urlencode(sent), **kind).status_code == 302
    assert Unit.objects.count() == 3004
