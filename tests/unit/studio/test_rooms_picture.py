"""A room's picture shows every piece, and says where."""

from __future__ import annotations

import numpy as np
import pytest

from backend.studio.designs.sample import plan
from backend.studio.furniture.builders import CATEGORIES
from backend.studio.furniture.piece import Piece, piece_of
from backend.studio.rooms.kinds import KINDS, draw_slots
from backend.studio.rooms.picture import RoomPicture, room_picture
from tests.unit.studio.stand_in_pieces import pieces_for

WIDTH, HEIGHT = 128, 96


def check(picture: RoomPicture, pieces: list[Piece]) -> None:
    assert picture.image.shape == (HEIGHT, WIDTH, 3)
    assert [seen.listing for seen in picture.pieces] == [piece.listing for piece in pieces]
    for seen in picture.pieces:
        left, top, right, bottom = seen.box
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
        assert 0 < seen.area <= (right - left) * (bottom - top) + 1e-9
    # Neither black nor blown out.
    assert 25 < picture.image.mean() < 235
    assert (picture.image.min(axis=2) >= 254).mean() < 0.35


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_piece_of_a_room_is_seen_where_its_box_says(kind):
    for seed in range(8):
        random = np.random.default_rng(seed)
        pieces = pieces_for(draw_slots(KINDS[kind], random), random)
        check(room_picture(kind, pieces, seed, WIDTH, HEIGHT), pieces)


def test_the_same_seed_gives_the_same_picture_and_another_seed_another_room():
    random = np.random.default_rng(3)
    pieces = pieces_for(draw_slots(KINDS["living"], random), random)
    first = room_picture("living", pieces, 5, WIDTH, HEIGHT)
    again = room_picture("living", pieces, 5, WIDTH, HEIGHT)
    other = room_picture("living", pieces, 6, WIDTH, HEIGHT)
    assert first.image.tobytes() == again.image.tobytes()
    assert first.pieces == again.pieces
    assert first.image.tobytes() != other.image.tobytes()


def test_rooms_take_furniture_of_the_catalogue():
    shapes = {category: each.sample_shape for category, each in CATEGORIES.items()}
    designs = plan(160, 2, shapes)
    for number, kind in enumerate(sorted(KINDS)):
        random = np.random.default_rng(number)
        pieces: list[Piece] = []
        for slot in draw_slots(KINDS[kind], random):
            taken = {piece.listing for piece in pieces}
            fresh = (
                design
                for design in designs
                if design.category == slot and design.listing_id(0) not in taken
            )
            pieces.append(piece_of(next(fresh), 0))
        check(room_picture(kind, pieces, number, WIDTH, HEIGHT), pieces)
