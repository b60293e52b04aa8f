from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.errors import InvalidInput
from backend.studio.stylist.factors import (
    FACTORS,
    METAL_MATCH,
    STYLE_AFFINITY,
    WOOD_MATCH,
    color_agreement,
    factors,
    factors_of_pairs,
)
from backend.studio.stylist.traits import Color, Traits, as_arrays
from tests.benchmarks.synthetic_rooms import catalogue
from tests.unit.studio.stylist_rooms import listing

lightness = st.floats(0, 1)
axis = st.floats(-0.3, 0.3)


def agreement(name: str, first: Traits, second: Traits) -> float:
    found = factors(as_arrays([first]), as_arrays([second]))
    return float(found[FACTORS.index(name), 0, 0])


def hue(degrees: float, chroma: float = 0.14, level: float = 0.6) -> Color:
    angle = math.radians(degrees)
    return level, chroma * math.cos(angle), chroma * math.sin(angle), 1.0


def harmony(first: Color, second: Color) -> float:
    return color_agreement(*first[:3], *second[:3])


def styled(**styles: float) -> Traits:
    return listing("x", "sofa", styles=styles)


@given(lightness, axis, axis, lightness, axis, axis)
@settings(max_examples=300, deadline=None)  # the first call compiles
def test_two_colors_agree_alike_in_either_order_and_never_beyond_one(
    l1: float, a1: float, b1: float, l2: float, a2: float, b2: float
) -> None:
    one_way = color_agreement(l1, a1, b1, l2, a2, b2)
    assert one_way == pytest.approx(color_agreement(l2, a2, b2, l1, a1, b1), abs=1e-9)
    assert -1 <= one_way <= 1


def test_hues_between_near_and_opposite_clash() -> None:
    same, near, between, opposite = (harmony(hue(20), hue(20 + d)) for d in (0, 25, 100, 180))
    assert same > near > 0.5
    assert 0 < opposite < near
    assert between < -0.5


def test_a_neutral_goes_with_every_hue_mildly() -> None:
    white = (0.95, 0.0, 0.0, 1.0)
    found = [harmony(white, hue(degrees)) for degrees in range(0, 360, 15)]
    assert min(found) > 0
    assert max(found) < 0.5


def test_warm_neutrals_keep_away_from_cool_ones() -> None:
    warm, cool = (0.8, 0.005, 0.028, 1.0), (0.6, -0.005, -0.028, 1.0)
    assert harmony(warm, (0.6, 0.005, 0.028, 1.0)) > harmony(warm, cool)


def test_light_beside_dark_is_better_than_two_lightnesses_that_nearly_match() -> None:
    strong, weak = (harmony(hue(30, level=level), hue(60, level=0.8)) for level in (0.3, 0.7))
    assert strong > weak


def test_a_mixture_of_styles_agrees_as_the_mixture_of_its_parts_does() -> None:
    rustic, glam, mixed = styled(rustic=1.0), styled(glam=1.0), styled(rustic=0.75, glam=0.25)
    assert agreement("style", rustic, glam) == pytest.approx(-0.9)
    assert agreement("style", rustic, mixed) == pytest.approx(0.75 * 1.0 + 0.25 * -0.9)


def test_a_palette_agrees_by_the_shares_of_its_colors() -> None:
    red, green, grey = hue(20), hue(150), (0.6, 0.0, 0.0, 1.0)
    both = listing("x", "rug", palette=((*red[:3], 0.8), (*grey[:3], 0.2)))
    other = listing("y", "sofa", palette=(green,))
    expected = 0.8 * harmony(red, green) + 0.2 * harmony(grey, green)
    assert agreement("color", both, other) == pytest.approx(expected, abs=1e-6)


def test_light_and_dark_wood_clash_and_no_wood_says_nothing() -> None:
    light, mid, dark, none = (
        listing("x", "desk", wood=wood) for wood in ("light", "mid", "dark", None)
    )
    assert agreement("wood", light, light) == 1
    assert agreement("wood", light, mid) == pytest.approx(0.3)
    assert agreement("wood", light, dark) == pytest.approx(-0.7)
    assert agreement("wood", light, none) == agreement("wood", none, none) == 0


def test_warm_metals_go_together_but_not_with_chrome() -> None:
    brass, copper, chrome, none = (
        listing("x", "floor_lamp", metal=metal) for metal in ("brass", "copper", "chrome", None)
    )
    assert agreement("metal", brass, copper) == pytest.approx(0.3)
    assert agreement("metal", brass, chrome) == pytest.approx(-0.6)
    assert agreement("metal", brass, none) == 0


def test_two_busy_pieces_fight_and_a_plain_one_calms() -> None:
    busy, plain = listing("x", "rug", pattern=1.0), listing("x", "sofa")
    assert agreement("pattern", busy, busy) == -1
    assert agreement("pattern", busy, plain) == pytest.approx(0.2)
    assert agreement("pattern", plain, plain) == 0


def test_the_matrices_are_symmetric_with_ones_on_the_diagonal() -> None:
    for matrix in (STYLE_AFFINITY, WOOD_MATCH, METAL_MATCH):
        assert (matrix == matrix.T).all()
        assert (np.diag(matrix) == 1).all()
        assert (matrix[~np.eye(len(matrix), dtype=bool)] < 1).all()


def test_pairs_one_by_one_are_those_of_the_whole_matrix() -> None:
    arrays = as_arrays(catalogue(60, 3))
    first, second = np.arange(0, 30), np.arange(30, 60)
    matrix = factors(arrays.take(first), arrays.take(second))
    pairs = factors_of_pairs(arrays.take(first), arrays.take(second))
    assert np.diagonal(matrix, axis1=1, axis2=2) == pytest.approx(pairs, abs=1e-6)
    assert np.abs(matrix).max() <= 1
    for values in matrix:
        assert values.std() > 0.05  # every factor tells some pairs from others


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": "hammock"},
        {"wood": "plywood"},
        {"metal": "tin"},
        {"styles": {"boho": 0.5}},
        {"styles": {"baroque": 1.0}},
        {"palette": ()},
        {"pattern": 1.5},
    ],
)
def test_traits_that_nobody_knows_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        listing("x", **({"category": "sofa"} | wrong))  # type: ignore[arg-type]
