"""The same picture has nearly the same fingerprint, however it was saved; different pictures have different ones."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.pictures import letter, photograph
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from luoshi.files import pictures
from luoshi.files.pictures import BITS, NEAR, distance, fingerprint, near_pictures, small

WHOLE = {seed: photograph(seed) for seed in range(8)}
PRINTS = {seed: fingerprint(small(picture.copy())) for seed, picture in WHOLE.items()}


def saved(picture: Image.Image, kind: str, **more: int) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return Image.open(io.BytesIO(out.getvalue()))


def cut(picture: Image.Image, share: float) -> Image.Image:
    w, h = picture.size
    return picture.crop((int(w * share), int(h * share), int(w * (1 - share)), int(h * (1 - share))))


@pytest.mark.parametrize(
    "change",
    [
        lambda p: saved(p, "JPEG", quality=90),
        lambda p: saved(p, "JPEG", quality=40),
        lambda p: saved(saved(p, "JPEG", quality=60), "PNG"),
        lambda p: p.resize((p.width // 3, p.height // 3)),
        lambda p: saved(p.resize((640, 480)), "JPEG", quality=40),
        lambda p: ImageEnhance.Brightness(p).enhance(1.1),
        lambda p: ImageEnhance.Brightness(p).enhance(0.9),
        lambda p: cut(p, 0.01),
    ],
)
@pytest.mark.parametrize("seed", WHOLE)
def test_same_picture_is_near(seed: int, change: Callable[[Image.Image], Image.Image]) -> None:
    assert distance(PRINTS[seed], fingerprint(small(change(WHOLE[seed]).copy()))) <= NEAR


def test_different_pictures_are_far() -> None:
    apart = [distance(PRINTS[a], PRINTS[b]) for a in WHOLE for b in WHOLE if a < b]
    assert min(apart) > NEAR + 5


def test_turned_picture_that_is_shown_upright_is_the_same() -> None:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    WHOLE[0].rotate(90, expand=True).save(out, "JPEG", quality=90, exif=exif)
    assert distance(PRINTS[0], fingerprint(small(Image.open(io.BytesIO(out.getvalue()))))) <= NEAR


@pytest.mark.parametrize("colour", ["white", "black", (200, 30, 30)])
def test_picture_of_one_colour_has_no_fingerprint(colour: str) -> None:
    flat = Image.new("RGB", (400, 300), colour)
    assert fingerprint(flat) == ""
    assert pictures.is_one_colour(flat)


def test_pages_of_writing_have_no_fingerprint_because_all_look_alike() -> None:
    for seed in range(4):
        page = small(letter(seed))
        assert fingerprint(page) == ""
        assert not pictures.is_one_colour(page)


def test_picture_without_fingerprint_is_near_to_none() -> None:
    assert distance("", "") == distance(PRINTS[0], "") == BITS
    assert near_pictures("", [(1, ""), (2, PRINTS[0])]) == []
    assert near_pictures(PRINTS[0], [(1, ""), (2, PRINTS[1])]) == []


def test_nearest_comes_first() -> None:
    own = int(PRINTS[0], 16)
    off = {bits: f"{own ^ ((1 << bits) - 1):032x}" for bits in (0, 3, NEAR, NEAR + 1)}
    among = [(4, off[NEAR]), (3, off[3]), (9, off[NEAR + 1]), (2, off[3]), (1, off[0])]
    assert near_pictures(PRINTS[0], among) == [(1, 0), (2, 3), (3, 3), (4, NEAR)]


@given(st.integers(0, 2**BITS - 1), st.integers(0, 2**BITS - 1))
def test_distance_counts_bits(one: int, other: int) -> None:
    first, second = f"{one:032x}", f"{other:032x}"
    assert distance(first, second) == distance(second, first) == f"{one ^ other:b}".count("1")


def test_fingerprint_takes_32_digits() -> None:
    assert all(len(one) == 32 and int(one, 16) >= 0 for one in PRINTS.values())


def test_picture_is_not_unpacked_beyond_the_limit(tmp_path: Path) -> None:
    from tests.files import made

    (tmp_path / "bomb").write_bytes(made.bomb(20_000, 20_000))
    begun = time.process_time()
    with pytest.raises(pictures.TooManyPixels), pictures.opened(tmp_path / "bomb"):
        pass
    assert time.process_time() - begun < 1
