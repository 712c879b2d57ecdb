"""Marks of state secrecy, in names and on first pages. They stand alone, as official documents print them."""

from __future__ import annotations

import re
import unicodedata

# The names of files: within words such as 手机密码, 司机密集 and 杜绝密切 the two characters are no mark.
_IN_NAME = re.compile("(?<![杜拒隔])绝密|机密(?!码|(?<=[司飞算动危]机密)[集切封闭])|秘密★")

# Lines are compared with at most one space between characters, so that no pattern has more than one way through them.
_GRADE = "(?:绝 ?密|机 ?密|秘 ?密)"
_TERM = "(?:长 ?期|[0-9一二三四五六七八九十]+ ?(?:年|个? ?月|[日天])|[启公] ?[用布] ?前)"
_URGENCY = "(?:特 ?提|特 ?急|加 ?急|平 ?急|急 ?件)"
_BEFORE = rf"(?:(?:份 ?号|[Nn][Oo]\.?|密 ?级)? ?:? ?(?:[0-9]+ ?)?[【\[(]?|{_URGENCY}) ?"
_AFTER = rf"[】\])]? ?(?:[0-9]+|{_URGENCY})?"
# With its star a mark may stand at either end of any line of the first page; a sentence about marks goes on after it.
_FIRST = re.compile(rf"^{_BEFORE}{_GRADE} ?[】\])]? ?[★☆][^,。;、”\"』」》]{{0,12}}$")
_LAST = re.compile(rf"[ 0-9]{_GRADE} ?[★☆] ?{_TERM}?$")
# Without a star it is a mark where it is a line of its own, above the title.
_ALONE = re.compile(rf"^{_BEFORE}{_GRADE} ?{_AFTER}$")
_HEAD = 8


def bears_secret_mark(name: str) -> bool:
    """Whether a file's name carries a mark of state secrecy."""
    return bool(_IN_NAME.search("".join(unicodedata.normalize("NFKC", name).split())))


def bears_secret_page(text: str) -> bool:
    """Whether the text of a first page carries a mark where documents have it; a sentence that names one is none."""
    lines = [" ".join(unicodedata.normalize("NFKC", raw).split()) for raw in text.splitlines()]
    starred = any(_FIRST.search(line) or _LAST.search(line) for line in lines)
    return starred or any(_ALONE.search(line) for line in [line for line in lines if line][:_HEAD])
