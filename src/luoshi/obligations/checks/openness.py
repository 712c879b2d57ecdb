"""Whether files can be looked at: opened, seen on the page, not blank."""

from __future__ import annotations

from luoshi.obligations.checks.case import Case, Part
from luoshi.obligations.checks.finding import Finding

MOST_NAMED = 3


def openness(case: Case) -> list[Finding]:
    """One sentence on each file with blank pages or that could not be read, and one on all files together."""
    if not case.files:
        return []
    blank = [_blank(case, part) for part in case.files if part.blank_pages]
    failed = [part for part in case.files if part.failed]
    found = blank + [
        Finding("unread", "look", f"{part.name}的内容机器没有读成。请打开看一眼是否正常。", part.evidence)
        for part in failed
    ]
    words = "文件都能打开，没有密码" + ("。" if blank else "，没有空白页。")
    return [*found, *([] if failed else [Finding("readable", "ok", words)]), *_unseen(case)]


def named(parts: list[Part]) -> str:
    """“甲.docx”、“乙.docx”, or the first of them and how many there are."""
    shown = "".join(part.name for part in parts[:MOST_NAMED])
    return shown if len(parts) <= MOST_NAMED else f"{shown}等 {len(parts)} 个文件"


def _blank(case: Case, part: Part) -> Finding:
    pages = part.blank_pages
    if part.is_picture:
        words = f"{part.name}只有一种颜色，看不出内容。请换成看得清的图片。"
    elif part.is_all_blank:
        whole = f"全部 {len(pages)} 页都是" if len(pages) > 1 else "是一张"
        words = f"{part.name}{whole}空白页，没有内容。"
        words += "请换成有内容的文件。" if case.at_home else "请打开看一眼；确属空白材料的，可以按“空白材料”退回。"
    else:
        words = f"{part.name}第 {'、'.join(map(str, pages[:5]))}{' 等' if len(pages) > 5 else ''} 页是空白页。"
        words += "请确认没有漏扫或传错。" if case.at_home else "请看一眼内容是否完整。"
    return Finding("all-blank" if part.is_all_blank else "blank", "look", words, part.evidence)


def _unseen(case: Case) -> list[Finding]:
    """What has no page images has to be downloaded, which is the reviewer's to know."""
    parts = [part for part in case.files if part.blob and not part.blob.has_preview]
    if not parts:
        return []
    if case.at_home:
        words = f"{named(parts)}不能在网页上预览，审核人会下载查看。"
        return [Finding("no-preview", "ok", words, parts[0].evidence)]
    return [
        Finding("no-preview", "look", f"{named(parts)}不能在网页上预览。请下载查看。", parts[0].evidence, mild=True)
    ]
