import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.plans import TEXT, word_file

from luoshi.reading import Unreadable, read, to_text
from luoshi.reading.docx import MAIN_PART, MAX_XML

NAMES = st.sampled_from(["a.txt", "a.md", "a.docx", "a.pdf", "a", "", "计划.TXT"]) | st.text()
MARKS = st.sampled_from(
    [b"", b"PK\x03\x04", b"PK\x03\x04word/document.xml", b"%PDF", b"\xff\xfe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
WORD = word_file("一、总则", [("序号", "事项", "完成时限"), ("一", "培训", "6月底"), ("^", "^", "^")])
PIECES = [
    *"《》\n\t要，。（）训　#", "一、", "（一）", "〔2017〕3号", "关于印发", "方案", "的通知", "\n\n", "序号", "事项",
    "完成时限", "9月底前", "市财政局", "附件：", "1.", "附件1", "培训", "文件", "- ", "每月",
]  # fmt: skip


def archive(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return stream.getvalue()


def locked() -> bytes:
    """A zip whose entries claim to be encrypted."""
    data = bytearray(archive({MAIN_PART: b"<x/>"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


DOCTYPE = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>'


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "a.docx", "文件是空的，没有内容。"),
        (b" \n\t", "a.txt", "文件是空的，没有内容。"),
        ("　\n".encode(), "a.txt", "文件是空的，没有文字。"),
        (b"%PDF-1.7", "a.pdf", "暂不能读PDF文件；目前可读docx、xlsx、txt和md文件。"),
        (b"hello", "a.odt", "不认识这种文件；目前可读docx、xlsx、txt和md文件。"),
        (b"hello", "docx", "不认识这种文件；目前可读docx、xlsx、txt和md文件。"),
        (b"hello", "a.docx", "Word文件已损坏，打不开。"),
        (WORD[:200], "a.docx", "Word文件已损坏，打不开。"),
        (archive({"x": b"x"}), "a.docx", "Word文件已损坏，打不开。"),
        (archive({"x": b"x"}), "a.txt", "不认识这种文件；目前可读docx、xlsx、txt和md文件。"),
        (archive({MAIN_PART: b"<open>"}), "a.docx", "Word文件已损坏，正文不是完整的XML。"),
        (archive({MAIN_PART: b"<open/>"}), "a.docx", "Word文件里没有正文，可能已损坏。"),
        (archive({MAIN_PART: DOCTYPE}), "a.docx", "Word文件的正文带有实体声明，不安全，没有读。"),
        (archive({MAIN_PART: b" " * (MAX_XML + 1)}), "a.docx", "Word文件展开后过大，没有读。"),
        (locked(), "a.docx", "文件已加密，请去掉密码后再上传。"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx",
         "文件已加密，请去掉密码后再上传。"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc",
         "这是旧版Office文件，请另存为docx或xlsx；目前可读docx、xlsx、txt和md文件。"),
        (b"a\x00b", "a.txt", "文件里有非文本的内容，不是文本文件或已损坏。"),
        (b"\xff\xff\xff", "a.txt", "文件不是可识别的文本（可用UTF-8或GB 18030编码）。"),
    ],
)  # fmt: skip
def test_unreadable_file_is_refused_with_one_sentence(data: bytes, name: str, message: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(data, name)
    assert str(refusal.value) == message


def attempt(data: bytes, name: str) -> None:
    """Reads and prints; the only error let through is the one that is promised."""
    try:
        draft = read(data, name)
    except Unreadable as refusal:
        assert str(refusal).endswith("。")
    else:
        assert to_text(draft).endswith("\n")
        assert draft.as_dict()["file"]["name"] == name


@given(MARKS, st.binary(), NAMES)
def test_no_bytes_raise_anything_else(mark: bytes, data: bytes, name: str) -> None:
    attempt(mark + data, name)


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
def test_no_text_raises_anything_else(text: str) -> None:
    attempt(text.encode("utf-8", "ignore"), "a.txt")


@given(st.integers(0, len(WORD)))
def test_no_truncated_word_file_raises_anything_else(length: int) -> None:
    attempt(WORD[:length], "a.docx")


@given(st.integers(0, len(WORD) - 1), st.integers(0, 255))
def test_no_damaged_word_file_raises_anything_else(place: int, byte: int) -> None:
    attempt(WORD[:place] + bytes([byte]) + WORD[place + 1 :], "a.docx")


@given(st.integers(0, len(TEXT)))
def test_no_truncated_plan_raises_anything_else(length: int) -> None:
    attempt(TEXT[:length].encode(), "a.txt")
