"""Pages under lifts, pins and what is left out, beside all listings compared one by one."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.catalogue.criteria import Criteria
from backend.index.filters import Between, ContainsAny, Filter, IsTrue, Not, OneOf, matches
from backend.search.query import filter_of
from backend.search.ranking import Page
from backend.search.relaxation import WISHES
from backend.search.shaping import Lift, Pin, Shaping, lift_of
from tests.unit.search.furnished import (
    COUNT,
    LENGTH,
    LISTINGS,
    NAMES,
    SALE,
    SCALARS,
    WALNUT,
    Furnished,
    brute_force,
    descending,
    design,
)

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
thorough = settings(max_examples=40, suppress_health_check=[*HealthCheck])


@pytest.mark.timeout(600)
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


@pytest.mark.timeout(600)
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


@pytest.mark.timeout(600)
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
