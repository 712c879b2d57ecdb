import pytest

from luoshi.reading import read
from luoshi.reading.model import Draft


def draft(*lines: str) -> Draft:
    return read("\n\n".join(lines).encode(), "a.txt")


def test_title_over_three_lines_is_put_together() -> None:
    got = draft("某县人民政府", "关于印发某县2020年", "普法工作要点的通知", "各乡镇：", "现印发给你们。")
    assert got.title == "某县人民政府 关于印发某县2020年 普法工作要点的通知"
    assert (got.issuer, got.plan_title, got.year) == ("某县人民政府", "某县2020年 普法工作要点", 2020)


def test_issuer_comes_from_the_letterhead_where_the_title_has_none() -> None:
    got = draft("某县人民政府文件", "某政〔2020〕1号", "关于印发《某县普法方案》的通知", "各乡镇：")
    assert (got.issuer, got.doc_number, got.plan_title) == ("某县人民政府", "某政〔2020〕1号", "某县普法方案")
    assert (got.year, got.year_from) == (2020, "某政〔2020〕1号")


def test_range_of_years_in_the_title_is_not_its_year() -> None:
    got = draft("某政〔2021〕1号", "某县2021—2025年普法规划", "为普法，制定本规划。", "2021年3月1日")
    assert (got.title, got.year, got.year_from) == ("某县2021—2025年普法规划", 2021, "某政〔2021〕1号")


def test_year_comes_from_the_date_of_signature_at_last() -> None:
    got = draft("普法工作方案", "为普法，制定本方案。", "某县人民政府", "二〇二一年三月一日")
    assert (got.year, got.year_from) == (2021, "二〇二一年三月一日")


@pytest.mark.parametrize(
    "number", ["某政〔2020〕 12 号", "某政[2020]12号", "某政（2020）12号", "某政办发【2020】第12号"]
)
def test_number_is_kept_as_printed(number: str) -> None:
    assert draft(number, "某县工作方案").doc_number == number


def test_title_within_a_title_is_one_citation() -> None:
    got = draft(
        "某县工作方案",
        "根据《关于印发《普法办法》的通知》（某政〔2020〕1号）和某法〔2019〕2号、《规划》，制定本方案。",
        "一、目标",
    )
    assert got.based_on == ("某政〔2020〕1号", "某法〔2019〕2号", "《规划》")
