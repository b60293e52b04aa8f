"""What stands behind the pieces: a studio's white sweep, or the shell of a room."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from backend.studio.kernel import kernel
from backend.studio.materials.material import COLOR, KIND, ROW_LENGTH, WOOD, Material
from backend.studio.rendering.camera import Floats, Vector
from backend.studio.rendering.ground import Ground, floor_light
from backend.studio.rendering.illumination import receive
from backend.studio.rendering.noise import hash3, smoothstep
from backend.studio.rendering.shading import (
    LIT,
    MIRRORED,
    SCRATCH_LENGTH,
    SHADED,
    SLOPE,
    TEXTURE,
)
from backend.studio.rendering.textures import surface_color

FLOOR, BACK, LEFT, RIGHT, CEILING = range(5)
"""The sides of a room; the side behind the camera is open."""

OUTSIDE, PANE, FRAME, GROOVE = range(4)
"""Where a place on a wall is, with regard to a window; the groove is the frame's rim."""


class Sweep(Struct, frozen=True):
    """A floor that becomes the background without an edge; linear RGB, 1 is the paper's white."""

    floor: Vector = (0.97, 0.97, 0.975)
    background: Vector = (1.23, 1.23, 1.24)


class Window(Struct, frozen=True):
    """An opening in the BACK, LEFT or RIGHT wall, from `start` to `end` along the wall (x for the
    back wall, z for the sides) and from `bottom` to `top`, metres."""

    wall: int
    start: float
    end: float
    bottom: float
    top: float
    brightness: float = 1.0


class RoomShell(Struct, frozen=True):
    """Floor, walls and ceiling of a room: x from `left` to `right`, z from `back` towards the
    viewer, y from 0 to `height`; metres. `plank` is width and length of a floor's boards or tiles
    (0: seamless)."""

    left: float
    right: float
    back: float
    height: float
    floor: Material
    wall: Material
    accent: Material  # the back wall
    ceiling: Material
    windows: tuple[Window, ...] = ()
    plank: tuple[float, float] = (0.13, 1.3)
    outside: Vector = (1.5, 1.62, 1.75)
    skirting: float = 0.0  # height of the board along the floor, metres
    trim: Vector = (0.82, 0.81, 0.78)  # its colour, and that of window frames; linear


FLOOR_COLOR, FAR_COLOR, BOUNDS, PLANK, BOUNCE, SKIRTING, TRIM, VALUES = 0, 3, 6, 10, 12, 15, 16, 19
"""Offsets in `Backdrop.values`: the floor's colour; the background's or the sky's outside; left,
right, back and height; a board's width and length; light that walls send back to each other; the
skirting's height; its colour and that of window frames."""


class Backdrop(NamedTuple):
    """Either backdrop as the kernels take it.

    values (VALUES,); rows (5, ROW_LENGTH): materials of FLOOR, BACK, LEFT, RIGHT, CEILING; windows
    (n, 6): wall, start, end, bottom, top, brightness; ground: the shadow on a sweep's floor.
    """

    is_room: bool
    values: Floats
    rows: Floats
    windows: Floats
    ground: Ground


def backdrop_arrays(backdrop: Sweep | RoomShell, ground: Ground) -> Backdrop:
    """`ground` is the shadow on a sweep's floor."""
    if isinstance(backdrop, Sweep):
        values = np.zeros(VALUES, np.float32)
        values[FLOOR_COLOR:FAR_COLOR] = backdrop.floor
        values[FAR_COLOR:BOUNDS] = backdrop.background
        rows = np.zeros((5, ROW_LENGTH), np.float32)
        return Backdrop(False, values, rows, np.zeros((0, 6), np.float32), ground)
    surfaces = (
        backdrop.floor,
        backdrop.accent,
        backdrop.wall,
        backdrop.wall,
        backdrop.ceiling,
    )
    rows = np.stack([surface.row() for surface in surfaces]).astype(np.float32)
    values = np.array(
        [
            *rows[FLOOR, COLOR : COLOR + 3],
            *backdrop.outside,
            *(backdrop.left, backdrop.right, backdrop.back, backdrop.height),
            *backdrop.plank,
            *(0.32 * rows[LEFT, COLOR : COLOR + 3] + 0.05),
            backdrop.skirting,
            *backdrop.trim,
        ],
        np.float32,
    )
    windows = [
        (each.wall, each.start, each.end, each.bottom, each.top, each.brightness)
        for each in backdrop.windows
    ]
    return Backdrop(True, values, rows, np.array(windows, np.float32).reshape(-1, 6), ground)


@kernel
def shade_sweep(dx, dy, dz, frame, values, floor, floor_space, scratch):
    """Light from a sweep along the unit ray d from the eye, into scratch[SHADED:]; `floor` and
    `floor_space` are its `Ground`."""
    far = 1.0
    lit = np.float32(1.0)
    # Seen from below the floor there is only background.
    if dy < np.float32(-1e-4) and frame[1] > np.float32(0.0):
        distance = -frame[1] / dy
        px = frame[0] + dx * distance
        pz = frame[2] + dz * distance
        ox = px - floor_space[0]
        oz = pz - floor_space[1]
        far = smoothstep(1.2, 5.0, math.sqrt(ox * ox + oz * oz))
        lit = floor_light(px, pz, floor, floor_space)
    for c in range(3):
        color = values[FLOOR_COLOR + c] * (np.float32(1.0) - far) + values[FAR_COLOR + c] * far
        scratch[SHADED + c] = color * lit


@kernel
def shade_room(dx, dy, dz, eye, backdrop, look, light, scratch):
    """Light from a room's shell along the unit ray d from the eye, into scratch[SHADED:]. Where
    one surface meets another within the pixel, the mean of four rays."""
    frame = eye.frame
    values = backdrop.values
    windows = backdrop.windows
    surface = _surface(dx, dy, dz, frame, values, windows)
    step = np.float32(0.35) * eye.footprint / -(dx * frame[9] + dy * frame[10] + dz * frame[11])
    step *= math.sqrt(dx * dx + dy * dy + dz * dz)
    edge = False
    for corner in range(4):
        i = step * (2 * (corner & 1) - 1)
        j = step * (2 * (corner >> 1) - 1)
        edge |= surface != _surface(
            dx + i * frame[3] + j * frame[6],
            dy + i * frame[4] + j * frame[7],
            dz + i * frame[5] + j * frame[8],
            frame,
            values,
            windows,
        )
    if not edge:
        _shade_ray(dx, dy, dz, eye, backdrop, look, light, scratch)
        return
    red, green, blue = np.float32(0.0), np.float32(0.0), np.float32(0.0)
    for corner in range(4):
        # Not on a grid, so that upright and level edges have four steps too.
        i = step * np.float32(((corner * 2) % 3) * 0.62 - 0.62 + 0.2 * (corner & 1))
        j = step * np.float32(corner * 0.62 - 0.93)
        x = dx + i * frame[3] + j * frame[6]
        y = dy + i * frame[4] + j * frame[7]
        z = dz + i * frame[5] + j * frame[8]
        inverse = np.float32(1.0) / math.sqrt(x * x + y * y + z * z)
        _shade_ray(x * inverse, y * inverse, z * inverse, eye, backdrop, look, light, scratch)
        red += scratch[SHADED]
        green += scratch[SHADED + 1]
        blue += scratch[SHADED + 2]
    scratch[SHADED] = red * np.float32(0.25)
    scratch[SHADED + 1] = green * np.float32(0.25)
    scratch[SHADED + 2] = blue * np.float32(0.25)


@kernel
def _hit(dx, dy, dz, frame, values):
    """Which side of the room a ray from the eye meets, and after how many lengths of d."""
    distance = 1e9
    side = FLOOR
    if dy < -1e-5:
        distance = -frame[1] / dy
    if dy > 1e-5 and (values[BOUNDS + 3] - frame[1]) / dy < distance:
        distance = (values[BOUNDS + 3] - frame[1]) / dy
        side = CEILING
    if dz < -1e-5 and (values[BOUNDS + 2] - frame[2]) / dz < distance:
        distance = (values[BOUNDS + 2] - frame[2]) / dz
        side = BACK
    if dx < -1e-5 and (values[BOUNDS] - frame[0]) / dx < distance:
        distance = (values[BOUNDS] - frame[0]) / dx
        side = LEFT
    if dx > 1e-5 and (values[BOUNDS + 1] - frame[0]) / dx < distance:
        distance = (values[BOUNDS + 1] - frame[0]) / dx
        side = RIGHT
    return side, distance


@kernel
def _surface(dx, dy, dz, frame, values, windows):
    """A number that differs between the surfaces that a room's sides, skirting and windows are."""
    side, distance = _hit(dx, dy, dz, frame, values)
    if side in (FLOOR, CEILING):
        return side
    py = frame[1] + dy * distance
    if py < values[SKIRTING]:
        return side + 10
    along = frame[0] + dx * distance if side == BACK else frame[2] + dz * distance
    for k in range(windows.shape[0]):
        if int(windows[k, 0]) == side:
            place = _place(along, py, windows[k])
            if place != OUTSIDE:
                return side + 10 + 10 * place
    return side


@kernel
def _place(along, py, window):
    """Where on a window a place on its wall is: OUTSIDE of it, on a PANE, on the FRAME."""
    start, end, bottom, top = window[1], window[2], window[3], window[4]
    if along <= start or along >= end or py <= bottom or py >= top:
        return OUTSIDE
    edge = min(along - start, end - along, py - bottom, top - py)
    cross = min(abs(along - (start + end) * 0.5), abs(py - (bottom * 0.4 + top * 0.6)))
    if edge < 0.008:
        return GROOVE
    return FRAME if edge < 0.05 or cross < 0.018 else PANE


@kernel
def _shade_ray(dx, dy, dz, eye, backdrop, look, light, scratch):
    """Light from where one unit ray meets the room, into scratch[SHADED:]."""
    values = backdrop.values
    left, right, back, height = (
        values[BOUNDS],
        values[BOUNDS + 1],
        values[BOUNDS + 2],
        values[BOUNDS + 3],
    )
    ex, ey, ez = eye.frame[0], eye.frame[1], eye.frame[2]
    side, distance = _hit(dx, dy, dz, eye.frame, values)
    px = ex + dx * distance
    py = ey + dy * distance
    pz = ez + dz * distance
    color = scratch[SHADED:SCRATCH_LENGTH]
    if side in (BACK, LEFT, RIGHT):
        along = px if side == BACK else pz
        if _through_window(side, along, py, backdrop, color):
            return
    footprint = distance * eye.footprint
    nx, ny, nz = 0.0, 0.0, 0.0
    row = backdrop.rows[side]
    u, v = px, py
    if side == FLOOR:
        ny = 1.0
        u, v = pz, px
    elif side == CEILING:
        ny = -1.0
        u, v = px, pz
    elif side == BACK:
        nz = 1.0
    elif side == LEFT:
        nx = 1.0
        u = pz
    else:
        nx = -1.0
        u = pz
    texture = scratch[TEXTURE:SLOPE]
    if side == FLOOR and values[PLANK] > 0.0:
        _floor_boards(u, v, row, footprint, values[PLANK:BOUNCE], look, texture)
    else:
        surface_color(
            row, u, v, side * 4.0, footprint, look.photo_pixels, look.photo_table, texture
        )
    if ny == 0.0 and py < values[SKIRTING]:
        edge = values[SKIRTING] - py
        tone = 1.0 - 0.22 * smoothstep(0.016, 0.006, edge) if edge < 0.016 else 1.0
        for c in range(3):
            texture[c] = values[TRIM + c] * tone
    lit = scratch[LIT:MIRRORED]
    receive(
        (np.float32(px), np.float32(py), np.float32(pz)),
        (np.float32(nx), np.float32(ny), np.float32(nz)),
        (-dx, -dy, -dz),
        light,
        np.float32(0.35),
        lit,
    )
    # Corners are darker: less of the room's light finds its way in.
    shade = 1.0
    if nx == 0.0:
        shade *= 1.0 - 0.30 * math.exp(-4.0 * min(px - left, right - px))
    if nz == 0.0:
        shade *= 1.0 - 0.30 * math.exp(-4.0 * (pz - back))
    if ny == 0.0:
        shade *= 1.0 - 0.30 * math.exp(-4.0 * min(py, height - py))
    # And it falls off away from the windows.
    fall = 1.0
    for k in range(backdrop.windows.shape[0]):
        wall = int(backdrop.windows[k, 0])
        if wall == LEFT:
            fall += 0.35 * backdrop.windows[k, 5] * (math.exp(-0.45 * (px - left)) - 0.45)
        elif wall == RIGHT:
            fall += 0.35 * backdrop.windows[k, 5] * (math.exp(-0.45 * (right - px)) - 0.45)
    fall = max(0.6, min(1.5, fall))
    sheen = 0.0
    if side == FLOOR:
        sheen = (0.03 + 0.5 * (1.0 + dy) ** 5) * 0.55
    for c in range(3):
        irradiance = lit[c] + values[BOUNCE + c] * (1.0 + 0.6 * ny)
        if side == CEILING:
            irradiance = 0.62 + 0.35 * lit[c] + values[BOUNCE + c]
        color[c] = (
            texture[c] * shade * fall * irradiance
            + sheen * lit[6] * backdrop.rows[BACK, COLOR + c]
            + (0.02 * lit[3 + c] if side == FLOOR else 0.0)
        )


@kernel
def _through_window(side, along, py, backdrop, color):
    """True if the wall has a window there; then its frame or the sky is in color[0:3]."""
    for k in range(backdrop.windows.shape[0]):
        if int(backdrop.windows[k, 0]) != side:
            continue
        place = _place(along, py, backdrop.windows[k])
        if place == OUTSIDE:
            continue
        if place != PANE:
            tone = 0.85 if place == FRAME else 0.6
            for c in range(3):
                color[c] = backdrop.values[TRIM + c] * tone
        else:
            up = (py - backdrop.windows[k, 3]) / (backdrop.windows[k, 4] - backdrop.windows[k, 3])
            for c in range(3):
                color[c] = (
                    backdrop.values[FAR_COLOR + c] * backdrop.windows[k, 5] * (0.72 + 0.28 * up)
                )
        return True
    return False


@kernel
def _floor_boards(u, v, row, footprint, plank, look, texture):
    """Boards (or tiles) of plank[0] x plank[1] metres, each cut from elsewhere in its material."""
    width = plank[0]
    length = plank[1]
    line = math.floor(v / width)
    offset = hash3(int(line) & 0xFFFF, 3, 5) if row[KIND] == WOOD else 0.0
    place = u / length + offset
    board = math.floor(place)
    chance = hash3(int(line) & 0xFFFF, int(board) & 0xFFFF, 1)
    surface_color(
        row,
        u + chance * 9.0,
        v + chance * 5.0,
        chance * 3.0,
        footprint,
        look.photo_pixels,
        look.photo_table,
        texture,
    )
    across = (v / width - line) * width
    along = (place - board) * length
    joint = max(
        1.0 - smoothstep(0.0, 0.0025 + footprint * 0.5, across),
        1.0 - smoothstep(0.0, 0.0025 + footprint * 0.5, along),
    )
    # A joint narrower than a pixel darkens it less.
    joint *= min(1.0, 0.004 / max(footprint, 1e-5))
    tone = (0.86 + 0.26 * chance) * (1.0 - 0.5 * joint)
    for c in range(3):
        texture[c] *= tone
