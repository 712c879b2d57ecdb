"""Functions of units: who may state them, what is kept of it, and many units in one gesture."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from tests.cast import Cast

from luoshi.accounts.actions import Statement, ask_function, state_function, state_functions
from luoshi.accounts.models import UnitFunction
from luoshi.accounts.queries.units import function_lines, function_rows, known_functions
from luoshi.audit.models import Entry
from luoshi.kit.errors import Forbidden, Refused

NAME = "行政调解职能"
PERMIT = "行政许可职能"


def test_statement_keeps_who_when_and_why(cast: Cast) -> None:
    stated = state_function(cast.department, NAME, "no", basis="三定规定第三条", by=cast["unit_admin"])
    name = cast["unit_admin"].name
    assert (stated.answer, stated.basis, stated.stated_by, f"{stated.stated_at:%Y-%m-%d}") == (
        "no", "三定规定第三条", f"明江市环境保护局 {name}（单位管理员）", "2017-09-05",
    )  # fmt: skip
    act = Entry.objects.last()
    assert (act.action, act.subject) == ("accounts.state_function", cast.department.ref)
    assert act.note == "行政调解职能：有 → 没有；依据：三定规定第三条"


@pytest.mark.parametrize("part", ["liaison", "unit_admin", "unit_head", "manager"])
def test_unit_and_office_may_state(cast: Cast, part: str) -> None:
    state_function(cast.department, NAME, "unknown", basis="", by=cast[part])
    assert cast.department.functions.get().answer == "unknown"


@pytest.mark.parametrize("part", ["stranger", "district_head", "reviewer", "system_admin", "mediator", "audit_admin"])
def test_nobody_else_may_state(cast: Cast, part: str) -> None:
    with pytest.raises(Forbidden):
        state_function(cast.department, NAME, "no", basis="", by=cast[part])


@pytest.mark.parametrize(
    ("name", "answer"), [("调解", "yes"), ("职能", "yes"), ("长" * 59 + "职能", "yes"), (NAME, "maybe")]
)
def test_what_is_no_function_or_no_answer_is_refused(cast: Cast, name: str, answer: str) -> None:
    with pytest.raises(Refused):
        state_function(cast.department, name, answer, basis="", by=cast["manager"])


def test_many_statements_are_one_gesture_and_all_or_none(cast: Cast) -> None:
    said = [Statement(unit, PERMIT, "yes", "清单") for unit in (cast.department, cast.district)]
    assert state_functions(said, by=cast["manager"]) == 2
    batches = Entry.objects.filter(action="accounts.state_function").values_list("batch", flat=True)
    assert (len(batches), len(set(batches)), "" in batches) == (2, 1, False)
    assert state_functions(said, by=cast["manager"]) == 0
    bad = [Statement(cast.department, PERMIT, "no", ""), Statement(cast.other, PERMIT, "vielleicht", "")]
    with pytest.raises(Refused):
        state_functions(bad, by=cast["manager"])
    assert cast.department.functions.get(name=PERMIT).answer == "yes"


def test_new_question_stands_on_every_page_unanswered(cast: Cast) -> None:
    assert ask_function(PERMIT, root=cast.office, by=cast["manager"]) == 3
    assert known_functions() == [NAME, PERMIT]
    assert [(line.name, line.label) for line in function_lines(cast.department)] == [(NAME, "有"), (PERMIT, "未填报")]
    with pytest.raises(Refused, match="已有"):
        ask_function(PERMIT, root=cast.office, by=cast["manager"])


def test_table_has_unanswered_units_first(cast: Cast) -> None:
    UnitFunction.objects.filter(unit=cast.other).delete()
    rows = function_rows(cast["manager"], NAME)
    assert [(row.unit.short_name, row.line.label) for row in rows] == [
        ("市统计局", "未填报"), ("青溪区", "有"), ("市环保局", "有"),
    ]  # fmt: skip


def test_page_of_a_unit_states_what_was_changed(cast: Cast, enter) -> None:
    client, url = enter("unit_admin"), reverse("accounts:unit_functions", args=[cast.department.public_id])
    answer = client.post(url, {f"answer-{NAME}": "no", f"basis-{NAME}": "三定规定", "answer-管理职能": "yes"})
    assert answer.headers["Location"] == cast.department.get_absolute_url()
    stated = cast.department.functions.get()
    assert (stated.name, stated.answer, stated.basis) == (NAME, "no", "三定规定")
    page = client.get(cast.department.get_absolute_url()).content.decode()
    assert "三定规定" in page


def test_page_of_many_units_saves_only_changes(cast: Cast, enter) -> None:
    client, url = enter("manager"), reverse("accounts:function_table")
    before = Entry.objects.count()
    sent = {f"answer-{cast.department.public_id}": "yes", f"answer-{cast.other.public_id}": "yes", "basis": "函询"}
    assert client.post(f"{url}?name={NAME}", sent).status_code == 302
    assert Entry.objects.filter(sequence__gt=before, action="accounts.state_function").count() == 1
    assert (cast.other.functions.get().answer, cast.other.functions.get().basis) == ("yes", "函询")
    assert cast.department.functions.get().basis == "导入的单位名单"


@pytest.mark.parametrize("page", ["table", "unit"])
def test_page_that_was_open_meanwhile_leaves_what_others_stated(cast: Cast, enter, page: str) -> None:
    ask_function(PERMIT, root=cast.office, by=cast["manager"])
    client, unit = enter("manager"), cast.department
    keys = (unit.public_id, cast.other.public_id) if page == "table" else (PERMIT, NAME)
    address = reverse("accounts:function_table") + f"?name={PERMIT}"
    if page == "unit":
        address = reverse("accounts:unit_functions", args=[unit.public_id])
    shown = client.get(address).content.decode()
    sent = dict(re.findall(r'name="((?:was|was-basis|basis)-[^"]+)" (?:maxlength="200" )?value="([^"]*)"', shown))
    sent |= dict(re.findall(r'name="(answer-[^"]+)" value="([^"]+)" checked', shown))
    state_function(unit, PERMIT, "yes", basis="三定规定", by=cast["unit_admin"])
    assert client.post(address, sent | {f"answer-{keys[1]}": "no", "basis": "函询"}).status_code == 302
    assert unit.functions.get(name=PERMIT).answer == "yes"
    changed = cast.other.functions.get(name=PERMIT) if page == "table" else unit.functions.get(name=NAME)
    assert changed.answer == "no"


def test_basis_alone_is_a_change(cast: Cast, enter) -> None:
    client, url = enter("unit_admin"), reverse("accounts:unit_functions", args=[cast.department.public_id])
    was = {f"was-{NAME}": "yes", f"answer-{NAME}": "yes", f"was-basis-{NAME}": "导入的单位名单"}
    client.post(url, was | {f"basis-{NAME}": "权责清单"})
    assert cast.department.functions.get().basis == "权责清单"


def test_page_of_many_units_takes_a_new_question(cast: Cast, enter) -> None:
    client, url = enter("manager"), reverse("accounts:function_table")
    assert PERMIT in client.post(url, {"ask": "1", "name": PERMIT}, follow=True).content.decode()
    assert client.post(url, {"ask": "1", "name": PERMIT}).status_code == 409
    assert client.post(url, {"ask": "1", "name": "许可"}).status_code == 409
    assert client.post(url, {"ask": "1", "name": ""}).status_code == 422
