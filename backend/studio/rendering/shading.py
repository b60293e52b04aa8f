"""The colour of what a ray sees on a mesh: texture, light, highlights and reflections."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backend.studio.kernel import kernel
from backend.studio.materials.material import (
    BUMP,
    EMISSION,
    METALLIC,
    ROUGHNESS,
    SHEEN,
    SPECULAR,
)
from backend.studio.rendering.camera import Floats
from backend.studio.rendering.illumination import receive
from backend.studio.rendering.reflection import reflected
from backend.studio.rendering.textures import bump_slope, surface_color

POSITION, NORMAL, COORDINATES, SCREEN, INVERSE_DEPTH = 0, 3, 6, 9, 11
"""Offsets in a row of `Seen.vertices`."""

ROLE, PART = 3, 4
"""Offsets in a row of `Seen.faces`, after its three vertices."""


class Seen(NamedTuple):
    """A mesh and where it falls on the picture. Packed, for each array is copied at every call.

    vertices (n, 12): position, normal, solid texture coordinates, x and y in subpixels, 1/depth;
    faces (m, 5): vertices, role, part.
    """

    vertices: Floats
    faces: NDArray[np.int32]


class Eye(NamedTuple):
    """The camera as the kernels take it. frame (12,): position, right, up, back; `footprint` is
    metres per pixel at one metre."""

    frame: Floats
    tangent: float
    footprint: float


class Look(NamedTuple):
    """What surfaces look like: material rows (n, ROW_LENGTH), photographs, surroundings."""

    rows: Floats
    photo_pixels: NDArray[np.uint8]
    photo_table: NDArray[np.int64]
    surroundings: Floats


TEXTURE, SLOPE, LIT, MIRRORED, SHADED, SCRATCH_LENGTH = 0, 4, 7, 14, 17, 21
"""Offsets in the scratch array that kernels pass results in: albedo and mix; a change of the
normal; `receive`'s output; reflection; light towards the eye and the surface's reflectance."""


@kernel
def shade_surface(face, sx, sy, seen, eye, look, light, scratch):
    """Light from `face` at subpixel (sx, sy) towards the eye, into scratch[SHADED:]; leaves its
    albedo at TEXTURE, its reflection at MIRRORED and its highlight at LIT + 3."""
    v = seen.vertices
    a = seen.faces[face, 0]
    b = seen.faces[face, 1]
    c = seen.faces[face, 2]
    xa = v[a, SCREEN]
    ya = v[a, SCREEN + 1]
    xb = v[b, SCREEN] - xa
    yb = v[b, SCREEN + 1] - ya
    xc = v[c, SCREEN] - xa
    yc = v[c, SCREEN + 1] - ya
    area = xb * yc - xc * yb
    lb = ((sx - xa) * yc - xc * (sy - ya)) / area
    lc = (xb * (sy - ya) - (sx - xa) * yb) / area
    lb = min(max(lb, 0.0), 1.0)
    lc = min(max(lc, 0.0), 1.0 - lb)
    # Perspective: attributes divided by depth are linear on the picture.
    wa = (1.0 - lb - lc) * v[a, INVERSE_DEPTH]
    wb = lb * v[b, INVERSE_DEPTH]
    wc = lc * v[c, INVERSE_DEPTH]
    total = 1.0 / (wa + wb + wc)
    wa *= total
    wb *= total
    wc *= total
    px = wa * v[a, 0] + wb * v[b, 0] + wc * v[c, 0]
    py = wa * v[a, 1] + wb * v[b, 1] + wc * v[c, 1]
    pz = wa * v[a, 2] + wb * v[b, 2] + wc * v[c, 2]
    nx = wa * v[a, 3] + wb * v[b, 3] + wc * v[c, 3]
    ny = wa * v[a, 4] + wb * v[b, 4] + wc * v[c, 4]
    nz = wa * v[a, 5] + wb * v[b, 5] + wc * v[c, 5]
    tx = wa * v[a, 6] + wb * v[b, 6] + wc * v[c, 6]
    ty = wa * v[a, 7] + wb * v[b, 7] + wc * v[c, 7]
    tz = wa * v[a, 8] + wb * v[b, 8] + wc * v[c, 8]
    vx = eye.frame[0] - px
    vy = eye.frame[1] - py
    vz = eye.frame[2] - pz
    distance = math.sqrt(vx * vx + vy * vy + vz * vz)
    vx /= distance
    vy /= distance
    vz /= distance
    texture = scratch[TEXTURE:SLOPE]
    row = look.rows[seen.faces[face, ROLE]]
    footprint = distance * eye.footprint
    surface_color(row, tx, ty, tz, footprint, look.photo_pixels, look.photo_table, texture)
    if row[BUMP] > 0.0:
        slope = scratch[SLOPE:LIT]
        bump_slope(row, tx, ty, tz, footprint, slope)
        nx += slope[0]
        ny += slope[1]
        nz += slope[2]
    length = 1.0 / math.sqrt(nx * nx + ny * ny + nz * nz + 1e-12)
    nx *= length
    ny *= length
    nz *= length
    facing = nx * vx + ny * vy + nz * vz
    if facing < 0.0:
        nx, ny, nz, facing = -nx, -ny, -nz, -facing
    roughness = row[ROUGHNESS]
    lit = scratch[LIT:MIRRORED]
    receive((px, py, pz), (nx, ny, nz), (vx, vy, vz), light, roughness, lit)
    # Light back from the floor, on what faces it; little of it right above the floor.
    below = (0.5 - 0.5 * ny) * min(1.0, 0.25 + py * 1.1)
    mirrored = scratch[MIRRORED:SHADED]
    reflected(
        2 * facing * nx - vx,
        2 * facing * ny - vy,
        2 * facing * nz - vz,
        roughness,
        look.surroundings,
        mirrored,
    )
    # A surface in shadow has less to reflect too.
    open_sky = 0.25 + 0.75 * lit[6]
    grazing = (1.0 - facing) ** 5
    smooth = (1.0 - roughness) * (1.0 - roughness)
    fresnel = row[SPECULAR] + (1.0 - row[SPECULAR]) * grazing * smooth
    metallic = row[METALLIC]
    sheen = row[SHEEN] * (1.0 - facing) ** 3
    for k in range(3):
        albedo = texture[k]
        irradiance = lit[k] + look.surroundings[9 + k] * below
        diffuse = albedo * (1.0 - metallic) * irradiance
        reflectance = fresnel * (1.0 - metallic) + metallic * (albedo + (1.0 - albedo) * grazing)
        image = mirrored[k] * open_sky * (metallic + (1.0 - metallic) * (1.0 - roughness * 0.7))
        gloss = lit[3 + k] * (1.0 - 0.4 * metallic)
        fuzz = sheen * (albedo * 0.7 + 0.06) * (irradiance * 0.6 + 0.25 * open_sky)
        scratch[SHADED + k] = (
            diffuse + reflectance * (image + gloss) + fuzz + row[EMISSION] * albedo
        )
    scratch[SHADED + 3] = fresnel
