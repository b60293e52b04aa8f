from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.embedded.child import Surroundings
from backend.embedded.guard import Guard
from tests.end_to_end.stack import PORTS
from tests.fixtures.ports import free_ports


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """Programs started from a background shell inherit that SIGINT is ignored, and pass it on; the
    demo itself is always interruptible."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def said() -> list[str]:
    """What the stack told the person who started it."""
    return []


@pytest.fixture
def around(tmp_path: Path, said: list[str]) -> Iterator[Surroundings]:
    for folder in ("logs", "run"):
        (tmp_path / folder).mkdir()
    lock = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    guard = Guard(lock)
    yield Surroundings(
        data_dir=tmp_path, environment=dict(os.environ), guard=guard, say=said.append
    )
    guard.close()
    os.close(lock)


@pytest.fixture
def unused_port() -> int:
    """A port at which nobody listens, nor at the two after it."""
    return free_ports(PORTS)
