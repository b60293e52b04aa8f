from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete as delete_rows

from backend.catalogue import listings, predictions
from backend.catalogue.attributes import NOTHING_PREDICTED, Prediction, Predictions, completed
from backend.catalogue.criteria import Criteria
from backend.catalogue.database import Database
from backend.catalogue.listings import Position
from backend.catalogue.tables import ListingRow
from backend.listing import Listing
from tests.fixtures.databases import rolled_back
from tests.unit.catalogue.making import delete, later, put

COLORS = ("red", "blue", "green")
MATERIALS = ("wood", "metal")
WORDS = ("oak", "OAK", "100%", "a_b", "a b", "it's", '"x"', "\\", "soft")


def some(values: Sequence[str], most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=most).map(tuple)


PRICES = st.none() | st.integers(0, 5)

LISTINGS = st.builds(
    Listing,
    id=st.text("abc", min_size=1, max_size=2),
    version=st.just(1),
    title=st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
    category=st.none() | st.sampled_from(["sofa", "rug"]),
    style=st.none() | st.sampled_from(["boho", "glam"]),
    colors=some(COLORS),
    materials=some(MATERIALS),
    price_cents=PRICES,
    stock=st.none() | st.integers(0, 2),
    group=st.none() | st.sampled_from(["g1", "g2"]),
)


def seen(values: Sequence[str], most: int) -> st.SearchStrategy[tuple[Prediction, ...]]:
    return some(values, most).map(lambda chosen: tuple(Prediction(value, 0.6) for value in chosen))


def first(values: Sequence[str]) -> st.SearchStrategy[Prediction | None]:
    return seen(values, 1).map(lambda chosen: chosen[0] if chosen else None)


PREDICTIONS = st.just(NOTHING_PREDICTED) | st.builds(
    Predictions,
    category=first(("sofa", "rug")),
    style=first(("boho", "glam")),
    colors=seen(COLORS, 2),
    materials=seen(MATERIALS, 2),
)

CRITERIA = st.builds(
    Criteria,
    category=some(("sofa", "rug"), 2),
    color=some(COLORS, 2),
    material=some(MATERIALS, 1),
    style=some(("boho", "glam"), 1),
    min_price_cents=PRICES,
    max_price_cents=PRICES,
    in_stock=st.booleans(),
    group=st.none() | st.sampled_from(["g1", "g2"]),
    words=some((*WORDS, "%", "_", "'", "oa"), 2),
)


def is_wanted(listing: Listing, wanted: Criteria) -> bool:
    """What the query should say, said slowly."""
    price = listing.price_cents
    return all(
        (
            not wanted.category or listing.category in wanted.category,
            not wanted.style or listing.style in wanted.style,
            not wanted.color or set(wanted.color) & set(listing.colors),
            not wanted.material or set(wanted.material) & set(listing.materials),
            wanted.group is None or listing.group == wanted.group,
            wanted.min_price_cents is None
            or (price is not None and price >= wanted.min_price_cents),
            wanted.max_price_cents is None
            or (price is not None and price <= wanted.max_price_cents),
            not wanted.in_stock or listing.in_stock,
            all(word.lower() in listing.title.lower() for word in wanted.words),
        )
    )


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(LISTINGS, PREDICTIONS), max_size=6, unique_by=lambda offered: offered[0].id),
    st.lists(CRITERIA, min_size=1, max_size=4),
)
def test_browsing_finds_what_a_slow_look_at_every_listing_finds(
    database: Database, offered: list[tuple[Listing, Predictions]], wishes: list[Criteria]
) -> None:
    with rolled_back(database) as session:
        for listing, _ in offered:
            listings.put(session, listing, now=later(0), request_id="test")
        predictions.replace(session, {listing.id: predicted for listing, predicted in offered})
        for wanted in wishes:
            expected = sorted(
                listing.id
                for listing, predicted in offered
                if is_wanted(completed(listing, predicted), wanted)
            )
            page, total, following = listings.browse(session, wanted, limit=10)
            assert [item.listing.id for item in page] == expected
            assert (total, following) == (len(expected), None)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("%", ["percent"]),
        ("_", ["underscore"]),
        ("'", ["quote"]),
        ("\\", ["backslash"]),
        ("OAK", ["quote"]),
        ("größe", ["percent"]),
        ("", ["backslash", "percent", "quote", "underscore"]),
    ],
)
def test_words_in_the_title_are_taken_literally(
    database: Database, word: str, found: list[str]
) -> None:
    with database.write() as session:
        put(session, "percent", title="100% Größe")
        put(session, "underscore", title="a_b")
        put(session, "quote", title="oak 'x'")
        put(session, "backslash", title="\\")
    with database.read() as session:
        page, _, _ = listings.browse(session, Criteria(words=(word,)), limit=10)
        assert [item.listing.id for item in page] == found


@pytest.mark.parametrize("word", ["GRÖSSE", "ÉTAGÈRE", "ПОЛКА"])
def test_capitals_do_not_matter_in_any_alphabet(database: Database, word: str) -> None:
    with database.write() as session:
        put(session, title=f"the {word.lower()} one")
    with database.read() as session:
        for spelling in (word, word.lower(), word.capitalize()):
            _, total, _ = listings.browse(session, Criteria(words=(spelling,)), limit=10)
            assert total == 1, spelling


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_the_pages_show_each_listing_once_newest_first(database: Database, limit: int) -> None:
    with database.write() as session:
        for minute, names in enumerate(("dc", "b", "gaf")):
            for name in names:
                put(session, name, at=later(60 * minute))
        put(session, "gone")
        delete(session, "gone", 2)
    assert _walk(database, limit) == ["a", "f", "g", "b", "c", "d"]


def test_listings_that_come_while_someone_is_browsing_neither_hide_nor_repeat_others(
    database: Database,
) -> None:
    before = [f"old-{number}" for number in range(9)]
    with database.write() as session:
        for number, name in enumerate(before):
            put(session, name, at=later(number // 3))
    arrivals = iter(range(100))

    def arrive() -> None:
        with database.write() as session:
            put(session, f"new-{next(arrivals)}", at=later(1000))

    seen = _walk(database, 2, between=arrive)
    assert sorted(seen) == before
    assert next(arrivals) == 4


def test_a_listing_that_was_the_last_of_its_page_may_be_gone_by_the_next(
    database: Database,
) -> None:
    with database.write() as session:
        for name in "abcd":
            put(session, name)
    with database.read() as session:
        page, _, following = listings.browse(session, Criteria(), limit=2)
    assert following is not None
    with database.write() as session:
        session.execute(delete_rows(ListingRow).where(ListingRow.id == "b"))
    with database.read() as session:
        rest, total, end = listings.browse(session, Criteria(), limit=2, after=following)
    assert [item.listing.id for item in page + rest] == ["a", "b", "c", "d"]
    assert (total, end) == (3, None)


def _walk(database: Database, limit: int, between: object = None) -> list[str]:
    seen: list[str] = []
    after: Position | None = None
    while True:
        with database.read() as session:
            page, _, after = listings.browse(session, Criteria(), limit=limit, after=after)
        assert len(page) <= limit
        seen += [item.listing.id for item in page]
        if after is None:
            return seen
        if callable(between):
            between()
