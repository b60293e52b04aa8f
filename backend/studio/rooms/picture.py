"""The picture of a furnished room, and where in it each piece is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.studio.furniture.piece import Piece
from backend.studio.materials.photographic import PhotoAtlas
from backend.studio.photos.stage import Box, Prop, Stage, box_of, stage
from backend.studio.rendering.backdrop import RoomShell
from backend.studio.rendering.camera import Camera
from backend.studio.rendering.scene import Frame, Scene
from backend.studio.rooms.accessories import accessories, floor_things
from backend.studio.rooms.fittings import fittings
from backend.studio.rooms.layout import Layout, arrange
from backend.studio.rooms.light import (
    Mood,
    draw_mood,
    glowing,
    light_of,
    lit_lamps,
    surroundings_of,
)
from backend.studio.rooms.outline import Outline, outline_of
from backend.studio.rooms.shell import draw_openings, draw_shell
from backend.studio.rooms.view import areas_seen, balance, draw_camera
from backend.studio.seeds import generator

SHADOW_RESOLUTION: Final = 384

_LAYOUTS: Final = 6
_LAYOUTS_AT_MOST: Final = 40
_CAMERAS: Final = 4
_LAMPS: Final = ("floor_lamp", "table_lamp", "pendant_lamp")


class SeenPiece(Struct, frozen=True):
    """A listing, the box round what is seen of it (of several alike: of the largest; fractions of
    width and height), and the share of the picture that it covers."""

    listing: str
    box: Box
    area: float


@dataclass(frozen=True)
class RoomPicture:
    """An sRGB picture (height, width, 3), and all of the room's pieces, in the order given."""

    image: NDArray[np.uint8]
    pieces: tuple[SeenPiece, ...]


@dataclass(frozen=True)
class _Furnished:
    """A room before it is lit; prop k is an instance of piece `instances[k]`, later props are no
    pieces."""

    props: Sequence[Prop]
    instances: Sequence[int]
    built: Stage
    shell: RoomShell
    bright_wall: int
    camera: Camera


def room_picture(
    kind: str,
    pieces: Sequence[Piece],
    seed: int,
    width: int,
    height: int,
    atlas: PhotoAtlas | None = None,
) -> RoomPicture:
    """A room of `kind` (see `kinds.KINDS`) furnished with the pieces; the same seed gives the same
    picture. Raises ValueError where they cannot be arranged or seen together; what
    `RoomKind.is_whole` accepts can."""
    random = generator(seed, "room light")
    mood = draw_mood(random, any(piece.category in _LAMPS for piece in pieces))
    room = _furnish(kind, pieces, seed, mood, width / height, atlas)
    lights, key = light_of(mood, room.bright_wall, random)
    lamps = [
        prop
        for prop, piece in zip(room.props, room.instances, strict=False)
        if pieces[piece].category in _LAMPS
    ]
    scene = Scene(
        room.built.mesh,
        room.built.materials,
        lights,
        surroundings_of(mood, room.shell, key),
        lamps=lit_lamps(lamps, mood.lamps) if mood.lamps > 0 else (),
        atlas=atlas,
        shadow_resolution=SHADOW_RESOLUTION,
    )
    exposure = mood.exposure * float(random.uniform(0.95, 1.08))
    frame = scene.render(room.camera, room.shell, width, height, exposure=exposure)
    return RoomPicture(frame.image, _seen(pieces, room, frame))


def _furnish(
    kind: str,
    pieces: Sequence[Piece],
    seed: int,
    mood: Mood,
    aspect: float,
    atlas: PhotoAtlas | None,
) -> _Furnished:
    """A layout and a camera such that every piece is seen well (`view.balance` is 1). Of each
    layout _CAMERAS cameras are tried, then another layout is drawn; after _LAYOUTS of them the best
    is taken, if it shows all pieces at all."""
    outlines = [outline_of(piece.category, piece.mesh) for piece in pieces]
    best: _Furnished | None = None
    most = 0.0
    for number in range(_LAYOUTS_AT_MOST):
        if number >= _LAYOUTS and best is not None:
            break
        layout = arrange(kind, outlines, generator(seed, "room layout", number))
        random = generator(seed, "room view", number)
        dressed = _dress(pieces, layout, outlines, generator(seed, "room shell"), mood, atlas)
        props, instances, shell, bright_wall = dressed
        built = stage(props)
        for attempt in range(_CAMERAS):
            ease = min(1.0, attempt / _CAMERAS + number / _LAYOUTS)
            camera = draw_camera(layout, outlines, random, aspect, ease)
            areas, total = areas_seen(built, camera, instances, aspect)
            score = balance(areas, total, [piece.category for piece in pieces])
            if score > most:
                best = _Furnished(props, instances, built, shell, bright_wall, camera)
                most = score
            if most >= 1.0:
                break
        if most >= 1.0:
            break
    if best is None:
        raise ValueError(f"The pieces of this {kind} room cannot all be seen.")
    return best


def _dress(
    pieces: Sequence[Piece],
    layout: Layout,
    outlines: Sequence[Outline],
    random: np.random.Generator,
    mood: Mood,
    atlas: PhotoAtlas | None,
) -> tuple[list[Prop], list[int], RoomShell, int]:
    """All that stands in the room, the pieces first; their indexes; the shell; the wall that light
    comes in at."""
    openings = draw_openings(layout, random)
    shell = draw_shell(layout, openings, mood.outside, random, atlas)
    instances = [placed.piece for placed in layout.placements]
    props = []
    for placed in layout.placements:
        piece = pieces[placed.piece]
        materials = piece.materials
        if piece.category in _LAMPS:
            materials = glowing(materials, mood.lamps)
        props.append(Prop(piece.mesh, materials, placed.position, placed.turn))
    fixed = fittings(layout, openings, shell, random)
    if fixed is not None:
        props.append(fixed)
    props += accessories(layout, outlines, random)
    props += floor_things(layout, random)
    return props, instances, shell, openings.bright_wall


def _seen(pieces: Sequence[Piece], room: _Furnished, frame: Frame) -> tuple[SeenPiece, ...]:
    prop = room.built.prop_of(frame.part)
    counts = np.bincount(prop[prop >= 0], minlength=len(room.props))
    seen = []
    for index, piece in enumerate(pieces):
        mine = [k for k, instance in enumerate(room.instances) if instance == index]
        largest = max(mine, key=lambda k: int(counts[k]))
        box = box_of(prop == largest)
        if box is None:
            raise ValueError(f"{piece.listing} is not to be seen in its room.")
        seen.append(SeenPiece(piece.listing, box, float(counts[largest] / prop.size)))
    return tuple(seen)
