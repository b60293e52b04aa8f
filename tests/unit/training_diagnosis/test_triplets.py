from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.training.diagnosis.triplets import Triplets, draw_triplets, judge, violations

CATEGORIES = ["sofa", "sofa", "sofa", "rug", "rug", "rug", None]
DESIGNS = ["s0", "s1", "s1", "r0", "r1", "r2", "x"]


def drawn(rooms: Sequence[Sequence[int]], seed: int = 0) -> list[tuple[int, ...]]:
    triplets = draw_triplets(rooms, CATEGORIES, DESIGNS, seed)
    return list(
        zip(
            triplets.anchor.tolist(),
            triplets.stylist.tolist(),
            triplets.random.tolist(),
            strict=True,
        )
    )


def test_two_that_share_a_room_make_a_triplet_either_way() -> None:
    found = drawn([[0, 3]])

    assert [each[:2] for each in found] == [(0, 3), (3, 0)]


def test_nothing_that_stands_beside_the_anchor_anywhere_is_its_random_listing() -> None:
    # The sofa 0 stands with two of the three rugs: only the third is left.
    for seed in range(5):
        assert [each for each in drawn([[0, 3], [0, 4]], seed) if each[0] == 0] == [
            (0, 3, 5),
            (0, 4, 5),
        ]


def test_where_no_random_listing_is_left_there_is_no_triplet() -> None:
    assert [
        each[0] for each in drawn([[0, 3, 4, 5]]) if each[1] in (3, 4, 5) and each[0] == 0
    ] == []


def test_finishes_of_a_design_and_unknown_categories_make_none() -> None:
    assert drawn([[1, 2]]) == []
    assert drawn([[0, 6]]) == []


def test_a_pair_that_is_in_many_rooms_counts_once() -> None:
    assert len(drawn([[0, 3], [3, 0], [0, 3, 3]])) == 2


@given(
    st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=4), max_size=6), st.integers(0, 99)
)
def test_a_random_listing_is_of_the_right_category_and_a_stranger(
    rooms: list[list[int]], seed: int
) -> None:
    for anchor, stylist, random in drawn(rooms, seed):
        assert any(anchor in room and stylist in room for room in rooms)
        assert CATEGORIES[random] == CATEGORIES[stylist]
        beside = {DESIGNS[row] for room in rooms if anchor in room for row in room}
        assert DESIGNS[random] not in beside
        assert DESIGNS[anchor] != DESIGNS[stylist]


TRIPLETS = Triplets(np.array([0, 3, 0]), np.array([3, 0, 4]), np.array([4, 1, 5]))
STYLES = np.array(
    [[1, 0], [0, 1], [0, 1], [1, 0], [0.6, 0.8], [0.8, 0.6], [1, 0]], dtype=np.float32
)


def unmapped(styles: np.ndarray, source: str, target: str) -> np.ndarray:
    return styles


def test_a_triplet_is_violated_when_the_random_listing_scores_higher() -> None:
    judged = judge(TRIPLETS, STYLES, CATEGORIES, unmapped, None)

    assert judged.stylist.tolist() == pytest.approx([1, 1, 0.6])
    assert judged.random.tolist() == pytest.approx([0.6, 0, 0.8])
    assert judged.violated.tolist() == [False, False, True]
    assert np.allclose(judged.margin, [-0.4, -1, 0.2])


def test_queries_and_odds_are_those_of_the_pair_of_categories() -> None:
    asked = []

    def turned(styles: np.ndarray, source: str, target: str) -> np.ndarray:
        asked.append((source, target))
        return styles[:, ::-1] if source == "rug" else styles

    def odds(scores: np.ndarray, source: str, target: str) -> np.ndarray:
        return 10 * scores if target == "sofa" else scores

    judged = judge(TRIPLETS, STYLES, CATEGORIES, turned, odds)

    assert sorted(set(asked)) == [("rug", "sofa"), ("sofa", "rug")]
    assert (judged.stylist[1], judged.random[1]) == (0, 1)
    assert (judged.stylist_logit[1], judged.random_logit[1]) == (0, 10)


def test_a_tie_is_a_violation() -> None:
    same = Triplets(np.array([0]), np.array([3]), np.array([3]))

    assert judge(same, STYLES, CATEGORIES, unmapped, None).violated.all()


def test_violations_are_counted_for_each_pair_of_categories() -> None:
    found = violations(judge(TRIPLETS, STYLES, CATEGORIES, unmapped, None), CATEGORIES)

    assert [(pair.source, pair.target, pair.triplets, pair.violated) for pair in found] == [
        ("rug", "sofa", 1, 0),
        ("sofa", "rug", 2, 1),
    ]
    assert found[1].share == 0.5
