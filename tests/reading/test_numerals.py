import pytest

from luoshi.reading.numerals import normalise, number


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("九", "9"),
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("三十一", "31"),
        ("二〇一七", "2017"),
        ("一二", None),
        ("十一二", None),
    ],
)
def test_chinese_number_is_read_or_refused(words: str, digits: str | None) -> None:
    assert number(words) == digits


def test_normal_form_knows_where_each_character_came_from() -> None:
    assert normalise("于 三十一 日　２号") == ("于31日2号", [0, 2, 4, 6, 8, 9])
