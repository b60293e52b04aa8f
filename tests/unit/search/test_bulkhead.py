from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from backend.errors import Overloaded
from backend.search.bulkhead import Bulkhead
from tests.fixtures.polling import until

HOURS = 36_000.0
pytestmark = pytest.mark.timeout(120)


class Crowd:
    """Callers who stay inside until they are let go."""

    def __init__(self, bulkhead: Bulkhead, pool: ThreadPoolExecutor) -> None:
        self.inside = 0
        self.most_inside = 0
        self._bulkhead = bulkhead
        self._pool = pool
        self._lock = threading.Lock()
        self._leave = threading.Semaphore(0)

    def come(self, seconds: float = HOURS) -> Future[None]:
        return self._pool.submit(self._visit, seconds)

    def let_go(self, callers: int) -> None:
        self._leave.release(callers)

    def _visit(self, seconds: float) -> None:
        with self._bulkhead.entered(seconds):
            with self._lock:
                self.inside += 1
                self.most_inside = max(self.most_inside, self.inside)
            assert self._leave.acquire(timeout=60)
            with self._lock:
                self.inside -= 1


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(32) as pool:
        yield pool


def bulkhead(at_once: int, waiting: int = 0) -> Bulkhead:
    return Bulkhead("searches", at_once=at_once, waiting=waiting, retry_after_seconds=3)


def is_full(bulkhead: Bulkhead) -> bool:
    try:
        with bulkhead.entered(0):
            return False
    except Overloaded:
        return True


def test_as_many_as_may_are_inside_a_few_wait_and_the_rest_is_refused_at_once(
    pool: ThreadPoolExecutor,
) -> None:
    door = bulkhead(at_once=3, waiting=2)
    crowd = Crowd(door, pool)

    visits = [crowd.come() for _ in range(20)]

    # Who waits would wait for hours: those who are done were not kept waiting.
    until(lambda: sum(visit.done() for visit in visits) == 15, seconds=30)
    until(lambda: crowd.inside == 3, seconds=30)
    for refused in (visit for visit in visits if visit.done()):
        with pytest.raises(Overloaded, match="Too many searches are under way") as error:
            refused.result()
        assert (error.value.status, error.value.retry_after_seconds) == (503, 3)

    crowd.let_go(20)
    admitted = [visit for visit in visits if visit.exception(timeout=60) is None]
    assert len(admitted) == 5
    assert crowd.most_inside == 3


def test_who_gets_no_turn_in_time_is_refused_and_its_place_in_the_queue_is_free(
    pool: ThreadPoolExecutor,
) -> None:
    door = bulkhead(at_once=1, waiting=1)
    crowd = Crowd(door, pool)
    first = crowd.come()
    until(lambda: crowd.inside == 1, seconds=30)

    with pytest.raises(Overloaded):
        crowd.come(seconds=0.05).result(timeout=60)

    second = crowd.come()
    crowd.let_go(2)
    assert (first.result(timeout=60), second.result(timeout=60)) == (None, None)


def test_a_negative_time_is_none_left(pool: ThreadPoolExecutor) -> None:
    door = bulkhead(at_once=1, waiting=1)
    crowd = Crowd(door, pool)
    visit = crowd.come()
    until(lambda: crowd.inside == 1, seconds=30)
    with pytest.raises(Overloaded), door.entered(-1.0):
        pass
    crowd.let_go(1)
    visit.result(timeout=60)
    with door.entered(-1.0):
        assert is_full(door)


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
def test_a_place_is_given_back_whatever_happens_inside(fault: type[BaseException]) -> None:
    door = bulkhead(at_once=1)

    def fail_inside() -> None:
        with door.entered():
            assert is_full(door)
            raise fault

    for _ in range(3):
        with pytest.raises(fault):
            fail_inside()
    assert not is_full(door)


def looks_on(bulkhead: Bulkhead) -> bool:
    with bulkhead.looking_on() as has_place:
        return has_place


def test_who_looks_on_takes_the_place_of_one_who_would_go_in() -> None:
    door = bulkhead(2, waiting=2)
    with door.looking_on() as first, door.looking_on() as second:
        assert first
        assert second
        with door.entered(), door.entered():
            assert is_full(door)
    assert not is_full(door)


def test_half_of_the_places_are_never_taken_by_who_looks_on() -> None:
    door = bulkhead(2, waiting=3)
    with door.looking_on(), door.looking_on():
        assert not looks_on(door)
        with door.entered(), door.entered():
            pass
    assert looks_on(door)


def test_nobody_looks_on_where_all_places_are_taken_or_there_is_one() -> None:
    door = bulkhead(2)
    with door.entered(), door.entered():
        assert not looks_on(door)
    assert looks_on(door)
    assert not looks_on(bulkhead(1))
