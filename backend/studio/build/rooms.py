"""The stage of rooms: the stylist draws which listings stand together, then they are rendered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct

from backend.dataset.records import SPLITS, RoomPiece, RoomRow, Split
from backend.errors import ConfigurationError
from backend.studio.build.listings import Made, save_picture
from backend.studio.build.options import BuildOptions
from backend.studio.designs.design import Design
from backend.studio.furniture.piece import Piece, piece_of
from backend.studio.materials.photographic import PhotoAtlas
from backend.studio.rooms.kinds import FEWEST, KINDS, draw_slots
from backend.studio.rooms.picture import RoomPicture, room_picture
from backend.studio.seeds import derive, generator
from backend.studio.stylist.balance import balanced
from backend.studio.stylist.model import Stylist
from backend.studio.stylist.sampling import draw_rooms
from backend.studio.stylist.traits import traits_of

_TRIES: Final = 200
_LAYOUTS: Final = 4


class PlannedRoom(Struct, frozen=True):
    """A room before it is rendered."""

    number: int
    kind: str
    split: Split
    listings: tuple[str, ...]


def stylists(made: Sequence[Made]) -> dict[Split, Stylist]:
    """The stylist of each split that has listings."""
    by_split: dict[Split, list[Made]] = {split: [] for split in SPLITS}
    for each in made:
        if each.listing.split is not None:
            by_split[each.listing.split].append(each)
    return {
        split: Stylist([traits_of(each.truth) for each in rows])
        for split, rows in by_split.items()
        if rows
    }


def plan_rooms(made: Sequence[Made], count: int, seed: int) -> list[PlannedRoom]:
    """`count` rooms, spread over the splits as the listings are. Raises `ConfigurationError` if
    there are too few listings to furnish any."""
    known = stylists(made)
    stock = {
        split: Counter(traits.category for traits in stylist.listings)
        for split, stylist in known.items()
    }
    able = [split for split in known if _can_furnish(stock[split])]
    if count and not able:
        raise ConfigurationError("There are too few listings to furnish a room; draw more of them.")
    total = sum(sum(stock[split].values()) for split in able)
    planned: list[PlannedRoom] = []
    for split in able:
        share = count * sum(stock[split].values()) / total
        left = count - len(planned)
        wanted = min(round(share), left) if split != able[-1] else left
        drawn = [
            draw_slots_from(stock[split], generator(seed, "room", split, index))
            for index in range(wanted)
        ]
        slots = [each for _, each in drawn]
        rooms = draw_rooms(balanced(known[split], slots), slots, generator(seed, "rooms", split))
        for (kind, _), listings in zip(drawn, rooms, strict=True):
            planned.append(PlannedRoom(len(planned), kind, split, listings))
    return planned


def _can_furnish(stock: Mapping[str, int]) -> bool:
    return _try_slots(stock, generator(0, "can furnish")) is not None


def draw_slots_from(
    stock: Mapping[str, int], random: np.random.Generator
) -> tuple[str, tuple[str, ...]]:
    """A kind of room, and the categories of its pieces: such as can be furnished from `stock`
    (listings of each category). Raises `ConfigurationError` if none can."""
    found = _try_slots(stock, random)
    if found is None:
        raise ConfigurationError("There are too few listings to furnish a room; draw more of them.")
    return found


def _try_slots(
    stock: Mapping[str, int], random: np.random.Generator
) -> tuple[str, tuple[str, ...]] | None:
    """A kind of room and its slots, of which the stock can fill enough; None if that never is."""
    kinds = tuple(KINDS.values())
    for _ in range(_TRIES):
        kind = kinds[int(random.integers(len(kinds)))]
        slots = _available(draw_slots(kind, random), stock)
        if len(slots) >= FEWEST and kind.is_whole(slots):
            return kind.name, slots
    return None


def _available(slots: Sequence[str], stock: Mapping[str, int]) -> tuple[str, ...]:
    """The slots that there is a listing for, no listing needed twice."""
    taken: Counter[str] = Counter()
    kept = []
    for category in slots:
        if taken[category] < stock.get(category, 0):
            taken[category] += 1
            kept.append(category)
    return tuple(kept)


def make_room(
    room: PlannedRoom,
    designs: Mapping[str, Design],
    options: BuildOptions,
    folder: Path,
    atlas: PhotoAtlas,
) -> RoomRow:
    """Render the room into `folder`, if it is one of those that are drawn."""
    if not options.draws_room(room.number):
        return RoomRow(
            id=f"room-{room.number:06d}",
            kind=room.kind,
            split=room.split,
            pieces=tuple(RoomPiece(listing=each) for each in room.listings),
        )
    pieces = []
    for listing in room.listings:
        design, finish = listing.rsplit("-", 1)
        pieces.append(piece_of(designs[design], "abcd".index(finish), atlas=atlas))
    picture = _picture(room, pieces, options, atlas)
    path = f"images/rooms/{room.number:06d}.{options.suffix}"
    save_picture(picture.image, folder / path, options)
    return RoomRow(
        id=f"room-{room.number:06d}",
        kind=room.kind,
        image=path,
        split=room.split,
        pieces=tuple(
            RoomPiece(listing=each.listing, box=each.box, area=each.area) for each in picture.pieces
        ),
    )


def _picture(
    room: PlannedRoom, pieces: Sequence[Piece], options: BuildOptions, atlas: PhotoAtlas
) -> RoomPicture:
    """Another layout where one leaves a piece unseen: a room must not stop a build for good."""
    width = options.room_size
    for attempt in range(_LAYOUTS):
        names = (room.number, attempt) if attempt else (room.number,)
        seed = derive(options.seed, "room picture", *names) % (1 << 31)
        try:
            return room_picture(room.kind, pieces, seed, width, width * 3 // 4, atlas)
        except ValueError as error:
            problem = error
    raise ConfigurationError(
        f"Room {room.number} cannot be drawn: {problem} Take a larger --room-size or another seed."
    )
