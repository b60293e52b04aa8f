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

from backend.catalogue.criteria import Criteria
from backend.index.filters import Between, ContainsAny, Filter, IsTrue, Not, OneOf, matches
from backend.index.port import Entry
from backend.index.scalars import scalars_of
from backend.listing import Listing
from backend.search.inquiry import Inquiry
from backend.search.query import filter_of
from backend.search.ranking import Page, Ranking, rank
from backend.search.relaxation import WISHES
from backend.search.retrieve import Target
from backend.search.shaping import PLAIN, Lift, Pin, Shaping, lift_of
from backend.search.similar import VISUAL
from tests.fakes.encoder import DIMENSION
from tests.fixtures.services import Workshop

COUNT = 240
LENGTH = 3.0
NAMES = [f"l{number:03}" for number in range(COUNT)]
WALNUT = ContainsAny("colors", ("walnut",))
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
        self, page: Page, shaping: Shaping = PLAIN, asked: Criteria = Criteria(), **target: Any
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


@pytest.fixture
def furnished(workshop: Workshop) -> Furnished:
    for listing in LISTINGS.values():
        fields = msgspec.structs.asdict(listing)
        workshop.put(fields.pop("id"), fields.pop("version"), **fields)
    shop = Furnished(workshop)
    shop.embed(descending(NAMES))
    return shop


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
    max_examples=60, deadline=timedelta(seconds=30), suppress_health_check=[*HealthCheck]
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
