"""Pendant lamps: one shade or several on cords, chandeliers, rings, bars, sputniks, lanterns."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import (
    chance,
    choice,
    count,
    lender,
    measure,
    number,
    one_of,
    role_of,
)
from backend.studio.furniture.parts.lamps.chandeliers import CHANDELIERS
from backend.studio.furniture.parts.lamps.lampshades import lampshade
from backend.studio.furniture.parts.lamps.shade_cuts import Lampshade, draw_shade, shade_of
from backend.studio.furniture.parts.placing import settled
from backend.studio.furniture.parts.repeated import strands
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube

_KINDS: Final = {
    "midcentury": ("single", "sputnik", "layered", "cluster", "single", "branches"),
    "scandinavian": ("single", "layered", "single", "cluster", "lantern", "linear"),
    "industrial": ("single", "linear", "cluster", "single", "wheel"),
    "traditional": ("chandelier", "frame", "chandelier", "single", "tiers"),
    "contemporary": ("rings", "linear", "cluster", "single", "layered", "rings"),
    "boho": ("single", "single", "beads", "cluster", "lantern"),
    "rustic": ("wheel", "frame", "single", "linear", "chandelier"),
    "glam": ("tiers", "rings", "sputnik", "chandelier", "cluster", "branches"),
}


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    kind = one_of(_KINDS[lender(family, second, rng).name], rng)
    low, high = (0.26, 0.42) if kind in ("cluster", "linear", "wheel") else (0.34, 0.62)
    wooden = family.name in ("boho", "rustic", "scandinavian")
    shape: Shape = {
        "kind": kind,
        "drop": measure((0.28, 0.62), rng),
        "spread": measure((0.46, 0.86), rng),
        "rise": measure((0.24, 0.52), rng),
        "arms": int(rng.integers(4, 9)),
        "tiers": int(rng.integers(1, 4)),
        "bow": measure((0.0, 1.0), rng),
        "body": one_of(("frame", "frame", "metal") if wooden else ("metal",), rng),
        "canopy": measure((0.05, 0.075), rng),
        "suspension": one_of(("cord", "rod", "chain"), rng),
        "shaded": chance(0.4, rng),
        "sag": chance(0.5, rng),
    }
    return shape | draw_shade(lender(family, second, rng), rng, low, high, hanging=True)


def build(shape: Shape, seed: int) -> Mesh:
    mesh = Mesh(seed)
    kind = choice(shape, "kind")
    top = CHANDELIERS[kind](mesh, shape) if kind in CHANDELIERS else _SHADED[kind](mesh, shape)
    if kind not in _HUNG_THEMSELVES:
        _suspend(mesh, shape, 0.0, top, top + number(shape, "drop"))
        _canopy(mesh, top + number(shape, "drop"), number(shape, "canopy"))
    return settled(mesh)


def _canopy(mesh: Mesh, ceiling: float, radius: float) -> None:
    """The cap under the ceiling; its top is the lamp's."""
    profile = [
        (0.0, ceiling - 0.035), (radius * 0.4, ceiling - 0.033), (radius * 0.95, ceiling - 0.02),
        (radius, ceiling - 0.012), (radius, ceiling), (radius, ceiling), (0.0, ceiling),
    ]  # fmt: skip
    lathe(mesh, Role.METAL, (0.0, 0.0, 0.0), profile, segments=28)


def _suspend(mesh: Mesh, shape: Shape, x: float, low: float, high: float, z: float = 0.0) -> None:
    """Cord, rod or chain from `low` to `high`."""
    kind = choice(shape, "suspension")
    start, end = (x, low - 0.012, z), (x, high - 0.02, z)
    if kind != "chain":
        tube(mesh, Role.METAL, [start, end], 0.0032 if kind == "cord" else 0.006, segments=6)
        return
    links = max(4, round((high - low) / 0.034))
    pitch = (end[1] - start[1]) / links
    turns = np.linspace(0, 2 * math.pi, 10)
    paths = []
    for link in range(links):
        middle = start[1] + pitch * (link + 0.5)
        wide, tall = 0.008, pitch * 0.64
        path = [
            (x + wide * math.cos(a), middle + tall * math.sin(a), z)
            if link % 2
            else (x, middle + tall * math.sin(a), z + wide * math.cos(a))
            for a in turns.tolist()
        ]
        paths.append(path)
    strands(mesh, Role.METAL, paths, 0.0024, sides=5)


def _single(mesh: Mesh, shape: Shape) -> float:
    """One shade; returns the height where its cord begins."""
    shade = shade_of(shape)
    lampshade(mesh, shade, (0.0, shade.below, 0.0))
    top = shade.below + shade.height
    if shade.has_spider:
        ends = [(0.0, shade.below + 0.4 * shade.height, 0.0), (0.0, top + 0.02, 0.0)]
        tube(mesh, Role.METAL, ends, 0.006, segments=8)
    return top


def _layered(mesh: Mesh, shape: Shape) -> float:
    """Reflectors one above the other, narrower upwards or downwards."""
    tiers, spread = count(shape, "tiers") + 2, number(shape, "spread") * 0.66
    rise, bow = number(shape, "rise") * 0.75, number(shape, "bow")
    growing = bool(shape["sag"])
    step = rise / tiers
    for tier in range(tiers):
        share = 1 - 0.62 * (tiers - 1 - tier if growing else tier) / tiers
        radius = spread / 2 * share
        low = tier * step
        inner = radius * (0.30 + 0.3 * bow)
        lift = np.linspace(0, 1, 8)
        profile = [
            (
                float(radius - (radius - inner) * s),
                float(low + step * 0.85 * s ** (0.6 + 0.8 * bow)),
            )
            for s in lift
        ]
        role = Role.METAL if tier % 2 or not shape["shaded"] else Role.SHADE
        lathe(mesh, role, (0.0, 0.0, 0.0), profile, segments=40)
        level = profile[-1][1]
        spokes = [
            [(0.0, level, 0.0), (inner * math.cos(a), level, inner * math.sin(a))]
            for a in (0.0, 2 * math.pi / 3, 4 * math.pi / 3)
        ]
        strands(mesh, Role.METAL, spokes, 0.003, sides=5)
    tube(mesh, Role.METAL, [(0.0, 0.05, 0.0), (0.0, rise + 0.03, 0.0)], 0.007, segments=8)
    glow = [(0.0, 0.02), (0.032, 0.035), (0.04, 0.06), (0.032, 0.085), (0.0, 0.1)]
    lathe(mesh, Role.GLOW, (0.0, 0.0, 0.0), glow, segments=16)
    return rise


def _lantern(mesh: Mesh, shape: Shape) -> float:
    """A paper or cane lantern with ribs: ball, pebble, drop or spindle."""
    radius = number(shape, "spread") * 0.42
    height = radius * (0.9 + 1.2 * number(shape, "rise") / 0.5)
    share = np.linspace(0, 1, 37)
    bow = 0.6 + 0.8 * number(shape, "bow")
    around = np.sin(np.pi * (0.08 + 0.84 * share) ** bow) ** (0.5 + 0.25 * count(shape, "tiers"))
    ribs = 1 - 0.02 * (np.arange(37) % 2)
    around = np.maximum(around, 0.16) * radius * ribs
    wall = [(float(r), float(height * s)) for r, s in zip(around, share, strict=True)]
    role = role_of(shape, "shade_role")
    role = role if role == Role.CANE else Role.SHADE
    lathe(mesh, role, (0.0, 0.0, 0.0), wall, segments=32)
    for spoke in range(2):
        angle = math.pi * spoke / 2
        x, z = wall[-1][0] * math.cos(angle), wall[-1][0] * math.sin(angle)
        ends = [(-x, height - 0.003, -z), (x, height - 0.003, z)]
        tube(mesh, Role.METAL, ends, 0.003, segments=5)
    return height


def _cluster(mesh: Mesh, shape: Shape) -> float:
    """Several small shades on cords of different lengths from one canopy."""
    lamps = 3 + count(shape, "arms") % 4
    shade = shade_of(shape, 0.72 if lamps < 5 else 0.58)
    spread, rise = number(shape, "spread") * 0.34, number(shape, "rise") * 1.5
    spread = max(spread, shade.width * 0.62)
    top = shade.below + shade.height
    ceiling = top + rise + number(shape, "drop")
    plate = spread * 0.55 + 0.04
    for lamp in range(lamps):
        angle = 2.39996 * lamp + number(shape, "bow") * 6
        out = spread * math.sqrt((lamp + 0.35) / lamps) * 1.15
        x, z = out * math.cos(angle), out * math.sin(angle)
        level = shade.below + rise * ((lamp * 2) % lamps) / lamps * 1.05
        _hung_shade(mesh, shade, (x, level, z))
        # Cords gather under the canopy.
        gather = 0.5 * plate / max(out, plate)
        high = (x * gather, ceiling - 0.02, z * gather)
        low = (x, level + shade.height, z)
        middle = (x * (0.5 + gather / 2), (low[1] + high[1]) / 2, z * (0.5 + gather / 2))
        tube(mesh, Role.METAL, [(low[0], low[1] - 0.012, low[2]), middle, high], 0.003, segments=6)
    _canopy(mesh, ceiling, plate)
    return ceiling


def _hung_shade(mesh: Mesh, shade: Lampshade, bottom: tuple[float, float, float]) -> None:
    lampshade(mesh, shade, bottom)
    if shade.has_spider:
        top = (bottom[0], bottom[1] + shade.height + 0.02, bottom[2])
        start = (bottom[0], bottom[1] + 0.4 * shade.height, bottom[2])
        tube(mesh, Role.METAL, [start, top], 0.005, segments=8)


def _linear(mesh: Mesh, shape: Shape) -> float:
    """A bar with shades in a row under it, on two cords."""
    lamps = 2 + count(shape, "tiers") + count(shape, "arms") % 2
    shade = shade_of(shape, 0.78 if lamps < 4 else 0.62)
    pitch = max(shade.width * 1.12, 0.36 * number(shape, "spread"))
    length = pitch * (lamps - 1) + 0.24
    hang = 0.03 + 0.16 * number(shape, "bow")
    bar = shade.below + shade.height + hang
    role = role_of(shape, "body")
    thick = 0.045 if role == Role.FRAME else 0.024
    rounded_box(mesh, role, (0.0, bar + thick / 2, 0.0), (length, thick, thick), radius=0.003)
    for lamp in range(lamps):
        x = pitch * (lamp - (lamps - 1) / 2)
        lift = hang * 0.6 * abs(lamp - (lamps - 1) / 2) / lamps if shape["sag"] else 0.0
        _hung_shade(mesh, shade, (x, shade.below + lift, 0.0))
        low = shade.below + lift + shade.height - 0.012
        tube(mesh, Role.METAL, [(x, low, 0.0), (x, bar + 0.004, 0.0)], 0.004, segments=6)
    ceiling = bar + thick + number(shape, "drop")
    side = 0.36 * length
    for x in (-side, side):
        _suspend(mesh, shape, x, bar + thick, ceiling)
    plate = (2 * side + 0.1, 0.024, 0.07)
    rounded_box(mesh, Role.METAL, (0.0, ceiling - 0.012, 0.0), plate, radius=0.003)
    return ceiling


_SHADED: Final[dict[str, Callable[[Mesh, Shape], float]]] = {
    "single": _single,
    "layered": _layered,
    "lantern": _lantern,
    "cluster": _cluster,
    "linear": _linear,
}

_HUNG_THEMSELVES: Final = frozenset({"cluster", "linear"})
