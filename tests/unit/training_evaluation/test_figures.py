from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.training.evaluation.figures import Figure, Resamples, compared, interval

SHARES = st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1)), min_size=1, max_size=30)


def figure(value: float) -> Figure:
    return Figure(value=value, low=value, high=value, n=1)


@given(SHARES)
def test_a_mean_lies_in_its_interval_and_the_interval_among_the_values(
    answers: list[tuple[int, float]],
) -> None:
    groups, values = zip(*answers, strict=True)
    found = Resamples(groups).mean(values)
    assert found is not None
    assert found.value == pytest.approx(np.mean(values))
    assert min(values) - 1e-9 <= found.low <= found.value <= found.high <= max(values) + 1e-9
    assert found.n == len(values)


def test_an_interval_is_about_as_wide_as_the_normal_approximation_says() -> None:
    values = np.random.default_rng(1).random(400) < 0.3
    found = Resamples(np.arange(400)).mean(values)
    assert found is not None
    deviation = np.sqrt(0.3 * 0.7 / 400)
    assert found.high - found.low == pytest.approx(2 * 1.96 * deviation, rel=0.15)


def test_answers_about_one_design_count_as_one_answer() -> None:
    values = np.repeat(np.random.default_rng(2).random(40) < 0.5, 10)
    together = Resamples(np.repeat(np.arange(40), 10)).mean(values)
    apart = Resamples(np.arange(400)).mean(values)
    assert together is not None
    assert apart is not None
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_what_weighs_nothing_was_not_asked() -> None:
    assert Resamples(("a", "b")).mean((1.0, 0.0), (0.0, 0.0)) is None
    found = Resamples(("a", "b")).mean((1.0, 0.0), (2.0, 0.0))
    assert found == Figure(value=1.0, low=1.0, high=1.0, n=1)


def test_equal_questions_give_equal_intervals() -> None:
    values = np.random.default_rng(3).random(50)
    assert Resamples(np.arange(50)).mean(values) == Resamples(np.arange(50)).mean(values)


def test_bounds_never_leave_the_figure_out() -> None:
    assert interval(0.9, [0.1, 0.2, 0.3], 3).high == 0.9


def test_the_way_goes_from_the_best_control_to_the_ceiling() -> None:
    found = compared(figure(0.7), {"weak": figure(0.2), "strong": figure(0.6)}, ceiling=0.8)
    assert found is not None
    assert found.share_of_the_way == pytest.approx(0.5)


def test_there_is_no_way_where_a_control_is_at_the_ceiling() -> None:
    for ceiling in (None, 0.6):
        found = compared(figure(0.7), {"strong": figure(0.6)}, ceiling)
        assert found is not None
        assert found.share_of_the_way is None


def test_a_control_without_a_figure_is_left_out() -> None:
    found = compared(figure(0.7), {"known": figure(0.1), "unknown": None})
    assert found is not None
    assert set(found.controls) == {"known"}
    assert compared(None, {"known": figure(0.1)}) is None
