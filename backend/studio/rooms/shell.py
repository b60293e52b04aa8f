"""A room's shell: floor, walls, ceiling, and windows where the walls are free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from backend.studio.materials import factory
from backend.studio.materials.photographic import PhotoAtlas
from backend.studio.rendering.backdrop import BACK, LEFT, RIGHT, RoomShell, Window
from backend.studio.rendering.camera import Vector
from backend.studio.rooms.layout import Layout
from backend.studio.rooms.plan import Area
from backend.studio.rooms.surfaces import draw_floor, draw_walls

_CEILINGS: Final = ("#f3f1ed", "#f3f1ed", "#efece4", "#e9e8e4")
_TRIMS: Final = (
    (0.80, 0.79, 0.76), (0.84, 0.83, 0.81), (0.72, 0.70, 0.65), (0.40, 0.28, 0.17),
    (0.05, 0.05, 0.052), (0.80, 0.79, 0.76),
)  # fmt: skip


class Openings(Struct, frozen=True):
    """Windows and doors, as areas of walls, and the side most light comes from."""

    windows: tuple[Area, ...]
    door: Area | None
    bright_wall: int


def draw_openings(layout: Layout, random: np.random.Generator) -> Openings:
    """No window to three, a door in some rooms, where nothing stands or hangs before them."""
    taken = list(layout.areas)
    bright = LEFT if random.random() < 0.5 else RIGHT
    walls = [bright, bright, BACK, LEFT + RIGHT - bright]
    chances = (0.9, 0.35, 0.45, 0.2)
    height = layout.height
    top = float(random.uniform(min(2.05, height - 0.3), min(2.35, height - 0.18)))
    bottom = float(random.choice([0.08, 0.45, 0.75, 0.9], p=[0.15, 0.25, 0.35, 0.25]))
    width = float(random.uniform(0.8, 1.7))
    windows: list[Area] = []
    for wall, chance in zip(walls, chances, strict=True):
        if len(windows) < 3 and random.random() < chance:
            found = _free_place(layout, taken, wall, width, (bottom, top), random)
            if found is not None:
                windows.append(found)
                taken.append(found)
    door = None
    if random.random() < 0.35:
        wall = int(random.choice([BACK, LEFT, RIGHT]))
        door = _free_place(layout, taken, wall, 0.86, (0.0, 2.04), random)
    return Openings(tuple(windows), door, bright)


def _free_place(
    layout: Layout,
    taken: Sequence[Area],
    wall: int,
    width: float,
    heights: tuple[float, float],
    random: np.random.Generator,
) -> Area | None:
    """A place for an opening on the wall, with room for a curtain or a frame beside it; a window's
    sill goes up where furniture stands below it."""
    low, high = (-layout.width / 2, layout.width / 2) if wall == BACK else (0.0, layout.depth + 0.4)
    bottom, top = heights
    sills = (bottom,) if bottom == 0.0 else (bottom, max(bottom, 0.95), max(bottom, 1.2))
    for sill in sills:
        for shrink in (1.0, 0.75):
            half = width * shrink / 2
            if bottom == 0.0 and shrink < 1.0:
                continue
            if high - low < 2 * half + 0.3:
                continue
            for _ in range(8):
                middle = float(random.uniform(low + half + 0.15, high - half - 0.15))
                area = Area(wall, middle - half, middle + half, sill, top)
                if not any(area.meets(other, 0.12) for other in taken):
                    return area
    return None


def draw_shell(
    layout: Layout,
    openings: Openings,
    outside: Vector,
    random: np.random.Generator,
    atlas: PhotoAtlas | None = None,
) -> RoomShell:
    floor = draw_floor(random, atlas)
    wall, back = draw_walls(random, atlas)
    ceiling = _CEILINGS[int(random.integers(len(_CEILINGS)))]
    return RoomShell(
        left=-layout.width / 2,
        right=layout.width / 2,
        back=0.0,
        height=layout.height,
        floor=floor.material,
        wall=wall,
        accent=back,
        ceiling=factory.plaster(ceiling),
        windows=tuple(
            Window(each.wall, each.start, each.end, each.bottom, each.top)
            for each in openings.windows
        ),
        plank=floor.plank,
        outside=outside,
        skirting=float(random.uniform(0.06, 0.14)) if random.random() < 0.9 else 0.0,
        trim=_TRIMS[int(random.integers(len(_TRIMS)))],
    )
