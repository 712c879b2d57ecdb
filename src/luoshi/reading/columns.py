"""What the columns of a table mean, by their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.reading.blocks import Cell, Grid, Line
from luoshi.reading.model import Role, TableKind
from luoshi.reading.numerals import squeeze

_BODY = "(?:单位|部门|科室|处室|机构|主体)"
# Headings, without white space and brackets, by the meaning of their column; the first that fits wins.
_MEANINGS = (
    ("ordinal", re.compile("序号|编号|项次|序")),
    (
        "deadline",
        re.compile(
            "(?:完成)?(?:时限|期限|时间|时间节点|时间要求|时间安排)"
            "|(?:计划|要求)?(?:完成|办结|整改|报送|提交|截止)(?:时间|时限|期限|日期)(?:节点|要求|安排)?|时限要求|时间进度"
        ),
    ),
    (
        "lead",
        re.compile(
            f"(?:牵头|责任|主办|承办|主责){_BODY}(?:[和及与、/]?(?:配合|协办|参与){_BODY}|[和及与、/]?责任人)?"
            f"|(?:牵头|责任|主办)[和及与、/](?:配合|协办|参与|责任){_BODY}"
        ),
    ),
    ("support", re.compile(f"(?:配合|协办|协助|参与|参加){_BODY}")),
    ("implement", re.compile(f"(?:落实|实施|执行|具体承办){_BODY}")),
    ("guide", re.compile(f"(?:指导|督导|督促|监督){_BODY}")),
    ("points", re.compile(".*(?:分值|得分|评分|扣分).*")),
    ("indicator", re.compile(".*指标.*|.*目标值")),
    (
        "material",
        re.compile(
            "(?:报送|提交|佐证|证明|印证|支撑|需报送|应报送|需提交|应提交)?(?:材料.*|资料)"
            "|(?:工作|预期|目标)?成果(?:形式|材料|要求|文件)?|完成(?:标志|标准)"
        ),
    ),
    ("detail", re.compile("具体(?:内容|任务|要求|措施|工作)|(?:主要|工作)(?:措施|举措|要求)")),
    (
        "item",
        re.compile(
            "(?:工作|重点|任务)?事项(?:名称)?|(?:年度)?(?:重点|主要)?(?:工作)?任务(?:名称|内容|分解)?|目标任务"
            "|(?:重点|主要)(?:工作|项目)(?:任务)?|工作(?:项目|内容|要点)|项目(?:名称)?"
        ),
    ),
    ("note", re.compile("备注|备注说明|说明")),
)
UNITS: tuple[Role, ...] = ("lead", "implement", "support", "guide")
_LEADS = re.compile("牵头|主办|主责")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_HEADER_LINES = 3


@dataclass(frozen=True, slots=True)
class Header:
    """The line of headings, the meaning of each column, and the number of the first line below."""

    line: Line
    meanings: tuple[str, ...]
    below: int


def find_header(grid: Grid) -> Header | None:
    """The first of the top lines with two known headings, with the line of sub-headings where there is one."""
    for place, line in enumerate(grid.lines[:_HEADER_LINES]):
        headings = [cell.text for cell in line.cells]
        if known_headings(headings) < 2:
            continue
        below = grid.lines[place + 1] if place + 1 < len(grid.lines) else None
        if below is None or not _is_second_line(line, below):
            return Header(line, tuple(_meanings(headings)), place + 1)
        for column, cell in enumerate(below.cells):
            if not cell.above and cell.text:
                headings[column] = cell.text
        cells = tuple(Cell(text) for text in headings)
        return Header(Line(line.source, cells), tuple(_meanings(headings)), place + 2)
    return None


def known_headings(headings: Sequence[str]) -> int:
    """How many different meanings the headings have."""
    return len({meaning for meaning in map(_meaning, headings) if meaning != "other"})


def kind_of(meanings: Sequence[str]) -> TableKind:
    """What a table with these columns is for."""
    if "points" in meanings:
        return "scoring"
    if ("item" in meanings or "material" in meanings) and ("deadline" in meanings or "lead" in meanings):
        return "tasks"
    return "indicators" if "indicator" in meanings else "other"


def _is_second_line(line: Line, below: Line) -> bool:
    """Whether the headings go on in a second line: merged with the first but for the parts of a wide heading."""
    if len(below.cells) != len(line.cells):
        return False
    own = [cell.text for cell in below.cells if cell.text and not cell.above]
    return (
        any(cell.above for cell in below.cells)
        and bool(own)
        and all(cell.above or cell.beside or cell.text for cell in below.cells)
        and all(_meaning(text) != "other" for text in own)
    )


def _meaning(heading: str) -> str:
    plain = _BRACKETS.sub("", squeeze(heading))
    return next((meaning for meaning, pattern in _MEANINGS if pattern.fullmatch(plain)), "other")


def _meanings(headings: Sequence[str]) -> list[str]:
    """The meaning of each column, each meaning once.

    Beside 牵头单位 a 责任单位 is who carries out. Details, or a second column of tasks, are the material where no
    other column is.
    """
    found = [_meaning(heading) for heading in headings]
    if any(meaning == "lead" and _LEADS.search(heading) for meaning, heading in zip(found, headings, strict=True)):
        found = [
            "implement" if meaning == "lead" and not _LEADS.search(heading) else meaning
            for meaning, heading in zip(found, headings, strict=True)
        ]
    if "material" not in found:
        if "detail" in found:
            found[found.index("detail")] = "material"
        elif found.count("item") > 1:
            found[found.index("item", found.index("item") + 1)] = "material"
    known = ["other" if meaning == "detail" else meaning for meaning in found]
    return [meaning if meaning not in known[:place] else "other" for place, meaning in enumerate(known)]
