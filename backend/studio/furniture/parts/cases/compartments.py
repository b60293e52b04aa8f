"""How a case's face is divided: a layout in words, and the cells it makes.

Columns are separated by "|", a column's cells go from the bottom up: "left | drawer drawer | open".
A number after a colon is the share of the height ("open:0.5"), one after "@" ends a column and is
its share of the width ("doors @2 | drawer @1").
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from msgspec import Struct

CLOSED: Final = frozenset({"left", "right", "doors", "drawer", "slide", "mirror"})
"""Cells with a front: a door with its handle left or right, a pair of doors, a drawer, a sliding
door, a looking glass."""


class Cell(Struct, frozen=True, kw_only=True):
    """One compartment; its edges are the middle lines of the boards round it, metres."""

    kind: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def closed(self) -> bool:
        return self.kind in CLOSED

    @property
    def center(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    @property
    def size(self) -> tuple[float, float]:
        return self.right - self.left, self.top - self.bottom


def columns_of(
    layout: str, left: float, right: float, bottom: float, top: float
) -> list[list[Cell]]:
    """The cells of `layout` over a rectangle, by column from the left, each from the bottom up."""
    texts = [_weighed(text, "@") for text in layout.split("|")]
    columns: list[list[Cell]] = []
    for (text, _), (low_x, high_x) in zip(
        texts, _spans([share for _, share in texts], left, right), strict=True
    ):
        cells = [_weighed(word, ":") for word in text.split()]
        spans = _spans([share for _, share in cells], bottom, top)
        columns.append(
            [
                Cell(kind=kind, left=low_x, right=high_x, bottom=low_y, top=high_y)
                for (kind, _), (low_y, high_y) in zip(cells, spans, strict=True)
            ]
        )
    return columns


def _weighed(text: str, mark: str) -> tuple[str, float]:
    word, _, share = text.strip().partition(mark)
    return word.strip(), float(share) if share else 1.0


def _spans(shares: list[float], low: float, high: float) -> list[tuple[float, float]]:
    unit = (high - low) / sum(shares)
    edges = [low]
    for share in shares:
        edges.append(edges[-1] + share * unit)
    return list(pairwise(edges))
