from __future__ import annotations

import queue as queues
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from functools import partial

import pytest

from backend.search.helpers import Helpers, Together, helpers_of, in_turn
from tests.fixtures.services import settings_with

PATIENCE = 30

_asking: ContextVar[str] = ContextVar("asking", default="nobody")


@pytest.fixture
def helpers() -> Iterator[Helpers]:
    helpers = Helpers(2)
    yield helpers
    helpers.close()


@pytest.fixture(params=["in turn", "helped"])
def together(request: pytest.FixtureRequest, helpers: Helpers) -> Together:
    return in_turn if request.param == "in turn" else helpers.together


def test_what_calls_give_comes_in_their_order(together: Together) -> None:
    assert together([partial(pow, n, 2) for n in range(20)]) == [n * n for n in range(20)]
    assert together([]) == []


def test_the_first_failure_is_raised(together: Together) -> None:
    def fail(error: Exception) -> None:
        raise error

    with pytest.raises(KeyError):
        together([lambda: None, lambda: fail(KeyError("b")), lambda: fail(ValueError("c"))])


def test_calls_are_under_way_at_the_same_time(helpers: Helpers) -> None:
    # Nobody passes it alone.
    met = threading.Barrier(3)
    assert sorted(helpers.together([lambda: met.wait(PATIENCE)] * 3)) == [0, 1, 2]


def test_a_failure_waits_for_what_has_begun(helpers: Helpers) -> None:
    failed, ended = threading.Event(), threading.Event()

    def fail() -> None:
        failed.set()
        raise KeyError("first")

    def end() -> None:
        assert failed.wait(PATIENCE)
        ended.set()

    with pytest.raises(KeyError):
        helpers.together([fail, end])
    assert ended.is_set()


def test_nobody_waits_for_helpers_that_are_busy(helpers: Helpers) -> None:
    # Who asks for both waits for them too, or it would do itself what a helper is slow to begin.
    done, both_busy = threading.Event(), threading.Barrier(4)

    def busy() -> None:
        both_busy.wait(PATIENCE)
        assert done.wait(PATIENCE)

    calls = [lambda: both_busy.wait(PATIENCE), busy, busy]
    other = threading.Thread(target=helpers.together, args=(calls,))
    other.start()
    both_busy.wait(PATIENCE)
    try:
        own = threading.get_ident()
        assert helpers.together([threading.get_ident] * 4) == [own] * 4
    finally:
        done.set()
        other.join(PATIENCE)


def test_helpers_know_whose_work_they_do(helpers: Helpers) -> None:
    met = threading.Barrier(3)

    def asking() -> str:
        met.wait(PATIENCE)
        return _asking.get()

    _asking.set("a shopper")
    assert helpers.together([asking] * 3) == ["a shopper"] * 3


@pytest.mark.parametrize(
    ("at_once", "queue", "most"), [(12, 6, 4), (4, 1, 1), (2, 2, 1), (1, 1, 0), (1, 0, 0)]
)
def test_a_query_with_all_helpers_leaves_half_of_the_door(
    at_once: int, queue: int, most: int
) -> None:
    helpers = helpers_of(settings_with(search_at_once=at_once, search_queue=queue))
    held, calls = threading.Event(), 10
    began: queues.Queue[int] = queues.Queue()

    def hold() -> None:
        began.put(threading.get_ident())
        assert held.wait(PATIENCE)

    asking = threading.Thread(target=helpers.together, args=([hold] * calls,))
    asking.start()
    try:
        busy = {began.get(timeout=PATIENCE) for _ in range(1 + most)}
        assert len(busy) == 1 + most
        assert began.empty()
    finally:
        held.set()
        asking.join(PATIENCE)
        helpers.close()
