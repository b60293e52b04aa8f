"""Telling the workers that work is owed.

The outbox is what counts; a nudge only spares it the wait until the schedule looks again. So a
nudge never blocks its caller and may be lost.
"""

from __future__ import annotations

import threading
from typing import Any, Protocol

import structlog
from celery import Celery

from backend.settings import Settings

RELAY_TASK = "credenza.relay"
# Enough to gather the webhooks of a burst into one nudge, too short for anyone to notice.
_GATHER_SECONDS = 0.02
# A nudge that waited longer says nothing new: the schedule has looked since.
_STALE_SECONDS = 30

log = structlog.get_logger(__name__)


class Dispatcher(Protocol):
    def nudge(self) -> None:
        """Have the outbox looked at soon. Returns at once, never raises."""

    def close(self) -> None:
        """Stop; a nudge under way may be lost."""


def broker_options(settings: Settings) -> dict[str, Any]:
    """Celery's connection settings, the same for those who send and those who work."""
    seconds = settings.broker_timeout_seconds
    return {
        "broker_url": settings.broker_url.get_secret_value(),
        "broker_transport_options": {
            # A message that a killed worker held comes back after this. Nobody waits for it: its
            # claim lapses long before, and the outbox sends the work anew. It must only be longer
            # than the longest task, which is reconciliation.
            "visibility_timeout": 7200,
            "socket_timeout": max(seconds, 5.0),
            "socket_connect_timeout": seconds,
            "socket_keepalive": True,
            "health_check_interval": 10,
        },
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
    }


class CeleryDispatcher:
    """Sends the relay task from a thread of its own, several nudges as one."""

    def __init__(self, settings: Settings) -> None:
        self._app = Celery("credenza-producer")
        self._app.conf.update(broker_options(settings), task_ignore_result=True)
        self._wanted = threading.Event()
        self._asked = threading.Event()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def nudge(self) -> None:
        if self._thread is None:
            self._start()
        self._asked.set()
        self._wanted.set()

    def close(self) -> None:
        self._closing.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join(timeout=5.0)
        self._app.close()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._run, name="nudge", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            closing = self._closing.wait(_GATHER_SECONDS)
            self._wanted.clear()
            if self._asked.is_set():
                self._asked.clear()
                self._send()
            if closing:
                return

    def _send(self) -> None:
        try:
            self._app.send_task(RELAY_TASK, retry=False, ignore_result=True, expires=_STALE_SECONDS)
        except Exception as error:  # whatever it is, the schedule will do without the nudge
            log.warning("nudge lost", error=str(error), kind=type(error).__name__)
            self._closing.wait(1.0)
