from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backend.training.diagnosis.photos import found_within, photo_ranks


def around(degrees: list[float]) -> np.ndarray:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_the_worst_photo_comes_first_with_what_was_found_instead() -> None:
    catalogue = around([0, 30, 60, 90, 120, 150])
    ranks = photo_ranks(around([0, 95]), catalogue, [0, 0], list("abcdef"))

    assert [(rank.photo, rank.rank) for rank in ranks] == [(1, 6), (0, 1)]
    assert [row for row, _ in ranks[0].found] == [3, 4, 2, 5, 1]
    assert found_within(ranks, 1) == 0.5
    assert found_within(ranks, 5) == 0.5
    assert found_within(ranks, 6) == 1


def test_another_finish_of_the_design_is_a_find() -> None:
    ranks = photo_ranks(around([90]), around([0, 80, 85]), [0], ["a", "b", "a"])

    assert ranks[0].rank == 1


def test_a_tie_is_no_success() -> None:
    ranks = photo_ranks(around([0]), around([0, 0]), [0], ["a", "b"])

    assert ranks[0].rank == 2


@given(
    st.lists(st.integers(0, 359), min_size=2, max_size=12),
    st.integers(0, 359),
    st.data(),
)
def test_a_rank_is_the_place_of_the_first_of_the_design(
    catalogue: list[int], photo: int, data: st.DataObject
) -> None:
    count = len(catalogue)
    designs = data.draw(st.lists(st.sampled_from("abc"), min_size=count, max_size=count))
    listing = data.draw(st.integers(0, count - 1))
    rows, query = around(list(catalogue)), around([photo])
    (rank,) = photo_ranks(query, rows, [listing], designs)

    cosines = rows @ query[0]
    # By hand: sort, on ties those of other designs first, and look for the first of its own.
    order = sorted(range(count), key=lambda row: (-cosines[row], designs[row] == designs[listing]))
    first = next(place for place, row in enumerate(order) if designs[row] == designs[listing])
    assert rank.rank == first + 1
