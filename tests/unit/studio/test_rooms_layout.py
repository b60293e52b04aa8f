"""Rooms are furnished as people do it, and nothing is in anything else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.studio.rooms.kinds import FEWEST, KINDS, MOST, draw_slots
from backend.studio.rooms.layout import Layout, arrange
from backend.studio.rooms.outline import Outline
from backend.studio.rooms.plan import Area, Block, Placement, blocks_of
from backend.studio.stylist.weights import complements
from tests.unit.studio.stand_in_pieces import outlines_for, pieces_for

seeds = st.integers(0, 1 << 32)
kinds = st.sampled_from(sorted(KINDS))
DRAWN_UP = {"dining_chair", "bench"}
TABLES = {"dining_table", "desk"}
HUNG = {"wall_art", "mirror", "rug"}


def furnished(kind: str, seed: int) -> tuple[Layout, list[Outline]]:
    random = np.random.default_rng(seed)
    outlines = outlines_for(pieces_for(draw_slots(KINDS[kind], random), random))
    return arrange(kind, outlines, random), outlines


def standing(layout: Layout, outlines: list[Outline]) -> list[tuple[str, Placement, list[Block]]]:
    """What takes up space: its category, where it is, its blocks."""
    return [
        (category, placed, blocks_of(outlines[placed.piece], placed.position, placed.turn))
        for placed in layout.placements
        if (category := outlines[placed.piece].category) not in HUNG
    ]


@given(kinds, seeds)
@settings(max_examples=100, deadline=None)
def test_a_kind_of_room_draws_what_it_can_stand(kind, seed):
    slots = draw_slots(KINDS[kind], np.random.default_rng(seed))
    assert FEWEST <= len(slots) <= MOST
    assert KINDS[kind].is_whole(slots)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_pieces_of_a_kind_of_room_complement_each_other(kind):
    random = np.random.default_rng(0)
    for _ in range(60):
        slots = draw_slots(KINDS[kind], random)
        for index, category in enumerate(slots):
            others = slots[:index] + slots[index + 1 :]
            assert set(others) <= set(complements(category)), (category, others)


def test_a_table_lamp_needs_something_to_stand_on():
    slots = ["sofa", "coffee_table", "rug", "plant", "table_lamp"]
    assert not KINDS["living"].is_whole(slots)
    assert KINDS["living"].is_whole([*slots, "side_table"])


def test_a_bedroom_without_a_bed_is_none():
    outlines = outlines_for(pieces_for(("side_table", "rug"), np.random.default_rng(1)))
    with pytest.raises(ValueError, match="needs a bed"):
        arrange("bedroom", outlines, np.random.default_rng(1))


@given(kinds, seeds)
@settings(max_examples=60, deadline=None)
def test_every_piece_is_placed_within_the_room(kind, seed):
    layout, outlines = furnished(kind, seed)
    assert {placed.piece for placed in layout.placements} == set(range(len(outlines)))
    for placed in layout.placements:
        for block in blocks_of(outlines[placed.piece], placed.position, placed.turn):
            corners = block.corners()
            assert np.abs(corners[:, 0]).max() <= layout.width / 2 + 1e-6
            assert corners[:, 1].min() >= -1e-6
            assert block.bottom >= -1e-6
            assert block.top <= layout.height + 1e-3


@given(kinds, seeds)
@settings(max_examples=60, deadline=None)
def test_nothing_stands_in_anything_else(kind, seed):
    layout, outlines = furnished(kind, seed)
    pieces = standing(layout, outlines)
    for index, (category, _, blocks) in enumerate(pieces):
        for other, _, taken in pieces[:index]:
            drawn_up = {category, other} & DRAWN_UP and {category, other} & TABLES
            # A lamp stands on its table; its shade may reach over the arm of a seat.
            if drawn_up or "table_lamp" in (category, other):
                continue
            assert not any(one.meets(two) for one in blocks for two in taken), (category, other)


@given(kinds, seeds)
@settings(max_examples=60, deadline=None)
def test_nothing_floats(kind, seed):
    layout, outlines = furnished(kind, seed)
    carriers = [
        (blocks[0].top, blocks)
        for category, _, blocks in standing(layout, outlines)
        if category in ("side_table", "sideboard", "tv_stand", "desk")
    ]
    for category, placed, blocks in standing(layout, outlines):
        bottom = blocks[0].bottom
        if category == "pendant_lamp":
            assert blocks[0].top == pytest.approx(layout.height, abs=1e-4)
        elif category == "table_lamp":
            x, _, z = placed.position
            foot = Block(x, z, 0.03, 0.03, 0.0, 0.0, 3.0)
            tops = [top for top, taken in carriers if any(foot.meets(each) for each in taken)]
            assert any(bottom == pytest.approx(top, abs=0.01) for top in tops)
        else:
            assert bottom == pytest.approx(0.0, abs=1e-4)


@given(kinds, seeds)
@settings(max_examples=60, deadline=None)
def test_what_hangs_on_a_wall_is_not_hidden_by_what_stands_before_it(kind, seed):
    layout, outlines = furnished(kind, seed)
    for placed in layout.placements:
        if outlines[placed.piece].category != "wall_art" or placed.turn != 0.0:
            continue
        (block,) = blocks_of(outlines[placed.piece], placed.position, placed.turn)
        hung = Area(
            1, block.x - block.half_width, block.x + block.half_width, block.bottom, block.top
        )
        for _, _, taken in standing(layout, outlines):
            for other in taken:
                corners = other.corners()
                near = corners[:, 1].min() < 0.5
                across = Area(
                    1,
                    float(corners[:, 0].min()),
                    float(corners[:, 0].max()),
                    other.bottom,
                    other.top,
                )
                assert not (near and across.meets(hung))


@given(kinds, seeds)
@settings(max_examples=10, deadline=None)
def test_the_same_seed_furnishes_the_same_room(kind, seed):
    assert furnished(kind, seed)[0] == furnished(kind, seed)[0]


def test_chairs_face_their_table_from_all_around():
    layout, outlines = furnished("dining", 4)
    table = next(
        placed for placed in layout.placements if outlines[placed.piece].category == "dining_table"
    )
    chairs = [
        placed for placed in layout.placements if outlines[placed.piece].category == "dining_chair"
    ]
    assert len(chairs) >= 4
    for chair in chairs:
        ahead = np.array([np.sin(chair.turn), np.cos(chair.turn)])
        way = np.array(
            [table.position[0] - chair.position[0], table.position[2] - chair.position[2]]
        )
        assert ahead @ way > 0.5 * np.linalg.norm(way)
