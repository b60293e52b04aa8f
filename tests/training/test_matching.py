"""What goes with what, fitted on vectors that stand still."""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from rich.console import Console

from backend.encoder.stated import HEARD, StatedWords, Words
from backend.errors import ConfigurationError
from backend.training.answers import Floats
from backend.training.calibrate import judged_pairs
from backend.training.config import Sampling
from backend.training.corpus import Corpus, Ints
from backend.training.losses import UNKNOWN
from backend.training.matching import (
    VALUES,
    MatchingConfig,
    Shifts,
    Shop,
    fit_matching,
    loss_among,
)
from backend.training.network import PIECE, Matching
from backend.training.release import pair_maps
from backend.training.sampling import Asker, Blank
from backend.training.stated import wins, words_in
from tests.training.corpora import corpus

LISTINGS, DIMENSION, KINDS = 320, 12, 4
PHRASES: Words = tuple(f"text:phrase {letter}" for letter in "abcdef")
QUIET = Console(quiet=True)
CONFIG = MatchingConfig(
    steps=120, targets=2, questions=32, rate=2e-2, phrase_rate=2e-2, map_rate=5e-3, sparsity=0.02
)


def rooms_of_one(values: Ints, category: Ints, count: int, seed: int) -> tuple[Ints, ...]:
    """A piece of each category, all of one value."""
    random = np.random.default_rng(seed)
    rooms = []
    for _ in range(count):
        value = random.choice(values)
        pieces = [np.flatnonzero((values == value) & (category == kind)) for kind in range(KINDS)]
        if all(len(each) for each in pieces):
            rooms.append(np.array([random.choice(each) for each in pieces]))
    return tuple(rooms)


def shop(seed: int = 0, *, by: str = "style", **changes: Any) -> Shop:
    """Pictures say nothing; rooms go by what merchants say of `by`."""
    known = corpus(LISTINGS, finishes=1, categories=KINDS, seed=seed)
    values = known.style
    if by == "colors":
        values = np.random.default_rng(seed).integers(0, 6, LISTINGS)
        colors = np.zeros_like(known.colors)
        colors[np.arange(LISTINGS), values] = 1
        known = dataclasses.replace(known, colors=colors)
    if by == "texts":
        values = np.random.default_rng(seed).integers(0, len(PHRASES), LISTINGS)
        texts = tuple((f"A phrase {'abcdef'[value]}", "") for value in values)
        known = dataclasses.replace(known, texts=texts)
    rooms = rooms_of_one(values, known.category, 300, seed)
    known = dataclasses.replace(known, **({"rooms": rooms} | changes))
    noise = np.random.default_rng(seed + 1).normal(size=(LISTINGS, DIMENSION))
    styles = (noise / np.linalg.norm(noise, axis=1, keepdims=True)).astype(np.float32)
    seen = np.full((LISTINGS, len(VALUES)), 0.1, np.float32)
    return Shop.of(known, styles, seen, PHRASES)


def right(of: Shop, matching: Matching, shifts: Shifts) -> float:
    with torch.no_grad():
        vectors: Floats = shifts(of).numpy()
    return float(wins(judged_pairs(of.corpus, vectors, pair_maps(matching), seed=0)).mean())


@pytest.mark.parametrize("by", ["style", "colors", "texts"])
def test_words_that_rooms_go_by_are_heard_of_listings_never_seen_before(by: str) -> None:
    matching, shifts = Matching(DIMENSION, 4), Shifts(DIMENSION, PHRASES, None)
    unseen = shop(7, by=by)
    assert 0.4 < right(unseen, matching, shifts) < 0.6
    fit_matching([shop(by=by)], matching, shifts, CONFIG, QUIET)
    assert right(unseen, matching, shifts) > 0.65


def test_of_phrases_that_tell_little_nothing_is_kept() -> None:
    """Half of the listings are said to be solid, at random."""
    solid = np.random.default_rng(5).random(LISTINGS) < 0.5
    of = shop(by="texts")
    texts = tuple(
        (title, "Solid." if each else "")
        for (title, _), each in zip(of.corpus.texts, solid, strict=True)
    )
    phrases = (*PHRASES, "text:solid")
    told = dataclasses.replace(of.corpus, texts=texts)
    of = Shop.of(told, of.styles.numpy(), of.seen.numpy(), phrases)
    found = []
    for sparsity in (0.0, 0.14):
        matching, shifts = Matching(DIMENSION, 4), Shifts(DIMENSION, phrases, None)
        config = msgspec.structs.replace(CONFIG, sparsity=sparsity)
        fit_matching([of], matching, shifts, config, QUIET)
        found.append({word for word in shifts.fitted().words if word.startswith("text:")})
    assert found[0] == set(phrases)
    assert found[1]
    assert "text:solid" not in found[1]


def test_phrases_that_move_a_vector_by_too_little_are_left_out() -> None:
    shifts = Shifts(4, ("text:a", "text:b", "text:c"), None)
    with torch.no_grad():
        shifts.written.copy_(torch.tensor([[0.3, 0.0, 0.4, 0.0], [0.0, 0.2, 0.0, 0.1], [0.0] * 4]))
    assert shifts.fitted().words == (*VALUES, "text:a", "text:b")
    kept = shifts.fitted(0.5)
    assert kept.words == (*VALUES, "text:a")
    np.testing.assert_array_equal(kept.said[-1], np.array([0.3, 0.0, 0.4, 0.0], np.float32))


def test_a_shift_is_shortened_as_a_whole_and_ends_at_nothing() -> None:
    shifts = Shifts(4, ("text:a", "text:b"), None)
    with torch.no_grad():
        shifts.written.copy_(torch.tensor([[3.0, 0, 4, 0], [0.1, 0, 0, 0]]))
    met = torch.tensor([True, True])
    shifts.shorten(0.25, met)
    torch.testing.assert_close(
        shifts.written.detach(), torch.tensor([[2.7, 0, 3.6, 0], [0.0, 0, 0, 0]])
    )
    shifts.shorten(0.0, met)
    shifts.shorten(0.25, ~met)
    assert float(shifts.written.detach()[0, 0]) == pytest.approx(2.7)


def test_a_phrase_that_no_listing_says_is_neither_learned_nor_forgotten() -> None:
    rows = np.full((1, DIMENSION), 0.05, np.float32)
    begun = StatedWords(words=("text:sheesham",), said=rows, seen=np.zeros_like(rows))
    phrases = (*PHRASES, "text:sheesham")
    of = shop(by="texts")
    of = Shop.of(of.corpus, of.styles.numpy(), of.seen.numpy(), phrases)
    matching, shifts = Matching(DIMENSION, 4), Shifts(DIMENSION, phrases, begun)
    fit_matching([of], matching, shifts, CONFIG, QUIET)
    fitted = shifts.fitted()
    np.testing.assert_array_equal(fitted.said[fitted.words.index("text:sheesham")], rows[0])


def test_the_same_seed_fits_the_same() -> None:
    fits = []
    for seed in (1, 1, 2):
        matching, shifts = Matching(DIMENSION, 4), Shifts(DIMENSION, PHRASES, None)
        config = MatchingConfig(steps=5, targets=1, questions=8, seed=seed)
        fit_matching([shop()], matching, shifts, config, QUIET)
        fits.append((pair_maps(matching).packed(), shifts.fitted().packed()))
    assert fits[0] == fits[1]
    assert fits[0] != fits[2]


def test_each_shop_answers_for_its_own_listings() -> None:
    """One has no rooms: it is not asked, and takes nothing from the other."""
    matching, shifts = Matching(DIMENSION, 4), Shifts(DIMENSION, PHRASES, None)
    fit_matching([shop(3, rooms=()), shop()], matching, shifts, CONFIG, QUIET)
    assert right(shop(7), matching, shifts) > 0.75


def test_without_rooms_and_orders_there_is_nothing_to_fit_on() -> None:
    matching, shifts = Matching(DIMENSION, 4), Shifts(DIMENSION, PHRASES, None)
    with pytest.raises(ConfigurationError, match="no rooms and no orders"):
        fit_matching([shop(rooms=())], matching, shifts, CONFIG, QUIET)


def test_vectors_move_as_a_release_moves_them() -> None:
    of = shop(by="texts")
    silent = of.corpus.style.copy()
    silent[::2] = UNKNOWN
    known = dataclasses.replace(of.corpus, style=silent)
    of = Shop.of(known, of.styles.numpy(), of.seen.numpy(), PHRASES)
    shifts = Shifts(DIMENSION, PHRASES, None)
    with torch.no_grad():
        shifts.said.normal_(generator=torch.Generator().manual_seed(0))
        shifts.seen.normal_(generator=torch.Generator().manual_seed(1))
        shifts.written.normal_(generator=torch.Generator().manual_seed(2))
        ours = shifts(of).numpy()
        heard = torch.ones(LISTINGS, len(HEARD))
        heard[3] = 0.0
        unheard = shifts(of, heard).numpy()
    fitted = shifts.fitted()
    seen = np.pad(of.seen.numpy(), ((0, 0), (0, len(PHRASES))))
    served = fitted.moved(of.styles.numpy(), seen, words_in(of.corpus))
    np.testing.assert_allclose(ours, served, atol=1e-6)
    np.testing.assert_allclose(unheard[3], of.styles[3], atol=1e-6)
    np.testing.assert_array_equal(np.delete(unheard, 3, 0), np.delete(ours, 3, 0))


def test_a_fit_begins_with_the_words_that_a_release_has() -> None:
    rows = np.eye(3, DIMENSION, dtype=np.float32)
    pictured = 2 * rows * np.array([[1], [0], [1]], np.float32)
    words = ("style:glam", PHRASES[2], "colors:oak")
    begun = StatedWords(words=words, said=rows, seen=pictured)
    fitted = Shifts(DIMENSION, PHRASES, begun).fitted()
    assert fitted.words == (*VALUES, PHRASES[2])  # the other phrases move nothing
    at = [fitted.words.index(word) for word in begun.words]
    np.testing.assert_array_equal(fitted.said[at], rows)
    np.testing.assert_array_equal(fitted.seen[at], pictured)
    assert not np.delete(fitted.said, at, axis=0).any()


@pytest.mark.parametrize(
    "change",
    [
        {"steps": 0},
        {"targets": 0},
        {"questions": 0},
        {"designs": 0},
        {"silent": 1},
        {"sparsity": -0.1},
        {"sparsity": float("nan")},
        {"shortest": float("nan")},
    ],
)
def test_a_fit_of_nothing_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="not as it must be"):
        MatchingConfig(**change)


def slow_loss(
    known: Corpus, vectors: Floats, matching: Matching, blanks: list[Blank], target: int
) -> float:
    """One question at a time, in plain words."""
    losses = []
    for blank in blanks:
        query = np.zeros(DIMENSION)
        for anchor in blank.anchors.tolist():
            source = int(known.category[anchor])
            if source == UNKNOWN:
                continue
            weights = (matching.shared[PIECE] + matching.own[PIECE][source, target]).detach()
            mapped = np.einsum(
                "k,kij,j->i", weights.numpy(), matching.bases.detach().numpy(), vectors[anchor]
            )
            query += mapped
        together = set(blank.together.tolist())
        scale = float(matching.scale[PIECE].detach())
        scores = {
            each: scale * float(query @ vectors[each])
            for each in np.flatnonzero(known.category == target).tolist()
            if each == blank.positive or each not in together
        }
        total = np.log(np.sum(np.exp(list(scores.values()))))
        losses.append(total - scores[blank.positive])
    return float(np.mean(losses))


def test_all_listings_of_a_category_are_wrong_answers_but_what_stands_there_too() -> None:
    known = shop().corpus
    category = known.category.copy()
    category[known.rooms[0][0]] = UNKNOWN
    twice = np.append(known.rooms[0], np.flatnonzero(category == 1)[-1])
    known = dataclasses.replace(known, category=category, rooms=(twice, *known.rooms[1:20]))
    matching = Matching(DIMENSION, 4)
    with torch.no_grad():
        matching.own.normal_(generator=torch.Generator().manual_seed(0))
    vectors = F.normalize(torch.randn(LISTINGS, DIMENSION, generator=torch.Generator()), dim=1)
    asker, random = Asker(known, Sampling()), np.random.default_rng(0)
    blanks = [asker.room(1, random) for _ in range(60)]
    assert any(len(np.intersect1d(b.together, twice)) == len(twice) for b in blanks)
    found = loss_among(known, vectors, matching, blanks, 1, PIECE)
    expected = slow_loss(known, vectors.numpy(), matching, blanks, 1)
    assert float(found.detach()) == pytest.approx(expected, rel=1e-4)
