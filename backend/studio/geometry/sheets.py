"""Curved panels of even thickness: bent plywood, shells, blankets, leaves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from backend.studio.geometry.grids import grid_faces, places, unit, vertex_normals
from backend.studio.geometry.mesh import Mesh

Points = NDArray[np.float64]
Surface = Callable[[Points, Points], Points]
"""Positions (..., 3), metres, for u and v (...) in [0, 1]."""

THINNEST = 2e-4


def sheet(
    mesh: Mesh,
    role: int,
    surface: Surface,
    rows: int = 16,
    columns: int = 16,
    thickness: float = 0.015,
) -> None:
    """Add the panel whose middle is `surface`, sampled `rows` times along u, `columns` along v.

    It is `thickness` thick, half to each side, and its rim is closed; edges that meet (a surface
    bent into a pipe) are joined without a rim. Texture u, v are lengths along u and v, in metres
    from the middle. Raises ValueError for fewer than two samples or a surface that is not finite.
    """
    if rows < 2 or columns < 2:
        raise ValueError("a sheet needs at least two samples each way")
    u, v = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    middle = np.asarray(surface(u, v), dtype=np.float64)
    if middle.shape != (rows, columns, 3) or not np.isfinite(middle).all():
        raise ValueError("a surface gives finite positions (rows, columns, 3)")
    faces = grid_faces(rows, columns)
    flat = middle.reshape(-1, 3)
    normals = vertex_normals(flat, faces, places(flat, max(1e-7, float(np.ptp(flat)) * 1e-6)))
    half = max(thickness, THINNEST) / 2
    front, back = flat + half * normals, flat - half * normals
    texture = _lengths(middle)
    vertices, bends, coordinates = [front, back], [normals, -normals], [texture, texture]
    triangles = [faces, faces[:, ::-1] + np.int32(len(flat))]
    start = 2 * len(flat)
    for edge in _open_edges(middle):
        strip = np.concatenate([front[edge], back[edge]])
        sides = grid_faces(2, len(edge))
        outwards = _outwards(middle, edge, normals)
        vertices.append(strip)
        bends.append(vertex_normals(strip, sides, fallback=np.concatenate([outwards, outwards])))
        # The rim carries the texture on, away from the middle.
        away = texture[edge] + 2 * half * _texture_outwards(rows, columns, edge)
        coordinates.append(np.concatenate([texture[edge], away]))
        triangles.append(sides + np.int32(start))
        start += len(strip)
    mesh.add(
        np.concatenate(vertices),
        np.concatenate(triangles),
        role,
        np.concatenate(bends),
        np.concatenate(coordinates),
    )


def _lengths(middle: Points) -> Points:
    """Texture coordinates (rows * columns, 3): lengths along both directions from the middle."""
    rows, columns = middle.shape[:2]
    coordinates = np.zeros_like(middle)
    for axis, count in ((0, rows), (1, columns)):
        steps = np.linalg.norm(np.diff(middle, axis=axis), axis=-1)
        start = np.zeros_like(np.take(steps, [0], axis=axis))
        gone = np.concatenate([start, np.cumsum(steps, axis=axis)], axis=axis)
        low, high = (count - 1) // 2, count // 2
        center = (np.take(gone, [low], axis=axis) + np.take(gone, [high], axis=axis)) / 2
        coordinates[..., axis] = gone - center
    return coordinates.reshape(-1, 3)


def _open_edges(middle: Points) -> list[NDArray[np.intp]]:
    """Vertex numbers of each of the four edges, counter-clockwise seen from the front, that has a
    length and does not meet the edge opposite."""
    rows, columns = middle.shape[:2]
    index = np.arange(rows * columns).reshape(rows, columns)
    tolerance = 1e-6 * max(float(np.ptp(middle)), 1e-6)
    edges = []
    for one, other in (
        (index[:, 0], index[::-1, -1]),
        (index[-1, :], index[0, ::-1]),
        (index[::-1, -1], index[:, 0]),
        (index[0, ::-1], index[-1, :]),
    ):
        line, opposite = middle.reshape(-1, 3)[one], middle.reshape(-1, 3)[other[::-1]]
        meets = np.abs(line - opposite).max() <= tolerance
        if not meets and np.abs(line - line[0]).max() > tolerance:
            edges.append(one)
    return edges


def _outwards(middle: Points, edge: NDArray[np.intp], normals: Points) -> Points:
    """Away from the panel at each point of an edge: for rims too short to have their own normal."""
    line = middle.reshape(-1, 3)[edge]
    along = unit(np.gradient(line, axis=0))
    return unit(np.cross(along, normals[edge]), normals[edge])


def _texture_outwards(rows: int, columns: int, edge: NDArray[np.intp]) -> Points:
    row, column = np.divmod(edge, columns)
    if np.all(column == column[0]):
        return np.array([0.0, 1.0 if column[0] == columns - 1 else -1.0, 0.0])
    return np.array([1.0 if row[0] == rows - 1 else -1.0, 0.0, 0.0])
