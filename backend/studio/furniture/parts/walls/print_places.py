"""What pieces of wall art hang where, and which part of the picture each of them shows.

PRINT coordinates are metres right and up from the middle of the whole arrangement, whose prints
are cut from one picture of `print_width` by `print_height`.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, number
from backend.studio.furniture.parts.mouldings import pane
from backend.studio.furniture.parts.outlines import Points
from backend.studio.geometry.mesh import Mesh

LAYOUTS: Final = {
    # Columns and rows of pieces.
    "single": (1, 1), "pair": (2, 1), "triptych": (3, 1), "stack": (1, 2), "grid": (2, 2),
    "stepped": (3, 1),
}  # fmt: skip


def places_of(shape: Shape) -> list[tuple[float, float]]:
    """Middle of the lower edge of each piece."""
    layout = choice(shape, "layout")
    columns, rows = LAYOUTS[layout]
    width, height, gap = number(shape, "width"), number(shape, "height"), number(shape, "gap")
    if choice(shape, "kind") == "hanger":
        height += ROD + HANG
    places = []
    for column in range(columns):
        for row in range(rows):
            x = (width + gap) * (column - (columns - 1) / 2)
            y = (height + gap) * row
            if layout == "stepped":
                y = number(shape, "step") * (column if shape["bars"] else abs(column - 1))
            places.append((x, y))
    return places


def margins_of(shape: Shape) -> tuple[float, float]:
    """Width of what surrounds a print in its piece: frame and mount, and more of it below."""
    kind = choice(shape, "kind")
    if kind in ("canvas", "clip", "hanger", "scroll", "planks"):
        return 0.0, 0.0
    around = number(shape, "frame_width") + number(shape, "mount")
    if kind == "float":
        around = number(shape, "frame_width") + 0.012
    around = min(around, 0.22 * min(number(shape, "width"), number(shape, "height")))
    return around, number(shape, "mount_low") if kind == "framed" else 0.0


def print_size(shape: Shape) -> tuple[float, float]:
    """Width and height that the prints span together."""
    places = places_of(shape)
    around, _ = margins_of(shape)
    across = max(x for x, _ in places) - min(x for x, _ in places) + number(shape, "width")
    up = max(y for _, y in places) - min(y for _, y in places) + number(shape, "height")
    return across - 2 * around, up - 2 * around


def show_print(mesh: Mesh, shape: Shape, outline: Points, distance: float) -> None:
    """Add a print whose texture continues over the whole arrangement."""
    places = places_of(shape)
    middle_y = (max(y for _, y in places) + number(shape, "height")) / 2
    pane(mesh, Role.PRINT, outline, distance, shift=False, origin=(0.0, middle_y))


def moved(outline: Points, at: tuple[float, float]) -> Points:
    shifted: Points = outline + np.array(at)
    return shifted


ROD: Final = 0.014

HANG: Final = 0.13
