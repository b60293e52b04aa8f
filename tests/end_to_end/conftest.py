from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from backend.embedded.config import EmbeddedConfig
from backend.embedded.preflight import require_ports
from backend.errors import ConfigurationError
from tests.end_to_end.stack import Stack

Start = Callable[..., Stack]


@pytest.fixture
def free_ports() -> int:
    """A port that is free, and so are the two after it."""
    while True:
        with closing(socket.create_server(("127.0.0.1", 0))) as probe:
            port = int(probe.getsockname()[1])
        with suppress(ConfigurationError):
            require_ports(EmbeddedConfig(port=port))
            return port


@pytest.fixture
def start(tmp_path: Path, free_ports: int) -> Iterator[Start]:
    """Start the stack, again and again on the same data if need be."""
    with ExitStack() as cleanup:

        def start_it(*, until_ready: bool = True) -> Stack:
            stack = Stack(tmp_path / "data", tmp_path / "demo", free_ports)
            cleanup.callback(stack.close)
            if until_ready:
                stack.until_ready()
            return stack

        yield start_it
