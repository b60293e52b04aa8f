"""The implementations that the contract holds for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from backend.index.milvus import MilvusIndex
from tests.contract.shop import SHOP, fill, found_ids
from tests.contract.subject import Subject
from tests.fakes.index import MemoryIndex
from tests.fixtures.connecting import time_to_connect
from tests.fixtures.milvus_lite import LiteServer


@pytest.fixture(scope="package", autouse=True)
def patient() -> Iterator[None]:
    with time_to_connect():
        yield


# Of the standalone server only one can run on a machine: give it back before other tests want it.
@pytest.fixture(
    scope="package",
    params=["memory", "lite", pytest.param("server", marks=pytest.mark.milvus_server)],
)
def subject(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Subject]:
    folder = tmp_path_factory.mktemp(f"index-{request.param}")
    match request.param:
        case "memory":
            yield Subject(MemoryIndex(), {"visual": 24, "style": 16}, sees_writes_at_once=True)
        case "lite":
            yield from _lite(folder)
        case "server":
            yield from _server(folder)


@pytest.fixture
def collection(subject: Subject) -> Iterator[str]:
    """An empty collection of the subject's dimensions."""
    name = f"contract_{uuid4().hex}"
    subject.index.ensure_collection(name, subject.dimensions)
    yield name
    subject.index.drop_collection(name)


@pytest.fixture(scope="module")
def shop(subject: Subject) -> Iterator[str]:
    """A collection for looking only."""
    name = f"contract_{uuid4().hex}"
    subject.index.ensure_collection(name, subject.dimensions)
    fill(subject, name)

    def all_are_there() -> None:
        assert found_ids(subject, name) == SHOP.keys()

    subject.sees(all_are_there)
    yield name
    subject.index.drop_collection(name)


def _lite(folder: Path) -> Iterator[Subject]:
    server = LiteServer(folder)
    server.start()
    index = MilvusIndex(server.uri, backend="lite", timeout_seconds=60)
    try:
        yield Subject(index, {"visual": 24, "style": 16}, sees_writes_at_once=True)
    finally:
        index.close()
        server.stop()


def _server(folder: Path) -> Iterator[Subject]:
    from tests.fixtures.milvus_server import StandaloneServer

    server = StandaloneServer(folder)
    server.start()
    index = MilvusIndex(server.uri, backend="cpu", timeout_seconds=60)
    try:
        # One vector field: the wheel is of Milvus 2.3, which has no more in a collection.
        yield Subject(index, {"visual": 24}, sees_writes_at_once=False)
    finally:
        index.close()
        server.stop()
