"""A mark of secrecy is found where documents bear one, in names and on first pages; words that contain it are none."""

from __future__ import annotations

import hashlib
import io
import os
import time
from pathlib import Path

import pytest
from django.core.files.base import File
from tests.files import made, office

from luoshi.audit.models import Entry
from luoshi.files.checks import EVIDENCE, PLAN
from luoshi.files.intake import take_in
from luoshi.files.models import Blob
from luoshi.files.secrecy import bears_secret_mark, bears_secret_page
from luoshi.kit.actor import Actor
from luoshi.kit.errors import Refused

TITLE = "明江市人民政府办公室关于做好有关工作的通知"
MARKED = [
    "机密★1年", "绝密★", "秘密★长期", "机 密 ★ 6 个 月", "机\u3000密★", "000001 机密★1年", "000001机密★1年",
    "机密★1年 特急", "特急 机密★1年", "绝密★启用前", "秘密☆三年", "密级：机密★5年", "明江市文件 秘密★10年", "【机密】★",
    "No.12 机密★", "机密★12个月", "Ⅰ 绝密★长期",
]  # fmt: skip
MARKED_AT_THE_HEAD = [
    "绝密", "机密", "秘密", "机 密", "【机密】", "（秘密）", "密级：机密", "密 级：秘密", "机密 特急", "加急 秘密",
    "份号：000012 机密", "000012 绝密",
]  # fmt: skip
PLAIN = [
    "保守国家秘密", "关于加强保密工作的通知", "司机密集培训安排", "手机密码管理", "保守国家秘密是每个公民的义务。",
    "商业秘密", "秘密事项一览表", "密级标注为“机密★1年”的文件，应当按规定管理。", "标注“秘密★”", "机密★、秘密★两级",
    "绝密、机密、秘密", "国家秘密的密级分为绝密、机密、秘密三级。", "密级：", "密级：公开", "涉及国家秘密",
    "不涉及国家秘密", "★机密性", "《机密★》", "机密级计算机", "秘密级", "本文件不得标注机密",
]  # fmt: skip


# On the page


@pytest.mark.parametrize("mark", MARKED)
def test_mark_with_a_star_is_found_on_any_line(mark: str) -> None:
    assert bears_secret_page(f"{mark}\n{TITLE}\n各单位：")
    assert bears_secret_page("\n".join([TITLE] * 12) + f"\n  {mark} \n各单位：")


@pytest.mark.parametrize("mark", MARKED_AT_THE_HEAD)
def test_mark_without_a_star_is_found_at_the_head_only(mark: str) -> None:
    assert bears_secret_page(f"000001\n{mark}\n{TITLE}\n各单位：")
    assert not bears_secret_page("\n".join([TITLE] * 12) + f"\n{mark}\n各单位：")


@pytest.mark.parametrize("line", PLAIN)
def test_words_and_sentences_are_no_marks(line: str) -> None:
    assert not bears_secret_page(f"{line}\n{TITLE}\n{line}\n各单位：")


def test_looking_for_marks_takes_no_time_on_hostile_text() -> None:
    begun = time.process_time()
    for text in (
        ":" + " " * 20_000 + "x",
        "密级 :" + " 1" * 9_000,
        "机" * 20_000,
        "0" * 20_000,
        "( " * 10_000 + "机密",
        "特急 " * 8_000,
        " \u3000" * 10_000 + "机密★" * 5_000,
    ):
        bears_secret_page(text)
        bears_secret_mark(text)
    assert time.process_time() - begun < 5


# In the name


@pytest.mark.parametrize("name", ["手机密码管理办法.pdf", "杜绝密集排查.pdf", "计算机密封条.pdf", "司机密集培训.docx"])
def test_words_in_a_name_are_no_marks(name: str) -> None:
    assert not bears_secret_mark(name)


@pytest.mark.parametrize(
    "name", ["机密封存.pdf", "机密集中管理.pdf", "公司机密.pdf", "拒绝绝密.pdf", "手机密码 机密.pdf"]
)
def test_mark_beside_such_words_is_one(name: str) -> None:
    assert bears_secret_mark(name)


# At the door


@pytest.fixture
def own_folder(db: None, tmp_path: Path, settings: object) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


MARKED_FILES = {
    "通知.pdf": made.written_pdf(["000001", "机密★1年", TITLE]),
    "通知.docx": office.word("秘密★长期", TITLE),
    "文本框.docx": office.word_with_box("机密★1年", TITLE),
    "页眉.docx": office.with_parts(office.word_with_box("盒", TITLE), {"word/header1.xml": office.header("机密")}),
    "许多页眉.docx": office.with_parts(
        office.word_with_box("盒", TITLE),
        {f"word/header{number}.xml": office.header("机密" if number == 3 else "页") for number in range(1, 15)},
    ),
    "严格.docx": office.strict_word("机密★1年", TITLE),
    "台账.xlsx": office.workbook("绝密★启用前", TITLE),
    "导出.xlsx": office.inline_workbook("绝密★启用前", TITLE),
    "通知.ofd": office.ofd(["机密★1年", TITLE]),
    "模板.ofd": office.ofd([TITLE], template="机密★1年"),
    "通知.wps": office.wps("机密★1年", TITLE),
    "方案.txt": f"机密★1年\n{TITLE}".encode(),
    "国标.txt": f"秘密★1年\n{TITLE}".encode("gb18030"),
}


@pytest.mark.parametrize("name", MARKED_FILES)
def test_marked_first_page_is_refused_and_only_its_hash_stays(own_folder: Path, name: str) -> None:
    content = MARKED_FILES[name]
    with pytest.raises(Refused) as caught:
        take_in(File(io.BytesIO(content), name=name), by=Actor(name="周文博", user_id=7), allowed=EVIDENCE | PLAN)
    (reason,) = caught.value.reasons
    assert reason.startswith("文件首页带有密级标志，本系统为非涉密系统，没有保存这个文件。")
    assert [path for path in own_folder.rglob("*") if path.is_file()] == []
    assert Blob.objects.count() == 0
    (entry,) = Entry.objects.all()
    assert (entry.kind, entry.action, entry.actor_id) == ("access", "files.secret_refused", 7)
    assert (entry.note, entry.subject, entry.details) == (hashlib.sha256(content).hexdigest(), "", {})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("通知.pdf", made.written_pdf(["关于保守国家秘密的通知"], ["机密★1年"])),
        ("通知.docx", office.word(TITLE, "要保守国家秘密。", "附件标注“机密★1年”。")),
        ("通知.wps", office.wps(TITLE, "司机密集培训")),
        ("通知.ofd", office.ofd([TITLE], ["机密★1年"])),
    ],
)
def test_file_without_a_mark_on_its_first_page_is_taken(own_folder: Path, name: str, content: bytes) -> None:
    assert take_in(File(io.BytesIO(content), name=name), by=Actor(name="周文博"), allowed=EVIDENCE).size == len(content)
    assert Entry.objects.count() == 0


def test_sample_documents_of_the_demonstration_bear_no_mark() -> None:
    from luoshi.demo.city import DATA
    from luoshi.files.checks import inspect

    found = [path for path in DATA.rglob("*") if path.suffix in (".pdf", ".docx", ".jpg", ".xlsx")]
    assert len(found) > 5
    for path in found:
        inspect(path, os.fspath(path.name), allowed=EVIDENCE | PLAN)
