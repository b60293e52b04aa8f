"""One connection to Milvus, made when it is first needed, and Milvus's errors as ours."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar

import grpc  # type: ignore[import-untyped]
from pymilvus import MilvusClient
from pymilvus.exceptions import (
    ConnectionConfigException,
    DataNotMatchException,
    DataTypeNotMatchException,
    MilvusException,
    ParamError,
    SchemaMismatchRetryableException,
)

from backend.errors import ConfigurationError, CredenzaError, IndexRefused, IndexUnavailable

Result = TypeVar("Result")

# How long to wait for a connection: a server that is there answers at once, and everybody who
# needs the index waits behind the first attempt.
_CONNECT_SECONDS: Final = 2.0

_COLLECTION_MISSING: Final = (4, 100)
_COLLECTION_NOT_LOADED: Final = 101
_ILLEGAL_ARGUMENT: Final = 6
_INVALID_PARAMETERS: Final = range(1100, 1200)
_ONES_OWN_MISTAKES: Final = (
    DataNotMatchException,
    DataTypeNotMatchException,
    ParamError,
    SchemaMismatchRetryableException,
)


class CollectionMissing(IndexUnavailable):
    """There is no such collection; it has to be built first."""


class CollectionNotLoaded(IndexUnavailable):
    """Milvus holds the collection but does not serve it, as Lite after each restart."""


class Connection:
    """Thread-safe. Once made, pymilvus renews it by itself when the server comes back."""

    def __init__(self, uri: str, token: str, timeout_seconds: float) -> None:
        self._uri = uri
        self._token = token
        self._timeout = min(timeout_seconds, _CONNECT_SECONDS)
        self._lock = threading.Lock()
        self._client: MilvusClient | None = None
        self._failures = 0

    def run(self, doing: str, operation: Callable[[MilvusClient], Result]) -> Result:
        """The result of `operation`; `doing` names it in the error, as in "search".

        Raises `IndexUnavailable` when Milvus does not answer or has a passing fault,
        `IndexRefused` when it will never accept this, `ConfigurationError` when it does not let
        us in.
        """
        try:
            return operation(self._connected())
        except (MilvusException, grpc.RpcError) as error:
            raise translated(error, doing) from error

    def close(self) -> None:
        """Close the connection; the next use makes another."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _connected(self) -> MilvusClient:
        client = self._client
        if client is not None:
            return client
        failures = self._failures
        with self._lock:
            if self._client is not None:
                return self._client
            if self._failures != failures:
                raise IndexUnavailable(f"Milvus at {self._uri} does not answer.")
            try:
                self._client = _connect(self._uri, self._token, self._timeout)
            except (MilvusException, grpc.RpcError):
                self._failures += 1
                raise
            return self._client


def _connect(uri: str, token: str, timeout: float) -> MilvusClient:
    if uri.endswith(".db"):
        # pymilvus would run Lite within this process, where writers lose each other's rows.
        raise ConfigurationError(f"{uri} is a file: run Milvus Lite as a server, by its address.")
    # pymilvus logs a traceback for every error it also raises, expected ones included.
    for name in ("pymilvus", "pymilvus.milvus_client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # Dedicated: pymilvus otherwise shares one connection, and its deadline, per address.
    return MilvusClient(uri=uri, token=token, timeout=timeout, dedicated=True)


def translated(error: Exception, doing: str) -> CredenzaError:
    """The same in the words of `backend.errors`."""
    if isinstance(error, grpc.RpcError):
        return _translated_rpc(error.code(), doing)
    assert isinstance(error, MilvusException)
    if isinstance(error, ConnectionConfigException):
        return ConfigurationError(f"The address of Milvus is not valid: {error.message}")
    code: Any = error.code
    if code in _COLLECTION_MISSING:
        return CollectionMissing(f"Milvus could not {doing}: there is no such collection.")
    if code == _COLLECTION_NOT_LOADED:
        return CollectionNotLoaded(f"Milvus could not {doing}: the collection is not loaded.")
    sentence = f"Milvus could not {doing}: {error.message}"
    if (
        isinstance(error, _ONES_OWN_MISTAKES)
        or error.is_input_error
        or code == _ILLEGAL_ARGUMENT
        or code in _INVALID_PARAMETERS
    ):
        return IndexRefused(sentence)
    return IndexUnavailable(sentence)


def _translated_rpc(code: grpc.StatusCode, doing: str) -> CredenzaError:
    match code:
        case grpc.StatusCode.DEADLINE_EXCEEDED:
            return IndexUnavailable(f"Milvus could not {doing} in time.")
        case grpc.StatusCode.UNAUTHENTICATED | grpc.StatusCode.PERMISSION_DENIED:
            return ConfigurationError(f"Milvus did not let us {doing}: the token is not accepted.")
        case grpc.StatusCode.UNIMPLEMENTED | grpc.StatusCode.INVALID_ARGUMENT:
            return IndexRefused(f"Milvus could not {doing}: it does not support this.")
        case _:
            return IndexUnavailable(f"Milvus could not {doing}: {code.name.lower()}.")
