"""How long a query may take in each of its stages, and how many queries may be there at once.

What goes beyond ends in `Overloaded` or `TooSlow`, which the API answers with 503 and
`Retry-After`.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Final, Literal

from backend.errors import IndexUnavailable, TooSlow
from backend.search.bulkhead import Bulkhead
from backend.settings import Settings

Stage = Literal["decode", "embed", "index", "catalogue", "shared"]

# A picture of a few kilobytes may unpack to hundreds of megabytes: few at a time.
UNPACKED_AT_ONCE: Final = 2


@dataclass(frozen=True, kw_only=True)
class StageLimit:
    """`what` is the stage as the subject of a sentence, `seconds` what a query may spend in it."""

    what: str
    seconds: float
    bulkhead: Bulkhead | None = None


def _untold(_stage: Stage, _seconds: float) -> None:
    """Nobody wants to know."""


class Budget:
    """What one query may still spend, whichever of its threads spends it. Time that several of them
    are in a stage together counts once."""

    def __init__(
        self,
        limits: Mapping[Stage, StageLimit],
        clock: Callable[[], float] = time.monotonic,
        *,
        spent: Callable[[Stage, float], None] = _untold,
    ) -> None:
        """`spent` is told of each visit to a stage, and its seconds; of several at once when the
        last of them ends."""
        self._limits = limits
        self._clock = clock
        self._tell = spent
        self._lock = threading.Lock()
        self._inside: dict[Stage, int] = dict.fromkeys(limits, 0)
        self._since: dict[Stage, float] = dict.fromkeys(limits, 0.0)
        self.spent: dict[Stage, float] = dict.fromkeys(limits, 0.0)
        """Seconds by stage, waiting included."""

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[float]:
        """Be in this stage for the block, which is given the seconds left to it. Stages may be
        entered any number of times, by several threads at once too, but not one within another.

        What cannot be broken off, such as unpacking a photo, is let come to its end. Raises
        `TooSlow` if the query has spent more than the stage's seconds by then, or has before, and
        `Overloaded` if it is not let in.
        """
        limit = self._limits[stage]
        began = self._clock()
        left = limit.seconds - self._begun(stage, began)
        try:
            if left <= 0:
                raise _too_slow(limit)
            with limit.bulkhead.entered(left) if limit.bulkhead else nullcontext():
                yield left - (self._clock() - began)
        except IndexUnavailable as error:
            if self._clock() - began < left:
                raise
            raise _too_slow(limit) from error  # given up at the deadline it was given
        finally:
            spent = self._ended(stage, self._clock())
        if spent > limit.seconds:
            raise _too_slow(limit)

    def _begun(self, stage: Stage, now: float) -> float:
        """Another visit begins. Returns the seconds that were spent until now."""
        with self._lock:
            self._inside[stage] += 1
            if self._inside[stage] == 1:
                self._since[stage] = now
            return self.spent[stage] + now - self._since[stage]

    def _ended(self, stage: Stage, now: float) -> float:
        """A visit ends. Returns the seconds that were spent until now."""
        with self._lock:
            self._inside[stage] -= 1
            seconds = now - self._since[stage]
            if self._inside[stage]:
                return self.spent[stage] + seconds
            self.spent[stage] += seconds
            self._tell(stage, seconds)
            return self.spent[stage]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """One per process. What `photos`, `fetches` and the stage `index` let in and let wait is less,
    together, than there are request threads: see `Settings`.

    `searches` is the door of the stage `index`; `photos` is the door to unpacking and looking at a
    photo, to be entered before those stages; `fetches` is the door to fetching one from its
    address, `rehearsals` to rehearsing a rule.
    """

    stages: Mapping[Stage, StageLimit]
    searches: Bulkhead
    photos: Bulkhead
    fetches: Bulkhead
    rehearsals: Bulkhead
    spent: Callable[[Stage, float], None]

    def begin(self) -> Budget:
        """The budget of a query that begins now."""
        return Budget(self.stages, spent=self.spent)


def limits_of(settings: Settings, *, spent: Callable[[Stage, float], None] = _untold) -> Limits:
    """`spent` is told of each visit to a stage, and its seconds."""
    searches = Bulkhead(
        "searches",
        at_once=settings.search_at_once,
        waiting=settings.search_queue,
        retry_after_seconds=math.ceil(settings.search_timeout_seconds),
    )
    stages: dict[Stage, StageLimit] = {
        "decode": StageLimit(
            what="Unpacking the photo",
            seconds=settings.decode_timeout_seconds,
            bulkhead=Bulkhead(
                "photos",
                at_once=UNPACKED_AT_ONCE,
                waiting=settings.photos_at_once,
                retry_after_seconds=math.ceil(settings.decode_timeout_seconds),
            ),
        ),
        "embed": StageLimit(what="Looking at the photo", seconds=settings.embed_timeout_seconds),
        "index": StageLimit(
            what="The search", seconds=settings.search_timeout_seconds, bulkhead=searches
        ),
        "catalogue": StageLimit(
            what="Reading the catalogue", seconds=settings.catalogue_timeout_seconds
        ),
        # Waiting for another query's answer to the same question.
        "shared": StageLimit(what="The search", seconds=settings.search_timeout_seconds),
    }
    return Limits(
        stages=stages,
        searches=searches,
        photos=Bulkhead(
            "photos",
            at_once=settings.photos_at_once,
            retry_after_seconds=math.ceil(settings.embed_timeout_seconds),
        ),
        fetches=Bulkhead(
            "photos",
            at_once=settings.photo_fetches_at_once,
            retry_after_seconds=math.ceil(settings.image_timeout_seconds),
        ),
        rehearsals=Bulkhead(
            "rehearsals",
            at_once=1,
            retry_after_seconds=math.ceil(settings.rehearsal_timeout_seconds),
        ),
        spent=spent,
    )


def _too_slow(limit: StageLimit) -> TooSlow:
    return TooSlow(
        f"{limit.what} took longer than {limit.seconds:g} seconds. Send the same again in a "
        "moment.",
        retry_after_seconds=math.ceil(limit.seconds),
    )
