"""What every vector index does, tried on each implementation."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from backend.index.filters import (
    AllOf,
    AnyOf,
    Between,
    ContainsAny,
    Filter,
    IsTrue,
    Not,
    OneOf,
    matches,
)
from backend.index.port import Scalars
from tests.contract.shop import SHOP, fill, found_ids
from tests.contract.subject import Subject, unit_vector


def test_the_index_answers(subject: Subject) -> None:
    subject.index.ping()


def test_an_entry_is_its_own_nearest_neighbour_in_every_field(
    subject: Subject, collection: str
) -> None:
    fill(subject, collection)
    wanted = subject.entry("rug-1")
    for field, query in wanted.vectors.items():

        def nearest_is_the_entry(field: str = field, query: np.ndarray = query) -> None:
            hits = subject.index.search(collection, field, query, limit=3).hits
            assert len(hits) == 3
            assert hits[0].id == "rug-1"
            assert hits[0].score == pytest.approx(1.0, abs=1e-5)

        subject.sees(nearest_is_the_entry)


def test_scores_are_inner_products_and_fall(subject: Subject, collection: str) -> None:
    entries = fill(subject, collection)
    query = unit_vector("a question", subject.dimensions["visual"])
    products = {entry.id: float(entry.vectors["visual"] @ query) for entry in entries}

    def scores_agree() -> None:
        hits = subject.index.search(collection, "visual", query, limit=100).hits
        assert {hit.id: hit.score for hit in hits} == pytest.approx(products, abs=2e-6)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)

    subject.sees(scores_agree)


def test_a_replaced_entry_is_found_only_as_it_is_now(subject: Subject, collection: str) -> None:
    fill(subject, collection)
    now = subject.entry("sofa-1", 2, seed=77, scalars=Scalars(category="bench"))
    subject.index.upsert(collection, [now])

    assert subject.index.count(collection) == len(SHOP)
    assert subject.index.fetch(collection, ["sofa-1"])["sofa-1"].version == 2

    def only_the_new_one() -> None:
        hits = subject.index.search(collection, "visual", now.vectors["visual"], limit=100).hits
        assert hits[0].id == "sofa-1"
        assert len(hits) == len(SHOP)
        assert "sofa-1" in found_ids(subject, collection, OneOf("category", ("bench",)))
        assert "sofa-1" not in found_ids(subject, collection, OneOf("category", ("sofa",)))

    subject.sees(only_the_new_one)


def test_a_deleted_entry_is_gone_everywhere(subject: Subject, collection: str) -> None:
    fill(subject, collection)
    subject.index.delete(collection, ["sofa-1", "never-there", "not an id"])

    assert subject.index.count(collection) == len(SHOP) - 1
    assert subject.index.fetch(collection, ["sofa-1"]) == {}
    assert "sofa-1" not in dict(row for page in subject.index.walk(collection) for row in page)

    def is_gone() -> None:
        assert found_ids(subject, collection) == SHOP.keys() - {"sofa-1"}

    subject.sees(is_gone)


def test_a_deleted_entry_can_come_back(subject: Subject, collection: str) -> None:
    fill(subject, collection)
    subject.index.delete(collection, ["sofa-1"])
    subject.index.upsert(collection, [subject.entry("sofa-1", 5)])

    assert subject.index.fetch(collection, ["sofa-1"])["sofa-1"].version == 5
    assert subject.index.count(collection) == len(SHOP)

    def is_back() -> None:
        assert found_ids(subject, collection) == SHOP.keys()

    subject.sees(is_back)


def test_what_is_fetched_is_what_was_stored(subject: Subject, collection: str) -> None:
    entries = [*fill(subject, collection), subject.entry("big", 2**62)]
    subject.index.upsert(collection, entries)

    fetched = subject.index.fetch(
        collection, [*(entry.id for entry in entries), "big", "missing", 'no" id']
    )

    assert fetched.keys() == {entry.id for entry in entries}
    for entry in entries:
        got = fetched[entry.id]
        assert (got.id, got.version, got.scalars) == (entry.id, entry.version, entry.scalars)
        assert got.vectors.keys() == entry.vectors.keys()
        for field, vector in entry.vectors.items():
            assert got.vectors[field].dtype == np.float32
            np.testing.assert_array_equal(got.vectors[field], vector)


@pytest.mark.parametrize(
    "where",
    [
        OneOf("category", ("sofa",)),
        OneOf("category", ("sofa", "rug")),
        OneOf("category", ()),
        OneOf("style", ("",)),
        OneOf("group", ("nora",)),
        ContainsAny("colors", ("blue",)),
        ContainsAny("colors", ("blu", "e", "cream")),
        ContainsAny("materials", ("velvet", "brass")),
        ContainsAny("materials", ()),
        Between("price_cents", low=7_900, high=12_900),
        Between("price_cents", high=7_899),
        Between("price_cents", low=0),
        Between("price_cents"),
        Between("price_cents", low=-5, high=-1),
        Between("price_cents", low=2**70),
        Between("price_cents", high=2**70),
        ContainsAny("tags", ("outdoor",)),
        ContainsAny("tags", ("new", "in", "50% wool_blend")),
        Not(ContainsAny("tags", ("outdoor",))),
        ContainsAny("palette", ("10.0.0", "0.0.0")),
        ContainsAny("palette", ("12.1.-3", "2.1.3")),
        Not(ContainsAny("palette", ("10.0.0",))),
        Between("width_mm", low=1_800, high=2_125),
        Between("depth_mm", high=900),
        Between("height_mm", low=11),
        Not(Between("width_mm", high=2_000)),
        IsTrue(),
        Not(IsTrue()),
        Not(Between("price_cents", low=10_000)),
        Not(ContainsAny("colors", ("blue",))),
        AllOf(()),
        AnyOf(()),
        AllOf((OneOf("category", ("sofa",)), IsTrue(), Between("price_cents", low=1))),
        AnyOf(
            (OneOf("category", ("rug",)), AllOf((Not(IsTrue()), Between("price_cents", None, 0))))
        ),
    ],
    ids=lambda where: msgspec.json.encode(where).decode(),
)
def test_a_filter_lets_through_what_matches_it(subject: Subject, shop: str, where: Filter) -> None:
    wanted = {id_ for id_, scalars in SHOP.items() if matches(where, scalars)}
    assert found_ids(subject, shop, where) == wanted


def test_excluded_entries_make_room_for_the_next(subject: Subject, collection: str) -> None:
    fill(subject, collection)
    query = subject.entry("sofa-1").vectors["visual"]

    def room_is_made() -> None:
        everything = subject.index.search(collection, "visual", query, limit=100).hits
        assert len(everything) == len(SHOP)
        first, second, third, fourth, *_ = everything
        assert subject.index.search(
            collection, "visual", query, limit=2, exclude=[first.id, third.id, "missing"]
        ).hits == [second, fourth]

    subject.sees(room_is_made)


def test_more_can_be_excluded_than_a_search_returns(subject: Subject, collection: str) -> None:
    fill(subject, collection)
    query = subject.entry("sofa-1").vectors["visual"]
    exclude = ["sofa-1", "rug-1", *(f"other-{number}" for number in range(17_000))]

    def the_rest_is_found() -> None:
        hits = subject.index.search(
            collection, "visual", query, limit=10, exclude=exclude, where=Not(AnyOf(()))
        ).hits
        assert {hit.id for hit in hits} == SHOP.keys() - {"sofa-1", "rug-1"}

    subject.sees(the_rest_is_found)


def test_entries_that_score_the_same_come_by_id(subject: Subject, collection: str) -> None:
    twins = [subject.entry(f"twin-{number}", seed=3) for number in (4, 1, 3, 0, 2)]
    subject.index.upsert(collection, [*twins, subject.entry("another")])

    def by_id() -> None:
        hits = subject.index.search(collection, "visual", twins[0].vectors["visual"], limit=6).hits
        assert [hit.id for hit in hits] == [*(f"twin-{number}" for number in range(5)), "another"]

    subject.sees(by_id)


def test_sealing_changes_nothing(subject: Subject, collection: str) -> None:
    fill(subject, collection)
    subject.index.flush(collection)
    subject.index.upsert(collection, [subject.entry("later")])

    def all_are_there() -> None:
        assert found_ids(subject, collection) == {*SHOP, "later"}

    subject.sees(all_are_there)
    assert subject.index.count(collection) == len(SHOP) + 1


@pytest.mark.parametrize("page", [1, 7, 50, 100_000])
def test_a_walk_meets_every_entry_once(subject: Subject, collection: str, page: int) -> None:
    entries = [subject.entry(f"item-{number}", number + 1) for number in range(60)]
    subject.index.upsert(collection, entries[:50])
    subject.index.flush(collection)
    subject.index.upsert(collection, entries[40:])
    subject.index.delete(collection, ["item-0", "item-59"])

    pages = list(subject.index.walk(collection, page))

    rows = [row for rows in pages for row in rows]
    assert rows == sorted((entry.id, entry.version) for entry in entries[1:59])
    assert all(0 < len(rows) <= page for rows in pages)


def test_an_empty_collection_has_nothing(subject: Subject, collection: str) -> None:
    assert subject.index.count(collection) == 0
    assert list(subject.index.walk(collection)) == []
    assert subject.index.fetch(collection, ["sofa-1"]) == {}
    assert found_ids(subject, collection) == set()
    subject.index.upsert(collection, [])
    subject.index.delete(collection, [])
    assert subject.index.count(collection) == 0


def test_the_largest_scalars_can_be_stored(subject: Subject, collection: str) -> None:
    largest = Scalars(
        category="é" * 32,
        colors=tuple("é" * 30 + f"{number:04}" for number in range(16)),
        materials=("\N{COUCH AND LAMP}" * 16,) * 16,
        style="x" * 64,
        price_cents=2**53,
        group="\N{COUCH AND LAMP}" * 128,
    )
    subject.index.upsert(collection, [subject.entry("x" * 128, scalars=largest)])
    assert subject.index.fetch(collection, ["x" * 128])["x" * 128].scalars == largest
