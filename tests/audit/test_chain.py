"""Whoever tampers with the audit is found, and what he did is named with the right word at the right number."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.audit.chain import GENESIS, digest
from luoshi.audit.models import Entry, Head
from luoshi.audit.queries import head, problems
from luoshi.audit.writer import record
from luoshi.kit.actor import Actor

BY = Actor(name="周文博", user_id=7, unit_id=3, unit_name="市环保局", role_label="联络员", address="127.0.0.1")
LENGTH = 6
UNTOUCHED: list[tuple[int, str]] = []

in_rolled_back_examples = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def chain(db: None) -> None:
    """Six acts."""
    write(LENGTH)


def write(count: int, **fields: object) -> None:
    with transaction.atomic():
        for number in range(1, count + 1):
            record("test.act", by=BY, label="办理", subject=f"test.record:{number}", details={"n": number}, **fields)


def found(kept: tuple[int, str] | None = None) -> list[tuple[int, str]]:
    return sorted((problem.sequence, problem.code) for problem in problems(kept))


def forge(sequence: int, previous: str, **fields: object) -> Entry:
    """An entry whose own digest is right, as somebody who knows the method would make it."""
    like = Entry.objects.order_by("sequence").first()
    entry = Entry(**{field.attname: getattr(like, field.attname) for field in Entry._meta.fields})
    entry.sequence, entry.previous, entry.note = sequence, previous, "伪造"
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.digest = digest(entry)
    return entry


def renumber(start: int, by: int) -> None:
    rows = Entry.objects.filter(sequence__gte=start).order_by("-sequence" if by > 0 else "sequence")
    for sequence in list(rows.values_list("sequence", flat=True)):
        Entry.objects.filter(sequence=sequence).update(sequence=sequence + by)


def rewrite_head() -> None:
    last = Entry.objects.order_by("sequence").last()
    Head.objects.filter(pk=1).update(sequence=last.sequence if last else 0, digest=last.digest if last else GENESIS)


def kept_head() -> tuple[int, str]:
    row = head()
    return (row.sequence, row.digest)


def swap(one: int, other: int) -> None:
    Entry.objects.filter(sequence=one).update(sequence=999)
    Entry.objects.filter(sequence=other).update(sequence=one)
    Entry.objects.filter(sequence=999).update(sequence=other)


# Untouched


def test_chain_untouched_has_no_problems(chain: None) -> None:
    assert problems() == []


def test_chain_untouched_agrees_with_a_head_kept_elsewhere(chain: None) -> None:
    kept = kept_head()
    write(2)
    assert found(kept) == UNTOUCHED
    assert found(kept_head()) == UNTOUCHED


def test_chain_without_any_entry_has_no_problems(db: None) -> None:
    assert problems() == []


def test_chain_of_the_whole_city_has_no_problems(plan: object) -> None:
    assert problems() == []
    assert kept_head()[0] == Entry.objects.count()


# Changed


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "access"), ("action", "test.other"), ("label", "办结"), ("subject", "test.record:0"),
        ("before", "pending"), ("after", "accepted"), ("note", "改过"), ("details", {"n": "3"}), ("batch", "b"),
        ("actor_id", None), ("actor_name", "他人"), ("actor_role", "审核人员"), ("unit_id", 4),
        ("unit_name", "市统计局"), ("address", "127.0.0.2"), ("at", "2017-09-05T09:00:00.000001+08:00"),
        ("previous", "f" * 64), ("digest", "f" * 64),
    ],
)  # fmt: skip
@pytest.mark.parametrize("sequence", [1, 3, LENGTH])
def test_changed_field_is_named(chain: None, sequence: int, name: str, value: object) -> None:
    assert Entry.objects.filter(sequence=sequence).update(**{name: value}) == 1
    assert found() == [(sequence, "changed")]


def test_every_field_of_an_entry_is_under_its_digest(chain: None) -> None:
    entry = Entry.objects.get(pk=3)
    for name in {field.attname for field in Entry._meta.fields} - {"digest", "at"}:
        altered = Entry.objects.get(pk=3)
        setattr(altered, name, "altered")
        assert digest(altered) != entry.digest, name


def test_change_of_two_entries_names_both(chain: None) -> None:
    Entry.objects.filter(sequence__in=[2, 5]).update(actor_name="他人")
    assert found() == [(2, "changed"), (5, "changed")]


def test_change_of_very_many_entries_names_each(chain: None) -> None:
    write(300)
    Entry.objects.update(unit_name="")
    assert found() == [(number, "changed") for number in range(1, LENGTH + 301)]


def test_change_to_half_a_surrogate_pair_is_named(chain: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET details = %s WHERE sequence = 4", ['{"n": "\\ud800"}'])
    assert found() == [(4, "changed")]


def test_entry_replaced_with_a_right_digest_is_named_by_the_next(chain: None) -> None:
    forge(3, Entry.objects.get(pk=2).digest).save()
    assert found() == [(4, "inserted")]


def test_last_entry_replaced_with_a_right_digest_is_found_by_the_head(chain: None) -> None:
    forge(LENGTH, Entry.objects.get(pk=LENGTH - 1).digest).save()
    assert found() == [(LENGTH, "head")]


def test_chain_forged_anew_is_found_against_a_head_kept_elsewhere(chain: None) -> None:
    kept = kept_head()
    previous = Entry.objects.get(pk=2).digest
    for sequence in range(3, LENGTH + 1):
        forged = forge(sequence, previous)
        forged.save()
        previous = forged.digest
    rewrite_head()
    assert found() == UNTOUCHED
    assert found(kept) == [(LENGTH, "head")]


# Removed


@pytest.mark.parametrize("gone", [[1], [3], [3, 4], [2, 4], [1, 2, 3, 4, 5]])
def test_removed_entries_are_named(chain: None, gone: list[int]) -> None:
    Entry.objects.filter(sequence__in=gone).delete()
    assert found() == [(number, "removed") for number in gone]


@pytest.mark.parametrize("gone", [1, 3, LENGTH - 1])
def test_removed_entry_is_named_when_the_rest_is_numbered_anew(chain: None, gone: int) -> None:
    Entry.objects.filter(sequence=gone).delete()
    renumber(gone, -1)
    rewrite_head()
    assert found() == [(gone, "removed")]


def test_removed_entry_that_was_the_kept_head_is_named_once(chain: None) -> None:
    kept = kept_head()
    write(2)
    Entry.objects.filter(sequence=LENGTH).delete()
    assert found(kept) == [(LENGTH, "removed")]


# Inserted


@pytest.mark.parametrize("place", [1, 3, LENGTH])
def test_inserted_entry_in_the_middle_is_named(chain: None, place: int) -> None:
    before = Entry.objects.filter(sequence=place - 1).first()
    renumber(place, 1)
    forge(place, before.digest if before else GENESIS).save(force_insert=True)
    rewrite_head()
    assert found() == [(place, "inserted")]


def test_inserted_entry_without_a_right_digest_is_changed_and_inserted(chain: None) -> None:
    renumber(3, 1)
    entry = forge(3, "0" * 64)
    entry.digest = "0" * 64
    entry.save(force_insert=True)
    rewrite_head()
    assert found() == [(3, "changed"), (3, "inserted")]


def test_inserted_entry_leaves_one_behind_the_head_when_the_head_row_stays(chain: None) -> None:
    renumber(3, 1)
    forge(3, Entry.objects.get(pk=2).digest).save(force_insert=True)
    assert found() == [(3, "inserted"), (LENGTH + 1, "inserted")]


def test_inserted_entry_at_the_end_is_named(chain: None) -> None:
    forge(LENGTH + 1, kept_head()[1]).save(force_insert=True)
    assert found() == [(LENGTH + 1, "inserted")]


def test_inserted_entry_far_behind_the_end_is_named(chain: None) -> None:
    forge(LENGTH + 50, kept_head()[1]).save(force_insert=True)
    assert found() == [(LENGTH + 50, "inserted")]


# Swapped


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 3), (2, 5), (1, LENGTH), (LENGTH - 1, LENGTH)])
def test_swapped_entries_are_named(chain: None, one: int, other: int) -> None:
    swap(one, other)
    assert found() == [(one, "swapped"), (other, "swapped")]


def test_three_entries_that_changed_places_are_named(chain: None) -> None:
    swap(2, 3)
    swap(3, 4)
    assert found() == [(2, "swapped"), (3, "swapped"), (4, "swapped")]


# Cut


def test_cut_tail_is_found_by_the_head_row(chain: None) -> None:
    Entry.objects.filter(sequence__gt=4).delete()
    assert found() == [(5, "cut")]


def test_cut_of_everything_is_found_by_the_head_row(chain: None) -> None:
    Entry.objects.all().delete()
    assert found() == [(1, "cut")]


def test_cut_tail_with_rewritten_head_row_is_found_against_a_head_kept_elsewhere(chain: None) -> None:
    kept = kept_head()
    Entry.objects.filter(sequence__gt=4).delete()
    rewrite_head()
    assert found() == UNTOUCHED
    assert found(kept) == [(5, "cut")]


def test_cut_tail_grown_again_is_found_against_a_head_kept_elsewhere(chain: None) -> None:
    kept = kept_head()
    Entry.objects.filter(sequence__gt=4).delete()
    rewrite_head()
    write(3)
    assert found() == UNTOUCHED
    assert found(kept) == [(LENGTH, "head")]


# Head row


def test_head_row_with_another_digest_is_named(chain: None) -> None:
    Head.objects.update(digest="f" * 64)
    assert found() == [(LENGTH, "head")]


def test_head_row_set_back_names_the_entries_behind_it(chain: None) -> None:
    Head.objects.update(sequence=5, digest=Entry.objects.get(pk=5).digest)
    assert found() == [(LENGTH, "inserted")]


def test_head_row_removed_is_named(chain: None) -> None:
    kept = kept_head()
    Head.objects.all().delete()
    assert found() == [(LENGTH, "head")]
    assert found(kept) == [(LENGTH, "head")]


def test_everything_removed_with_the_head_row_is_found_against_a_head_kept_elsewhere(chain: None) -> None:
    kept = kept_head()
    Head.objects.all().delete()
    Entry.objects.all().delete()
    assert found() == UNTOUCHED
    assert found(kept) == [(1, "cut")]


def test_problem_is_one_chinese_sentence_with_its_number(chain: None) -> None:
    Entry.objects.filter(pk=3).update(note="改过")
    assert [problem.message for problem in problems()] == ["第 3 条的内容被改动。"]


# Properties

TEXT = st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
BIG = st.integers(0, 2**62)
VALUES: Mapping[str, st.SearchStrategy[object]] = {
    "sequence": st.integers(0, 2 * LENGTH),
    "kind": TEXT, "action": TEXT, "label": TEXT, "subject": TEXT, "before": TEXT, "after": TEXT, "note": TEXT,
    "details": st.dictionaries(TEXT, JSON, max_size=3),
    "batch": TEXT, "actor_id": st.none() | BIG, "actor_name": TEXT, "actor_role": TEXT, "unit_id": st.none() | BIG,
    "unit_name": TEXT, "address": TEXT,
    "at": st.integers(1, 10**12).map(lambda micro: f"2017-09-05T01:00:00.{micro % 10**6:06d}Z"),
    "previous": TEXT | st.text("0123456789abcdef", min_size=64, max_size=64),
    "digest": TEXT | st.text("0123456789abcdef", min_size=64, max_size=64),
}  # fmt: skip
CHANGES = st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name]))


def rolled_back(example: Callable[[], None]) -> None:
    with transaction.atomic():
        example()
        transaction.set_rollback(True)


@settings(in_rolled_back_examples, max_examples=150)
@given(sequence=st.integers(1, LENGTH), change=CHANGES)
def test_any_change_of_any_field_of_any_entry_is_found(chain: None, sequence: int, change: tuple[str, object]) -> None:
    name, value = change

    def example() -> None:
        before = list(Entry.objects.values())
        if name == "sequence" and Entry.objects.filter(pk=value).exists():
            swap(sequence, int(str(value)))
        else:
            Entry.objects.filter(sequence=sequence).update(**{name: value})
        same = as_json(Entry.objects.values()) == as_json(before)
        assert (problems() == []) == same

    rolled_back(example)


def as_json(rows: object) -> str:
    return json.dumps(list(rows), default=str)


@in_rolled_back_examples
@given(details=st.dictionaries(TEXT, JSON, max_size=4), note=TEXT, name=TEXT)
def test_any_content_is_read_back_as_it_was_hashed(
    chain: None, details: dict[str, object], note: str, name: str
) -> None:
    def example() -> None:
        record("test.act", by=Actor(name=name), label="办理", subject="test.record:7", note=note, details=details)
        assert problems() == []

    rolled_back(example)


# The writer


def test_record_continues_from_the_head(chain: None) -> None:
    kept = kept_head()
    with transaction.atomic():
        entry = record("test.act", by=BY, label="办理", subject="test.record:7")
    assert (entry.sequence, entry.previous) == (kept[0] + 1, kept[1])
    assert kept_head() == (entry.sequence, entry.digest)


def test_record_keeps_the_names_as_they_were(chain: None) -> None:
    entry = Entry.objects.get(pk=1)
    assert (entry.actor_id, entry.actor_name, entry.actor_role) == (7, "周文博", "联络员")
    assert (entry.unit_id, entry.unit_name, entry.address) == (3, "市环保局", "127.0.0.1")


def test_record_rolled_back_leaves_no_gap(chain: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("test.act", by=BY, label="办理", subject="test.record:7")
        raise ZeroDivisionError
    write(1)
    assert list(Entry.objects.values_list("sequence", flat=True)) == list(range(1, LENGTH + 2))
    assert problems() == []


@pytest.mark.django_db(transaction=True)
def test_record_outside_a_transaction_raises() -> None:
    with pytest.raises(RuntimeError):
        record("test.act", by=BY, label="办理", subject="test.record:1")
    assert (Entry.objects.count(), Head.objects.count()) == (0, 0)
