"""What a camera or telephone wrote into a picture: when, where, which device, and which way it was held."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import Image

_EXIF, _GPS = 0x8769, 0x8825
_MAKE, _MODEL, _ORIENTATION = 0x010F, 0x0110, 0x0112
_TAKEN = (0x9003, 0x9004)  # taken, digitised; the third date is that of the last change
_MOMENT = re.compile(r"(\d{4})[:-](\d{2})[:-](\d{2})[ T](\d{2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Shot:
    """As written, which is not to say that it is true. The time has no zone."""

    taken_at: str = ""
    latitude: float | None = None
    longitude: float | None = None
    camera: str = ""
    turned: bool = False


def shot(picture: Image.Image) -> Shot:
    """What the picture carries along; what is missing or senseless stays empty."""
    try:
        exif = picture.getexif()
        more, place = exif.get_ifd(_EXIF), exif.get_ifd(_GPS)
    except Exception:  # Pillow raises many kinds for broken notes; the picture itself may be whole
        return Shot()
    latitude = _degrees(place.get(2), place.get(1), "S", 90)
    longitude = _degrees(place.get(4), place.get(3), "W", 180)
    if latitude is None or longitude is None or (latitude, longitude) == (0, 0):
        latitude = longitude = None  # a device without a fix writes noughts
    return Shot(
        taken_at=next((moment for tag in _TAKEN if (moment := _moment(more.get(tag)))), ""),
        latitude=latitude,
        longitude=longitude,
        camera=_camera(_words(exif.get(_MAKE)), _words(exif.get(_MODEL))),
        # HEIC comes upright already and leaves a note of how it was.
        turned=(picture.info.get("original_orientation") or exif.get(_ORIENTATION, 1)) in range(2, 9),
    )


def _moment(written: Any) -> str:
    found = _MOMENT.match(_words(written))
    if found is None:
        return ""
    try:
        moment = datetime.strptime("".join(found.groups()), "%Y%m%d%H%M")  # noqa: DTZ007 - a camera knows no zone
    except ValueError:
        return ""
    return f"{moment:%Y-%m-%d %H:%M}" if moment.year > 1900 else ""


def _degrees(parts: Any, side: Any, negative: str, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in (*parts, 0, 0)[:3])
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or not 0 <= value <= most:
        return None
    return round(-value if _words(side).upper() == negative else value, 6)


def _camera(make: str, model: str) -> str:
    whole = model if model.lower().startswith(make.lower()) else f"{make} {model}"
    return whole.strip()[:100]


def _words(written: Any) -> str:
    if isinstance(written, bytes):
        written = written.decode("utf-8", "ignore")
    plain = "".join(c if c.isprintable() else " " for c in written) if isinstance(written, str) else ""
    return " ".join(plain.split())
