"""How surely a search found the nearest, and that no estimate makes it come back short."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from uuid import uuid4

import pytest

from backend.index.filters import Filter, IsTrue, OneOf
from backend.index.port import Entry, Scalars, Vector
from tests.contract.subject import Subject, unit_vector
from tests.contract.test_congruence import assert_congruent
from tests.fakes.index import MemoryIndex

COUNT: Final = 2_500
"""Enough for a server to make its inverted file."""
RARE: Final = OneOf("group", ("rare",))
COMMON: Final = IsTrue()
ESTIMATES: Final = (None, 0.0, 1e-9, 0.002, 0.5, 0.97, 1.0)


@pytest.fixture(scope="module")
def memory() -> MemoryIndex:
    return MemoryIndex()


@pytest.fixture(scope="module")
def many(subject: Subject, memory: MemoryIndex) -> Iterator[str]:
    """A collection of which one in a hundred is rare, and as many are sold out; the same in
    memory."""
    name = f"contract_{uuid4().hex}"
    entries: list[Entry] = [
        subject.entry(
            f"item-{number}",
            scalars=Scalars(group="rare" if number % 100 == 0 else "", in_stock=number % 100 != 1),
        )
        for number in range(COUNT)
    ]
    for index in (subject.index, memory):
        index.ensure_collection(name, subject.dimensions)
        index.upsert(name, entries)
        index.flush(name)

    def all_are_there() -> None:
        query = unit_vector("anything", subject.dimensions["visual"])
        found = subject.index.search(name, "visual", query, limit=COUNT + 1, exact=True)
        assert len(found.hits) == COUNT

    subject.sees(all_are_there)
    yield name
    subject.index.drop_collection(name)


def question(subject: Subject, number: int) -> Vector:
    return unit_vector(f"question {number}", subject.dimensions["visual"])


@pytest.mark.parametrize("where", [None, COMMON, RARE], ids=["all", "common", "rare"])
def test_an_exact_search_compares_everything(
    subject: Subject, memory: MemoryIndex, many: str, where: Filter | None
) -> None:
    for number in range(3):
        query = question(subject, number)
        found = subject.index.search(many, "visual", query, limit=20, where=where, exact=True)
        wanted = memory.search(many, "visual", query, limit=100, where=where)
        assert found.mode == "exact"
        assert_congruent(found.hits, wanted.hits, 20)


@pytest.mark.parametrize("estimate", ESTIMATES)
@pytest.mark.parametrize(
    ("where", "limit"),
    [(None, 2_000), (COMMON, 60), (RARE, 20), (RARE, 60), (OneOf("group", ("none",)), 5)],
    ids=["all", "common", "rare", "rarer than asked", "nothing"],
)
def test_a_search_is_never_short_however_wrong_the_estimate(
    subject: Subject, memory: MemoryIndex, many: str, where: Filter, limit: int, estimate: float
) -> None:
    query = question(subject, 7)
    found = subject.index.search(
        many, "visual", query, limit=limit, where=where, selectivity=estimate
    )
    wanted = memory.search(many, "visual", query, limit=COUNT, where=where).hits
    assert len(found.hits) == min(limit, len(wanted))
    assert {hit.id for hit in found.hits} <= {hit.id for hit in wanted}
    if found.mode == "exact":
        assert_congruent(found.hits, wanted, limit)


def test_those_who_search_together_find_what_each_finds_alone(subject: Subject, many: str) -> None:
    def search(number: int) -> object:
        return subject.index.within(60).search(
            many,
            "visual",
            question(subject, number),
            limit=5 + number % 7 * 20,
            where=(COMMON, RARE, None)[number % 3],
            exclude=["item-100"],
            selectivity=0.5,
        )

    alone = [search(number) for number in range(48)]
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(search, range(48)))
    assert together == alone
