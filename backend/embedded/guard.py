"""Stops the stack's processes if the supervisor itself dies without doing so.

A process of its own that reads from a pipe whose other end only the supervisor holds: the pipe
ends when the supervisor does, however it died. Chosen over `PR_SET_PDEATHSIG` because that exists
on Linux alone, needs code between fork and exec, fires when the *thread* that started the child
ends, and reaches only direct children, not the pool processes that Celery starts.

Run as `python -m backend.embedded.guard LOCK_FD`. It inherits the lock of the data directory, so
that nobody starts on it before everything has stopped.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable

GRACE_SECONDS = 15.0


def kill_group(group: int) -> None:
    """SIGKILL to every member; nothing happens when there are none."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


class Guard:
    """The supervisor's end. `watch` every process group it starts, `forget` each that is gone."""

    def __init__(self, lock: int) -> None:
        self._lock = lock
        self._watched: dict[int, int] = {}
        self._process = self._start()

    def watch(self, group: int, stop_signal: int) -> None:
        self._watched[group] = stop_signal
        self._tell(f"{group} {stop_signal}")

    def forget(self, group: int) -> None:
        del self._watched[group]
        self._tell(f"{group} 0")

    def tend(self) -> None:
        """Start it again if somebody killed it."""
        if self._process.poll() is not None:
            self.close()
            self._process = self._start()
            for group, stop_signal in self._watched.items():
                self._tell(f"{group} {stop_signal}")

    def close(self) -> None:
        """End of the pipe: whatever is still watched is stopped now."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  # ourselves
            [sys.executable, "-m", "backend.embedded.guard", str(self._lock)],
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=(self._lock,),
        )

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it was killed; `tend` tells the next one
            self._process.stdin.write(line.encode() + b"\n")
            self._process.stdin.flush()


def main(lines: Iterable[str], lock: int) -> None:
    """Follow what the supervisor says until it says no more, then stop what is left."""
    groups: dict[int, int] = {}
    for line in lines:
        group, stop_signal = (int(word) for word in line.split())
        if stop_signal:
            groups[group] = stop_signal
        else:
            groups.pop(group, None)
    if not groups:
        return
    os.ftruncate(lock, 0)  # no longer held by a stack that runs
    for group, stop_signal in groups.items():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(group, stop_signal)
    deadline = time.monotonic() + GRACE_SECONDS
    while groups:
        for group in list(groups):
            if time.monotonic() > deadline or not _is_alive(group):
                kill_group(group)  # what it leaves behind, too
                del groups[group]
        time.sleep(0.05)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    main(sys.stdin, int(sys.argv[1]))
