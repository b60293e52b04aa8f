"""Potted plants whose leaves rise from the soil: palms, ferns, snake plants, grasses, vines."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import number
from backend.studio.furniture.parts.plants.foliage import (
    GRASS,
    HEART,
    LEAFLET,
    PADDLE,
    SPLIT,
    SWORD,
    Grower,
    Random,
    arcs,
    directions,
    leaves,
    spiral,
)
from backend.studio.furniture.parts.repeated import strands
from backend.studio.geometry.mesh import Mesh

Points = NDArray[np.float64]


def _fronds(
    mesh: Mesh,
    paths: Points,
    azimuth: Points,
    leaflet: tuple[float, float],
    pairs: int,
    raised: float,
) -> None:
    """Feathers: leaflets in pairs along each of `paths` (n, points, 3)."""
    number_of, points = paths.shape[:2]
    at = np.linspace(0.16, 1.0, pairs)
    station = np.linspace(0, 1, points)
    spots = np.stack(
        [[np.interp(at, station, path[:, axis]) for axis in range(3)] for path in paths]
    ).transpose(0, 2, 1)
    slope = np.gradient(spots, axis=1)
    climb = np.arctan2(slope[..., 1], np.hypot(slope[..., 0], slope[..., 2]))
    length = leaflet[0] * np.sin(np.pi * (0.12 + 0.82 * at)) ** 0.6
    for side in (-1.0, 1.0):
        leaves(
            mesh, LEAFLET, spots.reshape(-1, 3),
            (azimuth[:, None] + side * (1.05 - 0.55 * at**3)[None, :]).ravel(),
            (climb * 0.5 + raised).ravel(),
            np.broadcast_to(length, (number_of, pairs)).ravel(), leaflet[1], bend=0.7,
        )  # fmt: skip


def _snake(mesh: Mesh, shape: Shape, level: float, radius: float, random: Random) -> None:
    """Stiff upright swords."""
    blades = round(17 * number(shape, "fullness")) + 4
    azimuth = spiral(blades)
    out = radius * 0.75 * np.sqrt((np.arange(blades) + 0.5) / blades)
    bases = np.stack(
        [out * np.cos(azimuth), np.full(blades, level - 0.01), out * np.sin(azimuth)], -1
    )
    tall = number(shape, "height") * 0.85 * (1.0 - 0.55 * (out / radius) ** 2)
    tall *= random.uniform(0.75, 1.1, blades)
    lean = np.pi / 2 - 0.06 - 0.35 * number(shape, "spread") * out / radius
    width = 0.062 * number(shape, "leaf_size")
    roll = random.uniform(-1.4, 1.4, blades)
    leaves(
        mesh,
        SWORD,
        bases,
        azimuth,
        lean,
        tall,
        width,
        bend=-0.08 * number(shape, "droop"),
        roll=roll,
    )


def _monstera(mesh: Mesh, shape: Shape, level: float, _radius: float, random: Random) -> None:
    """Split leaves on long arching stalks."""
    number_of = round(14 * number(shape, "fullness")) + 3
    azimuth = spiral(number_of)
    age = np.arange(number_of) / number_of
    elevation = 0.62 + 0.8 * age + random.normal(0, 0.08, number_of)
    reach = number(shape, "height") * (0.55 + 0.33 * age) * random.uniform(0.85, 1.1, number_of)
    bases = np.tile([0.0, level - 0.01, 0.0], (number_of, 1))
    bases[:, 0] += 0.03 * np.cos(azimuth)
    bases[:, 2] += 0.03 * np.sin(azimuth)
    bend = 0.55 * number(shape, "droop") * (1.2 - 0.6 * age)
    paths = arcs(bases, azimuth, elevation, reach, bend)
    strands(mesh, Role.LEAF, paths, np.linspace(0.007, 0.0045, 8))
    size = 0.27 * number(shape, "leaf_size") * random.uniform(0.75, 1.15, number_of)
    leaves(
        mesh, SPLIT, paths[:, -1], azimuth, elevation - bend - 0.75, size, size * 1.08,
        bend=0.5 * number(shape, "droop"), roll=random.normal(0, 0.2, number_of),
    )  # fmt: skip


def _palm(mesh: Mesh, shape: Shape, level: float, radius: float, random: Random) -> None:
    number_of = round(10 * number(shape, "fullness")) + 4
    azimuth = spiral(number_of)
    age = (np.arange(number_of) + 0.5) / number_of
    elevation = 0.85 + 0.6 * age
    height = number(shape, "height")
    reach = height * (0.95 + 0.2 * age) * random.uniform(0.85, 1.08, number_of)
    out = radius * 0.35
    bases = np.stack(
        [out * np.cos(azimuth), np.full(number_of, level - 0.01), out * np.sin(azimuth)], axis=-1
    )
    bend = (0.5 + 0.75 * (1 - age)) * number(shape, "droop")
    paths = arcs(bases, azimuth, elevation, reach, bend, 14)
    strands(mesh, Role.LEAF, paths, np.linspace(0.007, 0.002, 14))
    pairs = 15
    size = (0.26 * height * number(shape, "spread"), 0.034 * number(shape, "leaf_size"))
    # The lower third of a frond is bare stalk.
    _fronds(mesh, paths[:, 4:], azimuth, size, pairs, 0.1)


def _fern(mesh: Mesh, shape: Shape, level: float, radius: float, random: Random) -> None:
    number_of = round(20 * number(shape, "fullness")) + 8
    azimuth = spiral(number_of)
    age = (np.arange(number_of) + 0.5) / number_of
    elevation = 0.45 + 0.95 * age
    reach = number(shape, "height") * 0.72 * random.uniform(0.75, 1.1, number_of)
    bases = np.tile([0.0, level, 0.0], (number_of, 1))
    bases = bases + 0.4 * radius * directions(azimuth, np.zeros(number_of))
    bend = (1.9 - 0.7 * age) * number(shape, "droop")
    paths = arcs(bases, azimuth, elevation, reach, bend, 12)
    paths[..., 1] = np.maximum(paths[..., 1], 0.03)
    strands(mesh, Role.LEAF, paths, np.linspace(0.0025, 0.001, 12))
    size = (0.085 * number(shape, "leaf_size"), 0.017 * number(shape, "spread"))
    _fronds(mesh, paths, azimuth, size, 13, 0.0)


def _bird(mesh: Mesh, shape: Shape, level: float, _radius: float, random: Random) -> None:
    """Paddles on tall stalks that fan out."""
    number_of = round(9 * number(shape, "fullness")) + 4
    side = np.arange(number_of) % 2 * np.pi + random.normal(0, 0.5, number_of)
    age = np.arange(number_of) / number_of
    elevation = 1.05 + 0.45 * age
    reach = number(shape, "height") * (0.42 + 0.3 * age) * random.uniform(0.9, 1.1, number_of)
    bases = np.stack(
        [0.02 * np.cos(side), np.full(number_of, level - 0.01), 0.02 * np.sin(side)], axis=-1
    )
    bend = 0.2 * number(shape, "droop") * (1.3 - age) * number(shape, "spread")
    paths = arcs(bases, side, elevation, reach, bend)
    strands(mesh, Role.LEAF, paths, np.linspace(0.011, 0.006, 8))
    length = number(shape, "height") * 0.38 * number(shape, "leaf_size")
    leaves(
        mesh, PADDLE, paths[:, -1], side, elevation - bend,
        length * random.uniform(0.85, 1.1, number_of),
        length * 0.46, bend=0.75 * number(shape, "droop"), roll=random.normal(0, 0.5, number_of),
    )  # fmt: skip


def _zz(mesh: Mesh, shape: Shape, level: float, radius: float, random: Random) -> None:
    """Arching stems with glossy leaflets in pairs."""
    number_of = round(13 * number(shape, "fullness")) + 4
    azimuth = spiral(number_of)
    age = (np.arange(number_of) + 0.5) / number_of
    elevation = 0.85 + 0.65 * age
    reach = number(shape, "height") * random.uniform(0.8, 1.15, number_of)
    bases = np.tile([0.0, level - 0.01, 0.0], (number_of, 1))
    bases = bases + 0.5 * radius * directions(azimuth, np.zeros(number_of))
    bend = 0.55 * number(shape, "droop") * np.ones(number_of)
    paths = arcs(bases, azimuth, elevation, reach, bend, 10)
    strands(mesh, Role.LEAF, paths, np.linspace(0.0085, 0.003, 10))
    size = (0.115 * number(shape, "leaf_size"), 0.046 * number(shape, "spread"))
    _fronds(mesh, paths, azimuth, size, 10, 0.35)


def _trailing(mesh: Mesh, shape: Shape, level: float, radius: float, random: Random) -> None:
    """Heart-shaped leaves on vines that spill over the rim."""
    vines = round(11 * number(shape, "fullness")) + 4
    azimuth = spiral(vines)
    bases = np.tile([0.0, level, 0.0], (vines, 1))
    bases = bases + 0.55 * radius * directions(azimuth, np.zeros(vines))
    reach = number(shape, "height") * random.uniform(0.35, 1.1, vines)
    # Up, over the rim, and straight down.
    share = np.linspace(0.0, 1.0, 14)
    rim = number(shape, "pot_width") * random.uniform(0.54, 0.72, vines)
    out = 0.55 * radius + (rim - 0.55 * radius)[:, None] * np.sin(
        np.minimum(share * 2.4, 1) * np.pi / 2
    )
    swing = azimuth[:, None] + 0.25 * np.sin(5 * share + azimuth[:, None])
    crest = 0.05 * number(shape, "spread") + 0.02
    drop = level + crest * np.sin(np.minimum(share * 2.2, 1) * np.pi) ** 0.5
    drop = drop - reach[:, None] * np.maximum(share - 0.28, 0.0) / 0.72
    paths = np.stack([out * np.cos(swing), drop, out * np.sin(swing)], axis=-1)
    paths[..., 1] = np.maximum(paths[..., 1], 0.05)
    strands(mesh, Role.LEAF, paths, 0.0022)
    each = 12
    pick = np.linspace(1, 13, each).round().astype(int)
    spots = paths[:, pick].reshape(-1, 3)
    total = len(spots)
    size = 0.085 * number(shape, "leaf_size") * random.uniform(0.7, 1.15, total)
    leaves(
        mesh, HEART, spots, np.repeat(azimuth, each) + random.normal(0, 0.9, total),
        random.normal(0.35, 0.25, total), size, size * 0.85 * number(shape, "spread"), bend=0.9,
    )  # fmt: skip


def _grass(mesh: Mesh, shape: Shape, level: float, radius: float, random: Random) -> None:
    """A tuft of long thin blades."""
    blades = round(230 * number(shape, "fullness"))
    azimuth = random.uniform(0, 2 * np.pi, blades)
    out = radius * 0.8 * np.sqrt(random.random(blades))
    bases = np.stack(
        [out * np.cos(azimuth), np.full(blades, level - 0.005), out * np.sin(azimuth)], axis=-1
    )
    length = number(shape, "height") * random.uniform(0.6, 1.15, blades)
    elevation = 1.5 - 0.5 * number(shape, "spread") * random.random(blades)
    leaves(
        mesh, GRASS, bases, azimuth, elevation, length, 0.009 * number(shape, "leaf_size"),
        bend=number(shape, "droop") * random.uniform(0.3, 1.3, blades),
    )  # fmt: skip


TUFTS: Final[dict[str, Grower]] = {
    "bird": _bird,
    "fern": _fern,
    "grass": _grass,
    "monstera": _monstera,
    "palm": _palm,
    "snake": _snake,
    "trailing": _trailing,
    "zz": _zz,
}
