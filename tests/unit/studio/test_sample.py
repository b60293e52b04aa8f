from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.studio.designs.design import Design, Shape
from backend.studio.designs.sample import CATEGORY_WEIGHTS, SampleShape, plan
from backend.studio.designs.splits import split_of_design
from backend.studio.designs.styles import STYLES, StyleFamily


def any_shape(
    family: StyleFamily, second: StyleFamily | None, random: np.random.Generator
) -> Shape:
    return {"width": float(random.uniform(0.5, 2)), "legs": int(random.integers(3, 7))}


ALL: dict[str, SampleShape] = dict.fromkeys(CATEGORY_WEIGHTS, any_shape)


def by_id(designs: tuple[Design, ...]) -> dict[str, Design]:
    return {design.id: design for design in designs}


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 150), st.integers(0, 1 << 40))
def test_a_plan_is_what_was_asked_for(listings: int, seed: int) -> None:
    designs = plan(listings, seed, ALL)
    finishes = sum(len(design.finishes) for design in designs)
    assert finishes in (listings, listings + 1)
    ids = [design.listing_id(k) for design in designs for k in range(len(design.finishes))]
    assert len(set(ids)) == finishes
    assert len(by_id(designs)) == len(designs)
    for design in designs:
        assert 2 <= len(design.finishes) <= 4
        assert len(set(design.finishes)) == len(design.finishes)
        assert design.second_style != design.style


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 80), st.integers(0, 60), st.integers(0, 99))
def test_a_larger_plan_extends_the_smaller(listings: int, more: int, seed: int) -> None:
    small, large = plan(listings, seed, ALL), plan(listings + more, seed, ALL)
    assert plan(listings, seed, ALL) == small
    assert large[: len(small) - 1] == small[:-1]
    # Of the last one, finishes may have been left out.
    last, same = small[-1], large[len(small) - 1]
    assert (last.id, last.shape, last.seed) == (same.id, same.shape, same.seed)
    assert same.finishes[: len(last.finishes)] == last.finishes


def test_another_seed_gives_other_designs() -> None:
    assert plan(30, 1, ALL) != plan(30, 2, ALL)


def test_every_category_has_its_share_and_every_style() -> None:
    designs = plan(2000, 4, ALL)
    counts = Counter(design.category for design in designs)
    total = sum(CATEGORY_WEIGHTS.values())
    for category, weight in CATEGORY_WEIGHTS.items():
        assert counts[category] == pytest.approx(len(designs) * weight / total, abs=2)
        styles = {design.style for design in designs if design.category == category}
        assert len(styles) == min(len(STYLES), counts[category])
    mixed = sum(design.second_style is not None for design in designs) / len(designs)
    assert 0.08 < mixed < 0.25


def test_only_what_has_a_shape_is_planned() -> None:
    assert {design.category for design in plan(20, 3, {"sofa": any_shape})} == {"sofa"}


def test_without_shapes_there_is_no_plan() -> None:
    with pytest.raises(ValueError, match="no shapes"):
        plan(5, 1, {"spaceship": any_shape})


def test_designs_of_a_style_are_unlike_each_other() -> None:
    """The least difference of widths is larger than with shapes taken as they come."""

    def least_gap(widths: list[float]) -> float:
        return float(np.diff(np.sort(widths)).min())

    def widths_only(
        family: StyleFamily, second: StyleFamily | None, random: np.random.Generator
    ) -> Shape:
        return {"width": float(random.uniform(0.5, 2))}

    gaps, chance = [], []
    for seed in range(6):
        designs = plan(140, seed, {"sofa": widths_only})
        widths = [float(d.shape["width"]) for d in designs if d.style == designs[0].style]
        gaps.append(least_gap(widths))
        random = np.random.default_rng(seed)
        chance.append(least_gap(list(random.uniform(0.5, 2, len(widths)))))
    assert np.mean(gaps) > np.mean(chance)


@pytest.mark.parametrize("seed", range(20))
def test_every_five_designs_of_a_category_have_one_for_the_test(seed: int) -> None:
    splits = [split_of_design(f"wall-art-{number:04d}", seed) for number in range(1, 101)]
    for start in range(0, 100, 5):
        assert splits[start : start + 5].count("test") == 1
    for start in range(0, 100, 10):
        assert splits[start : start + 10].count("validation") == 1
