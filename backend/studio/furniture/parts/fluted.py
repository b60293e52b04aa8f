"""Round bodies whose wall is not round: pleats, flutes, ribs, facets, twists."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from backend.studio.geometry.grids import grid_faces
from backend.studio.geometry.mesh import Mesh

Profile = list[tuple[float, float]]
"""(radius, height) from the bottom up."""


def fluted(
    mesh: Mesh,
    role: int,
    center: tuple[float, float, float],
    profile: Profile,
    flutes: int,
    depth: float,
    *,
    twist: float = 0.0,
    rotation: NDArray[np.float32] | None = None,
    closed: bool = False,
) -> None:
    """Add a turned body whose radius swings by `depth` (a share of it) `flutes` times a round.

    `twist` is how many turns the flutes make from bottom to top; `closed` adds flat ends.
    """
    points = np.array(([(0.0, profile[0][1])] if closed else []) + profile)
    if closed:
        points = np.vstack([points, [0.0, points[-1, 1]]])
    radius, level = points[:, 0], points[:, 1]
    steps = flutes * 4
    angles = np.linspace(0, 2 * np.pi, steps + 1)[:, None]
    height = max(float(level.max() - level.min()), 1e-6)
    turn = 2 * np.pi * twist * (level - level.min()) / height
    swing = 1 + depth * np.cos(flutes * (angles + turn[None, :]))
    around = radius[None, :] * swing
    surface = np.stack(
        [
            around * np.cos(angles),
            np.broadcast_to(level, around.shape),
            -around * np.sin(angles),
        ],
        axis=-1,
    )
    coordinates = np.stack(
        [
            np.broadcast_to(level, around.shape),
            angles * radius.max() * np.ones_like(around),
            np.zeros_like(around),
        ],
        axis=-1,
    )
    vertices = surface.reshape(-1, 3)
    if rotation is not None:
        vertices = vertices @ rotation.T
    mesh.add(
        vertices + np.array(center),
        grid_faces(steps + 1, len(points)),
        role,
        coordinates=coordinates.reshape(-1, 3),
    )


def faceted(
    mesh: Mesh,
    role: int,
    center: tuple[float, float, float],
    profile: Profile,
    sides: int,
    *,
    turn: float = 0.5,
    rotation: NDArray[np.float32] | None = None,
    closed: bool = True,
) -> None:
    """Add a body with `sides` flat sides, sharp edges between them; `turn` (a share of one side)
    0.5 sets a side to the front. `profile` is the distance of the sides from the axis."""
    scale = 1 / np.cos(np.pi / sides)
    angles = (np.arange(sides + 1) + turn) * 2 * np.pi / sides + np.pi / 2
    circle = np.column_stack([np.cos(angles), -np.sin(angles)]) * scale
    vertices: list[NDArray[np.float64]] = []
    faces: list[NDArray[np.int64]] = []
    coordinates: list[NDArray[np.float64]] = []
    start = 0
    for low, high in pairwise(profile):
        for side in range(sides):
            ends = circle[side : side + 2]
            quad = [
                (radius * x, level, radius * z) for radius, level in (low, high) for x, z in ends
            ]
            vertices.append(np.array(quad))
            across = (np.array([-0.5, 0.5]) * np.linalg.norm(ends[1] - ends[0])).tolist()
            texture = [(level, radius * a, side) for radius, level in (low, high) for a in across]
            coordinates.append(np.array(texture))
            faces.append(start + np.array([[0, 1, 3], [0, 3, 2]]))
            start += 4
    if closed:
        for (radius, level), upwards in ((profile[0], False), (profile[-1], True)):
            ring = [(radius * x, level, radius * z) for x, z in circle[:-1]]
            vertices.append(np.array([*ring, (0.0, level, 0.0)]))
            coordinates.append(vertices[-1][:, [0, 2, 1]])
            this = np.arange(sides)
            following = np.roll(this, -1)
            rim = (this, following) if upwards else (following, this)
            faces.append(start + np.column_stack([np.full(sides, sides), *rim]))
            start += sides + 1
    placed = np.concatenate(vertices)
    if rotation is not None:
        placed = placed @ rotation.T
    mesh.add(
        placed + np.array(center),
        np.concatenate(faces),
        role,
        coordinates=np.concatenate(coordinates),
    )
