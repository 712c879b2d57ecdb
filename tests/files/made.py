"""Real files for the tests of intake and previews, some of them broken on purpose."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib

import docx
from PIL import Image

PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def picture(kind: str, size: tuple[int, int] = (40, 30), colour: tuple[int, int, int] = (200, 30, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def word() -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("一、工作任务")
    document.save(out)
    return out.getvalue()


def workbook() -> bytes:
    """A ZIP with something else in it than a Word document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head promises that many pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def rc4(key: bytes, content: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in content:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def encrypted_pdf(password: str, owner: str = "owner") -> bytes:
    """A PDF under the standard security handler, revision 2 (RC4, 40 bits), that opens with the password only."""
    user, identity = (password.encode() + PAD)[:32], bytes(16)
    entry_o = rc4(hashlib.md5((owner.encode() + PAD)[:32]).digest()[:5], user)
    key = hashlib.md5(user + entry_o + struct.pack("<i", -4) + identity).digest()[:5]
    entry_u = rc4(key, PAD)
    drawing = rc4(hashlib.md5(key + struct.pack("<I", 4)[:3] + bytes(2)).digest()[:10], b"0 0 100 100 re f")
    return assemble(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (entry_o.hex().encode(), entry_u.hex().encode()),
        trailer=b"/Encrypt 5 0 R /ID [<%s> <%s>]" % (identity.hex().encode(), identity.hex().encode()),
    )


def plain_pdf(drawing: bytes, *, pages: int = 1, rotate: int = 0) -> bytes:
    """A PDF of 200 by 100 points with one drawing on each page."""
    kids = b" ".join(b"%d 0 R" % (number + 4) for number in range(pages))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Rotate %d /Contents 3 0 R >>" % rotate
    return assemble(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        *[page] * pages,
    )


def assemble(*objects: bytes, trailer: bytes = b"") -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def written_pdf(*pages: list[str], signed: bool = False) -> bytes:
    """A PDF with lines of Chinese text on each page, in a font that every reader knows; signed where asked."""
    font = 3
    objects = [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [%d 0 R] >>"
        % (font + 1),
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
        b"/Ordering (GB1) /Supplement 2 >> /FontDescriptor %d 0 R >>" % (font + 2),
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] /Ascent 880 "
        b"/Descent -120 /ItalicAngle 0 /CapHeight 880 /StemV 80 >>",
    ]
    kids = []
    for lines in pages:
        drawing = b"BT /F 16 Tf 60 780 Td " + b"".join(
            b"<%s> Tj 0 -24 Td " % line.encode("utf-16-be").hex().encode() for line in lines
        )
        number = font + len(objects)
        objects.append(b"<< /Length %d >>\nstream\n%sET\nendstream" % (len(drawing) + 2, drawing))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F %d 0 R >> >> >>" % (number, font)
        )
        kids.append(b"%d 0 R" % (number + 1))
    form = b""
    if signed:
        field = font + len(objects)
        form = b" /AcroForm << /SigFlags 3 /Fields [%d 0 R] >>" % field
        objects.append(
            b"<< /FT /Sig /T (seal) /V %d 0 R /Type /Annot /Subtype /Widget /Rect [0 0 0 0] >>" % (field + 1)
        )
        objects.append(b"<< /Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 100 200 300] /Contents <00ff> >>")
    return assemble(
        b"<< /Type /Catalog /Pages 2 0 R%s >>" % form,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids)),
        *objects,
    )


def scanned_pdf(*sheets: Image.Image) -> bytes:
    """A PDF of pictures only, as a scanner makes it."""
    out = io.BytesIO()
    first, *rest = sheets
    first.save(out, "PDF", save_all=True, append_images=rest)
    return out.getvalue()
