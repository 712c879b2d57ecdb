"""Holding a list of receipts, as people keep them, against what the database, the disk and the audit say today."""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch

from luoshi.audit.models import Entry
from luoshi.facts.freezing import is_untouched
from luoshi.files import disk
from luoshi.kit.errors import Refused
from luoshi.obligations.models import Evidence, Submission
from luoshi.obligations.receipts import digest_of

ACTIONS = ("obligations.submit", "obligations.submit_signed")  # the moves that give a receipt
AT_ONCE = 500  # receipts asked for with one question
_NUMBER = re.compile(r"(?<![\d-])\d{4}-\d{4}-\d{4,6}(?![\d-])")
_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{20,}(?![0-9a-f])")  # shorter ones stand in addresses


@dataclass(frozen=True)
class Listed:
    """The receipts of a list with the digests that it gives them; what is to be said of its lines; what is wrong."""

    receipts: dict[str, set[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_list(data: bytes) -> Listed:
    """The receipts in a text, one a line, anywhere in the line; raises Refused where there is none."""
    listed, empty = Listed(), 0
    lines: dict[str, int] = {}
    for number, line in enumerate(_text(data).splitlines(), start=1):
        plain = unicodedata.normalize("NFKC", line)
        found = list(dict.fromkeys(_NUMBER.findall(plain)))
        empty += not plain.strip()
        if len(found) != 1:
            if found:
                listed.problems.append(f"第 {number} 行有 {len(found)} 个回执编号，没有核对。请一行写一份。")
            elif plain.strip():
                listed.notes.append(f"第 {number} 行没有回执编号，没有核对。")
            continue
        [receipt] = found
        if receipt in lines:
            listed.notes.append(f"第 {number} 行的 {receipt} 与第 {lines[receipt]} 行重复，只核一次。")
        lines.setdefault(receipt, number)
        digests = _DIGEST.findall(plain.lower())
        for digest in digests:
            if len(digest) != 64:
                words = f"第 {number} 行的校验值有 {len(digest)} 位，应为 64 位，没有比对。请抄全。"
                listed.problems.append(words)
        listed.receipts.setdefault(receipt, set()).update(one for one in digests if len(one) == 64)
    if empty:
        listed.notes.append(f"空行 {empty} 行。")
    if not listed.receipts and not listed.problems:
        raise Refused("名单里没有一个回执编号。请一行写一份，编号如 2017-0905-0012。")
    return listed


def check(receipts: dict[str, set[str]]) -> Iterator[str]:
    """Everything wrong with these receipts, in the order of the list; each file is read once."""
    told = _told(receipts)
    files: dict[str, str] = {}
    numbers = list(receipts)
    for start in range(0, len(numbers), AT_ONCE):
        for submission, number in _found(numbers[start : start + AT_ONCE]):
            problems = [submission] if isinstance(submission, str) else _problems(submission, receipts, told, files)
            yield from (f"{number}：{problem}" for problem in problems)


def _found(numbers: Sequence[str]) -> Iterator[tuple[Submission | str, str]]:
    """Each number with its submission, or with what is wrong where there is not just one that can be read."""
    parts = Prefetch("evidence", Evidence.objects.select_related("blob"))
    wanted = Submission.objects.filter(receipt_number__in=numbers).select_related("obligation__deliverable")
    try:
        found: dict[str, list[Submission]] = {}
        for one in wanted.prefetch_related(parts):
            found.setdefault(str(one.receipt_number), []).append(one)
    except ValueError:  # what stands in a column is no date, or no JSON: by whichever receipt, the others go on
        if len(numbers) == 1:
            yield "登记的内容被改动，读不出来。", numbers[0]
            return
        half = len(numbers) // 2
        yield from _found(numbers[:half])
        yield from _found(numbers[half:])
        return
    for number in numbers:
        some = found.get(number, [])
        many = f"登记中有 {len(some)} 份同号的回执。" if some else "登记中没有这份回执。"
        yield (some[0] if len(some) == 1 else many), number


def _problems(
    submission: Submission, receipts: dict[str, set[str]], told: dict[str, list[tuple[str, str]]], files: dict[str, str]
) -> Iterator[str]:
    number = str(submission.receipt_number)
    if _digest(submission) != submission.digest:
        yield "登记的内容与登记的校验值不符，被改动过。"
    for digest in sorted(receipts[number] - {submission.digest}):
        yield f"校验值与名单上的不同：名单 {digest[:12]}…，登记 {submission.digest[:12]}…。"
    for part in submission.evidence.all():
        if part.fact is not None and not (isinstance(part.fact, dict) and is_untouched(part.fact)):
            yield f"平台事实“{part.name}”的内容被改动。"
        if part.blob:
            if part.blob.sha256 not in files:
                files[part.blob.sha256] = _file_problem(part.blob.sha256)
            if files[part.blob.sha256]:
                yield f"材料“{part.name}”{files[part.blob.sha256]}"
    acts = told.get(number, [])
    if len(acts) != 1:
        yield f"审计中有 {len(acts)} 条它的报送记录，应有 1 条。" if acts else "审计中没有它的报送记录。"
    if any(digest != submission.digest for digest, _ in acts):
        yield "审计记录的校验值与登记的不同。"
    if any(subject != submission.obligation.ref for _, subject in acts):
        yield "审计记录的是另一项任务的报送。"


def _digest(submission: Submission) -> str:
    """The digest computed again; none where what it is computed over was taken away or is no text."""
    if submission.submitted_at is None:
        return ""
    try:
        return digest_of(submission)
    except UnicodeEncodeError:
        return ""


def _file_problem(sha256: str) -> str:
    """What is wrong with the file of this hash, nothing where it is whole."""
    try:
        with disk.path_of(sha256).open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return "的文件不见了。"
    except OSError as error:
        return f"的文件读不出来：{error.strerror}。"
    return "" if whole else "的文件内容被改动。"


def _told(receipts: dict[str, set[str]]) -> dict[str, list[tuple[str, str]]]:
    """What the audit says of these receipts: of each act the digest and the record it was about."""
    found: dict[str, list[tuple[str, str]]] = {}
    acts = Entry.objects.filter(kind=Entry.Kind.ACT, action__in=ACTIONS).order_by("sequence")
    for details, subject in acts.values_list("details", "subject").iterator():
        number = details.get("receipt") if isinstance(details, dict) else None
        if isinstance(number, str) and number in receipts:
            found.setdefault(number, []).append((str(details.get("digest", "")), subject))
    return found


def _text(data: bytes) -> str:
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for name in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("名单读不懂。请用文本或者 CSV，一行写一份回执的编号。")
