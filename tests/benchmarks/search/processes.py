"""The programs that are measured: an API as `credenza api` runs it, and the Milvus beneath."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.fixtures.milvus_lite import LiteServer
from tests.fixtures.milvus_server import TICK, StandaloneServer

Kind = Literal["server", "lite"]
KINDS: tuple[Kind, ...] = ("server", "lite")

_ETCD_PORT = 2380
_START_SECONDS = 60


def backend_of(kind: Kind) -> Literal["cpu", "lite"]:
    """The same as a setting says it."""
    return "cpu" if kind == "server" else "lite"


@contextmanager
def milvus(kind: Kind, folder: Path) -> Iterator[str]:
    """The address of a Milvus on loopback that keeps its data in the folder."""
    server: LiteServer | StandaloneServer
    if kind == "lite":
        server = LiteServer(folder)
    else:
        if _is_taken(_ETCD_PORT):
            raise SystemExit("Another Milvus server runs on this machine: only one can.")
        server = StandaloneServer(folder, tick=TICK)
    try:
        server.start()
        yield server.uri
    finally:
        server.stop()


@dataclass(frozen=True)
class ApiProcess:
    port: int
    pid: int


@contextmanager
def api(folder: Path, settings: Mapping[str, str]) -> Iterator[ApiProcess]:
    """An API process with these settings over its defaults, ready to answer."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CREDENZA_")},
        **{f"CREDENZA_{name.upper()}": value for name, value in settings.items()},
        "CREDENZA_HOST": "127.0.0.1",
        "CREDENZA_PORT": str(port),
    }
    with (folder / "api.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "backend.cli", "api"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(port, process, folder / "api.log")
        yield ApiProcess(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(errors="replace")[-2000:]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace")[-2000:])


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
