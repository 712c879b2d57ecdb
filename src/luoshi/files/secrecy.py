"""Marks of state secrecy, in names and on first pages. They stand alone, as official documents print them."""

from __future__ import annotations

import re
import unicodedata

# The names of files: within words such as 手机密码 and 杜绝密集 the two characters are no mark.
_IN_NAME = re.compile("(?:绝密|机密)(?![码集切封闭])|秘密★")

_GRADE = r"(?:绝\s*密|机\s*密|秘\s*密)"
_TERM = r"(?:长\s*期|[\d一二三四五六七八九十]+\s*(?:年|个?\s*月|[日天])|[启公]\s*[用布]\s*前)"
_URGENCY = r"(?:特\s*提|特\s*急|加\s*急|平\s*急|急\s*件)"
_NUMBER = r"(?:(?:份\s*号|[Nn][Oo]\.?)?\s*[::]?\s*\d+)"
_BEFORE = rf"(?:{_NUMBER}\s*|密\s*级\s*[::]?\s*|[【\[((]\s*|{_URGENCY}\s+)*"
_AFTER = rf"(?:\s*[】\]))]|\s+{_URGENCY}|\s*{_NUMBER})*"
# With its star a mark may stand at either end of any line of the first page; a sentence about marks goes on after it.
_STARRED = re.compile(rf"^{_BEFORE}{_GRADE}\s*[★☆][^,。;,;、”\"』」]{{0,12}}$|(?:^|[\s\d]){_GRADE}\s*[★☆]\s*{_TERM}?$")
# Without a star it is a mark where it is a line of its own, above the title.
_ALONE = re.compile(rf"^{_BEFORE}{_GRADE}{_AFTER}$")
_HEAD = 8


def bears_secret_mark(name: str) -> bool:
    """Whether a file's name carries a mark of state secrecy."""
    return bool(_IN_NAME.search("".join(unicodedata.normalize("NFKC", name).split())))


def bears_secret_page(text: str) -> bool:
    """Whether the text of a first page carries a mark where documents have it; a sentence that names one is none."""
    lines = [line for line in (unicodedata.normalize("NFKC", raw).strip() for raw in text.splitlines()) if line]
    return any(_STARRED.search(line) for line in lines) or any(_ALONE.search(line) for line in lines[:_HEAD])
