"""The list of units with its filters, the page of one unit, and lists that go out and come in as workbooks."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests import cast as people
from tests.cast import Cast

from luoshi.accounts.actions import (
    add_alias,
    ask_function,
    deactivate_user,
    end_membership,
    import_units,
    rename_unit,
    state_function,
    succeed,
)
from luoshi.accounts.models import Unit, UnitFunction
from luoshi.accounts.unit_sheet import read_units
from luoshi.audit.models import Entry
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.sheets import Column, workbook
from luoshi.reading.sheets import read_rows

BY = Actor.system("测试")
LIST = reverse("accounts:unit_list")


def names(client, **filters: str) -> list[str]:
    """Short names on the list."""
    return [unit.short_name for unit in client.get(LIST, filters).context["page"]]


def dump() -> list[tuple[object, ...]]:
    """All that an import can change."""
    units = Unit.objects.order_by("pk").values_list("pk", "name", "short_name", "code", "category", "parent", "order")
    functions = UnitFunction.objects.order_by("pk").values_list("unit", "name", "answer", "stated_by", "basis")
    return [*units, *functions]


@pytest.fixture
def full(cast: Cast) -> Cast:
    """A city in which everything that an export shows is there."""
    manager = cast["manager"]
    rename_unit(cast.department, "明江市生态环境局", "市生态环境局", day=clock.today(), by=manager)
    add_alias(cast.department, "生态环境执法支队", by=manager)
    people.contact(cast)
    ask_function("行政许可职能", root=cast.office, by=manager)
    state_function(cast.department, "行政许可职能", "yes", basis="清单", by=cast["unit_admin"])
    import_units("类别,单位名称,上级单位\n派出机构,青溪街道办事处,青溪区人民政府\n".encode(), root=cast.office, by=BY,
                 dry_run=False)  # fmt: skip
    return cast


# The list


def test_list_is_found_by_any_name(full: Cast, enter) -> None:
    client = enter("manager")
    for words in ("生态环境局", "环境保护局", "市环保局", "执法支队", "990201"):
        assert names(client, q=words) == ["市生态环境局"], words
    assert names(client, q="%") == []


def test_list_shows_who_has_nobody(cast: Cast, enter) -> None:
    client = enter("manager")
    assert names(client, show="no-liaison") == []
    end_membership(cast.people["liaison"], by=cast["unit_admin"])
    deactivate_user(cast.people["stranger"].user, by=cast["manager"])
    assert names(client, show="no-liaison") == ["市统计局"]
    people.contact(cast)
    assert names(client, show="no-leader") == ["青溪区", "市统计局"]
    page = client.get(LIST).content.decode()
    assert page.count("没有联络员") == 2  # the unit, and the choice of the filter
    assert "没有分管负责人" in page


def test_list_shows_who_has_not_answered(cast: Cast, enter) -> None:
    client = enter("manager")
    assert names(client, show="no-answer") == []
    UnitFunction.objects.filter(unit=cast.other).update(answer="unknown")
    UnitFunction.objects.filter(unit=cast.district).delete()
    assert names(client, show="no-answer") == ["青溪区", "市统计局"]
    ask_function("行政许可职能", root=cast.office, by=cast["manager"])
    assert len(names(client, show="no-answer")) == 3


def test_filter_that_is_none_is_passed_over(cast: Cast, enter) -> None:
    assert len(names(enter("manager"), show="x", category="-1", q=" ")) == 4


def test_unit_person_is_led_to_his_own_page(cast: Cast, enter) -> None:
    client = enter("liaison")
    page = client.get(LIST, follow=True)
    assert page.redirect_chain == [(cast.department.get_absolute_url(), 302)]
    words = page.content.decode()
    assert f'href="{cast.department.get_absolute_url()}" aria-current="page">本单位' in words
    assert "市办 ›" not in words
    assert client.get(cast.other.get_absolute_url()).status_code == 404


def test_page_of_a_unit_tells_everything(full: Cast, enter) -> None:
    page = enter("manager").get(full.department.get_absolute_url()).content.decode()
    for words in ("市政府部门", "明江市环境保护局", "生态环境执法支队", "秦望舒", "行政许可职能", "清单", "登记别名"):
        assert words in page, words


# Out and in again


def test_export_that_is_imported_again_changes_nothing(full: Cast, enter) -> None:
    data = enter("manager").get(reverse("accounts:unit_export")).content
    assert read_rows(data)[0] == [
        "类别", "单位名称", "简称", "编码", "上级单位", "行政调解职能", "行政许可职能", "曾用名", "别名", "分管负责人",
        "责任科室", "责任科室负责人", "联络员", "停用日期",
    ]  # fmt: skip
    before = dump()
    result = import_units(data, root=full.office, by=full["manager"], dry_run=False)
    assert (result.created, result.changed, result.unchanged, result.errors) == ([], [], 4, [])
    assert dump() == before


def test_export_of_former_units_changes_nothing_either(full: Cast, enter) -> None:
    succeed(full.other, full.department, day=clock.today(), by=full["manager"])
    data = enter("manager").get(reverse("accounts:unit_export"), {"show": "ended"}).content
    before = dump()
    assert import_units(data, root=full.office, by=full["manager"], dry_run=False).unchanged == 1
    assert dump() == before


def test_export_is_filtered_and_noted(cast: Cast, enter) -> None:
    answer = enter("manager").get(reverse("accounts:unit_export"), {"q": "统计"})
    assert [row[1] for row in read_rows(answer.content)] == ["单位名称", "明江市统计局"]
    noted = Entry.objects.last()
    assert (noted.action, noted.kind, noted.note) == ("accounts.export_units", "access", "1 家")


def test_formulas_in_names_come_back_as_they_were(cast: Cast, enter) -> None:
    rows = 'category,name,short_name\n部门,"=HYPERLINK(""http://x"")",=1\n部门,@甲局,+1\n'
    import_units(rows.encode(), root=cast.office, by=BY, dry_run=False)
    data = enter("manager").get(reverse("accounts:unit_export")).content
    assert [row[2] for row in read_rows(data) if row[0] == "部门"] == ["'=1", "'+1"]
    before = dump()
    assert import_units(data, root=cast.office, by=BY, dry_run=False).changed == []
    assert dump() == before


def test_template_can_be_imported(cast: Cast, enter) -> None:
    data = enter("manager").get(reverse("accounts:unit_template")).content
    result = import_units(data, root=cast.office, by=cast["manager"], dry_run=True)
    assert (result.created, result.errors) == (["示例区人民政府", "示例市示例局", "示例区示例街道办事处"], [])


def test_page_imports_a_workbook_after_its_dry_run(cast: Cast, enter) -> None:
    columns = [Column("类别"), Column("单位名称"), Column("行政许可职能")]
    data = workbook("名单", columns, [["部门", "明江市水务局", "是"], ["部门", "明江市林业局", "否"]])
    client, url = enter("manager"), reverse("accounts:unit_import")
    shown = client.post(url, {"file": SimpleUploadedFile("名单.xlsx", data)})
    assert "新建 <b>2</b> 家" in shown.content.decode()
    client.post(url, {"text": shown.context["text"], "confirm": "1"})
    answers = UnitFunction.objects.filter(name="行政许可职能").values_list("unit__name", "answer")
    assert sorted(answers) == [("明江市林业局", "no"), ("明江市水务局", "yes")]


@pytest.mark.parametrize("data", [b"PK\x03\x04rubbish", b"\xd0\xcf\x11\xe0rubbish", b"\x00\x01", b""])
def test_page_tells_of_a_file_that_cannot_be_read(cast: Cast, enter, data: bytes) -> None:
    shown = enter("manager").post(
        reverse("accounts:unit_import"), {"file": SimpleUploadedFile("名单.xlsx", data + b" ")}
    )
    assert shown.status_code == 200
    assert "没有写入任何单位" in shown.content.decode()


# What a list states


def test_every_column_that_ends_in_function_is_one() -> None:
    sheet = read_units("类别,单位名称,行政许可职能,行政奖励职能\n部门,甲局,是,\n部门,乙局,否,是\n".encode())
    assert [line.functions for line in sheet.lines] == [
        {"行政许可职能": "yes", "行政奖励职能": "no"}, {"行政许可职能": "no", "行政奖励职能": "yes"},
    ]  # fmt: skip
    assert sheet.notes == ["“行政奖励职能”一列只有“是”和空白，按打勾表理解：空白为“没有”。"]


def test_heading_that_stands_twice_is_an_error() -> None:
    assert read_units("类别,单位名称,name\n部门,甲,乙\n".encode()).errors == ["表头重复：单位名称。请只留一列。"]


def test_columns_of_people_are_shown_only() -> None:
    sheet = read_units("类别,单位名称,联络员,别名\n部门,甲局,某人,甲\n".encode())
    assert "只供查看、导入不改变的列：联络员、别名。请在单位的页面上改。" in sheet.notes


def test_ten_thousand_units_are_imported_and_change_nothing_the_second_time(cast: Cast) -> None:
    lines = ["类别,单位名称,行政调解职能,上级单位", "派出机构,大院,是,"]
    lines += [f"部门,第{number}局,{'是' if number % 2 else '否'},大院" for number in range(9_998)]
    data = "\n".join(lines).encode()
    result = import_units(data, root=cast.office, by=BY, dry_run=False)
    assert (len(result.created), result.errors) == (9_999, [])
    assert UnitFunction.objects.filter(answer="yes").count() == 5_002
    again = import_units(data, root=cast.office, by=BY, dry_run=False)
    assert (again.unchanged, again.changed) == (9_999, [])


def test_bytes_of_a_workbook_and_its_text_say_the_same(cast: Cast) -> None:
    from luoshi.accounts.unit_sheet import as_text

    data = workbook("名单", [Column("类别"), Column("单位名称")], [["部门", "甲,“乙”\n局"], ["部门", "='丙"]])
    assert read_units(as_text(data).encode()).lines == read_units(data).lines
    assert as_text(b"PK rubbish") == ""
    assert io.StringIO(as_text("类别".encode("gb18030"))).read() == "类别"
