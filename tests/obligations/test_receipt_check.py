"""A list of receipts is held against database, disk and audit; each part that was touched is told."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from tests import cast as people
from tests.plans.test_facts import own_plan

from luoshi.audit.models import Entry
from luoshi.files import disk
from luoshi.kit.errors import Refused
from luoshi.obligations import receipt_check
from luoshi.obligations.actions.handing_in import hand_in
from luoshi.obligations.models import Evidence, Obligation, Submission
from luoshi.obligations.receipt_check import check, read_list
from luoshi.workflow.engine import take

ONE, OTHER = "2017-0905-0001", "2017-0905-0002"
DIGEST = "0f" * 32


@pytest.fixture
def receipt(cast, plan):
    """A receipt over a fact with its file, an own file, a link and words."""
    own_plan(cast.department)
    found = people.obligation(plan, cast.department)
    links = ["https://example.cn/news"]
    return hand_in(
        found, by=cast["liaison"], facts=["plans.issued"], files=[people.pdf()], links=links, statement="已印发。"
    )


def lies(receipt) -> Evidence:
    """The own file of the receipt."""
    return receipt.evidence.get(name="材料.pdf")


def problems(*numbers, **digests):
    """What is wrong with receipts of these numbers, one or all with a digest given."""
    return list(check({number: {one for one in digests.values() if one} for number in numbers}))


# Reading the list


def test_list_is_read_however_it_is_kept():
    text = f"""回执编号,单位,校验值

1,"{ONE}",市环保局,{DIGEST.upper()}
  ２０１７－０９０５－０００２
编号 2017-0906-0013，见 https://luoshi.example.cn/receipts/7d7c07aa5df91b91/
{ONE} 又一次
"""
    for name in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        listed = read_list(text.encode(name))
        assert listed.receipts == {ONE: {DIGEST}, OTHER: set(), "2017-0906-0013": set()}
        assert listed.notes == [
            "第 1 行没有回执编号，没有核对。", f"第 6 行的 {ONE} 与第 3 行重复，只核一次。", "空行 1 行。",
        ]  # fmt: skip
        assert listed.problems == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (f"{ONE} {OTHER}", "第 1 行有 2 个回执编号，没有核对。请一行写一份。"),
        (f"{ONE} {DIGEST[:-1]}", "第 1 行的校验值有 63 位，应为 64 位，没有比对。请抄全。"),
        (f"{ONE} {DIGEST}0", "第 1 行的校验值有 65 位，应为 64 位，没有比对。请抄全。"),
    ],
)
def test_line_that_cannot_be_held_against_anything_is_a_problem(line, problem):
    assert read_list(line.encode()).problems == [problem]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "没有一个回执编号"),
        ("没有编号 12017-0905-0001 2017-0905-0000019 2017-0905-0001-2".encode(), "没有一个回执编号"),
        (b"PK\x03\x04\x00\x00\xff\xff", "读不懂"),
        (b"2017-0905-0001\x00", "读不懂"),
        (b"\xff\xfe2", "读不懂"),
    ],
)
def test_list_that_is_none_is_refused(data, words):
    with pytest.raises(Refused, match=words):
        read_list(data)


# Holding it against the records


def test_receipt_as_it_was_given_has_no_problem(receipt):
    assert receipt.receipt_number == ONE
    assert problems(ONE, digest=receipt.digest) == []


def test_withdrawn_and_corrected_versions_keep_their_receipts(cast, plan):
    obligation = people.returned(cast, plan)
    take(people.submitted(cast, plan, "调解室"), "withdraw", by=cast["liaison"])
    hand_in(obligation, by=cast["liaison"], files=[people.pdf("补正")])
    assert problems(ONE, OTHER, "2017-0905-0003") == []


def test_unknown_receipt_is_told_beside_the_others(receipt):
    assert problems(OTHER, ONE) == [f"{OTHER}：登记中没有这份回执。"]


def test_digest_of_the_list_counts(receipt):
    told = f"{ONE}：校验值与名单上的不同：名单 {DIGEST[:12]}…，登记 {receipt.digest[:12]}…。"
    assert problems(ONE, digest=DIGEST) == [told]


def other_duty(receipt) -> None:
    """The version is hung on another unit's duty."""
    duty = Obligation.objects.exclude(unit=receipt.obligation.unit).first()
    Submission.objects.filter(pk=receipt.pk).update(obligation=duty)


def fact_value(receipt) -> None:
    """The frozen fact says something else, with the digest it had."""
    evidence = receipt.evidence.get(fact__isnull=False)
    Evidence.objects.filter(pk=evidence.pk).update(fact=evidence.fact | {"statement": "另一句话"})


def other_digest(receipt) -> None:
    """Words and digest of the version are changed together."""
    receipt.statement = "另一句话"
    digest = receipt_check.digest_of(receipt)
    Submission.objects.filter(pk=receipt.pk).update(statement=receipt.statement, digest=digest)


def audit(**changed):
    """Change what the audit holds of the handing in."""
    return lambda _: Entry.objects.filter(action="obligations.submit").update(**changed)


def raw(table: str, column: str, value: str):
    """Write what the models would not."""

    def _write(receipt) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {column} IS NOT NULL", [value])
            cursor.execute("PRAGMA ignore_check_constraints = OFF")

    return _write


CHANGED = "登记的内容与登记的校验值不符，被改动过。"
FILE = "材料“材料.pdf”的文件"


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (lambda one: Submission.objects.filter(pk=one.pk).update(statement="没有。"), [CHANGED]),
        (lambda one: Submission.objects.filter(pk=one.pk).update(unit_name="别的单位"), [CHANGED]),
        (lambda one: Submission.objects.filter(pk=one.pk).update(submitted_at=None), [CHANGED]),
        (lambda one: Evidence.objects.filter(pk=lies(one).pk).delete(), [CHANGED]),
        (lambda one: Evidence.objects.filter(pk=lies(one).pk).update(name="别的.pdf"), [CHANGED]),
        (lambda one: one.evidence.exclude(url="").update(url="https://example.cn/other"), [CHANGED]),
        (fact_value, ["平台事实“本单位年度实施方案已印发”的内容被改动。"]),
        (other_digest, ["审计记录的校验值与登记的不同。"]),
        (other_duty, ["审计记录的是另一项任务的报送。"]),
        (lambda one: disk.path_of(lies(one).blob.sha256).unlink(), [f"{FILE}不见了。"]),
        (lambda one: disk.path_of(lies(one).blob.sha256).write_bytes(b"%PDF-1.7"), [f"{FILE}内容被改动。"]),
        (audit(details={}), ["审计中没有它的报送记录。"]),
        (audit(details=[]), ["审计中没有它的报送记录。"]),
        (audit(action="obligations.withdraw"), ["审计中没有它的报送记录。"]),
        (audit(kind="access"), ["审计中没有它的报送记录。"]),
        (audit(details={"receipt": ONE, "digest": DIGEST}), ["审计记录的校验值与登记的不同。"]),
        (raw("obligations_submission", "submitted_at", "2017-13-05 09:00:00"), ["登记的内容被改动，读不出来。"]),
        (raw("obligations_evidence", "fact", "{"), [CHANGED, "平台事实“本单位年度实施方案已印发”的内容被改动。"]),
    ],
)
def test_each_part_that_was_touched_is_told(tamper, told, receipt):
    tamper(receipt)
    assert problems(ONE) == [f"{ONE}：{words}" for words in told]


def test_file_that_lost_its_bytes_is_told_for_every_receipt_on_it(cast, plan):
    first = people.submitted(cast, plan).current
    people.submitted(cast, plan, "调解室")
    disk.path_of(first.evidence.get().blob.sha256).unlink()
    assert problems(ONE, OTHER) == [f"{number}：材料“材料.pdf”的文件不见了。" for number in (ONE, OTHER)]


def test_second_act_for_one_receipt_is_told(receipt):
    entry = Entry.objects.filter(action="obligations.submit").last()
    entry.pk = entry.sequence + 1000
    entry.save(force_insert=True)
    assert problems(ONE) == [f"{ONE}：审计中有 2 条它的报送记录，应有 1 条。"]


def test_receipt_that_cannot_be_read_does_not_stop_the_others(cast, plan):
    people.submitted(cast, plan)
    people.submitted(cast, plan, "调解室")
    with connection.cursor() as cursor:
        column = "UPDATE obligations_submission SET submitted_at = '2017-13-05 09:00:00'"
        cursor.execute(f"{column} WHERE receipt_number = %s", [ONE])
    numbers = [f"2017-0906-{number:04}" for number in range(1, 5)]
    assert problems(*numbers, ONE, OTHER) == [
        *(f"{number}：登记中没有这份回执。" for number in numbers), f"{ONE}：登记的内容被改动，读不出来。",
    ]  # fmt: skip


def test_number_given_twice_is_told(cast, plan, monkeypatch):
    """The database itself does not let it happen: what is asked here answers twice."""
    people.submitted(cast, plan)
    rows = SimpleNamespace(prefetch_related=lambda *_: 2 * list(Submission.objects.all()))
    asked = SimpleNamespace(filter=lambda **_: SimpleNamespace(select_related=lambda *_: rows))
    monkeypatch.setattr(receipt_check, "Submission", SimpleNamespace(objects=asked))
    assert problems(ONE) == [f"{ONE}：登记中有 2 份同号的回执。"]


def test_many_receipts_are_asked_for_together(receipt, django_assert_max_num_queries):
    numbers = [f"2017-0907-{number:04}" for number in range(1, 3001)]
    with django_assert_max_num_queries(8):
        assert len(problems(*numbers)) == 3000
