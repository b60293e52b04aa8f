from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.training.evaluation.attributes import (
    Answers,
    Marks,
    class_table,
    likeliest,
    majority,
    several_figures,
    single_figures,
)

VALUES = ("oak", "red", "blue")
ROWS = st.lists(st.tuples(*(st.booleans() for _ in range(6))), min_size=1, max_size=12)


def answers(predicted: Marks, actual: Marks, first: list[int] | None = None) -> Answers:
    return Answers(
        values=VALUES,
        predicted=predicted,
        actual=actual,
        first=np.array(first if first is not None else [-1] * len(actual), np.int64),
        groups=np.array([str(row) for row in range(len(actual))]),
    )


def marks(*rows: str) -> Marks:
    return np.array([[letter == "x" for letter in row] for row in rows], np.bool_)


def f1(predicted: list[bool], actual: list[bool]) -> float:
    hits = sum(one and other for one, other in zip(predicted, actual, strict=True))
    return 2 * hits / max(sum(predicted) + sum(actual), 1)


@given(ROWS)
def test_macro_f1_is_the_mean_over_the_values_that_occur(rows: list[tuple[bool, ...]]) -> None:
    predicted = np.array([row[:3] for row in rows], np.bool_)
    actual = np.array([row[3:] for row in rows], np.bool_)
    if not actual.any():
        return
    scores = [
        f1(predicted[:, k].tolist(), actual[:, k].tolist()) for k in range(3) if actual[:, k].any()
    ]
    found = several_figures(answers(predicted, actual))[""].model
    assert found.value == pytest.approx(np.mean(scores))
    assert found.low <= found.value <= found.high


@given(ROWS)
def test_micro_f1_pools_all_values(rows: list[tuple[bool, ...]]) -> None:
    predicted = np.array([row[:3] for row in rows], np.bool_)
    actual = np.array([row[3:] for row in rows], np.bool_)
    found = several_figures(answers(predicted, actual)).get("micro_f1")
    if found is None:
        assert not predicted.any()
        assert not actual.any()
    else:
        assert found.model.value == pytest.approx(
            f1(predicted.ravel().tolist(), actual.ravel().tolist())
        )


def test_the_right_value_of_three_in_four() -> None:
    actual = marks("x  ", "x  ", " x ", "  x")
    predicted = marks("x  ", "x  ", " x ", "x  ")
    found = single_figures(answers(predicted, actual))
    assert found[""].model.value == 0.75
    assert found["balanced_accuracy"].model.value == pytest.approx(2 / 3)
    assert found[""].controls["majority"].value == 0.5
    assert found["balanced_accuracy"].controls["majority"].value == pytest.approx(1 / 3)


def test_the_majority_says_the_commonest_set_of_all() -> None:
    actual = marks("xx ", "xx ", "x  ")
    assert majority(actual).tolist() == marks("xx ", "xx ", "xx ").tolist()


def test_the_first_color_is_found_among_those_named() -> None:
    found = several_figures(
        answers(marks("xx ", " x ", "  x"), marks("x  ", "x  ", "  x"), [0, 0, 2])
    )
    assert found["first_among_predicted"].model.value == pytest.approx(2 / 3)


def test_a_picture_whose_first_color_is_unknown_is_not_asked() -> None:
    found = several_figures(answers(marks("x  ", "x  "), marks("x  ", " x "), [0, -1]))
    assert found["first_among_predicted"].model.n == 1


def test_one_value_is_the_likeliest_even_when_all_are_unlikely() -> None:
    shares = np.array([[0.2, 0.5, 0.3], [0.4, 0.4, 0.2]], np.float32)
    assert likeliest(shares).tolist() == marks(" x ", "x  ").tolist()


def test_the_table_has_a_row_for_what_is_there_or_said_to_be() -> None:
    rows = class_table(answers(marks("x  ", "x  "), marks("x  ", " x ")))
    assert [(row.value, row.n, row.precision, row.recall) for row in rows] == [
        ("oak", 1, 0.5, 1.0),
        ("red", 1, None, 0.0),
    ]


def test_no_pictures_have_no_figures() -> None:
    nothing = np.zeros((0, 3), np.bool_)
    assert single_figures(answers(nothing, nothing)) == {}
