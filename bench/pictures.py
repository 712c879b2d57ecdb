"""How near the fingerprints of the same and of different pictures are, and how long comparing takes.

Prints, for 200 photographs and 60 scanned letters that are made up here, the distances in bits (of 128): of the same
picture saved anew, smaller, brighter, cut at its border; and of different pictures. `pictures.NEAR` lies between. Pages
of writing have no fingerprint, because eight by eight places cannot tell them apart.
"""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from luoshi.files.pictures import NEAR, distance, fingerprint, near_pictures, small

SIZE = (1600, 1200)


def photograph(seed: int) -> Image.Image:
    """Sky, ground, things and noise, as a telephone would see them."""
    chance = random.Random(seed)
    low = Image.frombytes("RGB", (6, 5), bytes(chance.randrange(30, 226) for _ in range(90)))
    picture = low.resize(SIZE, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    for _ in range(chance.randrange(4, 14)):
        x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        w, h = chance.randrange(60, 700), chance.randrange(60, 500)
        colour = tuple(chance.randrange(256) for _ in range(3))
        (draw.ellipse if chance.random() < 0.5 else draw.rectangle)((x - w, y - h, x + w, y + h), fill=colour)
    picture = picture.filter(ImageFilter.GaussianBlur(3))
    return Image.blend(picture, Image.effect_noise(SIZE, 60).convert("RGB"), 0.12)


def letter(seed: int) -> Image.Image:
    """A scanned page: a red head that is the same on all, and lines of text of different lengths."""
    chance = random.Random(seed)
    page = Image.new("RGB", (1240, 1754), (250, 249, 246))
    draw = ImageDraw.Draw(page)
    draw.rectangle((200, 180, 1040, 260), fill=(200, 30, 30))
    draw.rectangle((150, 330, 1090, 336), fill=(200, 30, 30))
    y = 420
    while y < chance.randrange(900, 1600):
        right = 1090 if chance.random() < 0.8 else chance.randrange(300, 1000)
        for x in range(150, right, 34):
            if chance.random() < 0.95:
                draw.rectangle((x, y, x + 22 + chance.randrange(8), y + 26), outline=(40, 40, 40), width=3)
        y += 56
    return page


def saved(picture: Image.Image, quality: int) -> Image.Image:
    """As JPEG and back."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue()))


def cut(picture: Image.Image, share: float) -> Image.Image:
    """Without so much of each border."""
    w, h = picture.size
    return picture.crop((int(w * share), int(h * share), int(w * (1 - share)), int(h * (1 - share))))


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "quality 90": lambda p: saved(p, 90),
    "quality 40": lambda p: saved(p, 40),
    "half as large": lambda p: p.resize((p.width // 2, p.height // 2), Image.Resampling.LANCZOS),
    "640 across, quality 60": lambda p: saved(p.resize((640, 640 * p.height // p.width)), 60),
    "brighter by 10 %": lambda p: ImageEnhance.Brightness(p).enhance(1.1),
    "more contrast, 15 %": lambda p: ImageEnhance.Contrast(p).enhance(1.15),
    "cut by 1 %": lambda p: cut(p, 0.01),
    "cut by 2 %": lambda p: cut(p, 0.02),
    "cut by 4 %": lambda p: cut(p, 0.04),
}


def told(name: str, distances: list[int]) -> None:
    """One line."""
    ordered = sorted(distances)
    if not ordered:
        return
    near = sum(d <= NEAR for d in ordered)
    print(
        f"{name:34}{ordered[0]:5}{ordered[len(ordered) // 2]:7}{ordered[int(len(ordered) * 0.99)]:6}{ordered[-1]:6}"
        f"{near / len(ordered):9.2%}"
    )


def main() -> None:
    """Print the tables."""
    for kind, make, number in (("photographs", photograph, 200), ("letters", letter, 60)):
        print(f"{kind:34}{'min':>5}{'median':>7}{'99 %':>6}{'max':>6}{'near':>9}")
        wholes = [make(seed) for seed in range(number)]
        prints = [fingerprint(small(picture.copy())) for picture in wholes]
        for name, change in CHANGES.items():
            changed = [fingerprint(small(change(picture).copy())) for picture in wholes]
            told(f"  same, {name}", [distance(a, b) for a, b in zip(prints, changed, strict=True) if a or b])
        print(f"{'  without a fingerprint':34}{sum(not one for one in prints):5}")
        told("  different", [distance(a, b) for i, a in enumerate(prints) for b in prints[:i] if a and b])
    chance = random.Random(1)
    among = [(number, f"{chance.getrandbits(128):032x}") for number in range(100_000)]
    start = time.perf_counter()
    near_pictures(among[0][1], among)
    print(f"{'compared with 100,000':34}{(time.perf_counter() - start) * 1000:9.0f} ms")


if __name__ == "__main__":
    main()
