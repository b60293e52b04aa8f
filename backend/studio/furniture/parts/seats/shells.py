"""Padded walls that run round a seat: tub chairs, curved sofas, wrapping headboards."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role
from backend.studio.geometry.mesh import Mesh

Floats = NDArray[np.float64]


def horseshoe(width: float, depth: float, straight: float, steps: int = 41) -> Floats:
    """A path (steps, 2) of x, z in plan from the right front end round the back to the left one:
    half a superellipse `width` by `depth` - `straight`, with straight ends."""
    angles = np.linspace(0.0, math.pi, steps)
    power = 2.0 / 2.6
    cosine, sine = np.cos(angles), np.sin(angles)
    x = width / 2 * np.sign(cosine) * np.abs(cosine) ** power
    z = -(depth - straight) * np.abs(sine) ** power
    curve = np.stack([x, z + depth / 2 - straight], axis=-1)
    if straight > 0.01:
        ends = np.linspace(depth / 2, depth / 2 - straight, 5)[:-1]
        right = np.stack([np.full(4, width / 2), ends], axis=-1)
        left = np.stack([np.full(4, -width / 2), ends[::-1]], axis=-1)
        curve = np.concatenate([right, curve, left])
    return evenly(curve, steps)


def evenly(path: Floats, steps: int) -> Floats:
    """The same path (n, 2) at `steps` points of equal distance."""
    return _along(path, np.linspace(0.0, 1.0, steps))


def _along(path: Floats, shares: Floats) -> Floats:
    """Points (k, 2) of a path (n, 2) at `shares` (k,) of its length."""
    lengths = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))]
    places = shares * lengths[-1]
    return np.stack([np.interp(places, lengths, path[:, axis]) for axis in range(2)], axis=-1)


def padded_wall(
    mesh: Mesh,
    role: Role,
    path: Floats,
    thickness: float,
    bottom: float,
    tops: Floats,
    *,
    flare: float = 0.0,
    channels: int = 0,
    depth: float = 0.018,
) -> None:
    """A rounded wall of `thickness` along the middle line `path` (n, 2) of x and z, from `bottom`
    to `tops` (n,); leaning outwards by `flare` metres per metre, its inner side in `channels`
    upright flutes `depth` deep. The inner side is on the left of the path's direction."""
    length = float(np.sum(np.linalg.norm(np.diff(path, axis=0), axis=1)))
    along = _stations(length, thickness, channels * 8 + 1 if channels else len(path))
    height = np.interp(along, np.linspace(0.0, 1.0, len(path)), tops)
    half = _rounded_ends(along * length, length, thickness / 2)
    flute = np.zeros_like(along)
    if channels:
        flute = depth * (1.0 - np.sqrt(np.abs(np.sin(along * channels * math.pi))))
        flute = np.minimum(flute, 0.6 * half)
    across, up, is_top, is_inner = _profile(thickness / 2).T
    # Heights are scaled below the rounded top edge only, so that the edge stays round.
    level = bottom + np.where(
        is_top > 0,
        (height - bottom)[:, None] + up,
        (height - bottom - thickness / 2)[:, None] * up,
    )
    side = across * half[:, None] - is_inner * flute[:, None]
    line = _along(path, along)
    direction = np.gradient(line, axis=0)
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    inner = np.stack([direction[:, 1], -direction[:, 0]], axis=-1)
    plan = line[:, None] + inner[:, None] * (side - flare * (level - bottom))[..., None]
    vertices = np.stack([plan[..., 0], level, plan[..., 1]], axis=-1)
    run = np.broadcast_to((along * length)[:, None], level.shape)
    around = np.broadcast_to(_lengths(level, side), level.shape)
    coordinates = np.stack([run, around, np.zeros_like(run)], axis=-1)
    faces = _grid(*level.shape)
    mesh.add(vertices.reshape(-1, 3), faces, role, None, coordinates.reshape(-1, 3))


def _stations(length: float, thickness: float, steps: int) -> Floats:
    """Shares of a wall's length at which it is cut: evenly, and closer in its half-round ends."""
    end = thickness / 2 / length * (1.0 - np.cos(np.linspace(0.0, math.pi / 2, 7)))
    rest = np.linspace(0.0, 1.0, steps)
    rest = rest[(rest > end[-1] + 0.004) & (rest < 0.996 - end[-1])]
    return np.concatenate([end, rest, 1.0 - end[::-1]])


def _rounded_ends(place: Floats, length: float, half: float) -> Floats:
    """Half the wall's thickness along it, going to nothing in a half circle at both ends."""
    end = np.minimum(np.minimum(place, length - place) / half, 1.0)
    return half * np.sqrt(np.maximum(1.0 - (1.0 - end) ** 2, 1e-4))


def _profile(half: float) -> Floats:
    """Rows across (-1 outside to 1 inside), height, whether counted from the top, inner share."""
    rows = [(1.0, 0.0, 0, 1.0)]
    rows += [(1.0, share, 0, 1.0) for share in (0.33, 0.66, 1.0)]
    for angle in np.radians(np.linspace(0, 180, 9))[1:-1]:
        inside = max(0.0, math.cos(angle))
        rows.append((math.cos(angle), half * (math.sin(angle) - 1.0), 1, inside))
    rows += [(-1.0, share, 0, 0.0) for share in (1.0, 0.5, 0.0)]
    return np.array(rows)


def _lengths(level: Floats, side: Floats) -> Floats:
    """Distance along the profile of each row from its inner lower edge."""
    middle = len(level) // 2
    steps = np.hypot(np.diff(level[middle]), np.diff(side[middle]))
    lengths: Floats = np.r_[0.0, np.cumsum(steps)]
    return lengths


def _grid(rows: int, columns: int) -> NDArray[np.int32]:
    """Triangles of a tube: `columns` points round each of `rows` places along it."""
    row, column = np.meshgrid(np.arange(rows - 1), np.arange(columns), indexing="ij")
    following = (column + 1) % columns
    a, b = row * columns + column, (row + 1) * columns + column
    c, d = (row + 1) * columns + following, row * columns + following
    corners = [np.stack([a, c, b], -1).reshape(-1, 3), np.stack([a, d, c], -1).reshape(-1, 3)]
    return np.concatenate(corners).astype(np.int32)
