"""The network as the picture fetcher sees it: only permitted addresses, and a deadline for all.

Sits below the HTTP client, where a name becomes an address, so the address that is checked is the
one connected to: a name that answers differently the next time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

import httpcore
from httpcore import SOCKET_OPTION

from backend.errors import ImageRefused
from backend.images.addresses import Address, Network, may_connect

Resolve = Callable[[str], Sequence[Address]]


def system_resolve(host: str) -> list[Address]:
    """The addresses of a host name, in the order the system prefers. Raises OSError."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(answer[4][0]) for answer in found))


class Deadline(threading.local):
    """When the current thread's exchange must be over.

    Per thread and not per connection: a kept connection serves many exchanges, each in the thread
    that asked for it.
    """

    def __init__(self) -> None:
        self.ends = float("inf")

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        self.ends = time.monotonic() + seconds
        try:
            yield
        finally:
            self.ends = float("inf")

    def remaining(self, timeout: float | None = None) -> float | None:
        """Seconds left, at most `timeout`; None for no limit.

        Raises `httpcore.ReadTimeout` when there are none.
        """
        left = self.ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for this picture is over")
        if timeout is not None:
            return min(left, timeout)
        return None if left == float("inf") else left


class DeadlineStream(httpcore.NetworkStream):
    """A connection each of whose operations gets only the time that is left overall, so a server
    that sends a byte now and then cannot hold a worker."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.remaining(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.remaining(timeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, left)
        return DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class GuardedNetwork(httpcore.NetworkBackend):
    """Connects to permitted addresses only. Safe to share between threads."""

    def __init__(self, allowed: Sequence[Network], resolve: Resolve = system_resolve) -> None:
        self.deadline = Deadline()
        self._allowed = tuple(allowed)
        self._resolve = resolve
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises `ImageRefused` (`forbidden-address`) where no address of the host is permitted."""
        addresses = [a for a in self._addresses(host) if may_connect(a, self._allowed)]
        if not addresses:
            raise ImageRefused(
                "forbidden-address", f"{host} does not lead to an address pictures may come from."
            )
        for tried, address in enumerate(addresses):
            left = self.deadline.remaining(timeout)
            # A share each, or one address that swallows packets would use up the time of all.
            share = None if left is None else left / (len(addresses) - tried)
            try:
                stream = self._sockets.connect_tcp(
                    str(address), port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure: Exception = error
            else:
                return DeadlineStream(stream, self.deadline)
        raise failure

    def _addresses(self, host: str) -> Sequence[Address]:
        try:
            return [ip_address(host)]
        except ValueError:
            return self._look_up(host)

    def _look_up(self, host: str) -> Sequence[Address]:
        answer: Future[Sequence[Address]] = Future()

        def look_up() -> None:
            try:
                answer.set_result(self._resolve(host))
            except Exception as error:
                answer.set_exception(error)

        # The system's resolver takes no deadline, so it gets a thread that can be left behind.
        threading.Thread(target=look_up, name=f"resolve {host}", daemon=True).start()
        try:
            return answer.result(self.deadline.remaining())
        except TimeoutError:
            raise httpcore.ConnectTimeout(f"no name server answered for {host}") from None
        except OSError as error:
            raise httpcore.ConnectError(f"{host} could not be resolved: {error}") from error
