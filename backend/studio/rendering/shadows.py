"""Shadow maps: for each distant light, how near to it the nearest surface is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backend.studio.geometry.mesh import MeshArrays
from backend.studio.kernel import kernel
from backend.studio.rendering.camera import Floats
from backend.studio.rendering.lights import Lights
from backend.studio.rendering.rasterize import span

_LEAST_RADIUS = 0.01
"""Metres, of what the maps show: a mesh of one point, or of none, has maps too."""


class ShadowMaps(NamedTuple):
    """Distances along each light's direction, as seen in an orthographic square round `center`.

    maps (n, resolution, resolution) float32; scale: texels a metre; bias: metres within which a
    surface does not shadow itself.
    """

    maps: Floats
    center: Floats
    scale: float
    bias: float


def cast(mesh: MeshArrays, lights: Lights, glass: NDArray[np.bool_], resolution: int) -> ShadowMaps:
    """Shadow maps of all `lights`; faces with `glass` (m,) bool shadow one light in five."""
    low, high = np.zeros(3), np.zeros(3)
    if len(mesh.vertices):
        low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    center = ((low + high) / 2).astype(np.float32)
    radius = max(float(np.linalg.norm(high - low) / 2) * 1.02, _LEAST_RADIUS)
    scale = resolution / (2 * radius)
    maps = np.full((len(lights.direction), resolution, resolution), -1e9, np.float32)
    _draw(
        mesh.vertices,
        mesh.faces,
        glass,
        lights.direction,
        lights.right,
        lights.up,
        center,
        np.float32(scale),
        maps,
    )
    return ShadowMaps(maps, center, scale, 2.2 * radius / resolution)


@kernel
def _draw(vertices, faces, glass, direction, right, up, center, scale, maps):
    count = vertices.shape[0]
    resolution = maps.shape[1]
    half = np.float32(resolution * 0.5)
    rounding = np.float32(0.5)
    one = np.float32(1.0)
    x = np.empty(count, np.float32)
    y = np.empty(count, np.float32)
    near = np.empty(count, np.float32)
    for light in range(direction.shape[0]):
        for k in range(count):
            px = vertices[k, 0] - center[0]
            py = vertices[k, 1] - center[1]
            pz = vertices[k, 2] - center[2]
            x[k] = (
                px * right[light, 0] + py * right[light, 1] + pz * right[light, 2]
            ) * scale + half
            y[k] = (px * up[light, 0] + py * up[light, 1] + pz * up[light, 2]) * scale + half
            near[k] = px * direction[light, 0] + py * direction[light, 1] + pz * direction[light, 2]
        for face in range(faces.shape[0]):
            if glass[face] and light % 5 != 0:
                continue
            a = faces[face, 0]
            b = faces[face, 1]
            c = faces[face, 2]
            xa, ya = x[a], y[a]
            xb, yb = x[b], y[b]
            xc, yc = x[c], y[c]
            # Of a closed solid the faces turned to the light hide those behind them.
            area = (xb - xa) * (yc - ya) - (xc - xa) * (yb - ya)
            if area < np.float32(1e-9):
                continue
            # The whole mesh is on the map, so that cutting off decimals rounds down.
            first = int(min(xa, xb, xc) + rounding)
            last = int(max(xa, xb, xc) - rounding)
            top = int(min(ya, yb, yc) + rounding)
            bottom = int(max(ya, yb, yc) - rounding)
            if first > last or top > bottom:
                continue
            inverse = one / area
            bx = (yc - ya) * inverse
            by = (xa - xc) * inverse
            cx = (ya - yb) * inverse
            cy = (xb - xa) * inverse
            na = near[a]
            nb = near[b] - na
            nc = near[c] - na
            px = np.float32(first) + rounding - xa
            for row in range(top, bottom + 1):
                py = np.float32(row) + rounding - ya
                lb = px * bx + py * by
                lc = px * cx + py * cy
                distance = na + lb * nb + lc * nc
                step = bx * nb + cx * nc
                start, stop = span(lb, bx, lc, cx, last + 1 - first)
                for column in range(start, stop):
                    maps[light, row, first + column] = max(
                        maps[light, row, first + column], distance + np.float32(column) * step
                    )
