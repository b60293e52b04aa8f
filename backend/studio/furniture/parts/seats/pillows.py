"""Loose pillows and bolsters on seats."""

from __future__ import annotations

import math

from backend.studio.designs.design import Role
from backend.studio.geometry.boxes import cushion
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.transforms import rotation
from backend.studio.seeds import generator


def throw_pillow(
    mesh: Mesh,
    role: Role,
    x: float,
    seat: float,
    back: float,
    size: float,
    turn: float,
    tilt: float,
) -> None:
    """A square pillow that stands on the seat (y `seat`), leans on a back whose front is at z
    `back` and is turned about y by `turn` and in its plane by `tilt` radians."""
    rake = 0.34
    reach = size / 2 * (abs(math.cos(tilt)) + abs(math.sin(tilt)))
    center = (
        x,
        seat + reach * math.cos(rake) * 0.93,
        back + 0.06 + reach * math.sin(rake),
    )
    cushion(
        mesh,
        role,
        center,
        (size, size, 0.07),
        puff=0.055,
        radius=0.03,
        rotation=rotation(rx=-rake, ry=turn, rz=tilt),
        divisions=8,
        axis=2,
    )


def bolster(
    mesh: Mesh, role: Role, center: tuple[float, float, float], length: float, radius: float,
    along: str,
) -> None:  # fmt: skip
    """A round bolster, `along` the x or the z axis."""
    half = length / 2
    profile = [
        (0.0, -half), (0.25 * radius, -half - 0.006), (0.9 * radius, -half + 0.004),
        (radius, -half + 0.02), (radius * 1.02, 0.0), (radius, half - 0.02),
        (0.9 * radius, half - 0.004), (0.25 * radius, half + 0.006), (0.0, half),
    ]  # fmt: skip
    turn = rotation(rz=math.pi / 2) if along == "x" else rotation(rx=math.pi / 2)
    lathe(mesh, role, center, profile, segments=20, rotation=turn)


def scatter(
    mesh: Mesh,
    kind: str,
    size: float,
    inner: float,
    seat: float,
    back: float,
    seed: int,
) -> None:
    """Pillows of one `kind` (none, square, pair, bolsters, mixed) on a seat `inner` metres wide
    between its arms."""
    random = generator(seed, "pillows")
    edge = inner / 2 - size * 0.52
    if kind == "bolsters":
        radius = size * 0.19
        for side in (-1.0, 1.0):
            center = (side * (inner / 2 - radius - 0.004), seat + radius - 0.012, back + 0.27)
            bolster(mesh, Role.LINEN, center, 0.44, radius, "z")
        return
    places: list[tuple[float, Role, float]] = []
    if kind in ("square", "pair", "mixed"):
        places.append((-edge, Role.LINEN, size))
    if kind in ("pair", "mixed"):
        places.append((edge, Role.LINEN, size))
    if kind == "mixed" and inner > 1.3:
        places.append((-edge + size * 0.62, Role.TEXTILE, size * 0.84))
    for place, (x, role, side_length) in enumerate(places):
        turn = (0.22 if x < 0 else -0.22) + float(random.normal(0, 0.06))
        tilt = float(random.normal(0, 0.10))
        nearer = 0.09 if place == 2 else 0.0
        throw_pillow(mesh, role, x, seat, back + nearer, side_length, turn, tilt)
