from __future__ import annotations

import dataclasses
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.training.config import Draws, Sampling
from backend.training.corpus import Corpus
from backend.training.losses import UNKNOWN
from backend.training.network import ATTRIBUTES
from backend.training.sampling import Batch, Blanks, Sampler, importance
from tests.training.corpora import corpus, unlabelled

PLAIN = Sampling(cold=0.0, debias=0.0)


def sampler(made: Corpus, sampling: Sampling = PLAIN, seed: int = 1) -> Sampler:
    return Sampler(made, sampling, seed)


def same(one: Batch, other: Batch) -> bool:
    arrays = [
        [
            b.pictures,
            b.seeds,
            b.listings,
            *(p.anchors for p in b.pairs),
            *(p.negative for p in b.pairs),
        ]
        for b in (one, other)
    ]
    return len(arrays[0]) == len(arrays[1]) and all(
        np.array_equal(a, b) for a, b in zip(*arrays, strict=True)
    )


def questions(batches: list[Batch]) -> list[tuple[int, list[int], int]]:
    """Of each question of one piece: target category, listings of the anchors, the positive."""
    return [
        (blanks.target, batch.listings[blanks.anchors[blanks.asked == n]].tolist(), int(answer))
        for batch in batches
        for blanks in batch.pairs
        for n, answer in enumerate(batch.listings[blanks.positives])
    ]


DRAWS = Draws(
    designs=5, pictures_each=2, of_attribute=3, pair_categories=2, pairs=4, rooms=3, distilled=6
)


@given(seed=st.integers(0, 99), keys=st.tuples(*[st.integers(0, 9)] * 3))
def test_the_same_keys_give_the_same_batch(seed: int, keys: tuple[int, int, int]) -> None:
    made = corpus()

    assert same(
        sampler(made, seed=seed).batch(DRAWS, *keys), sampler(made, seed=seed).batch(DRAWS, *keys)
    )


def test_another_step_rank_phase_or_seed_gives_another_batch() -> None:
    drawn = sampler(corpus())
    batches = [drawn.batch(DRAWS, *keys) for keys in ((0, 0, 0), (0, 0, 1), (0, 1, 0), (1, 0, 0))]
    batches.append(sampler(corpus(), seed=2).batch(DRAWS, 0, 0, 0))

    assert not any(same(one, other) for one, other in pairwise(batches))


def test_a_batch_has_what_was_asked_for() -> None:
    made = corpus()
    for step in range(20):
        batch = sampler(made).batch(DRAWS, 0, step, 0)

        retrieval, attributes, pairs = 5 * 2, 5 * 3, 2 * 4 * 2
        in_rooms = sum(len(r.anchors) + len(r.positives) for r in batch.rooms)
        assert len(batch.pictures) == retrieval + attributes + pairs + in_rooms
        assert len(batch.pairs) == len(batch.rooms) == 2
        shown = [made.pictures[number].listing for number in batch.pictures]
        assert shown == batch.listings.tolist()
        for blanks in (*batch.pairs, *batch.rooms):
            answers = batch.listings[blanks.positives]
            assert (made.category[answers] == blanks.target).all()


def test_each_design_brings_a_photo_and_packshots() -> None:
    made = corpus(listings=24, finishes=2)
    draws = Draws(designs=6, pictures_each=3, of_attribute=0, pair_categories=0)
    for step in range(20):
        batch = sampler(made).batch(draws, 0, step, 0)
        by_design: dict[int, list[int]] = {}
        for picture, listing in zip(batch.pictures, batch.listings, strict=True):
            by_design.setdefault(int(made.design[listing]), []).append(int(picture))

        assert len(by_design) == 6
        for design, pictures in by_design.items():
            scenes = sum(made.pictures[picture].scene for picture in pictures)
            assert len(set(pictures)) == len(pictures) == 3
            assert scenes == design % 2


def test_a_photo_does_not_replace_the_only_packshot() -> None:
    made = corpus(listings=8, finishes=1, packshots=1)
    draws = Draws(designs=8, pictures_each=3, of_attribute=0, pair_categories=0)

    batch = sampler(made).batch(draws, 0, 0, 0)

    assert sorted(batch.pictures.tolist()) == list(range(len(made.pictures)))


def test_more_designs_than_there_are_come_again() -> None:
    made = corpus(listings=4, finishes=2, categories=2)
    draws = Draws(designs=6, pictures_each=2, of_attribute=0, pair_categories=0)

    assert len(sampler(made).batch(draws, 0, 0, 0).pictures) == 12


def test_rare_values_are_drawn_as_often_as_common_ones() -> None:
    listings = 60
    style = np.zeros(listings, np.int64)
    style[:2], style[2] = 3, 5
    style[3:20] = UNKNOWN
    made = corpus(listings, **(unlabelled(listings) | {"style": style, "rooms": ()}))
    draws = Draws(designs=0, of_attribute=30, pair_categories=0)

    drawn = [sampler(made).batch(draws, 0, step, 0) for step in range(40)]

    counts = Counter(int(style[at]) for batch in drawn for at in batch.listings)
    assert set(counts) == {0, 3, 5}  # what is unknown teaches nothing
    assert all(0.27 < count / (30 * 40) < 0.4 for count in counts.values())


def test_attributes_have_equal_draws_whatever_is_known_of_them() -> None:
    listings = 40
    colors = np.full((listings, len(ATTRIBUTES["colors"])), UNKNOWN)
    colors[7] = 0
    colors[7, 3] = 1
    style = np.zeros(listings, np.int64)
    made = corpus(listings, **(unlabelled(listings) | {"style": style, "colors": colors}))
    draws = Draws(designs=0, of_attribute=5, pair_categories=0)

    batch = sampler(made).batch(draws, 0, 0, 0)

    assert len(batch.listings) == 5 + 5  # style and colours; of the others nothing is known
    assert (batch.listings == 7).sum() >= 5


@pytest.mark.parametrize("photos", [0.0, 0.4, 1.0])
def test_photos_have_their_share_of_a_value_however_few_there_are(photos: float) -> None:
    listings = 80
    style = np.repeat([0, 1, 2, 3], 20)  # of style 3 nothing was photographed
    made = corpus(listings, **(unlabelled(listings) | {"style": style, "rooms": ()}))
    scenes = tuple(each if at % 20 < 4 and at < 60 else () for at, each in enumerate(made.scenes))
    made = dataclasses.replace(made, scenes=scenes)
    draws = Draws(designs=0, of_attribute=40, pair_categories=0)

    drawn = [sampler(made, Sampling(photos=photos)).batch(draws, 0, n, 0) for n in range(30)]

    shown = [made.pictures[picture] for batch in drawn for picture in batch.pictures]
    for value in range(4):
        share = np.mean([each.scene for each in shown if style[each.listing] == value])
        assert share == pytest.approx(photos if value < 3 else 0, abs=0.1)


def test_cold_designs_get_at_least_their_share() -> None:
    cold = np.zeros(80, np.bool_)
    cold[:4] = True
    made = corpus(80, cold=cold)
    draws = Draws(designs=20, pictures_each=1, of_attribute=0, pair_categories=0)

    drawn = sampler(made, Sampling(cold=0.3))
    batches = [drawn.batch(draws, 0, step, 0) for step in range(60)]

    share = np.mean([cold[batch.listings].mean() for batch in batches])
    assert 0.25 < share < 0.37


def test_cold_listings_get_their_share_of_pairs() -> None:
    made = corpus(80, categories=2)
    cold = np.zeros(80, np.bool_)
    cold[:8] = True
    rooms = tuple(np.array(room) for room in [(0, 2), (4, 6), *[(12, 14), (16, 18)] * 100])
    made = corpus(80, categories=2, cold=cold, rooms=rooms)
    draws = Draws(designs=0, of_attribute=0, pair_categories=2, pairs=10)

    drawn = sampler(made, Sampling(cold=0.4, debias=0.0))
    asked = questions([drawn.batch(draws, 0, step, 0) for step in range(60)])

    assert 0.33 < np.mean([cold[answer] for _, _, answer in asked]) < 0.5


def test_nothing_cold_is_no_trouble() -> None:
    assert len(sampler(corpus(), Sampling(cold=1.0)).batch(DRAWS, 0, 0, 0).pictures)


def test_all_cold_is_no_trouble() -> None:
    made = corpus(cold=np.ones(24, np.bool_))

    assert len(sampler(made, Sampling(cold=0.0)).batch(DRAWS, 0, 0, 0).pictures)


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=60),
    st.sampled_from([0.0, 0.3, 0.7, 1.0]),
)
def test_popularity_is_taken_out_to_a_power(listings: list[int], debias: float) -> None:
    weights = importance(np.array(listings), debias)

    for listing, count in Counter(listings).items():
        total = sum(w for w, each in zip(weights, listings, strict=True) if each == listing)
        assert total == pytest.approx(count ** (1 - debias))


def test_debiased_draws_ask_for_all_alike() -> None:
    popular = [(0, 2)] * 90 + [(4, 2)] * 10  # of one category: one bestseller and one that is not
    made = corpus(16, categories=2, rooms=tuple(np.array(pair) for pair in popular))
    draws = Draws(designs=0, of_attribute=0, pair_categories=4, pairs=20)

    def share(debias: float) -> float:
        drawn = sampler(made, Sampling(cold=0.0, debias=debias))
        asked = questions([drawn.batch(draws, 0, step, 0) for step in range(12)])
        answers = [answer for target, _, answer in asked if target == 0]
        return float(np.mean([answer == 0 for answer in answers]))

    assert 0.84 < share(0.0) < 0.96
    assert 0.4 < share(1.0) < 0.6


def test_a_design_brings_no_more_than_its_cap() -> None:
    busy = [(0, 2)] * 95 + [(4, 2)] * 5
    made = corpus(16, categories=2, rooms=tuple(np.array(pair) for pair in busy))
    draws = Draws(designs=0, of_attribute=0, pair_categories=4, pairs=20)

    drawn = sampler(made, Sampling(cold=0.0, debias=0.0, per_design=5))
    asked = questions([drawn.batch(draws, 0, step, 0) for step in range(12)])

    answers = [answer for target, _, answer in asked if target == 0]
    assert 0.4 < np.mean([answer == 0 for answer in answers]) < 0.6


def test_what_is_left_of_a_capped_design_is_spread_over_its_rooms() -> None:
    rooms = [(0, 2 + 4 * (number % 5)) for number in range(50)] + [(4, 2)]
    made = corpus(24, categories=2, finishes=2, rooms=tuple(np.array(pair) for pair in rooms))
    draws = Draws(designs=0, of_attribute=0, pair_categories=4, pairs=40)

    drawn = sampler(made, Sampling(cold=0.0, debias=0.0, per_design=25))
    asked = questions([drawn.batch(draws, 0, step, 0) for step in range(8)])

    beside = Counter(anchors[0] for target, anchors, answer in asked if answer == 0)
    assert set(beside) == {2, 6, 10, 14, 18}


def negatives_by_hand(made: Corpus, batch: Batch, blanks: Blanks) -> None:
    """Whoever is wrong stands in no room with all that was asked from, and nobody is wrong to
    its own question."""
    sets = [set(row.tolist()) for row in (*made.rooms, *made.orders)]
    answers = batch.listings[blanks.positives].tolist()
    for asked, own in enumerate(answers):
        anchors = set(batch.listings[blanks.anchors[blanks.asked == asked]].tolist())
        possible = [each for each in sets if own in each and anchors <= each]
        assert possible
        assert own not in anchors
        assert not blanks.negative[asked, asked]
        for answer, wrong in zip(answers, blanks.negative[asked], strict=True):
            if wrong:
                assert any(answer not in each for each in possible)
            else:
                assert any(answer in each for each in possible)


def test_wrong_answers_never_stand_in_the_same_room() -> None:
    # Rooms with two pieces of a category: the other one must not be taken for wrong.
    made = corpus(24, categories=3)
    random = np.random.default_rng(0)
    rooms = tuple(random.permutation(24)[:6] for _ in range(12))
    made = corpus(24, categories=3, rooms=rooms, orders=rooms[:4])
    shared = 0
    for step in range(30):
        batch = sampler(made).batch(DRAWS, 0, step, 0)
        for blanks in (*batch.pairs, *batch.rooms):
            negatives_by_hand(made, batch, blanks)
            shared += int((~blanks.negative).sum()) - len(blanks.positives)
    assert shared > 0


def test_a_whole_room_is_asked_with_all_its_other_pieces() -> None:
    made = corpus()
    rooms = [sorted(room.tolist()) for room in made.rooms]
    for step in range(10):
        batch = sampler(made).batch(DRAWS, 0, step, 0)
        for blanks in batch.rooms:
            for asked, own in enumerate(batch.listings[blanks.positives].tolist()):
                anchors = batch.listings[blanks.anchors[blanks.asked == asked]].tolist()
                assert sorted([*anchors, own]) in rooms


def test_rooms_and_orders_are_mixed_as_told() -> None:
    rooms = tuple(np.array([0, 2]) for _ in range(5))
    orders = tuple(np.array([4, 6]) for _ in range(300))
    made = corpus(16, categories=2, rooms=rooms, orders=orders)
    draws = Draws(designs=0, of_attribute=0, pair_categories=2, pairs=20)
    # Each pool has one listing of a category: another one, or there is nothing to tell apart.
    rooms += (np.array([8, 10]),)
    orders += (np.array([12, 14]),)
    made = corpus(16, categories=2, rooms=rooms, orders=orders)

    drawn = sampler(made, Sampling(rooms=0.7, cold=0.0))
    asked = questions([drawn.batch(draws, 0, step, 0) for step in range(20)])

    assert 0.63 < np.mean([answer in {0, 2, 8, 10} for _, _, answer in asked]) < 0.77


def test_orders_alone_are_learned_from_too() -> None:
    made = corpus()
    made = corpus(rooms=(), orders=made.rooms)

    batch = sampler(made).batch(DRAWS, 0, 0, 0)

    assert len(batch.pairs) == 2
    assert batch.rooms == ()


def test_without_rooms_and_orders_there_are_no_questions() -> None:
    batch = sampler(corpus(rooms=())).batch(DRAWS, 0, 0, 0)

    assert batch.pairs == batch.rooms == ()
    assert len(batch.pictures) == 5 * 2 + 5 * 3


def test_pieces_of_no_known_category_are_never_asked_for() -> None:
    made = corpus()
    category = made.category.copy()
    category[::2] = UNKNOWN
    made = corpus(category=category)
    for step in range(10):
        for target, _, answer in questions([sampler(made).batch(DRAWS, 0, step, 0)]):
            assert category[answer] == target != UNKNOWN


def test_any_picture_may_be_distilled() -> None:
    made = corpus()
    draws = Draws(
        designs=3, pictures_each=2, of_attribute=2, pair_categories=1, pairs=3, distilled=4
    )
    batches = [sampler(made).batch(draws, 0, step, 0) for step in range(60)]

    for_pairs = [
        bool({*blanks.anchors.tolist(), *blanks.positives.tolist()} & set(range(4)))
        for batch in batches
        for blanks in batch.pairs
    ]
    assert 0.3 < np.mean(for_pairs) <= 1
    assert any(
        not set(range(4)) <= {*blanks.anchors.tolist(), *blanks.positives.tolist()}
        for batch in batches
        for blanks in batch.pairs
    )
