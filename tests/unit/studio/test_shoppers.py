from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from backend.dataset.records import SPLITS, Split
from backend.dataset.splits import split_of
from backend.studio.seeds import generator
from backend.studio.shoppers.popularity import COLD_SHARE, Offer, gini, is_cold, popularity
from backend.studio.shoppers.sessions import Order, Shop, Visit, click_chances, position_bias
from backend.studio.shoppers.shopper import Liking, draw_shopper
from backend.taxonomy import COLORS, STYLES

SEED = 4
CATEGORIES = ("sofa", "coffee_table", "rug", "armchair", "floor_lamp")


@cache
def offers() -> tuple[Offer, ...]:
    made = []
    for category in CATEGORIES:
        for number in range(120):
            design = f"{category.replace('_', '-')}-{number:04d}"
            random = generator(0, design)
            for finish in "abc":
                made.append(
                    Offer(
                        listing=f"{design}-{finish}",
                        design=design,
                        category=category,
                        split=split_of(design),
                        price=float(random.uniform(100, 900)),
                        styles={str(random.choice(STYLES)): 1.0},
                        palette={str(random.choice(list(COLORS))): 1.0},
                    )
                )
    return tuple(made)


@cache
def shop() -> Shop:
    return Shop(offers(), SEED)


@cache
def traits() -> dict[str, NDArray[np.float64]]:
    """What this test's stylist goes by."""
    return {
        offer.listing: generator(1, offer.listing).standard_normal(4) * 0.8 for offer in offers()
    }


@cache
def by_listing() -> dict[str, Offer]:
    return {offer.listing: offer for offer in offers()}


@cache
def trait_rows(split: Split, category: str) -> NDArray[np.float64]:
    return np.array([traits()[listing] for listing in shop().listings(split, category)])


def pair_scores(anchor: str, category: str) -> NDArray[np.float64]:
    return np.asarray(trait_rows(by_listing()[anchor].split, category) @ traits()[anchor])


@cache
def visits(split: Split = "train") -> tuple[Visit, ...]:
    return tuple(shop().visits(split, 1200 if split == "train" else 150))


@cache
def orders(split: Split = "train") -> tuple[Order, ...]:
    return tuple(shop().orders(split, 1500 if split == "train" else 150, pair_scores))


def test_a_few_listings_have_most_of_the_popularity():
    shares = popularity(offers(), SEED)
    for category in CATEGORIES:
        chosen = [
            index
            for index, offer in enumerate(offers())
            if offer.category == category and offer.split == "train"
        ]
        assert shares[chosen].sum() == pytest.approx(1)
        assert gini(shares[chosen]) > 0.7


def test_ginis_coefficient_of_equal_shares_is_nought_and_of_all_to_one_nearly_one():
    assert gini(np.ones(50)) == pytest.approx(0)
    assert gini(np.eye(50)[0]) == pytest.approx(0.98)


def test_what_is_clicked_is_headed_by_a_few():
    clicks = Counter(listing for visit in visits() for listing in visit.clicked)
    listed = [offer.listing for offer in offers() if offer.split == "train"]
    assert gini(np.array([clicks[listing] for listing in listed], np.float64)) > 0.7


def test_about_a_fifth_of_each_splits_designs_is_cold():
    designs = {f"sofa-{number:05d}" for number in range(6000)}
    for split in SPLITS:
        members = [design for design in designs if split_of(design) == split]
        cold = sum(is_cold(design, SEED) for design in members) / len(members)
        assert cold == pytest.approx(COLD_SHARE, abs=0.05)


def test_cold_listings_never_appear_with_all_their_finishes():
    shares = popularity(offers(), SEED)
    cold = {offer.listing for offer in offers() if is_cold(offer.design, SEED)}
    assert cold
    assert all(
        (share == 0) == (offer.listing in cold)
        for share, offer in zip(shares, offers(), strict=True)
    )
    for split in SPLITS:
        seen = {listing for visit in visits(split) for listing in (*visit.shown, *visit.clicked)}
        seen |= {listing for order in orders(split) for listing in order.listings}
        assert not seen & cold


@pytest.mark.parametrize("split", SPLITS)
def test_a_session_stays_within_one_split(split: Split):
    for visit in visits(split):
        assert {by_listing()[listing].split for listing in visit.shown} == {split}
        assert len({by_listing()[listing].category for listing in visit.shown}) == 1
    for order in orders(split):
        assert {by_listing()[listing].split for listing in order.listings} == {split}
        categories = [by_listing()[listing].category for listing in order.listings]
        assert 2 <= len(categories) == len(set(categories))


def test_what_is_clicked_was_shown_in_that_order():
    for visit in visits():
        places = [visit.shown.index(listing) for listing in visit.clicked]
        assert len(places) >= 2
        assert places == sorted(set(places))


def test_the_same_offer_is_clicked_less_the_lower_it_stands():
    assert position_bias(7)[[0, 2, 6]] == pytest.approx([1, 1 / 2, 1 / 3])
    assert click_chances(np.zeros(5)) == pytest.approx(0.7 * position_bias(5))
    # On record: over all visits, the top is clicked more often than the tenth place and that more
    # often than the twentieth, by about what the bias says.
    rates = np.zeros(24)
    for visit in visits():
        for listing in visit.clicked:
            rates[visit.shown.index(listing)] += 1
    top, middle, low = rates[:2].mean(), rates[8:12].mean(), rates[18:24].mean()
    assert top > 1.8 * middle
    assert middle > 1.1 * low


def test_what_one_shopper_looks_at_is_alike():
    """Pairs clicked in one visit share a style more often than pairs shown in one visit."""

    def alike(listings: tuple[str, ...]) -> list[bool]:
        styles = [by_listing()[listing].styles for listing in listings]
        return [a == b for i, a in enumerate(styles) for b in styles[:i]]

    clicked = np.mean([same for visit in visits() for same in alike(visit.clicked)])
    shown = np.mean([same for visit in visits() for same in alike(visit.shown)])
    assert clicked > 1.2 * shown


def test_a_shopper_likes_a_favourite_style_at_a_fitting_price_best():
    def offer(style: str, price: float) -> Offer:
        return Offer(
            listing=f"{style}-{price:.0f}",
            design=style,
            category="sofa",
            split="train",
            price=price,
            styles={style: 1.0},
            palette={"grey": 1.0},
        )

    shopper = draw_shopper(np.random.default_rng(0))
    favourite = STYLES[int(np.argmax(shopper.styles))]
    other = STYLES[int(np.argmin(shopper.styles))]
    usual = 500.0
    fitting = usual * shopper.budget
    page = [
        offer(favourite, fitting), offer(other, fitting), offer(favourite, fitting * 8),
        offer("glam", usual), offer("rustic", usual), offer("boho", usual), offer("glam", usual),
    ]  # fmt: skip
    liked = Liking(page).of(shopper)
    assert liked[0] > liked[1]
    assert liked[0] > liked[2]


def test_pairs_bought_together_go_better_than_chance_and_worse_than_the_stylists():
    bought, less, stylists, chance = [], [], [], []
    for order in orders():
        for scores, odds, score in pairs(order):
            bought.append(score)
            stylists.append(odds @ scores)
            chance.append(scores.mean())
    for order in shop().orders("train", 600, pair_scores, agreement=0.5):
        less += [score for _, _, score in pairs(order)]
    assert np.mean(chance) + 0.2 < np.mean(less) < np.mean(bought) - 0.2
    assert np.mean(bought) < np.mean(stylists)


def test_what_is_cold_is_not_bought_though_popularity_counts_for_nothing():
    bought = {
        id_ for order in shop().orders("train", 300, pair_scores, alpha=0) for id_ in order.listings
    }
    assert not {id_ for id_ in bought if is_cold(by_listing()[id_].design, SEED)}


def pairs(order: Order) -> list[tuple[NDArray[np.float64], NDArray[np.float64], float]]:
    """For each thing bought with the anchor: the scores of all that could have been, how likely
    the stylist takes each, and the score of what was taken."""
    anchor, *others = order.listings
    found = []
    for listing in others:
        scores = pair_scores(anchor, by_listing()[listing].category)
        odds = np.exp(scores - scores.max())
        found.append((scores, odds / odds.sum(), float(traits()[listing] @ traits()[anchor])))
    return found


def test_the_same_seed_has_the_same_history_and_another_another():
    again = Shop(offers(), SEED)
    assert tuple(again.visits("test", 50)) == tuple(shop().visits("test", 50))
    assert tuple(Shop(offers(), SEED + 1).visits("test", 50)) != tuple(shop().visits("test", 50))


def test_a_shop_of_one_listing_has_no_sessions():
    alone = Shop([each for each in offers() if not is_cold(each.design, SEED)][:1], SEED)
    assert list(alone.visits("train", 5)) == []
    assert list(alone.orders("train", 5, pair_scores)) == []
