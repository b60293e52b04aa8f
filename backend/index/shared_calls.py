"""Questions that differ in one part only, answered by one call.

Nobody waits for company: who finds room calls at once, and those who come meanwhile share the call
after that. A program with one caller at a time never notices.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from backend.errors import IndexUnavailable

Key = TypeVar("Key", bound=Hashable)
Question = TypeVar("Question")
Answer = TypeVar("Answer")

MOST: Final = 32
"""Questions in one call."""


@dataclass(eq=False)
class _Asked(Generic[Question, Answer]):
    """`leads` are those whose call this caller has to make, itself among them."""

    question: Question
    until: float
    woken: threading.Event = field(default_factory=threading.Event)
    leads: list[_Asked[Question, Answer]] | None = None
    answer: list[Answer] = field(default_factory=list)
    error: Exception | None = None

    def result(self) -> Answer:
        if self.error is not None:
            raise _own(self.error)
        if not self.answer:
            raise IndexUnavailable("The search that this one was in was broken off.")
        return self.answer[0]


@dataclass(eq=False)
class _Lane(Generic[Question, Answer]):
    """What is under way under one key, and who waits for the next call, as they came."""

    running: int = 0
    waiting: deque[_Asked[Question, Answer]] = field(default_factory=deque)


class SharedCalls(Generic[Key, Question, Answer]):
    """Calls `call(key, questions, seconds)`, which gives one answer for each question, in their
    order, or raises what then every caller gets for itself, within `seconds`.

    At most `at_once` calls of one key are under way; up to `most` questions share the next.
    Thread-safe; calls run in the threads of those who ask.
    """

    def __init__(
        self,
        call: Callable[[Key, Sequence[Question], float], Sequence[Answer]],
        *,
        at_once: int = 1,
        most: int = MOST,
    ) -> None:
        self._call = call
        self._at_once = at_once
        self._most = most
        self._lock = threading.Lock()
        self._lanes: dict[Key, _Lane[Question, Answer]] = {}

    @property
    def waiting(self) -> int:
        """Callers whose call has not begun."""
        with self._lock:
            return sum(len(lane.waiting) for lane in self._lanes.values())

    def ask(self, key: Key, question: Question, seconds: float) -> Answer:
        """The answer. Raises `IndexUnavailable` where there is none within `seconds`, whatever the
        others are waiting for."""
        asked = _Asked[Question, Answer](question, time.monotonic() + seconds)
        with self._lock:
            lane = self._lanes.setdefault(key, _Lane())
            if lane.running < self._at_once:
                lane.running += 1
                asked.leads = [asked]
            else:
                lane.waiting.append(asked)
        if asked.leads is None:
            self._await(lane, asked)
        if asked.leads is not None:
            self._lead(key, lane, asked, asked.leads)
        return asked.result()

    def _await(self, lane: _Lane[Question, Answer], asked: _Asked[Question, Answer]) -> None:
        """Return once there is an answer, or a call to make."""
        if asked.woken.wait(max(0.0, asked.until - time.monotonic())):
            return
        with self._lock:
            if asked.woken.is_set():
                return
            if asked in lane.waiting:  # or else it is answered, and nobody listens
                lane.waiting.remove(asked)
        raise IndexUnavailable("Milvus did not answer in time.")

    def _lead(
        self,
        key: Key,
        lane: _Lane[Question, Answer],
        leader: _Asked[Question, Answer],
        together: Sequence[_Asked[Question, Answer]],
    ) -> None:
        try:
            seconds = leader.until - time.monotonic()
            answers = self._call(key, [each.question for each in together], seconds)
            for each, answer in zip(together, answers, strict=True):
                each.answer.append(answer)
        except Exception as error:
            for each in together:
                each.error = error
        finally:
            with self._lock:
                self._begin_next(key, lane)
            for each in together:
                each.woken.set()

    def _begin_next(self, key: Key, lane: _Lane[Question, Answer]) -> None:
        if lane.waiting:
            together = [lane.waiting.popleft() for _ in range(min(self._most, len(lane.waiting)))]
            # Who has the most time makes the call: nobody's is cut short by another's deadline.
            leader = max(together, key=lambda each: each.until)
            leader.leads = together
            leader.woken.set()
            return
        lane.running -= 1
        if lane.running == 0:
            del self._lanes[key]


def _own(error: Exception) -> Exception:
    """A copy: an exception that several threads raise collects the traces of all of them."""
    copied = type(error).__new__(type(error))
    copied.args = error.args
    copied.__dict__.update(error.__dict__)
    copied.__cause__ = error
    return copied
