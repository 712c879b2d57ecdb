"""Normal forms for reading only: no white space, half width, Arabic numbers before 年, 月, 日."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
_RUN = re.compile(r"[零〇○一二三四五六七八九十]+(?=[年月日号]|季度)")
_TENS = re.compile(r"([一二三四五六七八九])?十([一二三四五六七八九])?")


def number(words: str) -> str | None:
    """十二 → "12", 二〇一七 → "2017"; None for what is not one plain number."""
    tens = _TENS.fullmatch(words)
    if tens:
        return str(10 * _DIGITS[tens[1] or "一"] + _DIGITS[tens[2] or "零"])
    if len(words) in (1, 4) and all(char in _DIGITS for char in words):
        return "".join(str(_DIGITS[char]) for char in words)
    return None


def squeeze(text: str) -> str:
    """The text without any white space, for comparing what was printed twice."""
    return "".join(text.split())


def normalise(text: str) -> tuple[str, list[int]]:
    """The normal form, and for each of its characters the index in `text` that it came from."""
    chars: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        for part in unicodedata.normalize("NFKC", char):
            if not part.isspace() and unicodedata.category(part) not in ("Cc", "Cf"):
                chars.append(part)
                origin.append(index)
    return _arabic("".join(chars), origin)


def _arabic(text: str, origin: list[int]) -> tuple[str, list[int]]:
    parts: list[str] = []
    indexes: list[int] = []
    done = 0
    for run in _RUN.finditer(text):
        digits = number(run[0])
        if digits is None:
            continue
        parts += [text[done : run.start()], digits]
        indexes += origin[done : run.start()]
        indexes += [origin[run.start()]] + [origin[run.end() - 1]] * (len(digits) - 1)
        done = run.end()
    return "".join([*parts, text[done:]]), indexes + origin[done:]
