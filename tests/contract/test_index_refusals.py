"""What every vector index refuses, and how collections come and go."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import msgspec
import numpy as np
import pytest

from backend.errors import ConfigurationError, IndexRefused, IndexUnavailable
from backend.index.port import Entry, Scalars
from tests.contract.shop import SHOP, fill, found_ids
from tests.contract.subject import Subject, unit_vector


def with_vector(entry: Entry, vector: np.ndarray) -> Entry:
    return msgspec.structs.replace(entry, vectors={**entry.vectors, "visual": vector})


def with_scalars(entry: Entry, scalars: Scalars) -> Entry:
    return msgspec.structs.replace(entry, scalars=scalars)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda it: with_vector(it, it.vectors["visual"] * np.float32(np.nan)), "not finite"),
        (lambda it: with_vector(it, it.vectors["visual"] * np.float32(1.01)), "length 1.0100"),
        (lambda it: with_vector(it, np.zeros_like(it.vectors["visual"])), "length 0.0000"),
        (lambda it: with_vector(it, it.vectors["visual"].astype(np.float64)), "float64"),
        (lambda it: with_vector(it, unit_vector("long", 25)), "shape"),
        (lambda it: with_vector(it, it.vectors["visual"].reshape(1, -1)), "shape"),
        (lambda it: msgspec.structs.replace(it, vectors={}), "none"),
        (lambda it: msgspec.structs.replace(it, vectors={**it.vectors, "x": it}), "x"),
        (lambda it: msgspec.structs.replace(it, id=""), "not a listing id"),
        (lambda it: msgspec.structs.replace(it, id="two words"), "not a listing id"),
        (lambda it: msgspec.structs.replace(it, id="line\n"), "not a listing id"),
        (lambda it: msgspec.structs.replace(it, id="x" * 129), "not a listing id"),
        (lambda it: msgspec.structs.replace(it, id="good"), "twice"),
        (lambda it: msgspec.structs.replace(it, version=0), "version 0"),
        (lambda it: msgspec.structs.replace(it, version=2**63), "version"),
        (lambda it: with_scalars(it, Scalars(group="é" * 257)), "group is longer"),
        (lambda it: with_scalars(it, Scalars(category="x" * 65)), "category is longer"),
        (lambda it: with_scalars(it, Scalars(style="\ud800")), "Unicode"),
        (lambda it: with_scalars(it, Scalars(colors=("x",) * 17)), "more than 16"),
        (lambda it: with_scalars(it, Scalars(materials=("x" * 65,))), "materials is longer"),
        (lambda it: with_scalars(it, Scalars(price_cents=-1)), "price_cents -1"),
        (lambda it: with_scalars(it, Scalars(price_cents=2**60)), "price"),
        (lambda it: with_scalars(it, Scalars(tags=("x",) * 17)), "tags holds 17"),
        (lambda it: with_scalars(it, Scalars(tags=("é" * 81,))), "tags is longer than 160"),
        (lambda it: with_scalars(it, Scalars(palette=("x" * 17,))), "palette is longer than 16"),
        (lambda it: with_scalars(it, Scalars(depth_mm=100_001)), "depth_mm 100001"),
    ],
)
def test_an_entry_that_cannot_be_stored_stops_its_whole_batch(
    subject: Subject, collection: str, spoil: Callable[[Entry], Entry], reason: str
) -> None:
    batch = [subject.entry("good"), spoil(subject.entry("bad"))]
    with pytest.raises(IndexRefused, match=reason):
        subject.index.upsert(collection, batch)
    assert subject.index.count(collection) == 0


@pytest.mark.parametrize(
    ("field", "query", "limit"),
    [
        ("visual", unit_vector("short", 8), 5),
        ("visual", np.full(24, np.nan, dtype=np.float32), 5),
        ("visual", np.ones(24, dtype=np.float32), 5),
        ("visual", unit_vector("fine", 24).astype(np.float64), 5),
        ("nowhere", unit_vector("fine", 24), 5),
        ("visual", unit_vector("fine", 24), 0),
        ("visual", unit_vector("fine", 24), 1_000_000),
    ],
)
def test_a_question_without_meaning_is_refused(
    subject: Subject, shop: str, field: str, query: np.ndarray, limit: int
) -> None:
    with pytest.raises(IndexRefused):
        subject.index.search(shop, field, query, limit=limit)


def test_a_collection_is_made_once_however_often_it_is_wanted(
    subject: Subject, collection: str
) -> None:
    fill(subject, collection)
    subject.index.ensure_collection(collection, subject.dimensions)
    assert subject.index.count(collection) == len(SHOP)


def test_a_collection_of_other_dimensions_is_refused_and_left_alone(
    subject: Subject, collection: str
) -> None:
    fill(subject, collection)
    for other in ({**subject.dimensions, "visual": 32}, {**subject.dimensions, "more": 8}):
        with pytest.raises(ConfigurationError, match=collection):
            subject.index.ensure_collection(collection, other)
    assert subject.index.count(collection) == len(SHOP)


@pytest.mark.parametrize(
    ("name", "dimensions"),
    [
        ("two words", {"visual": 8}),
        ("1st", {"visual": 8}),
        ("", {"visual": 8}),
        ("fine", {}),
        ("fine", {"visual": 1}),
        ("fine", {"Visual Field": 8}),
    ],
)
def test_an_impossible_collection_is_refused(
    subject: Subject, name: str, dimensions: dict[str, int]
) -> None:
    with pytest.raises(ConfigurationError):
        subject.index.ensure_collection(name, dimensions)


def test_many_may_make_the_same_collection_at_once(subject: Subject) -> None:
    name = f"contract_{uuid4().hex}"
    with ThreadPoolExecutor(4) as pool:
        made = [
            pool.submit(subject.index.ensure_collection, name, subject.dimensions) for _ in range(4)
        ]
        for each in made:
            each.result()
    subject.index.upsert(name, [subject.entry("sofa-1")])
    assert subject.index.count(name) == 1
    subject.index.drop_collection(name)


def test_dropping_what_is_not_there_is_no_error(subject: Subject, collection: str) -> None:
    fill(subject, collection)
    subject.index.drop_collection(collection)
    subject.index.drop_collection(collection)
    subject.index.ensure_collection(collection, subject.dimensions)
    assert subject.index.count(collection) == 0


def test_a_collection_that_is_not_there_is_an_index_that_is_not_available(
    subject: Subject,
) -> None:
    index, missing, entry = subject.index, f"contract_{uuid4().hex}", subject.entry("sofa-1")
    attempts: list[Callable[[], object]] = [
        lambda: index.search(missing, "visual", entry.vectors["visual"], limit=3),
        lambda: index.upsert(missing, [entry]),
        lambda: index.delete(missing, ["sofa-1"]),
        lambda: index.fetch(missing, ["sofa-1"]),
        lambda: index.count(missing),
        lambda: list(index.walk(missing)),
    ]
    for attempt in attempts:
        with pytest.raises(IndexUnavailable):
            attempt()


def test_a_collection_that_was_dropped_is_noticed(subject: Subject, collection: str) -> None:
    fill(subject, collection)
    subject.index.drop_collection(collection)
    with pytest.raises(IndexUnavailable):
        subject.index.upsert(collection, [subject.entry("sofa-1")])
    with pytest.raises(IndexUnavailable):
        found_ids(subject, collection)
