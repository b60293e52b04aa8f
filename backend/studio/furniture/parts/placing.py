"""Where parts and pieces end up: built elsewhere, set on the floor, hung on the wall."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.transforms import rotation


class Moved(Mesh):
    """Adds what is built into it to another mesh, turned about y and moved along x and z."""

    def __init__(self, target: Mesh, x: float, z: float, turn: float = 0.0) -> None:
        """`turn` in quarter turns, counter-clockwise seen from above."""
        super().__init__()
        self._target = target
        self._rotation = rotation(ry=turn * math.pi / 2)
        self._shift = np.array([x, 0.0, z], dtype=np.float32)

    def add(
        self,
        vertices: ArrayLike,
        faces: ArrayLike,
        role: int,
        normals: ArrayLike | None = None,
        coordinates: ArrayLike | None = None,
        *,
        shift: bool = True,
    ) -> None:
        """See `Mesh.add`."""
        placed = np.asarray(vertices) @ self._rotation.T + self._shift
        turned = None if normals is None else np.asarray(normals) @ self._rotation.T
        self._target.add(placed, faces, role, turned, coordinates, shift=shift)


@dataclass(frozen=True)
class _Part:
    vertices: NDArray[Any]
    faces: ArrayLike
    role: int
    normals: ArrayLike | None
    coordinates: ArrayLike | None
    shift: bool


class Draft(Mesh):
    """Keeps parts until all are there, then sets the piece on the floor and in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[_Part] = []

    def add(
        self,
        vertices: ArrayLike,
        faces: ArrayLike,
        role: int,
        normals: ArrayLike | None = None,
        coordinates: ArrayLike | None = None,
        *,
        shift: bool = True,
    ) -> None:
        """See `Mesh.add`."""
        self._held.append(_Part(np.asarray(vertices), faces, role, normals, coordinates, shift))

    def centered(self, seed: int) -> Mesh:
        """All parts in one mesh that stands on y = 0, its extents centred on x and z = 0."""
        low = np.min([part.vertices.min(axis=0) for part in self._held], axis=0)
        high = np.max([part.vertices.max(axis=0) for part in self._held], axis=0)
        move = -(low + high) / 2
        move[1] = -low[1]
        mesh = Mesh(seed)
        for part in self._held:
            mesh.add(
                part.vertices + move,
                part.faces,
                part.role,
                part.normals,
                part.coordinates,
                shift=part.shift,
            )
        return mesh


def set_down(mesh: Mesh, translation: ArrayLike, rotation: ArrayLike | None = None) -> Mesh:
    """A copy of `mesh`, rotated by a (3, 3) matrix about the origin, then moved (3,) metres; its
    parts keep their numbers, roles and textures."""
    arrays = mesh.arrays()
    turn = np.eye(3) if rotation is None else np.asarray(rotation, dtype=np.float64)
    vertices = arrays.vertices @ turn.T + np.asarray(translation, dtype=np.float64)
    normals = arrays.normals @ turn.T
    copy = Mesh()
    ends = np.flatnonzero(np.diff(arrays.part_of_face, append=-1)) + 1
    start = 0
    for end in ends.tolist():
        faces = arrays.faces[start:end]
        first, last = int(faces.min()), int(faces.max()) + 1
        copy.add(
            vertices[first:last],
            faces - first,
            int(arrays.role_of_face[start]),
            normals=normals[first:last],
            coordinates=arrays.coordinates[first:last],
            shift=False,
        )
        start = end
    return copy


def settled(mesh: Mesh) -> Mesh:
    """`mesh`, or a copy moved to stand on y = 0 with its extents' middle at x = z = 0."""
    low, high = mesh.extents()
    middle = (low + high) / 2
    return _moved_if_off(mesh, np.array([-middle[0], -low[1], -middle[2]]))


def hung(mesh: Mesh) -> Mesh:
    """`mesh`, or a copy moved so that its lowest point is at y = 0, its back at z = 0 and its
    extents' middle at x = 0."""
    low, high = mesh.extents()
    return _moved_if_off(mesh, np.array([-(low[0] + high[0]) / 2, -low[1], -low[2]]))


def _moved_if_off(mesh: Mesh, step: NDArray[np.float64]) -> Mesh:
    return mesh if float(np.abs(step).max()) < 0.001 else set_down(mesh, step)
