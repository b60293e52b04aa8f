"""Boxes and cushions: whatever their size, sound solids whose texture keeps its scale."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.studio.geometry.boxes import Buttons, Channels, cushion, rounded_box
from backend.studio.geometry.mesh import Mesh, MeshArrays
from backend.studio.geometry.transforms import rotation
from tests.unit.studio.geometry_checks import (
    area_vectors,
    check_closed,
    check_sound,
    texture_stretch,
    volume,
)

lengths = st.floats(0.01, 2.5)
sizes = st.tuples(lengths, lengths, lengths)
angles = st.floats(-3.0, 3.0)


def box(
    size: tuple[float, float, float], radius: float, segments: int = 2, grain: int | None = None
) -> MeshArrays:
    mesh = Mesh(3)
    rounded_box(mesh, 0, (0.1, 0.2, 0.3), size, radius, segments=segments, grain=grain)
    return mesh.arrays()


@settings(max_examples=60, deadline=None)
@given(sizes, st.floats(0.0, 0.5), st.integers(1, 4), st.sampled_from([None, 0, 1, 2]))
def test_a_box_of_any_size_is_a_sound_solid_of_that_size(
    size: tuple[float, float, float], radius: float, segments: int, grain: int | None
) -> None:
    made = box(size, radius, segments=segments, grain=grain)
    check_sound(made)
    check_closed(made)
    np.testing.assert_allclose(np.ptp(made.vertices, axis=0), size, atol=2e-6)
    np.testing.assert_allclose(
        made.vertices.max(0) + made.vertices.min(0), (0.2, 0.4, 0.6), atol=1e-5
    )


@pytest.mark.parametrize("radius", [0.0, 0.02, 0.05])
def test_the_volume_is_that_of_a_box_with_rounded_edges(radius: float) -> None:
    a, b, c = 0.6 - 2 * radius, 0.3 - 2 * radius, 0.4 - 2 * radius
    r = radius
    expected = (
        a * b * c
        + 2 * r * (a * b + b * c + a * c)
        + math.pi * r**2 * (a + b + c)
        + 4 / 3 * math.pi * r**3
    )
    assert volume(box((0.6, 0.3, 0.4), radius, segments=4)) == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize("grain", [0, 1, 2])
def test_patterns_keep_their_scale_on_all_six_sides(grain: int) -> None:
    made = box((0.6, 0.3, 0.4), 0.03, grain=grain)
    size = np.linalg.norm(area_vectors(made), axis=1)
    flat = size > 0.01
    assert flat.sum() == 12
    np.testing.assert_allclose(texture_stretch(made, flat), 1.0, atol=1e-3)


def test_the_texture_runs_on_round_the_edges_by_the_length_gone() -> None:
    radius = 0.05
    made = box((0.6, 0.3, 0.4), radius, segments=6, grain=0)
    points = made.vertices - np.array([0.1, 0.2, 0.3], np.float32)
    middle = np.isclose(points[:, 0], -0.25, atol=1e-5)
    front_or_top = middle & (points[:, 1] > -0.101) & (points[:, 2] > -0.151)
    line = np.column_stack([points, made.coordinates])[front_or_top]
    line = line[np.argsort(line[:, 4])]
    gone = np.linalg.norm(np.diff(line[:, :3], axis=0), axis=1)
    np.testing.assert_allclose(np.diff(line[:, 4]), gone, atol=2e-4)
    assert np.ptp(line[:, 4]) > 0.4


def test_wood_runs_along_the_longest_side_unless_told() -> None:
    made = box((0.05, 0.7, 0.04), 0.005)
    upright = np.polyfit(made.vertices[:, 1], made.coordinates[:, 0], 1)[0]
    assert upright == pytest.approx(1.0, abs=0.05)


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(st.floats(0.2, 2), st.floats(0.1, 2), st.floats(0.2, 2)),
    st.floats(0.0, 0.04),
    st.floats(0.0, 0.4),
    st.sampled_from([0, 1, 2]),
    st.sampled_from([None, Channels(7, 0.014), Channels(3, 0.01, "w"), Buttons(4, 3, 0.02)]),
    st.booleans(),
)
def test_a_cushion_of_any_kind_is_a_sound_solid(
    size: tuple[float, float, float],
    puff: float,
    radius: float,
    axis: int,
    tuft: Buttons | Channels | None,
    both_sides: bool,
) -> None:
    mesh = Mesh(1)
    cushion(mesh, 0, (0, 0, 0), size, puff, radius, axis=axis, tuft=tuft, both_sides=both_sides)
    made = mesh.arrays()
    check_sound(made)
    check_closed(made)
    extents = np.ptp(made.vertices, axis=0)
    assert (extents <= np.array(size) + 2 * puff * (np.arange(3) == axis) + 1e-4).all()
    assert (extents >= 0.9 * np.array(size) - 0.09).all()


def test_a_cushion_bulges_by_its_puff_on_the_sides_asked_for() -> None:
    for both_sides, bottom in ((True, -0.08), (False, -0.05)):
        mesh = Mesh()
        cushion(mesh, 0, (0, 0, 0), (0.5, 0.1, 0.5), 0.03, 0.03, both_sides=both_sides)
        low, high = mesh.extents()
        assert high[1] == pytest.approx(0.08, abs=0.001)
        assert low[1] == pytest.approx(bottom, abs=0.001)


def test_channels_reach_both_ends_and_have_equal_creases() -> None:
    mesh = Mesh()
    tuft = Channels(5, 0.02)
    cushion(mesh, 0, (0, 0, 0), (1.0, 0.6, 0.1), 0.0, 0.03, axis=2, tuft=tuft)
    points = mesh.arrays().vertices
    for edge in (-0.27, 0.0, 0.27):
        band = points[(np.abs(points[:, 1] - edge) < 0.035) & (points[:, 2] > 0)]
        for crease in (-0.3, -0.1, 0.1, 0.3):
            here = band[np.abs(band[:, 0] - crease) < 0.004]
            assert here[:, 2].max() == pytest.approx(0.03, abs=0.002)
        assert band[np.abs(band[:, 0] - 0.2) < 0.02][:, 2].max() == pytest.approx(0.05, abs=0.002)


def test_buttons_sit_in_a_diamond_grid() -> None:
    mesh = Mesh()
    tuft = Buttons(4, 3, 0.03)
    cushion(mesh, 0, (0, 0, 0), (1.2, 0.6, 0.12), 0.0, 0.03, axis=2, tuft=tuft)
    front = mesh.arrays().vertices
    front = front[front[:, 2] > 0.01]

    def depth(x: float, y: float) -> float:
        nearest = np.argmin((front[:, 0] - x) ** 2 + (front[:, 1] - y) ** 2)
        return float(0.06 - front[nearest, 2])

    for x, y in ((-0.45, -0.2), (0.15, 0.2), (0.0, 0.0), (0.3, 0.0)):
        assert depth(x, y) > 0.021
    for x, y in ((0.0, 0.2), (0.15, 0.0), (-0.15, 0.0)):
        assert depth(x, y) < 0.006
    assert 0.008 < depth(0.075, 0.1) < 0.022


@given(angles, angles, angles)
@settings(max_examples=20, deadline=None)
def test_turning_a_box_turns_its_normals_and_leaves_its_texture(
    rx: float, ry: float, rz: float
) -> None:
    plain, leaning = Mesh(5), Mesh(5)
    turn = rotation(rx, ry, rz)
    rounded_box(plain, 0, (0, 0, 0), (0.5, 0.2, 0.3), 0.02)
    rounded_box(leaning, 0, (0, 1, 0), (0.5, 0.2, 0.3), 0.02, rotation=turn)
    check_sound(leaning.arrays())
    expected = plain.arrays().vertices @ turn.T + np.array([0, 1, 0], np.float32)
    np.testing.assert_allclose(leaning.arrays().vertices, expected, atol=1e-5)
    np.testing.assert_array_equal(leaning.arrays().coordinates, plain.arrays().coordinates)
