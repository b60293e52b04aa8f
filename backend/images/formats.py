"""What kind of file some bytes are, told by their first bytes and never by a name or a header."""

from __future__ import annotations

from typing import Final

SIGNATURES: Final = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\0\0\1\0", "ICO"),
    (b"%PDF", "PDF"),
)
AVIF_BRANDS: Final = (b"avif", b"avis")
HEIF_BRANDS: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
TEXT_LOOKED_AT: Final = 1_024


def format_of(data: bytes) -> str | None:
    """The format's usual name (`JPEG`, `WEBP`, `HTML`, …), None for one not known here."""
    for signature, name in SIGNATURES:
        if data.startswith(signature):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        return _coded_in_boxes(data)
    return _text(data)


def ends_early(data: bytes, kind: str) -> bool:
    """Whether bytes are missing at the end of a file of a format that can be decoded."""
    match kind:
        case "JPEG":
            # The last scan starts behind the last end: the only one found is a thumbnail's.
            return data.rfind(b"\xff\xd9") <= data.rfind(b"\xff\xda")
        case "PNG":
            return b"IEND\xaeB`\x82" not in data
        case "WEBP":
            return 8 + int.from_bytes(data[4:8], "little") > len(data)
        case _:
            return _boxes_end(data) > len(data)


def _coded_in_boxes(data: bytes) -> str | None:
    """The coding is among the brands of the first box; its first brand may be a general one."""
    end = int.from_bytes(data[:4], "big")
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, min(end, 256), 4))]
    if any(brand in AVIF_BRANDS for brand in brands):
        return "AVIF"
    return "HEIF" if any(brand in HEIF_BRANDS for brand in brands) else None


def _boxes_end(data: bytes) -> int:
    """Where the last top-level box of an ISO media file says it ends."""
    position = 0
    while position < len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        if size == 1:
            size = int.from_bytes(data[position + 8 : position + 16], "big")
        if size == 0:
            return len(data)
        position += max(size, 8)
    return position


def _text(data: bytes) -> str | None:
    start = data[:TEXT_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not start.startswith((b"<", b"{", b"[")):
        return None
    if b"<svg" in start:
        return "SVG"
    if start.startswith((b"<!doctype html", b"<html")):
        return "HTML"
    return "XML" if start.startswith(b"<") else "JSON"
