"""A piece of work with a deadline: the same answers, or `IndexUnavailable` in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.errors import IndexUnavailable
from backend.index.milvus import MilvusIndex
from backend.index.port import VectorIndex
from tests.contract.subject import Subject
from tests.fixtures.milvus_lite import LiteServer
from tests.fixtures.polling import until_passing

PLENTY = 60.0


def test_in_time_the_answers_are_the_same(subject: Subject, shop: str) -> None:
    index, bounded = subject.index, subject.index.within(PLENTY)
    vector = subject.entry("rug-1").vectors["visual"]

    bounded.ping()
    assert bounded.count(shop) == index.count(shop)
    assert bounded.fetch(shop, ["rug-1"])["rug-1"].version == 1
    assert (
        bounded.search(shop, "visual", vector, limit=5).hits
        == index.search(shop, "visual", vector, limit=5).hits
    )
    assert list(bounded.walk(shop)) == list(index.walk(shop))


def test_what_is_written_in_time_is_there_for_everybody(subject: Subject, collection: str) -> None:
    bounded = subject.index.within(PLENTY)
    bounded.upsert(collection, [subject.entry("rug-1"), subject.entry("rug-2")])
    bounded.delete(collection, ["rug-2"])
    assert subject.index.count(collection) == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda index, shop, vector: index.ping(),
        lambda index, shop, vector: index.count(shop),
        lambda index, shop, vector: index.fetch(shop, ["rug-1"]),
        lambda index, shop, vector: index.search(shop, "visual", vector, limit=1),
        lambda index, shop, vector: list(index.walk(shop)),
        lambda index, shop, vector: index.delete(shop, ["never-there"]),
        lambda index, shop, vector: index.within(PLENTY).count(shop),
    ],
    ids=["ping", "count", "fetch", "search", "walk", "delete", "longer"],
)
def test_after_it_nothing_is_asked_any_more(
    subject: Subject, shop: str, call: Callable[[VectorIndex, str, object], object]
) -> None:
    vector = subject.entry("rug-1").vectors["visual"]
    subject.index.search(shop, "visual", vector, limit=1)
    with pytest.raises(IndexUnavailable):
        call(subject.index.within(0), shop, vector)
    assert subject.index.count(shop) > 0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiteServer]:
    server = LiteServer(tmp_path / "lite")
    server.start()
    yield server
    server.thaw()
    server.stop()


# Without the deadline a call would wait for an hour.
@pytest.mark.timeout(180)
def test_a_server_that_does_not_answer_is_left_in_time(server: LiteServer) -> None:
    index = MilvusIndex(server.uri, backend="lite", timeout_seconds=3600)
    subject = Subject(index, {"visual": 24, "style": 16}, sees_writes_at_once=True)
    index.ensure_collection("frozen", subject.dimensions)
    entry = subject.entry("rug-1")
    index.upsert("frozen", [entry])
    server.freeze()

    with pytest.raises(IndexUnavailable):
        index.within(0.5).search("frozen", "visual", entry.vectors["visual"], limit=1)
    with pytest.raises(IndexUnavailable):
        index.within(0.5).fetch("frozen", ["rug-1"], latest=False)
    with pytest.raises(IndexUnavailable):
        index.within(0.5).ping()

    server.thaw()

    def is_found() -> None:
        found = index.within(PLENTY).search("frozen", "visual", entry.vectors["visual"], limit=1)
        assert [hit.id for hit in found.hits] == ["rug-1"]

    until_passing(is_found, seconds=60)
    index.close()
