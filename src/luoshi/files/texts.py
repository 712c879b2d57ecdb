"""The words at the beginning of office files, for looking and for marks of secrecy. No file is read to its end."""

from __future__ import annotations

import posixpath
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import IO, Any

from lxml import etree

from luoshi.files import archives
from luoshi.files.compound import Compound

LONGEST = 2000
MOST_READ = archives.MEGABYTE  # of an XML part: the first page stands at its beginning
MOST_TREE = 10 * archives.MEGABYTE  # an XML part that is read whole takes some thirty times as much memory
_MOST_OBJECTS = 20_000  # of one page of OFD
# Each in its usual form and in the strict one.
_W = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_S = ("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}", "{http://purl.oclc.org/ooxml/spreadsheetml/main}")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MOST_HEADERS = 6
_CHUNK = 32 * 1024
_PLAIN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The running text, and what stands beside it on the page: text boxes and page headers, where marks may be."""

    text: str
    beside: str = ""


NOTHING = FirstPage("")


def readable(text: str, *, longest: int = LONGEST) -> str:
    """The beginning of a text, without characters that nobody sees."""
    lines = text[: longest * 2].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    plain = ["".join(c if c.isprintable() else " " for c in line).strip() for line in lines]
    return "\n".join(line for line in plain if line)[:longest]


def of_archive(archive: zipfile.ZipFile) -> FirstPage:
    """The first words of whatever office file the archive is; nothing for any other."""
    names = set(archive.namelist())
    if "OFD.xml" in names:
        return of_ofd(archive)
    if "word/document.xml" in names:
        return of_word(archive)
    return of_workbook(archive) if "xl/workbook.xml" in names else NOTHING


def of_word(archive: zipfile.ZipFile) -> FirstPage:
    """The first paragraphs of the main text, and those of its text boxes and of the page headers."""
    text: list[str] = []
    beside: list[str] = []
    with archives.part(archive, "word/document.xml") as part:
        for line, in_box in _word_lines(part):
            (beside if in_box else text).append(line)
            if sum(map(len, text)) > LONGEST or sum(map(len, beside)) > LONGEST:
                break
    for name in _numbered(archive, "word/header")[:_MOST_HEADERS]:
        with archives.part(archive, name) as part:
            beside += [line for line, _ in _enough(_word_lines(part))]
    return FirstPage(readable("\n".join(text)), readable("\n".join(beside), longest=4 * LONGEST))


def of_workbook(archive: zipfile.ZipFile) -> FirstPage:
    """The first words of the table of texts, which begins with those of the first sheet, and of that sheet itself.

    Other programs than Excel write their texts into the cells.
    """
    lines: list[str] = []
    length = 0
    for name in (*_numbered(archive, "xl/sharedStrings"), *_numbered(archive, "xl/worksheets/sheet")[:1]):
        if length > LONGEST:
            break
        with archive.open(name) as part:
            for _, element in _events(part, ("end",)):
                if _within(_S, element.tag) in ("si", "is"):
                    lines.append("".join(t.text or "" for t in element.iter("{*}t")))
                    length += len(lines[-1])
                    element.clear()
                if length > LONGEST:
                    break
    return FirstPage(readable("\n".join(lines)))


def of_ofd(archive: zipfile.ZipFile) -> FirstPage:
    """The lines of the first page, put together from where its pieces of text stand, with its template page."""
    document, pages, templates = _ofd_tree(archive)
    if not pages:
        return NOTHING
    folder = posixpath.dirname(document)
    page = _joined(folder, pages[0].get("BaseLoc", ""))
    root = _xml(archive, page)
    used = {str(t.get("TemplateID")) for t in root.iter("{*}Template")}
    below = [t for t in templates if str(t.get("ID")) in used]
    lines = _ofd_lines(root)
    del root  # one of them in memory is enough
    for template in below[:3]:
        lines += _ofd_lines(_xml(archive, _joined(folder, template.get("BaseLoc", ""))))
    return FirstPage(readable("\n".join(lines)))


def ofd_pages(archive: zipfile.ZipFile) -> int:
    """How many pages the document names; raises where its parts are not as they should be."""
    return len(_ofd_tree(archive)[1])


def is_ofd(archive: zipfile.ZipFile) -> bool:
    """Whether the archive says of itself that it is a fixed-layout document after the national standard."""
    return "OFD.xml" in archive.namelist() and "ofdspec" in str(_xml(archive, "OFD.xml").tag)


def of_compound(compound: Compound) -> FirstPage:
    """The beginning of the text of a Word or WPS document in the older format; nothing where it is kept otherwise."""
    document = compound.read("WordDocument", 4 * 1024 * 1024)
    if len(document) < 0x1AA:
        return NOTHING
    (flags,) = struct.unpack_from("<H", document, 0x0A)
    place, size = struct.unpack_from("<LL", document, 0x1A2)
    table = compound.read("1Table" if flags & 0x0200 else "0Table", min(place + size, 8 * 1024 * 1024))
    text = "".join(_enough_pieces(document, table[place : place + size]))
    # A paragraph ends with 13, a cell with 7; fields stand between 19 and 21.
    return FirstPage(readable(text.translate({7: "\n", 11: "\n", 12: "\n"})))


def of_plain(data: bytes) -> FirstPage:
    """The beginning of a plain text in either encoding that offices use."""
    try:
        return FirstPage(readable(data.decode("utf-8-sig", "strict")))
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data"
        return FirstPage(readable(data.decode("utf-8-sig" if cut else "gb18030", "ignore")))


def _numbered(archive: zipfile.ZipFile, beginning: str) -> list[str]:
    """The XML parts whose names begin so, in the order of their numbers."""
    names = [name for name in archive.namelist() if name.startswith(beginning) and name.endswith(".xml")]
    return sorted(names, key=lambda name: (len(name), name))


def _events(part: IO[bytes], kinds: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """The elements at the beginning of an XML part as they come; entities are never expanded, nothing is loaded."""
    parser = etree.XMLPullParser(tuple(kinds), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    for _ in range(0, MOST_READ, _CHUNK):
        parser.feed(chunk := part.read(_CHUNK))
        yield from parser.read_events()
        if not chunk:
            parser.close()
            return


def _within(spaces: tuple[str, ...], tag: object) -> str:
    """The name of an element in one of these name spaces; "" for any other."""
    return next((tag[len(space) :] for space in spaces if isinstance(tag, str) and tag.startswith(space)), "")


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    with archives.part(archive, name, most=MOST_TREE) as part:
        return etree.parse(part, parser).getroot()


def _enough(lines: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    total = 0
    for line, in_box in lines:
        yield line, in_box
        total += len(line)
        if total > LONGEST:
            return


def _word_lines(part: IO[bytes]) -> Iterator[tuple[str, bool]]:
    """Each paragraph that has text, and whether it stands in a text box; what a revision removed is left out."""
    open_paragraphs: list[list[str]] = []
    boxes = hidden = 0
    for event, element in _events(part, ("start", "end")):
        step = 1 if event == "start" else -1
        word = _within(_W, element.tag)
        if word == "txbxContent":
            boxes += step
        elif word == "del" or element.tag == _FALLBACK:
            hidden += step
        elif word == "p" and step == 1:
            open_paragraphs.append([])
        elif word == "p":
            line = "".join(open_paragraphs.pop())
            if line.strip() and not hidden:
                yield line, boxes > 0
            element.clear()
        elif step == -1 and open_paragraphs and word:
            open_paragraphs[-1].append((element.text or "") if word == "t" else _PLAIN.get(word, ""))


def _ofd_tree(archive: zipfile.ZipFile) -> tuple[str, list[Any], list[Any]]:
    """The path of the first document, its pages and its template pages."""
    start = _xml(archive, "OFD.xml")
    document = _joined("", start.findtext(".//{*}DocRoot") or "")
    root = _xml(archive, document)
    return document, root.findall("{*}Pages/{*}Page"), root.findall("{*}CommonData/{*}TemplatePage")


def _joined(folder: str, place: str) -> str:
    """A path as OFD writes it: from the root where it begins with a stroke, else from the folder of the document."""
    return posixpath.normpath(posixpath.join("/", folder, place.strip())).lstrip("/")


def _ofd_lines(root: Any) -> list[str]:
    pieces: list[tuple[float, float, str]] = []
    for count, piece in enumerate(root.iter("{*}TextObject")):
        if count > _MOST_OBJECTS:
            break
        left, top = _numbers(piece.get("Boundary"))[:2]
        for code in piece.findall("{*}TextCode"):
            x, y = _number(code.get("X")), _number(code.get("Y"))
            pieces.append((top + y, left + x, code.text or ""))
    pieces.sort(key=lambda piece: piece[0])
    lines: list[list[tuple[float, float, str]]] = []
    for piece in pieces:
        if not lines or piece[0] - lines[-1][-1][0] > 2:  # millimetres
            lines.append([])
        lines[-1].append(piece)
    return ["".join(text for _, _, text in sorted(line, key=lambda piece: piece[1])) for line in lines]


def _numbers(text: str | None) -> list[float]:
    found = [_number(word) for word in (text or "").split()]
    return found if len(found) == 4 else [0.0] * 4


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _enough_pieces(document: bytes, clx: bytes) -> Iterator[str]:
    """The text piece by piece: the table of pieces says where each lies and whether in one byte or two a character."""
    place = 0
    while place + 3 <= len(clx) and clx[place] == 1:
        place += 3 + struct.unpack_from("<H", clx, place + 1)[0]
    if place + 5 > len(clx) or clx[place] != 2:
        return
    (size,) = struct.unpack_from("<L", clx, place + 1)
    plc = clx[place + 5 : place + 5 + size]
    count, total = (len(plc) - 4) // 12, 0
    ends = struct.unpack_from(f"<{count + 1}L", plc) if count > 0 else ()
    for number, (first, last) in enumerate(pairwise(ends)):
        (word,) = struct.unpack_from("<L", plc, 4 * (count + 1) + 8 * number + 2)
        length = min(max(last - first, 0), 2 * LONGEST)
        start, wide = word & 0x3FFFFFFF, not word & 0x40000000
        if wide:
            yield document[start : start + 2 * length].decode("utf-16-le", "ignore")
        else:
            yield document[start // 2 : start // 2 + length].decode("cp1252", "ignore")
        total += length
        if total > 2 * LONGEST:
            return
