from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backend.studio.photos.stage import Prop, box_of, stage
from tests.unit.studio.shapes import boxes, no_mesh, plain

CUBE = boxes(((0, 0.5, 0), (1, 1, 1)))
PAIR = boxes(((0, 0.5, 0), (1, 1, 1)), ((0, 1.5, 0), (0.2, 1, 0.2)))
RED, BLUE, GREEN = (0.7, 0.0, 0.0), (0.0, 0.0, 0.7), (0.0, 0.7, 0.0)


def test_each_part_is_its_props_and_keeps_its_material() -> None:
    built = stage([
        Prop(PAIR, plain(RED, BLUE)),
        Prop(no_mesh(), ()),
        Prop(CUBE, plain(GREEN), (3, 0, 0)),
    ])  # fmt: skip
    assert built.prop_of(np.array([-1, 0, 1, 2], np.int32)).tolist() == [-1, 0, 0, 2]
    colors = [built.materials[role].color for role in built.mesh.role_of_face]
    props = built.prop_of(built.mesh.part_of_face)
    assert {color for color, prop in zip(colors, props, strict=True) if prop == 0} == {RED, BLUE}
    assert {color for color, prop in zip(colors, props, strict=True) if prop == 2} == {GREEN}


def test_a_prop_turns_about_its_own_axis_then_moves() -> None:
    long = boxes(((0, 0.5, 0), (2, 1, 0.4)))
    built = stage([Prop(long, plain(RED), (5, 1, -2), math.pi / 2)])
    low, high = built.mesh.vertices.min(axis=0), built.mesh.vertices.max(axis=0)
    assert low == pytest.approx([4.8, 1, -3], abs=1e-4)
    assert high == pytest.approx([5.2, 2, -1], abs=1e-4)


def test_an_empty_stage_has_nothing_on_it() -> None:
    built = stage([])
    assert len(built.mesh.faces) == 0
    assert built.materials == ()


@given(arrays(bool, st.tuples(st.integers(1, 9), st.integers(1, 9))))
def test_the_box_is_the_tightest(mask: np.ndarray) -> None:
    height, width = mask.shape
    seen = np.argwhere(mask)
    box = box_of(mask)
    if not len(seen):
        assert box is None
        return
    top, left = seen.min(axis=0)
    bottom, right = seen.max(axis=0) + 1
    assert box == (left / width, top / height, right / width, bottom / height)
