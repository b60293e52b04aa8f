"""What only a standalone Milvus shows: an inverted file, and a restart of a server.

That the adapter keeps its contract there is tried in `tests/contract`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pymilvus import MilvusClient

from backend.errors import IndexUnavailable
from backend.index.filters import IsTrue, OneOf
from backend.index.milvus import MilvusIndex
from backend.index.port import Entry, Scalars
from tests.contract.subject import unit_vector
from tests.contract.test_congruence import assert_congruent
from tests.fakes.index import MemoryIndex
from tests.fixtures.connecting import time_to_connect
from tests.fixtures.milvus_server import StandaloneServer
from tests.fixtures.polling import until, until_passing

pytestmark = pytest.mark.milvus_server

DIMENSIONS = {"visual": 32}
NAME = "release_1"
COUNT = 4_000
LIMIT = 3_000


@pytest.fixture(scope="module", autouse=True)
def patient() -> Iterator[None]:
    with time_to_connect():
        yield


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandaloneServer]:
    server = StandaloneServer(tmp_path_factory.mktemp("milvus"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def index(server: StandaloneServer) -> Iterator[MilvusIndex]:
    index = MilvusIndex(server.uri, backend="cpu", timeout_seconds=60)
    yield index
    index.close()


@pytest.fixture(scope="module")
def client(server: StandaloneServer) -> Iterator[MilvusClient]:
    client = MilvusClient(server.uri, dedicated=True)
    yield client
    client.close()


@pytest.fixture(scope="module")
def memory(index: MilvusIndex, client: MilvusClient) -> MemoryIndex:
    """The same entries in memory, once the server has an inverted file of its own."""
    entries = [
        Entry(
            id=f"item-{number}",
            version=number + 1,
            scalars=Scalars(group="rare" if number % 200 == 0 else ""),
            vectors={"visual": unit_vector(f"item {number}", DIMENSIONS["visual"])},
        )
        for number in range(COUNT)
    ]
    memory = MemoryIndex()
    for each in (memory, index):
        each.ensure_collection(NAME, DIMENSIONS)
        each.upsert(NAME, entries)
        each.flush(NAME)
    until(lambda: len(shallow(client)) < LIMIT, seconds=300)
    return memory


def shallow(client: MilvusClient) -> list[str]:
    """What a look into an eighth of the lists finds."""
    hits = client.search(
        NAME,
        [unit_vector("question", DIMENSIONS["visual"])],
        anns_field="visual_vector",
        limit=LIMIT,
        search_params={"params": {"nprobe": 32}},
        consistency_level="Strong",
    )
    return [hit["id"] for hit in hits[0]]


def test_a_search_that_comes_back_short_looks_everywhere(
    index: MilvusIndex, memory: MemoryIndex
) -> None:
    query = unit_vector("question", DIMENSIONS["visual"])
    hits = index.search(NAME, "visual", query, limit=LIMIT).hits
    assert_congruent(hits, memory.search(NAME, "visual", query, limit=COUNT).hits, LIMIT)


def test_a_narrow_filter_loses_nothing(index: MilvusIndex, memory: MemoryIndex) -> None:
    rare = OneOf("group", ("rare",))
    for number in range(10):
        query = unit_vector(f"question {number}", DIMENSIONS["visual"])
        hits = index.search(NAME, "visual", query, limit=15, where=rare).hits
        assert_congruent(hits, memory.search(NAME, "visual", query, limit=20, where=rare).hits, 15)


def test_a_narrow_filter_loses_nothing_of_what_is_not_sealed_yet(index: MilvusIndex) -> None:
    """The server searches many unsealed rows by an inverted file of its own, whose depth it alone
    sets: of these twenty it would find two or three."""
    entries = [
        Entry(
            id=f"item-{number}",
            version=1,
            scalars=Scalars(group="rare" if number % 1_000 == 0 else ""),
            vectors={"visual": unit_vector(f"item {number}", DIMENSIONS["visual"])},
        )
        for number in range(20_000)
    ]
    memory = MemoryIndex()
    for each in (memory, index):
        each.ensure_collection("unsealed", DIMENSIONS)
        each.upsert("unsealed", entries)
    rare = OneOf("group", ("rare",))

    def all_are_found() -> None:
        for number in range(10):
            query = unit_vector(f"question {number}", DIMENSIONS["visual"])
            hits, wanted = (
                each.search(
                    "unsealed", "visual", query, limit=most, where=rare, exclude=["item-0"]
                ).hits
                for each, most in ((index, 15), (memory, 20))
            )
            assert_congruent(hits, wanted, 15)

    until_passing(all_are_found, seconds=120)
    index.drop_collection("unsealed")


def test_every_field_that_wants_an_index_has_one(client: MilvusClient, memory: MemoryIndex) -> None:
    assert set(client.list_indexes(NAME)) == {
        "visual_vector_idx",
        "category_idx",
        "style_idx",
        "group_idx",
        "price_cents_idx",
    }
    described = client.describe_index(NAME, "visual_vector_idx")
    assert (described["index_type"], described["metric_type"]) == ("IVF_FLAT", "IP")
    assert described["nlist"] == "256"


def test_a_walk_passes_through_sealed_and_growing_entries(
    index: MilvusIndex, memory: MemoryIndex
) -> None:
    changed = [
        Entry(
            id=f"item-{number}",
            version=10_000 + number,
            scalars=Scalars(),
            vectors={"visual": unit_vector(f"changed {number}", DIMENSIONS["visual"])},
        )
        for number in range(100, COUNT, 3)
    ]
    for each in (memory, index):
        each.upsert(NAME, changed)
        each.delete(NAME, [f"item-{number}" for number in range(0, COUNT, 7)])
    assert list(index.walk(NAME, 333)) == list(memory.walk(NAME, 333))
    assert index.count(NAME) == memory.count(NAME)


def test_the_same_client_goes_on_after_a_restart_of_the_server(
    server: StandaloneServer, index: MilvusIndex, memory: MemoryIndex
) -> None:
    query = unit_vector("question", DIMENSIONS["visual"])
    server.stop()
    with pytest.raises(IndexUnavailable):
        index.search(NAME, "visual", query, limit=5)
    server.start()

    def everything_is_back() -> None:
        try:
            # Under a filter the inverted file is exact.
            hits = index.search(NAME, "visual", query, limit=5, where=IsTrue()).hits
            count = index.count(NAME)
        except IndexUnavailable as error:
            raise AssertionError(error.detail) from error
        wanted = memory.search(NAME, "visual", query, limit=20).hits
        assert_congruent(hits, wanted, 5)
        assert count == memory.count(NAME)

    until_passing(everything_is_back, seconds=300)
