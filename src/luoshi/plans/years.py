"""Words of one year as they would read in another: the year of a title, of a material, of a deadline."""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, date

_PRINTED = re.compile(r"(?<![0-9])(20[0-9]{2})(?=\s*年)")
_SPAN = re.compile(r"(?<![0-9])20[0-9]{2}\s*年?度?\s*[—–~～至到-]+\s*20[0-9]{2}(?![0-9])")
_CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")


def in_year(text: str, old: int, new: int) -> str:
    """The text with its year changed, in figures or in characters; other years and spans of years stay."""
    spans = [found.span() for found in _SPAN.finditer(text)]
    text = re.sub(
        rf"(?<![0-9]){old}(?![0-9])",
        lambda found: found[0] if any(a <= found.start() < b for a, b in spans) else str(new),
        text,
    )
    for zero in "〇○零":
        before, after = (str(year).translate(_CHINESE).replace("〇", zero) for year in (old, new))
        text = text.replace(before, after)
    return text


def moved_years(text: str, by: int) -> str:
    """The words of a deadline with every printed year moved, so that 次年 stays 次年."""
    return _PRINTED.sub(lambda found: str(int(found[0]) + by), text)


def same_day(day: date, by: int) -> date:
    """The same day so many years on; 29 February becomes the 28th where there is none."""
    year = min(max(day.year + by, MINYEAR), MAXYEAR)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
