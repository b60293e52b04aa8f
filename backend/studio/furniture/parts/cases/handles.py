"""Handles of doors and drawers: knob, bar, edge, ring, cup."""

from __future__ import annotations

import math

import numpy as np

from backend.studio.designs.design import Role
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.sheets import sheet
from backend.studio.geometry.transforms import rotation
from backend.studio.geometry.tubes import tube

Place = tuple[float, float, float]


def add_handle(
    mesh: Mesh, kind: str, scale: float, face: Place, size: tuple[float, float], opening: str
) -> None:
    """Add the handle of a front of `size` (width, height) whose outer face is centred on `face`.

    A door's is near its free side; a drawer's in the middle, two on a wide one. "none" adds none.
    """
    if kind == "none":
        return
    if kind == "cup" and opening != "drawer":
        kind = "knob"
    for place in _places(kind, face, size, opening):
        length = _length(kind, scale, size, opening)
        if kind == "bar":
            _bar(mesh, place, length, upright=opening != "drawer")
        elif kind == "edge":
            _edge(mesh, place, length, upright=opening != "drawer")
        elif kind == "ring":
            _ring(mesh, place, 0.021 * scale)
        elif kind == "cup":
            _cup(mesh, place, 0.036 * scale)
        else:
            _knob(mesh, place, 0.014 * scale)


def _places(kind: str, face: Place, size: tuple[float, float], opening: str) -> list[Place]:
    x, y, z = face
    width, height = size
    if opening == "drawer":
        level = y + (height / 2 if kind == "edge" else 0.0)
        if width > 0.62 and kind in ("knob", "ring", "cup"):
            return [(x - 0.27 * width, level, z), (x + 0.27 * width, level, z)]
        return [(x, level, z)]
    side = -1.0 if opening == "left" else 1.0
    away = 0.0 if kind == "edge" else min(0.03, 0.2 * width)
    # On a tall door the handle is where the hand is, on a low one somewhat above the middle.
    level = y + (0.12 * height if height < 0.9 else -0.04 * height)
    return [(x + side * (width / 2 - away), level, z)]


def _length(kind: str, scale: float, size: tuple[float, float], opening: str) -> float:
    along = size[0] if opening == "drawer" else size[1]
    if kind == "edge":
        return min(0.16 * scale, 0.5 * along)
    return min(0.15 * scale + (0.1 if along > 0.9 else 0.0), 0.6 * along)


def _knob(mesh: Mesh, place: Place, radius: float) -> None:
    shares = [(0.5, -0.2), (0.42, 0.6), (0.95, 1.0), (1.0, 1.35), (0.8, 1.7), (0.0, 1.8)]
    profile = [(radius * share, radius * level) for share, level in shares]
    lathe(mesh, Role.METAL, place, profile, segments=12, rotation=rotation(rx=math.pi / 2))


def _bar(mesh: Mesh, place: Place, length: float, upright: bool) -> None:
    along = np.array([0.0, 1.0, 0.0]) if upright else np.array([1.0, 0.0, 0.0])
    out = np.array([0.0, 0.0, 1.0])
    middle = np.array(place)
    ends = [middle + side * along * length / 2 + 0.028 * out for side in (-1, 1)]
    tube(mesh, Role.METAL, ends, 0.0055, segments=8)
    for side in (-1, 1):
        foot = middle + side * along * 0.36 * length
        tube(mesh, Role.METAL, [foot - 0.003 * out, foot + 0.028 * out], 0.0045, segments=6)


def _edge(mesh: Mesh, place: Place, length: float, upright: bool) -> None:
    """A lip screwed to the edge of the front."""
    x, y, z = place
    size = (0.012, length, 0.026) if upright else (length, 0.012, 0.026)
    rounded_box(mesh, Role.METAL, (x, y - (0.0 if upright else 0.003), z + 0.003), size, 0.002)


def _ring(mesh: Mesh, place: Place, radius: float) -> None:
    """A ring that hangs from a rose."""
    x, y, z = place
    rose = [(radius * 0.62, -0.003), (radius * 0.62, 0.003), (radius * 0.3, 0.008), (0.0, 0.011)]
    lathe(mesh, Role.METAL, place, rose, segments=14, rotation=rotation(rx=math.pi / 2))
    angles = np.linspace(0, 2 * np.pi, 18, endpoint=False)
    circle = np.column_stack(
        [
            x + radius * np.cos(angles),
            y - radius * 0.85 + radius * np.sin(angles),
            np.full(18, z + 0.009),
        ]
    )
    tube(mesh, Role.METAL, circle, 0.0032, segments=6, closed=True)


def _cup(mesh: Mesh, place: Place, half: float) -> None:
    """A quarter of a hollow egg, open below."""
    x, y, z = place

    def surface(u: np.ndarray, v: np.ndarray) -> np.ndarray:
        around, up = np.pi * u, (np.pi / 2) * v
        return np.stack(
            [
                x - half * np.cos(around) * np.cos(up * 0.98),
                y - 0.4 * half + 0.85 * half * np.sin(up),
                z - 0.001 + 0.75 * half * np.sin(around) * np.cos(up * 0.98),
            ],
            axis=-1,
        )

    sheet(mesh, Role.METAL, surface, rows=9, columns=5, thickness=0.003)
