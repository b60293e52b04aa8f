"""Calls to one Milvus within a deadline, and what is known of its collections."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Self, TypeVar

from pymilvus import MilvusClient

from backend.errors import IndexUnavailable
from backend.index import lifecycle
from backend.index.connection import CollectionMissing, CollectionNotLoaded, Connection
from backend.index.expression import literal
from backend.index.schema import dimensions_of

Result = TypeVar("Result")


class Calls:
    """Thread-safe. Each call takes `call_seconds` at most, and all together end at the deadline."""

    def __init__(self, connection: Connection, call_seconds: float) -> None:
        self.connection = connection
        self._call_seconds = call_seconds
        self._deadline = math.inf
        self._dimensions: dict[str, Mapping[str, int]] = {}

    def within(self, seconds: float) -> Self:
        """The same, with a deadline so many seconds from now, unless there is an earlier one."""
        bounded = copy.copy(self)  # one connection, and what is known of collections, for both
        bounded._deadline = min(self._deadline, time.monotonic() + seconds)
        return bounded

    @property
    def timeout(self) -> float:
        """Of the next call, in seconds. Raises `IndexUnavailable` past the deadline."""
        return self.left(self._call_seconds)

    def on_loaded(
        self, collection: str, doing: str, operation: Callable[[MilvusClient], Result]
    ) -> Result:
        """The result of `operation`; the collection is loaded first where it is not."""
        try:
            return self.connection.run(doing, operation)
        except CollectionNotLoaded:
            self.connection.run(
                "load the collection",
                lambda client: client.load_collection(
                    collection, timeout=self.left(lifecycle.BUILD_SECONDS)
                ),
            )
            return self.connection.run(doing, operation)
        except CollectionMissing:
            # Should it come back, it may be with other dimensions.
            self.forget(collection)
            raise

    def query(
        self,
        collection: str,
        expression: str,
        output_fields: Sequence[str],
        *,
        latest: bool = True,
        **paging: Any,
    ) -> Sequence[Mapping[str, Any]]:
        """The rows that match."""
        rows: Sequence[Mapping[str, Any]] = self.on_loaded(
            collection,
            "read entries",
            lambda client: client.query(
                collection,
                filter=expression,
                output_fields=list(output_fields),
                consistency_level="Strong" if latest else "Bounded",
                timeout=self.timeout,
                **paging,
            ),
        )
        return rows

    def matching(self, collection: str, expression: str, *, latest: bool = False) -> int:
        """How many entries match."""
        rows = self.query(collection, expression, ["count(*)"], latest=latest)
        return int(rows[0]["count(*)"])

    def dimensions_of(self, collection: str) -> Mapping[str, int]:
        """Its vector fields and their sizes. Raises `CollectionMissing`."""
        known = self._dimensions.get(collection)
        if known is None:
            description = lifecycle.describe(self.connection, collection, self.timeout)
            if description is None:
                raise CollectionMissing(f"There is no collection {collection} in Milvus.")
            known = self._dimensions[collection] = dimensions_of(description)
        return known

    def remember(self, collection: str, dimensions: Mapping[str, int]) -> None:
        self._dimensions[collection] = dict(dimensions)

    def forget(self, collection: str) -> None:
        self._dimensions.pop(collection, None)

    def left(self, most: float) -> float:
        """The seconds left, `most` at most. Raises `IndexUnavailable` past the deadline."""
        left = min(most, self._deadline - time.monotonic())
        if left <= 0:
            raise IndexUnavailable("Milvus did not answer in time.")
        return left


def pages(
    calls: Calls,
    collection: str,
    expression: str,
    output_fields: Sequence[str],
    size: int,
    *,
    latest: bool = True,
) -> Iterator[Sequence[Mapping[str, Any]]]:
    """All rows that match, `size` at most at a time, in no order within a page, each page of ids
    beyond the last; `id` must be among the fields. Of what is written meanwhile, some may be seen.
    """
    last = ""
    # "iterator" has each page begin with the smallest ids beyond the last, and has pymilvus leave
    # consistency to the collection. Its own query_iterator has a call without deadline.
    paging = {"limit": size, "iterator": "True", "reduce_stop_for_best": "False"}
    while True:
        beyond = f"id > {literal(last)}"
        narrowed = f"({expression}) and {beyond}" if expression else beyond
        rows = calls.query(collection, narrowed, output_fields, latest=latest, **paging)
        if not rows:
            return
        last = max(str(row["id"]) for row in rows)
        yield rows
