"""Working a thing out once where several ask for it at the same time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Flight(Generic[T]):
    """Something that one thread works out and others may wait for. `result` is None until it has
    landed, and after it where the first failed: a failure is nobody else's."""

    def __init__(self) -> None:
        self.result: T | None = None
        self._landed = threading.Event()

    def wait(self, seconds: float) -> T | None:
        """The result, as soon as there is one within so many seconds."""
        self._landed.wait(max(0.0, seconds))
        return self.result

    def land(self) -> None:
        self._landed.set()


class Flights(Generic[T]):
    """Those under way in this process. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[bytes, Flight[T]] = {}

    @contextmanager
    def boarded(self, key: bytes) -> Iterator[tuple[Flight[T], bool]]:
        """The flight of this key, and whether the caller is the first: who is sets its `result`
        within the block, at whose end it lands. All others may wait for it."""
        with self._lock:
            flight = self._under_way.get(key)
            first = flight is None
            if flight is None:
                flight = self._under_way[key] = Flight()
        try:
            yield flight, first
        finally:
            if first:
                with self._lock:
                    del self._under_way[key]
                flight.land()
