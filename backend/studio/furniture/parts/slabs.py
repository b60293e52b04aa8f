"""Flat slabs of any star-shaped outline with a moulded edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backend.studio.furniture.parts.outlines import (
    Points,
    eased_polygon,
    ellipse,
    inward,
    pebble,
    rounded_rectangle,
)
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.polygons import area


def outline(kind: str, width: float, depth: float, corner: float, phase: float) -> Points:
    """The outline a table top is cut to; unknown kinds are rectangles."""
    if kind in ("round", "oval"):
        return ellipse(width, depth)
    if kind == "squircle":
        return ellipse(width, depth, power=3.6)
    if kind == "organic":
        return pebble(width, depth, phase)
    if kind == "octagon":
        return eased_polygon(width, depth, 8)
    if kind == "capsule":
        return rounded_rectangle(width, depth, min(width, depth) / 2 - 0.001, steps=14)
    if kind == "boat":
        return rounded_rectangle(width, depth, corner, bow=0.09 * depth)
    return rounded_rectangle(width, depth, corner)


def edge_profile(kind: str, thickness: float, edge: float) -> list[tuple[float, float]]:
    """(inset, height) pairs from the underside up; a repeated pair is a sharp edge."""
    ease = min(edge, thickness * 0.45)
    if kind == "bullnose":
        radius = thickness / 2
        angles = np.linspace(-np.pi / 2, np.pi / 2, 8)
        return [(radius * (1 - float(np.cos(a))), radius * (1 + float(np.sin(a)))) for a in angles]
    if kind == "bevel":
        foot = max(0.03, 1.3 * thickness)
        lip = thickness * 0.62
        return [(foot, 0.0), (foot, 0.0), (0.001, lip), (0.001, lip), *_eased(lip, thickness, ease)]
    if kind == "ogee":
        cove = thickness * 0.45
        angles = np.linspace(0, np.pi / 2, 5)
        hollow = [
            (0.016 * (1 - float(np.sin(a))) + 0.006, cove * (1 - float(np.cos(a)))) for a in angles
        ]
        shelf = (0.0, cove)
        return [(0.022, 0.0), *hollow, hollow[-1], shelf, shelf, *_eased(cove, thickness, 0.008)]
    return [(ease, 0.0), (ease * 0.3, ease * 0.3), (0.0, ease), *_eased(ease, thickness, ease)]


def _eased(low: float, high: float, radius: float) -> list[tuple[float, float]]:
    """The upper half of an edge: straight up, then rounded over."""
    radius = min(radius, (high - low) * 0.9)
    angles = np.linspace(0, np.pi / 2, 4)
    return [
        (radius * (1 - float(np.cos(a))), high - radius * (1 - float(np.sin(a)))) for a in angles
    ]


def slab(
    mesh: Mesh,
    role: int,
    points: Points,
    profile: list[tuple[float, float]],
    bottom: float,
    center: tuple[float, float] = (0.0, 0.0),
    across: bool = False,
    capped: bool = True,
) -> None:
    """Add a slab lying flat: `points` (n, 2) in x, z swept up `profile` of (inset, height).

    The outline must be star-shaped about its own origin, from which the caps are fanned.
    Wood grain runs along x, or along z with `across`. Without caps it is a ring: a rim.
    """
    if area(points) < 0:
        points = points[::-1]
    count = len(points)
    inwards = inward(points)
    rings = [
        np.column_stack([ring[:, 0], np.full(count, bottom + height), ring[:, 1]])
        for inset, height in profile
        for ring in (points + inset * inwards,)
    ]
    vertices: list[NDArray[np.float64]] = list(rings)
    faces: list[NDArray[np.int64]] = []
    this = np.arange(count)
    following = np.roll(this, -1)
    for level in range(len(rings) - 1):
        if profile[level] == profile[level + 1]:
            continue
        low, high = level * count, (level + 1) * count
        faces.append(np.column_stack([low + this, high + this, high + following]))
        faces.append(np.column_stack([low + this, high + following, low + following]))
    for ring, upwards in ((rings[0], False), (rings[-1], True)) if capped else ():
        start = sum(len(part) for part in vertices)
        vertices.append(np.vstack([ring, [[0.0, ring[0, 1], 0.0]]]))
        hub = np.full(count, start + count)
        rim = (following, this) if upwards else (this, following)
        faces.append(np.column_stack([hub, start + rim[0], start + rim[1]]))
    placed = np.concatenate(vertices)
    coordinates = placed[:, [2, 1, 0]] if across else placed[:, [0, 1, 2]]
    placed = placed + np.array([center[0], 0.0, center[1]])
    mesh.add(placed, np.concatenate(faces), role, coordinates=coordinates)
