from __future__ import annotations

import socket
from collections.abc import Callable

import grpc  # type: ignore[import-untyped]
import pytest
from pymilvus.exceptions import MilvusException, ParamError

from backend.errors import ConfigurationError, CredenzaError, IndexRefused, IndexUnavailable
from backend.index.connection import CollectionMissing, CollectionNotLoaded, translated
from backend.index.milvus import MilvusIndex


class Refusal(grpc.RpcError):  # type: ignore[misc]  # gRPC has no types
    """An error of gRPC, as far as we look at one."""

    def __init__(self, code: grpc.StatusCode) -> None:
        super().__init__()
        self._code = code

    def code(self) -> grpc.StatusCode:
        return self._code


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (MilvusException(100, "collection not found[collection=x]"), CollectionMissing),
        (MilvusException(4, "no such collection"), CollectionMissing),
        (MilvusException(101, "collection not loaded"), CollectionNotLoaded),
        (MilvusException(6, "illegal argument"), IndexRefused),
        (MilvusException(1100, "invalid parameter"), IndexRefused),
        (MilvusException(7, "anything", is_input_error=True), IndexRefused),
        (MilvusException(2, "Fail connecting to server"), IndexUnavailable),
        (MilvusException(65535, "service internal error"), IndexUnavailable),
        (MilvusException(grpc.StatusCode.UNAVAILABLE, "Retry timeout"), IndexUnavailable),
        (ParamError(message="wrong"), IndexRefused),
        (Refusal(grpc.StatusCode.DEADLINE_EXCEEDED), IndexUnavailable),
        (Refusal(grpc.StatusCode.UNAVAILABLE), IndexUnavailable),
        (Refusal(grpc.StatusCode.RESOURCE_EXHAUSTED), IndexUnavailable),
        (Refusal(grpc.StatusCode.UNIMPLEMENTED), IndexRefused),
        (Refusal(grpc.StatusCode.UNAUTHENTICATED), ConfigurationError),
        (Refusal(grpc.StatusCode.PERMISSION_DENIED), ConfigurationError),
    ],
    ids=repr,
)
def test_each_error_of_milvus_becomes_one_of_ours(
    error: Exception, expected: type[CredenzaError]
) -> None:
    ours = translated(error, "search")
    assert type(ours) is expected
    assert "search" in ours.detail


@pytest.mark.parametrize(
    "ask",
    [
        lambda index: index.ping(),
        lambda index: index.ensure_collection("release_1", {"visual": 8}),
        lambda index: index.drop_collection("release_1"),
        lambda index: index.count("release_1"),
        lambda index: index.fetch("release_1", ["sofa-1"]),
        lambda index: index.delete("release_1", ["sofa-1"]),
        lambda index: list(index.walk("release_1")),
        lambda index: index.flush("release_1"),
    ],
)
def test_where_nobody_listens_the_index_is_unavailable(
    ask: Callable[[MilvusIndex], object],
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and never listens
        index = MilvusIndex(f"http://127.0.0.1:{taken.getsockname()[1]}", timeout_seconds=2)
        with pytest.raises(IndexUnavailable):
            ask(index)
        index.close()


@pytest.mark.timeout(120)
def test_a_server_that_takes_connections_and_says_nothing_is_given_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        index = MilvusIndex(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout_seconds=0.5)
        with pytest.raises(IndexUnavailable):
            index.ping()
        index.close()


@pytest.mark.parametrize("uri", ["not an address", "ftp://127.0.0.1:1", "folder/index.db"])
def test_an_address_that_is_none_is_a_mistake_in_the_settings(uri: str) -> None:
    with pytest.raises(ConfigurationError):
        MilvusIndex(uri).ping()
