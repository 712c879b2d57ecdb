"""A broken upload: whatever breaks, the bytes that arrive are those that were sent."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import File
from django.db import DatabaseError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import Cast
from tests.files.sending import CONTENT, SIZE, begun, files_no_larger_than, sent, stored

from luoshi.files import disk
from luoshi.files.checks import EVIDENCE
from luoshi.files.intake import take_in
from luoshi.files.models import Upload
from luoshi.files.uploads import WrongOffset, append, finish
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Refused


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: object) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast["liaison"]


# Pieces that do not fit


@pytest.mark.parametrize("offset", [0, 499, 501, SIZE, 10**9, -1])
def test_piece_at_a_wrong_place_tells_the_right_one(by: Actor, offset: int) -> None:
    upload = append(begun(by), 0, [CONTENT[:500]], by=by)
    with pytest.raises(WrongOffset) as caught:
        append(upload, offset, [b"something else"], by=by)
    assert caught.value.offset == 500
    assert disk.part_of(upload.public_id).read_bytes() == CONTENT[:500]


def test_more_than_the_file_has_is_refused_and_nothing_of_it_kept(by: Actor) -> None:
    upload = append(begun(by), 0, [CONTENT[:500]], by=by)
    with pytest.raises(Refused, match="比文件本身长"):
        append(upload, 500, [CONTENT[500:] + b"more"], by=by)
    assert begun(by).received == 500
    assert stored() == [f"{upload.public_id}.part"]


def test_endless_piece_is_not_read_to_its_end(by: Actor) -> None:
    read = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield bytes(1000)

    with pytest.raises(Refused):
        append(begun(by), 0, endless(), by=by)
    assert len(read) == SIZE // 1000 + 1


def test_piece_that_breaks_off_leaves_what_was_there(by: Actor) -> None:
    upload = append(begun(by), 0, [CONTENT[:500]], by=by)

    def broken() -> Iterator[bytes]:
        yield CONTENT[500:900]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        append(upload, 500, broken(), by=by)
    assert (begun(by).received, stored()) == (500, [f"{upload.public_id}.part"])


def test_empty_piece_changes_nothing(by: Actor) -> None:
    assert append(append(begun(by), 0, [], by=by), 0, [b"", CONTENT[:9], b""], by=by).received == 9


def test_file_that_is_not_whole_cannot_be_finished(by: Actor) -> None:
    upload = append(begun(by), 0, [CONTENT[:500]], by=by)
    with pytest.raises(WrongOffset) as caught:
        finish(upload, by=by, allowed=EVIDENCE)
    assert caught.value.offset == 500
    assert begun(by).received == 500


# Two at once, crashes, full disks


def test_two_pieces_at_once_do_not_mix(by: Actor) -> None:
    upload = begun(by)

    def overtaken() -> Iterator[bytes]:
        yield b"x" * 300
        append(upload, 0, [CONTENT[:500]], by=by)
        yield b"x" * 300

    with pytest.raises(WrongOffset) as caught:
        append(upload, 0, overtaken(), by=by)
    assert caught.value.offset == 500
    assert disk.part_of(upload.public_id).read_bytes() == CONTENT[:500]


def test_only_one_at_a_time_has_the_file(tmp_path: Path) -> None:
    inside, most = [], []

    def work() -> None:
        for _ in range(50):
            with disk.locked(tmp_path / "a.part") as part:
                inside.append(1)
                most.append(len(inside))
                os.write(part, b"x")
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1


def test_bytes_that_were_written_but_not_counted_are_written_over(by: Actor) -> None:
    upload = append(begun(by), 0, [CONTENT[:500]], by=by)
    with disk.part_of(upload.public_id).open("ab") as part:
        part.write(b"written before the power went out")
    assert begun(by).received == 500
    assert append(upload, 500, [CONTENT[500:]], by=by).is_whole
    assert disk.path_of(finish(upload, by=by, allowed=EVIDENCE)[0].sha256).read_bytes() == CONTENT


def test_bytes_that_were_counted_but_are_gone_are_asked_for_again(by: Actor) -> None:
    upload = append(begun(by), 0, [CONTENT[:500]], by=by)
    os.truncate(disk.part_of(upload.public_id), 200)
    assert begun(by).received == 200
    disk.part_of(upload.public_id).unlink()
    with pytest.raises(WrongOffset) as caught:
        append(upload, 500, [CONTENT[500:]], by=by)
    assert caught.value.offset == 0
    assert append(upload, 0, [CONTENT], by=by).is_whole


def test_full_disk_loses_nothing(by: Actor) -> None:
    upload = append(begun(by), 0, [CONTENT[:500]], by=by)
    for size in (600, SIZE - 100):  # already while the piece comes in, and only when it is added
        with files_no_larger_than(size), pytest.raises(Refused) as caught:
            append(upload, 500, [CONTENT[500:]], by=by)
        assert caught.value.reasons == (
            "服务器的磁盘满了，这次传的没有存下，先前的都还在。请告诉系统管理员，腾出空间后再传。",
        )
        assert disk.part_of(upload.public_id).read_bytes() == CONTENT[:500]
        assert stored() == [f"{upload.public_id}.part"]
    assert append(upload, 500, [CONTENT[500:]], by=by).is_whole


def test_full_disk_refuses_a_file_in_one_piece_too(by: Actor) -> None:
    with files_no_larger_than(600), pytest.raises(Refused, match="磁盘满了"):
        take_in(File(io.BytesIO(CONTENT), name="甲.pdf"), by=by, allowed=EVIDENCE)
    assert stored() == []


def test_failing_database_leaves_the_upload_to_be_finished_again(by: Actor) -> None:
    upload = sent(by)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TRIGGER full BEFORE INSERT ON files_blob BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(DatabaseError):
        finish(upload, by=by, allowed=EVIDENCE)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER full")
    assert begun(by).is_whole
    blob, _ = finish(upload, by=by, allowed=EVIDENCE)
    assert stored() == [blob.sha256]
    assert disk.path_of(blob.sha256).read_bytes() == CONTENT


class Browser:
    """Sends a file in pieces and believes what it is told, as the script on the page does."""

    def __init__(self, content: bytes, by: Actor) -> None:
        self.content, self.by, self.at = content, by, 0
        self.upload = begun(by, "通知.pdf", len(content))
        self.part = disk.part_of(self.upload.public_id)

    def send(self, length: int, *, breaks: bool = False, hears: bool = True) -> None:
        """The piece at which it believes to be; the answer may be lost."""

        def chunks() -> Iterator[bytes]:
            yield self.content[self.at : self.at + length]
            if breaks:
                raise ConnectionResetError

        try:
            done = append(self.upload, self.at, chunks(), by=self.by)
        except ConnectionResetError:
            return
        except WrongOffset as wrong:
            self.at = wrong.offset
        else:
            self.at = done.received if hears else self.at

    def reload(self) -> None:
        """The page is opened again and the same file chosen."""
        self.at = begun(self.by, "通知.pdf", len(self.content)).received

    def lose_power(self, cut: int | None) -> None:
        """The disk has more than was counted, or less."""
        if not self.part.exists():
            return
        if cut is None:
            self.part.write_bytes(self.part.read_bytes() + b"not counted")
        else:
            os.truncate(self.part, min(cut, self.part.stat().st_size))
            self.reload()


LENGTH = st.integers(0, SIZE)
STEPS = st.one_of(
    st.tuples(st.just("send"), LENGTH),
    st.tuples(st.just("answer lost"), LENGTH),
    st.tuples(st.just("break"), LENGTH),
    st.tuples(st.just("elsewhere"), LENGTH),
    st.tuples(st.just("power lost"), st.none() | LENGTH),
    st.tuples(st.just("reload"), st.none()),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, SIZE), steps=st.lists(STEPS, max_size=12))
def test_any_pieces_breaks_repeats_and_wrong_places_give_the_same_bytes(
    by: Actor, size: int, steps: list[tuple[str, int]]
) -> None:
    Upload.objects.all().delete()
    browser = Browser(CONTENT[:size], by)
    for what, number in steps:
        if what == "elsewhere":
            browser.at = number
        elif what == "power lost":
            browser.lose_power(number)
        elif what == "reload":
            browser.reload()
        else:
            browser.send(number, breaks=what == "break", hears=what != "answer lost")
    for _ in range(2):  # told the right place once, it gets through
        browser.send(size)
    assert Upload.objects.get().is_whole
    assert browser.part.read_bytes()[:size] == CONTENT[:size]
    assert stored().count(browser.part.name) == 1
    assert not [name for name in stored() if not name.endswith(".part")]
