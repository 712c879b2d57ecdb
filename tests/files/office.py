"""Office files, videos and pictures of telephones for the tests, some of them hostile; see also `made`."""

from __future__ import annotations

import io
import struct
import zipfile

import docx
import pillow_heif
from PIL import Image

SECTOR, FREE, END, FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def archive(parts: dict[str, bytes | str], *, level: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def with_parts(whole: bytes, parts: dict[str, bytes | str]) -> bytes:
    """The same archive with more in it."""
    out = io.BytesIO(whole)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


# Word and its kin


def word(*lines: str) -> bytes:
    out, document = io.BytesIO(), docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def word_with_box(box: str, *lines: str) -> bytes:
    """A Word document whose first paragraph holds a text box, in both forms in which Word writes one."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    inner = f"<w:txbxContent><w:p><w:r><w:t>{box}</w:t></w:r></w:p></w:txbxContent>"
    first = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'>{inner}</mc:Choice>"
        f"<mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    rest = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    xml = f"<w:document xmlns:w='{w}' xmlns:mc='{mc}'><w:body>{first}{rest}</w:body></w:document>"
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": xml})


def macro_word() -> bytes:
    return with_parts(word("一、工作任务"), {"word/vbaProject.bin": b"\x01" * 64})


def workbook(*cells: str, more: dict[str, bytes | str] | None = None) -> bytes:
    s = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    words = "".join(f"<si><t>{cell}</t></si>" for cell in cells)
    parts = {"xl/workbook.xml": f"<workbook xmlns='{s}'/>", "xl/sharedStrings.xml": f"<sst xmlns='{s}'>{words}</sst>"}
    return archive({**parts, **(more or {})})


def inline_workbook(*cells: str) -> bytes:
    """A workbook as programs export it: the texts stand in the cells, and there is no table of texts."""
    s = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    row = "".join(f"<c t='inlineStr'><is><t>{cell}</t></is></c>" for cell in cells)
    sheet = f"<worksheet xmlns='{s}'><sheetData><row>{row}</row></sheetData></worksheet>"
    return archive({"xl/workbook.xml": f"<workbook xmlns='{s}'/>", "xl/worksheets/sheet1.xml": sheet})


def header(line: str) -> str:
    """A page header of a Word document."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f"<w:hdr xmlns:w='{w}'><w:p><w:r><w:t>{line}</w:t></w:r></w:p></w:hdr>"


def strict_word(*lines: str) -> bytes:
    """A Word document saved in the strict form of the standard, with name spaces of its own."""
    out, whole = io.BytesIO(), zipfile.ZipFile(io.BytesIO(word(*lines)))
    usual, strict = (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in whole.namelist():
            made.writestr(name, whole.read(name).replace(usual, strict))
    return out.getvalue()


def zip_bomb(megabytes: int = 60) -> bytes:
    """A Word document of a few kilobytes that unpacks to so much."""
    return with_parts(word("正文"), {"word/media/image1.bmp": bytes(megabytes * 1024 * 1024)})


def crowded_zip(entries: int) -> bytes:
    """A Word document with that many parts, all empty."""
    return with_parts(word("正文"), {f"x/{number}": b"" for number in range(entries)})


def locked_zip() -> bytes:
    """A Word document whose parts say of themselves that they want a password."""
    whole = bytearray(word("正文"))
    place = whole.find(b"PK\x01\x02")
    while place >= 0:
        whole[place + 8] |= 1
        place = whole.find(b"PK\x01\x02", place + 4)
    return bytes(whole)


# Compound files


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file; streams below 4096 bytes lie in the small one, as the format wants it."""
    small = {name: content for name, content in streams.items() if len(content) < 4096}
    mini, mini_fat, minis = bytearray(), [], {}
    for name, content in small.items():
        minis[name], count = len(mini_fat), -(-len(content) // 64)
        mini += content.ljust(count * 64, b"\0")
        mini_fat += [*range(minis[name] + 1, minis[name] + count), END] if count else []
    contents = [("Root Entry", bytes(mini), 5)]
    contents += [(name, content, 2) for name, content in streams.items()]
    directory_size = -(-len(contents) * 128 // SECTOR)
    chains: list[tuple[str, bytes]] = [("dir", bytes(directory_size * SECTOR)), ("minifat", _longs(mini_fat))]
    chains += [(name, content) for name, content, kind in contents if kind == 5 or name not in small]
    fat, starts, body = [FAT], {}, bytearray()
    for name, content in chains:
        count = -(-len(content) // SECTOR)
        starts[name] = len(fat) if count else END
        fat += [*range(len(fat) + 1, len(fat) + count), END] if count else []
        body += content.ljust(count * SECTOR, b"\0")
    assert len(fat) <= 128, "one sector of the table is enough for tests"
    entries = b"".join(
        _entry(name, kind, minis[name] if name in small else starts[name], len(content))
        for name, content, kind in contents
    )
    body[: len(entries)] = entries
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<LLLLLLLL", 1, starts["dir"], 0, 4096, starts["minifat"], 1, END, 0)
    head += struct.pack("<109L", 0, *[FREE] * 108)
    return head + _longs([*fat, *[FREE] * (128 - len(fat))]) + bytes(body)


def _longs(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}L", *numbers)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1) + bytes(48) + struct.pack("<LLL", start, size, 0)
    )


def wps(*lines: str, flags: int = 0x0200, more: dict[str, bytes] | None = None, beginning: int = 0xA5EC) -> bytes:
    """A document in the older Word format, with its text in one piece of two bytes a character."""
    text = "".join(f"{line}\r" for line in lines).encode("utf-16-le")
    head = bytearray(0x400)
    struct.pack_into("<HH", head, 0, beginning, 0xC1)
    struct.pack_into("<H", head, 0x0A, flags)
    pieces = struct.pack("<LL", 0, len(text) // 2) + struct.pack("<HLH", 0, 0x400, 0)
    clx = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<L", len(pieces)) + pieces
    struct.pack_into("<LL", head, 0x1A2, 16, len(clx))
    document = (bytes(head) + text).ljust(5000, b"\0")
    return compound({"WordDocument": document, "1Table": bytes(16) + clx, **(more or {})})


def locked_word() -> bytes:
    """What Word writes where a password is set: a compound file instead of an archive."""
    return compound({"EncryptionInfo": b"\x04\x00\x04\x00" + bytes(60), "EncryptedPackage": bytes(6000)})


# OFD


def ofd(*pages: list[str], signed: bool = False, template: str = "") -> bytes:
    """A fixed-layout document; every character of a line is a piece of its own, and the lines come upside down."""
    space = "xmlns:ofd='http://www.ofdspec.org/2016'"
    names = [f"Pages/Page_{number}/Content.xml" for number in range(len(pages))]
    listed = "".join(f"<ofd:Page ID='{n}' BaseLoc='{name}'/>" for n, name in enumerate(names, start=1))
    below = "<ofd:TemplatePage ID='90' BaseLoc='/Doc_0/Tpls/T.xml'/>" if template else ""
    signs = "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>" if signed else ""
    parts: dict[str, bytes | str] = {
        "OFD.xml": f"<ofd:OFD {space} Version='1.0'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{signs}"
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData>{below}</ofd:CommonData><ofd:Pages>{listed}"
        "</ofd:Pages></ofd:Document>",
    }
    use = "<ofd:Template TemplateID='90'/>" if template else ""
    for name, lines in zip(names, pages, strict=True):
        parts[f"Doc_0/{name}"] = f"<ofd:Page {space}>{use}<ofd:Content>{_pieces(lines)}</ofd:Content></ofd:Page>"
    if template:
        parts["Doc_0/Tpls/T.xml"] = f"<ofd:Page {space}><ofd:Content>{_pieces([template])}</ofd:Content></ofd:Page>"
    if signed:
        parts["Doc_0/Signs/Signatures.xml"] = f"<ofd:Signatures {space}/>"
    return archive(parts)


def _pieces(lines: list[str]) -> str:
    placed = [(x, y, c) for y, line in enumerate(lines) for x, c in enumerate(line)]
    return "".join(
        f"<ofd:TextObject Boundary='{20 + 5 * x} {30 + 8 * y} 5 6'><ofd:TextCode X='0' Y='4'>{c}</ofd:TextCode>"
        "</ofd:TextObject>"
        for x, y, c in reversed(placed)
    )


# Pictures and videos


def heic(picture: Image.Image | None = None, **more: object) -> bytes:
    out = io.BytesIO()
    whole = picture or Image.new("RGB", (80, 60), (200, 30, 30))
    pillow_heif.from_pillow(whole).save(out, quality=90, **more)
    return out.getvalue()


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">L4s", len(content) + 8, name) + content


def mp4(brand: bytes = b"isom") -> bytes:
    """The boxes of a short video, without anything to be seen."""
    start = box(b"ftyp", brand + struct.pack(">L", 512) + b"isomiso2avc1mp41")
    return start + box(b"free", b"") + box(b"mdat", bytes(200)) + box(b"moov", box(b"mvhd", bytes(100)))
