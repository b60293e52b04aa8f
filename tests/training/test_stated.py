"""What a merchant's word on style is worth, fitted on made-up vectors."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backend.encoder.matching import PairMaps
from backend.encoder.stated import StatedWords
from backend.training.answers import Answers, Floats, Gallery
from backend.training.calibrate import HeadCalibration
from backend.training.corpus import Corpus
from backend.training.losses import UNKNOWN
from backend.training.network import ATTRIBUTES
from backend.training.stated import STYLES as WORDS
from backend.training.stated import fit_stated, phrases_in, plainly_better, with_stated, words_in
from tests.training.corpora import corpus, unlabelled

LISTINGS, DIMENSION = 240, 8
STYLES = len(ATTRIBUTES["style"])
MAPS = PairMaps(
    basis=np.eye(DIMENSION, dtype=np.float32)[None], shared=np.ones(1, np.float32), pairs={}
)
HEADS = HeadCalibration(temperatures=dict.fromkeys(ATTRIBUTES, 1.0), thresholds={})
LEARNED = corpus(LISTINGS, finishes=1)


def unit(rows: NDArray[np.floating[Any]]) -> Floats:
    lengths: Floats = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return lengths


def gallery() -> Gallery:
    """The network has learned these: each lies where its style does."""
    noise = np.random.default_rng(1).normal(size=(LISTINGS, DIMENSION))
    styles = np.eye(DIMENSION)[LEARNED.style] + 0.3 * noise
    return Gallery(listings=np.arange(LISTINGS), visual=unit(noise), style=unit(styles))


def kept(*, rooms_by_style: bool = True, photos: int = 10) -> Answers:
    """Listings in which the network sees hardly anything of their style."""
    random = np.random.default_rng(2)
    known = corpus(LISTINGS, finishes=1, seed=3)
    if rooms_by_style:
        rooms = []
        for style in list(range(STYLES)) * 20:
            pieces = [
                np.flatnonzero((known.style == style) & (known.category == kind))
                for kind in range(4)
            ]
            rooms.append(np.array([random.choice(each) for each in pieces if len(each)]))
        known = dataclasses.replace(known, rooms=tuple(rooms))
    noise = random.normal(size=(LISTINGS + photos, DIMENSION))
    return Answers(
        corpus=known,
        shows=np.concatenate([np.arange(LISTINGS), np.arange(photos)]),
        visual=unit(noise),
        style=unit(noise),
        logits={
            name: np.zeros((LISTINGS + photos, len(values)), np.float32)
            for name, values in ATTRIBUTES.items()
        },
    )


def test_a_word_moves_listings_of_one_style_together() -> None:
    answers = kept()
    stated = fit_stated(LEARNED, gallery(), answers, HEADS, MAPS, seed=0)
    assert stated is not None
    assert stated.words == WORDS
    np.testing.assert_array_equal(stated.said, stated.seen)
    moved = with_stated(answers, HEADS, stated)
    same = answers.corpus.style[:, None] == answers.corpus.style

    def gap(style: Floats) -> float:
        cosines = style[:LISTINGS] @ style[:LISTINGS].T
        return float(cosines[same].mean() - cosines[~same].mean())

    assert gap(moved.style) > gap(answers.style) + 0.2
    np.testing.assert_array_equal(moved.style[LISTINGS:], answers.style[LISTINGS:])


@pytest.mark.parametrize("seed", range(5))
def test_a_word_that_says_nothing_of_rooms_moves_nothing(seed: int) -> None:
    """Rooms are drawn at random: whatever is found to help does so by chance."""
    answers = kept(rooms_by_style=False)
    assert fit_stated(LEARNED, gallery(), answers, HEADS, MAPS, seed) is None


def test_a_style_that_nobody_has_lies_in_the_midst_of_all() -> None:
    known = dataclasses.replace(LEARNED, style=np.where(LEARNED.style == 3, 4, LEARNED.style))
    drawn = gallery()
    off = unit(drawn.style + 2 * np.eye(DIMENSION)[7])  # vectors have a mean
    shifted = dataclasses.replace(drawn, style=off)
    stated = fit_stated(known, shifted, kept(), HEADS, MAPS, seed=0)
    assert stated is not None
    lengths = np.linalg.norm(stated.said, axis=1)
    assert lengths[3] < 0.01 * lengths[4]
    assert abs(float(stated.said[4, 7])) < float(stated.said[4, 4])


@pytest.mark.parametrize("where", ["learned", "kept", "rooms"])
def test_nothing_is_fitted_to_nothing(where: str) -> None:
    learned, answers = LEARNED, kept()
    if where == "learned":
        learned = corpus(LISTINGS, finishes=1, **unlabelled(LISTINGS))
    elif where == "kept":
        silent = np.full(LISTINGS, UNKNOWN)
        answers = dataclasses.replace(
            answers, corpus=dataclasses.replace(answers.corpus, style=silent)
        )
    else:
        answers = dataclasses.replace(answers, corpus=dataclasses.replace(answers.corpus, rooms=()))
    assert fit_stated(learned, gallery(), answers, HEADS, MAPS, seed=0) is None


def test_words_of_a_release_that_the_network_has_begun_from_are_kept_where_they_are_best() -> None:
    answers = kept()
    known = fit_stated(LEARNED, gallery(), answers, HEADS, MAPS, seed=0)
    assert known is not None
    one_way = np.ones_like(known.said)
    astray = StatedWords(words=WORDS, said=one_way, seen=one_way)
    silent = corpus(LISTINGS, finishes=1, **unlabelled(LISTINGS))

    def fitted(learned: Corpus, begun: StatedWords) -> StatedWords | None:
        return fit_stated(learned, gallery(), answers, HEADS, MAPS, seed=0, begun=begun)

    assert fitted(silent, known) is known
    assert fitted(silent, astray) is None
    again = fitted(LEARNED, astray)
    assert again is not None
    np.testing.assert_array_equal(again.said, known.said)


def test_who_says_nothing_stays_where_the_picture_is() -> None:
    answers = kept()
    said = answers.corpus.style.copy()
    said[::2] = UNKNOWN
    answers = dataclasses.replace(answers, corpus=dataclasses.replace(answers.corpus, style=said))
    shifts = np.eye(STYLES, DIMENSION, dtype=np.float32)
    stated = StatedWords(words=WORDS, said=shifts, seen=shifts)
    moved = with_stated(answers, HEADS, stated).style[:LISTINGS]
    stayed = (moved == answers.style[:LISTINGS]).all(axis=1)
    np.testing.assert_array_equal(stayed, said == UNKNOWN)
    assert with_stated(answers, HEADS, None) is answers


def test_words_are_what_merchants_say_of_style_colours_and_materials() -> None:
    none = np.zeros((3, 1), np.int64)
    colors = np.tile(none, len(ATTRIBUTES["colors"]))
    materials = np.tile(none, len(ATTRIBUTES["materials"]))
    colors[0, [5, 0]] = 1
    colors[1] = materials[1] = UNKNOWN
    materials[2, 1] = 1
    known = corpus(
        3,
        finishes=1,
        categories=1,
        style=np.array([2, UNKNOWN, 0]),
        colors=colors,
        materials=materials,
        texts=(("Desk", "A desk"), ("", ""), ("", "Steel")),
    )
    first, second, third = words_in(known)
    texts = ("text:a", "text:a desk", "text:desk")
    assert first == ("colors:walnut", "colors:white", "style:industrial", *texts)
    assert second == ()
    assert third == ("materials:metal", "style:midcentury", "text:steel")


def test_phrases_count_that_enough_designs_have_whatever_their_listings() -> None:
    one = corpus(
        6,
        finishes=2,
        categories=1,
        texts=(
            *(("Oak", "Oak legs, Tapani"), ("Oak", "walnut")),
            *(("Oak", ""), ("", "oak LEGS")),
            *(("Walnut", ""), ("walnut", "")),
        ),
    )
    other = corpus(2, finishes=1, categories=1, texts=(("Teak", "oak legs"), ("Teak", "")))
    assert phrases_in([one], 2) == ("text:legs", "text:oak", "text:oak legs", "text:walnut")
    assert phrases_in([one, other], 3) == ("text:legs", "text:oak", "text:oak legs")
    assert phrases_in([other], 2) == ("text:teak",)
    assert phrases_in([], 1) == ()


def test_what_wins_a_few_more_by_chance_is_not_better() -> None:
    random = np.random.default_rng(0)
    one = (random.random(4000) < 0.7).astype(np.float64)
    assert plainly_better(np.where(random.random(4000) < 0.1, 1.0, one), one)
    other = one.copy()
    other[:200] = random.permutation(other[:200])
    assert not plainly_better(other, one)
    assert not plainly_better(one, one)
    assert not plainly_better(np.empty(0), np.empty(0))


@pytest.mark.parametrize(("more", "plain"), [(1, False), (9, False), (10, True)])
def test_a_few_pairs_tell_little_even_if_all_agree(more: int, *, plain: bool) -> None:
    other = np.zeros(40)
    one = other.copy()
    one[:more] = 1.0
    assert plainly_better(one, other) is plain
