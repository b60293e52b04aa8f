"""Outlines to cut slabs and frames from: (n, 2) points, metres.

Those of boards lie about their middle; those that stand on a line have it at height 0.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


def rectangle(width: float, height: float, bottom: float = 0.0) -> Points:
    """(4, 2) corners in x, y, counter-clockwise as seen from the room."""
    half = width / 2
    corners = [(-half, 0.0), (half, 0.0), (half, height), (-half, height)]
    points: Points = np.array(corners) + np.array([0.0, bottom])
    return points


def rounded_rectangle(
    width: float, depth: float, corner: float = 0.004, bow: float = 0.0, steps: int = 6
) -> Points:
    """(n, 2) points in x, z; `bow` pushes the long sides' middles out by that much (boat shape)."""
    corner = float(np.clip(corner, 0.001, min(width, depth) / 2 - 1e-4))
    half_x, half_z = width / 2 - corner, depth / 2 - corner
    turns = np.linspace(0, np.pi / 2, steps + 1)
    points: list[Points] = []
    corners = ((half_x, half_z), (-half_x, half_z), (-half_x, -half_z), (half_x, -half_z))
    for quarter, (x, z) in enumerate(corners):
        angles = turns + quarter * np.pi / 2
        points.append(np.column_stack([x + corner * np.cos(angles), z + corner * np.sin(angles)]))
        if bow > 0 and quarter % 2 == 0:
            side = np.sign(z) * np.linspace(half_x, -half_x, 17)[1:-1]
            points.append(np.column_stack([side, np.full(15, np.sign(z) * depth / 2)]))
    outline = np.concatenate(points)
    if bow > 0:
        outline[:, 1] *= 1 - 2 * bow / depth * (2 * outline[:, 0] / width) ** 2
    return outline


def ellipse(width: float, depth: float, steps: int = 56, power: float = 2.0) -> Points:
    """(steps, 2) points in x, z; a `power` above 2 squares the circle (superellipse)."""
    angles = np.linspace(0, 2 * np.pi, steps, endpoint=False)
    cosine, sine = np.cos(angles), np.sin(angles)
    exponent = 2.0 / power
    return np.column_stack(
        [
            width / 2 * np.sign(cosine) * np.abs(cosine) ** exponent,
            depth / 2 * np.sign(sine) * np.abs(sine) ** exponent,
        ]
    )


def arched(width: float, height: float, rise: float, steps: int = 28) -> Points:
    """A rectangle whose top edge is an arc that rises `rise` (up to half of the width)."""
    half = width / 2
    rise = min(rise, half)
    radius = (half * half + rise * rise) / (2 * rise)
    reach = np.arcsin(min(1.0, half / radius))
    angles = np.linspace(reach, -reach, steps)
    arc = np.column_stack([radius * np.sin(angles), height - radius + radius * np.cos(angles)])
    return np.vstack([[(-half, 0.0), (half, 0.0)], arc])


def polygon(width: float, height: float, sides: int) -> Points:
    """A regular polygon with a flat foot, stretched to `width` by `height` and centred."""
    angles = (np.arange(sides) + 0.5) * 2 * np.pi / sides - np.pi / 2
    points = np.column_stack([np.cos(angles), np.sin(angles)])
    low, high = points.min(axis=0), points.max(axis=0)
    fitted: Points = (points - (low + high) / 2) / (high - low) * np.array([width, height])
    return fitted


def eased_polygon(width: float, depth: float, sides: int) -> Points:
    """A regular polygon with slightly eased corners, stretched to `width` by `depth`."""
    angles = (np.arange(sides) + 0.5) * 2 * np.pi / sides
    corners = np.column_stack([np.cos(angles), np.sin(angles)])
    before, after = np.roll(corners, 1, axis=0), np.roll(corners, -1, axis=0)
    eased = np.stack([corners + 0.03 * (before - corners), corners + 0.03 * (after - corners)], 1)
    points = eased.reshape(-1, 2)
    fitted: Points = points / np.abs(points).max(axis=0) * np.array([width, depth]) / 2
    return fitted


def pebble(
    width: float, depth: float, phase: float, swing: float = 0.14, steps: int = 64
) -> Points:
    """A pebble's outline, stretched to fill exactly `width` by `depth` and centred."""
    angles = np.linspace(0, 2 * np.pi, steps, endpoint=False)
    radius = 1 + swing * np.cos(2 * angles + phase) + 0.6 * swing * np.cos(3 * angles + 2.3 * phase)
    points = np.column_stack([radius * np.cos(angles), radius * np.sin(angles)])
    low, high = points.min(axis=0), points.max(axis=0)
    fitted: Points = (points - (low + high) / 2) / (high - low) * np.array([width, depth])
    return fitted


def scalloped(width: float, height: float, petals: int, depth: float = 0.09) -> Points:
    """An oval with round petals along its edge."""
    steps = petals * 10
    angles = np.linspace(0, 2 * np.pi, steps, endpoint=False) - np.pi / 2
    radius = 1 - depth + depth * np.abs(np.cos(angles * petals / 2)) ** 0.8
    x = np.cos(angles) * radius * width / 2
    y = np.sin(angles) * radius
    y = (y - y.min()) / (y.max() - y.min()) * height
    return np.column_stack([x, y])


def arc(
    center: tuple[float, float], radius: float, start: float, stop: float, steps: int = 8
) -> list[tuple[float, float]]:
    """Points on a circle from `start` to `stop` degrees, both included."""
    angles = np.radians(np.linspace(start, stop, steps))
    return [
        (center[0] + radius * math.cos(angle), center[1] + radius * math.sin(angle))
        for angle in angles
    ]


def lifted(outline: Points, height: float) -> Points:
    """A centred outline of that `height`, lifted to stand on 0."""
    standing: Points = outline + np.array([0.0, height / 2])
    return standing


def inward(outline: Points) -> Points:
    """(n, 2) steps that move each side of a counter-clockwise outline in by one metre."""
    before, after = sides(outline)
    normals = [np.column_stack([-side[:, 1], side[:, 0]]) for side in (before, after)]
    middle = normals[0] + normals[1]
    scale = np.maximum(np.einsum("ij,ij->i", middle, normals[0]), 0.3)
    steps: Points = middle / scale[:, None]
    return steps


def inset(outline: Points, distance: float) -> Points:
    """The outline moved in by `distance` (out, if negative)."""
    moved: Points = outline + distance * inward(outline)
    return moved


def sides(outline: Points) -> tuple[Points, Points]:
    """Unit directions of the sides that end and start at each point."""
    after = np.roll(outline, -1, axis=0) - outline
    after = after / np.maximum(np.linalg.norm(after, axis=1), 1e-9)[:, None]
    return np.roll(after, 1, axis=0), after
