from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

import pytest

from backend.errors import IndexRefused, IndexUnavailable
from backend.index import shared_calls
from backend.index.shared_calls import Answer, Question, SharedCalls, _Asked
from tests.fixtures.polling import Told, until

PLENTY: Final = 60.0
HARDLY_ANY: Final = 3.0
"""Lasts until the test says that it is over, where there is such a test."""


class Doubler:
    """Answers twice the number, once its gate is open; `calls` are the companies that came."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.begun = 0
        self.calls: list[tuple[str, tuple[int, ...], float]] = []
        self.failing: Exception | None = None

    def __call__(self, key: str, questions: Sequence[int], seconds: float) -> list[int]:
        self.begun += 1
        assert self.gate.wait(PLENTY)
        self.calls.append((key, tuple(questions), seconds))
        if self.failing is not None:
            raise self.failing
        return [2 * question for question in questions]

    @property
    def companies(self) -> list[tuple[int, ...]]:
        return [questions for _, questions, _ in self.calls]


class Company:
    """Callers that come one after another while the first call is held up."""

    def __init__(self, doubler: Doubler, shared: SharedCalls[str, int, int]) -> None:
        self.doubler = doubler
        self.shared = shared
        self._pool = ThreadPoolExecutor(50)
        self._asked: list[Future[int]] = []

    def asks(self, question: int, key: str = "key", seconds: float = PLENTY) -> Future[int]:
        """Returns once the caller is in a call or waits for one."""
        before = self._there()
        asked = self._pool.submit(self.shared.ask, key, question, seconds)
        until(lambda: self._there() > before, seconds=30)
        return asked

    def _there(self) -> int:
        return self.doubler.begun + self.shared.waiting


@pytest.fixture
def over(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Once it is set, whoever has hardly any time has none left."""
    over = threading.Event()

    class ToldAsked(_Asked[Question, Answer]):
        def __init__(self, question: Question, until: float) -> None:
            super().__init__(question, until, woken=Told(over))

    monkeypatch.setattr(shared_calls, "_Asked", ToldAsked)
    return over


def test_who_comes_alone_is_answered_alone() -> None:
    doubler = Doubler()
    shared = SharedCalls[str, int, int](doubler)
    assert [shared.ask("key", number, PLENTY) for number in (1, 2, 3)] == [2, 4, 6]
    assert doubler.companies == [(1,), (2,), (3,)]


def test_those_who_come_meanwhile_share_the_next_call_and_each_gets_its_own_answer() -> None:
    doubler = Doubler()
    company = Company(doubler, SharedCalls(doubler))
    doubler.gate.clear()
    asked = [company.asks(number) for number in range(6)]
    doubler.gate.set()
    assert [each.result(PLENTY) for each in asked] == [0, 2, 4, 6, 8, 10]
    assert doubler.companies == [(0,), (1, 2, 3, 4, 5)]


def test_a_call_takes_so_many_and_the_rest_the_one_after() -> None:
    doubler = Doubler()
    company = Company(doubler, SharedCalls(doubler, most=3))
    doubler.gate.clear()
    asked = [company.asks(number) for number in range(8)]
    doubler.gate.set()
    assert [each.result(PLENTY) for each in asked] == [2 * number for number in range(8)]
    assert doubler.companies == [(0,), (1, 2, 3), (4, 5, 6), (7,)]


def test_other_keys_are_called_at_once_and_never_mixed() -> None:
    doubler = Doubler()
    company = Company(doubler, SharedCalls(doubler))
    doubler.gate.clear()
    asked = [company.asks(1, "a"), company.asks(2, "b"), company.asks(3, "a"), company.asks(4, "b")]
    assert doubler.begun == 2
    doubler.gate.set()
    assert [each.result(PLENTY) for each in asked] == [2, 4, 6, 8]
    assert sorted((key, questions) for key, questions, _ in doubler.calls) == [
        ("a", (1,)),
        ("a", (3,)),
        ("b", (2,)),
        ("b", (4,)),
    ]


def test_as_many_calls_as_allowed_run_side_by_side() -> None:
    doubler = Doubler()
    company = Company(doubler, SharedCalls(doubler, at_once=2))
    doubler.gate.clear()
    asked = [company.asks(number) for number in range(4)]
    assert (doubler.begun, company.shared.waiting) == (2, 2)
    doubler.gate.set()
    assert [each.result(PLENTY) for each in asked] == [0, 2, 4, 6]


def test_who_cannot_wait_leaves_and_the_others_are_answered(over: threading.Event) -> None:
    doubler = Doubler()
    company = Company(doubler, SharedCalls(doubler))
    doubler.gate.clear()
    first = company.asks(1)
    second = company.asks(2)
    hurried = company.asks(3, seconds=HARDLY_ANY)
    third = company.asks(4)
    over.set()
    with pytest.raises(IndexUnavailable, match="in time"):
        hurried.result(PLENTY)
    doubler.gate.set()
    assert [each.result(PLENTY) for each in (first, second, third)] == [2, 4, 8]
    assert doubler.companies == [(1,), (2, 4)]


def test_a_call_has_as_long_as_the_most_patient_of_its_callers() -> None:
    doubler = Doubler()
    company = Company(doubler, SharedCalls(doubler))
    doubler.gate.clear()
    asked = [company.asks(1), company.asks(2, seconds=20), company.asks(3, seconds=PLENTY)]
    doubler.gate.set()
    assert [each.result(PLENTY) for each in asked] == [2, 4, 6]
    assert doubler.calls[1][2] > 20


def test_who_cannot_wait_leaves_a_call_that_is_under_way(over: threading.Event) -> None:
    doubler = Doubler()
    company = Company(doubler, SharedCalls(doubler))
    first_gate, doubler.gate = doubler.gate, threading.Event()
    first_gate.clear()
    asked = [company.asks(1)]
    hurried = company.asks(2, seconds=HARDLY_ANY)
    asked.append(company.asks(3))
    held, doubler.gate = doubler.gate, threading.Event()
    held.set()  # the first call ends, the second is held up with both in it
    until(lambda: doubler.begun == 2, seconds=30)
    over.set()
    with pytest.raises(IndexUnavailable):
        hurried.result(PLENTY)
    doubler.gate.set()
    assert [each.result(PLENTY) for each in asked] == [2, 6]
    assert doubler.companies == [(1,), (2, 3)]


def test_a_call_that_fails_fails_all_its_callers_with_errors_of_their_own_and_no_other() -> None:
    doubler = Doubler()
    company = Company(doubler, SharedCalls(doubler))
    doubler.gate.clear()
    first = company.asks(1)
    failing = [company.asks(number) for number in (2, 3)]
    doubler.failing = IndexRefused("Not like this.")
    doubler.gate.set()
    errors = [each.exception(PLENTY) for each in (first, *failing)]
    assert [type(error) for error in errors] == [IndexRefused] * 3
    assert [str(error) for error in errors] == ["Not like this."] * 3
    assert all(isinstance(error, IndexRefused) and error.detail == str(error) for error in errors)
    assert len({id(error) for error in errors}) == 3
    doubler.failing = None
    assert company.shared.ask("key", 4, PLENTY) == 8


def test_nothing_is_left_of_what_has_been_answered() -> None:
    doubler = Doubler()
    shared = SharedCalls[str, int, int](doubler, at_once=2, most=4)
    began = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        asked = {
            number: pool.submit(shared.ask, f"key {number % 3}", number, PLENTY)
            for number in range(500)
        }
    assert {number: each.result() for number, each in asked.items()} == {
        number: 2 * number for number in range(500)
    }
    assert time.monotonic() - began < PLENTY  # nobody was forgotten until its time was up
    assert shared.waiting == 0
    assert shared._lanes == {}
