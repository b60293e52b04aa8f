"""Pictures of concurrent callers in shared batches: a GPU looks at eight in hardly more time than
at one.

No thread of its own: the caller whose turn it is runs the batch for those who wait with it. So
there is nothing to stop either.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backend.encoder.batches import LARGEST
from backend.encoder.manifest import Manifest
from backend.encoder.port import Encodes, Vectors
from backend.errors import EncoderUnavailable, Overloaded

Pictures = Sequence[npt.NDArray[np.uint8]]


def batches_at_once(provider: str, threads: int) -> int:
    """How many batches to run side by side: one on a GPU; on a CPU, where a batch keeps `threads`
    cores busy, as many as there are cores for."""
    if provider == "cuda":
        return 1
    return max(1, (os.cpu_count() or 1) // threads)


@dataclass(eq=False)
class _Call:
    """One caller's pictures, and what becomes of them."""

    pictures: Pictures
    arrived: float = field(default_factory=time.monotonic)
    woken: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    outputs: dict[str, Vectors] | None = None
    error: Exception | None = None

    def result(self) -> dict[str, Vectors]:
        if self.error is not None:
            raise self.error
        if self.outputs is None:
            raise EncoderUnavailable("The batch that this picture was in was broken off.")
        return self.outputs


class BatchingEncoder:
    """Implements `Encodes` around another encoder.

    A caller who finds the encoder idle runs at once. Those who come while it is busy run together
    afterwards, in the order they came: whole calls, up to `most` pictures, a larger call by itself.
    Before that, the first of them waits for company until `wait_seconds` after it came, unless the
    batch is full.

    Besides what `encode` raises anyway, it raises `Overloaded` for a caller whose batch neither
    begins nor ends within `timeout_seconds`. A batch that hangs cannot be broken off: the caller
    who runs it hangs with it.
    """

    def __init__(
        self,
        encoder: Encodes,
        *,
        most: int = LARGEST,
        wait_seconds: float = 0.002,
        timeout_seconds: float = 5.0,
        at_once: int = 1,
    ) -> None:
        self._encoder = encoder
        self._most = most
        self._wait = wait_seconds
        self._timeout = timeout_seconds
        self._at_once = at_once
        self._lock = threading.Lock()
        self._came = threading.Condition(self._lock)
        # Nobody waits while fewer than `at_once` run, so no one who comes can overtake.
        self._running = 0
        self._waiting: deque[_Call] = deque()

    @property
    def manifest(self) -> Manifest:
        return self._encoder.manifest

    @property
    def provider(self) -> str:
        return self._encoder.provider

    @property
    def waiting(self) -> int:
        """Callers whose batch has not begun."""
        return len(self._waiting)

    def encode(self, pictures: Pictures) -> dict[str, Vectors]:
        """See `Encodes.encode`; a picture that is refused concerns its own caller alone."""
        self._check(pictures)
        if not pictures:
            return self._encoder.encode(pictures)
        call = _Call(pictures)
        with self._lock:
            if self._running < self._at_once:
                self._running += 1
                call.leads = True
            else:
                self._waiting.append(call)
                self._came.notify_all()
        if call.leads:
            self._lead([call])
        else:
            self._await_turn(call)
            if call.leads:
                self._lead([call], after=call.arrived + self._wait)
        return call.result()

    def _check(self, pictures: Pictures) -> None:
        size = self.manifest.preprocessing.size
        shape = (size, size, 3)
        for position, picture in enumerate(pictures):
            if picture.dtype != np.uint8 or picture.shape != shape:
                raise ValueError(
                    f"picture {position} is {picture.dtype} {picture.shape}; "
                    f"this release takes uint8 {shape}"
                )

    def _await_turn(self, call: _Call) -> None:
        """Return when the call has been run, or has to lead the next batch."""
        if call.woken.wait(self._timeout):
            return
        with self._lock:
            if call.woken.is_set():
                return
            if call in self._waiting:
                self._waiting.remove(call)
        raise Overloaded(
            f"The model did not get to the picture within {self._timeout:g} seconds.",
            retry_after_seconds=math.ceil(self._timeout),
        )

    def _lead(self, batch: list[_Call], after: float | None = None) -> None:
        """Run the batch, with whoever has joined it by the time of `after`, and name the next to
        lead."""
        try:
            if after is not None:
                self._gather(batch, after)
            self._run(batch)
        finally:
            with self._lock:
                if self._waiting:
                    following = self._waiting.popleft()
                    following.leads = True
                    following.woken.set()
                else:
                    self._running -= 1
            for call in batch[1:]:
                call.woken.set()

    def _gather(self, batch: list[_Call], until: float) -> None:
        room = self._most - len(batch[0].pictures)
        with self._lock:
            self._came.wait_for(
                lambda: sum(len(call.pictures) for call in self._waiting) >= room,
                timeout=max(0.0, until - time.monotonic()),
            )
            while self._waiting and len(self._waiting[0].pictures) <= room:
                call = self._waiting.popleft()
                room -= len(call.pictures)
                batch.append(call)

    def _run(self, batch: Sequence[_Call]) -> None:
        try:
            outputs = self._encoder.encode([picture for call in batch for picture in call.pictures])
        except Exception as error:
            for call in batch:
                call.error = error
            return
        if len(batch) == 1:
            batch[0].outputs = outputs
            return
        start = 0
        for call in batch:
            rows = slice(start, start + len(call.pictures))
            # Copies: a row that somebody keeps should not keep all the others.
            call.outputs = {name: each[rows].copy() for name, each in outputs.items()}
            start = rows.stop
