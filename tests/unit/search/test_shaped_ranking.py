"""Pages under lifts, pins and what is left out, beside all listings compared one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.catalogue import listings
from backend.catalogue.criteria import Criteria
from backend.errors import InvalidInput, MalformedRequest
from backend.index.filters import Between, ContainsAny, Filter, IsTrue, Not, OneOf, matches
from backend.index.port import Entry
from backend.index.scalars import scalars_of
from backend.listing import Listing
from backend.search.inquiry import Inquiry
from backend.search.preference import Preference
from backend.search.query import filter_of
from backend.search.ranking import Page, Ranking, rank
from backend.search.relaxation import WISHES
from backend.search.retrieve import Target
from backend.search.shaping import PLAIN, Lift, Pin, Shaping, lift_of, merged
from backend.search.similar import VISUAL
from tests.fakes.encoder import DIMENSION
from tests.fixtures.databases import migrated
from tests.fixtures.services import NOON, Workshop, workshop_with

COUNT = 240
LENGTH = 3.0
NAMES = [f"l{number:03}" for number in range(COUNT)]
WALNUT = ContainsAny("colors", ("walnut",))
ANYTHING = Criteria()
SALE = ContainsAny("tags", ("sale",))


def _listing(number: int) -> Listing:
    """Few values, some of them rare, and designs of three variants beside listings of their own."""
    return Listing(
        id=NAMES[number],
        version=1,
        title=f"The {number}",
        category="sofa" if number % 3 else "stool",
        colors=("walnut",) if number % 17 == 0 else ("navy", "red")[number % 2 :],
        materials=(("wood", "velvet", "metal")[number % 5 % 3],),
        tags=("sale",) if number % 4 == 0 else (),
        stock=number % 11,
        price_cents=100 * number,
        group=None if number % 2 else f"g{number // 6}",
    )


LISTINGS = {listing.id: listing for listing in map(_listing, range(COUNT))}
SCALARS = {listing_id: scalars_of(listing) for listing_id, listing in LISTINGS.items()}


@dataclass(frozen=True)
class Furnished:
    """A catalogue of `LISTINGS`, whose cosines with the question a test chooses."""

    workshop: Workshop

    def embed(self, cosines: dict[str, float]) -> None:
        """What is left of a vector's length points elsewhere, for diversity to look at."""
        entries = []
        for listing_id, cosine in cosines.items():
            vector = np.zeros(DIMENSION, np.float32)
            vector[0] = cosine
            vector[1 + NAMES.index(listing_id) % (DIMENSION - 1)] = (1 - cosine**2) ** 0.5
            entries.append(
                Entry(
                    id=listing_id,
                    version=1,
                    scalars=SCALARS[listing_id],
                    vectors={VISUAL: vector},
                )
            )
        self.workshop.index.upsert(self.workshop.collection(), entries)

    def rank(
        self, page: Page, shaping: Shaping = PLAIN, asked: Criteria = ANYTHING, **target: Any
    ) -> Ranking:
        return rank(Inquiry.begin(self.workshop.services), question(**target), asked, page, shaping)

    def pages(
        self, page: Page, shaping: Shaping, asked: Criteria, **target: Any
    ) -> Iterator[Ranking]:
        """One after the other, to the end."""
        cursor: str | None = None
        while True:
            page = msgspec.structs.replace(page, cursor=cursor)
            yield (answer := self.rank(page, shaping, asked, **target))
            cursor = answer.next
            if cursor is None:
                return


def question(exclude: Sequence[str] = (), scored: bool = False) -> Target:
    query = np.zeros(DIMENSION, np.float32)
    query[0] = LENGTH
    score = (lambda product: (1 + product / LENGTH) / 2) if scored else (lambda _product: None)
    return Target(VISUAL, query, score, exclude)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    folder = tmp_path_factory.mktemp("furnished")
    with (
        migrated(f"sqlite:///{folder}/catalogue.db") as database,
        workshop_with(database, folder) as workshop,
    ):
        with database.write() as session:
            for listing in LISTINGS.values():
                listings.put(session, listing, now=NOON, request_id="put")
        yield Furnished(workshop)


@pytest.fixture
def furnished(catalogue: Furnished) -> Furnished:
    """The nearer, the lower their numbers."""
    catalogue.embed(descending(NAMES))
    catalogue.workshop.index.searches.clear()
    return catalogue


def descending(names: Sequence[str]) -> dict[str, float]:
    """No two alike, the first the nearest."""
    return {name: round(0.9 - 0.002 * place, 3) for place, name in enumerate(names)}


def ids(answer: Ranking) -> list[str]:
    return [each.id for each in answer.results]


def brute_force(
    cosines: dict[str, float],
    shaping: Shaping,
    asked: Criteria,
    *,
    grouped: bool,
    exclude: Sequence[str] = (),
) -> list[str]:
    """All results without pins, in order."""
    where = filter_of(asked)
    ranks = {
        listing_id: round(cosine + lift_of(shaping.lifts, SCALARS[listing_id]), 9)
        for listing_id, cosine in cosines.items()
        if listing_id not in exclude
        and (where is None or matches(where, SCALARS[listing_id]))
        and not any(matches(unwanted, SCALARS[listing_id]) for unwanted in shaping.without)
    }
    found: dict[str, str] = {}
    for listing_id in sorted(ranks, key=lambda each: (-ranks[each], each)):
        found.setdefault(design(listing_id, grouped=grouped), listing_id)
    return list(found.values())


def design(listing_id: str, *, grouped: bool) -> str:
    return (LISTINGS[listing_id].group if grouped else None) or listing_id


filters: st.SearchStrategy[Filter] = st.sampled_from(
    (
        WALNUT,
        SALE,
        OneOf("category", ("stool",)),
        Not(ContainsAny("materials", ("wood",))),
        Between("price_cents", low=22_000),
        IsTrue(),
        OneOf("group", ("none of ours",)),
    )
)
# Such that no two sums of some of them differ by a multiple of what cosines do: nothing ties.
AMOUNTS = (0.10007, -0.05003, 0.31001, -0.20013, 0.00523)
lifts = st.lists(st.sampled_from(AMOUNTS), max_size=4, unique=True).flatmap(
    lambda amounts: st.tuples(*(st.builds(Lift, filters, st.just(each)) for each in amounts))
)
pins = st.lists(
    st.builds(Pin, st.sampled_from((*NAMES[:40], "gone")), st.integers(1, 9)), max_size=4
).map(tuple)
shapings = st.builds(
    Shaping, lifts=lifts, pins=pins, without=st.lists(filters, max_size=1).map(tuple)
)
criteria = st.builds(
    Criteria,
    category=st.sampled_from(((), (), ("sofa",))),
    color=st.sampled_from(((), (), ("navy",), ("walnut",))),
    max_price_cents=st.sampled_from((None, None, 20_000, 2_000)),
    in_stock=st.booleans(),
)
excluded = st.lists(st.sampled_from(NAMES[:10]), max_size=2).map(tuple)
orders = st.randoms(use_true_random=False).map(lambda random: random.sample(NAMES, COUNT))
thorough = settings(
    max_examples=40, deadline=timedelta(seconds=30), suppress_health_check=[*HealthCheck]
)


@thorough
@given(
    order=orders,
    lifts=lifts,
    without=st.lists(filters, max_size=1).map(tuple),
    asked=criteria,
    exclude=excluded,
    limit=st.integers(1, 8),
    grouped=st.booleans(),
)
def test_the_first_places_are_those_of_all_listings_compared(
    furnished: Furnished,
    order: list[str],
    lifts: tuple[Lift, ...],
    without: tuple[Filter, ...],
    asked: Criteria,
    exclude: tuple[str, ...],
    limit: int,
    grouped: bool,
) -> None:
    cosines = descending(order)
    furnished.embed(cosines)
    shaping = Shaping(lifts=lifts, without=without)
    page = Page(limit=limit, grouped=grouped, keep=WISHES)
    pages = list(islice(furnished.pages(page, shaping, asked, exclude=exclude), 3))
    found = [each for answer in pages for each in answer.results]
    expected = brute_force(cosines, shaping, asked, grouped=grouped, exclude=exclude)
    assert [each.id for each in found] == expected[: 3 * limit]
    for each in found:
        assert each.match.similarity == pytest.approx(cosines[each.id] * LENGTH)
        assert each.lifted == pytest.approx(lift_of(lifts, SCALARS[each.id]) * LENGTH)
        assert not each.pinned


@thorough
@given(
    order=orders,
    shaping=shapings,
    asked=criteria,
    exclude=excluded,
    limit=st.integers(20, 90),
    grouped=st.booleans(),
    diversity=st.sampled_from((0.0, 0.0, 0.6)),
    keep=st.sampled_from((WISHES, (), ("price",))),
)
def test_pages_neither_repeat_nor_drop_nor_let_through_what_is_left_out(
    furnished: Furnished,
    order: list[str],
    shaping: Shaping,
    asked: Criteria,
    exclude: tuple[str, ...],
    limit: int,
    grouped: bool,
    diversity: float,
    keep: Any,
) -> None:
    cosines = descending(order)
    furnished.embed(cosines)
    page = Page(limit=limit, grouped=grouped, diversity=diversity, keep=keep)
    pages = list(furnished.pages(page, shaping, asked, exclude=exclude))
    found = [each for answer in pages for each in answer.results]
    designs = [design(each.id, grouped=grouped) for each in found]
    assert len(set(designs)) == len(designs)
    assert not set(exclude) & {each.id for each in found}
    where = shaping.within(filter_of(asked))
    for each in found:
        assert not any(matches(unwanted, SCALARS[each.id]) for unwanted in shaping.without)
        fulfils = where is None or matches(where, SCALARS[each.id])
        assert fulfils == (not each.missed)
    assert all(len(answer.results) == limit for answer in pages[:-1])
    assert not any(each.pinned for answer in pages[1:] for each in answer.results)
    expected = brute_force(cosines, shaping, asked, grouped=grouped, exclude=exclude)
    exact = {design(each.id, grouped=grouped) for each in found if not each.missed}
    assert exact == {design(each, grouped=grouped) for each in expected}


@thorough
@given(
    order=orders,
    shaping=shapings,
    asked=criteria,
    exclude=excluded,
    limit=st.integers(1, 12),
    grouped=st.booleans(),
)
def test_what_is_pinned_stands_in_its_place_and_the_others_in_their_order(
    furnished: Furnished,
    order: list[str],
    shaping: Shaping,
    asked: Criteria,
    exclude: tuple[str, ...],
    limit: int,
    grouped: bool,
) -> None:
    cosines = descending(order)
    furnished.embed(cosines)
    page = Page(limit=limit, grouped=grouped, keep=WISHES)
    first = furnished.rank(page, shaping, asked, exclude=exclude)
    where = shaping.within(filter_of(asked))
    pinned = [each for each in first.results if each.pinned]
    own = {design(each.id, grouped=grouped) for each in pinned}
    expected = [
        each
        for each in brute_force(cosines, shaping, asked, grouped=grouped, exclude=exclude)
        if design(each, grouped=grouped) not in own
    ]
    others = [each.id for each in first.results if not each.pinned]
    assert others == expected[: limit - len(pinned)]
    for each in pinned:
        assert where is None or matches(where, SCALARS[each.id])
        assert each.match.similarity == pytest.approx(cosines[each.id] * LENGTH)
    # Of those that may be pinned, the first by place, whose place nobody can have taken.
    fitting = [
        pin
        for pin in shaping.pins
        if pin.listing_id in LISTINGS
        and pin.listing_id not in exclude
        and (where is None or matches(where, SCALARS[pin.listing_id]))
    ]
    if fitting and (chief := min(fitting, key=lambda pin: pin.place)).place <= limit:
        at = min(chief.place, len(first.results)) - 1
        assert first.results[at].id == chief.listing_id or len(expected) < chief.place


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
