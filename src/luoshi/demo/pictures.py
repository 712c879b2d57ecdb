"""Pictures of the demonstration: one drawing, taken by each unit in its own room and light."""

from __future__ import annotations

import io
import random
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

TAKEN = 0x9003  # DateTimeOriginal
CAMERA = 0x0110
DETAILS = 0x8769


def own_picture(path: Path, mark: str, taken: datetime) -> bytes:
    """The drawing as the unit named by `mark` would have it: another frame, another light; the same for the same mark.

    Taken on a camera that wrote the time into it.
    """
    chance = random.Random(f"{path.name} {mark}")  # noqa: S311 - a story, not a draw
    with Image.open(path) as drawing:
        width, height = drawing.size
        # The lower right corner bears the mark of the demonstration and stays in every frame.
        frame = (int(chance.uniform(0, 0.3) * width), int(chance.uniform(0, 0.3) * height), width, height)
        picture = drawing.convert("RGB").crop(frame).resize((width, height))
    shade = Image.new("L", picture.size, 255)
    pen = ImageDraw.Draw(shade)
    for _ in range(9):
        x, y, wide = chance.uniform(0, width), chance.uniform(0, height), chance.uniform(120, 330)
        pen.ellipse((x - wide, y - wide, x + wide, y + wide), fill=chance.randint(90, 255))
    shade = shade.filter(ImageFilter.GaussianBlur(60))
    picture = Image.composite(picture, Image.new("RGB", picture.size, (28, 24, 20)), shade)
    exif = Image.Exif()
    exif[CAMERA] = "Demo"
    exif.get_ifd(DETAILS)[TAKEN] = f"{taken:%Y:%m:%d %H:%M:%S}"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, exif=exif)
    return out.getvalue()
