"""The vector index in Milvus: Milvus Lite, a server on CPUs, or a server on GPUs."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Self, TypeVar

from backend.index import lifecycle
from backend.index.calls import Calls, pages
from backend.index.capabilities import Backend, GpuIndex, capabilities_of
from backend.index.connection import CollectionMissing, Connection
from backend.index.expression import one_of
from backend.index.filters import Filter
from backend.index.port import Entry, Found, Vector
from backend.index.schema import entry_of, row_of, vector_field
from backend.index.searching import Nearest, Searcher
from backend.index.validation import (
    SCALAR_FIELDS,
    check_collection,
    check_entries,
    is_listing_id,
)

Item = TypeVar("Item")

# Rows in one request: a thousand entries are about two megabytes, of 64 that a server takes.
_ROWS_PER_REQUEST: Final = 1000


class MilvusIndex:
    """`backend.index.port.VectorIndex` in Milvus. Thread-safe; one per process.

    Connects when it is first used, and recovers by itself when the server was away.
    """

    def __init__(
        self,
        uri: str,
        *,
        token: str = "",
        backend: Backend = "lite",
        timeout_seconds: float = 10.0,
        gpu_index: GpuIndex = "GPU_IVF_FLAT",
        interim_index: bool = True,
    ) -> None:
        self._capabilities = capabilities_of(backend, gpu_index, interim_index=interim_index)
        self._calls = Calls(Connection(uri, token, timeout_seconds), timeout_seconds)
        self._searcher = Searcher(self._calls, self._capabilities)

    def close(self) -> None:
        """Give the connection back; a later use makes another."""
        self._calls.connection.close()

    def within(self, seconds: float) -> Self:
        """See `VectorIndex.within`. Where no connection was made yet, making one may take two
        seconds more."""
        bounded = copy.copy(self)
        bounded._calls = self._calls.within(seconds)
        return bounded

    def ping(self) -> None:
        self._calls.connection.run(
            "answer", lambda client: client.get_server_version(timeout=self._calls.timeout)
        )

    def ensure_collection(self, name: str, dimensions: Mapping[str, int]) -> None:
        check_collection(name, dimensions)
        lifecycle.ensure_collection(
            self._calls.connection, name, dimensions, self._capabilities, self._calls.timeout
        )
        self._calls.remember(name, dimensions)

    def drop_collection(self, name: str) -> None:
        self._calls.forget(name)
        try:
            self._calls.connection.run(
                "drop the collection",
                lambda client: client.drop_collection(name, timeout=self._calls.timeout),
            )
        except CollectionMissing:
            return

    def upsert(self, collection: str, entries: Sequence[Entry]) -> None:
        check_entries(entries, self._calls.dimensions_of(collection))
        rows = [row_of(entry, self._capabilities) for entry in entries]
        for some in _chunks(rows, _ROWS_PER_REQUEST):
            self._store(collection, some)

    def delete(self, collection: str, ids: Sequence[str]) -> None:
        for some in _chunks(_possible(ids), _ROWS_PER_REQUEST):
            self._remove(collection, some)

    def fetch(
        self, collection: str, ids: Sequence[str], *, latest: bool = True
    ) -> dict[str, Entry]:
        dimensions = self._calls.dimensions_of(collection)
        output_fields = [*SCALAR_FIELDS, *map(vector_field, dimensions)]
        entries: dict[str, Entry] = {}
        for some in _chunks(_possible(ids), _ROWS_PER_REQUEST):
            for row in self._calls.query(
                collection, one_of("id", some), output_fields, latest=latest
            ):
                entries[row["id"]] = entry_of(row, self._capabilities)
        return entries

    def search(
        self,
        collection: str,
        field: str,
        query: Vector,
        *,
        limit: int,
        where: Filter | None = None,
        exclude: Sequence[str] = (),
        selectivity: float | None = None,
        exact: bool = False,
    ) -> Found:
        asked = Nearest(
            collection=collection,
            field=field,
            query=query,
            limit=limit,
            where=where,
            exclude=exclude,
            selectivity=selectivity,
            exact=exact,
        )
        return self._searcher.search(self._calls, asked)

    def count(self, collection: str) -> int:
        return self._calls.matching(collection, "", latest=True)

    def walk(self, collection: str, page: int = 1000) -> Iterator[list[tuple[str, int]]]:
        size = min(page, self._capabilities.max_limit)
        for rows in pages(self._calls, collection, "", ["id", "version"], size):
            yield sorted((str(row["id"]), int(row["version"])) for row in rows)

    def flush(self, collection: str) -> None:
        self._calls.connection.run(
            "seal the collection",
            lambda client: client.flush(collection, timeout=lifecycle.BUILD_SECONDS),
        )

    def _store(self, collection: str, rows: Sequence[dict[str, object]]) -> None:
        self._calls.on_loaded(
            collection,
            "store entries",
            lambda client: client.upsert(collection, rows, timeout=self._calls.timeout),
        )

    def _remove(self, collection: str, ids: Sequence[str]) -> None:
        self._calls.on_loaded(
            collection,
            "delete entries",
            lambda client: client.delete(
                collection, filter=one_of("id", ids), timeout=self._calls.timeout
            ),
        )


def _possible(ids: Sequence[str]) -> list[str]:
    """The ids that an entry can have, each once."""
    return [id_ for id_ in dict.fromkeys(ids) if is_listing_id(id_)]


def _chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
