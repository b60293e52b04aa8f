"""How the nearest entries are found in Milvus: where it looks, and when it has to look again."""

from __future__ import annotations

import logging
from collections.abc import Sequence, Set
from typing import Any, Final

import numpy as np
from msgspec import Struct

from backend.index.calls import Calls, pages
from backend.index.capabilities import Capabilities
from backend.index.expression import one_of, render
from backend.index.filters import Filter
from backend.index.hits import best_first
from backend.index.lifecycle import BUILD_SECONDS
from backend.index.port import Found, Hit, Mode, Vector
from backend.index.schema import vector_field
from backend.index.shared_calls import SharedCalls
from backend.index.validation import check_limit, check_query, is_listing_id

# What one read returns of vectors; while they are unpacked, other threads' Python has to wait.
_BYTES_PER_READ: Final = 2_000_000
_ROWS_PER_READ: Final = 16_384

# So few match that to read and compare them takes less than to search and then to count whether any
# are missing.
_READ_AT_ONCE: Final = 1 / 1_000
_FEW: Final = 512


_log: Final = logging.getLogger(__name__)


class _Where(Struct, frozen=True):
    """What searches must have in common to share a call."""

    collection: str
    field: str
    expression: str
    nprobe: int | None


class _Question(Struct, frozen=True):
    query: Vector
    limit: int


class Nearest(Struct, frozen=True, kw_only=True):
    """One search: see `VectorIndex.search`."""

    collection: str
    field: str
    query: Vector
    limit: int
    where: Filter | None
    exclude: Sequence[str]
    selectivity: float | None
    exact: bool


class Searcher:
    """Thread-safe; one per connection, so that searches which differ in the query alone share
    calls."""

    def __init__(self, calls: Calls, capabilities: Capabilities) -> None:
        self._calls = calls
        self._capabilities = capabilities
        self._shared = SharedCalls[_Where, _Question, list[Hit]](
            self._call, at_once=capabilities.calls_at_once
        )

    def search(self, calls: Calls, asked: Nearest) -> Found:
        """What is found within the deadline of `calls`."""
        capabilities = self._capabilities
        check_limit(asked.limit, capabilities.max_limit)
        check_query(asked.field, asked.query, calls.dimensions_of(asked.collection))
        excluded = frozenset(id_ for id_ in asked.exclude if is_listing_id(id_))
        expression = _rendered(asked.where, capabilities)
        matching = _without(expression, excluded)
        if not capabilities.is_exact_throughout:
            if asked.exact:
                return Found(self._compared(calls, asked, matching), "exact")
            if asked.selectivity is not None and asked.selectivity <= _READ_AT_ONCE:
                few = self._few(calls, asked, matching)
                if few is not None:
                    return Found(few, "exact")
        return self._searched(calls, asked, expression, excluded)

    def _searched(self, calls: Calls, asked: Nearest, expression: str, excluded: Set[str]) -> Found:
        capabilities = self._capabilities
        selectivity = 1.0 if asked.where is None else asked.selectivity
        # To ask for as many more as are excluded, and drop them here, is exact, and spares an
        # unfiltered search the filter.
        limit = asked.limit + len(excluded)
        searched = expression
        if limit > capabilities.max_limit:
            limit, searched, selectivity = asked.limit, _without(expression, excluded), None

        def found(nprobe: int | None) -> list[Hit]:
            where = _Where(asked.collection, asked.field, searched, nprobe)
            question, seconds = _Question(asked.query, limit), calls.left(BUILD_SECONDS)
            if asked.exact:  # nobody should wait for what may take long
                (hits,) = self._call(where, [question], seconds)
            else:
                hits = self._shared.ask(where, question, seconds)
            return [hit for hit in hits if hit.id not in excluded][: asked.limit]

        truly = capabilities.is_exact_throughout
        nprobe = capabilities.nprobe(limit, None if asked.exact else selectivity)
        hits = found(nprobe)
        mode: Mode = "exact" if truly and nprobe == capabilities.nlist else "probed"
        if len(hits) < asked.limit and nprobe != capabilities.nlist:
            hits = found(capabilities.nlist)
            mode = "deepened" if truly else "probed"
        if len(hits) < asked.limit and capabilities.interim_index:
            matching = _without(expression, excluded)
            if calls.matching(asked.collection, matching) > len(hits):
                _log.warning(
                    "A search of %s came back short. Turn the interim index of Milvus off "
                    "(queryNode.segcore.interimIndex.enableIndex).",
                    asked.collection,
                )
                return Found(self._compared(calls, asked, matching), "exact")
            if capabilities.distances_are_true:
                mode = "exact"  # none is missing
        return Found(hits, mode)

    def _call(
        self, where: _Where, questions: Sequence[_Question], seconds: float
    ) -> list[list[Hit]]:
        calls = self._calls.within(seconds)
        params = {} if where.nprobe is None else {"nprobe": where.nprobe}
        answers = calls.on_loaded(
            where.collection,
            "search",
            lambda client: client.search(
                where.collection,
                data=[question.query for question in questions],
                anns_field=vector_field(where.field),
                limit=max(question.limit for question in questions),
                filter=where.expression,
                search_params={"params": params},
                # Strong would see what was written a moment ago, for 400 ms of everybody's time.
                consistency_level="Bounded",
                timeout=calls.timeout,
            ),
        )
        return [
            best_first(zip(rows.ids, rows.distances, strict=True), question.limit)
            for question, rows in zip(questions, answers, strict=True)
        ]

    def _few(self, calls: Calls, asked: Nearest, expression: str) -> list[Hit] | None:
        """The nearest of all that match, if these are few."""
        rows = calls.query(
            asked.collection, expression, _compared_fields(asked), latest=False, limit=_FEW
        )
        return best_first(_scored(asked, rows), asked.limit) if len(rows) < _FEW else None

    def _compared(self, calls: Calls, asked: Nearest, expression: str) -> list[Hit]:
        """The nearest of all that match, past any index and however many they are."""
        size = min(_ROWS_PER_READ, max(1, _BYTES_PER_READ // asked.query.nbytes))
        best: list[Hit] = []
        for rows in pages(
            calls, asked.collection, expression, _compared_fields(asked), size, latest=False
        ):
            known = [(hit.id, hit.score) for hit in best]
            best = best_first([*known, *_scored(asked, rows)], asked.limit)
        return best


def _compared_fields(asked: Nearest) -> list[str]:
    return ["id", vector_field(asked.field)]


def _scored(asked: Nearest, rows: Sequence[Any]) -> list[tuple[str, float]]:
    if not rows:
        return []
    vectors = np.array([row[vector_field(asked.field)] for row in rows], np.float32)
    scores = (vectors @ asked.query).tolist()
    return [(str(row["id"]), score) for row, score in zip(rows, scores, strict=True)]


def _rendered(where: Filter | None, capabilities: Capabilities) -> str:
    return "" if where is None else render(where, lists_as_text=capabilities.lists_as_text)


def _without(expression: str, ids: Set[str]) -> str:
    """The filter, and none of these ids."""
    if not ids:
        return expression
    kept_out = f"not ({one_of('id', sorted(ids))})"
    return f"({expression}) and {kept_out}" if expression else kept_out
