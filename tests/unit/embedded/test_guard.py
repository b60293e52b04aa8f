from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backend.embedded.guard import Guard
from backend.embedded.preflight import hold
from backend.errors import ConfigurationError
from tests.unit.embedded.stand_ins import is_running, written_pid

# A supervisor with one child, which has a child itself; both pids go to files.
SUPERVISOR = """
import pathlib, signal, subprocess, sys, time
from backend.embedded.guard import Guard
from backend.embedded.preflight import hold
folder = pathlib.Path(sys.argv[1])
worker = f'''
import pathlib, signal, subprocess, sys, time
pool = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
def stop(*_):
    while not pathlib.Path({str(folder / "release")!r}).exists():
        time.sleep(0.02)
    pathlib.Path({str(folder / "stopped")!r}).touch()
    sys.exit()
signal.signal(signal.SIGTERM, stop)
pathlib.Path({str(folder / "pool")!r}).write_text(str(pool.pid))
time.sleep(600)
'''
with hold(folder / "data", print) as lock:
    guard = Guard(lock)
    child = subprocess.Popen([sys.executable, "-c", worker], start_new_session=True)
    guard.watch(child.pid, signal.SIGTERM)
    (folder / "worker").write_text(str(child.pid))
    time.sleep(600)
"""


def wait_for(condition, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_nothing_outlives_a_killed_supervisor_and_nobody_starts_before_it_is_gone(
    tmp_path: Path,
) -> None:
    with subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(tmp_path)]) as supervisor:
        wait_for(lambda: written_pid(tmp_path / "pool") and written_pid(tmp_path / "worker"))
        supervisor.kill()
    data, said = tmp_path / "data", list[str]()
    wait_for(lambda: not (data / "lock").read_text())  # the guard has taken over

    with (
        pytest.raises(ConfigurationError, match="still being stopped"),
        hold(data, said.append, wait_seconds=0.0),
    ):
        pass
    (tmp_path / "release").touch()
    with hold(data, said.append):
        assert (tmp_path / "stopped").exists()
        assert not is_running(written_pid(tmp_path / "worker"))
        # Killed by then; the system may still be about to end it.
        wait_for(lambda: not is_running(written_pid(tmp_path / "pool")))


def test_a_guard_that_was_killed_is_replaced_and_knows_what_to_guard(tmp_path: Path) -> None:
    lock = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    guard = Guard(lock)
    with subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True
    ) as child:
        guard._process.kill()
        guard._process.wait()
        guard.watch(child.pid, signal.SIGTERM)
        guard.tend()
        assert guard._process.stdin is not None
        guard._process.stdin.close()  # as when the supervisor dies
        assert child.wait() == -signal.SIGTERM
        guard.close()
    os.close(lock)


def test_a_forgotten_group_is_left_alone(tmp_path: Path) -> None:
    lock = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    guard = Guard(lock)
    with subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True
    ) as child:
        guard.watch(child.pid, signal.SIGTERM)
        guard.forget(child.pid)
        guard.close()
        assert child.poll() is None
        child.kill()
    os.close(lock)
