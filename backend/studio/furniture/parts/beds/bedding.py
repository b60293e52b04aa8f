"""Mattress, duvet, pillows and throws."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, count, number
from backend.studio.geometry.boxes import cushion
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.sheets import sheet
from backend.studio.geometry.transforms import rotation
from backend.studio.geometry.tubes import tube
from backend.studio.seeds import generator

Points = NDArray[np.float64]

_BEND = 0.055
"""Radius of a cover over the mattress's edge, metres."""


def bedding(
    mesh: Mesh, shape: Shape, width: float, length: float, top: float, rail: float, seed: int
) -> None:
    """Dress a mattress of `width` by `length` centred on x = z = 0, whose upper side is at `top`.

    The cover ends above the `rail` (height of the frame's top), or, from a bed with narrow rails,
    hangs down outside of them. Reads the shape's bedding entries (see `beds.sample_shape`)."""
    random = generator(seed, "bedding")
    tall = number(shape, "mattress")
    size = (width, tall, length)
    cushion(
        mesh, Role.LINEN, (0.0, top - tall / 2, 0.0), size, puff=0.008, radius=0.03, divisions=3
    )
    start = -length / 2 + number(shape, "cover_start")
    drop = number(shape, "cover_drop")
    inside = top - rail + 0.004
    narrow = choice(shape, "frame") in ("rails", "deep", "slim")
    over = narrow and drop > inside + 0.06
    drop = min(drop, top - 0.06) if over else min(drop, inside)
    foot = min(drop, 0.02) if choice(shape, "footboard") != "none" else drop
    phases = random.uniform(0, 6, 6)
    clear = 0.034 if over else 0.0
    cover = _Cover(width, length, top + 0.012, drop, foot, clear, number(shape, "folds"), phases)
    quilt = choice(shape, "quilt")

    def duvet(u: Points, v: Points) -> Points:
        return cover.at(u, start + v * (length / 2 + foot - start), 0.026, quilt)

    sheet(mesh, Role.LINEN, duvet, rows=34, columns=22, thickness=0.022)
    if shape["turned_back"]:
        band = 0.16 + 0.5 * number(shape, "cover_start") * 0.4

        def turned_back(u: Points, v: Points) -> Points:
            return cover.at(u, start - 0.02 + v * band, 0.052 - 0.016 * v, "plain")

        sheet(mesh, Role.LINEN, turned_back, rows=38, columns=6, thickness=0.024)
    _throw(mesh, shape, cover, length)
    behind = _pillows(mesh, shape, width, length, top, random)
    _cushions(mesh, shape, width, behind, top, random)


class _Cover:
    """A cloth over the mattress: lies on its top, bends over its edges, hangs down in folds."""

    def __init__(
        self,
        width: float,
        length: float,
        top: float,
        drop: float,
        foot: float,
        clear: float,
        folds: float,
        phases: Points,
    ) -> None:
        self._half = width / 2 + 0.014
        self._end = length / 2 + 0.014
        self._top = top
        self._drop = drop
        self._foot = foot
        self._clear = clear
        self._folds = folds
        self._phases = phases

    def at(self, u: Points, along: Points, lift: float | Points, quilt: str) -> Points:
        """Positions for u (0 at the left hem, 1 at the right) and metres `along` z of cloth."""
        across = (2 * u - 1) * (self._half + self._drop)
        x, down_x = _bent(across, self._half)
        z, down_z = _bent(along, self._end)
        # The corners of a cloth would hang lower; here they are tucked up.
        down = np.minimum(np.hypot(down_x, np.where(along > 0, down_z, 0.0)), self._drop)
        z = np.where(along > 0, z, along)
        a, b, c, d, e, f = self._phases
        soft = 0.011 * np.sin(7 * across + 2.5 * np.sin(3 * along + a) + b) * np.cos(5 * along + c)
        soft = soft + 0.005 * np.sin(17 * across + 11 * along + 2 * np.sin(6 * across + d))
        hanging = np.clip(down / 0.12, 0.0, 1.0)
        wave_x = np.sin(13 * along + 2 * np.sin(4 * along + e)) + 0.5 * np.sin(29 * along + f)
        wave_z = np.sin(12 * across + 2 * np.sin(5 * across + f)) + 0.5 * np.sin(27 * across + e)
        swing = self._folds * hanging
        side_x = np.clip(down_x / 0.05, 0, 1) * np.sign(across)
        side_z = np.clip(down_z / 0.05, 0, 1)
        x = x + side_x * (0.010 + self._clear + swing * 0.013 * (1 + wave_x))
        z = z + np.where(
            along > 0, side_z * (0.010 + self._clear + swing * 0.013 * (1 + wave_z)), 0.0
        )
        puff = np.asarray(lift) + soft * self._folds * (1 - 0.8 * hanging) + 0.007
        puff = np.maximum(puff + _quilting(quilt, across, along), 0.012)
        y = self._top + np.where(hanging < 1, puff * (1 - hanging) + 0.004 * hanging, 0.004) - down
        # Thick covers stand off the mattress's side too.
        x = x + side_x * np.asarray(lift) * 0.6
        z = z + np.where(along > 0, side_z * np.asarray(lift) * 0.6, 0.0)
        return np.stack([x, y, z], axis=-1)


def _bent(distance: Points, edge: float) -> tuple[Points, Points]:
    """Where cloth comes to lie `distance` from the middle: out from there, and down."""
    start = edge - _BEND
    beyond = np.maximum(np.abs(distance) - start, 0.0)
    angle = np.minimum(beyond / _BEND, math.pi / 2)
    rest = np.maximum(beyond - _BEND * math.pi / 2, 0.0)
    out = np.minimum(np.abs(distance), start) + _BEND * np.sin(angle)
    return np.sign(distance) * out, _BEND * (1 - np.cos(angle)) + rest


def _quilting(kind: str, across: Points, along: Points) -> Points:
    """Height of the quilting: stitched lines lie low."""
    if kind == "rolls":
        rolls: Points = 0.012 * (np.abs(np.sin(13 * along)) ** 0.5 - 0.7)
        return rolls
    if kind == "plain":
        return np.zeros_like(across)
    one, other = (across, along) if kind == "boxes" else (across + along, across - along)
    fields: Points = 0.011 * (np.abs(np.sin(9.5 * one) * np.sin(9.5 * other)) ** 0.4 - 0.7)
    return fields


def _throw(mesh: Mesh, shape: Shape, cover: _Cover, length: float) -> None:
    """A blanket across the foot of the bed, straight or thrown over one side."""
    kind = choice(shape, "throw")
    if kind == "none":
        return
    wide = number(shape, "throw_width")
    end = length / 2 - 0.16 - 0.25 * number(shape, "throw_place")

    def blanket(u: Points, v: Points) -> Points:
        if kind == "straight":
            return cover.at(u, end - wide + v * wide, 0.046, "plain")
        # From the middle over one side, at a slant.
        reach = 0.22 + 0.78 * u
        slant = 0.30 * (u - 0.5)
        return cover.at(reach, end - wide + v * wide * 0.9 - slant, 0.046, "plain")

    sheet(mesh, Role.TEXTILE, blanket, rows=36, columns=9, thickness=0.012)


def _pillows(
    mesh: Mesh, shape: Shape, width: float, length: float, top: float, random: np.random.Generator
) -> float:
    """Pillows at the head; returns z of the front of the foremost."""
    columns = 1 if width < 1.3 else 2
    wide = min(0.72, (width - 0.06) / columns) * number(shape, "pillow_width")
    high = 0.44
    front = -length / 2
    layers = count(shape, "pillow_rows")
    for layer in range(layers):
        for column in range(columns):
            x = (column - (columns - 1) / 2) * (width / columns) * 0.94 + random.normal(0, 0.008)
            twist = random.normal(0, 0.035)
            if choice(shape, "pillow_pose") == "lying":
                at = (x, top + 0.065 + 0.115 * layer, -length / 2 + 0.27 + 0.02 * layer)
                turn = rotation(0.10, twist, 0.0)
                size, axis = (wide, 0.11, high), 1
                front = -length / 2 + 0.50
            else:
                lean = -0.42 - 0.10 * layer
                z = -length / 2 + 0.15 + 0.165 * layer
                scale = 1.0 - 0.10 * layer
                at = (x, top + 0.45 * high * scale * math.cos(lean) + 0.03, z)
                turn = rotation(lean, twist, random.normal(0, 0.025))
                size, axis = (wide * (1 - 0.06 * layer), high * scale, 0.12), 2
                front = z + 0.16
            cushion(
                mesh,
                Role.LINEN,
                at,
                size,
                puff=0.042,
                radius=0.045,
                rotation=turn,
                divisions=4,
                axis=axis,
            )
    return front


def _cushions(
    mesh: Mesh, shape: Shape, width: float, behind: float, top: float, random: np.random.Generator
) -> None:
    """Accent cushions before the pillows: squares, a long one, or a bolster."""
    kind = choice(shape, "cushions")
    if kind == "none":
        return
    if kind == "bolster":
        half = min(0.45, width * 0.32)
        path = [(x, top + 0.096, behind + 0.10) for x in (-half, -half + 0.012, half - 0.012, half)]
        tube(mesh, Role.TEXTILE, path, [0.082, 0.09, 0.09, 0.082], segments=20)
        return
    sizes = {
        "long": [(0.62, 0.30)],
        "pair": [(0.42, 0.42), (0.42, 0.42)],
        "three": [(0.44, 0.44), (0.44, 0.44), (0.40, 0.28)],
    }[kind]
    if width < 1.3:
        sizes = sizes[-1:]
    for index, (wide, high) in enumerate(sizes):
        x = 0.0 if len(sizes) == 1 or index == 2 else (index - 0.5) * min(0.52, width * 0.34)
        z = behind + 0.075 + (0.13 if index == 2 else 0.0)
        turn = rotation(-0.5, -0.25 * np.sign(x) * random.uniform(0.3, 1.0), random.normal(0, 0.06))
        at = (x, top + high * 0.44 + 0.025, z)
        cushion(
            mesh,
            Role.TEXTILE,
            at,
            (wide, high, 0.10),
            puff=0.045,
            radius=0.04,
            rotation=turn,
            divisions=4,
            axis=2,
        )
