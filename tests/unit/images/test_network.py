from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

import httpcore
import pytest

from backend.images.network import Deadline, DeadlineStream, system_resolve


class Wire(httpcore.NetworkStream):
    """Remembers how long each read was allowed to take."""

    def __init__(self) -> None:
        self.timeouts: list[float | None] = []

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.timeouts.append(timeout)
        return b""


def test_a_kept_connection_gets_fresh_time_for_each_picture() -> None:
    deadline, wire = Deadline(), Wire()
    stream = DeadlineStream(wire, deadline)
    with deadline.within(60.0):
        stream.read(1)
    with deadline.within(6_000.0):
        stream.read(1)
        stream.read(1, timeout=5.0)
    stream.read(1)
    first, second, short, outside = wire.timeouts
    assert first is not None
    assert second is not None
    assert first <= 60.0 < second <= 6_000.0
    assert short == 5.0
    assert outside is None


def test_once_the_time_is_over_nothing_is_read_or_written() -> None:
    deadline, wire = Deadline(), Wire()
    stream = DeadlineStream(wire, deadline)
    with deadline.within(0.0):
        with pytest.raises(httpcore.ReadTimeout):
            stream.read(1)
        with pytest.raises(httpcore.ReadTimeout):
            stream.write(b"x")
    assert wire.timeouts == []


def test_the_deadline_of_one_thread_is_not_that_of_another() -> None:
    deadline = Deadline()
    with deadline.within(0.0), ThreadPoolExecutor(1) as other:
        assert other.submit(deadline.remaining).result() is None


def test_the_system_resolves_an_address_to_itself() -> None:
    assert system_resolve("127.0.0.1") == [ip_address("127.0.0.1")]
