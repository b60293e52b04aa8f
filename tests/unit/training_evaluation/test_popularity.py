from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.training.evaluation.popularity import (
    cold_share,
    gini,
    recommend,
    spearman,
    spread,
)
from tests.unit.training_evaluation.rooms import (
    judge_of_matrix,
    matched_questions,
    random_judge,
)

COUNTS = st.lists(st.integers(0, 20), min_size=1, max_size=20)


@given(COUNTS)
def test_gini_is_half_the_mean_difference_over_the_mean(counts: list[int]) -> None:
    values = np.array(counts, np.float64)
    if not values.any():
        assert gini(values) == 0.0
        return
    apart = np.abs(values[:, None] - values[None]).mean()
    assert gini(values) == pytest.approx(apart / (2 * values.mean()), abs=1e-12)


def test_equal_shares_have_no_inequality() -> None:
    assert gini(np.full(7, 3.0)) == pytest.approx(0.0)


@given(COUNTS)
def test_ranks_that_agree_correlate_fully_and_constants_not_at_all(counts: list[int]) -> None:
    values = np.array(counts, np.float64)
    if len(set(counts)) == 1:
        assert spearman(values, np.arange(len(values), dtype=np.float64)) is None
    else:
        assert spearman(values, values**3) == pytest.approx(1.0)
        assert spearman(values, -values) == pytest.approx(-1.0)


def test_each_listing_recommends_the_best_of_other_categories() -> None:
    questions = matched_questions(each=5)
    judge = random_judge(questions, 3)
    designs = np.array(questions.listings)
    cold = np.arange(15) % 3 == 0
    found = recommend(questions, judge.pair, designs, cold, 2)
    counts, cold_ones = dict.fromkeys(range(15), 0), 0
    spans = questions.spans()
    for source in spans:
        for target in set(spans) - {source}:
            for row in judge.pair(source, target):
                for column in np.argsort(-row)[:2].tolist():
                    counts[spans[target].start + column] += 1
                    cold_ones += bool(cold[spans[target].start + column])
    assert found.counts.tolist() == list(counts.values())
    assert found.shown.sum() == 3 * 5 * 2 * 2
    assert found.cold.sum() == cold_ones


def test_no_listing_recommends_its_own_design() -> None:
    questions = matched_questions(each=5)
    designs = np.array(["one"] * 15)
    found = recommend(questions, random_judge(questions, 3).pair, designs, np.ones(15, bool), 2)
    assert found.shown.sum() == found.counts.sum() == 0


def test_who_always_recommends_the_same_covers_little_and_follows_the_crowd() -> None:
    questions = matched_questions(each=12)
    popularity = np.tile(np.arange(12, dtype=np.float64), 3)
    crowd = judge_of_matrix(questions, np.repeat(popularity[None], 36, axis=0))
    designs = np.array(questions.listings)
    cold = popularity < 3
    found = recommend(questions, crowd.pair, designs, cold, 3)
    measured = spread(found, cold, popularity)
    assert measured.coverage == pytest.approx(3 / 12)
    assert measured.gini == pytest.approx(0.75)
    assert measured.cold_catalogue == measured.cold_expected == pytest.approx(0.25)
    assert measured.popularity_correlation is not None
    assert measured.popularity_correlation > 0.5
    share = cold_share(found, cold, designs)
    assert share is not None
    assert (share.model.value, share.controls["half_share"].value) == (0.0, 0.125)


def test_where_nothing_is_cold_there_is_no_share_of_it() -> None:
    questions = matched_questions(each=5)
    designs = np.array(questions.listings)
    warm = np.zeros(15, np.bool_)
    found = recommend(questions, random_judge(questions, 3).pair, designs, warm, 2)
    assert cold_share(found, warm, designs) is None
    assert spread(found, None, None).cold_catalogue is None
