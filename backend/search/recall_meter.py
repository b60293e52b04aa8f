"""How many of the nearest live searches find: a share of them is run again, exactly.

In the background, by one thread that rests most of the time: an exact search may mean reading all
that matches, where no index can be trusted. What does not fit into the queue meanwhile is dropped
and counted; no query waits for any of it, or fails by it.
"""

from __future__ import annotations

import math
import queue
import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

import structlog
from msgspec import Struct

from backend.errors import CredenzaError
from backend.index.filters import Filter
from backend.index.port import Found, Hit, Vector, VectorIndex
from backend.metrics import Metrics

DEPTH: Final = 10
"""Recall is of so many; of fewer where fewer were asked for."""
QUEUE: Final = 64
SECONDS: Final = 30.0
"""What an exact search may take; nobody waits for it."""

REST: Final = 9.0
"""So many times as long as a search took the thread rests after it."""

# Beyond the tenth, for those with the score of the tenth.
_TIES: Final = 40
# Two computations of one score differ by less.
_SAME: Final = 2e-6

_BANDS: Final = (0.5, 0.1, 0.01, 0.001)

_log = structlog.get_logger(__name__)


class Asked(Struct, frozen=True):
    """A search of the index, as `VectorIndex.search` takes it."""

    collection: str
    field: str
    query: Vector
    limit: int
    where: Filter | None
    exclude: Sequence[str]
    selectivity: float | None


def recall_of(served: Sequence[Hit], exact: Sequence[Hit], wanted: int) -> float | None:
    """Share of the `wanted` nearest that were served; any entry with the score of the last of them
    is as good as that. `exact` has at least so many if there are, best first. None where nothing
    was to be found."""
    nearest = exact[:wanted]
    if not nearest:
        return None
    good = {hit.id for hit in exact if hit.score >= nearest[-1].score - _SAME}
    return min(len(nearest), len(good.intersection(hit.id for hit in served))) / len(nearest)


def band_of(where: Filter | None, selectivity: float | None) -> str:
    """The label under which recall is exported."""
    if where is None:
        return "unfiltered"
    if selectivity is None or math.isnan(selectivity):
        return "unknown"
    for low in _BANDS:
        if selectivity >= low:
            return f">={low:g}"
    return f"<{_BANDS[-1]:g}"


class RecallMeter:
    """One per process. The thread begins with the first search that is drawn."""

    def __init__(
        self,
        index: VectorIndex,
        metrics: Metrics,
        *,
        share: float,
        waiting: int = QUEUE,
        rest: float = REST,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`share` of the searches, in [0, 1], are run again."""
        self._index = index
        self._metrics = metrics
        self._share = share
        self._rest = rest
        self._chance = chance
        self._drawn: queue.Queue[tuple[Asked, Found] | None] = queue.Queue(waiting)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def served(self, asked: Asked, found: Found) -> None:
        """Tell of a search; returns at once and raises nothing."""
        if self._closed.is_set() or self._chance() >= self._share:
            return
        try:
            self._drawn.put_nowait((asked, found))
        except queue.Full:
            self._metrics.sampled("dropped")
            return
        if self._thread is None:
            try:
                self._start()
            except RuntimeError:  # there are no more threads to be had; the next one tries again
                _log.warning("recall cannot be measured")

    def close(self) -> None:
        """Forget what is waiting; an exact search under way is waited for, but not for long."""
        self._closed.set()
        with self._starting:
            thread = self._thread
        if thread is None:
            return
        while True:
            try:
                self._drawn.put_nowait(None)
                break
            except queue.Full:
                self._forget_one()
        thread.join(timeout=2.0)

    def _forget_one(self) -> None:
        try:
            self._drawn.get_nowait()
        except queue.Empty:
            return

    def _start(self) -> None:
        with self._starting:
            if self._thread is None and not self._closed.is_set():
                thread = threading.Thread(target=self._work, name="recall", daemon=True)
                thread.start()
                self._thread = thread

    def _work(self) -> None:
        while (drawn := self._drawn.get()) is not None:
            if self._closed.is_set():
                return
            began = time.monotonic()
            try:
                self._measure(*drawn)
            except CredenzaError as error:
                self._metrics.sampled("failed")
                _log.info("recall not measured", error=error.detail)
            except Exception:
                self._metrics.sampled("failed")
                _log.exception("recall not measured")
            self._closed.wait(self._rest * (time.monotonic() - began))

    def _measure(self, asked: Asked, found: Found) -> None:
        wanted = min(DEPTH, asked.limit)
        exact = self._index.within(SECONDS).search(
            asked.collection,
            asked.field,
            asked.query,
            limit=wanted + _TIES,
            where=asked.where,
            exclude=asked.exclude,
            exact=True,
        )
        recall = recall_of(found.hits[:wanted], exact.hits, wanted)
        self._metrics.sampled("measured")
        if recall is not None:
            self._metrics.measured_recall(band_of(asked.where, asked.selectivity), recall)
