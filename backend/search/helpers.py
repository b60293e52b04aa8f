"""Threads that take over parts of a query's work, so that its searches need not wait for one
another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Final, Protocol, TypeVar

from backend.settings import Settings

T = TypeVar("T")

HELPERS: Final = 4
"""At most so many in one process, for all its queries."""


class Together(Protocol):
    """Makes all of these calls, in whatever order or threads. Returns what they gave in the order
    of the calls; if some fail, raises what the first of them raised once all have ended."""

    def __call__(self, calls: Sequence[Callable[[], T]], /) -> list[T]: ...


def in_turn(calls: Sequence[Callable[[], T]], /) -> list[T]:
    """`Together` by the calling thread alone; nothing is called after one that fails."""
    return [call() for call in calls]


class Helpers:
    """One per process, for any thread. Who calls never waits for a helper that is busy elsewhere:
    what none has begun it does itself."""

    def __init__(self, count: int) -> None:
        self._threads = (
            ThreadPoolExecutor(count, thread_name_prefix="helper") if count > 0 else None
        )

    def together(self, calls: Sequence[Callable[[], T]], /) -> list[T]:
        """As `Together`, in the context of the caller."""
        if self._threads is None:
            return in_turn(calls)
        helped: list[Future[T] | None] = [
            self._threads.submit(copy_context().run, call) if number else None
            for number, call in enumerate(calls)
        ]
        told: list[T] = []
        failures: list[Exception] = []
        for call, future in zip(calls, helped, strict=True):
            try:
                told.append(call() if future is None or future.cancel() else future.result())
            except Exception as error:
                failures.append(error)
        if failures:
            raise failures[0]
        return told

    def close(self) -> None:
        """Once all queries have ended."""
        if self._threads is not None:
            self._threads.shutdown()


def helpers_of(settings: Settings) -> Helpers:
    """So few that a query with all of them takes no more than half of the places at the door to the
    index, or one."""
    places = settings.search_at_once + settings.search_queue
    return Helpers(min(HELPERS, max(0, places // 2 - 1)))
