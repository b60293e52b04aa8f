"""What must hold of any mesh a builder makes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backend.studio.geometry.mesh import MeshArrays

Points = NDArray[np.float64]


def corners_of(mesh: MeshArrays) -> tuple[Points, Points, Points]:
    points = mesh.vertices.astype(np.float64)
    return points[mesh.faces[:, 0]], points[mesh.faces[:, 1]], points[mesh.faces[:, 2]]


def volume(mesh: MeshArrays) -> float:
    """Signed volume, cubic metres: positive when a closed mesh is wound outwards."""
    first, second, third = corners_of(mesh)
    return float(np.sum(first * np.cross(second, third)) / 6)


def area_vectors(mesh: MeshArrays) -> Points:
    first, second, third = corners_of(mesh)
    vectors: Points = np.cross(second - first, third - first) / 2
    return vectors


def check_sound(mesh: MeshArrays, agreement: float = 0.0) -> None:
    """Finite, unit normals, and every face of some area wound as its vertices' normals say."""
    for values in (mesh.vertices, mesh.normals, mesh.coordinates):
        assert np.isfinite(values).all()
        assert values.dtype == np.float32
        assert values.flags.c_contiguous
    np.testing.assert_allclose(np.linalg.norm(mesh.normals, axis=1), 1.0, atol=1e-4)
    vectors = area_vectors(mesh)
    size = np.linalg.norm(vectors, axis=1)
    # Slivers are left out: float32 corners do not say which way they face.
    extent = float(np.ptp(mesh.vertices, axis=0).max())
    plain = size > 1e-5 * extent**2
    facing = vectors[plain] / size[plain, None]
    mean = mesh.normals[mesh.faces[plain]].astype(np.float64).mean(axis=1)
    assert (np.sum(facing * mean, axis=1) > agreement).all()


def check_closed(mesh: MeshArrays) -> None:
    """The area vectors of a solid without a hole cancel."""
    vectors = area_vectors(mesh)
    total = float(np.linalg.norm(vectors, axis=1).sum())
    assert np.linalg.norm(vectors.sum(axis=0)) < 1e-4 * total
    assert volume(mesh) > 0


def texture_stretch(mesh: MeshArrays, faces: NDArray[np.bool_]) -> Points:
    """Singular values (m, 2) of the map from each chosen face's plane to its texture's u, v."""
    first, second, third = corners_of(mesh)
    edges = np.stack([second - first, third - first], axis=-1)[faces]
    along = edges[..., 0] / np.linalg.norm(edges[..., 0], axis=-1, keepdims=True)
    normal = np.cross(edges[..., 0], edges[..., 1])
    across = np.cross(normal / np.linalg.norm(normal, axis=-1, keepdims=True), along)
    flat = np.einsum("mki,mij->mkj", np.stack([along, across], axis=1), edges)
    texture = mesh.coordinates.astype(np.float64)[mesh.faces[faces]][..., :2]
    pattern = np.stack([texture[:, 1] - texture[:, 0], texture[:, 2] - texture[:, 0]], axis=-1)
    values = np.linalg.svd(pattern @ np.linalg.inv(flat), compute_uv=False)
    return np.asarray(values, dtype=np.float64)
