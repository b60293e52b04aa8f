"""A question and its answers on one picture, for people to look at."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from PIL import Image, ImageDraw, ImageFont

TILE: Final = 132
GAP: Final = 14
MARGIN: Final = 12
LETTER: Final = 11
LINE: Final = 14
WIDEST: Final = 23
"""Letters that fit under a tile."""
NARROW: Final = 6
"""Pixels of a letter."""
FEWEST: Final = 4
"""Tiles of a row that a sheet has room for at least."""

Tone = Literal["plain", "faint", "marked"]
INKS: Final[dict[Tone, str]] = {"plain": "#1c1c1d", "faint": "#6f7276", "marked": "#a8322d"}
GROUND: Final = "#ffffff"
RULE: Final = "#d9dadb"


@dataclass(frozen=True)
class Cell:
    """A picture with words below; long ones are wrapped. None where there is no picture."""

    picture: Image.Image | None
    words: Sequence[tuple[str, Tone]]


@dataclass(frozen=True)
class Row:
    """Answers that belong together, the best first; `label` stands above them."""

    label: str
    cells: Sequence[Cell]


def sheet(asked: Sequence[Cell], rows: Sequence[Row]) -> Image.Image:
    """What was asked with stands at the left, in a column; the rows of answers beside it."""
    font = ImageFont.load_default(LETTER)
    column = TILE + GAP
    widest = max(FEWEST, *(len(row.cells) for row in rows))
    labels = [textwrap.wrap(row.label, widest * (TILE + GAP) // NARROW) for row in rows]
    heights = [
        LINE * len(label) + 4 + max((_height(cell) for cell in row.cells), default=0)
        for label, row in zip(labels, rows, strict=True)
    ]
    left = sum(_height(cell) + GAP for cell in asked)
    height = 2 * MARGIN + max(left, sum(heights) + GAP * (len(rows) - 1))
    picture = Image.new("RGB", (2 * MARGIN + (widest + 1) * column + GAP, height), GROUND)
    draw = ImageDraw.Draw(picture)
    y = MARGIN
    for cell in asked:
        _draw(picture, draw, font, cell, MARGIN, y)
        y += _height(cell) + GAP
    line = MARGIN + column
    draw.line([(line, MARGIN), (line, height - MARGIN)], fill=RULE, width=1)
    y = MARGIN
    for label, row, tall in zip(labels, rows, heights, strict=True):
        for place, text in enumerate(label):
            draw.text((line + GAP, y + LINE * place), text, fill=INKS["faint"], font=font)
        below = y + LINE * len(label) + 4
        for place, cell in enumerate(row.cells):
            _draw(picture, draw, font, cell, line + GAP + place * column, below)
        y += tall + GAP
    return picture


def _wrapped(cell: Cell) -> list[tuple[str, Tone]]:
    return [(line, tone) for text, tone in cell.words for line in textwrap.wrap(text, WIDEST)]


def _height(cell: Cell) -> int:
    return TILE + 4 + LINE * len(_wrapped(cell))


def _draw(
    onto: Image.Image,
    draw: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    cell: Cell,
    x: int,
    y: int,
) -> None:
    if cell.picture is not None:
        picture = cell.picture.convert("RGB")
        picture.thumbnail((TILE, TILE), Image.Resampling.LANCZOS)
        onto.paste(picture, (x + (TILE - picture.width) // 2, y + (TILE - picture.height) // 2))
    for place, (line, tone) in enumerate(_wrapped(cell)):
        draw.text((x, y + TILE + 4 + LINE * place), line, fill=INKS[tone], font=font)
