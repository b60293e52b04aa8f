"""Curved sofas and tub chairs: one padded wall round a seat that follows it."""

from __future__ import annotations

import itertools
import math

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, count, number
from backend.studio.furniture.parts.legs import leg
from backend.studio.furniture.parts.seats.pillows import scatter
from backend.studio.furniture.parts.seats.shells import horseshoe, padded_wall
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.prisms import prism

_POWER = 2.6
"""Of the superellipse that `horseshoe` draws."""

Floats = NDArray[np.float64]


class Curve(Struct, frozen=True, kw_only=True):
    """Plan of a curved seat, metres; its ends come forward by `bow`, a negative one bows the front
    outwards instead."""

    width: float
    depth: float
    wall: float
    straight: float
    bow: float

    def bent(self, points: Floats) -> Floats:
        """Points (n, 2) of x, z moved forward the further they are from the middle."""
        forward = self.bow * ((2 * points[:, 0] / self.width) ** 2 - 0.5)
        return np.stack([points[:, 0], points[:, 1] + forward], axis=-1)

    def wall_line(self) -> Floats:
        """Middle line of the wall."""
        path = horseshoe(self.width - self.wall, self.depth - self.wall, self.straight)
        return self.bent(path)

    def rear(self, x: float) -> float:
        """z of the wall's middle line behind `x`."""
        line = self.wall_line()
        behind = line[line[:, 1] < np.median(line[:, 1])]
        order = np.argsort(behind[:, 0])
        return float(np.interp(x, behind[order, 0], behind[order, 1]))

    def seat(self, low: float, high: float, inset: float, nose: float) -> Floats:
        """Outline of the seat between x `low` and `high` (shares of half the width, -1 to 1),
        `inset` metres inside of the wall's middle line, its front at `nose` before the ends."""
        half = (self.width - self.wall) / 2 - inset
        deep = self.depth - self.wall - self.straight - inset
        start = (self.depth - self.wall) / 2 - self.straight
        x = np.linspace(low, high, 25) * half
        ratio = np.clip(np.abs(x) / half, 0.0, 1.0)
        rear = start - deep * (1.0 - ratio**_POWER) ** (1.0 / _POWER)
        front = np.full_like(x, self.depth / 2 + nose)
        # Round the outer corners of the front.
        edge = np.clip((np.abs(x) - (half - 0.06)) / 0.06, 0.0, 1.0)
        front -= 0.05 * edge**2
        outline = np.concatenate(
            [np.stack([x, front], axis=-1), np.stack([x, rear], axis=-1)[::-1]]
        )
        return self.bent(outline)


def build_curved_sofa(mesh: Mesh, shape: Shape) -> None:
    """A sofa on a curved plan, made of one wall and a seat of as many cushions as it says."""
    wall = max(0.13, number(shape, "back_thickness"))
    curve = Curve(
        width=number(shape, "width"),
        depth=number(shape, "depth") - number(shape, "bow") * 0.5,
        wall=wall,
        straight=0.10,
        bow=number(shape, "bow"),
    )
    _curved(mesh, shape, curve, count(shape, "seat_cushions"), flare=0.06)
    inner = 0.62 * curve.width
    pillows = choice(shape, "pillows")
    kind = "none" if pillows == "bolsters" else pillows
    seat = number(shape, "seat_height")
    size = min(number(shape, "pillow_size"), number(shape, "back_height") - seat + 0.08)
    scatter(mesh, kind, size, inner, seat, curve.rear(inner / 2) + wall / 2 + 0.04, 7)


def build_tub(mesh: Mesh, shape: Shape) -> None:
    """A tub chair."""
    curve = Curve(
        width=number(shape, "width"),
        depth=number(shape, "depth"),
        wall=max(0.07, number(shape, "back_thickness") * 0.75),
        straight=number(shape, "arm_setback") + 0.08,
        bow=-0.03,
    )
    _curved(mesh, shape, curve, 1, flare=number(shape, "rake") * 0.9)


def _curved(mesh: Mesh, shape: Shape, curve: Curve, pieces: int, flare: float) -> None:
    leg_height, seat = number(shape, "leg_height"), number(shape, "seat_height")
    line = curve.wall_line()
    tops = _tops(line, number(shape, "back_height"), number(shape, "arm_height"), shape)
    channels = 0
    if choice(shape, "seat_back") in ("channel", "tufted"):
        length = float(np.sum(np.linalg.norm(np.diff(line, axis=0), axis=1)))
        channels = max(8, round(length / 0.11))
    flare = min(flare, 0.10)
    padded_wall(
        mesh, Role.TEXTILE, line, curve.wall, leg_height, tops, flare=flare, channels=channels
    )
    _stand(mesh, shape, curve, line)
    deck = seat - number(shape, "cushion")
    whole = curve.seat(-1.0, 1.0, 0.0, -0.03)
    prism(mesh, Role.TEXTILE, whole, leg_height, deck + 0.012, 0.015)
    inset = curve.wall / 2 - 0.012
    edges = np.linspace(-1.0, 1.0, pieces + 1)
    gap = 0.004 / curve.width
    for low, high in itertools.pairwise(edges):
        piece = curve.seat(float(low) + gap, float(high) - gap, inset, -0.006)
        prism(mesh, Role.TEXTILE, piece, deck + 0.004, seat, min(0.045, 0.4 * (seat - deck)))


def _stand(mesh: Mesh, shape: Shape, curve: Curve, line: Floats) -> None:
    """Legs under the wall's ends and under its back; a plinth that follows the plan."""
    kind, height = choice(shape, "legs"), number(shape, "leg_height")
    if kind == "plinth":
        outline = curve.seat(-0.9, 0.9, 0.03, -0.10)
        prism(mesh, Role.METAL, outline, 0.0, height + 0.01, 0.003)
        return
    last = len(line) - 1
    for share in (0.07, 0.34, 0.66, 0.93):
        x, z = line[round(share * last)]
        front = share < 0.2 or share > 0.8
        # Towards the middle, so that a splayed foot stays under the wall.
        leg(
            mesh, kind, float(x) * 0.95, float(z) * 0.95 + (0.0 if front else 0.02), height,
            number(shape, "leg_thickness"), float(np.sign(x)), 1.0 if front else -1.0,
            ferrule=bool(shape["ferrule"]),
        )  # fmt: skip


def _tops(line: Floats, back: float, arm: float, shape: Shape) -> Floats:
    """Height of the wall along its line: high behind, falling to the arms in one of four ways."""
    place = np.linspace(-1.0, 1.0, len(line))
    way = choice(shape, "top")
    if way == "straight":
        return np.full(len(line), back)
    if way == "arch":
        share = np.cos(place * math.pi / 2) ** 0.8
    elif way in ("wings", "rolled"):
        share = 1.0 / (1.0 + np.exp((np.abs(place) - 0.62) / 0.05))
    else:
        share = np.clip(1.35 - 1.35 * np.abs(place), 0.0, 1.0) ** 0.7
    return arm + (back - arm) * share
