"""Potted plants with a trunk: leafy trees, dracaenas, clipped box, cacti."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import count, number
from backend.studio.furniture.parts.fluted import fluted
from backend.studio.furniture.parts.plants.foliage import (
    GRASS,
    LEAFLET,
    OVAL,
    VIOLIN,
    Blade,
    Grower,
    Random,
    arcs,
    leaves,
    spiral,
)
from backend.studio.furniture.parts.repeated import strands
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube

Points = NDArray[np.float64]


def _stems(
    mesh: Mesh, shape: Shape, level: float, radius: float, random: Random, thick: float
) -> list[Points]:
    """Woody stems that rise from the soil; each a path (9, 3)."""
    height, stems = number(shape, "height"), count(shape, "stems")
    share = np.linspace(0, 1, 9)
    paths = []
    for stem in range(stems):
        angle = 2 * np.pi * stem / stems + random.uniform(0, 1)
        start = 0.0 if stems == 1 else 0.35 * radius
        out = (0.16 * height if stems > 1 else 0.02) * number(shape, "spread")
        tall = height * (1.0 - 0.16 * stem)
        away = start + out * share**1.4
        bow = 0.02 * np.sin(4 * share + stem) + number(shape, "lean") * height * share**2
        path = np.stack(
            [away * np.cos(angle) + bow, level - 0.02 + tall * share, away * np.sin(angle)], axis=-1
        )
        paths.append(path)
    strands(mesh, Role.SOIL, np.stack(paths), thick * (1.2 - 0.6 * share))
    return paths


def _leafy(
    mesh: Mesh,
    shape: Shape,
    level: float,
    radius: float,
    random: Random,
    blade: Blade,
    size: tuple[float, float],
    bare: float,
) -> None:
    """Large leaves round woody stems, the lower share `bare`."""
    bases, around = [], []
    stems = _stems(mesh, shape, level, radius, random, 0.011)
    for index, path in enumerate(stems):
        leaves_here = max(8, round(24 * number(shape, "fullness") / len(stems) ** 0.6))
        at = bare + (1 - bare) * (np.arange(leaves_here) + random.uniform(0, 0.5)) / leaves_here
        at = np.minimum(at, 1.0)
        station = np.linspace(0, 1, len(path))
        bases.append(
            np.stack([np.interp(at, station, path[:, axis]) for axis in range(3)], axis=-1)
        )
        around.append(spiral(leaves_here) + index)
    base, azimuth = np.concatenate(bases), np.concatenate(around)
    high = (base[:, 1] - level) / number(shape, "height")
    scale = number(shape, "leaf_size") * random.uniform(0.8, 1.15, len(base)) * (1.12 - 0.3 * high)
    elevation = 0.25 + 0.85 * high**2 + random.normal(0, 0.12, len(base))
    # A petiole holds each leaf off the stem.
    reach = 0.05 * scale
    tips = arcs(base, azimuth, elevation, reach, np.zeros(len(base)), 3)
    strands(mesh, Role.LEAF, tips, 0.004)
    leaves(
        mesh, blade, tips[:, -1], azimuth, elevation, size[0] * scale,
        size[1] * scale * number(shape, "spread"),
        bend=number(shape, "droop") * (0.75 - 0.3 * high), roll=random.normal(0, 0.25, len(base)),
    )  # fmt: skip


def _fiddle_leaf(mesh: Mesh, shape: Shape, level: float, radius: float, random: Random) -> None:
    _leafy(mesh, shape, level, radius, random, VIOLIN, (0.27, 0.19), 0.38)


def _rubber(mesh: Mesh, shape: Shape, level: float, radius: float, random: Random) -> None:
    _leafy(mesh, shape, level, radius, random, OVAL, (0.24, 0.125), 0.14)


def _olive(mesh: Mesh, shape: Shape, level: float, radius: float, random: Random) -> None:
    """A bare trunk under an airy round head of small leaves."""
    height = number(shape, "height")
    stems = [path[-1] for path in _stems(mesh, shape, level, radius, random, 0.016)]
    twigs = round(58 * number(shape, "fullness"))
    head = 0.23 * height * number(shape, "spread") + 0.05
    start = np.array([stems[twig % len(stems)] for twig in range(twigs)])
    start[:, 1] -= random.uniform(0.0, 0.30, twigs) * height
    azimuth = spiral(twigs)
    elevation = random.uniform(0.05, 1.45, twigs)
    reach = head * random.uniform(0.75, 1.35, twigs)
    paths = arcs(start, azimuth, elevation, reach, np.full(twigs, 0.5 * number(shape, "droop")), 6)
    strands(mesh, Role.SOIL, paths, np.linspace(0.0045, 0.0012, 6))
    each = 13
    at = random.uniform(0.25, 1.0, (twigs, each))
    station = np.linspace(0, 1, 6)
    spots = np.stack(
        [
            [np.interp(row, station, path[:, axis]) for axis in range(3)]
            for row, path in zip(at, paths, strict=True)
        ]
    ).transpose(0, 2, 1)
    total = twigs * each
    length = 0.072 * number(shape, "leaf_size") * random.uniform(0.7, 1.2, total)
    leaves(
        mesh, LEAFLET, spots.reshape(-1, 3), random.uniform(0, 2 * np.pi, total),
        random.uniform(-0.3, 1.0, total), length, length * 0.36, bend=0.3,
        roll=random.normal(0, 0.5, total),
    )  # fmt: skip


def _dracaena(mesh: Mesh, shape: Shape, level: float, radius: float, random: Random) -> None:
    """Canes of different height, a rosette of swords on each."""
    for path in _stems(mesh, shape, level, radius, random, 0.02):
        blades = round(50 * number(shape, "fullness"))
        azimuth = spiral(blades)
        age = np.arange(blades) / blades
        bases = path[-1] + np.stack(
            [np.zeros(blades), 0.08 * age - 0.05, np.zeros(blades)], axis=-1
        )
        length = 0.40 * number(shape, "leaf_size") * random.uniform(0.8, 1.1, blades)
        leaves(
            mesh, GRASS, bases, azimuth, -0.1 + 1.5 * age, length, 0.046 * number(shape, "spread"),
            bend=1.0 * number(shape, "droop") * (1.2 - 0.8 * age),
        )  # fmt: skip


def _topiary(mesh: Mesh, shape: Shape, level: float, _radius: float, random: Random) -> None:
    """Box clipped to balls on a stem, or to a cone."""
    height, stems = number(shape, "height"), count(shape, "stems")
    bodies: list[tuple[float, float, float]] = []  # middle, radius, stretch
    if stems == 3:
        bodies.append((level + height * 0.52, 0.20 * number(shape, "spread"), height * 0.5))
    else:
        size = 0.15 * number(shape, "spread") + 0.02
        for ball in range(stems):
            bodies.append(
                (level + height * (0.86 if ball == 0 else 0.40), size * (1 + 0.25 * ball), 0.0)
            )
    ends = [(0.0, level - 0.02, 0.0), (0.0, level + height * 0.85, 0.0)]
    tube(mesh, Role.SOIL, ends, 0.011, segments=8)
    for middle, size, cone in bodies:
        share = np.linspace(0, np.pi, 13)
        if cone:
            core = [
                (0.0, middle - cone),
                (size * 0.92, middle - cone * 0.9),
                (size * 0.5, middle),
                (0.0, middle + cone * 0.96),
            ]
        else:
            core = [
                (float(0.93 * size * np.sin(a)), float(middle - 0.93 * size * np.cos(a)))
                for a in share
            ]
        lathe(mesh, Role.LEAF, (0.0, 0.0, 0.0), core, segments=20)
        tufts = round(620 / len(bodies) * (0.7 + 0.3 * number(shape, "fullness")))
        rise = 1 - 2 * (np.arange(tufts) + 0.5) / tufts
        azimuth = spiral(tufts)
        level_radius = np.sqrt(1 - rise**2) if not cone else (1 - rise) / 2 * 1.0
        spots = np.stack(
            [level_radius * size * np.cos(azimuth) * 0.95, middle + rise * (cone or size) * 0.95,
             level_radius * size * np.sin(azimuth) * 0.95], axis=-1,
        )  # fmt: skip
        elevation = (np.arcsin(rise) if not cone else np.full(tufts, 0.35)) + random.normal(
            0, 0.5, tufts
        )
        leaves(
            mesh, LEAFLET, spots, azimuth + random.normal(0, 0.7, tufts), elevation,
            0.034 * number(shape, "leaf_size"), 0.022, bend=0.2, roll=random.normal(0, 0.6, tufts),
        )  # fmt: skip


def _cactus(mesh: Mesh, shape: Shape, level: float, radius: float, random: Random) -> None:
    """Ribbed columns, some with an arm."""
    stems = count(shape, "stems") + 1
    for stem in range(stems):
        angle = 2 * np.pi * stem / stems + 0.4
        out = 0.0 if stem == 0 else radius * 0.52
        tall = number(shape, "height") * (1.1 if stem == 0 else random.uniform(0.4, 0.75))
        thick = (0.052 if stem == 0 else 0.036) * number(shape, "leaf_size")
        share = np.linspace(0, np.pi / 2, 7)
        dome = [(float(thick * np.cos(a)), float(tall - thick + thick * np.sin(a))) for a in share]
        at = (out * np.cos(angle), level - 0.015, out * np.sin(angle))
        wall = [(thick * 0.85, 0.0), (thick, tall * 0.3), *dome[:-1], (0.001, tall)]
        fluted(mesh, Role.LEAF, at, wall, 9 + count(shape, "stems"), 0.09)
    arms = 1 + round(number(shape, "fullness") * 1.5)
    trunk, tall = 0.052 * number(shape, "leaf_size"), number(shape, "height") * 1.1
    for arm in range(arms):
        angle = arm * np.pi + 0.3
        side = np.array([np.cos(angle), np.sin(angle)])
        start, reach = tall * (0.4 + 0.14 * arm), trunk * (1.9 + 0.4 * number(shape, "spread"))
        rise = tall * 0.26
        steps = (
            (0.3 * trunk, 0.0),
            (reach * 0.7, 0.01),
            (reach, 0.05),
            (reach, rise),
            (reach, rise + 0.02),
        )
        path = [(side[0] * o, level + start + y, side[1] * o) for o, y in steps]
        tube(mesh, Role.LEAF, path, np.array([0.6, 0.62, 0.64, 0.58, 0.25]) * trunk, segments=10)


TREES: Final[dict[str, Grower]] = {
    "cactus": _cactus,
    "dracaena": _dracaena,
    "fiddle_leaf": _fiddle_leaf,
    "olive": _olive,
    "rubber": _rubber,
    "topiary": _topiary,
}
