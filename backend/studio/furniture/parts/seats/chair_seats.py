"""Seats and frames under them, of dining chairs and stools."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role
from backend.studio.geometry.boxes import Buttons, cushion, rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.prisms import prism
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.sheets import sheet

Floats = NDArray[np.float64]
Outline = list[tuple[float, float]]

THICKNESS = 0.028
"""Of a wooden seat, metres."""


def seat_outline(kind: str, width: float, depth: float) -> Outline:
    """Plan of a seat: square, tapered (narrower behind), rounded or round."""
    if kind == "round":
        angles = np.linspace(0, 2 * math.pi, 33)[:-1]
        return [(width / 2 * math.cos(angle), -depth / 2 * math.sin(angle)) for angle in angles]
    behind = {"square": 1.0, "tapered": 0.84, "rounded": 0.92}[kind]
    power = {"square": 9.0, "tapered": 7.0, "rounded": 3.4}[kind]
    points = []
    for angle in np.linspace(0, 2 * math.pi, 41)[:-1]:
        cosine, sine = math.cos(angle), math.sin(angle)
        x = math.copysign(abs(cosine) ** (2 / power), cosine)
        z = -math.copysign(abs(sine) ** (2 / power), sine)
        narrow = behind + (1 - behind) * (z + 1) / 2
        points.append((width / 2 * x * narrow, depth / 2 * z))
    return points


def seat(
    mesh: Mesh,
    kind: str,
    outline: str,
    width: float,
    depth: float,
    height: float,
    pad: float,
) -> float:
    """A seat whose top is at `height`, and the height of its underside. Kinds: wood, saddle, woven,
    drop_in (a cushion in a frame), pad, tufted, boxed (upholstered all round), metal."""
    plan = seat_outline(outline, width, depth)
    if kind in ("wood", "metal"):
        role = Role.FRAME if kind == "wood" else Role.METAL
        under = height - (THICKNESS if kind == "wood" else 0.016)
        prism(mesh, role, plan, under, height, 0.009)
        return under
    if kind == "saddle":
        _saddle(mesh, width, depth, height)
        return height - 0.034
    if kind in ("woven", "drop_in"):
        under = height - 0.05
        prism(mesh, Role.FRAME, plan, under, height - 0.008, 0.008)
        inner = [(x * 0.86, z * 0.86) for x, z in plan]
        if kind == "woven":
            prism(mesh, Role.CANE, inner, height - 0.03, height - 0.002, 0.004)
        else:
            _stuffed(mesh, outline, width * 0.88, depth * 0.88, height + 0.008, pad * 0.6, None)
        return under
    if kind == "boxed":
        under = height - 0.095
        prism(mesh, Role.TEXTILE, plan, under, height - 0.03, 0.014)
        _stuffed(mesh, outline, width - 0.006, depth - 0.006, height, 0.06, None)
        return under
    under = height - pad - 0.018
    prism(
        mesh, Role.FRAME, [(x * 0.95, z * 0.95) for x, z in plan], under, height - pad * 0.6, 0.006
    )
    tuft = Buttons(3, 3, 0.014) if kind == "tufted" else None
    _stuffed(mesh, outline, width, depth, height, pad, tuft)
    return under


def _stuffed(
    mesh: Mesh,
    outline: str,
    width: float,
    depth: float,
    top: float,
    thick: float,
    tuft: Buttons | None,
) -> None:
    """A cushion whose bulge ends at `top`; a round one is turned."""
    puff = min(0.014, 0.3 * thick)
    if outline == "round":
        profile = stuffed_disc(width / 2, top - thick, top, 0.45 * thick, puff)
        lathe(
            mesh, Role.TEXTILE, (0, 0, 0), profile, segments=32, stretch=(1.0, depth / width),
            grain="flat",
        )  # fmt: skip
        return
    size = (width, thick - 0.7 * puff, depth)
    center = (0, top - thick / 2 - 0.35 * puff, 0)
    cushion(
        mesh, Role.TEXTILE, center, size, puff=puff, radius=0.45 * thick, divisions=8, tuft=tuft
    )


def stuffed_disc(
    radius: float, low: float, top: float, edge: float, crown: float
) -> list[tuple[float, float]]:
    """Profile of a round cushion: edges rounded by `edge`, its middle `crown` above its rim."""
    rim = top - crown
    edge = min(edge, 0.48 * (rim - low))
    turn = np.linspace(-math.pi / 2, math.pi / 2, 13)
    profile = [(0.0, low), (0.9 * (radius - edge), low)]
    for angle in turn:
        level = rim - edge if angle > 0 else low + edge
        profile.append((radius - edge + edge * math.cos(angle), level + edge * math.sin(angle)))
    inner = radius - edge
    shares = (0.85, 0.6, 0.3, 0.0)
    return profile + [(inner * share, rim + crown * (1.0 - share**2)) for share in shares]


def _saddle(mesh: Mesh, width: float, depth: float, height: float) -> None:
    """Hollowed for sitting, with a ridge in front."""

    def surface(u: Floats, v: Floats) -> Floats:
        a, b = 2 * u - 1, 2 * v - 1
        x = a * width / 2 * (0.93 + 0.07 * b) * (1 - 0.07 * np.abs(b) ** 6)
        z = b * depth / 2 * (1 - 0.07 * np.abs(a) ** 6)
        hollow = 0.020 * (1 - np.abs(a) ** 2.2) * (1 - 0.35 * np.maximum(b, 0) ** 2)
        y = height - 0.017 - hollow + 0.012 * (a**4) + 0.0 * b
        return np.stack([x, y, z], axis=-1)

    sheet(mesh, Role.FRAME, surface, rows=17, columns=17, thickness=0.032)


def apron(
    mesh: Mesh, width: float, depth: float, under: float, tall: float, inset: float, role: Role
) -> None:
    """Boards between the legs under a seat or bench."""
    thick = 0.02
    y = under - tall / 2 + 0.004
    for side in (-1.0, 1.0):
        long = (width - 2 * inset, tall, thick)
        rounded_box(mesh, role, (0, y, side * (depth / 2 - inset)), long, radius=0.004)
        short = (thick, tall, depth - 2 * inset)
        rounded_box(mesh, role, (side * (width / 2 - inset), y, 0), short, radius=0.004)
