from __future__ import annotations

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from backend.errors import EncoderUnavailable, IndexUnavailable, NotFound, Overloaded, TooSlow
from backend.search.budget import Budget, Stage, StageLimit, limits_of
from backend.search.bulkhead import Bulkhead
from tests.fixtures.services import settings_with

STAGES: tuple[Stage, ...] = ("decode", "embed", "index", "catalogue", "shared")


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def limits(bulkhead: Bulkhead | None = None) -> Mapping[Stage, StageLimit]:
    return {
        "index": StageLimit(what="The search", seconds=2.0, bulkhead=bulkhead),
        "catalogue": StageLimit(what="Reading the catalogue", seconds=4.5),
    }


def fail_after(clock: Clock, seconds: float, error: Exception) -> None:
    clock.now += seconds
    raise error


def one_at_once() -> Bulkhead:
    return Bulkhead("searches", at_once=1, retry_after_seconds=2)


def test_a_stage_is_told_what_is_left_to_it(clock: Clock) -> None:
    budget = Budget(limits(), clock)
    with budget.stage("index") as seconds:
        assert seconds == 2.0
        clock.now += 0.5
    with budget.stage("index") as seconds:
        assert seconds == 1.5
    with budget.stage("catalogue") as seconds:
        assert seconds == 4.5
        clock.now += 3
    assert budget.spent == {"index": 0.5, "catalogue": 3.0}


def test_time_between_stages_is_nobodys(clock: Clock) -> None:
    budget = Budget(limits(), clock)
    with budget.stage("index"):
        pass
    clock.now += 100
    with budget.stage("index") as seconds:
        assert seconds == 2.0


def test_what_comes_to_its_end_too_late_is_too_slow(clock: Clock) -> None:
    budget = Budget(limits(), clock)
    with pytest.raises(TooSlow) as error, budget.stage("catalogue"):
        clock.now += 4.6
    assert error.value.detail == (
        "Reading the catalogue took longer than 4.5 seconds. Send the same again in a moment."
    )
    assert (error.value.status, error.value.retry_after_seconds) == (503, 5)


def test_many_short_looks_add_up(clock: Clock) -> None:
    budget = Budget(limits(), clock)
    for _ in range(4):
        with budget.stage("index"):
            clock.now += 0.5
    too_slow = pytest.raises(TooSlow, match=r"The search took longer than 2 seconds\.")
    with too_slow, budget.stage("index"):
        pass


def test_an_index_that_gives_up_at_the_deadline_was_too_slow(clock: Clock) -> None:
    budget = Budget(limits(), clock)
    unavailable = IndexUnavailable("Milvus could not search in time.")
    with pytest.raises(TooSlow) as error, budget.stage("index") as seconds:
        fail_after(clock, seconds, unavailable)
    assert error.value.__cause__ is unavailable


@pytest.mark.parametrize("error", [IndexUnavailable("away"), EncoderUnavailable("broken")])
def test_a_part_that_fails_in_time_is_named_as_what_it_is(
    clock: Clock, error: IndexUnavailable | EncoderUnavailable
) -> None:
    budget = Budget(limits(), clock)
    with pytest.raises(type(error)) as raised, budget.stage("index"):
        fail_after(clock, 1.9, error)
    assert raised.value is error
    assert budget.spent["index"] == pytest.approx(1.9)


def test_time_that_several_threads_share_counts_once(clock: Clock) -> None:
    told: list[tuple[Stage, float]] = []
    budget = Budget(limits(), clock, spent=lambda stage, seconds: told.append((stage, seconds)))
    first, second = budget.stage("index"), budget.stage("index")
    assert first.__enter__() == 2.0
    clock.now += 0.25
    assert second.__enter__() == 1.75
    clock.now += 0.25
    first.__exit__(None, None, None)
    assert told == []
    clock.now += 0.5
    second.__exit__(None, None, None)
    assert told == [("index", 1.0)]
    with budget.stage("index") as seconds:
        assert seconds == 1.0
    assert budget.spent["index"] == 1.0


def test_what_ends_too_late_beside_another_is_too_slow(clock: Clock) -> None:
    budget = Budget(limits(), clock)
    first, second = budget.stage("index"), budget.stage("index")
    first.__enter__()
    clock.now += 1.5
    assert second.__enter__() == 0.5
    clock.now += 0.75
    for each in (second, first):
        with pytest.raises(TooSlow):
            each.__exit__(None, None, None)


def test_what_was_wrong_with_the_query_stays_so_however_late(clock: Clock) -> None:
    budget = Budget(limits(), clock)
    with pytest.raises(NotFound), budget.stage("catalogue"):
        fail_after(clock, 60, NotFound("There is no listing sofa-1."))


def test_waiting_for_a_turn_is_spent_too() -> None:
    door = Bulkhead("searches", at_once=1, waiting=1, retry_after_seconds=2)
    budget = Budget({"index": StageLimit(what="The search", seconds=0.05, bulkhead=door)})
    with door.entered():
        refused = pytest.raises(Overloaded, match="Too many searches")
        with refused, budget.stage("index"):
            pass
    assert budget.spent["index"] >= 0.049
    with pytest.raises(TooSlow), budget.stage("index"):
        pass


def test_a_full_stage_refuses_a_query_but_not_the_other_stages(clock: Clock) -> None:
    door = one_at_once()
    first, second = Budget(limits(door), clock), Budget(limits(door), clock)
    with first.stage("index"):
        with pytest.raises(Overloaded), second.stage("index"):
            pass
        with second.stage("catalogue"):
            pass
    with second.stage("index"):
        pass


def test_a_query_that_fails_gives_its_place_back(clock: Clock) -> None:
    door = one_at_once()
    for _ in range(3):
        with pytest.raises(NotFound), Budget(limits(door), clock).stage("index"):
            raise NotFound("gone")
    with Budget(limits(door), clock).stage("index"):
        pass


def test_every_stage_has_the_seconds_of_its_setting(clock: Clock) -> None:
    made = limits_of(
        settings_with(
            decode_timeout_seconds=1,
            embed_timeout_seconds=2,
            search_timeout_seconds=3,
            catalogue_timeout_seconds=4,
        )
    )
    budget = Budget(made.stages, clock)
    left = []
    for stage in STAGES:
        with budget.stage(stage) as seconds:
            left.append(seconds)
    assert left == [1, 2, 3, 4, 3]
    assert set(made.stages) == set(STAGES)


def test_queries_have_budgets_of_their_own_and_doors_in_common() -> None:
    made = limits_of(settings_with(search_at_once=1, search_queue=0, search_timeout_seconds=90))
    first, second = made.begin(), made.begin()
    with first.stage("index"), pytest.raises(Overloaded) as error, second.stage("index"):
        pass
    assert error.value.retry_after_seconds == 90
    assert second.spent is not first.spent


def test_the_doors_to_photos_turn_away_at_once() -> None:
    made = limits_of(
        settings_with(photos_at_once=1, photo_fetches_at_once=1, decode_timeout_seconds=90)
    )
    with made.photos.entered(), made.fetches.entered(), made.begin().stage("decode"):
        for door in (made.photos, made.fetches):
            with pytest.raises(Overloaded, match="Too many photos"), door.entered():
                pass


@pytest.mark.parametrize(("threads", "accepted"), [(10, False), (11, True)])
def test_searches_and_photos_never_take_all_threads(threads: int, accepted: bool) -> None:
    doors = {
        "search_at_once": 4,
        "search_queue": 3,
        "photos_at_once": 2,
        "photo_fetches_at_once": 1,
    }
    if accepted:
        assert settings_with(request_threads=threads, **doors).request_threads == threads
    else:
        with pytest.raises(ValidationError, match="must be above 10, the sum of SEARCH_AT_ONCE"):
            settings_with(request_threads=threads, **doors)
