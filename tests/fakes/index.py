"""The vector index in memory: every search compares with every entry."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Self

import numpy as np

from backend.errors import ConfigurationError, IndexUnavailable
from backend.index.filters import Filter, matches
from backend.index.hits import best_first
from backend.index.port import Entry, Found, Vector
from backend.index.validation import (
    check_collection,
    check_entries,
    check_limit,
    check_query,
)

MAX_LIMIT = 16_384


class _Collection:
    def __init__(self, dimensions: Mapping[str, int]) -> None:
        self.dimensions = dict(dimensions)
        self.entries: dict[str, Entry] = {}


class MemoryIndex:
    """`backend.index.port.VectorIndex`; what is written is seen at once.

    Set `reachable` to False to see how a caller takes it when the index is away.
    """

    def __init__(self) -> None:
        self.reachable = True
        self._collections: dict[str, _Collection] = {}
        self._deadline = math.inf

    def within(self, seconds: float) -> Self:
        bounded = copy.copy(self)
        bounded._deadline = min(self._deadline, time.monotonic() + seconds)
        return bounded

    def ping(self) -> None:
        self._check_reachable()

    def ensure_collection(self, name: str, dimensions: Mapping[str, int]) -> None:
        check_collection(name, dimensions)
        self._check_reachable()
        there = self._collections.setdefault(name, _Collection(dimensions))
        if there.dimensions != dict(dimensions):
            raise ConfigurationError(f"Collection {name} is there with other vectors.")

    def drop_collection(self, name: str) -> None:
        self._check_reachable()
        self._collections.pop(name, None)

    def upsert(self, collection: str, entries: Sequence[Entry]) -> None:
        there = self._collection(collection)
        check_entries(entries, there.dimensions)
        there.entries.update({entry.id: entry for entry in entries})

    def delete(self, collection: str, ids: Sequence[str]) -> None:
        there = self._collection(collection)
        for id_ in ids:
            there.entries.pop(id_, None)

    def fetch(
        self, collection: str, ids: Sequence[str], *, latest: bool = True
    ) -> dict[str, Entry]:
        there = self._collection(collection)
        return {id_: there.entries[id_] for id_ in ids if id_ in there.entries}

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
        check_limit(limit, MAX_LIMIT)
        there = self._collection(collection)
        check_query(field, query, there.dimensions)
        excluded = set(exclude)
        hits = best_first(
            (
                (entry.id, float(np.dot(entry.vectors[field], query)))
                for entry in list(there.entries.values())
                if entry.id not in excluded and (where is None or matches(where, entry.scalars))
            ),
            limit,
        )
        return Found(hits, "exact")

    def count(self, collection: str) -> int:
        return len(self._collection(collection).entries)

    def walk(self, collection: str, page: int = 1000) -> Iterator[list[tuple[str, int]]]:
        last = ""
        while True:
            entries = self._collection(collection).entries
            found = sorted((id_, entry.version) for id_, entry in entries.items() if id_ > last)
            if not found:
                return
            yield found[:page]
            last = found[:page][-1][0]

    def flush(self, collection: str) -> None:
        self._collection(collection)

    def _collection(self, name: str) -> _Collection:
        self._check_reachable()
        try:
            return self._collections[name]
        except KeyError:
            raise IndexUnavailable(f"There is no collection {name}.") from None

    def _check_reachable(self) -> None:
        if not self.reachable:
            raise IndexUnavailable("The index in memory is told to be away.")
        if time.monotonic() >= self._deadline:
            raise IndexUnavailable("The index in memory was not asked in time.")
