"""A sample of what shoppers ask, to rehearse rules with; written behind their backs.

Only what names listings and filters: no photo, and nothing of who asks.
"""

from __future__ import annotations

import hashlib
import queue
import random
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from operator import itemgetter
from typing import Final

import msgspec
import structlog
from msgspec import Struct
from sqlalchemy.exc import SQLAlchemyError

from backend.catalogue import recorded_queries
from backend.catalogue.criteria import Criteria
from backend.catalogue.database import Database
from backend.catalogue.recorded_queries import Recorded
from backend.clock import Clock
from backend.search.preference import Preference
from backend.search.reasons import Question
from backend.search.relaxation import Wish

KEPT: Final = 2_000
"""Queries that are kept: those asked last."""
MOST_WAITING: Final = 1_000
"""Queries that wait to be written; more are dropped."""
PAUSE_SECONDS: Final = 60.0
"""What is asked within it is written together: after anything was written to the catalogue, all
processes compare what they remember of it anew."""
LAST_WORDS_SECONDS: Final = 2.0

log = structlog.get_logger(__name__)


class RecordedQuery(Struct, frozen=True, kw_only=True):
    """A first page that was asked for with `listings`, the one that is viewed first."""

    question: Question
    listings: tuple[str, ...]
    unlike: tuple[str, ...] = ()
    criteria: Criteria = Criteria()
    limit: int
    min_score: float | None = None
    grouped: bool = True
    diversity: float = 0.0
    keep: tuple[Wish, ...] = ()
    prefer: tuple[Preference, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same query."""
        encoded = msgspec.json.encode(self, order="deterministic")
        return hashlib.sha256(encoded).hexdigest()[:32]


def read_back(recorded: Recorded) -> RecordedQuery | None:
    """None for what another version of Credenza wrote and this one does not know."""
    try:
        return msgspec.convert(recorded.query, RecordedQuery)
    except msgspec.ValidationError as error:
        log.warning("recorded query is not understood", key=recorded.key, error=str(error))
        return None


class Recorder:
    """One per process; thread-safe. Of the queries it is given it writes a `share`, in a thread of
    its own that starts with the first; what cannot be written is dropped."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        share: float,
        pause_seconds: float = PAUSE_SECONDS,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._database = database
        self._clock = clock
        self._share = share
        self._pause = pause_seconds
        self._chance = chance
        self._waiting: queue.Queue[RecordedQuery | None] = queue.Queue(MOST_WAITING)
        self._starting = threading.Lock()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def offer(self, query: RecordedQuery) -> None:
        """Takes no time and never fails."""
        if self._chance() >= self._share or self._closing.is_set():
            return
        try:
            self._waiting.put_nowait(query)
        except queue.Full:
            return
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
                self._thread.start()

    def drain(self) -> None:
        """Return once all that was offered has been written or dropped."""
        self._waiting.join()

    def close(self) -> None:
        """Write what waits, if that is quickly done. Nothing is taken after it."""
        self._closing.set()
        with self._starting:
            thread = self._thread
        if thread is not None:
            with suppress(queue.Full):
                self._waiting.put(None, timeout=LAST_WORDS_SECONDS)
            thread.join(LAST_WORDS_SECONDS)

    def _run(self) -> None:
        last = False
        while not last:
            taken = [self._waiting.get()]
            self._closing.wait(self._pause)
            while not self._waiting.empty():  # nobody else takes from it
                taken.append(self._waiting.get_nowait())
            last = None in taken
            try:
                self._write(Counter(query for query in taken if query is not None))
            except SQLAlchemyError as error:
                log.warning("queries not recorded", error=str(error).splitlines()[0])
            finally:
                for _ in taken:
                    self._waiting.task_done()

    def _write(self, asked: Counter[RecordedQuery]) -> None:
        # In one order, so that two processes never wait for each other's rows.
        by_key = {query.key: query for query in asked}
        now = self._clock()
        with self._database.write() as session:
            for key, query in sorted(by_key.items(), key=itemgetter(0)):
                told = Recorded(key, query.question, msgspec.to_builtins(query), asked[query])
                recorded_queries.count(session, told, now=now)
