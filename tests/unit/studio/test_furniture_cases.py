"""Tables and case pieces: every family's shapes stand, hold together and have real proportions."""

from __future__ import annotations

from types import ModuleType
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import STYLES
from backend.studio.furniture import (
    bookcases,
    coffee_tables,
    desks,
    dining_tables,
    side_tables,
    sideboards,
    tv_stands,
    wardrobes,
)
from backend.studio.furniture.parts.cases.compartments import columns_of
from backend.studio.geometry.mesh import MeshArrays
from backend.studio.seeds import generator


class Proportions(NamedTuple):
    """Least and greatest extents, metres: what shops sell, with room for overhangs."""

    width: tuple[float, float]
    height: tuple[float, float]
    depth: tuple[float, float]


PIECES: dict[ModuleType, Proportions] = {
    dining_tables: Proportions((0.8, 2.4), (0.72, 0.78), (0.7, 1.45)),
    coffee_tables: Proportions((0.6, 2.1), (0.34, 0.53), (0.45, 1.3)),
    side_tables: Proportions((0.35, 0.75), (0.43, 0.68), (0.26, 0.7)),
    desks: Proportions((0.95, 1.8), (0.72, 1.2), (0.5, 0.85)),
    sideboards: Proportions((0.7, 2.1), (0.68, 0.92), (0.36, 0.62)),
    wardrobes: Proportions((0.8, 2.05), (1.78, 2.16), (0.5, 0.74)),
    bookcases: Proportions((0.45, 1.85), (1.1, 2.15), (0.25, 0.62)),
    tv_stands: Proportions((1.15, 2.12), (0.38, 0.62), (0.34, 0.58)),
}

FAMILIES = st.sampled_from(sorted(STYLES))
SEEDS = st.integers(0, 2**31)
TOUCH = 0.0015
"""Parts closer than this, in metres, hold on to each other."""

pieces = pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.__name__.split(".")[-1])


def drawn(piece: ModuleType, family: str, second: str | None, seed: int) -> Shape:
    lender = STYLES[second] if second not in (None, family) else None
    shape: Shape = piece.sample_shape(STYLES[family], lender, generator(seed, family))
    return shape


def built(piece: ModuleType, shape: Shape, seed: int) -> MeshArrays:
    arrays: MeshArrays = piece.build(shape, seed).arrays()
    return arrays


def boxes_of_parts(mesh: MeshArrays) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest corners (parts, 3)."""
    corners = mesh.vertices[mesh.faces]
    parts = int(mesh.part_of_face.max()) + 1
    low, high = np.full((parts, 3), np.inf), np.full((parts, 3), -np.inf)
    np.minimum.at(low, mesh.part_of_face, corners.min(axis=1))
    np.maximum.at(high, mesh.part_of_face, corners.max(axis=1))
    return low, high


def parts_held(mesh: MeshArrays) -> np.ndarray:
    """Which parts are carried by the floor, if only through others that they touch."""
    low, high = boxes_of_parts(mesh)
    touch = np.all(
        (low[:, None] <= high[None] + TOUCH) & (low[None] <= high[:, None] + TOUCH), axis=-1
    )
    held = low[:, 1] < 0.002
    while True:
        more = held | touch[held].any(axis=0)
        if np.array_equal(more, held):
            return held
        held = more


@pieces
@given(family=FAMILIES, second=st.none() | FAMILIES, seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_every_shape_stands_in_the_middle_and_holds_together(
    piece: ModuleType, family: str, second: str | None, seed: int
) -> None:
    mesh = built(piece, drawn(piece, family, second, seed), seed)

    assert all(np.isfinite(a).all() for a in (mesh.vertices, mesh.normals, mesh.coordinates))
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    assert abs(low[1]) < 0.002
    assert np.allclose((low + high)[[0, 2]], 0.0, atol=0.002)
    for extent, (least, most) in zip(
        high - low,
        (PIECES[piece].width, PIECES[piece].height, PIECES[piece].depth),
        strict=True,
    ):
        assert least <= extent <= most
    assert set(np.unique(mesh.role_of_face)) <= {int(role) for role in Role}
    assert parts_held(mesh).all()
    assert len(mesh.faces) < 18_000


@pytest.mark.parametrize("piece", [dining_tables, side_tables, sideboards, tv_stands, wardrobes])
@given(family=FAMILIES, seed=SEEDS)
@settings(max_examples=15, deadline=None)
def test_a_piece_is_as_high_as_its_shape_says(piece: ModuleType, family: str, seed: int) -> None:
    shape = drawn(piece, family, None, seed)
    height = float(np.ptp(built(piece, shape, seed).vertices[:, 1]))
    assert height == pytest.approx(float(shape["height"]), abs=0.02)


@pieces
def test_a_shape_builds_the_same_mesh_again(piece: ModuleType) -> None:
    shape = drawn(piece, "traditional", "boho", 7)
    again = drawn(piece, "traditional", "boho", 7)
    assert shape == again
    one, other = built(piece, shape, 3), built(piece, again, 3)
    assert np.array_equal(one.vertices, other.vertices)
    assert np.array_equal(one.coordinates, other.coordinates)


@pieces
def test_two_draws_of_a_family_differ_in_outline(piece: ModuleType) -> None:
    drafts = [built(piece, drawn(piece, "midcentury", None, seed), 0) for seed in range(12)]
    outlines = {tuple(np.round(np.ptp(mesh.vertices, axis=0), 3)) for mesh in drafts}
    assert len(outlines) == 12


@given(seed=SEEDS, family=FAMILIES)
@settings(max_examples=25, deadline=None)
def test_only_glass_tops_are_of_glass(seed: int, family: str) -> None:
    shape = drawn(dining_tables, family, None, seed)
    roles = set(np.unique(built(dining_tables, shape, seed).role_of_face))
    assert (Role.GLASS in roles) == (shape["top"] == "glass")
    assert (Role.TOP in roles) == (shape["top"] != "glass")


def test_handleless_drawers_leave_a_gap_for_fingers() -> None:
    shape = drawn(sideboards, "contemporary", None, 1) | {
        "layout": "drawer drawer", "front": "flat", "handle": "none",
    }  # fmt: skip
    mesh = built(sideboards, shape, 1)
    roles = {
        part: mesh.role_of_face[mesh.part_of_face == part][0]
        for part in np.unique(mesh.part_of_face)
    }
    _, high = boxes_of_parts(mesh)
    gaps = [part for part, role in roles.items() if role == Role.GAP]
    assert len(gaps) == 2
    for gap in gaps:
        front = gap + 1
        assert high[front, 2] > high[gap, 2] + 0.01
        assert 0.012 < high[gap, 1] - high[front, 1] < 0.03


def test_a_layout_fills_the_face_with_shares() -> None:
    columns = columns_of("drawer:3 open @2 | left", 0.0, 3.0, 0.0, 1.0)
    assert [[cell.kind for cell in column] for column in columns] == [["drawer", "open"], ["left"]]
    drawer, opening, door = columns[0][0], columns[0][1], columns[1][0]
    assert drawer.size == pytest.approx((2.0, 0.75))
    assert (opening.bottom, opening.top) == pytest.approx((0.75, 1.0))
    assert (door.left, door.right, door.bottom, door.top) == pytest.approx((2.0, 3.0, 0.0, 1.0))
