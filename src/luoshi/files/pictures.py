"""Pictures: opened one at a time and within the limit, and their fingerprints.

A fingerprint is a difference hash of our own: for eight by eight places of the upright grey picture, whether it grows
darker to the right, and whether it grows darker downwards. 128 bits, as 32 hexadecimal digits. The same picture,
smaller or saved anew, has nearly the same one; `bench/pictures.py` shows how near.
"""

from __future__ import annotations

import mmap
import re
import struct
import threading
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pi_heif
from PIL import Image, ImageStat, UnidentifiedImageError

MAX_PIXELS = 40_000_000
MOST_LAYERS = 100  # of a progressive JPEG, which usually has about ten; unpacking goes over the whole picture for each
FORMATS = ("JPEG", "PNG", "HEIF")
# What the libraries raise over bytes that are not what they claim to be.
DAMAGED = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, RuntimeError)
BITS = 128
# Chosen by trying: the same picture stays below, also with a border of 1 % cut off; different ones begin at about 30.
NEAR = 14
_SIDE = 8
_SEEN = 256  # dots that are enough to look at a picture
_EVEN = 8  # how much one colour may differ from place to place
_FLAT = 3.0  # the spread of grey below which all pictures look alike
_STEP = 2.0  # a smaller difference of grey between neighbours is noise
_PAPER, _SHADES = 170, 12  # how light paper is at least, and how far its shades lie apart
_COLOURLESS = 40

_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Within a JPEG: what begins a part, not what stands for itself between the dots.
_MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
_LAYER, _END, _BARE = b"\xda", b"\xd9", (b"\x01", b"\xd8")

# Pillow would warn of some large pictures and raise for others; `opened` refuses them all alike.
Image.MAX_IMAGE_PIXELS = None
pi_heif.register_heif_opener(thumbnails=False)

# One large picture at a time: unpacked, it takes hundreds of megabytes.
PICTURES = threading.Lock()


class TooManyPixels(Exception):
    """More than are worth unpacking."""


class TooManyLayers(Exception):
    """So many that unpacking them would take minutes."""


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """The picture, its head read and nothing unpacked, for one thread at a time."""
    with PICTURES, Image.open(path, formats=FORMATS) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise TooManyPixels
        if picture.format in ("JPEG", "MPO") and _layers(path) > MOST_LAYERS:
            raise TooManyLayers
        yield picture


def small(picture: Image.Image) -> Image.Image:
    """The picture upright and just large enough to look at, on white paper where it is transparent."""
    picture.thumbnail((_SEEN, _SEEN))
    return on_paper(upright(picture))


def upright(picture: Image.Image) -> Image.Image:
    """The picture as it was taken; as it is stored where the notes that would tell cannot be read."""
    try:
        turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # Pillow raises many kinds for broken notes; the picture itself may be whole
        turn = None
    return picture if turn is None else picture.transpose(turn)


def on_paper(picture: Image.Image) -> Image.Image:
    """The picture as on white paper: what is transparent is not black, and a fine scale of grey keeps its shades."""
    if picture.mode == "I;16":
        picture = picture.point(lambda shade: shade / 257).convert("L")
    if picture.has_transparency_data:
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    return picture.convert("RGB")


def is_one_colour(picture: Image.Image) -> bool:
    """Whether nothing is to be seen in a small picture."""
    seen = ImageStat.Stat(picture.resize((32, 32), Image.Resampling.BOX))
    return all(most - least <= _EVEN for least, most in seen.extrema)


def fingerprint(picture: Image.Image) -> str:
    """The fingerprint of an upright picture; "" where it is too even to be told from others, or a page of writing."""
    grey = picture.convert("L")
    if ImageStat.Stat(grey.resize((_SIDE, _SIDE), Image.Resampling.BOX)).stddev[0] < _FLAT or _is_page(picture, grey):
        return ""
    fine = grey.convert("F")
    across = array("f", fine.resize((_SIDE + 1, _SIDE), Image.Resampling.LANCZOS).tobytes())
    down = array("f", fine.resize((_SIDE, _SIDE + 1), Image.Resampling.LANCZOS).tobytes())
    places = [(row, column) for row in range(_SIDE) for column in range(_SIDE)]
    bits = [across[r * 9 + c] > across[r * 9 + c + 1] + _STEP for r, c in places]
    bits += [down[r * 8 + c] > down[r * 8 + c + 8] + _STEP for r, c in places]
    return f"{int(''.join('01'[bit] for bit in bits), 2):032x}"


def distance(one: str, other: str) -> int:
    """How many of the 128 bits differ; all of them where one picture has no fingerprint."""
    if not one or not other:
        return BITS
    return (int(one, 16) ^ int(other, 16)).bit_count()


def near_pictures(phash: str, among: Iterable[tuple[int, str]]) -> list[tuple[int, int]]:
    """The ids of pictures that look the same, with their distance, nearest first."""
    if not phash:
        return []
    own = int(phash, 16)
    found = ((number, (own ^ int(other, 16)).bit_count()) for number, other in among if other)
    return sorted((pair for pair in found if pair[1] <= NEAR), key=lambda pair: (pair[1], pair[0]))


def _layers(path: Path) -> int:
    """How many times the JPEG goes over its picture; counted no further than one above the most."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        place = layers = 0
        while layers <= MOST_LAYERS and (found := _MARKER.search(data, place)) and found[1] != _END:
            place = found.end()
            if found[1] not in _BARE:
                place += struct.unpack(">H", data[place : place + 2].ljust(2, b"\0"))[0]
                layers += found[1] == _LAYER
        return layers


def _is_page(picture: Image.Image, grey: Image.Image) -> bool:
    """Whether more than half of it is paper of one shade: eight by eight places cannot tell one letter from another."""
    saturation = picture.convert("HSV").getchannel("S")
    shades = grey.histogram(saturation.point([255 if value < _COLOURLESS else 0 for value in range(256)], "1"))
    most = max(sum(shades[shade - _SHADES : shade + _SHADES + 1]) for shade in range(_PAPER, 256))
    return most * 2 > grey.width * grey.height
