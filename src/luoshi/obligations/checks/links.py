"""Web pages and facts of the platform: what they showed when they were put in, and whether that still is so."""

from __future__ import annotations

from datetime import date

from luoshi.facts.freezing import is_untouched
from luoshi.kit.templatetags.kit import day as in_words
from luoshi.obligations.checks.case import Case, Part
from luoshi.obligations.checks.finding import Finding


def web_pages(case: Case) -> list[Finding]:
    """Of each link whether it could be opened, and whether the page is of the year."""
    return [found for part in case.parts if part.evidence.url and (found := _page(case, part))]


def known_facts(case: Case) -> list[Finding]:
    """Whether the facts are what was frozen when it was handed in."""
    facts = [part for part in case.parts if part.evidence.fact is not None]
    broken = [
        part for part in facts if not isinstance(part.evidence.fact, dict) or not is_untouched(part.evidence.fact)
    ]
    found = [
        Finding(
            "fact-changed",
            "look",
            f"平台事实{part.name}在报送之后被改动过。请不要作为依据，并告诉审计管理员。",
            part.evidence,
        )
        for part in broken
    ]
    if facts and not broken:
        found.append(Finding("facts", "ok", f"平台事实 {len(facts)} 项，冻结以后没有改动。"))
    return found


def _page(case: Case, part: Part) -> Finding | None:
    """None where nobody has looked at the link: then there is nothing to tell."""
    seen = part.evidence.seen
    if not isinstance(seen, dict):
        return None
    if not seen.get("ok"):
        problem = str(seen.get("problem") or "").partition("。")[0]
        ask = "请核对网址；网址没错的，可以照常报送。" if case.at_home else "请自己打开看一眼。"
        words = f"网页{part.name}没有打开{f'：{problem}' if problem else ''}。{ask}"
        return Finding("link-closed", "look", words, part.evidence, mild=True)
    day = _day(seen.get("date"))
    if day is None:
        return Finding("link", "ok", f"网页{part.name}能打开，没有读到日期。", part.evidence)
    if not case.is_in_time(day):
        words = f"网页{part.name}的日期是 {in_words(day)}，不在{case.year}年度内。"
        ask = "请确认是今年的报道。" if case.at_home else "请看一眼是不是这一年的报道。"
        return Finding("link-year", "look", words + ask, part.evidence)
    within = "，在本年度内" if day.year == case.year else ""
    return Finding("link", "ok", f"网页{part.name}能打开，日期 {in_words(day)}{within}。", part.evidence)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
