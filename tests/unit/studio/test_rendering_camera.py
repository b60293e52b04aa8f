from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.studio.rendering.camera import NEAR, Camera, framing
from backend.studio.rendering.clipping import clip_near
from tests.unit.studio.shapes import boxes, no_mesh, triangles

coordinate = st.floats(-3, 3, width=32)
points = st.lists(st.tuples(coordinate, coordinate, coordinate), min_size=1, max_size=12)


@given(
    points,
    st.floats(-math.pi, math.pi),
    st.floats(-1.2, 1.2),
    st.floats(0.4, 2.5),
    st.floats(12, 60),
    st.floats(0.5, 1.0),
)
def test_framing_sees_every_point_and_fills_one_side(
    cloud: list[tuple[float, float, float]],
    azimuth: float,
    elevation: float,
    aspect: float,
    view: float,
    fill: float,
) -> None:
    vertices = np.array(cloud, np.float32)
    camera = framing(vertices, azimuth, elevation, field_of_view=view, aspect=aspect, fill=fill)
    height = 1000
    width = round(height * aspect)
    x, y, inverse = camera.project(vertices, width, height)
    assert (inverse > 0).all()
    across = np.array([x.min(), x.max()]) / width * 2 - 1
    down = np.array([y.min(), y.max()]) / height * 2 - 1
    reach = np.abs(np.concatenate([across, down])).max()
    assert reach <= fill + 0.01
    # A line seen end on fills nothing, however near.
    if inverse.max() < 1 / (5 * NEAR):
        assert reach >= fill - 0.01
    # The same room is left on both sides.
    assert across.sum() == pytest.approx(0, abs=0.01)
    assert down.sum() == pytest.approx(0, abs=0.01)


def test_right_is_right_and_up_is_up() -> None:
    camera = Camera((0, 0, 5), (0, 0, 0))
    x, y, inverse = camera.project(np.array([[1, 0, 0], [0, 1, 0]], np.float32), 200, 100)
    assert x[0] > 100
    assert y[0] == pytest.approx(50, abs=1e-3)
    assert y[1] < 50
    assert x[1] == pytest.approx(100, abs=1e-3)
    assert inverse == pytest.approx([0.2, 0.2])


def test_a_positive_roll_turns_the_picture_clockwise() -> None:
    camera = Camera((0, 0, 5), (0, 0, 0), roll=0.3)
    _, y, _ = camera.project(np.array([[1, 0, 0]], np.float32), 100, 100)
    assert y[0] > 50


@given(st.floats(-3, 3), st.floats(-1, 1), st.floats(-3, 3), st.floats(-1, 1))
def test_axes_are_orthonormal_wherever_it_looks(x: float, y: float, z: float, roll: float) -> None:
    axes = Camera((x, y, z), (x, y - 4.0, z + 1e-5), roll=roll).axes()
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-5)
    assert np.linalg.det(axes) == pytest.approx(1, abs=1e-5)


def test_a_camera_must_look_somewhere() -> None:
    with pytest.raises(ValueError, match="cannot look"):
        Camera((1, 2, 3), (1, 2, 3))


def test_nothing_is_cut_off_what_is_ahead() -> None:
    mesh = boxes(((0, 0.5, 0), (1, 1, 1)))
    assert clip_near(mesh, Camera((0, 1, 4), (0, 0, 0))) is mesh
    assert clip_near(no_mesh(), Camera((0, 1, 4), (0, 0, 0))).faces.shape == (0, 3)


def test_a_triangle_that_reaches_behind_the_camera_is_cut_at_the_near_plane() -> None:
    mesh = triangles([[(-1, 0, -4), (1, 0, -4), (0, 0, 4)]])
    camera = Camera((0, 1, 0), (0, 1, -1))
    cut = clip_near(mesh, camera)
    seen = cut.vertices[cut.faces]
    assert (-seen[..., 2] > NEAR).all()
    # What is kept of the area: all but the part behind the plane, similar to the whole triangle.
    sides = np.cross(seen[:, 1] - seen[:, 0], seen[:, 2] - seen[:, 0])
    kept = np.linalg.norm(sides, axis=1).sum() / 2
    assert kept == pytest.approx(8 * (1 - ((4 + 2 * NEAR) / 8) ** 2), rel=1e-4)
    assert set(cut.part_of_face) == {0}
