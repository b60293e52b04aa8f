"""Troubles that a running demo is put into, so that it answers with the problems of such."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from socket import create_server
from typing import Final

import httpx

CROWD: Final = 40
"""More than are let in and let wait."""

Ask = Callable[[], httpx.Response]


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """A process that neither answers nor ends."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def catalogue_locked(data_dir: Path) -> Iterator[None]:
    """Somebody else writes, for longer than anyone waits."""
    with closing(sqlite3.connect(data_dir / "catalogue.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


@contextmanager
def silent_host() -> Iterator[str]:
    """The address of a picture that never comes."""
    with closing(create_server(("127.0.0.1", 0), backlog=CROWD)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/sofa.jpg"


def crowd(ask: Ask) -> list[httpx.Response]:
    """All at once."""
    with ThreadPoolExecutor(CROWD) as many:
        return list(many.map(lambda _: ask(), range(CROWD)))
