"""Beds, lamps, rugs, mirrors, pictures and plants: they build, stand or hang as they should, and
are of one piece."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import STYLES
from backend.studio.furniture.builders import CATEGORIES
from backend.studio.furniture.parts.fluted import faceted
from backend.studio.furniture.parts.mouldings import moulding, pane
from backend.studio.furniture.parts.outlines import inset, rectangle
from backend.studio.furniture.parts.placing import hung, set_down, settled
from backend.studio.furniture.parts.repeated import strands, turned_pieces
from backend.studio.geometry.mesh import Mesh, MeshArrays
from backend.studio.seeds import generator
from backend.taxonomy import CATEGORIES as TAXONOMY

Range = tuple[float, float]

# Width, height and depth that a shop would not doubt, metres.
PLAUSIBLE: dict[str, tuple[Range, Range, Range]] = {
    "bed": ((0.9, 2.3), (0.7, 2.3), (1.95, 2.6)),
    "floor_lamp": ((0.18, 1.6), (0.6, 2.1), (0.15, 0.9)),
    "table_lamp": ((0.1, 0.75), (0.22, 1.1), (0.08, 0.6)),
    "pendant_lamp": ((0.08, 1.9), (0.3, 1.9), (0.06, 1.2)),
    "rug": ((1.4, 3.4), (0.006, 0.03), (0.4, 2.7)),
    "mirror": ((0.25, 1.1), (0.2, 2.1), (0.01, 0.6)),
    "wall_art": ((0.25, 2.2), (0.1, 2.6), (0.005, 0.08)),
    "plant": ((0.2, 3.2), (0.35, 2.7), (0.2, 3.2)),
}
ON_THE_WALL = ("mirror", "wall_art")
MOST_TRIANGLES = {"plant": 24_000}
TOUCHING = 0.004
"""Parts whose boxes come this near are taken to touch, metres."""

categories = st.sampled_from(sorted(PLAUSIBLE))
styles = st.sampled_from(sorted(STYLES))
seeds = st.integers(0, 10_000)


def drawn(category: str, style: str, second: str | None, seed: int) -> Shape:
    other = STYLES[second] if second else None
    random = generator(seed, "decor", category)
    return CATEGORIES[category].sample_shape(STYLES[style], other, random)


def boxes(arrays: MeshArrays) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Lowest and highest corner of each part."""
    for part in range(int(arrays.part_of_face.max()) + 1):
        points = arrays.vertices[arrays.faces[arrays.part_of_face == part].ravel()]
        yield points.min(axis=0), points.max(axis=0)


def islands(arrays: MeshArrays) -> int:
    """Groups of parts whose boxes touch, directly or through others."""
    corners = list(boxes(arrays))
    low = np.stack([corner[0] for corner in corners]) - TOUCHING / 2
    high = np.stack([corner[1] for corner in corners]) + TOUCHING / 2
    touch = np.all((low[:, None] <= high[None]) & (low[None] <= high[:, None]), axis=-1)
    left = set(range(len(corners)))
    groups = 0
    while left:
        groups += 1
        reached = {left.pop()}
        while reached:
            beside = {int(i) for part in reached for i in np.flatnonzero(touch[part])} & left
            left -= beside
            reached = beside
    return groups


def test_every_category_but_other_has_a_builder() -> None:
    assert set(CATEGORIES) == set(TAXONOMY) - {"other"}


@settings(max_examples=60, deadline=None)
@given(categories, styles, st.none() | styles, seeds)
def test_any_shape_builds_into_a_sound_mesh(
    category: str, style: str, second: str | None, seed: int
) -> None:
    arrays = CATEGORIES[category].build(drawn(category, style, second, seed), seed).arrays()
    assert np.isfinite(arrays.vertices).all()
    assert np.isfinite(arrays.coordinates).all()
    lengths = np.linalg.norm(arrays.normals, axis=1)
    assert np.all(np.abs(lengths - 1) < 1e-3)
    assert set(np.unique(arrays.role_of_face)) <= {int(role) for role in Role}
    assert len(arrays.faces) <= MOST_TRIANGLES.get(category, 21_000)


@settings(max_examples=60, deadline=None)
@given(categories, styles, st.none() | styles, seeds)
def test_a_piece_stands_or_hangs_where_rooms_expect_it_and_has_a_plausible_size(
    category: str, style: str, second: str | None, seed: int
) -> None:
    low, high = CATEGORIES[category].build(drawn(category, style, second, seed), seed).extents()
    assert abs(low[1]) < 0.002
    assert abs(low[0] + high[0]) < 0.01
    if category in ON_THE_WALL:
        assert abs(low[2]) < 0.002
    else:
        assert abs(low[2] + high[2]) < 0.01
    for size, (least, most) in zip(high - low, PLAUSIBLE[category], strict=True):
        assert least <= size <= most


@settings(max_examples=60, deadline=None)
@given(categories, styles, seeds)
def test_no_part_of_a_piece_floats(category: str, style: str, seed: int) -> None:
    shape = drawn(category, style, None, seed)
    arrays = CATEGORIES[category].build(shape, seed).arrays()
    # Pictures of a group hang side by side.
    pieces = {"pair": 2, "stack": 2, "triptych": 3, "stepped": 3, "grid": 4}
    assert islands(arrays) <= pieces.get(str(shape.get("layout")), 1)


@settings(max_examples=16, deadline=None)
@given(categories, styles, seeds)
def test_the_same_shape_and_seed_give_the_same_mesh(category: str, style: str, seed: int) -> None:
    shape = drawn(category, style, None, seed)
    assert shape == drawn(category, style, None, seed)
    first, again = (CATEGORIES[category].build(shape, seed).arrays() for _ in range(2))
    np.testing.assert_array_equal(first.vertices, again.vertices)
    np.testing.assert_array_equal(first.coordinates, again.coordinates)


@pytest.mark.parametrize("category", sorted(PLAUSIBLE))
def test_a_style_has_many_outlines_in_each_category(category: str) -> None:
    sizes = {
        tuple(np.round(np.concatenate(CATEGORIES[category].build(shape, 1).extents()), 3))
        for shape in (drawn(category, "midcentury", None, seed) for seed in range(12))
    }
    assert len(sizes) == 12


def test_a_rugs_texture_is_measured_from_its_middle() -> None:
    shape = drawn("rug", "traditional", None, 3)
    arrays = CATEGORIES["rug"].build(shape, 3).arrays()
    pile = arrays.faces[arrays.role_of_face == Role.TEXTILE].ravel()
    plan = arrays.vertices[pile][:, [0, 2]]
    np.testing.assert_allclose(arrays.coordinates[pile][:, :2], plan, atol=1e-5)
    assert np.ptp(plan[:, 0]) == pytest.approx(float(shape["width"]), abs=1e-3)
    assert np.ptp(plan[:, 1]) == pytest.approx(float(shape["depth"]), abs=1e-3)


@settings(max_examples=20, deadline=None)
@given(styles, seeds)
def test_prints_lie_within_the_picture_they_are_cut_from(style: str, seed: int) -> None:
    shape = drawn("wall_art", style, None, seed)
    arrays = CATEGORIES["wall_art"].build(shape, seed).arrays()
    seen = arrays.coordinates[arrays.faces[arrays.role_of_face == Role.PRINT].ravel()]
    # Boards that jut out show a little more.
    assert np.abs(seen[:, 0]).max() <= float(shape["print_width"]) / 2 + 0.02
    assert np.abs(seen[:, 1]).max() <= float(shape["print_height"]) / 2 + 0.08


@settings(max_examples=20, deadline=None)
@given(styles, seeds)
def test_every_planter_shows_its_pot_since_finishes_differ_in_it(style: str, seed: int) -> None:
    arrays = CATEGORIES["plant"].build(drawn("plant", style, None, seed), seed).arrays()
    assert {int(Role.POT), int(Role.SOIL), int(Role.LEAF)} <= set(arrays.role_of_face.tolist())


def test_a_frame_is_mitred_and_closed_round_its_pane() -> None:
    mesh = Mesh(1)
    outline = rectangle(0.5, 0.7)
    moulding(mesh, Role.FRAME, outline, [(0.0, 0.0), (0.0, 0.03), (0.0, 0.03), (0.04, 0.02)])
    pane(mesh, Role.MIRROR, inset(outline, 0.04), 0.02, shift=False)
    low, high = mesh.extents()
    np.testing.assert_allclose(high - low, [0.5, 0.7, 0.03], atol=1e-6)
    arrays = mesh.arrays()
    glass = arrays.vertices[arrays.faces[arrays.role_of_face == Role.MIRROR].ravel()]
    np.testing.assert_allclose(np.ptp(glass, axis=0), [0.42, 0.62, 0.0], atol=1e-6)
    # Sharp profile and mitres: each side has the one normal of its wall and the one of its front.
    frame = arrays.normals[arrays.faces[arrays.role_of_face == Role.FRAME].ravel()]
    assert len(np.unique(frame.round(4), axis=0)) == 8


def test_rods_and_turned_pieces_face_outwards() -> None:
    mesh = Mesh(1)
    strands(mesh, Role.METAL, [[(0, 0, 0), (0, 0.5, 0), (0, 1, 0)]], 0.1, sides=8)
    turned_pieces(mesh, Role.METAL, [(0, 0, 0)], [(0.1, 0.0), (0.1, 1.0)], segments=8)
    faceted(mesh, Role.METAL, (0, 0, 0), [(0.1, 0.0), (0.1, 1.0)], 6, closed=False)
    arrays = mesh.arrays()
    first, second, third = (arrays.vertices[arrays.faces[:, corner]] for corner in range(3))
    across = np.cross(second - first, third - first)
    middle = (first + second + third) / 3 * [1, 0, 1]
    assert np.all(np.einsum("ij,ij->i", across, middle) > 0)


def test_setting_down_keeps_parts_roles_and_textures() -> None:
    mesh = CATEGORIES["table_lamp"].build(drawn("table_lamp", "glam", None, 5), 5)
    before, after = mesh.arrays(), set_down(mesh, (1.0, 2.0, 3.0)).arrays()
    np.testing.assert_allclose(
        after.vertices, before.vertices + np.array([1.0, 2.0, 3.0]), atol=1e-5
    )
    np.testing.assert_array_equal(after.coordinates, before.coordinates)
    np.testing.assert_array_equal(after.part_of_face, before.part_of_face)
    np.testing.assert_array_equal(after.role_of_face, before.role_of_face)
    low, high = settled(set_down(mesh, (1.0, 2.0, 3.0))).extents()
    np.testing.assert_allclose((low + high)[[0, 2]], 0, atol=1e-5)
    assert low[1] == pytest.approx(0, abs=1e-5)
    assert hung(set_down(mesh, (1.0, 2.0, 3.0))).extents()[0][2] == pytest.approx(0, abs=1e-5)
