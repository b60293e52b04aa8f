"""The caches of one process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from backend.cache.flights import Flights
from backend.cache.slots import CountLookup, Slots
from backend.cache.store import CacheStore
from backend.settings import Settings

LARGEST_VECTORS: Final = 16_384
"""Bytes of one listing's vectors and what else the index holds of it."""


def uncounted(_cache: str, _outcome: str) -> None:
    """For a process whose lookups nobody counts."""


@dataclass(frozen=True, kw_only=True)
class Caches:
    """`under_way` are the answers that are being worked out."""

    answers: Slots
    vectors: Slots
    store: CacheStore | None
    under_way: Flights[Any] = field(default_factory=Flights)

    def close(self) -> None:
        if self.store is not None:
            self.store.close()


def caches_of(settings: Settings, count: CountLookup = uncounted) -> Caches:
    """Caches that keep nothing where the settings name no store. Connects to nobody yet."""
    url = settings.cache_url.get_secret_value()
    store = CacheStore(url, timeout_seconds=settings.cache_timeout_seconds) if url else None
    return Caches(
        answers=Slots(
            store,
            "answers",
            slots=settings.answer_cache_slots,
            largest=settings.answer_cache_largest_bytes,
            count=count,
        ),
        vectors=Slots(
            store,
            "vectors",
            slots=settings.vector_cache_slots,
            largest=LARGEST_VECTORS,
            count=count,
        ),
        store=store,
    )
