"""What a camera sees of a mesh, by casting rays: slow, and sharing no code with the renderer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Pinhole:
    """Where a square packshot was taken from (metres) and its field of view (degrees)."""

    position: Vector
    target: Vector
    field_of_view: float


@dataclass(frozen=True)
class Casting:
    """A listing's mesh and from where its packshots show it.

    `vertices` (n, 3) metres; `faces` (m, 3); `role_of_face` (m,) indexes `material_of_role`, which
    has the taxonomy's material or None for what labels do not count; `reflects` says which roles
    show what is around them.
    """

    vertices: NDArray[np.floating]
    faces: NDArray[np.integer]
    role_of_face: NDArray[np.integer]
    material_of_role: Sequence[str | None]
    reflects: Sequence[bool]
    cameras: Sequence[Pinhole]


def materials_seen(casting: Casting, rays: int, random: np.random.Generator) -> dict[str, float]:
    """Shares of the materials that `rays` random rays of each camera hit first; views count the
    same, as they do in the labels."""
    totals: dict[str, float] = {}
    views = 0
    for camera in casting.cameras:
        face, _ = first_faces(casting.vertices, casting.faces, camera, rays, random)
        roles = casting.role_of_face[face[face >= 0]]
        names = [casting.material_of_role[role] for role in roles]
        counted = [name for name in names if name is not None]
        views += bool(counted)
        for name in counted:
            totals[name] = totals.get(name, 0.0) + 1.0 / len(counted)
    return {name: total / views for name, total in totals.items()}


def first_faces(
    vertices: NDArray[np.floating],
    faces: NDArray[np.integer],
    camera: Pinhole,
    rays: int,
    random: np.random.Generator,
) -> tuple[NDArray[np.int64], Floats]:
    """(rays,) the face that each of so many rays, spread at random over the part of the square
    picture that the piece takes up, meets first; -1 where it meets none. Faces have two sides.
    And (rays, 2) where each goes through the picture, in parts of its width and height from the
    top left corner."""
    back = np.subtract(camera.position, camera.target)
    back = back / np.linalg.norm(back)
    right = np.cross([0.0, 1.0, 0.0], back)
    right /= np.linalg.norm(right)
    up = np.cross(back, right)
    local = (np.asarray(vertices, np.float64) - camera.position) @ np.stack([right, up, back]).T
    # In the picture's plane at distance 1, x and y are those of the rays below.
    flat = local[:, :2] / np.maximum(-local[:, 2:], 1e-6)
    reach = math.tan(math.radians(camera.field_of_view) / 2)
    corners = flat[faces]
    low, high = corners.min(axis=1), corners.max(axis=1)
    # Rays beside the piece would all miss: they are spread over its box in the picture.
    least = np.maximum(flat.min(axis=0), -reach)
    most = np.minimum(flat.max(axis=0), reach)
    found = np.full(rays, -1, np.int64)
    aims = random.uniform(least, most, (rays, 2))
    for ray, aim in enumerate(aims):
        near = np.flatnonzero(((low <= aim) & (aim <= high)).all(axis=1))
        if len(near):
            distance = _distances(local[faces[near]], np.array([aim[0], aim[1], -1.0]))
            nearest = int(distance.argmin())
            found[ray] = near[nearest] if np.isfinite(distance[nearest]) else -1
    return found, 0.5 + aims / reach * [0.5, -0.5]


def _distances(triangles: Floats, direction: Floats) -> Floats:
    """(n,) how far along the ray from the origin each of (n, 3, 3) is met, infinite where not:
    Möller and Trumbore (1997)."""
    first = triangles[:, 1] - triangles[:, 0]
    second = triangles[:, 2] - triangles[:, 0]
    across = np.cross(direction, second)
    determinant = (first * across).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 1.0 / determinant
        offset = -triangles[:, 0]
        u = (offset * across).sum(axis=1) * scale
        turned = np.cross(offset, first)
        v = (turned @ direction) * scale
        distance = (second * turned).sum(axis=1) * scale
        met = (u >= 0) & (v >= 0) & (u + v <= 1) & (distance > 1e-6)
    return np.where(met, distance, np.inf)
