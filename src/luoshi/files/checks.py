"""Why a file cannot be taken. Every refusal is one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pypdfium2 import PdfiumError

from luoshi.files import archives, formats, pdf, pictures, texts
from luoshi.files.models import Blob
from luoshi.files.secrecy import bears_secret_page
from luoshi.files.texts import NOTHING, FirstPage
from luoshi.kit.errors import Refused

Kind = Blob.Kind

EXTENSIONS = {
    "pdf": Kind.PDF,
    "ofd": Kind.OFD,
    "jpg": Kind.JPEG,
    "jpeg": Kind.JPEG,
    "png": Kind.PNG,
    "heic": Kind.HEIC,
    "heif": Kind.HEIC,
    "docx": Kind.DOCX,
    "xlsx": Kind.XLSX,
    "wps": Kind.WPS,
    "mp4": Kind.MP4,
    "txt": Kind.TEXT,
}
EVIDENCE = frozenset({Kind.PDF, Kind.OFD, Kind.JPEG, Kind.PNG, Kind.HEIC, Kind.DOCX, Kind.XLSX, Kind.WPS, Kind.MP4})
PLAN = frozenset({Kind.DOCX, Kind.XLSX, Kind.TEXT})
SIGNED = frozenset({Kind.PDF})
TEMPLATE = frozenset({Kind.DOCX, Kind.XLSX, Kind.PDF, Kind.WPS})
_MACROS = frozenset({"macros", "_vba_project", "_vba_project_cur", "vba"})
_LOCKED = "“{}”加了密码，审核人打不开。请去掉密码再传。"


class Secret(Refused):
    """The first page bears a mark of secrecy; nothing of the file may stay."""


def check_name(name: str, *, allowed: frozenset[Blob.Kind]) -> Blob.Kind:
    """The kind that the name claims; raises Refused where that is not asked for."""
    claimed = EXTENSIONS.get(name.rpartition(".")[2].lower())
    if claimed not in allowed:
        wanted = "、".join(kind.label for kind in Kind if kind in allowed)
        raise Refused(f"“{name}”不是可以上传的类型。请上传：{wanted}。")
    return claimed


def inspect(path: Path, name: str, *, allowed: frozenset[Blob.Kind]) -> tuple[Blob.Kind, int]:
    """The kind and the number of pages; raises Refused where the file cannot be taken, Secret where it is marked."""
    claimed = check_name(name, allowed=allowed)
    with _told_in_a_sentence(name):
        kind = _agreed(formats.kind_of(path), claimed, name)
        pages, page = _INSPECTIONS[kind](path, name)
    if bears_secret_page(page.text) or bears_secret_page(page.beside):
        raise Secret(
            "文件首页带有密级标志，本系统为非涉密系统，没有保存这个文件。请立即告知本单位保密工作人员，按保密规定处理。"
        )
    return kind, pages


def _agreed(found: Blob.Kind | None, claimed: Blob.Kind, name: str) -> Blob.Kind:
    """The kind that the content is, where the name may stand for it: WPS writes the newer Word format as well."""
    if found is claimed or (found is Kind.DOCX and claimed is Kind.WPS):
        return found
    if found is None and claimed is Kind.TEXT:
        return claimed
    if found is Kind.WPS and claimed is Kind.DOCX:
        raise Refused(f"“{name}”是旧版 Word 或 WPS 的格式，只改了扩展名。请打开后另存为 docx 或 PDF 再传。")
    said = f"实际是 {found.label}" if found else f"打不开，不是 {claimed.label}"
    raise Refused(f"“{name}”的内容与扩展名不符：{said}。请换成真正的文件再传。")


@contextmanager
def _told_in_a_sentence(name: str) -> Iterator[None]:
    try:
        yield
    except archives.Locked as error:
        raise Refused(_LOCKED.format(name)) from error
    except archives.TooBig as error:
        raise Refused(f"“{name}”展开后过大，不像正常的文件。请转成 PDF 再传。") from error
    except archives.Damaged as error:
        raise Refused(f"“{name}”已损坏，打不开。请打开原件重新保存一份再传。") from error


def _inspect_pdf(path: Path, name: str) -> tuple[int, FirstPage]:
    try:
        pdf.try_out(path)
        with pdf.opened(path) as document:
            pages = pdf.count(document)
            page = FirstPage(pdf.first_text(document)) if pages else NOTHING
    except pdf.TooMuch as error:
        raise Refused(
            f"“{name}”太复杂，打开要占用太多内存或时间。请用“打印成 PDF”重新生成，或者拆成几个再传。"
        ) from error
    except pdf.PageDamaged as error:
        raise Refused(f"“{name}”已损坏，打不开第 {error.number} 页。请重新导出 PDF 再传。") from error
    except PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Refused(_LOCKED.format(name)) from error
        raise Refused(f"“{name}”已损坏，打不开。请重新导出 PDF 再传。") from error
    if not pages:
        raise Refused(f"“{name}”没有一页内容。请重新导出 PDF 再传。")
    return pages, page


def _inspect_picture(path: Path, name: str) -> tuple[int, FirstPage]:
    try:
        with pictures.opened(path) as picture:
            picture.load()
    except pictures.TooManyPixels as error:
        raise Refused(f"“{name}”的像素超过 4000 万。请缩小后再传。") from error
    except pictures.TooManyLayers as error:
        raise Refused(f"“{name}”分了太多层保存，打开要很久。请用看图软件另存为 JPEG 再传。") from error
    except pictures.DAMAGED as error:
        raise Refused(f"“{name}”已损坏，打不开。请重新保存图片再传。") from error
    return 1, NOTHING


def _inspect_office(path: Path, name: str) -> tuple[int, FirstPage]:
    with archives.opened(path) as archive:
        macros = archives.holds_macros(archive)
        archives.read_through(archive)
        page = texts.of_archive(archive)
    return 1, _without_macros(page, name, macros=macros)


def _inspect_ofd(path: Path, name: str) -> tuple[int, FirstPage]:
    with archives.opened(path) as archive:
        archives.read_through(archive)
        pages, page = texts.ofd_pages(archive), texts.of_archive(archive)
    if not pages:
        raise Refused(f"“{name}”没有一页内容。请重新导出 OFD 再传。")
    return pages, page


def _inspect_wps(path: Path, name: str) -> tuple[int, FirstPage]:
    names = {name.casefold() for name in formats.compound_names(path)}  # the format knows no case
    return 1, _without_macros(formats.compound_page(path), name, macros=not _MACROS.isdisjoint(names))


def _inspect_video(path: Path, name: str) -> tuple[int, FirstPage]:
    if not formats.is_whole_video(path):
        raise Refused(f"“{name}”不完整，放不出来。请把视频重新导出一份再传。")
    return 1, NOTHING


def _inspect_text(path: Path, name: str) -> tuple[int, FirstPage]:  # noqa: ARG001 - as all inspections
    with path.open("rb") as file:
        return 1, texts.of_plain(file.read(8 * texts.LONGEST))


def _without_macros(page: FirstPage, name: str, *, macros: bool) -> FirstPage:
    if macros:
        raise Refused(f"“{name}”含宏，打开时会运行程序。请另存为不含宏的文件，或者转成 PDF 再传。")
    return page


_INSPECTIONS: dict[Blob.Kind, Callable[[Path, str], tuple[int, FirstPage]]] = {
    Kind.PDF: _inspect_pdf,
    Kind.OFD: _inspect_ofd,
    Kind.JPEG: _inspect_picture,
    Kind.PNG: _inspect_picture,
    Kind.HEIC: _inspect_picture,
    Kind.DOCX: _inspect_office,
    Kind.XLSX: _inspect_office,
    Kind.WPS: _inspect_wps,
    Kind.MP4: _inspect_video,
    Kind.TEXT: _inspect_text,
}
