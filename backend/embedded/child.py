"""One process of the stack: started, started again when it dies, and stopped."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from backend.embedded.guard import Guard, kill_group
from backend.embedded.logfile import rotate, tail
from backend.embedded.services import Service
from backend.errors import CredenzaError

POLL_SECONDS = 0.1


@dataclass(frozen=True, kw_only=True)
class Patience:
    """When to start a process again and when to give up on it; seconds.

    A death is quick when the process lived less than `quick`. The first one in a row is answered
    at once, each further one after a pause that doubles; after `quick_deaths` of them it is left.
    One that was never ready gets a second try only: it is not an accident.
    """

    ready: float = 120.0
    quick: float = 10.0
    quick_deaths: int = 5
    first_pause: float = 0.5

    def pause(self, deaths: int) -> float:
        """Seconds to wait after the given number of quick deaths in a row."""
        return 0.0 if deaths <= 1 else self.first_pause * 2.0 ** (deaths - 2)


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What all processes of one stack share."""

    data_dir: Path
    environment: Mapping[str, str]
    guard: Guard
    say: Callable[[str], None]


class Child:
    """A process in a session of its own, so that it never sees the terminal's Ctrl-C.

    Its output goes to `logs/<name>.log`, its process id to `run/<name>.pid`.
    """

    def __init__(self, service: Service, around: Surroundings, patience: Patience) -> None:
        self.service = service
        self.log = around.data_dir / "logs" / f"{service.name}.log"
        self._pid_file = around.data_dir / "run" / f"{service.name}.pid"
        self._around = around
        self._patience = patience
        self._log_start = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._was_ready = False
        self._stopping = False

    async def run(self) -> int:
        """Start it, once; return its exit code (negative: the signal)."""
        try:
            self._start()
            return await self._exit()
        finally:
            self._clear()

    async def keep(self) -> None:
        """Have it run until `stop`. Raises `CredenzaError` when it keeps dying."""
        deaths = 0
        while not self._stopping:
            began = time.monotonic()
            code = await self.run()
            if self._stopping:
                return
            quick = time.monotonic() - began < self._patience.quick
            deaths = deaths + 1 if quick or not self._was_ready else 1
            if deaths >= (self._patience.quick_deaths if self._was_ready else 2):
                raise self.failure(f"keeps dying ({_cause(code)})")
            self._around.say(f"{self.service.name} died ({_cause(code)}); starting it again.")
            await asyncio.sleep(self._patience.pause(deaths))

    async def ready(self) -> None:
        """Return when it can be used. Raises `CredenzaError` when that takes too long."""
        deadline = time.monotonic() + self._patience.ready
        while self.service.ready is not None and not await self.service.ready():
            if time.monotonic() > deadline:
                raise self.failure(f"was not ready after {self._patience.ready:.0f} s")
            await asyncio.sleep(POLL_SECONDS)
        self._was_ready = True

    async def stop(self, hurry: asyncio.Event) -> None:
        """Ask it to stop; kill it, with all it started, when its time is up or `hurry` is set."""
        self._stopping = True
        process = self._process
        if process is None:
            return
        process.send_signal(self.service.stop_signal)
        deadline = time.monotonic() + self.service.grace_seconds
        while process.poll() is None and not hurry.is_set() and time.monotonic() < deadline:
            await asyncio.sleep(POLL_SECONDS)
        self._clear()

    def failure(self, what: str) -> CredenzaError:
        """The error that says what went wrong with it, with the last lines of its log."""
        lines = "".join(f"\n  {line}" for line in tail(self.log, self._log_start))
        return CredenzaError(f"{self.service.name} {what}; {self.log} ends with:{lines}")

    def last_words(self) -> str:
        """The last line it wrote since it was started."""
        return "".join(tail(self.log, self._log_start, 1))

    def _start(self) -> None:
        rotate(self.log)
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        try:
            with self.log.open("ab") as output:  # appending, so that `rotate` may empty it
                self._process = subprocess.Popen(  # noqa: S603  # our own services
                    self.service.command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=self._around.data_dir,
                    env=self._around.environment,
                    start_new_session=True,
                )
        except OSError as error:
            raise CredenzaError(f"{self.service.name} cannot be started: {error}.") from None
        self._around.guard.watch(self._process.pid, self.service.stop_signal)
        self._pid_file.write_text(f"{self._process.pid}\n")

    async def _exit(self) -> int:
        while self._process is not None:
            code = self._process.poll()
            if code is not None:
                return code
            await asyncio.sleep(POLL_SECONDS)
        return 0  # `stop` has cleared it away

    def _clear(self) -> None:
        # Also after it has died by itself: Celery's pool processes outlive a killed worker and
        # would go on taking work beside the next one.
        if self._process is None:
            return
        kill_group(self._process.pid)
        self._process.wait()
        self._around.guard.forget(self._process.pid)
        self._pid_file.unlink(missing_ok=True)
        self._process = None


def _cause(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
