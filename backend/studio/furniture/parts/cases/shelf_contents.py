"""What stands on open shelves: a few books, boxes, baskets and vases."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Role
from backend.studio.furniture.parts.cases.compartments import Cell
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe

_COVERS: Final = (Role.PAPER, Role.PAPER, Role.SECOND_WOOD, Role.TEXTILE, Role.LINEN)
_VASES: Final = (
    ((0.5, 0), (0.62, 0.04), (0.9, 0.3), (1.0, 0.5), (0.8, 0.75), (0.4, 0.9), (0.45, 1.0)),
    ((0.7, 0), (0.95, 0.05), (1.0, 0.4), (0.9, 0.8), (0.35, 0.9), (0.3, 1.0)),
    ((0.9, 0), (1.0, 0.03), (1.0, 0.97), (0.95, 1.0)),
)


def fill_cells(
    mesh: Mesh,
    cells: list[Cell],
    board: float,
    rear: float,
    front: float,
    share: float,
    rng: np.random.Generator,
) -> None:
    """Put something into about `share` of the cells, between depths `rear` and `front`."""
    for cell in cells:
        if rng.random() > share:
            continue
        left, right = cell.left + board / 2 + 0.01, cell.right - board / 2 - 0.01
        room = cell.top - cell.bottom - board
        deep = min(front - rear - 0.03, 0.24)
        if right - left < 0.1 or room < 0.12 or deep < 0.1:
            continue
        spot = (cell.bottom + board / 2 - 0.002, front - 0.03 - deep / 2)
        draw = rng.random()
        if draw < 0.55:
            _books(mesh, left, right, spot, deep, room, rng)
        elif draw < 0.78:
            _box(mesh, left, right, spot, deep, room, rng)
        else:
            _vase(mesh, left, right, spot, room, rng)


def _books(
    mesh: Mesh,
    left: float,
    right: float,
    spot: tuple[float, float],
    deep: float,
    room: float,
    rng: np.random.Generator,
) -> None:
    """A row of upright books that ends with a leaning one, or a pile."""
    floor, z = spot
    if rng.random() < 0.3:
        level = floor
        x = float(rng.uniform(left + 0.12, max(right - 0.12, left + 0.121)))
        for _ in range(int(rng.integers(2, 5))):
            thick, wide = float(rng.uniform(0.018, 0.035)), float(rng.uniform(0.16, 0.22))
            wide = min(wide, right - left - 0.01)
            x = min(max(x, left + wide / 2), right - wide / 2)
            if level + thick > floor + room - 0.02:
                break
            size = (wide, thick, deep * 0.8)
            cover = _COVERS[int(rng.integers(len(_COVERS)))]
            rounded_box(mesh, cover, (x, level + thick / 2, z), size, 0.002, segments=1)
            level += thick - 0.0005
        return
    x = left if rng.random() < 0.7 else left + 0.3 * (right - left)
    stop = x + float(rng.uniform(0.3, 0.85)) * (right - x)
    while x < stop:
        thick = float(rng.uniform(0.02, 0.045))
        high = min(float(rng.uniform(0.19, 0.29)), room - 0.015)
        if x + thick > right:
            break
        size = (thick - 0.002, high, deep * float(rng.uniform(0.72, 0.9)))
        cover = _COVERS[int(rng.integers(len(_COVERS)))]
        place = (x + thick / 2, floor + high / 2, z)
        rounded_box(mesh, cover, place, size, 0.002, segments=1, grain=1)
        x += thick


def _box(
    mesh: Mesh,
    left: float,
    right: float,
    spot: tuple[float, float],
    deep: float,
    room: float,
    rng: np.random.Generator,
) -> None:
    """A basket or a box."""
    floor, z = spot
    wide = min(right - left, float(rng.uniform(0.22, 0.36)))
    high = min(room * 0.8, float(rng.uniform(0.13, 0.22)))
    x = float(rng.uniform(left + wide / 2, right - wide / 2 + 1e-6))
    role = Role.CANE if rng.random() < 0.6 else Role.LINEN
    rounded_box(mesh, role, (x, floor + high / 2, z), (wide, high, deep), 0.012, grain=0)
    rim = (wide + 0.006, 0.016, deep + 0.006)
    rounded_box(mesh, role, (x, floor + high, z), rim, 0.006, grain=0)


def _vase(
    mesh: Mesh,
    left: float,
    right: float,
    spot: tuple[float, float],
    room: float,
    rng: np.random.Generator,
) -> None:
    floor, z = spot
    high = min(room * 0.85, float(rng.uniform(0.14, 0.28)))
    radius = min(high * float(rng.uniform(0.2, 0.36)), (right - left) / 2, 0.09)
    x = float(rng.uniform(left + radius, right - radius + 1e-6))
    shares = _VASES[int(rng.integers(len(_VASES)))]
    profile = [(radius * share, high * level) for share, level in shares]
    lathe(mesh, Role.POT, (x, floor, z), [(0.0, 0.0), *profile, (0.0, high * 0.98)], segments=20)
