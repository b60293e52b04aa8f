"""The stack as a whole: started in order, watched, and stopped in the opposite order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NoReturn

from backend.embedded.child import Child, Patience, Surroundings
from backend.embedded.logfile import rotate
from backend.embedded.services import Service
from backend.errors import CredenzaError

TEND_SECONDS = 5.0


class Supervisor:
    """Used by one task after another, from one event loop."""

    def __init__(self, around: Surroundings, patience: Patience | None = None) -> None:
        self._around = around
        self._patience = patience or Patience()
        self._stages: list[list[Child]] = []
        self._kept: set[asyncio.Task[None]] = set()
        self._gave_up: asyncio.Future[NoReturn] = asyncio.get_running_loop().create_future()

    async def start(self, services: Sequence[Service]) -> None:
        """Start these side by side and return when all are ready."""
        stage = [Child(service, self._around, self._patience) for service in services]
        self._stages.append(stage)
        for child in stage:
            task = asyncio.create_task(child.keep())
            self._kept.add(task)
            task.add_done_callback(self._ended)
        await asyncio.gather(*(child.ready() for child in stage))

    async def run(self, programs: Sequence[Service]) -> None:
        """Run each to its end, in turn. Raises `CredenzaError` with the last words of one that
        fails."""
        for program in programs:
            child = Child(program, self._around, self._patience)
            if await child.run():
                words = child.last_words().removeprefix("Error: ") or "it said nothing."
                raise CredenzaError(f"{program.name} failed: {words}")

    async def watch(self) -> NoReturn:
        """Look after what runs. Raises `CredenzaError` when a process keeps dying."""
        while True:
            await asyncio.wait({self._gave_up}, timeout=TEND_SECONDS)
            if self._gave_up.done():
                self._gave_up.result()
            self._around.guard.tend()
            for child in self._children():
                rotate(child.log)

    async def stop(self, hurry: asyncio.Event) -> None:
        """Stop the last stage first; each side by side. Once `hurry` is set, kill."""
        for stage in reversed(self._stages):
            await asyncio.gather(*(child.stop(hurry) for child in stage))
        for task in self._kept:
            task.cancel()
        await asyncio.gather(*self._kept, return_exceptions=True)
        if not self._gave_up.cancel():
            self._gave_up.exception()  # seen, even if nobody was watching any more

    def _children(self) -> list[Child]:
        return [child for stage in self._stages for child in stage]

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or self._gave_up.done():
            return
        error = task.exception()
        if error is not None:
            self._gave_up.set_exception(error)
