"""What lifts and pins do to a page, and what that costs."""

from __future__ import annotations

import msgspec
import pytest

from backend.catalogue.criteria import Criteria
from backend.errors import InvalidInput, MalformedRequest
from backend.index.filters import OneOf
from backend.search.preference import Preference
from backend.search.ranking import Page
from backend.search.shaping import PLAIN, Lift, Pin, Shaping, merged
from tests.unit.search.furnished import (
    ANYTHING,
    LENGTH,
    LISTINGS,
    NAMES,
    SALE,
    WALNUT,
    Furnished,
    brute_force,
    descending,
    ids,
)

STOOL = OneOf("category", ("stool",))


def test_a_lift_finds_what_is_far_down_by_likeness(furnished: Furnished) -> None:
    """Walnut is every seventeenth; the nearest one comes last."""
    plain = [each for each in NAMES if "walnut" not in LISTINGS[each].colors]
    cosines = descending([*plain, *(each for each in NAMES if each not in plain)])
    furnished.embed(cosines)
    walnut = next(each for each in NAMES if each not in plain)
    above_fifth = cosines[plain[4]] - cosines[walnut] + 0.0005
    page = Page(limit=5, grouped=False)
    found = furnished.rank(page, Shaping(lifts=(Lift(WALNUT, above_fifth),)))
    assert ids(found) == [*plain[:4], walnut]
    assert found.results[4].lifted == pytest.approx(above_fifth * LENGTH)
    assert found.results[4].match.similarity == pytest.approx(cosines[walnut] * LENGTH)
    assert len(furnished.workshop.index.searches) == 2  # of all, and of walnut


def test_a_lift_of_what_is_near_moves_what_is_found_and_looks_for_nothing(
    furnished: Furnished,
) -> None:
    walnut = [each for each in NAMES if "walnut" in LISTINGS[each].colors]
    rest = [each for each in NAMES if each not in walnut]
    order = [*rest[:3], walnut[0], *rest[3:], *walnut[1:]]
    furnished.embed(descending(order))
    shaping = Shaping(lifts=(Lift(WALNUT, 1.5, near=True),))
    found = furnished.rank(Page(limit=5, grouped=False), shaping)
    assert ids(found) == [walnut[0], *rest[:4]]
    assert found.results[0].lifted == pytest.approx(1.5 * LENGTH)
    assert len(furnished.workshop.index.searches) == 1
    shown = [
        each
        for answer in furnished.pages(Page(limit=60, grouped=False), shaping, ANYTHING)
        for each in ids(answer)
    ]
    assert sorted(shown) == sorted(NAMES)


def test_what_is_buried_comes_after_all_else_and_is_still_there(furnished: Furnished) -> None:
    shaping = Shaping(lifts=(Lift(SALE, -1.5),))
    page = Page(limit=100, grouped=False)
    found = [each for answer in furnished.pages(page, shaping, ANYTHING) for each in ids(answer)]
    on_sale = [each for each in NAMES if "sale" in LISTINGS[each].tags]
    assert found == [*(each for each in NAMES if each not in on_sale), *on_sale]


def test_a_lift_that_changes_nothing_costs_nothing(furnished: Furnished) -> None:
    page = Page(limit=3, grouped=False)
    assert ids(furnished.rank(page, Shaping(lifts=(Lift(SALE, 0.0001),)))) == NAMES[:3]
    assert len(furnished.workshop.index.searches) == 1


def test_who_is_pinned_stands_where_it_is_pinned(furnished: Furnished) -> None:
    far, next_to_it, beyond = NAMES[201], NAMES[203], NAMES[205]
    pins = (Pin(far, 2), Pin(next_to_it, 2), Pin(beyond, 7))
    answer = furnished.rank(Page(limit=6, grouped=False), Shaping(pins=pins))
    assert ids(answer) == [NAMES[0], far, next_to_it, *NAMES[1:4]]
    assert [each.pinned for each in answer.results] == [False, True, True, False, False, False]
    alone = Criteria(group="g0")
    short = furnished.rank(Page(limit=6, grouped=False), Shaping(pins=(Pin(NAMES[0], 5),)), alone)
    assert ids(short) == [NAMES[2], NAMES[4], NAMES[0]]


def test_a_pinned_variant_stands_for_its_design_on_every_page(furnished: Furnished) -> None:
    assert [LISTINGS[NAMES[number]].group for number in (0, 2, 4)] == ["g0"] * 3
    shaping = Shaping(pins=(Pin(NAMES[4], 3),))
    pages = list(furnished.pages(Page(limit=40), shaping, ANYTHING))
    found = [each for answer in pages for each in answer.results]
    assert ids(pages[0])[:4] == [NAMES[1], NAMES[3], NAMES[4], NAMES[5]]
    assert [each.id for each in found if LISTINGS[each.id].group == "g0"] == [NAMES[4]]
    assert found[2].variants == 2


@pytest.mark.parametrize(
    ("listing_id", "why"),
    [
        (NAMES[11], "sold out"),
        (NAMES[8], "on sale, which is left out"),
        (NAMES[9], "what was asked with"),
        (NAMES[150], "does not score enough"),
        ("gone", "in no catalogue"),
    ],
)
def test_nobody_is_pinned_who_may_not_be_found(
    furnished: Furnished, listing_id: str, why: str
) -> None:
    shaping = Shaping(pins=(Pin(listing_id, 1), Pin(NAMES[5], 1)), without=(SALE,))
    page = Page(limit=4, min_score=0.9, grouped=False)
    answer = furnished.rank(page, shaping, Criteria(in_stock=True), exclude=[NAMES[9]], scored=True)
    assert ids(answer) == [NAMES[5], NAMES[1], NAMES[2], NAMES[3]], why
    assert [each.pinned for each in answer.results] == [True, False, False, False]


def test_without_scores_a_least_one_cannot_be_asked_for(furnished: Furnished) -> None:
    with pytest.raises(InvalidInput):
        furnished.rank(Page(limit=3, min_score=0.5), Shaping(pins=(Pin(NAMES[1], 1),)))


def test_a_cursor_is_of_what_is_preferred_and_not_of_the_shaping(furnished: Furnished) -> None:
    first = furnished.rank(Page(limit=3), Shaping(lifts=(Lift(SALE, 0.1),)))
    assert first.next is not None
    page = Page(limit=3, cursor=first.next)
    second = furnished.rank(page, Shaping(lifts=(Lift(SALE, 0.2),)))
    assert len(second.results) == 3
    assert not {*ids(first)} & {*ids(second)}
    preferring = msgspec.structs.replace(page, prefer=(Preference("color", "red"),))
    with pytest.raises(MalformedRequest):
        furnished.rank(preferring)


def test_shapings_add_up(furnished: Furnished) -> None:
    page = Page(limit=4, grouped=False)
    first = Shaping(lifts=(Lift(SALE, 1.0),), pins=(Pin(NAMES[7], 1),))
    second = Shaping(without=(STOOL,), pins=(Pin(NAMES[10], 1),))
    answer = furnished.rank(page, merged(first, second))
    assert ids(answer) == [NAMES[7], NAMES[10], NAMES[4], NAMES[8]]


def test_a_full_page_asks_once_whether_looser_wishes_would_bring_more(furnished: Furnished) -> None:
    searches = furnished.workshop.index.searches
    asked = Criteria(color=("walnut",), material=("wood",), max_price_cents=5_000)
    fulfilling = brute_force(descending(NAMES), PLAIN, asked, grouped=False)
    full = furnished.rank(Page(limit=len(fulfilling), grouped=False), PLAIN, asked)
    assert (ids(full), full.relaxed) == (fulfilling, ())
    assert len(searches) == 2
    assert full.next is not None
    page = Page(limit=5, grouped=False, cursor=full.next)
    following = furnished.rank(page, PLAIN, asked)
    assert len(following.results) == 5
    assert all(each.missed for each in following.results)


def test_where_nothing_looser_exists_no_step_is_tried(furnished: Furnished) -> None:
    asked = Criteria(group="g0", color=("navy", "walnut"), max_price_cents=5_000)
    answer = furnished.rank(Page(limit=9, grouped=False), PLAIN, asked)
    assert ids(answer) == [NAMES[0], NAMES[2], NAMES[4]]
    assert (answer.next, answer.relaxed) == (None, ())
    assert len(furnished.workshop.index.searches) == 2
