"""Page images: what is shown of a file. Made once, kept beside the blobs, without the metadata of the original."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from django.conf import settings
from PIL import Image

from luoshi.files import disk, pdf, pictures
from luoshi.files.models import Blob
from luoshi.files.trial import MOST_PAGES, WIDTH, scale_of
from luoshi.kit.errors import Refused


def page_image(blob: Blob, number: int) -> Path:
    """The JPEG of page `number` (from 1); raises Refused where there is no such page or nothing to show."""
    if not blob.has_preview or not 1 <= number <= blob.pages:
        raise Refused("这个文件没有这一页可以预览。请下载原件查看。")
    place = Path(settings.DATA_DIR) / "previews" / blob.sha256[:2] / f"{blob.sha256}-{number}.jpg"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        source = disk.path_of(blob.sha256)
        if number > MOST_PAGES and number < blob.pages:
            _try_out(source, number)
        picture = _draw_picture(source) if blob.is_picture else _draw_page(source, number)
        whole = io.BytesIO()  # Pillow itself would not notice that the disk took only a part
        picture.save(whole, "JPEG", quality=85)
        temporary, _, _ = disk.receive([whole.getvalue()], limit=len(whole.getvalue()))
        temporary.replace(place)
    return place


def _try_out(source: Path, number: int) -> None:
    """A page that nobody looked at when the file came."""
    try:
        pdf.try_out(source, number)
    except pdf.TooMuch as error:
        raise Refused("这一页太复杂，画不出来。请下载原件查看。") from error


def _draw_page(source: Path, number: int) -> Image.Image:
    with pdf.PDFIUM:
        document = pypdfium2.PdfDocument(source)
        try:
            page = document[number - 1]
            drawn: Image.Image = page.render(scale=scale_of(page)).to_pil()
            return drawn.convert("RGB")
        except pypdfium2.PdfiumError as error:
            raise Refused("这一页已损坏，画不出来。请下载原件查看。") from error
        finally:
            document.close()


def _draw_picture(source: Path) -> Image.Image:
    try:
        with pictures.opened(source) as picture:
            picture.thumbnail((WIDTH, WIDTH))
            drawn = pictures.on_paper(pictures.upright(picture))
    except FileNotFoundError:
        raise
    except pictures.DAMAGED as error:
        raise Refused("这张图片画不出来。请下载原件查看。") from error
    drawn.info.clear()  # else a comment of the original would be saved again
    return drawn
