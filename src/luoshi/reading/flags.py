"""The one home of what the reader says to people: codes never change, sentences may."""

from __future__ import annotations

from luoshi.reading.model import Flag, Source

CODES = {
    "ambiguous": "期限有两种读法，须由人确定",
    "any-of": "几项材料任选其一",
    "assumed-year": "期限没有写年份，按全文的年份计",
    "auto-numbering": "编号由文字处理软件自动生成，没有读出",
    "condition": "只对具备条件的单位适用",
    "deadline-unread": "期限没有读懂，不给日期",
    "inherited-deadline": "期限取自上一行",
    "inherited-item": "事项取自上一行",
    "item-as-material": "没有写材料，以事项为材料",
    "joined-paragraph": "一段话被分页断开，已接上",
    "joined-table": "一张表被分页断开，已接上",
    "missing-annex-heading": "附件清单列了，正文没有“附件N”字样",
    "nested-table": "表格里套着表格，按文字读出",
    "no-deadline": "这一行没有期限",
    "no-text": "文件里没有读到文字",
    "no-unit": "没有写明由谁办",
    "no-year": "找不到年份，没有写年份的期限不给日期",
    "number-jump": "序号不连续或重复",
    "possible-typo": "可能是错字",
    "skipped-cell": "表格中有一列或一格没有读",
    "skipped-row": "表格中有一行不是任务，没有读",
    "skipped-sentence": "一句话过长，没有在其中找期限",
    "skipped-text-box": "文本框里的文字没有读",
    "tracked-changes": "文件里有未定稿的修订痕迹，按接受全部修订读出",
    "unknown-table": "不是任务表，没有读",
    "year-differs": "指定的年份与文件写的不同",
}

# What a person has to decide or to look at in the original; the others only tell how it was read.
DOUBTS = frozenset(
    {
        "ambiguous",
        "auto-numbering",
        "deadline-unread",
        "inherited-deadline",
        "item-as-material",
        "missing-annex-heading",
        "nested-table",
        "no-deadline",
        "no-text",
        "no-unit",
        "no-year",
        "number-jump",
        "possible-typo",
        "skipped-cell",
        "skipped-sentence",
        "skipped-text-box",
        "tracked-changes",
        "unknown-table",
        "year-differs",
    }
)


def flag(code: str, message: str, source: Source | None = None) -> Flag:
    """A flag with one of `CODES`."""
    if code not in CODES:
        raise ValueError(code)
    return Flag(code, message, source)


def inherited_item(item: str, source: Source) -> Flag:
    """The row has no item of its own."""
    return flag("inherited-item", f"本行没有写事项，沿用上一行的“{item}”。", source)


def inherited_deadline(text: str, source: Source) -> Flag:
    """The row has no deadline of its own."""
    return flag("inherited-deadline", f"本行没有写期限，沿用上一行的“{text}”。", source)


def no_deadline(source: Source) -> Flag:
    """The row has no deadline, and there is none to take over."""
    return flag("no-deadline", "本行没有期限，请补上。", source)


def row_without_unit(source: Source) -> Flag:
    """The table names units, the row does not."""
    return flag("no-unit", "本行没有写明由谁办，请补上。", source)


def item_as_material(source: Source) -> Flag:
    """The row names no proof."""
    return flag("item-as-material", "本行没有写材料，以事项为材料。", source)


def no_materials(source: Source) -> Flag:
    """The table has no column of proofs."""
    return flag("item-as-material", "本表没有材料一栏，各行以事项为材料。", source)


def number_jump(before: str, after: str, source: Source) -> Flag:
    """A row seems to be missing, or a number stands twice."""
    return flag("number-jump", f"序号从“{before}”到“{after}”，不连续，请核对有无缺行。", source)


def condition(words: str, source: Source) -> Flag:
    """The row binds only some of the units."""
    return flag("condition", f"本行只适用于“{words}”，不具备的单位可报不适用。", source)


def any_of(word: str, source: Source) -> Flag:
    """One of several proofs is enough."""
    return flag("any-of", f"本行写有“{word}”，几项材料任选其一即可。", source)


def joined_table(source: Source, *, repeated_header: bool) -> Flag:
    """A table went on after a page break."""
    dropped = "，重复的表头已略去" if repeated_header else ""
    return flag("joined-table", f"本表在此处断开，已与前半张接成一张{dropped}。", source)


def joined_paragraph(before: str, after: str, source: Source) -> Flag:
    """A sentence went on after a page break."""
    return flag("joined-paragraph", f"“…{before}”与“{after}…”原分两段，已接成一句。", source)


def missing_annex(number: str, title: str, source: Source) -> Flag:
    """The list of annexes names one that has no heading line."""
    return flag("missing-annex-heading", f"附件清单有“{number}.{title}”，正文缺“附件{number}”一行。", source)


def assumed_year(year: int, count: int, words: str, source: Source | None) -> Flag:
    """Deadlines without a year were read in the year of the plan."""
    return flag("assumed-year", f"有{count}处期限没有写年份，按{year}年计，依据：“{words}”。", source)


def no_year() -> Flag:
    """Neither the document nor the caller says which year it is for."""
    return flag("no-year", "没有找到文件的年份，未写年份的期限都没有换算成日期，请指定年份。")


def year_differs(given: int, found: int) -> Flag:
    """The caller's year is not the document's."""
    return flag("year-differs", f"指定的年份是{given}年，文件写的是{found}年，按{given}年计。")


def typo(printed: str, meant: str, why: str, source: Source) -> Flag:
    """A doubtful spelling; the text itself stays as printed."""
    return flag("possible-typo", f"“{printed}”可能应为“{meant}”（{why}），原文未改。", source)


def unknown_table(name: str, source: Source) -> Flag:
    """A table that is not read as tasks."""
    called = f"“{name}”" if name else "此表"
    return flag("unknown-table", f"{called}不像任务分解表，没有读成任务，请人工查看。", source)


def skipped_column(heading: str, source: Source) -> Flag:
    """A column whose heading has no known meaning."""
    return flag("skipped-cell", f"“{heading}”一列不知是何含义，没有读。", source)


def skipped_cells(source: Source) -> Flag:
    """A row has more cells than the heading."""
    return flag("skipped-cell", "本行的格数多于表头，多出的没有读。", source)


def skipped_row(text: str, source: Source) -> Flag:
    """A row that is a caption or a note inside the table."""
    return flag("skipped-row", f"“{text}”一行只有这一格有字，当作小标题或说明，没有读成任务。", source)
