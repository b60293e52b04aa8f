from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backend.training.diagnosis.heads import Head, confusion, mistakes

VALUES = ("sofa", "rug", "lamp")


def single(*rows: tuple[float, ...]) -> Head:
    return Head("category", VALUES, np.array(rows, dtype=np.float32))


def several(*rows: tuple[float, ...]) -> Head:
    probabilities = np.array(rows, dtype=np.float32)
    return Head("colors", VALUES, probabilities, several=True, thresholds=(0.5, 0.2, 0.9))


def test_one_value_is_claimed_however_unlikely() -> None:
    ((value, odds),) = single((0.3, 0.4, 0.3)).claims(0)

    assert value == "rug"
    assert odds == pytest.approx(0.4)


def test_of_several_values_those_over_their_own_thresholds_are_claimed() -> None:
    head = several((0.5, 0.6, 0.8), (0.4, 0.1, 0.8))

    assert [value for value, _ in head.claims(0)] == ["rug", "sofa"]
    assert head.claims(1) == []


def test_the_surest_mistake_comes_first() -> None:
    head = single((0.6, 0.3, 0.1), (0.9, 0.05, 0.05), (0.1, 0.8, 0.1))
    found = mistakes(head, [("rug",), ("lamp",), ("rug",)])

    assert [(each.row, each.value, each.kind) for each in found] == [
        (1, "sofa", "claimed"),
        (0, "sofa", "claimed"),
    ]
    assert found[0].confidence == pytest.approx(0.9)


def test_what_nobody_knows_is_no_mistake() -> None:
    assert mistakes(single((0.9, 0.1, 0.0)), [()]) == []
    assert mistakes(single((0.9, 0.1, 0.0)), [("velvet",)]) == []


def test_a_value_left_out_can_be_the_surer_mistake() -> None:
    head = several((0.02, 0.3, 0.0))
    (found,) = mistakes(head, [("sofa",)])

    assert (found.kind, found.value) == ("missed", "sofa")
    assert found.confidence == pytest.approx(0.98)


def test_all_that_is_there_and_nothing_else_is_no_mistake() -> None:
    assert mistakes(several((0.7, 0.3, 0.1)), [("rug", "sofa")]) == []


def test_the_matrix_is_the_one_counted_by_hand() -> None:
    head = single((1, 0, 0), (0, 1, 0), (1, 0, 0), (0, 1, 0))
    found = confusion(head, [("sofa",), ("sofa",), ("sofa",), ()])

    assert found.values == ("sofa", "rug")
    assert found.counts == ((2, 1), (0, 0))
    assert (found.right, found.total) == (2, 3)
    assert found.mixed_up(5) == [("sofa", "rug", 1)]


def test_there_is_no_matrix_of_several_values() -> None:
    with pytest.raises(ValueError, match="several values"):
        confusion(several((1, 0, 0)), [("sofa",)])


@given(
    arrays(np.float32, (12, 3), elements=st.floats(0, 1, width=32)),
    st.lists(st.sampled_from(VALUES), min_size=12, max_size=12),
)
def test_what_is_off_the_diagonal_is_a_mistake_each(
    probabilities: np.ndarray, truth: list[str]
) -> None:
    head = Head("category", VALUES, probabilities)
    truths = [(value,) for value in truth]
    found = confusion(head, truths)

    assert found.total - found.right == len(mistakes(head, truths))
    for i, true in enumerate(found.values):
        assert sum(found.counts[i]) == truth.count(true)
