"""The Redis or Valkey that holds what need not be worked out anew.

Nobody depends on it: what cannot be read was not kept, and what cannot be written is not kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from backend.cache.breaker import Breaker
from backend.errors import ConfigurationError

T = TypeVar("T")

_MOST_CONNECTIONS: Final = 256  # the most threads that a process can have for requests


class CacheStore:
    """Connects when it is first asked. Safe to share between threads; not across a fork.

    No call takes much longer than `timeout_seconds`, twice that where it must connect first.
    """

    def __init__(
        self, url: str, *, timeout_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Raises `ConfigurationError` for what is no URL of a Redis."""
        try:
            self._redis = redis.Redis.from_url(
                url,
                socket_timeout=timeout_seconds,
                socket_connect_timeout=timeout_seconds,
                retry=Retry(NoBackoff(), 0),
                max_connections=_MOST_CONNECTIONS,
                protocol=2,  # nothing of what the newer one is for is used here
            )
        except ValueError:
            raise ConfigurationError(
                "CREDENZA_CACHE_URL must begin with redis://, rediss:// or unix://."
            ) from None
        # Apart, since a full memory refuses to be written and can still be read.
        self._reading = Breaker("reading", clock)
        self._writing = Breaker("writing", clock)

    def read(self, keys: Sequence[str]) -> list[bytes | None] | None:
        """What is there under each key; None where nobody answers."""
        found: Any = self._try(self._reading, lambda: self._redis.mget(list(keys)))
        return None if found is None else list(found)

    def write(self, values: Mapping[str, bytes], *, milliseconds: int) -> None:
        """Keep these for so long, or forget them."""

        def put() -> bool:
            with self._redis.pipeline(transaction=False) as together:
                for key, value in values.items():
                    together.set(key, value, px=milliseconds)
                together.execute()
            return True

        self._try(self._writing, put)

    def close(self) -> None:
        self._redis.close()

    def _try(self, breaker: Breaker, ask: Callable[[], T]) -> T | None:
        if not breaker.lets_through():
            return None
        try:
            answer = ask()
        except Exception as error:  # whatever it is, the query goes on without
            breaker.failed(error)
            return None
        breaker.succeeded()
        return answer
