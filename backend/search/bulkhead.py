"""A door that lets in as many as a slow part can serve, keeps a few waiting and turns the rest
away, so that the part never takes all threads of the process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from backend.errors import Overloaded


class Bulkhead:
    """At most `at_once` callers inside and `waiting` before it. Thread-safe; one per process and
    part. `what` names in the plural what is let in."""

    def __init__(
        self, what: str, *, at_once: int, waiting: int = 0, retry_after_seconds: int
    ) -> None:
        self._what = what
        self._retry_after = retry_after_seconds
        self._admitted = BoundedSemaphore(at_once + waiting)
        self._inside = BoundedSemaphore(at_once)
        self._looking_on = BoundedSemaphore((at_once + waiting) // 2)

    @contextmanager
    def entered(self, seconds: float = 0.0) -> Iterator[None]:
        """Be inside for the block. Raises `Overloaded`: at once where enough are waiting already,
        otherwise when no turn came within `seconds`. Not to be entered twice by one caller."""
        if not self._admitted.acquire(blocking=False):
            raise self._refusal()
        try:
            if not self._inside.acquire(timeout=max(0.0, seconds)):
                raise self._refusal()
            try:
                yield
            finally:
                self._inside.release()
        finally:
            self._admitted.release()

    @contextmanager
    def looking_on(self) -> Iterator[bool]:
        """Wait, for the block, for what somebody else fetches from inside, in the place of one who
        would go in himself: so no more threads are taken. False where there is no such place; half
        of them are left to those who go in."""
        if not self._looking_on.acquire(blocking=False):
            yield False
            return
        try:
            admitted = self._admitted.acquire(blocking=False)
            try:
                yield admitted
            finally:
                if admitted:
                    self._admitted.release()
        finally:
            self._looking_on.release()

    def _refusal(self) -> Overloaded:
        return Overloaded(
            f"Too many {self._what} are under way. Send the same again in a moment.",
            retry_after_seconds=self._retry_after,
        )
