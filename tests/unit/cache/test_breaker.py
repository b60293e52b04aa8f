from __future__ import annotations

import pytest

from backend.cache.breaker import PAUSE_SECONDS, Breaker


class Clock:
    now = 50.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def broken(clock: Clock) -> Breaker:
    """A breaker that has just seen a failure."""
    breaker = Breaker("reading", clock)
    assert breaker.lets_through()
    breaker.failed(OSError("refused"))
    return breaker


def test_while_all_is_well_all_are_let_through(clock: Clock) -> None:
    breaker = Breaker("reading", clock)
    for _ in range(3):
        assert breaker.lets_through()
        breaker.succeeded()


def test_after_a_failure_nobody_is_let_through_for_a_moment(broken: Breaker, clock: Clock) -> None:
    assert not broken.lets_through()
    clock.now += PAUSE_SECONDS * 0.9
    assert not broken.lets_through()


def test_then_one_tries_for_all(broken: Breaker, clock: Clock) -> None:
    clock.now += PAUSE_SECONDS
    assert [broken.lets_through() for _ in range(3)] == [True, False, False]
    broken.failed(OSError("refused"))
    assert not broken.lets_through()
    clock.now += PAUSE_SECONDS
    assert broken.lets_through()


def test_one_success_lets_all_through_again(broken: Breaker, clock: Clock) -> None:
    clock.now += PAUSE_SECONDS
    assert broken.lets_through()
    broken.succeeded()
    assert [broken.lets_through() for _ in range(3)] == [True] * 3


def test_who_never_said_how_it_went_does_not_keep_it_closed(broken: Breaker, clock: Clock) -> None:
    clock.now += PAUSE_SECONDS
    assert broken.lets_through()
    clock.now += PAUSE_SECONDS
    assert broken.lets_through()
