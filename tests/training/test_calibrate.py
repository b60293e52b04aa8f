from __future__ import annotations

import dataclasses

import numpy as np

from backend.encoder.calibration import Calibration, Line
from backend.encoder.matching import PairMaps
from backend.training.answers import Answers, Floats
from backend.training.calibrate import calibrate_matching, calibrate_scores
from backend.training.corpus import Ints
from backend.training.network import ATTRIBUTES
from tests.training.corpora import corpus

LISTINGS, DIMENSION = 40, 6
MAPS = PairMaps(
    basis=np.eye(DIMENSION, dtype=np.float32)[None], shared=np.ones(1, np.float32), pairs={}
)


def rows(count: int, seed: int) -> Floats:
    drawn = np.random.default_rng(seed).normal(size=(count, DIMENSION))
    unit: Floats = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return unit


def answers() -> Answers:
    """Photos that look somewhat like the listing that they show."""
    known = corpus(LISTINGS, finishes=1)
    packshots = rows(LISTINGS, 1)
    photos = packshots + 0.6 * rows(LISTINGS, 2)
    photos /= np.linalg.norm(photos, axis=1, keepdims=True)
    numbers = np.arange(LISTINGS)
    return Answers(
        corpus=known,
        shows=np.concatenate([numbers, numbers]),
        visual=np.concatenate([packshots, photos]),
        style=rows(2 * LISTINGS, 3),
        logits={
            name: np.zeros((2 * LISTINGS, len(values)), np.float32)
            for name, values in ATTRIBUTES.items()
        },
    )


def test_the_larger_the_catalogue_the_less_a_cosine_is_worth() -> None:
    seen = answers()
    told = [
        calibrate_scores(seen, rows(count, 4), MAPS, seed=0).visual_probability(0.9)
        for count in (0, 400, 4_000)
    ]
    assert told[0] > told[1] > told[2] > 0


def test_a_score_is_the_share_of_results_that_are_right() -> None:
    seen, others = answers(), rows(400, 4)
    told = calibrate_scores(seen, others, MAPS, seed=0)
    cosines = seen.visual[LISTINGS:] @ np.concatenate([seen.visual[:LISTINGS], others]).T
    first = np.argsort(-cosines, axis=1)[:, :10]
    right = first == np.arange(LISTINGS)[:, None]
    expected = [
        told.visual_probability(score) for score in np.take_along_axis(cosines, first, 1).ravel()
    ]
    assert abs(float(np.mean(expected)) - float(right.mean())) < 0.01


def test_several_pieces_are_judged_by_how_often_what_they_agree_on_was_right() -> None:
    """Rooms are of one of two tastes; without maps for rooms there is nothing to judge by."""
    seen = answers()
    taste = np.where(np.arange(LISTINGS) // 4 % 2, 1, -1)
    random = np.random.default_rng(5)
    kinds = seen.corpus.category
    rooms = tuple(
        np.array(
            [random.choice(np.flatnonzero((kinds == kind) & (taste == each))) for kind in range(4)]
        )
        for each in (-1, 1) * 60
    )
    styles = np.zeros((2 * LISTINGS, DIMENSION), np.float32)
    styles[:, 0] = np.tile(taste, 2)
    furnished = dataclasses.replace(
        seen, corpus=dataclasses.replace(seen.corpus, rooms=rooms), style=styles
    )
    maps = PairMaps(
        basis=MAPS.basis, shared=MAPS.shared, pairs={}, room_shared=np.ones(1, np.float32)
    )
    told = calibrate_scores(furnished, rows(10, 4), maps, seed=0)
    agreeing, opposed = told.room_probability(2.0, 2), told.room_probability(-2.0, 2)
    assert agreeing is not None
    assert opposed is not None
    # Of what two pieces agree on two in three are right: half of the random ones are too.
    assert 0.6 < agreeing < 0.8
    assert opposed < 0.05
    assert calibrate_scores(furnished, rows(10, 4), MAPS, seed=0).rooms == ()


def test_a_room_may_have_two_of_one_listing() -> None:
    seen = answers()
    twice = tuple(np.append(room, room[:2]) for room in seen.corpus.rooms)
    pairs = tuple(np.repeat(room[:2], 2) for room in seen.corpus.rooms)
    maps = PairMaps(
        basis=MAPS.basis, shared=MAPS.shared, pairs={}, room_shared=np.ones(1, np.float32)
    )

    def told(rooms: tuple[Ints, ...]) -> Calibration:
        furnished = dataclasses.replace(seen.corpus, rooms=rooms)
        return calibrate_matching(Line(slope=1.0, offset=0.0), furnished, seen.style, maps, seed=0)

    assert told(twice).rooms == told(seen.corpus.rooms).rooms != ()
    assert told(pairs).rooms == ()
