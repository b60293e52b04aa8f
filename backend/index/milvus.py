"""The vector index in Milvus: Milvus Lite, a server on CPUs, or a server on GPUs."""

from __future__ import annotations

import copy
import logging
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any, Final, Self, TypeVar

import numpy as np
from pymilvus import MilvusClient

from backend.errors import IndexUnavailable
from backend.index import lifecycle
from backend.index.capabilities import Backend, GpuIndex, capabilities_of
from backend.index.connection import CollectionMissing, CollectionNotLoaded, Connection
from backend.index.expression import literal, one_of, render
from backend.index.filters import Filter
from backend.index.hits import best_first
from backend.index.port import Entry, Found, Hit, Mode, Vector
from backend.index.schema import dimensions_of, entry_of, row_of, vector_field
from backend.index.validation import (
    SCALAR_FIELDS,
    check_collection,
    check_entries,
    check_limit,
    check_query,
    is_listing_id,
)

Result = TypeVar("Result")

# Rows in one request: a thousand entries are about two megabytes, of 64 that a server takes.
_ROWS_PER_REQUEST: Final = 1000

# Rows that one read can return, vectors included: some eight megabytes.
_READ_AT_MOST: Final = 16_384

_log: Final = logging.getLogger(__name__)


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
    ) -> None:
        self._connection = Connection(uri, token, timeout_seconds)
        self._capabilities = capabilities_of(backend, gpu_index)
        self._call_seconds = timeout_seconds
        self._deadline = math.inf
        self._dimensions: dict[str, Mapping[str, int]] = {}

    def close(self) -> None:
        """Give the connection back; a later use makes another."""
        self._connection.close()

    def within(self, seconds: float) -> Self:
        """See `VectorIndex.within`. Where no connection was made yet, making one may take two
        seconds more."""
        bounded = copy.copy(self)  # one connection, and what is known of collections, for both
        bounded._deadline = min(self._deadline, time.monotonic() + seconds)
        return bounded

    def ping(self) -> None:
        self._connection.run(
            "answer", lambda client: client.get_server_version(timeout=self._timeout)
        )

    def ensure_collection(self, name: str, dimensions: Mapping[str, int]) -> None:
        check_collection(name, dimensions)
        lifecycle.ensure_collection(
            self._connection, name, dimensions, self._capabilities, self._timeout
        )
        self._dimensions[name] = dict(dimensions)

    def drop_collection(self, name: str) -> None:
        self._dimensions.pop(name, None)
        try:
            self._connection.run(
                "drop the collection",
                lambda client: client.drop_collection(name, timeout=self._timeout),
            )
        except CollectionMissing:
            return

    def upsert(self, collection: str, entries: Sequence[Entry]) -> None:
        check_entries(entries, self._dimensions_of(collection))
        rows = [row_of(entry, self._capabilities) for entry in entries]
        for some in _chunks(rows, _ROWS_PER_REQUEST):
            self._store(collection, some)

    def delete(self, collection: str, ids: Sequence[str]) -> None:
        for some in _chunks(_possible(ids), _ROWS_PER_REQUEST):
            self._remove(collection, some)

    def fetch(
        self, collection: str, ids: Sequence[str], *, latest: bool = True
    ) -> dict[str, Entry]:
        output_fields = [*SCALAR_FIELDS, *map(vector_field, self._dimensions_of(collection))]
        entries: dict[str, Entry] = {}
        for some in _chunks(_possible(ids), _ROWS_PER_REQUEST):
            for row in self._query(collection, one_of("id", some), output_fields, latest=latest):
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
        capabilities = self._capabilities
        check_limit(limit, capabilities.max_limit)
        dimensions = self._dimensions_of(collection)
        check_query(field, query, dimensions)
        excluded = frozenset(_possible(exclude))
        expression = (
            "" if where is None else render(where, lists_as_text=capabilities.lists_as_text)
        )
        # To ask for as many more as are excluded, and drop them here, is exact, and spares an
        # unfiltered search the filter.
        depth = limit + len(excluded)
        if depth > capabilities.max_limit:
            depth = limit
            expression = _without(expression, excluded)

        def found(nprobe: int | None) -> list[Hit]:
            params = {} if nprobe is None else {"nprobe": nprobe}
            return best_first(
                (
                    hit
                    for hit in self._found(collection, field, query, depth, expression, params)
                    if hit.id not in excluded
                ),
                limit,
            )

        everywhere = capabilities.nprobe(filtered=True)
        nprobe = everywhere if exact else capabilities.nprobe(filtered=bool(expression))
        hits = found(nprobe)
        mode: Mode = "exact" if nprobe == everywhere else "probed"
        if len(hits) < limit and nprobe != everywhere:
            hits, mode = found(everywhere), "deepened"
        if len(hits) < limit and capabilities.interim_index:
            matching = _without(expression, excluded)
            if self._matching(collection, matching) > len(hits):
                hits = self._exactly(collection, field, query, limit, matching) or hits
        return Found(hits, mode)

    def count(self, collection: str) -> int:
        return self._matching(collection, "", latest=True)

    def walk(self, collection: str, page: int = 1000) -> Iterator[list[tuple[str, int]]]:
        last = ""
        # "iterator" has each page begin with the smallest ids beyond the last, and has pymilvus
        # leave consistency to the collection. Its own query_iterator has a call without deadline.
        paging: dict[str, Any] = {
            "limit": min(page, self._capabilities.max_limit),
            "iterator": "True",
            "reduce_stop_for_best": "False",
        }
        while rows := self._query(collection, f"id > {literal(last)}", ["id", "version"], **paging):
            found = sorted((str(row["id"]), int(row["version"])) for row in rows)
            last = found[-1][0]
            yield found

    def flush(self, collection: str) -> None:
        self._connection.run(
            "seal the collection",
            lambda client: client.flush(collection, timeout=lifecycle.BUILD_SECONDS),
        )

    def _store(self, collection: str, rows: Sequence[Mapping[str, Any]]) -> None:
        self._on_loaded(
            collection,
            "store entries",
            lambda client: client.upsert(collection, rows, timeout=self._timeout),
        )

    def _remove(self, collection: str, ids: Sequence[str]) -> None:
        self._on_loaded(
            collection,
            "delete entries",
            lambda client: client.delete(
                collection, filter=one_of("id", ids), timeout=self._timeout
            ),
        )

    def _found(
        self,
        collection: str,
        field: str,
        query: Vector,
        limit: int,
        expression: str,
        params: Mapping[str, int],
    ) -> Iterator[Hit]:
        answers = self._on_loaded(
            collection,
            "search",
            lambda client: client.search(
                collection,
                data=[query],
                anns_field=vector_field(field),
                limit=limit,
                filter=expression,
                output_fields=["version"],
                search_params={"params": params},
                # Strong would see what was written a moment ago, for 400 ms of everybody's time.
                consistency_level="Bounded",
                timeout=self._timeout,
            ),
        )
        return (
            Hit(row["id"], int(row["entity"]["version"]), float(row["distance"]))
            for row in answers[0]
        )

    def _matching(self, collection: str, expression: str, *, latest: bool = False) -> int:
        """How many entries match."""
        rows = self._query(collection, expression, ["count(*)"], latest=latest)
        return int(rows[0]["count(*)"])

    def _exactly(
        self, collection: str, field: str, query: Vector, limit: int, expression: str
    ) -> list[Hit]:
        """The nearest of all entries that match, past any index; none where too many match."""
        vector = vector_field(field)
        rows = self._query(
            collection, expression, ["id", "version", vector], latest=False, limit=_READ_AT_MOST
        )
        if not rows or len(rows) == _READ_AT_MOST:
            _log.warning(
                "A search of %s came back short. Turn the interim index of Milvus off "
                "(queryNode.segcore.interimIndex.enableIndex).",
                collection,
            )
            return []
        scores = np.array([row[vector] for row in rows], np.float32) @ query
        return best_first(
            (
                Hit(str(row["id"]), int(row["version"]), float(score))
                for row, score in zip(rows, scores, strict=True)
            ),
            limit,
        )

    def _query(
        self,
        collection: str,
        expression: str,
        output_fields: Sequence[str],
        *,
        latest: bool = True,
        **paging: Any,
    ) -> Sequence[Mapping[str, Any]]:
        rows: Sequence[Mapping[str, Any]] = self._on_loaded(
            collection,
            "read entries",
            lambda client: client.query(
                collection,
                filter=expression,
                output_fields=list(output_fields),
                consistency_level="Strong" if latest else "Bounded",
                timeout=self._timeout,
                **paging,
            ),
        )
        return rows

    def _on_loaded(
        self, collection: str, doing: str, operation: Callable[[MilvusClient], Result]
    ) -> Result:
        try:
            return self._connection.run(doing, operation)
        except CollectionNotLoaded:
            self._connection.run(
                "load the collection",
                lambda client: client.load_collection(
                    collection, timeout=self._left(lifecycle.BUILD_SECONDS)
                ),
            )
            return self._connection.run(doing, operation)
        except CollectionMissing:
            # Should it come back, it may be with other dimensions.
            self._dimensions.pop(collection, None)
            raise

    @property
    def _timeout(self) -> float:
        """Of the next call, in seconds."""
        return self._left(self._call_seconds)

    def _left(self, most: float) -> float:
        left = min(most, self._deadline - time.monotonic())
        if left <= 0:
            raise IndexUnavailable("Milvus did not answer in time.")
        return left

    def _dimensions_of(self, collection: str) -> Mapping[str, int]:
        known = self._dimensions.get(collection)
        if known is None:
            description = lifecycle.describe(self._connection, collection, self._timeout)
            if description is None:
                raise CollectionMissing(f"There is no collection {collection} in Milvus.")
            known = self._dimensions[collection] = dimensions_of(description)
        return known


def _without(expression: str, ids: Set[str]) -> str:
    """The filter, and none of these ids."""
    if not ids:
        return expression
    kept_out = f"not ({one_of('id', sorted(ids))})"
    return f"({expression}) and {kept_out}" if expression else kept_out


def _possible(ids: Sequence[str]) -> list[str]:
    """The ids that an entry can have, each once."""
    return [id_ for id_ in dict.fromkeys(ids) if is_listing_id(id_)]


def _chunks(items: Sequence[Result], size: int) -> Iterator[Sequence[Result]]:
    return (items[start : start + size] for start in range(0, len(items), size))
