"""Triangle meshes: parts are added one by one, then read as the flat arrays a renderer wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backend.studio.geometry.grids import vertex_normals
from backend.studio.seeds import generator

TEXTURE_SPREAD = 3.0
"""Metres by which a part's texture may be moved each way, so that no two legs are alike."""

Floats = NDArray[np.float32]
Indices = NDArray[np.int32]


@dataclass(frozen=True)
class MeshArrays:
    """A finished mesh of n vertices and m triangles, in contiguous arrays.

    `vertices`, unit `normals` and solid-texture `coordinates` are (n, 3) float32, metres;
    `faces` is (m, 3) int32, counter-clockwise seen from outside; `role_of_face` and
    `part_of_face` are (m,) int32.
    """

    vertices: Floats
    normals: Floats
    coordinates: Floats
    faces: Indices
    role_of_face: Indices
    part_of_face: Indices


class Mesh:
    """A mesh being built; `seed` decides where on the material each part is cut from."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._parts: list[MeshArrays] = []
        self._vertex_count = 0

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
        """Add one part: `vertices` (n, 3) in metres, `faces` (m, 3) indices into them.

        `normals` (n, 3), unit: area weighted from the faces when None. `coordinates` (n, 3), m:
        first axis along the grain (textile u), second textile v; when None the box axes, longest
        first; moved by the part's offset unless `shift` is False. Raises ValueError when the shapes
        do not fit or a face names a missing vertex.
        """
        points = np.asarray(vertices, dtype=np.float64)
        triangles = np.asarray(faces, dtype=np.int32)
        if points.ndim != 2 or points.shape[1] != 3 or len(points) == 0:
            raise ValueError(f"vertices must be (n, 3) with n > 0, not {points.shape}")
        if triangles.ndim != 2 or triangles.shape[1] != 3 or len(triangles) == 0:
            raise ValueError(f"faces must be (m, 3) with m > 0, not {triangles.shape}")
        if triangles.min() < 0 or triangles.max() >= len(points):
            raise ValueError("a face names a vertex that does not exist")
        bent = vertex_normals(points, triangles) if normals is None else np.asarray(normals)
        solid = _box_coordinates(points) if coordinates is None else np.asarray(coordinates)
        if bent.shape != points.shape or solid.shape != points.shape:
            raise ValueError("normals and coordinates must have the shape of vertices")
        part = len(self._parts)
        offset = generator(self._seed, "texture", part).uniform(-TEXTURE_SPREAD, TEXTURE_SPREAD, 3)
        self._parts.append(
            MeshArrays(
                vertices=points.astype(np.float32),
                normals=bent.astype(np.float32),
                coordinates=(solid + offset if shift else solid).astype(np.float32),
                faces=triangles + np.int32(self._vertex_count),
                role_of_face=np.full(len(triangles), role, dtype=np.int32),
                part_of_face=np.full(len(triangles), part, dtype=np.int32),
            )
        )
        self._vertex_count += len(points)

    def arrays(self) -> MeshArrays:
        """All parts so far, in the order added; empty arrays when there are none."""
        return _joined(self._parts)

    def extents(self) -> tuple[Floats, Floats]:
        """Lowest and highest corner, (3,) each, metres. Raises ValueError on an empty mesh."""
        if not self._parts:
            raise ValueError("an empty mesh has no extents")
        low = np.min([part.vertices.min(axis=0) for part in self._parts], axis=0)
        high = np.max([part.vertices.max(axis=0) for part in self._parts], axis=0)
        return low, high


def merge(arrays: Sequence[MeshArrays], role_offsets: Sequence[int]) -> MeshArrays:
    """Several meshes as one: roles move up by `role_offsets`, parts are numbered on.

    Raises ValueError when there are not as many offsets as meshes.
    """
    moved: list[MeshArrays] = []
    vertex_count = 0
    part_count = 0
    for mesh, role_offset in zip(arrays, role_offsets, strict=True):
        moved.append(
            MeshArrays(
                vertices=mesh.vertices,
                normals=mesh.normals,
                coordinates=mesh.coordinates,
                faces=mesh.faces + np.int32(vertex_count),
                role_of_face=mesh.role_of_face + np.int32(role_offset),
                part_of_face=mesh.part_of_face + np.int32(part_count),
            )
        )
        vertex_count += len(mesh.vertices)
        part_count += int(mesh.part_of_face.max(initial=-1)) + 1
    return _joined(moved)


def _joined(parts: Sequence[MeshArrays]) -> MeshArrays:
    no_rows = np.empty((0, 3), dtype=np.float32)
    no_faces = np.empty((0, 3), dtype=np.int32)
    no_labels = np.empty(0, dtype=np.int32)
    return MeshArrays(
        vertices=np.concatenate([no_rows, *(part.vertices for part in parts)]),
        normals=np.concatenate([no_rows, *(part.normals for part in parts)]),
        coordinates=np.concatenate([no_rows, *(part.coordinates for part in parts)]),
        faces=np.concatenate([no_faces, *(part.faces for part in parts)]),
        role_of_face=np.concatenate([no_labels, *(part.role_of_face for part in parts)]),
        part_of_face=np.concatenate([no_labels, *(part.part_of_face for part in parts)]),
    )


def _box_coordinates(points: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = points.min(axis=0), points.max(axis=0)
    longest_first = np.argsort(low - high, kind="stable")
    centered: NDArray[np.float64] = points - (low + high) / 2
    return centered[:, longest_first]
