"""The adapter and a Milvus Lite server that comes and goes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backend.errors import ConfigurationError, IndexUnavailable
from backend.index import searching
from backend.index.filters import ContainsAny
from backend.index.milvus import MilvusIndex
from backend.index.port import Entry, Scalars
from tests.contract.subject import Subject
from tests.fixtures.milvus_lite import LiteServer
from tests.fixtures.polling import until

DIMENSIONS = {"visual": 24, "style": 16}
NAME = "release_1"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiteServer]:
    server = LiteServer(tmp_path / "lite")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def index(server: LiteServer) -> Iterator[MilvusIndex]:
    index = MilvusIndex(server.uri, backend="lite", timeout_seconds=60)
    yield index
    index.close()


def entries(index: MilvusIndex, count: int) -> list[Entry]:
    subject = Subject(index, DIMENSIONS, sees_writes_at_once=True)
    return [
        subject.entry(f"item-{number}", number + 1, scalars=Scalars(colors=("blue",)))
        for number in range(count)
    ]


def answers(index: MilvusIndex) -> bool:
    try:
        index.ping()
    except IndexUnavailable:
        return False
    return True


def assert_all_there(index: MilvusIndex, stored: list[Entry]) -> None:
    last = stored[-1]
    hits = index.search(
        NAME, "visual", last.vectors["visual"], limit=1, where=ContainsAny("colors", ("blue",))
    ).hits
    assert [hit.id for hit in hits] == [last.id]
    assert index.count(NAME) == len(stored)
    fetched = index.fetch(NAME, [last.id])[last.id]
    assert (fetched.version, fetched.scalars) == (last.version, last.scalars)


def test_a_restart_loses_nothing_and_needs_no_new_client(
    server: LiteServer, index: MilvusIndex
) -> None:
    stored = entries(index, 40)
    index.ensure_collection(NAME, DIMENSIONS)
    index.upsert(NAME, stored[:30])
    index.flush(NAME)
    index.upsert(NAME, stored[30:])

    server.stop()
    with pytest.raises(IndexUnavailable):
        index.search(NAME, "visual", stored[0].vectors["visual"], limit=1)
    server.start()
    until(lambda: answers(index), seconds=120)

    assert_all_there(index, stored)


def test_what_was_acknowledged_survives_a_kill(server: LiteServer, index: MilvusIndex) -> None:
    stored = entries(index, 200)
    index.ensure_collection(NAME, DIMENSIONS)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda some: index.upsert(NAME, some), [stored[i::8] for i in range(8)]))

    server.kill()
    server.start()
    until(lambda: answers(index), seconds=120)

    assert_all_there(index, stored)


def test_the_first_thing_after_a_restart_may_be_anything(
    server: LiteServer, index: MilvusIndex
) -> None:
    stored = entries(index, 3)
    index.ensure_collection(NAME, DIMENSIONS)
    index.upsert(NAME, stored)
    attempts = (
        lambda: index.count(NAME),
        lambda: list(index.walk(NAME)),
        lambda: index.fetch(NAME, ["item-1"]),
        lambda: index.delete(NAME, ["missing"]),
        lambda: index.upsert(NAME, stored),
        lambda: index.flush(NAME),
        lambda: index.ensure_collection(NAME, DIMENSIONS),
        lambda: index.drop_collection("other"),
    )
    for attempt in attempts:
        server.stop()
        server.start()
        until(lambda: answers(index), seconds=120)
        attempt()
        assert_all_there(index, stored)


# Waiting for a connection one after another, they would wait far longer.
@pytest.mark.timeout(180)
def test_a_server_that_is_not_there_is_noticed_by_everybody_at_once(
    server: LiteServer, index: MilvusIndex
) -> None:
    stored = entries(index, 1)
    server.stop()

    def asked() -> bool:
        with pytest.raises(IndexUnavailable):
            index.search(NAME, "visual", stored[0].vectors["visual"], limit=1)
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(each.result() for each in [pool.submit(asked) for _ in range(16)])
    server.start()
    until(lambda: answers(index), seconds=120)


def test_two_processes_may_make_the_same_collection_at_once(server: LiteServer) -> None:
    # Two connections are two processes to the server.
    indexes = [MilvusIndex(server.uri, backend="lite") for _ in range(4)]
    for round_ in range(5):
        name = f"race_{round_}"
        with ThreadPoolExecutor(4) as pool:
            for made in [
                pool.submit(index.ensure_collection, name, DIMENSIONS) for index in indexes
            ]:
                made.result()
        stored = entries(indexes[0], 2)
        indexes[1].upsert(name, stored)
        assert [index.count(name) for index in indexes] == [2, 2, 2, 2]
    for index in indexes:
        index.close()


def test_a_collection_half_made_is_finished(server: LiteServer, index: MilvusIndex) -> None:
    from pymilvus import MilvusClient

    index.ensure_collection(NAME, DIMENSIONS)
    client = MilvusClient(server.uri, dedicated=True)
    client.release_collection(NAME)
    client.drop_index(NAME, "visual_vector_idx")
    client.close()

    index.ensure_collection(NAME, DIMENSIONS)

    stored = entries(index, 2)
    index.upsert(NAME, stored)
    assert_all_there(index, stored)


def test_a_collection_made_for_another_backend_is_refused(
    server: LiteServer, index: MilvusIndex
) -> None:
    index.ensure_collection(NAME, DIMENSIONS)
    for_a_server = MilvusIndex(server.uri, backend="cpu")
    with pytest.raises(ConfigurationError, match="rebuild"):
        for_a_server.ensure_collection(NAME, DIMENSIONS)
    for_a_server.close()


def test_a_collection_of_an_earlier_version_is_refused_with_what_to_do(
    server: LiteServer, index: MilvusIndex
) -> None:
    from pymilvus import CollectionSchema, DataType, FieldSchema, MilvusClient

    fields = [
        FieldSchema("id", DataType.VARCHAR, max_length=128, is_primary=True),
        FieldSchema("colors", DataType.VARCHAR, max_length=64),
        *(
            FieldSchema(f"{name}_vector", DataType.FLOAT_VECTOR, dim=dimension)
            for name, dimension in DIMENSIONS.items()
        ),
    ]
    client = MilvusClient(server.uri, dedicated=True)
    client.create_collection(NAME, schema=CollectionSchema(fields))
    client.close()
    with pytest.raises(ConfigurationError, match=f"{NAME} .* Drop it .* `credenza reconcile`"):
        index.ensure_collection(NAME, DIMENSIONS)

    index.drop_collection(NAME)
    index.ensure_collection(NAME, DIMENSIONS)

    stored = entries(index, 2)
    index.upsert(NAME, stored)
    assert_all_there(index, stored)


def test_a_collection_that_others_made_anew_is_looked_at_anew(
    server: LiteServer, index: MilvusIndex
) -> None:
    index.ensure_collection(NAME, DIMENSIONS)
    index.upsert(NAME, entries(index, 1))
    another = MilvusIndex(server.uri, backend="lite")
    another.drop_collection(NAME)
    with pytest.raises(IndexUnavailable):
        index.count(NAME)

    larger = {"visual": 40, "style": 16}
    another.ensure_collection(NAME, larger)

    entry = Subject(index, larger, sees_writes_at_once=True).entry("item-1")
    index.upsert(NAME, [entry])
    hits = index.search(NAME, "visual", entry.vectors["visual"], limit=1).hits
    assert [hit.id for hit in hits] == ["item-1"]
    another.close()


def test_a_closed_index_opens_again_when_it_is_used(index: MilvusIndex) -> None:
    index.ping()
    index.close()
    index.close()
    index.ping()


def test_where_no_index_can_be_trusted_everything_is_read_page_by_page(
    server: LiteServer, index: MilvusIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_BYTES_PER_READ", 7 * 4 * DIMENSIONS["visual"])
    index.ensure_collection(NAME, DIMENSIONS)
    stored = entries(index, 60)
    index.upsert(NAME, stored)
    index.delete(NAME, ["item-8"])
    query = stored[8].vectors["visual"]
    # What is declared is believed: such a server may search by approximate distances.
    doubted = MilvusIndex(server.uri, backend="gpu", gpu_index="GPU_IVF_PQ")

    wanted = index.search(NAME, "visual", query, limit=15, exclude=["item-3"])
    found = doubted.search(NAME, "visual", query, limit=15, exclude=["item-3"], exact=True)
    assert found == wanted
    assert found.mode == "exact"
    assert len(found.hits) == 15

    loosely = doubted.search(NAME, "visual", query, limit=15, exclude=["item-3"])
    assert loosely.mode == "probed"
    doubted.close()
