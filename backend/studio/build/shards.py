"""Work in shards: each done by one process, its rows written when all of it is done, so that a
build that was stopped goes on where it was."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from backend.errors import ConfigurationError, CredenzaError
from backend.studio.build.options import STUDIO_VERSION, BuildOptions, textures_digest

Row = TypeVar("Row")

_PLAN = "plan.json"


class _Plan(Struct, frozen=True):
    version: str
    options: BuildOptions
    textures: str | None


class Shards:
    """The folder of a build's finished shards."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def claim(self, options: BuildOptions) -> None:
        """Start, or go on with, a build with these options. Raises `ConfigurationError` if the
        folder holds another build's shards."""
        plan = self._folder / _PLAN
        wanted = _Plan(STUDIO_VERSION, options, textures_digest(options))
        try:
            if msgspec.json.decode(plan.read_bytes(), type=_Plan) != wanted:
                raise ConfigurationError(
                    f"{self._folder.parent} holds an unfinished build with other options; finish it"
                    " with those, or delete the folder."
                )
        except FileNotFoundError:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(plan, msgspec.json.encode(wanted))
        except msgspec.DecodeError:
            raise ConfigurationError(f"{plan} is damaged; delete the folder.") from None

    def done(self, name: str) -> bool:
        return self._file(name).exists()

    def write(self, name: str, rows: Sequence[Struct]) -> None:
        """The shard's rows, all or nothing. Its pictures must be on disk by now."""
        _write(self._file(name), b"".join(msgspec.json.encode(row) + b"\n" for row in rows))

    def read(self, name: str, kind: type[Row]) -> Iterator[Row]:
        decoder = msgspec.json.Decoder(kind)
        for line in self._file(name).read_bytes().splitlines():
            yield decoder.decode(line)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.jsonl"


def _write(file: Path, content: bytes) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}.partial")
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def work_through(tasks: Sequence[Any], work: Callable[[Any], int], workers: int) -> Iterator[int]:
    """Do every task in one of `workers` processes (in this one if that is 1); yields what `work`
    returns, as tasks end. On an exception tasks not yet begun are dropped, those in hand ended.

    Raises `CredenzaError` if a process dies.
    """
    if workers == 1:
        for task in tasks:
            yield work(task)
        return
    rest = iter(tasks)
    in_hand: set[Future[int]] = set()
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_serve_parent
    ) as pool:
        try:
            while True:
                # No more than are being worked on: who stops does not wait for a queue.
                for task in islice(rest, workers - len(in_hand)):
                    with _interrupts_held_back():
                        in_hand.add(pool.submit(work, task))
                if not in_hand:
                    return
                done, in_hand = wait(in_hand, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        except BrokenProcessPool:
            raise CredenzaError(
                "A process of the build was killed, perhaps for want of memory; what is drawn is"
                " kept. The same command goes on from here; fewer --workers take less memory."
            ) from None
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Ctrl-C reaches a process started meanwhile never, and this one afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve_parent() -> None:
    """Leave signals to the process that started this one, and end with it: a worker whose parent
    was killed would wait for tasks for ever, and draw over what the next build draws."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None, "only processes that were started have this thread"
    parent.join()
    os._exit(1)
