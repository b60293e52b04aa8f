from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from backend.studio.seeds import generator
from backend.studio.stylist.balance import balanced
from backend.studio.stylist.marginals import PairMarginals
from backend.studio.stylist.model import Stylist
from backend.studio.stylist.sampling import draw_room, draw_rooms
from tests.unit.studio.stylist_rooms import exact, few

SLOTS = ("sofa", "rug", "wall_art", "wall_art")
ROOMS = 20_000


def small() -> Stylist:
    listings = few(("sofa", "rug", "wall_art"), each=3)
    offsets = {traits.listing: 0.3 * (place % 3) for place, traits in enumerate(listings)}
    return Stylist(listings, offsets=offsets)


def frequencies(stylist: Stylist, strength: float = 1.0) -> Counter[tuple[str, ...]]:
    rooms = draw_rooms(stylist, [SLOTS] * ROOMS, generator(1, "rooms"), 12, strength)
    return Counter(rooms)


def chi_square(seen: Counter[tuple[str, ...]], expected: dict[tuple[str, ...], float]) -> float:
    """Standard normal under the null: (X² - df) / sqrt(2 df), over cells of ten or more."""
    cells = [(seen[room], ROOMS * p) for room, p in expected.items() if ROOMS * p >= 10]
    rest = ROOMS - sum(mean for _, mean in cells)
    if rest >= 10:
        cells.append((ROOMS - sum(count for count, _ in cells), rest))
    statistic = sum((count - mean) ** 2 / mean for count, mean in cells)
    freedom = len(cells) - 1
    return float((statistic - freedom) / np.sqrt(2 * freedom))


def test_rooms_are_drawn_as_often_as_the_model_says() -> None:
    stylist = small()
    by_room, _ = exact(stylist, SLOTS)
    assert max(by_room.values()) > 5 * min(by_room.values())  # or the test could not fail
    assert abs(chi_square(frequencies(stylist), dict(by_room))) < 4


def test_without_strength_rooms_are_put_together_by_chance() -> None:
    stylist = small()
    by_room, _ = exact(stylist, SLOTS)
    chance = dict.fromkeys(by_room, 1 / len(by_room))
    assert abs(chi_square(frequencies(stylist, strength=0.0), chance)) < 4
    assert chi_square(frequencies(stylist), chance) > 20


def test_no_listing_stands_in_a_room_twice() -> None:
    stylist = small()
    slots = ("wall_art", "wall_art", "rug", "wall_art")
    for room in draw_rooms(stylist, [slots] * 300, generator(2), strength=8.0):
        assert len(set(room)) == len(room)
        assert [stylist.category_of(piece) for piece in room] == list(slots)


def test_the_same_seed_draws_the_same_rooms() -> None:
    stylist = small()
    drawn = [draw_room(stylist, SLOTS, generator(3, "room")) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert len({draw_room(stylist, SLOTS, generator(seed)) for seed in range(20)}) > 1


def test_the_order_in_which_listings_come_changes_nothing() -> None:
    listings = few(("sofa", "rug", "wall_art"), each=3)
    one, other = Stylist(listings), Stylist(listings[::-1])
    assert draw_room(one, SLOTS, generator(4)) == draw_room(other, SLOTS, generator(4))


def pair_lift(stylist: Stylist, first: int, second: int) -> dict[tuple[str, str], float]:
    """Of what stands in two slots, from all rooms there are."""
    by_room, _ = exact(stylist, SLOTS)
    joint: dict[tuple[str, str], float] = defaultdict(float)
    for room, probability in by_room.items():
        joint[room[first], room[second]] += probability
    return {pair: probability * 9 for pair, probability in joint.items()}


@pytest.mark.parametrize(("first", "second"), [(0, 1), (1, 2), (2, 3)])
def test_marginals_of_pairs_are_those_of_all_rooms(first: int, second: int) -> None:
    stylist = small()
    marginals = PairMarginals(stylist, [SLOTS] * 60, generator(5))
    one, other = SLOTS[first], SLOTS[second]
    lifts = marginals.lifts(one, other)
    expected = pair_lift(stylist, first, second)
    found = {
        (a, b): lifts[row, column]
        for row, a in enumerate(stylist.of_category(one))
        for column, b in enumerate(stylist.of_category(other))
        if a != b
    }
    assert found == pytest.approx(expected, rel=0.1, abs=0.02)
    assert (marginals.lifts(other, one) == lifts.T).all()


def test_balanced_rooms_use_all_listings_of_a_category_alike() -> None:
    stylist = Stylist(few(("sofa", "rug", "wall_art"), each=4))

    def use(of: Stylist) -> dict[str, float]:
        by_room, _ = exact(of, SLOTS)
        counts: dict[str, float] = defaultdict(float)
        for room, probability in by_room.items():
            for piece in room:
                counts[piece] += probability * 4 / SLOTS.count(of.category_of(piece))
        return dict(counts)

    before, after = use(stylist), use(balanced(stylist, [SLOTS]))
    assert max(before.values()) > 1.4  # where 1 would be fair
    assert after == pytest.approx(dict.fromkeys(after, 1.0), abs=0.1)
    assert balanced(stylist, []) is stylist
