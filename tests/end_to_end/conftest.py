from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.end_to_end.stack import PORTS, SHIPPED_DEMO, Stack
from tests.fixtures.ports import free_ports

Start = Callable[..., Stack]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the stack, again and again on the same data if need be."""
    port = free_ports(PORTS)
    with ExitStack() as cleanup:

        def start_it(*, until_ready: bool = True) -> Stack:
            stack = Stack(tmp_path / "data", tmp_path / "demo", port)
            cleanup.callback(stack.close)
            if until_ready:
                stack.until_ready()
            return stack

        yield start_it


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """What `make demo` starts, with the whole of the shipped catalogue. Only a
    rehearsal has more time than usual: one that ran out of it would answer otherwise."""
    folder, port = tmp_path_factory.mktemp("demo"), free_ports(PORTS)
    stack = Stack(folder / "data", SHIPPED_DEMO, port, rehearsal_timeout_seconds=120)
    try:
        stack.until_ready()
        yield stack
    finally:
        stack.close()
