"""What the text of an official paper says of itself: number, date, who signs it. Pure; no text makes it fail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from luoshi.accounts.matching import plain
from luoshi.reading.numerals import normalise

# A scanner reads noughts as letters, and brackets as other brackets.
_NOUGHT = re.compile(r"(?<=[零〇一二三四五六七八九])[OoОоΟο0０◯○Ｏ〇](?=[零〇OoОоΟο0０◯○Ｏ一二三四五六七八九年])")
_DIGIT = str.maketrans("OoОоΟοIl|", "000000111")
_OPEN, _SHUT = r"[〔\[({【〖〈<「]", r"[〕\])}】〗〉>」]"
_NUMBER = re.compile(
    r"^(?:.*文件)?(?P<letters>(?!根据|按照|依据|依照|贯彻|落实|转发)[一-鿿]{0,14}?)"
    rf"(?P<number>{_OPEN}(?P<year>(?:19|2[0OoОоΟο])[0-9OoОоΟοIl|]{{2}}){_SHUT}第?(?P<serial>[0-9OoОоΟοIl|]{{1,5}})号)"
    r"(?:签发人.*)?$"
)
_HEAD_LINES = 15  # below them, and below the line that addresses somebody, numbers are those of other papers
_DATED = re.compile(r"日|[0-9０-９]\s*[-./．／－]\s*[0-9０-９]")  # other lines hold no date, and most are others
_DAY = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})"
    r"(?:年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日|(?P<sep>[-./])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})(?![0-9]))"
)
_ENDS = "局|委|府|办|室|组|院|会|处|所|厅|部|站|队|行|社|中心|公司|单位"
_ORGAN = re.compile(rf"[一-鿿()、·“”]{{2,40}}(?:{_ENDS})")
_SELF = re.compile("[本我](?:单位|部门|机关|公司|中心|街道|[局委办厅院所处队乡镇区县市])")
_STAMP = re.compile(r"\((?:印章|盖章|公章|章)\)")
_AROUND = "()[]（）〔〕【】《》,，.。:：;；日期印发"
_FOOT_LINES = 3  # above the date, where who signs stands


class Sort(Enum):
    """Where a date stands: signed with it, printed on it by the office, or somewhere in the text."""

    SIGNED = "落款日期"
    PRINTED = "印发日期"
    NAMED = "文中日期"


@dataclass(frozen=True, slots=True)
class Place:
    """From where to where in the text of a page."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Number:
    """示例〔2017〕87号, however it was written."""

    letters: str
    year: int
    serial: int
    place: Place

    @property
    def words(self) -> str:
        """As it is written properly."""
        return f"{self.letters}〔{self.year}〕{self.serial}号"


@dataclass(frozen=True, slots=True)
class Day:
    """A date and where it stands; `signer` is who stands above it, where somebody does."""

    date: date
    sort: Sort
    place: Place
    signer: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line in its normal form, with where each of its characters comes from."""

    page: int
    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, page: int, raw: re.Match[str]) -> _Line:
        """The line as it was cut out of the text of a page."""
        normal, origin = normalise(_NOUGHT.sub("〇", raw[0]))
        return cls(page, normal, tuple(raw.start() + index for index in origin))

    def place(self, start: int, end: int) -> Place:
        """Where a piece of the normal form stands in the text."""
        return Place(self.page, self.origin[start], self.origin[end - 1] + 1)


def number_of(pages: Mapping[int, str]) -> Number | None:
    """The paper's own number: on a line of its own near the top of its first page; None where there is none."""
    if 1 not in pages:
        return None
    for raw in _lines(pages[1])[:_HEAD_LINES]:
        line = _Line.of(1, raw)
        if line.text.endswith(":"):
            break
        found = _NUMBER.match(line.text)
        if found:
            start = found.start("letters") if found["letters"] else found.start("number")
            year, serial = (int(found[name].translate(_DIGIT)) for name in ("year", "serial"))
            return Number(found["letters"], year, serial, line.place(start, found.end("number")))
    return None


def days_of(pages: Mapping[int, str]) -> list[Day]:
    """All full dates on the pages: first those it may be signed with, then printed ones, then the rest, as they come.

    Among the first, those below the name of an office come before all.
    """
    found: list[Day] = []
    for number in sorted(pages):
        lines = _lines(pages[number])
        for at, raw in enumerate(lines):
            if _DATED.search(raw[0]):
                above = [_Line.of(number, one).text for one in lines[max(at - _FOOT_LINES, 0) : at]]
                found += _days_in(_Line.of(number, raw), above)
    order = list(Sort)
    return sorted(found, key=lambda day: (order.index(day.sort), not day.signer))


def name_in(pages: Mapping[int, str], names: Iterable[str]) -> str:
    """The longest of the names that stands on one of the pages, spaces or not; "" where none does."""
    whole = [plain(text) for text in pages.values()]
    known = sorted({name for name in names if len(plain(name)) > 2}, key=lambda name: (-len(name), name))
    return next((name for name in known if any(plain(name) in text for text in whole)), "")


def is_name(words: str, names: Iterable[str]) -> bool:
    """Whether the words hold one of the names."""
    return bool(name_in({1: words}, names))


def pictures_wanted(words: str) -> int:
    """How many pictures the words of a row ask for at least: 3 for 图片不少于三张; 0 where they name no number."""
    normal = normalise(words)[0]
    found = re.search(r"(?<![0-9每])([0-9]{1,2}|[一二两三四五六七八九十]{1,3})(?:[-—–~至到]\S{1,3}?)?[张幅]", normal)
    if found is None or not re.search("图片|照片|图像|影像|画面", normal):
        return 0
    return int(found[1]) if found[1].isdigit() else _small(found[1])


def _small(words: str) -> int:
    """三 → 3, 十二 → 12; 0 for what is no number."""
    digits = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
    tens, ten, ones = words.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (10 * digits.get(tens, 1) if ten else 0) + digits.get(ones, 0)


def _days_in(line: _Line, above: Sequence[str]) -> Iterator[Day]:
    for found in _DAY.finditer(line.text):
        try:
            day = date(int(found["year"]), int(found["month"] or found["m"]), int(found["day"] or found["d"]))
        except ValueError:
            continue
        place = line.place(found.start(), found.end())
        before = _STAMP.sub("", line.text[: found.start()]).strip(_AROUND)
        after = line.text[found.end() :]
        if after.startswith("印发") or before.endswith("印发于"):
            yield Day(day, Sort.PRINTED, place)
        elif not after.strip(_AROUND) and (not before or _ORGAN.fullmatch(before)):
            signers = [before, *(_STAMP.sub("", words) for words in reversed(above))]
            signer = next((words for words in signers if words and _is_organ(words)), "")
            yield Day(day, Sort.SIGNED, place, signer)
        else:
            yield Day(day, Sort.NAMED, place)


def _is_organ(words: str) -> bool:
    """An office by its name, and not one that only speaks of itself."""
    return _ORGAN.fullmatch(words) is not None and not _SELF.fullmatch(words)


def _lines(text: str) -> list[re.Match[str]]:
    """The lines of a page that are not empty."""
    return [line for line in re.finditer(r"[^\r\n]+", text) if line[0].strip()]
