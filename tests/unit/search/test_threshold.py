from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.index.filters import ContainsAny, Filter, Not, OneOf
from backend.index.scalars import Scalars
from backend.search.shaping import Lift, lift_of
from backend.search.threshold import Ceiling, Reach, ceiling, raising

WALNUT = ContainsAny("colors", ("walnut",))
SOFA = OneOf("category", ("sofa",))

amounts = st.integers(-20, 20).map(lambda number: number / 100)
filters: st.SearchStrategy[Filter] = st.sampled_from(
    (WALNUT, SOFA, Not(SOFA), ContainsAny("materials", ("wood", "velvet")))
)
lifts = st.lists(st.builds(Lift, filters, amounts), max_size=5)
listings = st.builds(
    Scalars,
    category=st.sampled_from(("", "sofa", "stool")),
    colors=st.sampled_from(((), ("walnut",), ("red", "walnut"))),
    materials=st.sampled_from(((), ("wood",), ("velvet",))),
)


@given(lifts, listings, listings)
def test_to_lower_some_is_to_raise_all_others(
    given_lifts: list[Lift], first: Scalars, second: Scalars
) -> None:
    raises = raising(given_lifts)
    assert all(lift.amount > 0 for lift in raises)
    asked = lift_of(given_lifts, first) - lift_of(given_lifts, second)
    assert math.isclose(asked, lift_of(raises, first) - lift_of(raises, second), abs_tol=1e-9)


def test_lifts_of_one_filter_are_one_stream() -> None:
    some = (Lift(WALNUT, 0.5), Lift(SOFA, 0.1), Lift(WALNUT, 0.25), Lift(SOFA, -0.1))
    assert raising(some) == (Lift(WALNUT, 0.75),)


def test_what_is_unread_of_several_streams_is_no_nearer_than_the_least_of_their_ends() -> None:
    whole, walnut = Reach(0.0, 0.6), Reach(0.3, 0.4)
    assert ceiling([whole, walnut]) == Ceiling(0.7, (1, 0))  # 0.4 lifted, above 0.6 that is not
    assert ceiling([whole, Reach(0.1, 0.4)]) == Ceiling(0.6, (0,))
    assert ceiling([whole, Reach(0.1, math.inf)]) == Ceiling(0.7, (1, 0))
    assert ceiling([whole, Reach(0.9, -math.inf)]) == Ceiling(0.6, (0,))
    assert ceiling([Reach(0.0, -math.inf), Reach(0.9, math.inf)]) == Ceiling(-math.inf, ())


cosines = st.integers(-50, 50).map(lambda number: number / 100)


@settings(max_examples=300)
@given(st.data())
def test_nothing_unread_ranks_above_the_ceiling(data: st.DataObject) -> None:
    raised = data.draw(st.lists(st.integers(1, 30).map(lambda n: n / 100), max_size=4))
    memberships = st.tuples(*(st.booleans() for _ in raised))
    shop = data.draw(st.lists(st.tuples(cosines, memberships), max_size=30))
    streams = [Reach(0.0, 0.0)]
    read: set[int] = set()
    for stream in range(len(raised) + 1):
        own = [place for place, (_, lifted) in enumerate(shop) if stream == 0 or lifted[stream - 1]]
        own.sort(key=lambda place: -shop[place][0])
        depth = data.draw(st.integers(0 if stream else 1, 12))
        read |= set(own[:depth])
        last = (
            -math.inf if len(own) < depth else math.inf if depth == 0 else shop[own[depth - 1]][0]
        )
        reach = Reach(raised[stream - 1] if stream else 0.0, last)
        streams = [reach] if stream == 0 else [*streams, reach]
    highest = ceiling(streams)
    for place, (cosine, lifted) in enumerate(shop):
        rank = cosine + sum(amount for amount, has in zip(raised, lifted, strict=True) if has)
        assert place in read or rank <= highest.rank + 1e-9
