"""Meshes part by part, turned, placed and merged."""

from __future__ import annotations

import numpy as np
import pytest

from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh, MeshArrays, merge
from backend.studio.geometry.transforms import placed, rotation

TRIANGLE = ([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [(0, 1, 2)])


def two_boxes(seed: int) -> MeshArrays:
    mesh = Mesh(seed)
    rounded_box(mesh, 4, (0, 0, 0), (0.1, 0.5, 0.1))
    rounded_box(mesh, 7, (1, 0, 0), (0.1, 0.5, 0.1))
    return mesh.arrays()


def test_two_legs_alike_are_cut_from_different_places_of_the_board() -> None:
    made = two_boxes(1)
    half = len(made.vertices) // 2
    moved = made.coordinates[half:] - made.coordinates[:half]
    np.testing.assert_allclose(moved, np.broadcast_to(moved[0], moved.shape), atol=1e-5)
    assert np.abs(moved[0]).max() > 0.05


def test_a_seed_makes_the_same_mesh_again_and_another_seed_other_textures() -> None:
    one, again, other = two_boxes(1), two_boxes(1), two_boxes(2)
    np.testing.assert_array_equal(one.coordinates, again.coordinates)
    np.testing.assert_array_equal(one.vertices, other.vertices)
    assert not np.allclose(one.coordinates, other.coordinates)


def test_faces_remember_their_role_and_their_part() -> None:
    made = two_boxes(1)
    half = len(made.faces) // 2
    assert made.role_of_face.tolist() == [4] * half + [7] * half
    assert made.part_of_face.tolist() == [0] * half + [1] * half
    assert made.faces[half:].min() == len(made.vertices) // 2


def test_normals_and_texture_are_worked_out_when_not_given() -> None:
    mesh = Mesh()
    mesh.add(*TRIANGLE, role=0)
    made = mesh.arrays()
    np.testing.assert_allclose(made.normals, [(0, 0, 1)] * 3)
    assert np.ptp(made.coordinates, axis=0) == pytest.approx((1, 1, 0), abs=1e-5)


@pytest.mark.parametrize(
    ("vertices", "faces"),
    [([(0, 0)], [(0, 0, 0)]), ([(0, 0, 0)], [(0, 0, 1)]), ([(0, 0, 0)], np.empty((0, 3), int))],
)
def test_what_is_no_mesh_is_refused(vertices: object, faces: object) -> None:
    with pytest.raises(ValueError, match=r"vertices|faces|face"):
        Mesh().add(vertices, faces, 0)  # type: ignore[arg-type]


def test_an_empty_mesh_has_empty_arrays_and_no_extents() -> None:
    assert Mesh().arrays().faces.shape == (0, 3)
    with pytest.raises(ValueError, match="empty"):
        Mesh().extents()


def test_turns_are_right_handed_and_about_z_first() -> None:
    quarter = np.pi / 2
    np.testing.assert_allclose(rotation(rx=quarter) @ (0, 1, 0), (0, 0, 1), atol=1e-6)
    np.testing.assert_allclose(rotation(ry=quarter) @ (0, 0, 1), (1, 0, 0), atol=1e-6)
    np.testing.assert_allclose(rotation(rz=quarter) @ (1, 0, 0), (0, 1, 0), atol=1e-6)
    combined = rotation(ry=0.3) @ rotation(rx=0.2) @ rotation(rz=0.1)
    np.testing.assert_allclose(rotation(0.2, 0.3, 0.1), combined, atol=1e-6)


def test_a_placed_mesh_moves_and_its_texture_does_not() -> None:
    made = two_boxes(1)
    there = placed(made, rotation(ry=np.pi / 2), (0, 2, 0))
    expected = made.vertices[:, [2, 1, 0]] * np.array([1, 1, -1], np.float32) + (0, 2, 0)
    np.testing.assert_allclose(there.vertices, expected, atol=1e-6)
    np.testing.assert_array_equal(there.coordinates, made.coordinates)


def test_merging_numbers_vertices_roles_and_parts_on() -> None:
    made = two_boxes(1)
    both = merge([made, made], [0, 20])
    count = len(made.faces)
    assert set(both.role_of_face.tolist()) == {4, 7, 24, 27}
    assert set(both.part_of_face[count:].tolist()) == {2, 3}
    np.testing.assert_array_equal(both.faces[count:], made.faces + len(made.vertices))
