"""Leaves and stems by the hundred, each batch one part."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.geometry.grids import grid_faces
from backend.studio.geometry.mesh import Mesh

Points = NDArray[np.float64]


Random: TypeAlias = np.random.Generator

Grower: TypeAlias = Callable[[Mesh, Shape, float, float, Random], None]
"""Adds a plant of a shape to a mesh: soil's height and radius (metres), random stream."""


class Blade(Struct, frozen=True):
    """The outline of a leaf: half widths (shares of the width) at equal steps from base to tip, how
    far its halves fold up along the midrib, and how wavy its edge is (shares of the width)."""

    outline: tuple[float, ...]
    fold: float = 0.12
    wave: float = 0.0


OVAL = Blade((0.05, 0.62, 0.95, 1.0, 0.85, 0.5, 0.0))
VIOLIN = Blade((0.06, 0.6, 0.66, 0.8, 1.0, 0.86, 0.1), fold=0.1, wave=0.07)
HEART = Blade((0.55, 1.0, 0.94, 0.72, 0.42, 0.0), fold=0.14)
SWORD = Blade((0.6, 0.85, 1.0, 1.0, 0.9, 0.7, 0.0), fold=0.3)
GRASS = Blade((0.7, 1.0, 0.8, 0.5, 0.0), fold=0.2)
LEAFLET = Blade((0.15, 1.0, 0.75, 0.0), fold=0.15)
PADDLE = Blade((0.1, 0.72, 1.0, 1.0, 0.85, 0.5, 0.0), fold=0.16, wave=0.04)
SPLIT = Blade(
    (0.62, 0.95, 1.0, 1.0, 0.62, 1.0, 1.0, 0.56, 0.96, 0.94, 0.48, 0.84, 0.78, 0.4, 0.6, 0.4, 0.0),
    fold=0.1,
)


def spiral(count: int) -> Points:
    """Directions (count,) round a stem in which leaf follows leaf, radians: the golden angle."""
    turns: Points = np.arange(count, dtype=np.float64) * 2.399963
    return turns


def directions(azimuth: Points, elevation: Points) -> Points:
    """Unit vectors (n, 3) by angles in radians round and above the floor."""
    level = np.cos(elevation)
    return np.stack([level * np.cos(azimuth), np.sin(elevation), level * np.sin(azimuth)], axis=-1)


def leaves(
    mesh: Mesh,
    blade: Blade,
    bases: Points,
    azimuth: ArrayLike,
    elevation: ArrayLike,
    length: ArrayLike,
    width: ArrayLike,
    *,
    bend: ArrayLike = 0.4,
    roll: ArrayLike = 0.0,
) -> None:
    """Add n leaves as one part of Role.LEAF.

    `bases` (n, 3) where they are attached, `azimuth`, `elevation` (radians) of their direction
    there, `length` and full `width` in metres; `bend` radians they arch towards the floor by their
    tip, `roll` radians turned about their own length; each one value or (n,). Texture coordinates:
    metres along the midrib, metres across it (0 on the midrib).
    """
    count = len(bases)
    around, above, long, wide, arch, turn = (
        np.broadcast_to(np.asarray(value, dtype=np.float64), (count,))
        for value in (azimuth, elevation, length, width, bend, roll)
    )
    outline = np.array(blade.outline)
    stations = len(outline)
    share = np.linspace(0.0, 1.0, stations)
    # The midrib: a curve whose slope falls by `bend` from base to tip.
    slope = above[:, None] - arch[:, None] * share[None, :] ** 1.3
    step = long[:, None] / (stations - 1)
    middle = (slope[:, 1:] + slope[:, :-1]) / 2
    out = np.concatenate([np.zeros((count, 1)), np.cumsum(np.cos(middle) * step, axis=1)], axis=1)
    rise = np.concatenate([np.zeros((count, 1)), np.cumsum(np.sin(middle) * step, axis=1)], axis=1)
    cosine, sine = np.cos(around)[:, None], np.sin(around)[:, None]
    rib = bases[:, None, :] + np.stack([out * cosine, rise, out * sine], axis=-1)
    tangent = np.stack([np.cos(slope) * cosine, np.sin(slope), np.cos(slope) * sine], axis=-1)
    side = np.broadcast_to(np.stack([-sine, np.zeros_like(sine), cosine], axis=-1), tangent.shape)
    up = np.cross(tangent, side) * -1.0
    flip = np.where(up[..., 1:2] < 0, -1.0, 1.0)
    up = up * flip
    c, s = np.cos(turn)[:, None, None], np.sin(turn)[:, None, None]
    side, up = c * side + s * up, c * up - s * side
    columns = np.array([-1.0, 0.0, 1.0])
    half = (outline[None, :] * wide[:, None] / 2)[..., None, None]
    across = half * columns[None, None, :, None]
    lift = half * blade.fold * 2 * np.abs(columns)[None, None, :, None]
    ripple = blade.wave * wide[:, None] * np.sin(9.0 * share + 7.0 * around[:, None])
    lift = lift + ripple[..., None, None] * columns[None, None, :, None]
    vertices = rib[:, :, None, :] + side[:, :, None, :] * across + up[:, :, None, :] * lift
    coordinates = np.zeros_like(vertices)
    coordinates[..., 0] = (share[None, :] * long[:, None])[..., None]
    coordinates[..., 1] = across[..., 0]
    coordinates[..., 2] = np.arange(count)[:, None, None] * 0.13
    one = grid_faces(stations, 3)
    faces = (np.arange(count)[:, None, None] * stations * 3 + one[None]).reshape(-1, 3)
    mesh.add(
        vertices.reshape(-1, 3),
        faces,
        Role.LEAF,
        coordinates=coordinates.reshape(-1, 3),
        shift=False,
    )


def arcs(
    bases: Points, azimuth: Points, elevation: Points, length: Points, bend: Points, points: int = 8
) -> Points:
    """(n, points, 3) curves that start at `bases` and arch towards the floor, as leaves do."""
    share = np.linspace(0.0, 1.0, points)
    slope = elevation[:, None] - bend[:, None] * share[None, :] ** 1.3
    step = length[:, None] / (points - 1)
    middle = (slope[:, 1:] + slope[:, :-1]) / 2
    start = np.zeros((len(bases), 1))
    out = np.concatenate([start, np.cumsum(np.cos(middle) * step, axis=1)], axis=1)
    rise = np.concatenate([start, np.cumsum(np.sin(middle) * step, axis=1)], axis=1)
    way = np.stack([out * np.cos(azimuth)[:, None], rise, out * np.sin(azimuth)[:, None]], axis=-1)
    curves: Points = bases[:, None, :] + way
    return curves
