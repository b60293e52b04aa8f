"""Nudges as they reach a real broker."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from backend.dispatch import RELAY_TASK, CeleryDispatcher
from tests.fixtures.polling import until
from tests.fixtures.services import settings_with
from tests.fixtures.valkey import ValkeyServer

QUEUE = "celery"


class Gathering(threading.Event):
    """Stands for the closing of a dispatcher, whose sender waits for it while nudges gather: that
    takes as long as the test says."""

    def __init__(self) -> None:
        super().__init__()
        self._over = threading.Semaphore(0)

    def end(self) -> None:
        self._over.release()

    def set(self) -> None:
        super().set()
        self.end()

    def wait(self, timeout: float | None = None) -> bool:
        assert self._over.acquire(timeout=60)
        return self.is_set()


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[ValkeyServer]:
    server = ValkeyServer(tmp_path)
    yield server
    server.close()


@pytest.fixture
def dispatcher(valkey: ValkeyServer) -> Iterator[CeleryDispatcher]:
    dispatcher = CeleryDispatcher(settings_with(broker_url=valkey.url, broker_timeout_seconds=60.0))
    yield dispatcher
    dispatcher.close()


def _sent(valkey: ValkeyServer) -> list[dict[str, Any]]:
    return [json.loads(message) for message in valkey.client.lrange(QUEUE, 0, -1)]


def test_a_burst_of_nudges_is_one_message(
    valkey: ValkeyServer, dispatcher: CeleryDispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    gathering = Gathering()
    monkeypatch.setattr(dispatcher, "_closing", gathering)
    valkey.start()
    for _ in range(100):
        dispatcher.nudge()
    gathering.end()
    until(lambda: len(_sent(valkey)) > 0, seconds=120)
    dispatcher.nudge()
    gathering.end()
    until(lambda: len(_sent(valkey)) > 1, seconds=120)
    messages = _sent(valkey)
    assert [message["headers"]["task"] for message in messages] == [RELAY_TASK] * 2
    assert {message["content-type"] for message in messages} == {"application/json"}


def test_nudges_from_many_threads_are_sent_by_one(
    valkey: ValkeyServer, dispatcher: CeleryDispatcher
) -> None:
    valkey.start()
    before = set(threading.enumerate())
    callers = [threading.Thread(target=dispatcher.nudge) for _ in range(20)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    begun = set(threading.enumerate()) - before
    assert [thread.name for thread in begun].count("nudge") == 1
    until(lambda: len(_sent(valkey)) > 0, seconds=120)


def test_without_a_broker_a_nudge_is_lost_and_the_next_one_after_it_is_back_is_sent(
    valkey: ValkeyServer, dispatcher: CeleryDispatcher
) -> None:
    with capture_logs() as logs:
        dispatcher.nudge()
        until(lambda: any(line["event"] == "nudge lost" for line in logs), seconds=120)
    valkey.start()

    def arrives() -> bool:
        dispatcher.nudge()
        return len(_sent(valkey)) > 0

    until(arrives, seconds=120)


def test_a_broker_that_is_started_again_is_found_again(
    valkey: ValkeyServer, dispatcher: CeleryDispatcher
) -> None:
    valkey.start()
    dispatcher.nudge()
    until(lambda: len(_sent(valkey)) == 1, seconds=120)
    valkey.stop()
    valkey.start()
    assert _sent(valkey) == []

    def arrives() -> bool:
        dispatcher.nudge()
        return len(_sent(valkey)) > 0

    until(arrives, seconds=120)


def test_closing_stops_the_thread_and_later_nudges_do_nothing(
    valkey: ValkeyServer, dispatcher: CeleryDispatcher
) -> None:
    valkey.start()
    dispatcher.nudge()
    until(lambda: len(_sent(valkey)) == 1, seconds=120)
    thread = dispatcher._thread
    assert thread is not None
    dispatcher.close()
    until(lambda: not thread.is_alive(), seconds=120)
    dispatcher.nudge()
    assert dispatcher._thread is thread
    assert len(_sent(valkey)) == 1
