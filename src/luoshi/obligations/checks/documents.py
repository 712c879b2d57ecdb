"""What papers say: number, signature, date, electronic signature; and whether that belongs to the unit and the year."""

from __future__ import annotations

from luoshi.kit.templatetags.kit import day as in_words
from luoshi.obligations.checks.case import Case, Part
from luoshi.obligations.checks.finding import Finding
from luoshi.obligations.checks.openness import named
from luoshi.obligations.checks.papers import Sort, is_name, name_in
from luoshi.obligations.kinds import Kind
from luoshi.reading.numerals import squeeze


def documents(case: Case) -> list[Finding]:
    """What was read on the papers one by one, and what the formal document lacks."""
    several = len(case.papers) > 1
    found = [one for part in case.papers for one in _read(case, part, f"{part.name}：" if several else "")]
    return found + _scans(case) + _lacking(case)


def _read(case: Case, part: Part, name: str) -> list[Finding]:
    return [*_number(case, part, name), *_signer(case, part, name), *_date(case, part, name), *_signed(part, name)]


def _number(case: Case, part: Part, name: str) -> list[Finding]:
    number = part.number
    if number is None:
        return []
    words = f"{name}文号 {number.words}"
    if squeeze(number.words) == squeeze(case.duty.plan.doc_number):
        whose = "本单位" if case.at_home else "该单位"
        return [
            Finding("plan-number", "look", f"{words}，就是这份方案的文号。请确认是{whose}自己的文件。", part.evidence)
        ]
    if case.year and number.year != case.year:
        return [Finding("number-year", "look", f"{words}，不是{case.year}年的。请确认是今年的材料。", part.evidence)]
    return [Finding("number", "ok", f"{words}。", part.evidence)]


def _signer(case: Case, part: Part, name: str) -> list[Finding]:
    signed = next((day.signer for day in part.days if day.signer), "")
    own = name_in(part.pages, case.names)
    if own and is_name(signed, [own]):
        return [Finding("issuer", "ok", f"{name}落款是“{own}”。", part.evidence)]
    return [Finding("issuer", "ok", f"{name}文件上写有“{own}”。", part.evidence)] if own else []


def _date(case: Case, part: Part, name: str) -> list[Finding]:
    """By the date it is signed with; without one, a date of the year anywhere in the text will do."""
    if not part.days or case.year is None:
        return []
    first = part.days[0]
    if first.sort is Sort.NAMED:
        first = next((day for day in part.days if case.is_in_time(day.date)), first)
    words = f"{name}{first.sort.value} {in_words(first.date)}"
    if not case.is_in_time(first.date):
        ask = "请确认是今年的材料。" if case.at_home else "请看一眼是不是这一年的材料。"
        return [Finding("date-year", "look", f"{words}，不在{case.year}年度内。{ask}", part.evidence)]
    if first.sort is not Sort.NAMED and first.date > case.day:
        return [Finding("date-ahead", "look", f"{words}，比报送的日子还晚。请核对日期。", part.evidence)]
    within = "在本年度内" if first.date.year == case.year else "在到期日以前"
    return [Finding("date", "ok", f"{words}，{within}。", part.evidence)]


def _signed(part: Part, name: str) -> list[Finding]:
    if part.seen is None or not part.seen.signed:
        return []
    return [Finding("signed", "ok", f"{name}带电子签名，机器没有核验签名的真伪。", part.evidence)]


def _scans(case: Case) -> list[Finding]:
    """Stamped and scanned is how most formal documents come; only the reviewer has something to do."""
    scans = [part for part in case.files if part.is_scan]
    if not scans:
        return []
    if case.at_home:
        return [Finding("scan", "ok", f"{named(scans)}是扫描件，文号、日期和公章由审核人看。", scans[0].evidence)]
    words = "是扫描件，机器读不出文号和日期。请看一眼文号、日期和公章。"
    return [Finding("scan", "look", f"{part.name}{words}", part.evidence, mild=True) for part in scans]


def _lacking(case: Case) -> list[Finding]:
    """What no paper has though the row asks for a formal document; a scan may be that document, and is looked at."""
    formal = [part for part in case.papers if part.is_formal]
    if not formal or not case.asks_for(Kind.PDF) or any(part.is_scan for part in case.files):
        return []
    first = next((part for part in formal if part.number), formal[0]).evidence
    unit = case.names[0]
    found = []
    if not any(part.number for part in formal):
        ask = "没有文号的，请确认材料是正式文件。" if case.at_home else "请看一眼是不是正式文件。"
        found.append(Finding("no-number", "look", f"首页没有读到文号。{ask}", first, mild=True))
    if not any(name_in(part.pages, case.names) for part in case.papers):
        signer = next((day.signer for part in formal for day in part.days if day.signer), "")
        words = f"落款是“{signer}”，没有读到“{unit}”。" if signer else f"文件上没有读到“{unit}”。"
        ask = "请确认是本单位的文件。" if case.at_home else "请看一眼是谁的文件。"
        found.append(Finding("no-issuer", "look", f"{words}{ask}", first, mild=not signer))
    if not any(part.days for part in formal):
        found.append(Finding("no-date", "look", "没有读到日期。请看一眼是什么时候的文件。", first, mild=True))
    if not any(part.seen and part.seen.signed for part in formal):
        found.append(Finding("unsigned", "look", "未见电子签名，也不是扫描件。请确认已盖章。", first, mild=True))
    return found
