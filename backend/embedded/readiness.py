"""Ways to ask whether a process of the stack can be used yet. Each answers within about a second
and never raises."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

Probe = Callable[[], Awaitable[bool]]

TIMEOUT_SECONDS = 1.0


def accepts(port: int) -> Probe:
    """Something accepts connections on this loopback port."""
    return _exchange(port, b"", b"")


def answers_ping(port: int) -> Probe:
    """Valkey has read its append-only file and answers PING."""
    return _exchange(port, b"PING\r\n", b"+PONG\r\n")


def answers_ok(port: int, path: str) -> Probe:
    """The path answers 200."""
    # By hand, because an HTTP client costs more to build than a hundred of these to ask.
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    return _exchange(port, request.encode("ascii"), b"HTTP/1.1 200 ")


def _exchange(port: int, question: bytes, answer: bytes) -> Probe:
    async def probe() -> bool:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                try:
                    writer.write(question)
                    return await reader.readexactly(len(answer)) == answer
                finally:
                    writer.close()
                    await writer.wait_closed()
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return False

    return probe
