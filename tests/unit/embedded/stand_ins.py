"""Small programs in the place of the stack's own, and ways to look at them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from backend.embedded.readiness import Probe
from backend.embedded.services import Service

SLEEP = "time.sleep(600)"


def stand_in(
    name: str,
    script: str,
    *,
    ready: Probe | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    grace_seconds: float = 30.0,
) -> Service:
    """A service that runs this Python script."""
    prelude = "import os, pathlib, signal, subprocess, sys, time"
    return Service(
        name=name,
        command=(sys.executable, "-c", f"{prelude}\n{script}"),
        ready=ready,
        stop_signal=stop_signal,
        grace_seconds=grace_seconds,
    )


def exists(path: Path) -> Probe:
    """Ready once the file is there."""

    async def probe() -> bool:
        return path.exists()

    return probe


async def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Return once the condition holds."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


def noted_pid(data_dir: Path, name: str) -> int:
    """The process id the stack has noted for this service; 0 when it runs no such process."""
    try:
        return int((data_dir / "run" / f"{name}.pid").read_text() or 0)
    except FileNotFoundError:
        return 0


def written_pid(path: Path) -> int:
    """The process id a stand-in has written there; 0 as long as it has not."""
    try:
        return int(path.read_text() or 0)
    except FileNotFoundError:
        return 0


def is_running(pid: int) -> bool:
    """Whether there is such a process, and not only a zombie of it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return not Path("/proc/self/stat").exists()  # no such file system: macOS
