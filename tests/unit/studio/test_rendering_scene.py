from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from backend.studio.geometry.mesh import MeshArrays
from backend.studio.materials.material import Kind, Material
from backend.studio.rendering.backdrop import BACK, RoomShell, Sweep, Window
from backend.studio.rendering.camera import Camera
from backend.studio.rendering.lights import Lamp
from backend.studio.rendering.scene import Frame, Scene
from tests.unit.studio.shapes import (
    SURROUNDINGS,
    boxes,
    brightness,
    glass,
    lights,
    no_mesh,
    plain,
    triangles,
)

FRONT = Camera((0, 1, 6), (0, 1, 0), 30)
RED, BLUE = (0.7, 0.05, 0.05), (0.05, 0.05, 0.7)


def scene(mesh: MeshArrays, *materials: Material, lamps: tuple[Lamp, ...] = ()) -> Scene:
    return Scene(mesh, materials, lights(), SURROUNDINGS, lamps=lamps, shadow_resolution=64)


def room() -> RoomShell:
    wall = Material(kind=Kind.PLASTER, color=(0.7, 0.7, 0.7))
    floor = Material(kind=Kind.WOOD, color=(0.4, 0.25, 0.1), second=(0.3, 0.2, 0.1))
    window = Window(BACK, -0.6, 0.6, 0.9, 2.0)
    return RoomShell(-2, 2, -2, 2.6, floor, wall, wall, wall, (window,))


def same(one: Frame, other: Frame) -> bool:
    names = ("image", "coverage", "role", "part", "albedo")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


corner = st.tuples(*[st.floats(-1, 1, width=32)] * 3)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(corner, corner, corner), max_size=6), st.integers(1, 21),
       st.integers(1, 17), st.integers(1, 4), st.booleans(), st.sampled_from(Kind))  # fmt: skip
def test_any_triangles_give_a_picture_without_gaps_or_nonsense(
    corners: list[tuple[tuple[float, float, float], ...]],
    width: int,
    height: int,
    samples: int,
    in_room: bool,
    kind: Kind,
) -> None:
    mesh = triangles(corners) if corners else no_mesh()
    material = Material(kind=kind, color=RED, second=BLUE, bump=0.5, sheen=0.2)
    # Near enough for some triangles to reach behind it.
    camera = Camera((0.2, 0.5, 0.9), (0, 0.3, 0), 50)
    frame = scene(mesh, material, lamps=(Lamp((0, 1, 0), (0.5, 0.4, 0.2)),)).render(
        camera, room() if in_room else Sweep(), width, height, samples=samples
    )
    assert frame.image.shape == (height, width, 3)
    assert frame.albedo.shape == (height, width, 3)
    assert np.isfinite(frame.coverage).all()
    assert np.isfinite(frame.albedo).all()
    assert frame.coverage.min() >= 0
    assert frame.coverage.max() <= 1 + 1e-5
    assert np.array_equal(frame.role >= 0, frame.part >= 0)
    assert np.array_equal(frame.role >= 0, frame.coverage >= 0.5)
    assert (frame.part < max(len(corners), 1)).all()


def test_the_same_scene_gives_the_same_pixels() -> None:
    mesh = boxes(((0, 0.5, 0), (1, 1, 1)), ((0, 1.4, 0.3), (0.4, 0.6, 0.02)))
    first, second = (scene(mesh, *plain(RED), glass()).render(FRONT, Sweep(), 40, 30)
                     for _ in range(2))  # fmt: skip
    assert same(first, second)


def test_coverage_is_the_area_of_what_is_seen() -> None:
    mesh = triangles([[(-1, 0.2, 0), (1.1, 0.1, 0), (0.3, 1.9, 0)]])
    width, height = 48, 36
    frame = scene(mesh, *plain(RED)).render(FRONT, Sweep(), width, height, samples=4)
    x, y, _ = FRONT.project(mesh.vertices, width, height)
    area = abs((x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])) / 2
    assert frame.coverage.sum() == pytest.approx(area, rel=0.01)
    edge = (frame.coverage > 0) & (frame.coverage < 1)
    assert edge.any()
    # Of a pixel that it covers partly, albedo is that of the covered share alone.
    assert frame.albedo[edge] == pytest.approx(np.broadcast_to(RED, (edge.sum(), 3)), abs=0.02)


def test_the_nearer_of_two_boxes_is_seen() -> None:
    mesh = boxes(((0, 1, 0), (1, 1, 0.4)), ((0, 1, 1), (0.5, 0.5, 0.4)))
    frame = scene(mesh, *plain(RED, BLUE)).render(FRONT, Sweep(), 41, 41)
    assert frame.role[20, 20] == 1
    assert frame.part[20, 20] == 1
    assert frame.role[20, 15] == 0
    assert frame.part[20, 15] == 0
    assert frame.role[0, 0] == -1
    assert frame.part[0, 0] == -1
    assert frame.albedo[20, 20] == pytest.approx(BLUE, abs=0.02)


def test_a_wide_picture_does_not_stretch_a_square() -> None:
    mesh = boxes(((0, 1, 0), (1, 1, 0.02)))
    seen = scene(mesh, *plain(RED)).render(FRONT, Sweep(), 90, 45).role >= 0
    assert seen.any(axis=0).sum() == pytest.approx(seen.any(axis=1).sum(), abs=1)


def test_under_a_box_it_is_dark_and_far_away_it_is_not() -> None:
    mesh = boxes(((0, 0.35, 0), (1, 0.1, 1)))
    camera = Camera((0, 0.5, 4), (0, 0, 0), 40)
    frame = scene(mesh, *plain(RED)).render(camera, Sweep(), 61, 61)
    light = brightness(frame.image)
    under, aside = floor_pixel(camera, (0, 0, 0), 61), floor_pixel(camera, (0.5, 0, 1.7), 61)
    assert frame.role[under] == frame.role[aside] == -1
    assert light[under] < 0.75 * light[aside]


def test_a_shadow_on_the_floor_fades_without_steps() -> None:
    mesh = boxes(((0, 1.0, 0), (1, 0.1, 1)))
    camera = Camera((0, 6, 0.01), (0, 0, 0), 60)
    light = brightness(scene(mesh, *plain(RED)).render(camera, Sweep(), 96, 96).image)
    floor = light[:, 75:]
    assert np.abs(np.diff(floor, axis=0)).max() < 12
    assert np.ptp(floor) > 5


def test_a_box_shades_the_box_below() -> None:
    below = ((0.0, 0.05, 0.0), (1.6, 0.1, 1.6))
    camera = Camera((0, 2.0, 4), (0, 0, 0), 40)
    alone = scene(boxes(below), *plain(RED)).render(camera, Sweep(), 61, 61)
    roofed = scene(boxes(below, ((0, 0.9, 0.3), (1.2, 0.05, 1.0))), *plain(RED, BLUE)).render(
        camera, Sweep(), 61, 61
    )
    spot = floor_pixel(camera, (0, 0.1, 0.1), 61)
    assert roofed.role[spot] == 0
    assert brightness(roofed.image)[spot] < 0.8 * brightness(alone.image)[spot]


def floor_pixel(camera: Camera, point: tuple[float, float, float], size: int) -> tuple[int, int]:
    x, y, _ = camera.project(np.array([point], np.float32), size, size)
    return int(y[0]), int(x[0])


def test_a_box_of_glass_alone_lets_the_backdrop_through() -> None:
    # An opaque layer is there even when no face is opaque.
    mesh = boxes(((0, 1, 0), (1, 1, 0.1)))
    clear = scene(mesh, glass()).render(FRONT, Sweep(), 64, 64)
    solid = scene(mesh, *plain((0.1, 0.1, 0.1))).render(FRONT, Sweep(), 64, 64)
    assert np.array_equal(clear.coverage, solid.coverage)
    inner = clear.coverage == 1
    assert brightness(clear.image)[inner].mean() > brightness(solid.image)[inner].mean() + 50


def test_red_behind_glass_is_red_and_counts_as_glass() -> None:
    mesh = boxes(((0, 1, -1), (3, 3, 0.1)), ((0, 1, 0.5), (0.6, 0.6, 0.05)))
    frame = scene(mesh, *plain(RED), glass()).render(FRONT, Sweep(), 41, 41)
    assert frame.role[20, 20] == 1
    red, green, blue = frame.image[20, 20].astype(int)
    assert red > green + 40
    assert red > blue + 40


def test_glass_behind_a_box_is_hidden() -> None:
    mesh = boxes(((0, 1, 0.5), (1, 1, 0.1)), ((0, 1, -0.5), (0.6, 0.6, 0.05)))
    with_pane = scene(mesh, *plain(RED), glass()).render(FRONT, Sweep(), 41, 41)
    assert with_pane.role[20, 20] == 0
    assert not (with_pane.role == 1).any()


def test_one_smooth_surface_is_no_edge_and_another_part_is() -> None:
    def jump(image: NDArray[np.uint8]) -> float:
        return float(np.abs(np.diff(brightness(image), axis=1)).max())

    flat = triangles([[(-9, -9, 0), (9, -9, 0), (9, 9, 0)], [(-9, -9, 0), (9, 9, 0), (-9, 9, 0)]])
    one = scene(flat, *plain(RED)).render(FRONT, Sweep(), 30, 30)
    assert (one.coverage > 0.999).all()
    assert jump(one.image) < 12


def test_inside_a_box_there_is_a_picture() -> None:
    mesh = boxes(((0, 1, 0), (2, 2, 2)))
    frame = scene(mesh, *plain(RED)).render(Camera((0, 1, 0), (0, 1, -1), 60), Sweep(), 20, 20)
    assert (frame.coverage > 0.999).all()


def test_a_lit_lamp_brightens_what_is_near() -> None:
    mesh = boxes(((0, 1, 0), (1, 1, 0.4)))
    dark = scene(mesh, *plain(RED)).render(FRONT, Sweep(), 31, 31)
    lamp = Lamp((0, 1.2, 0.8), (0.5, 0.4, 0.2))
    lit = scene(mesh, *plain(RED), lamps=(lamp,)).render(FRONT, Sweep(), 31, 31)
    inner = dark.coverage == 1
    assert (brightness(lit.image)[inner] > brightness(dark.image)[inner]).all()


def test_more_exposure_is_never_darker() -> None:
    built = scene(boxes(((0, 0.5, 0), (1, 1, 1))), *plain(RED))
    low, high = (built.render(FRONT, room(), 32, 24, exposure=each) for each in (0.7, 1.3))
    assert (high.image >= low.image).all()
    assert (high.image > low.image).any()


def test_what_cannot_be_rendered_is_refused() -> None:
    mesh = boxes(((0, 0, 0), (1, 1, 1)), ((2, 0, 0), (1, 1, 1)))
    with pytest.raises(ValueError, match="role"):
        scene(mesh, *plain(RED))
    with pytest.raises(ValueError, match="pixel"):
        scene(mesh, *plain(RED, BLUE)).render(FRONT, Sweep(), 0, 10)
