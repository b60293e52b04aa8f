"""How far a stage has come, a bar on a terminal, lines elsewhere, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class StageTimes:
    """Seconds each stage took, in order, from the wall-clock time `began` on."""

    def __init__(self, began: float) -> None:
        self._last = began
        self._laps: list[tuple[str, float]] = []

    def lap(self, name: str) -> None:
        """End a stage."""
        now = time.time()
        self._laps.append((name, max(now - self._last, 0.0)))
        self._last = now

    def __str__(self) -> str:
        return ", ".join(f"{name} {seconds:.1f} s" for name, seconds in self._laps)


class Update(Protocol):
    def __call__(self, done: int, total: int) -> None: ...


@contextmanager
def stage(console: Console, title: str) -> Iterator[Update]:
    """Show the stage while the block runs; call what it yields with how much is done, of what."""
    if console.is_terminal:
        columns = (
            TextColumn("{task.description:<22}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console) as progress:
            task = progress.add_task(title, total=None)
            yield lambda done, total: progress.update(task, completed=done, total=total)
        return

    tenths = -1

    def line(done: int, total: int) -> None:
        nonlocal tenths
        now = 10 * done // max(total, 1)
        if now > tenths:
            tenths = now
            console.print(f"{title}: {done} of {total}")

    yield line
