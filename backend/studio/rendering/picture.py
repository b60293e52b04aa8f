"""The loop over a picture's pixels: which surfaces meet in it, each shaded once."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backend.studio.geometry.mesh import MeshArrays
from backend.studio.kernel import kernel
from backend.studio.materials.material import COLOR
from backend.studio.rendering.backdrop import shade_room, shade_sweep
from backend.studio.rendering.camera import Floats
from backend.studio.rendering.shading import (
    LIT,
    MIRRORED,
    PART,
    ROLE,
    SCRATCH_LENGTH,
    SHADED,
    TEXTURE,
    shade_surface,
)
from backend.studio.rendering.tone import LEVELS, WHITEST

GROUPS = 8
"""Surfaces told apart within one pixel; more are counted to the last of them."""

OPAQUE, PANE, SIZE, ROW, COLUMN = range(5)
"""Of a group of subpixels: the facets it sees (-1: none), how many it has, and the subpixel that
stands for it."""

RADIANCE, ALBEDO, COVERED, SUMS_LENGTH = 0, 3, 6, 7
"""Offsets in what is summed up over a pixel's groups."""


class Layers(NamedTuple):
    """The z-buffers, (height * samples, width * samples): of what is not glass, and of glass. Those
    of glass are (1, 1) where there is none. `facet` (faces,) numbers what counts as one surface."""

    depth: Floats
    triangle: NDArray[np.int32]
    has_glass: bool
    glass_depth: Floats
    glass_triangle: NDArray[np.int32]
    facet: NDArray[np.int32]


class Canvas(NamedTuple):
    """What is drawn: see `scene.Frame`."""

    image: NDArray[np.uint8]
    coverage: Floats
    role: NDArray[np.int16]
    part: NDArray[np.int32]
    albedo: Floats


def facets(mesh: MeshArrays) -> NDArray[np.int32]:
    """(faces,): equal for faces of one part that look the same way, give or take some 30 degrees;
    where they meet within a pixel, no edge is seen."""
    out = np.empty(len(mesh.faces), np.int32)
    _number_facets(mesh.normals, mesh.faces, mesh.part_of_face, out)
    return out


@kernel
def _number_facets(normals, faces, part, out):
    for face in range(faces.shape[0]):
        a, b, c = faces[face, 0], faces[face, 1], faces[face, 2]
        x = normals[a, 0] + normals[b, 0] + normals[c, 0]
        y = normals[a, 1] + normals[b, 1] + normals[c, 1]
        z = normals[a, 2] + normals[b, 2] + normals[c, 2]
        scale = 1.5 / math.sqrt(x * x + y * y + z * z + 1e-12)
        # -1..1 becomes 0..3 along each axis.
        way = (int(x * scale + 2.0) * 4 + int(y * scale + 2.0)) * 4 + int(z * scale + 2.0)
        out[face] = part[face] * 64 + way


@kernel
def draw(samples, seen, eye, backdrop, look, light, layers, exposure, table, canvas):
    """Fill the canvas' arrays (height, width, ...).

    A pixel's samples x samples subpixels are grouped by the surface they see: one group where one
    surface fills the pixel, several along an edge. Each group is shaded once, so edges are smooth
    at little more than the price of one sample a pixel. `table` is `tone.tone_table()`.
    """
    height, width = canvas.coverage.shape
    scratch = np.zeros(SCRATCH_LENGTH, np.float32)
    sums = np.zeros(SUMS_LENGTH, np.float32)
    groups = np.zeros((GROUPS, 5), np.int32)
    share = np.float32(1.0 / (samples * samples))
    triangle = layers.triangle
    has_glass = layers.has_glass
    is_room = backdrop.is_room
    sweep = backdrop.values
    floor = backdrop.ground.light
    floor_space = backdrop.ground.space
    for y in range(height):
        for x in range(width):
            for k in range(SUMS_LENGTH):
                sums[k] = 0.0
            largest = 0
            # Whatever is handed to a kernel costs, array by array: most pixels see one surface.
            if not has_glass and _alike(triangle, x * samples, y * samples, samples):
                count = 1
                groups[0, PANE] = -1
                groups[0, SIZE] = samples * samples
                groups[0, ROW] = y * samples + samples // 2
                groups[0, COLUMN] = x * samples + samples // 2
            else:
                count = _group(x * samples, y * samples, samples, layers, groups)
            for g in range(count):
                row = groups[g, ROW]
                column = groups[g, COLUMN]
                size = groups[g, SIZE]
                weight = size * share
                sx = np.float32(column) + np.float32(0.5)
                sy = np.float32(row) + np.float32(0.5)
                face = triangle[row, column]
                if face >= 0:
                    shade_surface(face, sx, sy, seen, eye, look, light, scratch)
                else:
                    right = (2.0 * sx / (width * samples) - 1.0) * eye.tangent * width / height
                    up = (1.0 - 2.0 * sy / (height * samples)) * eye.tangent
                    dx, dy, dz = _ray(right, up, eye.frame)
                    if is_room:
                        shade_room(dx, dy, dz, eye, backdrop, look, light, scratch)
                    else:
                        shade_sweep(dx, dy, dz, eye.frame, sweep, floor, floor_space, scratch)
                if groups[g, PANE] >= 0:
                    face = layers.glass_triangle[row, column]
                    _shade_pane(face, sx, sy, seen, eye, look, light, scratch)
                for c in range(3):
                    sums[RADIANCE + c] += min(scratch[SHADED + c], np.float32(WHITEST)) * weight
                if face >= 0:
                    sums[COVERED] += weight
                    for c in range(3):
                        sums[ALBEDO + c] += scratch[TEXTURE + c] * weight
                    if size > largest:
                        largest = size
                        canvas.role[y, x] = seen.faces[face, ROLE]
                        canvas.part[y, x] = seen.faces[face, PART]
            covered = sums[COVERED]
            canvas.coverage[y, x] = covered
            if covered < np.float32(0.5):
                canvas.role[y, x] = -1
                canvas.part[y, x] = -1
            for c in range(3):
                level = math.sqrt(max(sums[RADIANCE + c] * exposure, np.float32(0.0)) / WHITEST)
                canvas.image[y, x, c] = table[
                    max(0, min(LEVELS - 1, int(level * (LEVELS - 1) + 0.5)))
                ]
                canvas.albedo[y, x, c] = sums[ALBEDO + c] / max(covered, np.float32(1e-6))


@kernel
def _alike(triangle, left, top, samples):
    """True if all of a pixel's subpixels see the same triangle, or none."""
    first = triangle[top, left]
    for j in range(samples):
        for i in range(samples):
            if triangle[top + j, left + i] != first:
                return False
    return True


@kernel
def _ray(right, up, frame):
    """The unit direction in which the eye sees what is so far right and up, a metre before it."""
    dx = frame[3] * right + frame[6] * up - frame[9]
    dy = frame[4] * right + frame[7] * up - frame[10]
    dz = frame[5] * right + frame[8] * up - frame[11]
    scale = 1.0 / math.sqrt(dx * dx + dy * dy + dz * dz)
    return dx * scale, dy * scale, dz * scale


@kernel
def _shade_pane(face, sx, sy, seen, eye, look, light, scratch):
    """Put a pane of glass before what is in scratch[SHADED:]. Only the nearest of several panes is
    seen, and what is behind it is not bent."""
    red = scratch[SHADED]
    green = scratch[SHADED + 1]
    blue = scratch[SHADED + 2]
    shade_surface(face, sx, sy, seen, eye, look, light, scratch)
    mirror = min(np.float32(0.9), scratch[SHADED + 3] * 1.6 + 0.02)
    row = look.rows[seen.faces[face, ROLE]]
    scratch[SHADED] = red * row[COLOR]
    scratch[SHADED + 1] = green * row[COLOR + 1]
    scratch[SHADED + 2] = blue * row[COLOR + 2]
    for c in range(3):
        scratch[TEXTURE + c] = row[COLOR + c]
        scratch[SHADED + c] *= 1.0 - mirror
        scratch[SHADED + c] += mirror * scratch[MIRRORED + c] + scratch[LIT + 3 + c] * 0.02


@kernel
def _group(left, top, samples, layers, groups):
    """Group the subpixels of the pixel at (left, top) by the surface they see, and the pane before
    it, into `groups` (GROUPS, 5); returns how many groups there are."""
    triangle = layers.triangle
    middle = samples // 2
    count = 0
    for j in range(samples):
        for i in range(samples):
            row = top + j
            column = left + i
            face = triangle[row, column]
            opaque = layers.facet[face] if face >= 0 else -1
            pane = -1
            if layers.has_glass:
                face = layers.glass_triangle[row, column]
                if face >= 0 and layers.glass_depth[row, column] > layers.depth[row, column]:
                    pane = layers.facet[face]
            found = 0
            while found < count and (
                groups[found, OPAQUE] != opaque or groups[found, PANE] != pane
            ):
                found += 1
            if found == GROUPS:
                found = GROUPS - 1
            if found == count:
                count += 1
                groups[found, OPAQUE] = opaque
                groups[found, PANE] = pane
                groups[found, SIZE] = 0
                groups[found, ROW] = row
                groups[found, COLUMN] = column
            elif (
                i == middle
                and j == middle
                and groups[found, OPAQUE] == opaque
                and groups[found, PANE] == pane
            ):
                groups[found, ROW] = row
                groups[found, COLUMN] = column
            groups[found, SIZE] += 1
    return count
