from __future__ import annotations

import asyncio

import pytest

from backend.embedded import readiness
from backend.embedded.readiness import Probe, accepts, answers_ok, answers_ping


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no reason for "not yet" here."""
    monkeypatch.setattr(readiness, "TIMEOUT_SECONDS", 60.0)


def ask(probe_for, answer: bytes | None) -> bool:
    """Ask a server that says `answer` to everything; None closes without a word."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if answer:
            await reader.read(1)
            writer.write(answer)
        writer.close()

    async def play() -> bool:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            probe: Probe = probe_for(server.sockets[0].getsockname()[1])
            return await probe()

    return asyncio.run(play())


@pytest.mark.parametrize(
    ("answer", "ready"),
    [(b"+PONG\r\n", True), (b"-LOADING dataset\r\n", False), (None, False)],
)
def test_valkey_is_ready_when_it_answers_ping(answer: bytes | None, ready: bool) -> None:
    assert ask(answers_ping, answer) is ready


@pytest.mark.parametrize(
    ("answer", "ready"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", True),
        (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", False),
        (b"no", False),
    ],
)
def test_the_api_is_ready_when_it_says_200(answer: bytes, ready: bool) -> None:
    assert ask(lambda port: answers_ok(port, "/health/ready"), answer) is ready


def test_a_port_counts_as_open_when_somebody_accepts() -> None:
    assert ask(accepts, None)


def test_nobody_there_is_not_ready(unused_port: int) -> None:
    async def play() -> list[bool]:
        probes = (accepts(unused_port), answers_ping(unused_port), answers_ok(unused_port, "/"))
        return [await probe() for probe in probes]

    assert asyncio.run(play()) == [False] * 3
