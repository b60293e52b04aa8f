"""Table lamps: bodies of ceramic, wood, metal, glass and stone under a shade, and desk lamps."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import (
    chance,
    choice,
    lender,
    measure,
    number,
    one_of,
    role_of,
)
from backend.studio.furniture.parts.lamps.desk_lamps import DESK_LAMPS
from backend.studio.furniture.parts.lamps.lamp_bodies import lamp_body
from backend.studio.furniture.parts.lamps.lampshades import upright_shade
from backend.studio.furniture.parts.lamps.shade_cuts import draw_shade, shade_of
from backend.studio.furniture.parts.placing import settled
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube

Points = NDArray[np.float64]


_BODIES: Final = {
    "midcentury": ("bottle", "gourd", "cone", "hourglass", "desk", "mushroom", "egg"),
    "scandinavian": ("bottle", "cylinder", "ball", "desk", "mushroom", "tripod", "egg"),
    "industrial": ("pipe", "desk", "cage_stand", "cylinder", "desk"),
    "traditional": ("urn", "baluster", "jar", "candlestick", "banker", "baluster"),
    "contemporary": ("cylinder", "hoop", "block", "arch", "mushroom", "cone", "desk"),
    "boho": ("jar", "gourd", "bottle", "bell", "ball", "tripod"),
    "rustic": ("jug", "block", "baluster", "cage_stand", "jar", "bottle"),
    "glam": ("spheres", "gourd", "prism", "urn", "hoop", "spheres"),
}


_MADE_OF: Final = {
    "midcentury": ("pot", "frame", "metal", "pot"),
    "scandinavian": ("frame", "pot", "frame", "metal"),
    "industrial": ("metal", "metal", "stone"),
    "traditional": ("pot", "pot", "metal", "frame"),
    "contemporary": ("stone", "pot", "metal", "glass"),
    "boho": ("pot", "cane", "frame", "pot"),
    "rustic": ("pot", "frame", "frame", "metal"),
    "glam": ("glass", "stone", "metal", "glass"),
}


_SURFACES: Final = {
    "midcentury": ("smooth", "ringed", "smooth"),
    "scandinavian": ("smooth", "ribbed", "smooth"),
    "industrial": ("smooth",),
    "traditional": ("smooth", "fluted", "smooth"),
    "contemporary": ("smooth", "ribbed", "smooth"),
    "boho": ("ringed", "ribbed", "smooth"),
    "rustic": ("smooth", "ringed"),
    "glam": ("faceted", "fluted", "smooth", "twisted"),
}


_WIDTH: Final = {
    "candlestick": 0.55, "cone": 0.9, "cylinder": 0.62, "ball": 1.15, "mushroom": 0.8,
    "baluster": 0.68, "hourglass": 0.72, "bottle": 0.85,
}  # fmt: skip


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    body = one_of(_BODIES[lender(family, second, rng).name], rng)
    material = one_of(_MADE_OF[lender(family, second, rng).name], rng)
    # Lathes do not turn stone or cane into candlesticks, nor is pottery made as thin.
    if body in ("candlestick", "baluster") and material in ("stone", "cane", "glass"):
        material = "frame"
    shape: Shape = {
        "body": body,
        "variant": one_of(tuple(DESK_LAMPS), rng),
        "material": material,
        "surface": one_of(_SURFACES[lender(family, second, rng).name], rng),
        "body_height": measure((0.22, 0.40), rng),
        "body_width": measure((0.13, 0.25), rng) * _WIDTH.get(body, 1.0),
        "shoulder": measure((0.78, 1.28), rng),
        "neck": measure((0.015, 0.07), rng),
        "foot": one_of(("none", "none", "disc", "block", "ring"), rng),
        "pieces": int(rng.integers(2, 6)),
        "reach": measure((0.14, 0.28), rng),
        "tilt": measure((0.15, 0.6), rng),
        "finial": chance(0.6, rng),
        "handles": chance(0.35, rng),
    }
    return shape | draw_shade(lender(family, second, rng), rng, 0.25, 0.40)


def build(shape: Shape, seed: int) -> Mesh:
    mesh = Mesh(seed)
    body = choice(shape, "body")
    if body in ("desk", "pipe", "banker"):
        DESK_LAMPS[choice(shape, "variant") if body == "desk" else body](mesh, shape)
        return settled(mesh)
    start = _foot(mesh, shape)
    top = lamp_body(mesh, shape, start)
    _shade(mesh, shape, top)
    return settled(mesh)


def _foot(mesh: Mesh, shape: Shape) -> float:
    """What the body stands on; returns its height."""
    kind, half = choice(shape, "foot"), number(shape, "body_width") * 0.5
    if kind == "none" or choice(shape, "body") in (
        "hoop",
        "arch",
        "tripod",
        "cage_stand",
        "mushroom",
    ):
        return 0.0
    role = Role.FRAME if choice(shape, "material") == "pot" else Role.METAL
    if kind == "block":
        rounded_box(mesh, role, (0.0, 0.012, 0.0), (half * 1.7, 0.024, half * 1.7), radius=0.003)
        return 0.023
    if kind == "ring":
        profile = [(0.0, 0.0), (half * 0.55, 0.0), (half * 0.5, 0.02), (0.0, 0.02)]
        lathe(mesh, role, (0.0, 0.0, 0.0), profile, segments=24)
        return 0.019
    wide = half * 0.92
    profile = [(0.0, 0.0), (wide, 0.0), (wide, 0.0), (wide, 0.014), (wide * 0.9, 0.02), (0.0, 0.02)]
    lathe(mesh, role, (0.0, 0.0, 0.0), profile, segments=32)
    return 0.019


def _shade(mesh: Mesh, shape: Shape, top: float) -> None:
    """The harp or socket above the body, and the shade on it."""
    if choice(shape, "body") == "mushroom":
        _cap(mesh, shape, top)
        return
    shade = shade_of(shape)
    neck = number(shape, "neck") + shade.below * 0.8
    bottom = top + neck
    high = bottom + shade.height * (0.97 if shade.has_spider else 0.25)
    if shade.cut in ("exposed", "cage", "cloche"):
        bottom = top + neck * 0.4
        high = bottom + 0.01
    tube(mesh, Role.METAL, [(0.0, top - 0.02, 0.0), (0.0, high, 0.0)], 0.006, segments=8)
    collar = [(0.018, top - 0.002), (0.018, top + 0.008), (0.008, top + 0.016), (0.0, top + 0.016)]
    lathe(mesh, Role.METAL, (0.0, 0.0, 0.0), collar, segments=16)
    upright_shade(mesh, shade, (0.0, bottom, 0.0))
    if shade.has_spider and shape["finial"]:
        end = bottom + shade.height * 0.96
        finial = [(0.004, 0.0), (0.004, 0.016), (0.011, 0.024), (0.005, 0.034), (0.0, 0.044)]
        lathe(mesh, Role.METAL, (0.0, end, 0.0), finial, segments=12)


def _cap(mesh: Mesh, shape: Shape, top: float) -> None:
    """The wide dome of a mushroom lamp, of one piece with its stalk."""
    radius = 0.10 + 0.5 * number(shape, "body_width") * 0.5 + 0.1 * number(shape, "tilt")
    height = radius * (0.5 + 0.55 * number(shape, "reach") / 0.28)
    angles = np.linspace(0, math.pi / 2, 12)
    wall = [(float(radius * math.cos(a)), float(top - 0.05 + height * math.sin(a))) for a in angles]
    rim = [(radius * 0.93, top - 0.05), (radius, top - 0.05), (radius, top - 0.05)]
    role = (
        Role.SHADE
        if choice(shape, "material") in ("pot", "glass", "cane")
        else role_of(shape, "material")
    )
    lathe(mesh, role, (0.0, 0.0, 0.0), [*rim, *wall[1:]], segments=36)
    lathe(
        mesh,
        Role.GLOW,
        (0.0, 0.0, 0.0),
        [(0.0, top - 0.01), (radius * 0.5, top), (0.0, top + 0.06)],
        16,
    )
