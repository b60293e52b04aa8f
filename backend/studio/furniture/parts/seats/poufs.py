"""Ottomans without legs: drums, poufs and pebbles."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, count, number
from backend.studio.furniture.parts.seats.chair_seats import stuffed_disc
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.prisms import prism
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.sheets import sheet
from backend.studio.geometry.tubes import tube

Floats = NDArray[np.float64]


def turned_cushion(mesh: Mesh, shape: Shape, radius: float, low: float, top: float) -> None:
    """A round top with a crown, its edge as soft as the family's."""
    edge = min(number(shape, "softness") + 0.01, 0.45 * (top - low))
    profile = stuffed_disc(radius, low, top, edge, 0.022)
    lathe(
        mesh, Role.TEXTILE, (0, 0, 0), profile, segments=40, stretch=(1.0, number(shape, "oval")),
        grain="flat",
    )  # fmt: skip
    if choice(shape, "band") == "middle":
        level = low + 0.45 * (top - low)
        angles = np.linspace(0, 2 * math.pi, 41)[:-1]
        oval = number(shape, "oval")
        ring = [(radius * math.cos(a), level, radius * oval * math.sin(a)) for a in angles]
        tube(mesh, Role.TEXTILE, ring, 0.008, segments=6, closed=True)


def drum_ottoman(mesh: Mesh, shape: Shape) -> None:
    """A round drum: plain, fluted all round, or of cane with a cushion."""
    radius, height = number(shape, "width") / 2, number(shape, "height")
    waist, foot = number(shape, "waist"), 0.03
    band = choice(shape, "band") != "none"
    if band:
        lathe(
            mesh, Role.METAL, (0, 0, 0),
            [(0.0, 0.0), *[(radius, 0.0)] * 2, *[(radius, 0.045)] * 2, (0.0, 0.045)],
            segments=40,
        )  # fmt: skip
        foot = 0.04
    else:
        rim = radius * 0.9
        lathe(
            mesh, Role.GAP, (0, 0, 0), [(0.0, 0.0), (rim, 0.0), (rim, 0.0), (rim, foot + 0.02)],
            segments=32,
        )  # fmt: skip
    if choice(shape, "tuft") == "channels":
        _fluted_drum(mesh, shape, radius, foot, height)
        return
    woven = choice(shape, "kind") == "woven"
    body_top = height - number(shape, "pad") * 0.7
    levels = np.linspace(0.0, 1.0, 13)
    side = radius * (1.0 - waist * np.sin(levels * math.pi)) - 0.004
    wall = [
        (float(r), foot + (body_top - foot) * float(s)) for r, s in zip(side, levels, strict=True)
    ]
    role = Role.CANE if woven else Role.TEXTILE
    lathe(
        mesh, role, (0, 0, 0), [(0.0, foot), wall[0], *wall, wall[-1], (0.0, body_top)], segments=40
    )
    turned_cushion(mesh, shape | {"oval": 1.0}, radius, body_top - 0.006, height)
    if shape["fringe"] and not woven:
        lobes = 72
        angles = np.linspace(0, 2 * math.pi, 2 * lobes + 1)[:-1]
        wave = radius + 0.003 + 0.005 * (np.arange(2 * lobes) % 2)
        plan = [
            (float(w * math.cos(a)), float(w * math.sin(a)))
            for w, a in zip(wave, angles, strict=True)
        ]
        prism(mesh, Role.LINEN, plan, 0.012, 0.11, 0.0)


def _fluted_drum(mesh: Mesh, shape: Shape, radius: float, foot: float, height: float) -> None:
    """Upright rolls all round under a flat cushion."""
    lobes = count(shape, "lobes") * (3 if number(shape, "squash") > 0.8 else 1) + 4
    angles = np.linspace(0, 2 * math.pi, lobes * 8 + 1)[:-1]
    wave = radius - 0.016 * (1 - np.sqrt(np.abs(np.sin(angles * lobes / 2))))
    plan = [
        (float(w * math.cos(a)), float(w * math.sin(a))) for w, a in zip(wave, angles, strict=True)
    ]
    prism(mesh, Role.TEXTILE, plan, foot, height - 0.045, 0.012)
    crown = stuffed_disc(radius - 0.012, height - 0.06, height, 0.025, 0.012)
    lathe(mesh, Role.TEXTILE, (0, 0, 0), crown, segments=40, grain="flat")


def pouf(mesh: Mesh, shape: Shape) -> None:
    """A pouf without a frame: plain, in leather panels (Moroccan), knitted or pebble-shaped."""
    radius = number(shape, "width") / 2
    kind, lobes = choice(shape, "kind"), count(shape, "lobes")
    height = number(shape, "height") * {"knitted": 0.86, "pebble": 0.95}.get(kind, 0.90)
    power = 2.0 / (2.0 + 2.2 * number(shape, "squash"))
    oval = number(shape, "oval") if kind in ("pebble", "pouf") else 1.0

    def surface(u: Floats, v: Floats) -> Floats:
        angle, rise = 2 * math.pi * u, (v - 0.5) * math.pi * 0.9999
        around, up = np.cos(rise) ** power, np.sign(np.sin(rise)) * np.abs(np.sin(rise)) ** power
        swell = np.ones_like(angle)
        if kind == "moroccan":
            swell = 1.0 - 0.09 * (1 - np.sqrt(np.abs(np.sin(angle * lobes / 2)))) * around
        elif kind == "knitted":
            rows = np.abs(np.sin((v * 13 + angle / (2 * math.pi)) * math.pi))
            swell = 1.0 - 0.06 * (1 - rows**0.6) * around
        elif kind == "pebble":
            swell = 1.0 + 0.06 * np.cos(2 * angle + lobes) + 0.03 * np.cos(3 * angle)
        x = radius * around * swell * np.cos(angle)
        z = radius * oval * around * swell * np.sin(angle)
        y = height / 2 * (1.0 + up * (0.99 if kind == "knitted" else 1.0))
        return np.stack([x, y + 0.004, z], axis=-1)

    columns = 40 if kind == "knitted" else 21
    rows = 8 * lobes + 1 if kind == "moroccan" else 41
    sheet(mesh, Role.TEXTILE, surface, rows, columns, 0.008)
    if kind in ("moroccan", "pouf"):
        button = [(0.0, height - 0.004), (0.035, height - 0.002), (0.03, height + 0.008)]
        button += [(0.0, height + 0.012)]
        lathe(mesh, Role.LINEN, (0, 0, 0), button, segments=16)
