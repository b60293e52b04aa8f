"""Seats of every style: they build, stand on the floor and hang together."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import STYLES
from backend.studio.furniture import (
    armchairs,
    benches,
    dining_chairs,
    ottomans,
    sectionals,
    sofas,
    stools,
)
from backend.studio.furniture.parts.legs import INTO, four_legs, leg
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh, MeshArrays
from backend.studio.seeds import generator

Range = tuple[float, float]

# Width, height and depth that a shop would not doubt, metres.
PLAUSIBLE: dict[ModuleType, tuple[Range, Range, Range]] = {
    sofas: ((1.15, 3.3), (0.60, 1.08), (0.70, 1.30)),
    sectionals: ((1.6, 4.5), (0.60, 1.08), (1.3, 3.1)),
    armchairs: ((0.50, 1.12), (0.55, 1.20), (0.55, 1.20)),
    dining_chairs: ((0.36, 0.75), (0.72, 1.12), (0.40, 0.80)),
    stools: ((0.28, 0.62), (0.40, 1.20), (0.25, 0.65)),
    benches: ((0.95, 1.80), (0.40, 1.05), (0.32, 0.70)),
    ottomans: ((0.40, 1.05), (0.28, 0.56), (0.30, 0.75)),
}

MODULES = st.sampled_from(list(PLAUSIBLE))
FAMILIES = st.sampled_from(sorted(STYLES))
SECONDS = st.none() | FAMILIES
SEEDS = st.integers(0, 2**31 - 1)

LEG_KINDS = sorted({kind for family in STYLES.values() for kind in family.legs})


def drawn(module: ModuleType, style: str, second: str | None, seed: int) -> Shape:
    other = STYLES[second] if second else None
    shape: Shape = module.sample_shape(STYLES[style], other, generator(seed, "test"))
    return shape


def built(module: ModuleType, shape: Shape, seed: int) -> MeshArrays:
    mesh: Mesh = module.build(shape, seed)
    return mesh.arrays()


def boxes_of_parts(mesh: MeshArrays) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Lowest and highest corner of each part, (parts, 3) each."""
    corners = mesh.vertices[mesh.faces]
    parts = int(mesh.part_of_face.max()) + 1
    low = np.full((parts, 3), np.inf, dtype=np.float32)
    high = np.full((parts, 3), -np.inf, dtype=np.float32)
    np.minimum.at(low, mesh.part_of_face, corners.min(axis=1))
    np.maximum.at(high, mesh.part_of_face, corners.max(axis=1))
    return low, high


def touching(low: NDArray[np.float32], high: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which parts' boxes overlap or meet within 2 mm, (parts, parts)."""
    meets: NDArray[np.bool_] = np.all(
        (low[:, None] <= high[None] + 0.002) & (low[None] <= high[:, None] + 0.002), axis=-1
    )
    return meets


def loose_parts(mesh: MeshArrays) -> set[int]:
    """Parts that nothing connects, box by box, with the first part that stands on the floor."""
    low, high = boxes_of_parts(mesh)
    meets = touching(low, high)
    reached = low[:, 1] < 0.01
    while True:
        wider = reached | meets[reached].any(axis=0)
        if (wider == reached).all():
            return set(np.flatnonzero(~reached).tolist())
        reached = wider


@given(MODULES, FAMILIES, SECONDS, SEEDS)
@settings(max_examples=70, deadline=None)
def test_any_seat_stands_in_the_middle_of_the_floor_in_a_plausible_size(
    module: ModuleType, style: str, second: str | None, seed: int
) -> None:
    shape = drawn(module, style, second, seed)
    mesh = built(module, shape, seed)
    assert np.isfinite(mesh.vertices).all()
    assert np.isfinite(mesh.normals).all()
    assert np.isfinite(mesh.coordinates).all()
    assert set(np.unique(mesh.role_of_face).tolist()) <= {int(role) for role in Role}
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    assert abs(low[1]) < 0.002
    assert abs(low[0] + high[0]) < 0.1
    assert abs(low[2] + high[2]) < 0.1
    for extent, (least, greatest) in zip(high - low, PLAUSIBLE[module], strict=True):
        assert least <= extent <= greatest, shape


@given(MODULES, FAMILIES, SECONDS, SEEDS)
@settings(max_examples=60, deadline=None)
def test_no_part_of_a_seat_floats(
    module: ModuleType, style: str, second: str | None, seed: int
) -> None:
    shape = drawn(module, style, second, seed)
    mesh = built(module, shape, seed)
    assert not loose_parts(mesh), shape
    low, high = boxes_of_parts(mesh)
    lowest = int(np.argmin(low[:, 1]))
    others = np.delete(touching(low, high)[lowest], lowest)
    assert others.any() or len(low) == 1, shape


@given(MODULES, FAMILIES, SEEDS)
@settings(max_examples=10, deadline=None)
def test_the_same_shape_and_seed_give_the_same_mesh(
    module: ModuleType, style: str, seed: int
) -> None:
    shape = drawn(module, style, None, seed)
    assert shape == drawn(module, style, None, seed)
    one, other = built(module, shape, seed), built(module, dict(shape), seed)
    assert np.array_equal(one.vertices, other.vertices)
    assert np.array_equal(one.coordinates, other.coordinates)


@pytest.mark.parametrize("module", PLAUSIBLE)
def test_designs_of_one_style_differ_in_many_ways(module: ModuleType) -> None:
    for style in STYLES:
        shapes = [drawn(module, style, None, seed) for seed in range(30)]
        names = {name for shape in shapes for name in shape}
        varied = [name for name in names if len({str(shape.get(name)) for shape in shapes}) > 1]
        assert len(varied) >= 8


def test_seats_are_at_the_height_people_sit() -> None:
    for style in STYLES:
        for seed in range(20):
            assert 0.37 <= float(drawn(sofas, style, None, seed)["seat_height"]) <= 0.48
            assert 0.43 <= float(drawn(dining_chairs, style, None, seed)["seat_height"]) <= 0.48


@pytest.mark.parametrize("kind", LEG_KINDS)
@pytest.mark.parametrize("height", [0.05, 0.14, 0.42, 0.72])
def test_legs_of_every_kind_reach_from_the_floor_into_what_they_carry(
    kind: str, height: float
) -> None:
    mesh = Mesh(3)
    four_legs(mesh, kind, 1.0, 0.6, height)
    low, high = mesh.extents()
    assert abs(low[1]) < 0.003
    # A slanting leg's end is slanting too.
    assert height + INTO - 0.002 < high[1] < height + INTO + 0.009
    assert low[0] > -0.52
    assert high[0] < 0.52
    assert low[2] > -0.32
    assert high[2] < 0.32
    rounded_box(mesh, Role.TOP, (0, height + 0.015, 0), (1.0, 0.03, 0.6))
    assert not loose_parts(mesh.arrays())


@pytest.mark.parametrize("kind", LEG_KINDS)
def test_legs_under_a_disc_stay_under_it(kind: str) -> None:
    mesh = Mesh(3)
    four_legs(mesh, kind, 0.8, 0.8, 0.7, radius=0.4)
    vertices = mesh.arrays().vertices
    assert np.hypot(vertices[:, 0], vertices[:, 2]).max() < 0.43


def test_an_unknown_kind_of_leg_is_refused() -> None:
    with pytest.raises(ValueError, match="tentacle"):
        leg(Mesh(0), "tentacle", 0.0, 0.0, 0.4)
