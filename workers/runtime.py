"""The services of a worker process: made when its first task needs them, kept until it ends."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from celery.signals import worker_process_shutdown

if TYPE_CHECKING:
    from backend.bootstrap import Services

_lock = threading.Lock()
_kept: list[Services] = []


def services() -> Services:
    from backend.bootstrap import build
    from backend.settings import load_settings

    with _lock:
        if not _kept:
            _kept.append(build(load_settings()))
        return _kept[0]


@worker_process_shutdown.connect
def _close(**_: Any) -> None:
    with _lock:
        while _kept:
            _kept.pop().close()
