"""Files in pieces: begun, gone on with, taken in, refused, cleared."""

from __future__ import annotations

import hashlib
import io
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.base import File
from django.core.management import CommandError, call_command
from tests.cast import Cast
from tests.files import made, office
from tests.files.sending import CONTENT, PURPOSE, SIZE, begun, sent, stored

from luoshi.audit.models import Entry
from luoshi.files import disk
from luoshi.files.checks import EVIDENCE
from luoshi.files.intake import take_in
from luoshi.files.models import Blob, Upload
from luoshi.files.uploads import WrongOffset, append, begin, clear, drop, finish, open_uploads
from luoshi.kit import clock
from luoshi.kit.access import NotVisible, get_visible
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Forbidden, Refused


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: object) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast["liaison"]


# From beginning to end


def test_file_in_pieces_is_taken_in(by: Actor) -> None:
    upload = begun(by)
    assert (upload.received, upload.is_whole, list(open_uploads(PURPOSE))) == (0, False, [upload])
    upload = append(upload, 0, [CONTENT[:10], CONTENT[10:700]], by=by)
    assert upload.received == 700
    upload = append(upload, 700, [CONTENT[700:]], by=by)
    assert upload.is_whole
    blob, name = finish(upload, by=by, allowed=EVIDENCE)
    assert (name, blob.kind, blob.size, blob.sha256) == ("通知.pdf", "pdf", SIZE, hashlib.sha256(CONTENT).hexdigest())
    assert stored() == [blob.sha256]
    assert disk.path_of(blob.sha256).read_bytes() == CONTENT
    assert not open_uploads(PURPOSE).exists()


def test_broken_upload_goes_on_where_it_stopped(by: Actor) -> None:
    append(begun(by), 0, [CONTENT[:500]], by=by)
    again = begun(by)
    assert (again.received, Upload.objects.count()) == (500, 1)
    append(again, 500, [CONTENT[500:]], by=by)
    assert finish(again, by=by, allowed=EVIDENCE)[0].size == SIZE


@pytest.mark.parametrize("other", [{"name": "别的.pdf"}, {"size": SIZE + 1}, {"stamp": "1503540000001"}])
def test_other_file_begins_anew(by: Actor, other: dict[str, object]) -> None:
    append(begun(by), 0, [CONTENT[:500]], by=by)
    assert begun(by, **other).received == 0
    assert Upload.objects.count() == 2


def test_other_person_and_other_record_begin_anew(by: Actor, cast: Cast) -> None:
    append(begun(by), 0, [CONTENT[:500]], by=by)
    assert begun(cast["unit_head"]).received == 0
    assert begin("plans.plan:1", "通知.pdf", SIZE, "1503540000000", by=by, allowed=EVIDENCE).received == 0


def test_file_without_a_stamp_always_begins_anew(by: Actor) -> None:
    append(begun(by, stamp=""), 0, [CONTENT[:500]], by=by)
    assert begun(by, stamp="").received == 0
    assert Upload.objects.count() == 1


def test_finishing_twice_gives_the_same(by: Actor) -> None:
    upload = sent(by)
    first = finish(upload, by=by, allowed=EVIDENCE)
    assert finish(upload, by=by, allowed=EVIDENCE) == first
    assert (Blob.objects.count(), stored()) == (1, [first[0].sha256])


def test_answer_that_was_lost_costs_no_second_upload(by: Actor) -> None:
    blob, _ = finish(sent(by), by=by, allowed=EVIDENCE)
    again = begun(by)
    assert again.is_whole
    assert finish(again, by=by, allowed=EVIDENCE) == (blob, "通知.pdf")
    for offset, piece in ((0, CONTENT[:10]), (SIZE, b"")):
        with pytest.raises(WrongOffset) as caught:
            append(again, offset, [piece], by=by)
        assert caught.value.offset == SIZE
    assert stored() == [blob.sha256]


def test_content_that_is_there_already_is_one_blob(by: Actor) -> None:
    known = take_in(File(io.BytesIO(CONTENT), name="甲.pdf"), by=by, allowed=EVIDENCE)
    assert finish(sent(by), by=by, allowed=EVIDENCE)[0] == known
    assert stored() == [known.sha256]


def test_upload_writes_no_entry(by: Actor) -> None:
    before = Entry.objects.count()
    finish(sent(by), by=by, allowed=EVIDENCE)
    assert Entry.objects.count() == before


# Refused at once, or at the end


@pytest.mark.parametrize(
    ("name", "size", "reason"),
    [
        ("木马.exe", 10, "不是可以上传的类型"),
        ("方案.txt", 10, "不是可以上传的类型"),
        ("空.pdf", 0, "是空文件"),
        ("负.pdf", -5, "是空文件"),
        ("大.pdf", 50 * 1024 * 1024 + 1, "超过 50 MB"),
        (f"{'长' * 200}.pdf", 10, "文件名超过 200 个字"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_a_byte_comes(by: Actor, name: str, size: int, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        begun(by, name, size)
    assert Upload.objects.count() == 0


def test_name_with_a_mark_of_secrecy_is_refused_and_noted(by: Actor) -> None:
    with pytest.raises(Refused, match="文件名带有密级标志"):
        begun(by, "机密★1年.pdf")
    entry = Entry.objects.order_by("sequence").last()
    assert (entry.kind, entry.action, entry.actor_id) == ("access", "files.secret_refused", by.user_id)
    assert (entry.note, Upload.objects.count()) == (hashlib.sha256("机密★1年.pdf".encode()).hexdigest(), 0)


def test_marked_first_page_is_thrown_away_at_the_end(by: Actor) -> None:
    content = made.written_pdf(["机密★1年", "通知"])
    upload = sent(by, content)
    with pytest.raises(Refused, match="首页带有密级标志"):
        finish(upload, by=by, allowed=EVIDENCE)
    assert (stored(), Upload.objects.count(), Blob.objects.count()) == ([], 0, 0)
    assert Entry.objects.order_by("sequence").last().note == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("content", [b"%PDF-1.4 nothing", office.word("正文"), b"x"])
def test_file_that_cannot_be_taken_is_thrown_away_at_the_end(by: Actor, content: bytes) -> None:
    upload = sent(by, content)
    with pytest.raises(Refused, match="“通知"):
        finish(upload, by=by, allowed=EVIDENCE)
    assert (stored(), Upload.objects.count(), Blob.objects.count()) == ([], 0, 0)
    with pytest.raises(Refused, match="已经清除"):
        finish(upload, by=by, allowed=EVIDENCE)
    assert stored() == []


def test_no_more_than_so_many_of_one_person_are_under_way_for_a_record(by: Actor, cast: Cast) -> None:
    for number in range(django_settings.MAX_FILES):
        begun(by, f"{number}.pdf")
    with pytest.raises(Refused, match="已有 20 个文件没有传完"):
        begun(by, "再一个.pdf")
    assert begun(cast["reviewer"], "再一个.pdf").received == 0  # nobody can take out what another left behind
    assert begun(by, "3.pdf").received == 0
    drop(begun(by, "3.pdf"), by=by)
    assert begun(by, "再一个.pdf").received == 0


def test_name_is_kept_without_folders_and_hidden_characters(by: Actor) -> None:
    assert begun(by, "C:\\文件\\通\u202e知\0.pdf").name == "通知.pdf"
    assert begun(by, "../../通知.pdf").name == "通知.pdf"


# Whose it is


def test_nobody_goes_on_with_what_another_began(by: Actor, cast: Cast) -> None:
    upload = begun(by)
    for other in (cast["unit_head"], cast["manager"], Actor(name="未登录")):
        for work in (
            lambda other=other: append(upload, 0, [b"x"], by=other),
            lambda other=other: finish(upload, by=other, allowed=EVIDENCE),
            lambda other=other: drop(upload, by=other),
        ):
            with pytest.raises(Forbidden):
                work()
        with pytest.raises(NotVisible):
            get_visible(Upload, other, upload.public_id)
    assert get_visible(Upload, by, upload.public_id) == upload


def test_nobody_begins_without_being_logged_in() -> None:
    with pytest.raises(Forbidden):
        begun(Actor.system("测试"))


def test_dropping_twice_is_harmless(by: Actor) -> None:
    upload = append(begun(by), 0, [CONTENT[:500]], by=by)
    drop(upload, by=by)
    drop(upload, by=by)
    assert (stored(), Upload.objects.count()) == ([], 0)
    with pytest.raises(Refused, match="已经清除"):
        append(upload, 500, [CONTENT[500:]], by=by)


# Cleared


def test_what_nobody_touched_for_days_is_cleared(by: Actor) -> None:
    with clock.at(date(2017, 8, 20)):
        old = append(begun(by, "旧.pdf"), 0, [CONTENT[:500]], by=by)
        taken, _ = finish(sent(by), by=by, allowed=EVIDENCE)
        touched = append(begun(by, "常.pdf"), 0, [CONTENT[:500]], by=by)
    with clock.at(date(2017, 9, 1)):
        touched = begun(by, "常.pdf")
    new = append(begun(by, "新.pdf"), 0, [CONTENT[:500]], by=by)
    loose = {name: disk.incoming() / name for name in ("tmpold", "tmpnew", f"{'0' * 16}.part")}
    for path in loose.values():
        path.write_bytes(b"left")
    before = (clock.now() - timedelta(days=8)).timestamp()
    for path in (loose["tmpold"], loose[f"{'0' * 16}.part"], disk.part_of(new.public_id)):
        os.utime(path, (before, before))
    assert clear(7) == 4
    assert set(Upload.objects.all()) == {touched, new}
    assert stored() == sorted([taken.sha256, "tmpnew", f"{touched.public_id}.part", f"{new.public_id}.part"])
    assert not disk.part_of(old.public_id).exists()


def test_command_clears_and_says_how_many(by: Actor, capsys: pytest.CaptureFixture[str]) -> None:
    with clock.at(date(2017, 8, 1)):
        begun(by)
    call_command("clear_uploads")
    call_command("clear_uploads", "--days", "3")
    assert capsys.readouterr().out.splitlines() == ["已清除 1 个没有传完的文件。", "已清除 0 个没有传完的文件。"]
    with pytest.raises(CommandError):
        call_command("clear_uploads", "--days", "0")
