"""A light load generator: a process that asks an API and a bare Milvus in turns.

    python -m tests.benchmarks.search.load < ORDER

Closed loops over kept connections, one thread for all of them, answers read no further than their
length: some 60 microseconds of processor a request. Each turn is a fraction of a second, so that
what else the machine does hits both; a single client asks them alternately, each request followed
by its bare searches. Reads an `Order` and writes a `Measured`, as msgpack.
"""

from __future__ import annotations

import os
import selectors
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any, Final, TypeVar

import msgspec
import numpy as np
from msgspec import Struct
from pymilvus import MilvusClient

_HEAD_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"


class Order(Struct, frozen=True, kw_only=True):
    """`requests` are whole HTTP requests; `searches`, one for each, are the arguments of the calls
    of `MilvusClient.search` that answering it takes. `turns` of either kind take `turn_seconds`
    each; `cpu_of` are processes whose processor time is counted during the API's turns."""

    port: int
    requests: list[bytes]
    searches: list[list[dict[str, Any]]]
    milvus_uri: str
    clients: int
    turns: int
    turn_seconds: float
    cpu_of: dict[str, int]


class Measured(Struct, kw_only=True):
    """Seconds of each request; `seconds` those the turns took; `cpu` seconds of processor during
    the API's turns, the generator's own as `generator`. `refused` counts answers that are no
    200. `unpaced` are bare searches of a single client one right after the other."""

    api: list[float] = []
    api_seconds: float = 0.0
    bare: list[float] = []
    bare_seconds: float = 0.0
    unpaced: list[float] = []
    refused: int = 0
    cpu: dict[str, float] = {}


class _Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read = bytearray()
        self._wanted = -1
        self.began = 0.0

    def ask(self, request: bytes) -> None:
        self._read.clear()
        self._wanted = -1
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def answered(self) -> bool:
        """Read what is there; whether that is the whole answer."""
        some = self.socket.recv(262_144)
        if not some:
            raise ConnectionError("the API closed the connection")
        self._read += some
        if self._wanted < 0:
            end = self._read.find(_HEAD_END)
            if end < 0:
                return False
            head = bytes(self._read[:end]).lower()
            at = head.index(_LENGTH) + len(_LENGTH)
            self._wanted = end + len(_HEAD_END) + int(head[at:].split(b"\r\n", 1)[0])
        return len(self._read) >= self._wanted

    @property
    def fine(self) -> bool:
        return self._read.startswith(b"HTTP/1.1 2")


def measure(order: Order) -> Measured:
    """Turns of either, beginning with the API."""
    client = MilvusClient(uri=order.milvus_uri, dedicated=True)
    turns = _Turns(order, [_Connection(order.port) for _ in range(order.clients)], client)
    try:
        if order.clients == 1 and order.searches:
            end = time.perf_counter() + 2 * order.turns * order.turn_seconds
            while time.perf_counter() < end:
                turns.ask(0.0)
                turns.search(0.0, turns.measured.bare)
            turns.search(order.turns * order.turn_seconds, turns.measured.unpaced)
        else:
            for _ in range(order.turns):
                turns.ask(order.turn_seconds)
                if order.searches:
                    turns.search(order.turn_seconds, turns.measured.bare)
        return turns.measured
    finally:
        client.close()
        turns.close()


class _Turns:
    """Of the API and of the bare searches; a turn of 0 seconds is one request of each client."""

    def __init__(self, order: Order, connections: list[_Connection], client: MilvusClient) -> None:
        self._order = order
        self._connections = connections
        self._client = client
        self._requests = cycle(order.requests)
        self._searches = cycle(order.searches)
        self.measured = Measured(cpu=dict.fromkeys((*order.cpu_of, "generator"), 0.0))

    def ask(self, seconds: float) -> None:
        measured = self.measured
        before = _cpu(self._order.cpu_of)
        began = time.perf_counter()
        measured.refused += _ask(self._connections, self._requests, seconds, measured.api)
        measured.api_seconds += time.perf_counter() - began
        for name, spent in _cpu(self._order.cpu_of).items():
            measured.cpu[name] += spent - before[name]

    def search(self, seconds: float, took: list[float]) -> None:
        began = time.perf_counter()
        _search(self._client, self._searches, self._order.clients, seconds, took)
        if took is self.measured.bare:
            self.measured.bare_seconds += time.perf_counter() - began

    def close(self) -> None:
        for connection in self._connections:
            connection.socket.close()


def _ask(
    connections: list[_Connection], requests: Iterator[bytes], seconds: float, took: list[float]
) -> int:
    """Every connection asks again as soon as it is answered, until the time is over; once at
    least."""
    refused = 0
    end = time.perf_counter() + seconds
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask(next(requests))
        waiting = len(connections)
        while waiting:
            for key, _ in selector.select():
                connection = key.data
                if not connection.answered():
                    continue
                now = time.perf_counter()
                took.append(now - connection.began)
                refused += not connection.fine
                if now < end:
                    connection.ask(next(requests))
                else:
                    waiting -= 1
    return refused


def _search(
    client: MilvusClient,
    searches: Iterator[list[dict[str, Any]]],
    clients: int,
    seconds: float,
    took: list[float],
) -> None:
    """So many threads search again as soon as they are answered, until the time is over; once at
    least."""
    end = time.perf_counter() + seconds
    lock = threading.Lock()

    def work() -> None:
        done = False
        while not done:
            with lock:
                calls = next(searches)
            began = time.perf_counter()
            for call in calls:
                client.search(**call)
            now = time.perf_counter()
            took.append(now - began)
            done = now >= end

    if clients == 1:
        work()
        return
    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _cpu(processes: dict[str, int]) -> dict[str, float]:
    times = {name: _cpu_of(process) for name, process in processes.items()}
    return times | {"generator": time.process_time()}


def _cpu_of(process: int) -> float:
    with open(f"/proc/{process}/stat", encoding="ascii") as file:  # noqa: PTH123
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def packed(value: object) -> bytes:
    """An order or a measurement to be sent between processes; arrays keep their numbers."""

    def plain(item: object) -> object:
        if isinstance(item, np.ndarray):
            return msgspec.msgpack.Ext(1, item.astype(np.float32).tobytes())
        raise NotImplementedError(type(item))

    return msgspec.msgpack.encode(value, enc_hook=plain)


Kind = TypeVar("Kind")


def unpacked(raw: bytes, kind: type[Kind]) -> Kind:
    return msgspec.msgpack.decode(raw, type=kind, ext_hook=_array)


def _array(_code: int, raw: memoryview) -> np.ndarray:
    return np.frombuffer(raw, np.float32)


def main(work: Callable[[Order], Measured] = measure) -> None:
    order = unpacked(sys.stdin.buffer.read(), Order)
    sys.stdout.buffer.write(packed(work(order)))


if __name__ == "__main__":
    main()
