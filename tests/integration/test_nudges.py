"""Nudges as they reach a real broker."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from backend import dispatch
from backend.dispatch import RELAY_TASK, CeleryDispatcher
from tests.fixtures.polling import until
from tests.fixtures.services import settings_with
from tests.fixtures.valkey import ValkeyServer

QUEUE = "celery"


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[ValkeyServer]:
    server = ValkeyServer(tmp_path)
    yield server
    server.close()


@pytest.fixture
def dispatcher(valkey: ValkeyServer) -> Iterator[CeleryDispatcher]:
    dispatcher = CeleryDispatcher(settings_with(broker_url=valkey.url, broker_timeout_seconds=1.0))
    yield dispatcher
    dispatcher.close()


def _sent(valkey: ValkeyServer) -> list[dict[str, Any]]:
    return [json.loads(message) for message in valkey.client.lrange(QUEUE, 0, -1)]


def test_a_burst_of_nudges_is_one_message(
    valkey: ValkeyServer, dispatcher: CeleryDispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Long enough that a busy machine does not cut the burst in two.
    monkeypatch.setattr(dispatch, "_GATHER_SECONDS", 1.0)
    valkey.start()
    for _ in range(100):
        dispatcher.nudge()
    until(lambda: len(_sent(valkey)) > 0, seconds=30)
    dispatcher.nudge()
    until(lambda: len(_sent(valkey)) > 1, seconds=30)
    messages = _sent(valkey)
    assert [message["headers"]["task"] for message in messages] == [RELAY_TASK] * 2
    assert {message["content-type"] for message in messages} == {"application/json"}


def test_nudges_from_many_threads_are_sent_by_one(
    valkey: ValkeyServer, dispatcher: CeleryDispatcher
) -> None:
    valkey.start()
    callers = [threading.Thread(target=dispatcher.nudge) for _ in range(20)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert [thread.name for thread in threading.enumerate()].count("nudge") == 1
    until(lambda: len(_sent(valkey)) > 0, seconds=30)


def test_without_a_broker_a_nudge_is_lost_and_the_next_one_after_it_is_back_is_sent(
    valkey: ValkeyServer, dispatcher: CeleryDispatcher
) -> None:
    with capture_logs() as logs:
        dispatcher.nudge()
        until(lambda: any(line["event"] == "nudge lost" for line in logs), seconds=30)
    valkey.start()

    def arrives() -> bool:
        dispatcher.nudge()
        return len(_sent(valkey)) > 0

    until(arrives, seconds=30)


def test_a_broker_that_is_started_again_is_found_again(
    valkey: ValkeyServer, dispatcher: CeleryDispatcher
) -> None:
    valkey.start()
    dispatcher.nudge()
    until(lambda: len(_sent(valkey)) == 1, seconds=30)
    valkey.stop()
    valkey.start()
    assert _sent(valkey) == []

    def arrives() -> bool:
        dispatcher.nudge()
        return len(_sent(valkey)) > 0

    until(arrives, seconds=30)


def test_closing_stops_the_thread_and_later_nudges_do_nothing(
    valkey: ValkeyServer, dispatcher: CeleryDispatcher
) -> None:
    valkey.start()
    dispatcher.nudge()
    until(lambda: len(_sent(valkey)) == 1, seconds=30)
    dispatcher.close()
    assert "nudge" not in [thread.name for thread in threading.enumerate()]
    dispatcher.nudge()
    assert "nudge" not in [thread.name for thread in threading.enumerate()]
    assert len(_sent(valkey)) == 1
