"""No text breaks out of its literal, and every filter means to the index what it means to us."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings

from backend.index.filters import ContainsAny, Filter, OneOf, matches
from backend.index.port import Scalars
from tests.contract.filter_strategies import CELLS, HOSTILE, filters
from tests.contract.subject import Subject, unit_vector


def entries() -> dict[str, Scalars]:
    """Each hostile text once in every place, beside its two neighbours in the lists."""
    count = len(HOSTILE)
    return {
        f"item-{place}": Scalars(
            category=text,
            style=HOSTILE[(place + 7) % count],
            group=HOSTILE[(place + 19) % count],
            colors=tuple(HOSTILE[(place + step) % count] for step in range(place % 4)),
            materials=(text, HOSTILE[(place + 1) % count]),
            tags=(HOSTILE[(place + 5) % count], text),
            palette=CELLS[: place % 3],
            width_mm=None if place % 4 == 0 else place,
            height_mm=place if place % 2 == 0 else None,
            price_cents=None if place % 5 == 0 else place - 3 if place > 3 else 2**53,
            in_stock=place % 3 != 0,
        )
        for place, text in enumerate(HOSTILE)
    }


SHOP = entries()


def found_ids(subject: Subject, collection: str, where: Filter | None) -> set[str]:
    query = unit_vector("anything", subject.dimensions["visual"])
    hits = subject.index.search(collection, "visual", query, limit=len(SHOP), where=where).hits
    return {hit.id for hit in hits}


@pytest.fixture(scope="module")
def shop(subject: Subject) -> Iterator[str]:
    name = f"hostile_{uuid4().hex}"
    subject.index.ensure_collection(name, subject.dimensions)
    subject.index.upsert(name, [subject.entry(id_, scalars=it) for id_, it in SHOP.items()])

    def all_are_there() -> None:
        assert found_ids(subject, name, None) == SHOP.keys()

    subject.sees(all_are_there)
    yield name
    subject.index.drop_collection(name)


def test_hostile_text_is_stored_as_it_is(subject: Subject, shop: str) -> None:
    fetched = subject.index.fetch(shop, list(SHOP))
    assert {id_: entry.scalars for id_, entry in fetched.items()} == SHOP


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_finds_itself_and_nothing_else(subject: Subject, shop: str, text: str) -> None:
    for where in (
        OneOf("category", (text,)),
        OneOf("group", (text,)),
        ContainsAny("colors", (text,)),
        ContainsAny("materials", (text,)),
        ContainsAny("tags", (text,)),
    ):
        wanted = {id_ for id_, scalars in SHOP.items() if matches(where, scalars)}
        assert found_ids(subject, shop, where) == wanted


@settings(
    max_examples=150,
    deadline=None,
    # The collection is only looked at, so that one serves every example.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(where=filters)
def test_the_index_filters_as_the_definition_does(
    subject: Subject, shop: str, where: Filter
) -> None:
    wanted = {id_ for id_, scalars in SHOP.items() if matches(where, scalars)}
    assert found_ids(subject, shop, where) == wanted
