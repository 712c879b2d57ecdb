"""Units change their names, merge and split; whoever prints an old name is led to who does the work today."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.cast import Cast

from luoshi.accounts.actions import (
    add_alias,
    create_unit,
    create_user,
    drop_alias,
    grant_membership,
    import_units,
    rename_unit,
    succeed,
)
from luoshi.accounts.matching import Match, match_unit, match_units, plain
from luoshi.accounts.models import Unit, UnitName
from luoshi.accounts.queries import acting_as
from luoshi.accounts.roles import Role
from luoshi.kit import clock
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused

BY = Actor.system("测试")
DAY = date(2017, 9, 5)
MORE = """类别,单位名称,简称
市政府部门,明江市人民政府法制办公室,市法制办
市政府部门,明江市司法局,市司法局
市政府部门,明江市市场监督管理局,市市场监管局
市政府部门,明江市卫生和计划生育委员会(筹),市卫计委
"""


@pytest.fixture
def units(cast: Cast) -> dict[str, Unit]:
    import_units(MORE.encode(), root=cast.office, by=BY, dry_run=False)
    return {unit.short_name: unit for unit in Unit.objects.all()}


def look(cast: Cast, *names: str, day: date = DAY) -> dict[str, list[tuple[str, float, str]]]:
    found = match_units(names, within=cast.office, day=day)
    return {name: [(m.unit.short_name, m.score, m.how) for m in matches] for name, matches in found.items()}


def test_rename_keeps_the_old_names_as_former(cast: Cast) -> None:
    rename_unit(cast.department, "明江市生态环境局", "市生态环境局", day=DAY, by=cast["manager"])
    unit = Unit.objects.get(pk=cast.department.pk)
    assert (unit.name, unit.short_name, unit.path) == ("明江市生态环境局", "市生态环境局", cast.department.path)
    assert list(unit.names.values_list("name", "kind", "valid_to")) == [
        ("明江市环境保护局", "former", date(2017, 9, 4)), ("市环保局", "former", date(2017, 9, 4)),
    ]  # fmt: skip
    assert look(cast, "市环保局")["市环保局"] == [("市生态环境局", 1.0, "曾用名")]


@pytest.mark.parametrize(
    ("name", "short", "day", "words"),
    [
        ("明江市统计局", "统计", DAY, "另一家单位"),
        ("明江市环境保护局", "市环保局", DAY, "相同"),
        ("明江市生态环境局", "生态", date(2017, 9, 6), "不能晚于今天"),
        ("", "", DAY, "请填写"),
        ("长" * 101, "长", DAY, "100 个字以内"),
    ],
)
def test_rename_is_refused_with_reasons(cast: Cast, name: str, short: str, day: date, words: str) -> None:
    with pytest.raises(Refused, match=words):
        rename_unit(cast.department, name, short, day=day, by=cast["manager"])
    assert not UnitName.objects.exists()


@pytest.mark.parametrize("part", ["unit_admin", "liaison", "reviewer", "security_admin"])
def test_names_are_changed_by_the_office_only(cast: Cast, part: str) -> None:
    for act in (
        lambda: rename_unit(cast.department, "甲局", "甲", day=DAY, by=cast[part]),
        lambda: add_alias(cast.department, "甲局", by=cast[part]),
        lambda: succeed(cast.department, cast.other, day=DAY, by=cast[part]),
    ):
        with pytest.raises(Forbidden):
            act()


def test_alias_is_found_until_it_is_dropped(cast: Cast) -> None:
    alias = add_alias(cast.department, "环保执法支队", by=cast["manager"])
    assert look(cast, "环保执法支队")["环保执法支队"] == [("市环保局", 1.0, "别名")]
    for taken in ("环保执法支队", "市环保局", "明江市统计局", "甲"):
        with pytest.raises(Refused):
            add_alias(cast.department, taken, by=cast["manager"])
    drop_alias(alias, by=cast["manager"])
    assert look(cast, "环保执法支队")["环保执法支队"] == []
    with pytest.raises(Refused):
        drop_alias(alias, by=cast["manager"])


def test_successor_is_found_by_the_old_name_from_its_day_on(cast: Cast, units: dict[str, Unit]) -> None:
    old, new = units["市法制办"], units["市司法局"]
    succeed(old, new, day=date(2017, 9, 1), note="机构改革", by=cast["manager"])
    old.refresh_from_db()
    assert old.valid_to == date(2017, 8, 31)
    assert look(cast, "市法制办")["市法制办"] == [("市司法局", 1.0, "承接市法制办的职能")]
    assert look(cast, "市法制办", day=date(2017, 8, 31))["市法制办"] == [("市法制办", 1.0, "简称")]
    assert old not in Unit.objects.valid_on(DAY)


def test_split_leads_to_every_successor_and_a_chain_to_its_end(cast: Cast, units: dict[str, Unit]) -> None:
    old, one, two = units["市法制办"], units["市司法局"], units["市统计局"]
    for successor in (one, two):
        succeed(old, successor, day=date(2017, 9, 1), by=cast["manager"])
    assert {m[0] for m in look(cast, "市法制办")["市法制办"]} == {"市司法局", "市统计局"}
    succeed(one, units["市环保局"], day=date(2017, 9, 3), by=cast["manager"])
    assert {m[0] for m in look(cast, "市法制办")["市法制办"]} == {"市环保局", "市统计局"}


def test_succession_is_refused_with_reasons(cast: Cast, units: dict[str, Unit]) -> None:
    old, new, by = units["市法制办"], units["市司法局"], cast["manager"]
    with pytest.raises(Refused, match="不能并入自己"):
        succeed(old, old, day=DAY, by=by)
    with pytest.raises(Refused, match="最上级"):
        succeed(cast.office, new, day=DAY, by=by)
    succeed(old, new, day=DAY, by=by)
    with pytest.raises(Refused, match="不必重复"):
        succeed(old, new, day=DAY, by=by)
    with pytest.raises(Refused, match="不能互相承接"):
        succeed(new, old, day=DAY - timedelta(days=1), by=by)


def test_rename_does_not_go_back_before_the_name_it_ends(cast: Cast) -> None:
    by = cast["manager"]
    rename_unit(cast.other, "明江市调查局", "市调查局", day=date(2017, 6, 1), by=by)
    with pytest.raises(Refused, match="从 2017年6月1日 起使用"):
        rename_unit(cast.other, "明江市数据局", "市数据局", day=date(2017, 5, 31), by=by)
    rename_unit(cast.other, "明江市数据局", "市数据局", day=date(2017, 8, 1), by=by)
    borne = cast.other.names.get(name="明江市调查局")
    assert (borne.valid_from, borne.valid_to) == (date(2017, 6, 1), date(2017, 7, 31))


def test_unit_does_not_end_before_it_began(cast: Cast, units: dict[str, Unit]) -> None:
    old = units["市法制办"]
    old.valid_from = date(2017, 6, 1)
    old.save()
    with pytest.raises(Refused, match="才启用"):
        succeed(old, units["市司法局"], day=date(2017, 6, 1), by=cast["manager"])


def test_district_does_not_end_itself(cast: Cast) -> None:
    below = create_unit("青溪区司法局", "区司法局", by=BY, parent=cast.district)
    manager = grant_membership(create_user("quban", "韦承之", by=BY), cast.district, Role.MANAGER, by=BY)
    with pytest.raises(Refused, match="由上级办公室登记"):
        succeed(cast.district, below, day=DAY, by=acting_as(manager))
    succeed(cast.district, below, day=DAY, by=cast["manager"])


def test_page_of_a_former_unit_leads_on(cast: Cast, units: dict[str, Unit], enter) -> None:
    succeed(units["市法制办"], units["市司法局"], day=DAY, by=cast["manager"])
    client = enter("manager")
    page = client.get(units["市法制办"].get_absolute_url()).content.decode()
    assert "职能已并入" in page
    assert units["市司法局"].get_absolute_url() in page
    assert "明江市人民政府法制办公室" in client.get(units["市司法局"].get_absolute_url()).content.decode()
    names = [u.short_name for u in client.get(reverse("accounts:unit_list")).context["page"]]
    assert "市法制办" not in names
    ended = client.get(reverse("accounts:unit_list"), {"show": "ended"}).context["page"]
    assert [u.short_name for u in ended] == ["市法制办"]


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("明江市环境保护局", "市环保局"),
        ("市环境保护局", "市环保局"),
        ("环境保护局", "市环保局"),
        ("市 环保 局", "市环保局"),
        ("环保局", "市环保局"),
        ("青溪区政府", "青溪区"),
        ("青溪区", "青溪区"),
        ("市政府法制办公室", "市法制办"),
        ("市市场监督管理局", "市市场监管局"),
        ("市场监督管理局", "市市场监管局"),
        ("市卫生和计划生育委员会（筹）", "市卫计委"),
        ("市办", "市办"),
    ],
)
def test_printed_name_is_the_same_however_it_is_written(
    cast: Cast, units: dict[str, Unit], printed: str, unit: str
) -> None:
    assert [(name, score) for name, score, _ in look(cast, printed)[printed]] == [(unit, 1.0)]
    assert [(found.short_name, score) for found, score in match_unit(printed, DAY)] == [(unit, 1.0)]


def test_name_that_is_nearly_one_is_a_guess(cast: Cast, units: dict[str, Unit]) -> None:
    ((name, score, how), *_) = look(cast, "市环境保护总局")["市环境保护总局"]
    assert (name, how) == ("市环保局", "相近")
    assert 0.6 <= score < 1


@pytest.mark.parametrize("printed", ["", "　", "局", "不相干的公司", "=1+1", "明江市", "市", "%_"])
def test_name_of_nobody_matches_nobody(cast: Cast, units: dict[str, Unit], printed: str) -> None:
    assert look(cast, printed) == {printed: []}


def test_only_units_below_are_found(cast: Cast) -> None:
    assert match_units(["市环保局"], within=cast.district, day=DAY) == {"市环保局": []}


def test_many_names_ask_three_questions(cast: Cast, units: dict[str, Unit], django_assert_num_queries) -> None:
    names = [f"市第{number}局" for number in range(300)] + ["市司法局"]
    with django_assert_num_queries(3):
        found = match_units(names, within=cast.office, day=clock.today())
    assert found["市司法局"] == [Match(units["市司法局"], 1.0, "简称")]


def test_plain_unites_widths_and_spaces() -> None:
    assert plain(" 县（市、区） 人民政府 ") == plain("县(市、区)政府")


def test_pages_of_names_work(cast: Cast, enter) -> None:
    client, key = enter("manager"), cast.department.public_id
    names = reverse("accounts:unit_names", args=[key])
    assert client.post(names, {"name": "环境局"}).status_code == 302
    alias = UnitName.objects.get()
    assert client.post(names, {"name": "环境局"}).status_code == 409
    assert client.post(names, {"name": ""}).status_code == 422
    assert (
        client.post(reverse("accounts:unit_names", args=[cast.other.public_id]), {"drop": alias.pk}).status_code == 404
    )
    assert client.post(names, {"drop": "x"}).status_code == 404
    assert client.post(names, {"drop": alias.pk}).status_code == 302
    rename = reverse("accounts:unit_rename", args=[key])
    sent = {"name": "明江市生态环境局", "short_name": "市生态环境局", "day": "2017-09-06"}
    assert client.post(rename, sent).status_code == 422
    assert client.post(rename, sent | {"day": "2017-09-05"}).status_code == 302
    url = reverse("accounts:unit_succeed", args=[key])
    assert client.post(url, {"successor": key, "day": "2017-09-05"}).status_code == 422
    assert client.post(url, {"successor": cast.other.public_id, "day": "2017-09-05"}).status_code == 302
