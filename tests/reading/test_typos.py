import pytest

from luoshi.reading.model import Source
from luoshi.reading.typos import possible_typos, written_once


def found(text: str, *others: str) -> list[str]:
    return [flag.message for flag in possible_typos(text, Source(1), written_once([text, *others]))]


def test_doubled_character_is_doubtful_where_it_is_written_once_elsewhere() -> None:
    assert found("行政执法法培训考试", "行政执法培训") == ["“执法法培训”可能应为“执法培训”（别处如此写），原文未改。"]


@pytest.mark.parametrize("text", ["学习习近平讲话", "改进工作作风建设", "行政执法法培训考试", "认证机构"])
def test_words_that_may_be_right_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_common_confusion_is_doubtful() -> None:
    assert found("认证安排部署") == ["“认证安排”可能应为“认真安排”（常见混淆），原文未改。"]
