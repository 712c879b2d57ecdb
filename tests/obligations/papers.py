"""Real papers and photographs for the tests of checks."""

from __future__ import annotations

import io
import random

import docx
from django.core.files.base import File
from PIL import Image
from tests.files.made import written_pdf

NOTICE = (
    "明江市环境保护局文件",
    "示例〔2017〕87 号",
    "关于举办服务型行政执法观摩交流活动的通知",
    "各科室、各下属单位：",
    "按照示例〔2017〕9号文件，定于2017年8月16日举办观摩交流活动，现将有关事项通知如下。",
    "明江市环境保护局",
    "二〇一七年八月二十四日",
)


def paper(*lines: str, name: str = "通知.pdf", more: tuple[list[str], ...] = (), signed: bool = True) -> File:
    """A PDF with these lines on its first page, the notice where none are given, and more pages behind it."""
    return File(io.BytesIO(written_pdf(list(lines or NOTICE), *more, signed=signed)), name=name)


def notice(**changed: str) -> tuple[str, ...]:
    """The lines of the notice with words replaced: `number`, `unit`, `day`."""
    places = {"number": "示例〔2017〕87 号", "unit": "明江市环境保护局", "day": "二〇一七年八月二十四日"}
    lines = NOTICE
    for key, words in changed.items():
        lines = tuple(line.replace(places[key], words) for line in lines)
    return lines


def word(*lines: str, name: str = "总结.docx") -> File:
    """A Word document of these paragraphs."""
    out, document = io.BytesIO(), docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return File(io.BytesIO(out.getvalue()), name=name)


def photo(seed: int = 1, *, name: str = "照片.jpg", taken: str = "", width: int = 640, quality: int = 85) -> File:
    """A photograph of its own for each seed, the same at every size and quality; `taken` as cameras write it."""
    chance = random.Random(seed)
    low = Image.frombytes("RGB", (6, 5), bytes(chance.randrange(30, 226) for _ in range(90)))
    picture = low.resize((960, 720), Image.Resampling.BICUBIC).resize((width, width * 3 // 4))
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, exif=exif)
    return File(io.BytesIO(out.getvalue()), name=name)
