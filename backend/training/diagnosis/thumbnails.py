"""Small pictures for the report: each made once, written beside the page if the page shows it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from backend.images.decode import DecodeLimits, decode
from backend.images.resize import draft_size, letterbox
from backend.training.diagnosis.flat_map import Cells

SIDE: Final = 192
"""Pixels; what a gallery shows."""
QUALITY: Final = 82
FOLDER: Final = "pictures"
LIMITS: Final = DecodeLimits(max_bytes=20_000_000, max_pixels=50_000_000)
PAPER: Final = "#ffffff"


class Thumbnails:
    """Squares of `SIDE` pixels by the path that a data set's row names."""

    def __init__(self, file_of: Callable[[str], Path], out: Path) -> None:
        self._file_of = file_of
        self._out = out
        self._made: dict[str, bytes] = {}

    def address(self, path: str) -> str:
        """Where the page finds it, relative to the report's folder."""
        name = f"{FOLDER}/{hashlib.sha256(path.encode()).hexdigest()[:16]}.webp"
        file = self._out / name
        if path not in self._made or not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self._bytes(path))
        return name

    def picture(self, path: str, side: int) -> Image.Image:
        with Image.open(BytesIO(self._bytes(path))) as picture:
            return picture.resize((side, side), Image.Resampling.LANCZOS)

    def _bytes(self, path: str) -> bytes:
        if path not in self._made:
            content = self._file_of(path).read_bytes()
            square = letterbox(
                decode(content, limits=LIMITS, draft_size=max(draft_size(SIDE))), SIDE
            )
            made = BytesIO()
            Image.fromarray(square).save(made, "WEBP", quality=QUALITY)
            self._made[path] = made.getvalue()
        return self._made[path]


def mosaic(
    thumbnails: Thumbnails, paths: Sequence[str], cells: Cells, size: tuple[int, int], side: int
) -> Image.Image:
    """Pictures of `side` pixels at their cells (column, row) of a grid of `size` columns and
    rows, on white."""
    columns, rows = size
    sheet = Image.new("RGB", (columns * side, rows * side), PAPER)
    for path, (column, row) in zip(paths, cells.tolist(), strict=True):
        sheet.paste(thumbnails.picture(path, side), (column * side, row * side))
    return sheet


def atlas(thumbnails: Thumbnails, paths: Sequence[str], side: int) -> tuple[Image.Image, int]:
    """All pictures in rows from the top left, and how many a row has."""
    columns = max(1, math.ceil(math.sqrt(len(paths))))
    sheet = Image.new("RGB", (columns * side, -(-len(paths) // columns) * side), PAPER)
    for place, path in enumerate(paths):
        corner = (place % columns * side, place // columns * side)
        sheet.paste(thumbnails.picture(path, side), corner)
    return sheet, columns


def webp(picture: Image.Image) -> bytes:
    encoded = BytesIO()
    picture.save(encoded, "WEBP", quality=QUALITY)
    return encoded.getvalue()
