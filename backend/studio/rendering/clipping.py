"""Cutting triangles that reach behind the camera, so that what is before it is still drawn."""

from __future__ import annotations

import numpy as np

from backend.studio.geometry.mesh import MeshArrays
from backend.studio.rendering.camera import NEAR, Camera


def clip_near(mesh: MeshArrays, camera: Camera) -> MeshArrays:
    """The mesh with every triangle that crosses the camera's near plane cut at it (the parts in
    front are kept); the same object when none does."""
    local = (mesh.vertices - np.asarray(camera.position, np.float32)) @ camera.axes().T
    ahead = -local[:, 2] - 2 * NEAR  # metres before the plane at which is cut
    if (ahead > 0).all():
        return mesh
    inside = ahead[mesh.faces] > 0
    crossing = inside.any(axis=1) & ~inside.all(axis=1)
    if not crossing.any():
        return mesh
    attributes = np.concatenate([mesh.vertices, mesh.normals, mesh.coordinates], axis=1)
    rows: list[np.ndarray] = []
    sources: list[int] = []
    for face in np.flatnonzero(crossing):
        polygon: list[np.ndarray] = []
        corners = mesh.faces[face]
        for first, second in zip(corners, np.roll(corners, -1), strict=True):
            if ahead[first] > 0:
                polygon.append(attributes[first])
            if (ahead[first] > 0) != (ahead[second] > 0):
                share = ahead[first] / (ahead[first] - ahead[second])
                polygon.append(attributes[first] * (1 - share) + attributes[second] * share)
        for k in range(1, len(polygon) - 1):
            rows += [polygon[0], polygon[k], polygon[k + 1]]
            sources.append(int(face))
    added = np.stack(rows).astype(np.float32)
    keep = ~crossing
    start = len(mesh.vertices)
    faces = (start + np.arange(len(added))).reshape(-1, 3)
    return MeshArrays(
        vertices=np.concatenate([mesh.vertices, added[:, 0:3]]),
        normals=np.concatenate([mesh.normals, added[:, 3:6]]),
        coordinates=np.concatenate([mesh.coordinates, added[:, 6:9]]),
        faces=np.concatenate([mesh.faces[keep], faces]).astype(np.int32),
        role_of_face=np.concatenate([mesh.role_of_face[keep], mesh.role_of_face[sources]]),
        part_of_face=np.concatenate([mesh.part_of_face[keep], mesh.part_of_face[sources]]),
    )
