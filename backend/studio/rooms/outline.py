"""What the layout knows of a piece: its extents, its plan seen from above, its feet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.geometry.mesh import MeshArrays
from backend.studio.rendering.visible_faces import visible_faces

CELL: Final = 0.025
"""Metres a side of a cell of `Outline.heights`."""

_SLABS: Final = 8
_FEET_BELOW: Final = 0.55
_LIFT: Final = 10.0

Rectangle = tuple[float, float, float, float]
"""Lowest and highest x, lowest and highest z of a part of the plan, metres."""


@dataclass(frozen=True)
class Outline:
    """A piece as it was built: x to the right, z to the front, y up from its foot; metres.

    low, high: its extents; heights (rows, columns): the highest surface over each cell of the
    plan, row by z and column by x from `low`, negative where there is nothing; rectangles: cover
    the plan; feet (n, 2): x and z of vertices low enough to be in the way of a chair's seat.
    """

    category: str
    low: tuple[float, float, float]
    high: tuple[float, float, float]
    heights: NDArray[np.float32]
    rectangles: tuple[Rectangle, ...]
    feet: NDArray[np.float32]

    @property
    def width(self) -> float:
        return self.high[0] - self.low[0]

    @property
    def depth(self) -> float:
        return self.high[2] - self.low[2]

    @property
    def height(self) -> float:
        return self.high[1] - self.low[1]

    @property
    def is_round(self) -> bool:
        """Seen from above it fills its rectangle as a circle does, or less."""
        square = 0.85 < self.width / max(self.depth, 1e-6) < 1.18
        return square and float((self.heights >= 0).mean()) < 0.88

    def resting_height(self, x: float, z: float, radius: float) -> float | None:
        """How high something of `radius` stands on the piece at (x, z) of its own; None where it
        would be askew or over an edge."""
        column = int((x - self.low[0]) / CELL)
        row = int((z - self.low[2]) / CELL)
        reach = max(1, round(radius / CELL))
        if min(column, row) < reach:
            return None
        patch = self.heights[row - reach : row + reach + 1, column - reach : column + reach + 1]
        if patch.shape != (2 * reach + 1, 2 * reach + 1) or patch.min() < 0.0:
            return None
        highest = float(patch.max())
        return highest if highest - float(patch.min()) < 0.015 else None


def outline_of(category: str, mesh: MeshArrays) -> Outline:
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    heights = _seen_from_above(mesh, low, high)
    box = (float(low[0]), float(high[0]), float(low[2]), float(high[2]))
    legs = mesh.vertices[mesh.vertices[:, 1] < _FEET_BELOW][:, [0, 2]]
    cells = np.unique(np.round(legs / CELL).astype(np.int32), axis=0)
    return Outline(
        category=category,
        low=(float(low[0]), float(low[1]), float(low[2])),
        high=(float(high[0]), float(high[1]), float(high[2])),
        heights=heights,
        # Only a corner sofa has room for another piece within its own extents.
        rectangles=_slabs(heights, box) if category == "sectional" else (box,),
        feet=cells.astype(np.float32) * np.float32(CELL),
    )


def _seen_from_above(
    mesh: MeshArrays, low: NDArray[np.float32], high: NDArray[np.float32]
) -> NDArray[np.float32]:
    columns = int(np.ceil((high[0] - low[0]) / CELL)) + 1
    rows = int(np.ceil((high[2] - low[2]) / CELL)) + 1
    surface, triangle = visible_faces(
        (mesh.vertices[:, 0] - low[0]) / np.float32(CELL),
        (mesh.vertices[:, 2] - low[2]) / np.float32(CELL),
        mesh.vertices[:, 1] + np.float32(_LIFT),
        mesh.faces,
        columns,
        rows,
    )
    heights: NDArray[np.float32] = np.where(triangle < 0, -1.0, surface - _LIFT)
    return heights.astype(np.float32)


def _slabs(heights: NDArray[np.float32], box: Rectangle) -> tuple[Rectangle, ...]:
    """The plan cut along x; each slab is as deep as what is in it."""
    left, _, back, _ = box
    rectangles = []
    for columns in np.array_split(np.arange(heights.shape[1]), _SLABS):
        rows = np.flatnonzero((heights[:, columns] >= 0).any(axis=1))
        if len(rows):
            rectangles.append(
                (
                    left + columns[0] * CELL,
                    min(left + (columns[-1] + 1) * CELL, box[1]),
                    back + rows[0] * CELL,
                    min(back + (rows[-1] + 1) * CELL, box[3]),
                )
            )
    return tuple((float(a), float(b), float(c), float(d)) for a, b, c, d in rectangles)
