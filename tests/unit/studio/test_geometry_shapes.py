"""Turned, tubular, curved and cut shapes: sound, of the volume geometry books give."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from backend.studio.geometry.mesh import Mesh, MeshArrays
from backend.studio.geometry.polygons import area, ears
from backend.studio.geometry.prisms import prism
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.sheets import sheet
from backend.studio.geometry.tubes import tube
from tests.unit.studio.geometry_checks import (
    area_vectors,
    check_closed,
    check_sound,
    texture_stretch,
    volume,
)

Points = NDArray[np.float64]

CYLINDER = [(0.0, 0.0), (0.2, 0.0), (0.2, 0.0), (0.2, 0.5), (0.2, 0.5), (0.0, 0.5)]


def turned(profile: list[tuple[float, float]] | Points, **options: object) -> MeshArrays:
    mesh = Mesh(2)
    lathe(mesh, 0, (0, 0, 0), profile, **options)  # type: ignore[arg-type]
    return mesh.arrays()


def along(points: object, radius: object, **options: object) -> MeshArrays:
    mesh = Mesh(2)
    tube(mesh, 0, points, radius, **options)  # type: ignore[arg-type]
    return mesh.arrays()


def test_a_turned_cylinder_has_flat_ends_and_sharp_edges() -> None:
    made = turned(CYLINDER, segments=96)
    check_sound(made, agreement=0.99)
    check_closed(made)
    assert volume(made) == pytest.approx(math.pi * 0.2**2 * 0.5, rel=2e-3)
    upright = np.abs(made.normals[:, 1])
    assert ((upright < 1e-6) | (upright > 1 - 1e-6)).all()


def test_a_turned_ball_has_the_normals_and_volume_of_a_ball() -> None:
    angle = np.linspace(-np.pi / 2, np.pi / 2, 49)
    made = turned(np.column_stack([0.3 * np.cos(angle), 0.3 * np.sin(angle)]), segments=64)
    check_sound(made, agreement=0.98)
    check_closed(made)
    assert volume(made) == pytest.approx(4 / 3 * math.pi * 0.3**3, rel=5e-3)
    np.testing.assert_allclose(made.normals, made.vertices / 0.3, atol=0.02)


def test_a_stretched_ball_keeps_normals_square_to_its_surface() -> None:
    angle = np.linspace(-np.pi / 2, np.pi / 2, 65)
    made = turned(
        np.column_stack([0.3 * np.cos(angle), 0.3 * np.sin(angle)]),
        segments=64,
        stretch=(2.0, 0.5),
    )
    gradient = made.vertices / np.array([4.0, 1.0, 0.25], np.float32)
    gradient /= np.linalg.norm(gradient, axis=1, keepdims=True)
    np.testing.assert_allclose(made.normals, gradient, atol=0.03)
    np.testing.assert_allclose(np.ptp(made.vertices, axis=0), (1.2, 0.6, 0.3), rtol=1e-4)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.005, 0.4), st.floats(0.002, 0.3)), min_size=1, max_size=8),
    st.integers(3, 40),
    st.sampled_from(["vertical", "flat"]),
    st.booleans(),
)
def test_any_profile_makes_a_sound_solid(
    steps: list[tuple[float, float]], segments: int, grain: str, sharp: bool
) -> None:
    heights = np.cumsum([0.0, *(height for _, height in steps[:-1])])
    middle = [(radius, float(y)) for (radius, _), y in zip(steps, heights, strict=True)]
    last = float(heights[-1]) + steps[-1][1]
    profile = [(0.0, 0.0), *middle, (middle[-1][0], last), (0.0, last)]
    if sharp:
        profile = [point for point in profile for _ in range(2)]
    made = turned(profile, segments=segments, grain=grain)
    check_sound(made, agreement=0.999 * math.cos(math.pi / segments) ** 2 if sharp else -0.8)
    check_closed(made)


def test_a_profile_from_the_top_down_is_the_inside_of_a_shade() -> None:
    made = turned([(0.1, 0.3), (0.2, 0.0)])
    assert (np.sum(made.normals[:, [0, 2]] * made.vertices[:, [0, 2]], axis=1) < 0).all()
    check_sound(made)


def test_flat_grain_lays_the_pattern_flat_on_a_round_top() -> None:
    profile = [(0.0, 0.7), (0.5, 0.7), (0.5, 0.7), (0.5, 0.74), (0.5, 0.74), (0.0, 0.74)]
    made = turned(profile, grain="flat")
    top = made.normals[made.faces][:, :, 1].min(axis=1) > 0.99
    np.testing.assert_allclose(texture_stretch(made, top), 1.0, atol=2e-3)


def test_the_side_of_a_turned_cylinder_keeps_the_scale_of_a_pattern() -> None:
    only_side = turned(CYLINDER[2:4], segments=32)
    every = np.ones(len(only_side.faces), bool)
    np.testing.assert_allclose(texture_stretch(only_side, every), 1.0, atol=5e-3)


@pytest.mark.parametrize("square", [False, True])
def test_a_straight_tube_has_the_volume_of_its_section(square: bool) -> None:
    made = along([(0, 0, 0), (0, 0.7, 0)], 0.02, segments=48, square=square)
    check_sound(made)
    check_closed(made)
    section = 0.04**2 if square else math.pi * 0.02**2
    assert volume(made) == pytest.approx(section * 0.7, rel=0.02)
    np.testing.assert_allclose(np.ptp(made.vertices, axis=0), (0.04, 0.7, 0.04), atol=1e-4)


points3 = st.tuples(*[st.floats(-1, 1).map(lambda value: round(value, 2))] * 3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(points3, min_size=2, max_size=7, unique=True),
    st.floats(0.001, 0.003),
    st.booleans(),
    st.booleans(),
)
def test_any_path_makes_a_finite_tube_with_unit_normals(
    path: list[tuple[float, ...]], radius: float, square: bool, closed: bool
) -> None:
    if closed and len(path) < 3:
        closed = False
    made = along(path, radius, square=square, closed=closed)
    assert np.isfinite(made.vertices).all()
    assert np.isfinite(made.coordinates).all()
    np.testing.assert_allclose(np.linalg.norm(made.normals, axis=1), 1.0, atol=1e-4)


def test_a_tube_along_a_helix_does_not_twist() -> None:
    turn = np.linspace(0, 4 * np.pi, 120)
    path = np.column_stack([np.cos(turn), 0.2 * turn, np.sin(turn)])
    made = along(path, 0.03, segments=8, caps=False)
    check_sound(made, agreement=0.85)
    first_line = made.normals[:120]
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    step = np.diff(first_line, axis=0)
    # Without twist a carried normal changes only along the tangent.
    sideways = step - np.sum(step * tangent[1:], axis=1, keepdims=True) * tangent[1:]
    assert np.linalg.norm(sideways, axis=1)[1:-1].max() < 0.01


def test_a_closed_ring_is_a_torus() -> None:
    turn = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    path = np.column_stack([0.4 * np.cos(turn), 0.1 * np.sin(3 * turn), 0.4 * np.sin(turn)])
    for flat in (False, True):
        ring = path * (1, 0 if flat else 1, 1)
        made = along(ring, 0.03, segments=32, closed=True)
        check_sound(made)
        check_closed(made)
        if flat:
            assert volume(made) == pytest.approx(2 * math.pi**2 * 0.4 * 0.03**2, rel=0.02)


def test_a_right_angled_bend_keeps_the_bar_as_thick() -> None:
    made = along([(0, 0, 0), (0, 0.5, 0), (0.5, 0.5, 0)], 0.02, square=True)
    check_sound(made)
    assert volume(made) == pytest.approx(0.04**2 * 1.0, rel=0.02)
    np.testing.assert_allclose(made.vertices.max(axis=0), (0.5, 0.52, 0.02), atol=1e-3)


def test_a_tube_needs_two_places() -> None:
    with pytest.raises(ValueError, match="distinct"):
        along([(0, 0, 0), (0, 0, 0)], 0.01)


def bent(u: Points, v: Points) -> Points:
    return np.stack([0.6 * u, 0.1 * np.sin(3 * u) + 0.05 * v**2, -0.4 * v], axis=-1)


def test_a_sheet_is_a_closed_panel_of_its_thickness() -> None:
    mesh = Mesh()
    sheet(mesh, 0, bent, 24, 12, 0.012)
    made = mesh.arrays()
    check_sound(made, agreement=0.9)
    check_closed(made)
    front = made.faces[: 2 * 23 * 11]
    size = np.linalg.norm(area_vectors(made)[: len(front)], axis=1).sum()
    assert volume(made) == pytest.approx(size * 0.012, rel=0.02)


def test_a_sheet_rolled_into_a_pipe_has_no_rim_where_it_meets() -> None:
    def pipe(u: Points, v: Points) -> Points:
        angle = 2 * np.pi * u
        return np.stack([0.3 * np.sin(angle), 0.5 * v, 0.3 * np.cos(angle)], axis=-1)

    mesh = Mesh()
    sheet(mesh, 0, pipe, 49, 4, 0.01)
    made = mesh.arrays()
    check_sound(made, agreement=0.9)
    check_closed(made)
    assert len(made.faces) == 2 * 2 * 48 * 3 + 2 * 2 * 48
    assert volume(made) == pytest.approx(2 * math.pi * 0.3 * 0.5 * 0.01, rel=0.02)


def test_the_texture_of_a_bent_sheet_is_in_metres() -> None:
    def arch(u: Points, v: Points) -> Points:
        angle = np.pi * u**2
        return np.stack([0.4 * np.cos(angle), 0.4 * np.sin(angle), -0.7 * v], axis=-1)

    mesh = Mesh()
    sheet(mesh, 0, arch, 60, 5, 0.0005)
    made = mesh.arrays()
    panels = np.arange(len(made.faces)) < 4 * 59 * 4
    np.testing.assert_allclose(texture_stretch(made, panels), 1.0, atol=5e-3)


def test_a_leaf_that_ends_in_points_has_no_broken_normal() -> None:
    def leaf(u: Points, v: Points) -> Points:
        return np.stack([0.2 * np.sin(np.pi * u) * (v - 0.5), 0.4 * u, 0.1 * u**2], axis=-1)

    mesh = Mesh()
    sheet(mesh, 0, leaf, 9, 4, 0.001)
    check_sound(mesh.arrays())


def star(count: int, wobble: list[float]) -> Points:
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = 0.3 + 0.2 * np.resize(wobble, count)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


@settings(max_examples=60, deadline=None)
@given(
    st.integers(3, 40),
    st.lists(st.floats(-1, 1), min_size=1, max_size=9),
    st.floats(0.0, 0.2),
    st.floats(0.01, 0.5),
    st.booleans(),
)
def test_a_slab_of_any_outline_is_a_sound_solid(
    count: int, wobble: list[float], radius: float, height: float, reverse: bool
) -> None:
    outline = star(count, wobble)
    mesh = Mesh()
    prism(mesh, 0, outline[::-1] if reverse else outline, 0.1, 0.1 + height, radius)
    made = mesh.arrays()
    check_sound(made)
    check_closed(made)
    expected = np.ptp(outline, axis=0)
    np.testing.assert_allclose(
        np.ptp(made.vertices, axis=0), (expected[0], height, expected[1]), atol=1e-5
    )


def test_a_sharp_slab_has_the_volume_of_its_outline() -> None:
    outline = [(0, 0), (1, 0), (1, 1), (0.6, 1), (0.6, 0.4), (0.4, 0.4), (0.4, 1), (0, 1)]
    mesh = Mesh()
    prism(mesh, 0, outline, 0.0, 0.2, radius=0.0)
    made = mesh.arrays()
    check_sound(made, agreement=0.999)
    assert volume(made) == pytest.approx(0.88 * 0.2, rel=1e-4)


def test_a_round_slab_has_smooth_sides_and_an_even_top() -> None:
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    mesh = Mesh()
    prism(mesh, 0, 0.5 * np.column_stack([np.cos(angle), np.sin(angle)]), 0.7, 0.74, 0.01)
    made = mesh.arrays()
    check_sound(made, agreement=0.95)
    side = np.abs(made.normals[:, 1]) < 1e-3
    radial = made.vertices[side][:, [0, 2]] / 0.5
    np.testing.assert_allclose(made.normals[side][:, [0, 2]], radial, atol=1e-3)
    top = made.normals[made.faces][:, :, 1].min(axis=1) > 0.999
    np.testing.assert_allclose(texture_stretch(made, top), 1.0, atol=2e-2)


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 30), st.lists(st.floats(-1, 1), min_size=1, max_size=9), st.booleans())
def test_ears_cover_the_polygon_once(count: int, wobble: list[float], reverse: bool) -> None:
    outline = star(count, wobble)
    corners = outline[::-1] if reverse else outline
    triangles = corners[ears(corners)]
    each = [area(triangle) for triangle in triangles]
    assert len(each) == count - 2
    assert sum(each) == pytest.approx(area(corners), rel=1e-6)
    assert sum(abs(one) for one in each) == pytest.approx(abs(area(corners)), rel=1e-6)
