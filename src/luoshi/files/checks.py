"""What a file is, by its content, and why it cannot be taken. Every refusal is one sentence that says what to do."""

from __future__ import annotations

import threading
import unicodedata
import zipfile
from pathlib import Path

import filetype
import pypdfium2
from PIL import Image, UnidentifiedImageError

from luoshi.files.models import Blob
from luoshi.kit.errors import Refused

Kind = Blob.Kind

SECRET_MARKS = ("绝密", "机密", "秘密★")
EXTENSIONS = {
    "pdf": Kind.PDF,
    "jpg": Kind.JPEG,
    "jpeg": Kind.JPEG,
    "png": Kind.PNG,
    "docx": Kind.DOCX,
    "xlsx": Kind.XLSX,
    "txt": Kind.TEXT,
}
EVIDENCE = frozenset({Kind.PDF, Kind.JPEG, Kind.PNG})
PLAN = frozenset({Kind.DOCX, Kind.XLSX, Kind.TEXT})
SIGNED = frozenset({Kind.PDF})
MAX_PIXELS = 40_000_000
# What the libraries raise over bytes that are not what they claim to be.
DAMAGED_ZIP = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError)
DAMAGED_PICTURE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError)

# Pillow would warn of some large pictures and raise for others; `_open_picture` refuses them all by one sentence.
Image.MAX_IMAGE_PIXELS = None

# pdfium is not safe for two threads at once, and one process serves many.
PDFIUM = threading.Lock()
# One large picture at a time: unpacked, it takes hundreds of megabytes.
PICTURES = threading.Lock()


def bears_secret_mark(name: str) -> bool:
    """Whether a file's name carries a mark of state secrecy."""
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    return any(mark in plain for mark in SECRET_MARKS)


def inspect(path: Path, name: str, *, allowed: frozenset[Blob.Kind]) -> tuple[Blob.Kind, int]:
    """The kind and the number of pages; raises Refused where the file cannot be taken."""
    kind = _kind(path)
    claimed = EXTENSIONS.get(name.rpartition(".")[2].lower())
    wanted = "、".join(sorted({k.label for k in allowed}))
    if claimed not in allowed:
        raise Refused(f"“{name}”不是可以上传的类型。请上传：{wanted}。")
    if kind is None and claimed is Kind.TEXT:
        return Kind.TEXT, 1
    if kind is not claimed:
        found = f"实际是 {kind.label}" if kind else f"打不开，不是 {claimed.label}"
        raise Refused(f"“{name}”的内容与扩展名不符：{found}。请换成真正的文件再传。")
    if kind is Kind.PDF:
        return kind, _pdf_pages(path, name)
    if kind in (Kind.JPEG, Kind.PNG):
        _open_picture(path, name)
    return kind, 1


def _kind(path: Path) -> Blob.Kind | None:
    with path.open("rb") as file:
        start = file.read(8192)
    if b"%PDF-" in start[:1024]:
        return Kind.PDF
    guess = filetype.guess_extension(start)
    if guess in ("jpg", "png"):
        return Kind.JPEG if guess == "jpg" else Kind.PNG
    if start[:4] == b"PK\x03\x04" and zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                names = set(archive.namelist())
        except DAMAGED_ZIP:
            return None
        return Kind.DOCX if "word/document.xml" in names else Kind.XLSX if "xl/workbook.xml" in names else None
    return None


def _pdf_pages(path: Path, name: str) -> int:
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower() or "security" in str(error).lower():
                raise Refused(f"“{name}”加了密码，审核人打不开。请去掉密码再传。") from error
            raise Refused(f"“{name}”已损坏，打不开。请重新导出 PDF 再传。") from error
        try:
            pages = len(document)
            for number in {*range(min(pages, 20)), max(pages - 1, 0)} if pages else ():
                document[number].close()  # a page that the file only claims to have cannot be opened
        except pypdfium2.PdfiumError as error:
            raise Refused(f"“{name}”已损坏，打不开第 {number + 1} 页。请重新导出 PDF 再传。") from error
        finally:
            document.close()
    if not pages:
        raise Refused(f"“{name}”没有一页内容。请重新导出 PDF 再传。")
    return pages


def _open_picture(path: Path, name: str) -> None:
    try:
        with PICTURES, Image.open(path) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused(f"“{name}”的像素超过 4000 万。请缩小后再传。")
            picture.load()
    except DAMAGED_PICTURE as error:
        raise Refused(f"“{name}”已损坏，打不开。请重新保存图片再传。") from error
