"""Seat and back in one curved shell: dining shells and lounge chairs."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.studio.designs.design import Role
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.sheets import sheet

Floats = NDArray[np.float64]


class Scoop(Struct, frozen=True, kw_only=True):
    """A shell whose seat is at `seat_height` in its middle; metres and radians."""

    width: float  # widest, in plan
    depth: float  # of the seat
    seat_height: float
    back_height: float  # above the seat
    rake: float  # of the back
    curl: float  # how far its sides rise where seat and back meet
    wings: float  # how far the sides of the back come forward
    crown: float = 0.5  # 0: a straight upper edge, 1: a half-round one
    bend: float = 0.16  # radius in which the seat becomes the back


def scoop(
    mesh: Mesh, role: Role, shape: Scoop, thickness: float, rows: int = 25, columns: int = 33
) -> None:
    """Add the shell as one part of `thickness`, centred in depth on z = 0."""
    line = _profile(shape)

    def surface(u: Floats, v: Floats) -> Floats:
        return _surface(shape, line, u, v)

    sheet(mesh, role, surface, rows=rows, columns=columns, thickness=thickness)


def _profile(shape: Scoop, steps: int = 121) -> Floats:
    """Side view (steps, 2) from the front of the seat to the top: z and y."""
    upright = math.pi / 2 - shape.rake
    straight = shape.depth - shape.bend * 0.8
    rise = shape.back_height - shape.bend * 0.7
    length = straight + shape.bend * upright + rise
    s = np.linspace(0.0, length, steps)
    turned = np.clip((s - straight) / (shape.bend * upright), 0.0, 1.0)
    angle = -0.07 + (upright + 0.07) * turned**2 * (3 - 2 * turned)
    # The front edge falls away under the knees.
    angle = angle + 0.55 * np.exp(-((s / (0.16 * straight)) ** 2))
    step = length / (steps - 1)
    z = np.r_[0.0, np.cumsum(-np.cos(angle[:-1]) * step)]
    y = np.r_[0.0, np.cumsum(np.sin(angle[:-1]) * step)]
    level = y - np.interp(0.5 * straight, s, y) + shape.seat_height
    return np.stack([z - (z.min() + z.max()) / 2, level], axis=-1)


def _surface(shape: Scoop, line: Floats, u: Floats, v: Floats) -> Floats:
    across = 2.0 * u - 1.0
    edge = np.abs(across)
    seat_share = shape.depth / (shape.depth + shape.back_height)
    # The upper edge is an arc (the sides end earlier), the front edge a flatter one.
    on_back = np.clip((v - seat_share) / (1.0 - seat_share), 0.0, 1.0)
    on_seat = np.clip(1.0 - v / seat_share, 0.0, 1.0)
    v = v - shape.crown * 0.36 * (1.0 - seat_share) * on_back**1.5 * edge**2.6
    v = v + 0.10 * seat_share * on_seat**1.5 * edge**4
    share = np.linspace(0.0, 1.0, len(line))
    z, y = (np.interp(v, share, line[:, axis]) for axis in range(2))
    half = shape.width / 2 * (0.94 + 0.06 * np.sin(np.clip(v / seat_share, 0, 1.6) * math.pi / 2))
    half = half * (1.0 - (0.05 + 0.16 * shape.crown) * on_back**2)
    bend = np.exp(-(((v - seat_share) / 0.26) ** 2))
    sides = shape.curl * (0.2 + 0.7 * bend) * (1.0 - _eased(v, 0.7 * seat_share, 1.0))
    ears = shape.wings * _eased(v, 0.4 * seat_share, 1.0)
    lift = (sides + ears * (1.0 - 0.4 * _eased(v, 0.75, 1.0))) * edge**2.3
    x = across * (half - 0.2 * lift)
    # Turned more slowly than the shell itself, or raised sides would cross where it bends.
    facing = (math.pi / 2 - shape.rake) * _eased(v, 0.0, 1.0)
    return np.stack([x, y + lift * np.cos(facing), z + lift * np.sin(facing)], axis=-1)


def _eased(value: Floats, start: float, stop: float) -> Floats:
    """0 before `start` to 1 after `stop`, smoothly."""
    share = np.clip((value - start) / (stop - start), 0.0, 1.0)
    eased: Floats = share * share * (3.0 - 2.0 * share)
    return eased
