"""Chandeliers that carry candles: arms, a wheel, an open lantern."""

from __future__ import annotations

import math

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import count, number, role_of
from backend.studio.furniture.parts.lamps.lamp_shapes import Point, ball
from backend.studio.furniture.parts.repeated import strands, turned_pieces
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube


def _candles(mesh: Mesh, at: list[Point], size: float, shaded: bool, taper: float) -> None:
    """Drip pans, candle tubes and their flame-shaped bulbs, or small shades; they stand on `at`."""
    pan = [
        (0.0, -0.006),
        (0.012, -0.004),
        (0.032 * size, 0.004),
        (0.03 * size, 0.006),
        (0.0, 0.006),
    ]
    turned_pieces(mesh, Role.METAL, at, pan, segments=12)
    tall = 0.085 * size
    wax = [(0.0, 0.004), (0.0105, 0.004), (0.0105, tall), (0.0105, tall), (0.0, tall)]
    turned_pieces(mesh, Role.PAPER, at, wax)
    flame = [(0.006, tall), (0.012, tall + 0.016), (0.009, tall + 0.034), (0.0, tall + 0.058)]
    turned_pieces(mesh, Role.GLOW, at, flame)
    if shaded:
        low, high = tall * 0.62, tall * 0.62 + 0.10 * size
        wall = [(0.062 * size, low), (0.065 * size, low), (0.065 * size * taper, high)]
        turned_pieces(mesh, Role.SHADE, at, wall, segments=20)
        spoke = 0.065 * size * taper
        rims = [
            [(x - spoke, y + high - 0.004, z), (x + spoke, y + high - 0.004, z)] for x, y, z in at
        ]
        strands(mesh, Role.METAL, rims, 0.002, sides=5)
        posts = [[(x, y + tall, z), (x, y + high, z)] for x, y, z in at]
        strands(mesh, Role.METAL, posts, 0.003, sides=5)


def armed_chandelier(mesh: Mesh, shape: Shape) -> float:
    """S-shaped arms from a turned body, in one or two tiers."""
    arms, radius = count(shape, "arms"), number(shape, "spread") * 0.5
    rise, bow = number(shape, "rise") + 0.1, number(shape, "bow")
    body = [
        (0.0, 0.0), (0.018, 0.012), (0.008, 0.03), (0.045, 0.075), (0.055, 0.10), (0.03, 0.135),
        (0.016, 0.16), (0.032, 0.19), (0.02, rise * 0.6), (0.045, rise * 0.7), (0.018, rise * 0.8),
        (0.012, rise), (0.0, rise + 0.01),
    ]  # fmt: skip
    role = role_of(shape, "body")
    lathe(mesh, role, (0.0, 0.0, 0.0), body, segments=20)
    tiers = 2 if count(shape, "tiers") == 3 and arms >= 6 else 1
    for tier in range(tiers):
        number_here = arms if tier == 0 else arms // 2
        reach = radius * (1 - 0.42 * tier)
        low = 0.10 + 0.24 * rise * tier * 2
        paths = []
        for arm in range(number_here):
            angle = 2 * math.pi * (arm + 0.5 * tier) / number_here
            share = np.linspace(0, 1, 12)
            out = 0.03 + (reach - 0.03) * share
            dip = (0.05 + 0.09 * bow) * np.sin(math.pi * 1.15 * share)
            lift = (0.04 + 0.12 * (1 - bow)) * share**3
            level = low - dip + lift
            level = np.maximum(level, 0.012)
            path = [
                (float(o * math.cos(angle)), float(y), float(o * math.sin(angle)))
                for o, y in zip(out, level, strict=True)
            ]
            paths.append(path)
        strands(mesh, Role.METAL, paths, 0.0068, sides=7)
        _candles(mesh, [path[-1] for path in paths], 1.0, bool(shape["shaded"]), 0.5)
    return rise


def wheel(mesh: Mesh, shape: Shape) -> float:
    """A wheel or a beam ring that carries candles."""
    role, radius = role_of(shape, "body"), number(shape, "spread") * 0.52
    arms = count(shape, "arms")
    thick = 0.03 if role == Role.FRAME else 0.015
    level = thick
    wall = [
        (radius - thick * 0.8, level - thick), (radius, level - thick), (radius, level - thick),
        (radius, level + thick), (radius, level + thick), (radius - thick * 0.8, level + thick),
        (radius - thick * 0.8, level + thick), (radius - thick * 0.8, level - thick),
    ]  # fmt: skip
    lathe(mesh, role, (0.0, 0.0, 0.0), wall, segments=48, grain="flat")
    top = level + number(shape, "rise") + 0.12
    for spoke in range(count(shape, "tiers") + 1 if shape["sag"] else 0):
        angle = math.pi * spoke / (count(shape, "tiers") + 1)
        x, z = (radius - thick * 0.4) * math.cos(angle), (radius - thick * 0.4) * math.sin(angle)
        tube(mesh, role, [(-x, level, -z), (x, level, z)], thick * 0.55, segments=4, square=True)
    line = radius - thick * 0.4
    turns = [2 * math.pi * arm / arms for arm in range(arms)]
    places = [(line * math.cos(a), level + thick + 0.004, line * math.sin(a)) for a in turns]
    _candles(mesh, places, 1.2, bool(shape["shaded"]), 0.55)
    chains = 3 + arms % 2
    paths = []
    for chain in range(chains):
        angle = 2 * math.pi * (chain + 0.5) / chains
        low = (line * math.cos(angle), level + thick * 0.5, line * math.sin(angle))
        paths.append([low, (0.0, top, 0.0)])
    strands(mesh, Role.METAL, paths, 0.004)
    ball(mesh, Role.METAL, (0.0, top, 0.0), 0.02)
    return top + 0.01


def open_lantern(mesh: Mesh, shape: Shape) -> float:
    """An open lantern: bars on the edges of a tapering box, candles within."""
    role = role_of(shape, "body")
    half, rise = number(shape, "spread") * 0.26, number(shape, "rise") + 0.12
    taper = 0.6 + 0.55 * number(shape, "bow")
    bar = 0.008 if role == Role.METAL else 0.014
    sides = 4 if shape["sag"] else 6
    angles = (np.arange(sides) + 0.5) * 2 * math.pi / sides
    rings = []
    for level, radius in ((bar, half), (rise * 0.8, half * taper)):
        ring = [
            (1.3 * radius * math.cos(a), level, 1.3 * radius * math.sin(a)) for a in angles.tolist()
        ]
        tube(mesh, role, ring, bar, segments=4, square=True, closed=True)
        rings.append(ring)
    for low, high in zip(*rings, strict=True):
        tube(mesh, role, [low, high], bar, segments=4, square=True)
        tube(mesh, role, [high, (0.0, rise, 0.0)], bar * 0.8, segments=4, square=True)
    tube(mesh, Role.METAL, [(0.0, rise * 0.32, 0.0), (0.0, rise + 0.01, 0.0)], 0.006, segments=8)
    lights = 1 + count(shape, "tiers")
    turns = [2 * math.pi * light / lights for light in range(lights)]
    places = [(half * 0.4 * math.cos(a), rise * 0.34, half * 0.4 * math.sin(a)) for a in turns]
    strands(mesh, Role.METAL, [[(0.0, rise * 0.33, 0.0), at] for at in places], 0.005)
    _candles(mesh, places, 1.0, False, 0.5)
    return rise
