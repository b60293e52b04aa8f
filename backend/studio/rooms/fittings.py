"""What is fixed to the walls and not for sale: window casings, curtains, doors, panelling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.sheets import sheet
from backend.studio.geometry.tubes import tube
from backend.studio.materials import factory
from backend.studio.materials.material import Kind, Material
from backend.studio.materials.textiles import textile
from backend.studio.photos.stage import Prop
from backend.studio.rendering.backdrop import BACK, LEFT, RoomShell
from backend.studio.rooms.layout import Layout
from backend.studio.rooms.plan import Area
from backend.studio.rooms.shell import Openings

Points = NDArray[np.float64]


class _Surface(IntEnum):
    TRIM = 0
    WALL = 1
    CURTAIN = 2
    ROD = 3


_CURTAINS: Final = ("white", "cream", "beige", "grey", "tan", "white", "cream", "green", "blue",
                    "rust", "charcoal", "pink", "olive")  # fmt: skip
_OFF_WALL: Final = 0.075
"""Metres between a wall and the middle of a curtain."""


class _Walls:
    """Puts boxes on walls: along a wall, up, and out from it."""

    def __init__(self, mesh: Mesh, layout: Layout) -> None:
        self.mesh = mesh
        self._half = layout.width / 2

    def point(self, wall: int, along: Points, y: Points, out: Points) -> Points:
        if wall == BACK:
            return np.stack([along, y, out], axis=-1)
        x = out - self._half if wall == LEFT else self._half - out
        return np.stack([x, y, along], axis=-1)

    def box(
        self, role: _Surface, area: Area, out: float, thickness: float, radius: float = 0.004
    ) -> None:
        """A board over `area`, from `out` metres off the wall."""
        middle = self.point(
            area.wall,
            np.array((area.start + area.end) / 2),
            np.array((area.bottom + area.top) / 2),
            np.array(out + thickness / 2),
        )
        length, rise = area.end - area.start, area.top - area.bottom
        size = (length, rise, thickness) if area.wall == BACK else (thickness, rise, length)
        rounded_box(self.mesh, role, middle, size, radius, segments=1)


def fittings(
    layout: Layout, openings: Openings, shell: RoomShell, random: np.random.Generator
) -> Prop | None:
    """All of them as one prop; None where there are none."""
    mesh = Mesh(int(random.integers(1 << 30)))
    walls = _Walls(mesh, layout)
    for window in openings.windows:
        _casing(walls, window)
    if random.random() < 0.78:
        full = random.random() < 0.7
        for window in openings.windows:
            _curtains(walls, window, layout, openings, full, random)
    if openings.door is not None:
        _door(walls, openings.door)
    if shell.accent.photo < 0 and random.random() < 0.3:
        _panelling(walls, layout, openings, random)
    if not len(mesh.arrays().faces):
        return None
    curtain = textile(
        "fabric", _CURTAINS[int(random.integers(len(_CURTAINS)))], seed=int(random.integers(4096))
    )
    trim = Material(kind=Kind.PLAIN, color=shell.trim, roughness=0.5, detail=0.0)
    rod = factory.metal(str(random.choice(["black", "brass", "steel", "white"])))
    wall = replace(shell.accent, bump=0.0)
    return Prop(mesh.arrays(), (trim, wall, replace(curtain, taxonomy=None), rod))


def _casing(walls: _Walls, window: Area) -> None:
    """Boards round the opening and a sill below."""
    wide = 0.07
    wall, start, end, bottom, top = (
        window.wall, window.start, window.end, window.bottom, window.top,
    )  # fmt: skip
    trim = _Surface.TRIM
    walls.box(trim, Area(wall, start - wide, start, bottom, top), 0.0, 0.022)
    walls.box(trim, Area(wall, end, end + wide, bottom, top), 0.0, 0.022)
    walls.box(trim, Area(wall, start - wide, end + wide, top, top + wide), 0.0, 0.024)
    walls.box(trim, Area(wall, start - wide, end + wide, bottom - 0.03, bottom), 0.0, 0.09)


def _curtains(
    walls: _Walls,
    window: Area,
    layout: Layout,
    openings: Openings,
    full: bool,
    random: np.random.Generator,
) -> None:
    """One at each side where nothing is in its way, on a rod; down to the floor if `full`."""
    rail = min(window.top + 0.12, layout.height - 0.06)
    others = [other for other in openings.windows if other is not window]
    if openings.door is not None:
        others.append(openings.door)
    low = 0.02 if full else window.bottom - 0.08
    hung = []
    for outer, inner in (
        (window.start - 0.26, window.start + 0.1), (window.end + 0.26, window.end - 0.1)
    ):  # fmt: skip
        start, end = min(outer, inner), max(outer, inner)
        bottoms = [low] if low > 0.3 else [low, window.bottom - 0.08]
        for bottom in bottoms:
            area = Area(window.wall, start, end, bottom, rail)
            edge = -layout.width / 2 + 0.05 if window.wall == BACK else 0.05
            last = layout.width / 2 - 0.05 if window.wall == BACK else layout.depth + 3.0
            free = not any(area.meets(taken, 0.01) for taken in (*layout.areas, *others))
            if free and start > edge and end < last:
                hung.append((outer, inner, bottom))
                break
    if not hung:
        return
    for outer, inner, bottom in hung:
        folds = int(random.integers(4, 7))
        phase = float(random.uniform(0, 6))
        _curtain(walls, window.wall, (outer, inner), (bottom, rail), folds, phase)
    ends = (window.start - 0.3, window.end + 0.3)
    rod = walls.point(
        window.wall, np.array(ends), np.array((rail + 0.015,) * 2), np.array((_OFF_WALL,) * 2)
    )
    tube(walls.mesh, _Surface.ROD, rod, 0.011, segments=6)


def _curtain(
    walls: _Walls,
    wall: int,
    sides: tuple[float, float],
    heights: tuple[float, float],
    folds: int,
    phase: float,
) -> None:
    def surface(u: Points, v: Points) -> Points:
        # Folds are tighter at the rod than at the hem.
        wave = np.sin(v * folds * 2 * math.pi + phase) * (0.026 + 0.012 * u)
        wave += 0.006 * np.sin(v * folds * 5.1 + 3 * u + phase)
        gathered = 1.0 - 0.06 * np.sin(u * math.pi)
        along = sides[0] + (sides[1] - sides[0]) * v * gathered
        return walls.point(
            wall, along, heights[1] + (heights[0] - heights[1]) * u, _OFF_WALL + wave
        )

    sheet(walls.mesh, _Surface.CURTAIN, surface, rows=7, columns=folds * 9, thickness=0.004)


def _door(walls: _Walls, door: Area) -> None:
    """A leaf with four panels, its frame and a handle."""
    wall, start, end, bottom, top = door.wall, door.start, door.end, door.bottom, door.top
    trim, wide = _Surface.TRIM, 0.08
    walls.box(trim, Area(wall, start, end, bottom, top), 0.0, 0.012)
    walls.box(trim, Area(wall, start - wide, start, bottom, top), 0.0, 0.026)
    walls.box(trim, Area(wall, end, end + wide, bottom, top), 0.0, 0.026)
    walls.box(trim, Area(wall, start - wide, end + wide, top, top + wide), 0.0, 0.028)
    middle = (start + end) / 2
    for low, high in ((0.2, 0.95), (1.08, top - 0.12)):
        for left, right in ((start + 0.1, middle - 0.05), (middle + 0.05, end - 0.1)):
            _frame(walls, trim, Area(wall, left, right, low, high), 0.012, 0.02)
    walls.box(_Surface.ROD, Area(wall, start + 0.06, start + 0.18, 1.0, 1.02), 0.04, 0.02)
    walls.box(_Surface.ROD, Area(wall, start + 0.055, start + 0.085, 0.97, 1.05), 0.012, 0.03)


def _frame(walls: _Walls, role: _Surface, area: Area, out: float, wide: float) -> None:
    """Four thin mouldings round an area."""
    wall, start, end, bottom, top = area.wall, area.start, area.end, area.bottom, area.top
    for side in (
        Area(wall, start, end, top - wide, top),
        Area(wall, start, end, bottom, bottom + wide),
        Area(wall, start, start + wide, bottom + wide, top - wide),
        Area(wall, end - wide, end, bottom + wide, top - wide),
    ):
        walls.box(role, side, out, 0.012, 0.0)


def _panelling(
    walls: _Walls, layout: Layout, openings: Openings, random: np.random.Generator
) -> None:
    """Frames of moulding on the back wall, or a rail with boards below it; not over openings."""
    half = layout.width / 2
    holes = [each for each in (*openings.windows, openings.door) if each and each.wall == BACK]
    high = float(random.uniform(0.85, 1.05))
    role = _Surface.WALL if random.random() < 0.6 else _Surface.TRIM
    count = max(3, round(layout.width / float(random.uniform(0.6, 1.0))))
    pitch = layout.width / count
    boards = random.random() < 0.4
    edges = np.linspace(-half, half, (count * 6 if boards else count) + 1)
    for left, right in pairwise(edges):
        margin = 0.004 if boards else 0.09 * pitch
        area = Area(BACK, float(left) + margin, float(right) - margin, 0.17, high - 0.08)
        if any(area.meets(hole, 0.1) for hole in holes):
            continue
        if boards:
            walls.box(role, area, 0.0, 0.009, 0.003)
        else:
            _frame(walls, role, area, 0.0, 0.022)
    for start, end in _between(-half, half, holes, high):
        walls.box(role, Area(BACK, start, end, high - 0.05, high), 0.0, 0.018)


def _between(
    start: float, end: float, holes: Sequence[Area], height: float
) -> list[tuple[float, float]]:
    """The stretches of the back wall at `height` that no hole interrupts."""
    cuts = sorted(
        (hole.start - 0.1, hole.end + 0.1)
        for hole in holes
        if hole.bottom - 0.1 < height < hole.top + 0.1
    )
    stretches = []
    for low, high in cuts:
        if low > start:
            stretches.append((start, low))
        start = max(start, high)
    if end > start:
        stretches.append((start, end))
    return stretches
