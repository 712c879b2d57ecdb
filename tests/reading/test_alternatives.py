import pytest

from luoshi.reading.alternatives import choice_in


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("评选行政指导案例或者使用行政指导文书情况", "或者"),
        ("培训通知或总结", "或"),
        ("图片、视频，任选其一", "任选其一"),
        ("组织或联合组织论坛、观摩等活动的材料", None),
        ("组织或者联合组织论坛的材料", None),
        ("问题或建议的采纳情况", None),
        ("名单（纸质或者电子）", None),
        ("或", None),
        ("", None),
    ],
)
def test_choice_is_between_two_things(text: str, word: str | None) -> None:
    assert choice_in(text) == word
