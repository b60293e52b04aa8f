"""Many pictures of a data set on one, to look through."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from backend.dataset.read import Dataset
from backend.errors import InvalidInput

_CAPTION: Final = 16  # pixels
_GAP: Final = 4
LONGEST_SIDE: Final = 16_383
"""Pixels; a WebP file can have no more."""
_PAPER: Final = "#ffffff"
_INK: Final = "#444444"

Entry = tuple[str, str]
"""A picture's path in the data set, and what is written below it."""


def listings_of(
    dataset: Dataset, *, category: str | None = None, style: str | None = None
) -> list[Entry]:
    """First packshots of one finish of each design, by what is true of it."""
    truth = {row.id: row for row in dataset.truth()}
    designs: set[str] = set()
    entries = []
    for row in dataset.listings():
        true = truth.get(row.id)
        kind = true.category if true else row.category
        family = true.style if true else row.style
        if row.design in designs or not row.images:
            continue
        if (category and kind != category) or (style and family != style):
            continue
        designs.add(row.design)
        named = (family,) if category else (kind, family)
        entries.append((row.images[0], " ".join(each for each in named if each)))
    return sorted(entries, key=lambda entry: entry[1])


def rooms_of(dataset: Dataset) -> list[Entry]:
    return [(row.image, row.kind) for row in dataset.rooms() if row.image is not None]


def photos_of(dataset: Dataset) -> list[Entry]:
    return [(row.image, f"{row.listing} ({row.severity})") for row in dataset.photos()]


def contact_sheet(
    dataset: Dataset, entries: Sequence[Entry], *, columns: int, cell: int
) -> Image.Image:
    """The pictures in rows of `columns`, each within `cell` x `cell` pixels, captions below.

    Raises `InvalidInput` if there are none, one cannot be read, or the whole is too large.
    """
    if not entries:
        raise InvalidInput("There are no such pictures in the data set.")
    pictures = [_scaled(dataset, path, cell) for path, _ in entries]
    high = max(picture.height for picture in pictures)
    step = high + _CAPTION + _GAP
    rows = -(-len(entries) // columns)
    if max(columns * (cell + _GAP), rows * step) > LONGEST_SIDE:
        raise InvalidInput(
            f"The sheet would have more than {LONGEST_SIDE:,} pixels a side; take a smaller --cell"
            " or fewer pictures."
        )
    sheet = Image.new("RGB", (columns * (cell + _GAP), rows * step), _PAPER)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(11)
    for number, (picture, (_, caption)) in enumerate(zip(pictures, entries, strict=True)):
        x, y = number % columns * (cell + _GAP), number // columns * step
        sheet.paste(picture, (x, y))
        draw.text((x + 2, y + high + 1), caption, _INK, font)
    return sheet


def save_sheet(sheet: Image.Image, file: Path) -> None:
    """By the file's ending: .webp, .jpg or .png. Raises `InvalidInput` for another."""
    if file.suffix not in (".webp", ".jpg", ".png"):
        raise InvalidInput(f"{file} must end in .webp, .jpg or .png.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        sheet.save(file, quality=82)
    except OSError as error:
        raise InvalidInput(f"{file} cannot be written: {error.strerror}.") from None


def _scaled(dataset: Dataset, path: str, cell: int) -> Image.Image:
    file = dataset.image(path)
    try:
        with Image.open(file) as picture:
            scaled = picture.convert("RGB")
    except UnidentifiedImageError:
        raise InvalidInput(f"{file} is not a picture.") from None
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror or error}.") from None
    scaled.thumbnail((cell, cell), Image.Resampling.LANCZOS)
    return scaled
