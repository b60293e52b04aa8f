from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.encoder.calibration import Calibration
from backend.errors import InvalidInput
from backend.search.rooms.pieces import Piece
from backend.search.rooms.scoring import Scoring, gathered
from backend.training.evaluation.judges import release_judge
from backend.training.evaluation.questions import Questions, ask
from tests.fakes.encoder import fake_bundle, fake_manifest
from tests.unit.search.rooms.making import piece, pieces, scoring

SEEDS = st.integers(0, 500)


def of_questions(questions: Questions) -> list[Piece]:
    return [
        piece(listing, category)
        for listing, category in zip(questions.listings, questions.categories, strict=True)
    ]


@pytest.mark.parametrize("calibrated", [True, False])
@pytest.mark.parametrize("rooms", [True, False])
def test_rooms_are_judged_as_releases_are(calibrated: bool, rooms: bool) -> None:
    """With what `credenza evaluate` adds up over the pieces of a room, both ways round."""
    known = scoring(1, calibrated=calibrated, rooms=rooms)
    categories = {f"{name}-{n}": name for name in ("rug", "sofa") for n in range(4)}
    questions = ask(categories, {"room": ("rug-1", "sofa-2")})
    listings = of_questions(questions)
    styles = np.array([each.style for each in listings])
    judge = release_judge(questions, styles, known.maps, known.calibration)
    summed = judge.room or judge.pair
    rugs, sofas = listings[:4], listings[4:]
    wanted = (summed("rug", "sofa") + summed("sofa", "rug").T) / 2
    assert np.allclose(known.log_odds(rugs, sofas), wanted, atol=1e-4)
    if calibrated:
        logits = known.pair_logits(rugs, sofas)
        assert logits is not None
        assert np.allclose(logits, judge.pair("rug", "sofa"), atol=1e-4)


@given(SEEDS, st.integers(0, 7))
def test_a_set_scores_the_same_in_any_order(seed: int, count: int) -> None:
    chosen = pieces(count, seed)
    shuffled = [chosen[place] for place in np.random.default_rng(seed).permutation(count)]
    known = scoring(seed)
    assert known.joint(shuffled) == pytest.approx(known.joint(chosen), abs=1e-9)


@given(SEEDS)
def test_the_score_of_a_set_is_the_sum_of_its_pairs(seed: int) -> None:
    chosen, known = pieces(5, seed), scoring(seed)
    pairs = [float(known.log_odds([a], [b])[0, 0]) for a, b in combinations(chosen, 2)]
    assert known.joint(chosen) == pytest.approx(sum(pairs), abs=1e-9)


@given(SEEDS)
def test_a_pair_scores_the_same_whatever_else_is_asked(seed: int) -> None:
    chosen, known = pieces(6, seed), scoring(seed)
    table = known.log_odds(chosen, chosen)
    assert np.array_equal(np.round(table, 9), np.round(table.T, 9))
    alone = known.log_odds([chosen[2]], [chosen[4]])[0, 0]
    assert round(float(alone), 9) == round(float(table[2, 4]), 9)


@pytest.mark.parametrize("rooms", [True, False])
@given(seed=SEEDS)
def test_candidates_of_a_category_are_sought_in_the_order_of_what_the_pieces_say(
    rooms: bool, seed: int
) -> None:
    known, there = scoring(seed, rooms=rooms), pieces(3, seed)
    candidates = [piece(f"c{number}", "rug", seed=seed + number) for number in range(20)]
    query = known.queries(there, "rug").sum(axis=0)
    sought = [float(query @ candidate.style) for candidate in candidates]
    said = known._directed(gathered(there), gathered(candidates), room=True).sum(axis=0)
    differences = said - np.array(sought)
    assert np.allclose(differences, differences[0], atol=1e-6)


def test_without_calibration_there_are_no_probabilities() -> None:
    chosen = pieces(3, 0)
    assert scoring(0, calibrated=False).pair_logits(chosen, chosen) is None


def test_a_release_that_knows_no_matches_cannot_score() -> None:
    with pytest.raises(InvalidInput, match="looks-only does not know what goes with what"):
        Scoring.of_release(fake_bundle(fake_manifest("looks-only")))
    known = Scoring.of_release(fake_bundle(fake_manifest("matching", matching=True)))
    assert isinstance(known.calibration, Calibration)
