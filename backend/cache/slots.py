"""A direct-mapped cache: a key's digest says which of a fixed number of slots is its own, and the
last one written to a slot has it.

So memory is bounded by the number of slots times the largest value, whatever the server does when
its memory is full. The broker must refuse work then, and may be the same server.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from backend.cache.store import CacheStore

Cached = Literal["answers", "vectors"]
Outcome = Literal["hit", "miss", "stale", "away"]

CountLookup = Callable[[Cached, Outcome], None]
"""Counts one lookup."""

_DIGEST: Final = 32


def key_of(parts: Any) -> bytes:
    """A digest that differs where anything differs of what an answer depends on, as far as msgspec
    writes it."""
    return hashlib.sha256(msgspec.msgpack.encode(parts, order="deterministic")).digest()


class Slots:
    """Keys are digests that `key_of` gives. Without a store nothing is ever kept, or counted.

    Lookups that find nothing are counted here; what is found, by who knows what it is worth.
    """

    def __init__(
        self,
        store: CacheStore | None,
        name: Cached,
        *,
        slots: int,
        largest: int,
        count: CountLookup,
    ) -> None:
        """`name` is that of the cache among others in the store; `largest` is in bytes."""
        self._store = store
        self._name = name
        self._slots = slots
        self._largest = largest
        self._count = count

    @property
    def there(self) -> bool:
        """Whether anything may ever be found."""
        return self._store is not None

    def count(self, outcome: Outcome, times: int = 1) -> None:
        for _ in range(times):
            self._count(self._name, outcome)

    def get(self, key: bytes) -> bytes | None:
        return self.get_many([key]).get(key)

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Those that are there."""
        if self._store is None or not keys:
            return {}
        values = self._store.read([self._slot(key) for key in keys])
        if values is None:
            self.count("away", len(keys))
            return {}
        found = {
            key: value[_DIGEST:]
            for key, value in zip(keys, values, strict=True)
            if value is not None and value[:_DIGEST] == key
        }
        self.count("miss", len(keys) - len(found))
        return found

    def put(self, key: bytes, value: bytes, *, seconds: float) -> None:
        self.put_many({key: value}, seconds=seconds)

    def put_many(self, values: Mapping[bytes, bytes], *, seconds: float) -> None:
        """Keep those that are not too large for so long, unless others want their slots."""
        kept = {
            self._slot(key): key + value
            for key, value in values.items()
            if len(value) <= self._largest
        }
        milliseconds = int(seconds * 1000)
        if self._store is not None and kept and milliseconds > 0:
            self._store.write(kept, milliseconds=milliseconds)

    def _slot(self, key: bytes) -> str:
        return f"credenza:{self._name}:{int.from_bytes(key[:8], 'big') % self._slots}"
