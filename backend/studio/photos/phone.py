"""A piece as a shopper photographs it at home: another angle, a room with things in it, whatever
light there is, and a hand that shakes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.studio.furniture.piece import Piece
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh, MeshArrays
from backend.studio.materials import factory
from backend.studio.materials.material import Material
from backend.studio.materials.photographic import PhotoAtlas
from backend.studio.photos.clutter import small_thing
from backend.studio.photos.faults import spoil
from backend.studio.photos.stage import Box, Prop, box_of, stage
from backend.studio.rendering.backdrop import LEFT, RIGHT, RoomShell, Window
from backend.studio.rendering.camera import Camera, framing
from backend.studio.rendering.lights import Lamp, Surroundings, key_and_sky
from backend.studio.rendering.scene import Scene
from backend.studio.rooms.surfaces import draw_floor, draw_walls
from backend.studio.seeds import generator

SEVERITIES = 4
"""0: careful, in good light; 3: in passing, in the evening, half hidden."""

_ON_WALL = ("mirror", "wall_art")
_LEAST_SEEN = 0.35
"""Of the piece's pixels that others may leave uncovered at the least."""

_DEPTH_SEEN = 0.4
"""What a metre of depth adds to the height of a piece that is looked down on."""

_TURNED_SQUARE, _TURNED_WIDER = 0.3, 0.35
"""Share of photos with the phone on its side of what looks as wide as high, and what each doubling
of the width adds."""

_STANDS = ("oak", "ash", "walnut", "grey", "beech", "pine", "smoked", "teak")


@dataclass(frozen=True)
class PhonePhoto:
    """An sRGB picture (height, width, 3), and the box of what is seen of the piece."""

    image: NDArray[np.uint8]
    box: Box


def phone_photo(
    piece: Piece,
    others: Sequence[Piece],
    seed: int,
    severity: int,
    width: int,
    height: int,
    atlas: PhotoAtlas | None = None,
) -> PhonePhoto:
    """A photo of `piece`; of `others` those that fit stand near it, the more the higher `severity`.
    Tried again, with less before it, where too little of the piece is seen."""
    for attempt in range(6):
        random = generator(seed, "phone", piece.listing, attempt)
        near = others[: _count(severity, random)] if attempt < 4 else ()
        photo = _try(piece, near, random, severity if attempt < 4 else 0, width, height, atlas)
        if photo is not None:
            return photo
    raise ValueError(f"{piece.listing} cannot be seen from anywhere")


def turned(piece: Piece) -> float:
    """How likely somebody turns the phone on its side for the piece, 0..1: the wider it is for how
    high it looks from where he stands, the likelier."""
    width, height, depth = piece.mesh.vertices.max(axis=0) - piece.mesh.vertices.min(axis=0)
    looks = width / (height + _DEPTH_SEEN * depth)
    return float(np.clip(_TURNED_SQUARE + _TURNED_WIDER * math.log2(looks), 0.05, 0.85))


def _count(severity: int, random: np.random.Generator) -> int:
    return int(random.integers(0, 3 + severity))


def _try(
    piece: Piece,
    others: Sequence[Piece],
    random: np.random.Generator,
    severity: int,
    width: int,
    height: int,
    atlas: PhotoAtlas | None,
) -> PhonePhoto | None:
    hard = severity / 3
    low, high = piece.mesh.vertices.min(axis=0), piece.mesh.vertices.max(axis=0)
    size = high - low
    lift = _lift(piece.category, size, random)
    turn = 0.0 if piece.category in _ON_WALL else random.normal(0, 0.25 + 0.25 * hard)
    back = _behind(piece.category, size, turn, random)
    props = [Prop(piece.mesh, piece.materials, (0.0, lift, 0.0), turn)]
    if piece.category == "table_lamp":
        props.append(_stand(lift, random))
    radius = max(float(np.hypot(size[0], size[2])) / 2, 0.3)
    props += _neighbours(others, radius, back, random)
    for _ in range(int(random.integers(0, 3 + severity * 2))):
        props.append(small_thing(random, _spot(radius, back, random)))
    built = stage(props)
    shell = _shell(radius, back, random, atlas)
    camera = _camera(built.mesh.vertices[: len(piece.mesh.vertices)], size, hard, random,
                     width / height, shell)  # fmt: skip
    scene = _light(built.mesh, built.materials, shell, hard, random, atlas)
    exposure = float(random.uniform(0.95 - 0.25 * hard, 1.15 + 0.1 * hard))
    frame = scene.render(camera, shell, width, height, exposure=exposure)
    mine = built.prop_of(frame.part) == 0
    box = box_of(mine)
    if box is None or not _is_seen(mine, box, built.mesh.vertices[: len(piece.mesh.vertices)],
                                   camera):  # fmt: skip
        return None
    return PhonePhoto(spoil(frame.image, severity, random), box)


def _is_seen(
    mine: NDArray[np.bool_], box: Box, vertices: NDArray[np.float32], camera: Camera
) -> bool:
    """Enough of the piece is neither hidden nor out of the frame, and it is not tiny."""
    height, width = mine.shape
    x, y, inverse_depth = camera.project(vertices, width, height)
    ahead = inverse_depth > 0
    if not ahead.all():
        return False
    whole = (x.max() - x.min()) * (y.max() - y.min())
    seen = (box[2] - box[0]) * width * (box[3] - box[1]) * height
    filled = mine.sum() / max(seen, 1.0)
    return bool(seen >= _LEAST_SEEN * whole and mine.mean() >= 0.012 and filled >= 0.04)


def _lift(category: str, size: NDArray[np.float32], random: np.random.Generator) -> float:
    """How high above the floor the piece is."""
    if category in _ON_WALL:
        return 0.0 if size[1] > 1.4 else float(random.uniform(0.9, 1.3))
    if category == "pendant_lamp":
        return float(random.uniform(1.35, 1.7))
    return float(random.uniform(0.42, 0.75)) if category == "table_lamp" else 0.0


def _behind(
    category: str, size: NDArray[np.float32], turn: float, random: np.random.Generator
) -> float:
    """z of the wall behind the piece."""
    if category in _ON_WALL:
        return -0.004
    reach = (abs(math.cos(turn)) * size[2] + abs(math.sin(turn)) * size[0]) / 2
    return -float(reach + random.uniform(0.04, 0.7))


def _stand(height: float, random: np.random.Generator) -> Prop:
    """Something plain for a table lamp to stand on."""
    wide, deep = random.uniform(0.45, 1.2), random.uniform(0.36, 0.5)
    mesh = Mesh(int(random.integers(1 << 30)))
    rounded_box(mesh, 0, (0, height - 0.015, 0), (wide, 0.03, deep), 0.004)
    rounded_box(mesh, 0, (0, (height - 0.03) / 2, 0), (wide - 0.04, height - 0.03, deep - 0.04))
    wood = factory.wood(_STANDS[int(random.integers(len(_STANDS)))], int(random.integers(99)))
    return Prop(mesh.arrays(), (wood,))


def _neighbours(
    others: Sequence[Piece], radius: float, back: float, random: np.random.Generator
) -> list[Prop]:
    """Other pieces to the left and right of the one in question, none through the wall."""
    props = []
    edge = {-1: radius, 1: radius}
    for other in others:
        low, high = other.mesh.vertices.min(axis=0), other.mesh.vertices.max(axis=0)
        if other.category in ("pendant_lamp", "table_lamp"):
            continue
        side = -1 if random.random() < 0.5 else 1
        if other.category in _ON_WALL:
            bottom = max(1.2, float(random.uniform(1.2, 1.45)))
            if high[1] < 1.2:
                position = (side * random.uniform(0.3, 1.2), bottom, back + 0.004)
                props.append(Prop(other.mesh, other.materials, position))
            continue
        if other.category == "rug":
            deep = float(high[2] - low[2]) / 2
            position = (random.normal(0, 0.3), 0.0, max(back + deep, random.normal(0.2, 0.2)))
            props.append(Prop(other.mesh, other.materials, position))
            continue
        half = float(np.hypot(high[0] - low[0], high[2] - low[2])) / 2
        x = side * (edge[side] + half + random.uniform(0.02, 0.4))
        edge[side] += 2 * half + 0.3
        z = max(back + half + 0.02, random.normal(0, 0.35))
        turn = random.normal(0, 0.4)
        props.append(Prop(other.mesh, other.materials, (x, 0.0, z), turn))
    return props


def _spot(radius: float, back: float, random: np.random.Generator) -> tuple[float, float, float]:
    """On the floor beside, or before the piece."""
    if random.random() < 0.7:
        side = -1 if random.random() < 0.5 else 1
        x = side * (radius + random.uniform(0.15, 0.7))
        return (x, 0.0, max(back + 0.3, random.normal(0.1, 0.3)))
    return (random.normal(0, radius * 0.8), 0.0, radius + random.uniform(0.15, 0.5))


def _shell(
    radius: float, back: float, random: np.random.Generator, atlas: PhotoAtlas | None
) -> RoomShell:
    left = -radius - random.uniform(0.5, 2.2)
    right = radius + random.uniform(0.5, 2.2)
    windows: tuple[Window, ...] = ()
    if random.random() < 0.35:
        side = LEFT if random.random() < 0.5 else RIGHT
        start = back + random.uniform(0.2, 0.6)
        end = start + random.uniform(0.9, 1.6)
        windows = (Window(side, start, end, random.uniform(0.3, 0.9), 2.2),)
    wall, accent = draw_walls(random, atlas)
    floor = draw_floor(random, atlas)
    return RoomShell(
        left=left,
        right=right,
        back=back,
        height=random.uniform(2.4, 2.8),
        floor=floor.material,
        wall=wall,
        accent=accent,
        ceiling=factory.plaster("#f2f0ec"),
        windows=windows,
        plank=floor.plank,
        skirting=float(random.uniform(0.05, 0.12)),
    )


def _camera(
    vertices: NDArray[np.float32],
    size: NDArray[np.float32],
    hard: float,
    random: np.random.Generator,
    aspect: float,
    shell: RoomShell,
) -> Camera:
    """From where somebody would stand, or in one photo of five bend down: far enough to see all of
    the piece and some more. So a low table is seen from above, and how large a piece is shows in
    how it is seen."""
    azimuth = random.normal(0, 0.35 + 0.2 * hard)
    bent = random.random() < 0.2
    eye = random.uniform(0.75, 1.25) if bent else np.clip(random.normal(1.45, 0.12), 1.15, 1.75)
    nearest = random.uniform(0.8, 1.9)
    view = random.uniform(46, 62)
    fill = min(random.uniform(0.62 - 0.12 * hard, 0.95 + 0.2 * hard), 1.0)
    camera = _held(vertices, azimuth, float(eye), nearest, view, aspect, fill)
    x, y, z = camera.position
    margin = 0.1
    x = min(max(x, shell.left + margin), shell.right - margin)
    y = min(max(y, 0.35), shell.height - margin)
    # From far enough to the side, a piece on the wall would be looked at from behind that.
    z = max(z, shell.back + margin)
    aim = random.normal(0, (0.02 + 0.06 * hard) * float(size.max()), 3)
    tx, ty, tz = (camera.target[k] + aim[k] for k in range(3))
    roll = random.normal(0, 0.015 + 0.04 * hard)
    return Camera((x, y, z), (float(tx), float(ty), float(tz)), view, float(roll))


def _held(
    vertices: NDArray[np.float32],
    azimuth: float,
    eye: float,
    nearest: float,
    view: float,
    aspect: float,
    fill: float,
) -> Camera:
    """The camera in that direction that is `eye` metres above the floor and at least `nearest`
    metres along it from what it looks at. The distance that shows all of a piece depends on the
    angle, and the angle on the distance: they are found in turns."""
    elevation = 0.0
    for _ in range(12):
        camera = framing(vertices, azimuth, elevation, field_of_view=view, aspect=aspect, fill=fill)
        target = np.array(camera.target)
        line = np.array(camera.position) - target
        seen_from = float(np.linalg.norm(line))
        above = eye - target[1]
        away = max(seen_from, math.hypot(above, nearest))
        wanted = math.asin(above / away)
        if abs(wanted - elevation) < 0.005:
            break
        elevation += 0.7 * (wanted - elevation)
    x, y, z = target + line / seen_from * away
    return Camera((float(x), float(y), float(z)), camera.target, view)


def _light(
    mesh: MeshArrays,
    materials: Sequence[Material],
    shell: RoomShell,
    hard: float,
    random: np.random.Generator,
    atlas: PhotoAtlas | None,
) -> Scene:
    """A window's or a ceiling lamp's light, daylight to evening."""
    evening = random.random() < 0.15 + 0.4 * hard
    key = (float(random.uniform(-1, 1)), float(random.uniform(0.5, 1.3)),
           float(random.uniform(0.1, 1.0)))  # fmt: skip
    warm = (1.08, 0.95, 0.74) if evening else (1.02, 0.98, 0.93)
    lights = key_and_sky(
        key,
        key=random.uniform(0.35, 0.9) if evening else random.uniform(0.6, 1.25),
        sky=random.uniform(0.35, 0.7) if evening else random.uniform(0.65, 1.05),
        key_size=random.uniform(0.15, 0.55),
        sky_count=20,
        key_color=warm if random.random() < 0.7 else (0.95, 0.99, 1.05),
        sky_color=(1.04, 0.98, 0.86) if evening else (0.95, 0.98, 1.0),
        turn=random.uniform(0, 6.28),
    )
    wall = np.array(shell.wall.color)
    floor = np.array(shell.floor.color)
    surroundings = Surroundings(
        sky=tuple(wall * 0.7 + 0.1),
        ground=tuple(floor * 0.6),
        key_direction=key,
        bounce=tuple(floor * 0.3),
        strip_power=0.3,
        key_power=random.uniform(0.8, 2.2),
    )
    lamps: tuple[Lamp, ...] = ()
    if evening and random.random() < 0.6:
        side = -1 if random.random() < 0.5 else 1
        place = (side * random.uniform(0.8, 2.0), random.uniform(1.0, 2.1), random.uniform(-0.3, 1))
        lamps = (Lamp(place, (0.55, 0.40, 0.22)),)
    return Scene(
        mesh,
        materials,
        lights,
        surroundings,
        lamps=lamps,
        atlas=atlas,
        shadow_resolution=256,
    )
