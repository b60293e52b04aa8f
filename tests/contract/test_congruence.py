"""The same random operations on every implementation and on the one in memory, the same answers."""

from __future__ import annotations

import random
from uuid import uuid4

import pytest

from backend.index.filters import AllOf, Between, ContainsAny, Filter, IsTrue, Not, OneOf
from backend.index.port import Entry, Hit, Scalars, Vector
from tests.contract.subject import Subject, unit_vector
from tests.fakes.index import MemoryIndex

CATEGORIES = ("sofa", "rug", "lamp")
COLORS = ("red", "green", "blue", "oak")
IDS = tuple(f"item-{number}" for number in range(80))
SAME = 2e-6
"""How far two computations of one score may be apart."""


class Script:
    """Random operations; few ids and few directions, so that they meet and tie."""

    def __init__(self, subject: Subject, seed: int) -> None:
        self._random = random.Random(seed)
        self._subject = subject
        self._version = 0

    def entry(self, id_: str) -> Entry:
        pick = self._random
        self._version += 1
        return self._subject.entry(
            id_,
            self._version,
            seed=pick.randrange(40),
            scalars=Scalars(
                category=pick.choice(CATEGORIES),
                colors=tuple(pick.sample(COLORS, pick.randrange(4))),
                price_cents=pick.choice((None, pick.randrange(100))),
                in_stock=pick.random() < 0.7,
            ),
        )

    def batch(self) -> list[Entry]:
        return [self.entry(id_) for id_ in self._random.sample(IDS, self._random.randint(1, 12))]

    def some_ids(self) -> list[str]:
        return self._random.sample(IDS, self._random.randint(0, 6))

    def guess(self) -> float | None:
        """What share is said to match, however many do."""
        return self._random.choice((None, 0.0, 0.3, 0.97, 1.0))

    def filter(self) -> Filter | None:
        low = self._random.randrange(100)
        return self._random.choice(
            (
                None,
                OneOf("category", tuple(self._random.sample(CATEGORIES, 2))),
                ContainsAny("colors", tuple(self._random.sample(COLORS, 2))),
                AllOf((IsTrue(), Between("price_cents", low, low + 40))),
                Not(ContainsAny("colors", ("oak",))),
            )
        )

    def question(self) -> tuple[str, Vector]:
        field = self._random.choice(sorted(self._subject.dimensions))
        name = f"{field} {self._random.randrange(50)}"
        return field, unit_vector(name, self._subject.dimensions[field])

    def limit(self) -> int:
        return self._random.choice((1, 3, 10, 200))

    def next(self) -> str:
        return self._random.choices(("upsert", "delete", "flush", "look"), (8, 3, 1, 10))[0]


def assert_congruent(got: list[Hit], everything: list[Hit], limit: int) -> None:
    """`got` is a right answer, where `everything` holds every match in order: any of those that tie
    for the last places may have been taken."""
    assert [hit.score for hit in got] == pytest.approx(
        [hit.score for hit in everything[:limit]], abs=SAME
    )
    by_id = {hit.id: hit for hit in everything}
    for hit in got:
        assert hit.score == pytest.approx(by_id[hit.id].score, abs=SAME)
    assert got == sorted(got, key=lambda hit: (-hit.score, hit.id))
    assert len({hit.id for hit in got}) == len(got)


@pytest.mark.parametrize("seed", range(3))
def test_it_answers_as_the_index_in_memory_does(subject: Subject, seed: int) -> None:
    memory, script, name = MemoryIndex(), Script(subject, seed), f"congruent_{uuid4().hex}"
    indexes = (memory, subject.index)
    for index in indexes:
        index.ensure_collection(name, subject.dimensions)

    for _ in range(120):
        match script.next():
            case "upsert":
                batch = script.batch()
                for index in indexes:
                    index.upsert(name, batch)
            case "delete":
                ids = script.some_ids()
                for index in indexes:
                    index.delete(name, ids)
            case "flush":
                for index in indexes:
                    index.flush(name)
            case _:
                look(subject, memory, script, name)

    assert subject.index.count(name) == memory.count(name)
    assert list(subject.index.walk(name, 9)) == list(memory.walk(name, 9))
    subject.index.drop_collection(name)


def look(subject: Subject, memory: MemoryIndex, script: Script, name: str) -> None:
    ids, where, exclude, limit = (
        script.some_ids(),
        script.filter(),
        script.some_ids(),
        script.limit(),
    )
    field, query = script.question()
    selectivity, exact = script.guess(), script.limit() % 2 == 0
    wanted = memory.search(name, field, query, limit=len(IDS), where=where, exclude=exclude).hits

    def same_hits() -> None:
        got = subject.index.search(
            name,
            field,
            query,
            limit=limit,
            where=where,
            exclude=exclude,
            selectivity=selectivity,
            exact=exact,
        )
        assert_congruent(got.hits, wanted, limit)
        assert got.mode == "exact" or not exact

    subject.sees(same_hits)
    stored = memory.fetch(name, ids)
    fetched = subject.index.fetch(name, ids)
    assert {id_: (it.version, it.scalars) for id_, it in fetched.items()} == {
        id_: (it.version, it.scalars) for id_, it in stored.items()
    }
