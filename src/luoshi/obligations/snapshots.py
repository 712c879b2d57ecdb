"""What a link showed when it was handed in: title, date and digest of the page, or in plain words why there are none.

Nothing here stops a submission. A page may be gone a year later; what it was called and when it was dated stays.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import socket
import ssl
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from http.client import HTTPException
from typing import Any

from django.conf import settings
from django.utils import timezone
from lxml import etree

from luoshi.kit import clock
from luoshi.obligations.fetching import Answer, Reach, Unfetched, fetch

SECONDS = 5.0
# A page can be made so that reading it takes long, the longer the more of it is read: a fifth of the time and the
# beginning of the page, which has title and date, are enough for that.
FOR_READING = 0.2
READ_BYTES = 160 * 1024
TITLE_LENGTH = 200
WORDS = 40_000  # visible characters among which the title is looked for
NEAR = 500  # characters below the title in which a date is the date of the page
THEN = "不影响报送，审核人会自己打开看。"

ENCODINGS = {"utf-8": "utf-8", "utf8": "utf-8", "big5": "big5", "utf-16": "utf-16"} | dict.fromkeys(
    ("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "hz-gb-2312"), "gb18030"
)
NOT_PAGES = {"application/pdf": "PDF 文件", "image/": "图片", "video/": "视频", "audio/": "音频"} | dict.fromkeys(
    ("application/msword", "application/vnd.", "application/wps"), "文档"
)
DATES = ("article:published_time", "pubdate", "publishdate")
HIDDEN = ("head", "title", "script", "style", "noscript", "template", "textarea", "select", "iframe")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日|([-/.])(\d{1,2})\4(\d{1,2})(?!\d))"
)


def snapshot(url: str, *, seconds: float = SECONDS, reach: Reach | None = None) -> dict[str, Any]:
    """What the link shows now, as plain JSON; never raises, and takes no longer than `seconds`.

    `ok` says that it could be opened; `sha256` is of the whole answer, empty where that was too long; `problem` is a
    sentence for people, empty where there is none. `reach` is for tests, otherwise the settings say how far a link
    may lead.
    """
    found: dict[str, Any] = {"at": clock.now().isoformat(timespec="seconds"), "ok": False, "title": "", "date": ""}
    found |= {"sha256": "", "status": 0, "problem": ""}
    seconds *= 1 - FOR_READING
    try:
        answer = fetch(url, reach=reach or Reach(settings.LINKS_REACH), seconds=seconds)
        found |= {"ok": True, "status": answer.status}
        if answer.whole:
            found["sha256"] = hashlib.sha256(answer.body).hexdigest()
        title, day, problem = _read(answer)
        found |= {"title": title, "date": day.isoformat() if day else "", "problem": problem}
    except Exception as error:  # a page may be anything, and what it is must not stop who hands it in
        found |= {"status": getattr(error, "status", found["status"]), "problem": _why(error, seconds)}
    if found["problem"]:
        found["problem"] += f"。{THEN}"
    return found


def _why(error: Exception, seconds: float) -> str:
    """The reason in words, without the end of the sentence."""
    reasons: tuple[tuple[type[Exception], str], ...] = (
        (TimeoutError, f"网站 {seconds:g} 秒内没有答完"),
        (ssl.SSLCertVerificationError, "网站的安全证书无效"),
        (ssl.SSLError, "与网站建不成安全连接"),
        (socket.gaierror, "找不到这个网站，请核对网址"),
        (OSError, "连不上这个网站"),
        (HTTPException, "网站的答复读不懂"),
    )
    if isinstance(error, Unfetched):
        return error.why
    return next((words for kind, words in reasons if isinstance(error, kind)), "网页的内容读不懂")


def _read(answer: Answer) -> tuple[str, date | None, str]:
    """Title, date, and what is to be said about the page."""
    kind = answer.content_type.partition(";")[0].strip().lower()
    start = answer.body[:1024].lower()
    if kind not in ("text/html", "application/xhtml+xml") and (kind or not (b"<html" in start or b"<!doc" in start)):
        what = next((name for begins, name in NOT_PAGES.items() if kind.startswith(begins)), "其他文件")
        return "", None, f"这个网址是{what}，不是网页，没有标题可摘"
    root = _parsed(_decoded(answer.body[:READ_BYTES], answer.content_type))
    if root is None:
        return "", None, "网页是空的"
    title, day = _title(root), _day(root)
    if not title:
        return "", day, "网页没有标题"
    return title, day, "" if answer.whole else "网页超过 1 MB，只看了开头，没有留校验值"


def _decoded(data: bytes, content_type: str) -> str:
    """The text: in UTF-8 if it can be that, else as the page says, else in the usual Chinese encoding.

    UTF-8 goes before what is declared, which is often wrong; other text is hardly ever UTF-8 by accident.
    """
    said = [_CHARSET.search(content_type.encode("utf-8", "replace")), _CHARSET.search(data[:4096])]
    declared = [ENCODINGS.get(match[1].decode().lower(), "") for match in said if match]
    marked = ["utf-16"] if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else []
    for name in filter(None, (*marked, "utf-8-sig", *declared, "gb18030")):
        try:
            # Not final: what was cut off may have been cut through a character.
            return codecs.getincrementaldecoder(name)().decode(data)
        except UnicodeError:
            continue
    return data.decode("gb18030", "replace")


def _parsed(text: str) -> Any:
    """The tree, or None where there is nothing."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _title(root: Any) -> str:
    """As the page names itself to others, else its title, else its first heading."""
    named = [value for name, value in _metas(root) if name == "og:title"]
    tags = (next(root.iter(tag), None) for tag in ("title", "h1"))
    return next(filter(None, map(_squeezed, [*named, *(_text(tag) for tag in tags if tag is not None)])), "")


def _day(root: Any) -> date | None:
    """As the page dates itself, else the first full date right below its title; no other date of the page counts."""
    metas = list(_metas(root))
    said = [value for wanted in DATES for name, value in metas if name == wanted]
    said += [tag.get("datetime", "") for tag in root.iter("time")]
    return next(filter(None, map(_dated, said)), None) or next(_days(_below_title(root)), None)


def _below_title(root: Any) -> str:
    """The visible words right below the title; nothing where it does not stand on the page."""
    heading, title = next(root.iter("h1"), None), _title(root)
    first = _squeezed(_text(heading)) if heading is not None else ""
    # "Title_Column_Name of the office" is how sites write it; only the first stands on the page.
    names = [_plain(words) for words in (first, title, re.split(r"\s*[_|｜]\s*|\s+[-—–]+\s+|——", title)[0])]
    etree.strip_elements(root, *HIDDEN, with_tail=False)
    text = _plain(" ".join(root.itertext())[:WORDS])
    for name in dict.fromkeys(names):
        # The page may break the words anywhere.
        found = re.search(r"\s*".join(map(re.escape, name.replace(" ", ""))), text) if len(name) > 3 else None
        if found:
            return text[found.end() : found.end() + NEAR]
    return ""


def _metas(root: Any) -> Iterator[tuple[str, str]]:
    for meta in root.iter("meta"):
        yield (meta.get("property") or meta.get("name") or "").strip().lower(), meta.get("content") or ""


def _text(element: Any) -> str:
    return "".join(element.itertext())


def _squeezed(text: str) -> str:
    """One line, without what cannot be seen or turns the reading direction, not too long."""
    seen = (one for one in text if one.isspace() or not unicodedata.category(one).startswith("C"))
    return " ".join("".join(seen).split())[:TITLE_LENGTH].strip()


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _dated(text: str) -> date | None:
    """The day of a moment or of words; a moment with its zone counts in the time of the city."""
    try:
        moment = datetime.fromisoformat(text.strip())
        day = (timezone.localtime(moment) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return next(_days(_plain(text)), None)
    return day if 1900 <= day.year < 2100 else None


def _days(text: str) -> Iterator[date]:
    """The days written out in a text."""
    for year, month, day, _, other_month, other_day in _DAY.findall(text):
        try:
            yield date(int(year), int(month or other_month), int(day or other_day))
        except ValueError:
            continue
