"""What share of the listings matches a filter, about: it decides how far a search has to look.

Counted in a random sample that is kept in memory, not in the database: a count with its EXISTS
clauses takes as long as the search it is for, while a sample answers any filter in a tenth of a
millisecond, knows that most velvet things are sofas, and of a small catalogue is all of it. Of
2,000 listings the share is right to .004 where 97 % match. That none of them matches says that
fewer than one in 600 does, with 95 % confidence; how many exactly makes no difference to a search.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.catalogue import listings
from backend.catalogue.database import Database
from backend.catalogue.sampling import sample_ids
from backend.errors import CredenzaError
from backend.index.filters import Filter
from backend.index.scalars import Scalars, scalars_of
from backend.search.shares import Columns

SAMPLE: Final = 2_000
FRESH_SECONDS: Final = 60.0
"""After so long a sample is drawn anew, while the old one goes on serving."""
STALE_SECONDS: Final = 600.0
"""Where drawing fails for so long, nothing is known any more."""
MOST_REMEMBERED: Final = 2_000
"""Filters whose share is remembered until the next sample."""

# Few at a time: reading a listing holds up everybody else's Python.
_READ_AT_ONCE: Final = 100

_log = structlog.get_logger(__name__)


def _in_a_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="selectivity", daemon=True).start()


class _Sample:
    def __init__(self, columns: Columns, drawn_at: float) -> None:
        self._columns = columns
        self._shares: dict[Filter, float | None] = {}
        self.drawn_at = drawn_at

    def share(self, where: Filter) -> float | None:
        # Two threads may count the same: the one result is as good as the other.
        if where not in self._shares:
            if len(self._shares) >= MOST_REMEMBERED:
                self._shares.clear()
            self._shares[where] = self._columns.share(where)
        return self._shares.get(where)


class Selectivity:
    """One per process; thread-safe. Never waits for the catalogue: what is not known yet is read
    by `in_background`, and nobody knows until then."""

    def __init__(
        self,
        database: Database,
        *,
        sample: int = SAMPLE,
        in_background: Callable[[Callable[[], None]], None] = _in_a_thread,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._size = sample
        self._in_background = in_background
        self._clock = clock
        self._sample: _Sample | None = None
        self._tried_at = -FRESH_SECONDS
        self._drawing = threading.Lock()
        self._closed = threading.Event()

    def share(self, where: Filter | None) -> float | None:
        """The share of listings for sale that match, in [0, 1]; None where nobody knows."""
        if where is None:
            return 1.0
        now = self._clock()
        sample = self._sample
        if (sample is None or now - sample.drawn_at > FRESH_SECONDS) and self._may_draw():
            self._have_drawn()
            sample = self._sample
        if sample is None or now - sample.drawn_at > STALE_SECONDS:
            return None
        return sample.share(where)

    def close(self) -> None:
        """Read no more. What is being read comes to its end soon."""
        self._closed.set()
        if self._drawing.acquire(timeout=2.0):
            self._drawing.release()

    def _may_draw(self) -> bool:
        """Whether the caller is the one to have a sample drawn; `_draw` then has to follow."""
        if self._closed.is_set() or not self._drawing.acquire(blocking=False):
            return False
        # One that failed is not tried again at every search.
        if self._clock() - self._tried_at < FRESH_SECONDS / 10:
            self._drawing.release()
            return False
        self._tried_at = self._clock()
        return True

    def _have_drawn(self) -> None:
        try:
            self._in_background(self._draw)
        except RuntimeError as error:  # there are no more threads to be had
            self._drawing.release()
            _log.warning("no sample of the catalogue", error=str(error))

    def _draw(self) -> None:
        try:
            began = self._clock()
            self._sample = _Sample(Columns(list(self._read())), began)
        except (CredenzaError, SQLAlchemyError) as error:
            _log.warning("no sample of the catalogue", error=str(error))
        finally:
            self._drawing.release()

    def _read(self) -> Iterator[Scalars]:
        with self._database.read() as session:
            ids = sample_ids(session, self._size)
        for start in range(0, len(ids), _READ_AT_ONCE):
            if self._closed.is_set():
                return
            with self._database.read() as session:
                stored = listings.get_many(session, ids[start : start + _READ_AT_ONCE])
            yield from (scalars_of(each.completed) for each in stored.values())
