import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.plans import word_file, workbook

from luoshi.reading import Unreadable, read
from luoshi.reading.sheets import read_rows
from luoshi.reading.workbook import MAX_COLUMNS, MAX_ROWS, MAX_XML

PLAIN = workbook(("任务", [("序号", "事项", "完成时限"), (1, "培训", date(2017, 9, 10)), ("", "检查", 3.5)]))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def with_sheet(rows: str) -> bytes:
    xml = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    return packed(parts(PLAIN) | {"xl/worksheets/sheet1.xml": xml.encode()})


def locked() -> bytes:
    data = bytearray(PLAIN)
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def lying() -> bytes:
    """A zip whose directory says that a huge part is small."""
    data = bytearray(packed({"xl/workbook.xml": b" " * (MAX_XML + 1)}))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(data)


def test_cells_read_as_a_person_sees_them() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    hidden, empty, sheet, other = (book.add_worksheet(name) for name in ("甲", "乙", "丙", "丁"))
    hidden.write("A1", "藏着的")
    hidden.hide()
    empty.write_blank("B2", None, book.add_format({"bold": True}))
    other.write("A1", "后一张")
    sheet.activate()
    sheet.write_row("A2", [" 培训\n", 3, 3.5, 0.1 + 0.2, True, 13800000000])
    for cell, code in (("A3", "yyyy/m/d"), ("B3", 'yyyy"年"m"月"'), ("C3", "yyyy/m/d h:mm")):
        sheet.write_datetime(
            cell,
            datetime.fromisoformat("2017-09-01T09:00" if cell == "C3" else "2017-09-01"),
            book.add_format({"num_format": code}),
        )
    sheet.write_formula("D3", "=1+1", None, 2)
    sheet.merge_range("A4:B5", "合并")
    sheet.write_blank("ZZ9000", None, book.add_format({"bold": True}))
    book.close()
    assert read_rows(stream.getvalue()) == [
        ["", "", "", "", "", ""],
        ["培训", "3", "3.5", "0.3", "TRUE", "13800000000"],
        ["2017年9月1日", "2017年9月", "2017年9月1日09:00", "2", "", ""],
        ["合并", "", "", "", "", ""],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Excel文件已损坏，打不开。"),
        (b"a,b\n1,2\n", "Excel文件已损坏，打不开。"),
        (word_file("正文"), "这不是Excel文件（xlsx），没有读。"),
        (PLAIN[:900], "Excel文件已损坏，打不开。"),
        (packed(parts(PLAIN) | {"xl/worksheets/sheet1.xml": b"<worksheet>"}), "Excel文件已损坏，打不开。"),
        (with_sheet('<row r="x"><c r="A1"><v>1</v></c></row>'), "Excel文件已损坏，打不开。"),
        (with_sheet('<row r="1"><c r="甲1"><v>1</v></c></row>'), "Excel文件已损坏，打不开。"),
        (workbook(("空表", [])), "Excel文件里没有内容。"),
        (locked(), "文件已加密，请去掉密码后再上传。"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
         "文件已加密，请去掉密码后再上传。"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "这是旧版Excel文件，请另存为xlsx后再上传。"),
        (packed(parts(PLAIN) | {"xl/vbaProject.bin": b"x"}), "Excel文件带有宏，请另存为不带宏的xlsx后再上传。"),
        (packed({"xl/workbook.bin": b"x"}), "这是二进制的Excel文件（xlsb），请另存为xlsx后再上传。"),
        (packed(parts(PLAIN) | {"xl/worksheets/sheet9.xml": b" " * MAX_XML}), "Excel文件展开后过大，没有读。"),
        (lying(), "Excel文件已损坏，打不开。"),
        (packed(parts(PLAIN) | {"xl/sharedStrings.xml": b'<!DOCTYPE d [<!ENTITY a "b">]><sst><si><t>a</t></si></sst>'}),
         "Excel文件带有实体声明，不安全，没有读。"),
        (with_sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
         f"表格超过{MAX_ROWS}行或{MAX_COLUMNS}列，没有读，请删去多余的行列。"),
    ],
)  # fmt: skip
def test_workbook_that_cannot_be_read_is_refused_with_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_rows(data)
    assert str(refusal.value) == message


def test_shared_text_repeated_beyond_measure_is_refused() -> None:
    text = (
        b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>"
        + b"x" * 30_000
        + b"</t></si></sst>"
    )
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 300))
    files = parts(with_sheet(rows)) | {"xl/sharedStrings.xml": text}
    with pytest.raises(Unreadable, match="文字过多"):
        read_rows(packed(files))


@pytest.mark.parametrize("name", ["a.xlsm", "a.xltm"])
def test_file_named_as_one_with_macros_is_refused(name: str) -> None:
    with pytest.raises(Unreadable, match="带有宏"):
        read(PLAIN, name)


def attempt(data: bytes) -> None:
    try:
        rows = read_rows(data)
    except Unreadable as refusal:
        assert str(refusal).endswith("。")
    else:
        assert all(isinstance(cell, str) for row in rows for cell in row)


@given(st.sampled_from([b"", b"PK\x03\x04", PLAIN[:400], PLAIN]), st.binary())
def test_no_bytes_raise_anything_but_unreadable(mark: bytes, data: bytes) -> None:
    attempt(mark + data)


@given(st.integers(0, len(PLAIN) - 1), st.integers(0, 255))
def test_no_damaged_workbook_raises_anything_but_unreadable(place: int, byte: int) -> None:
    attempt(PLAIN[:place] + bytes([byte]) + PLAIN[place + 1 :])


@given(st.sampled_from(sorted(parts(PLAIN))), st.data())
def test_no_damaged_part_raises_anything_but_unreadable(name: str, data: st.DataObject) -> None:
    files = parts(PLAIN)
    part = files[name]
    start = data.draw(st.integers(0, len(part)))
    end = data.draw(st.integers(start, min(len(part), start + 20)))
    words = data.draw(st.sampled_from([b"", b"9", b"-1", b'"', b"99999999999", b"<v>", b"s"]) | st.binary(max_size=8))
    attempt(packed(files | {name: part[:start] + words + part[end:]}))
