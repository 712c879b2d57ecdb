"""Whether a material may be chosen: one thing or another."""

from __future__ import annotations

import re

from luoshi.reading.numerals import squeeze

_CHOICE = re.compile("任选其一|其中之一|之一即可|任意一[项种份个]|[二两三]选一")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_PARTS = re.compile("[、，,；;。：:]|以及|和|及")
_WORDS_FOR_OR = re.compile("或者|或")
# What is handed in as proof; other nouns beside 或 only describe one.
_THINGS = re.compile(
    "(?:材料|资料|通知|报告|总结|方案|计划|图片|照片|视频|录像|纪要|记录|签到表|台账|名单|文件|截图|报道|简报|清单|办法|制度"
    "|证明|证书|文书|案例|公告|公示|批复|合同|协议|复印件|扫描件|链接|汇报|函|表)(?:等|的?情况)?$"
)


def choice_in(text: str) -> str | None:
    """The word by which `text`, a material, leaves a choice between two things; None where it leaves none.

    组织或者联合组织 is one doing in two ways, not two things.
    """
    plain = _BRACKETS.sub("", squeeze(text))
    chosen = _CHOICE.search(plain)
    if chosen:
        return chosen[0]
    for found in _WORDS_FOR_OR.finditer(plain):
        before = _PARTS.split(plain[: found.start()].rstrip("、，,"))[-1]
        after = _PARTS.split(plain[found.end() :])[0]
        if not before or not after or before in after:
            continue
        if found[0] == "或者" or (_THINGS.search(before) and _THINGS.search(after) and "的" not in after):
            return found[0]
    return None
