"""Not asking for a moment whoever has just failed to answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

import structlog

PAUSE_SECONDS: Final = 1.0

log = structlog.get_logger(__name__)


class Breaker:
    """After a failure one try in `PAUSE_SECONDS` is let through, until one succeeds. Thread-safe;
    `what` names in the log what is tried."""

    def __init__(self, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._clock = clock
        self._lock = threading.Lock()
        self._not_before: float | None = None

    def lets_through(self) -> bool:
        """Whether to try now; who does says how it went."""
        with self._lock:
            if self._not_before is None:
                return True
            now = self._clock()
            if now < self._not_before:
                return False
            self._not_before = now + PAUSE_SECONDS  # the others wait for what becomes of this one
            return True

    def succeeded(self) -> None:
        with self._lock:
            was_open, self._not_before = self._not_before is not None, None
        if was_open:
            log.info("cache is back", doing=self._what)

    def failed(self, error: Exception) -> None:
        with self._lock:
            was_open = self._not_before is not None
            self._not_before = self._clock() + PAUSE_SECONDS
        if not was_open:
            log.warning(
                "cache is away", doing=self._what, error=str(error), kind=type(error).__name__
            )
