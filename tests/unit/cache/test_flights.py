from __future__ import annotations

import pytest

from backend.cache.flights import Flight, Flights


def test_the_first_leads_and_the_others_get_what_it_found() -> None:
    flights: Flights[str] = Flights()
    with flights.boarded(b"a") as (led, first):
        assert first
        with flights.boarded(b"a") as (joined, also_first):
            assert not also_first
            assert joined is led
        assert joined.wait(0) is None
        led.result = "found"
    assert joined.wait(0) == "found"


def test_other_keys_and_later_comers_make_flights_of_their_own() -> None:
    flights: Flights[str] = Flights()
    with flights.boarded(b"a") as (one, _), flights.boarded(b"b") as (other, first):
        assert first
        assert other is not one
    with flights.boarded(b"a") as (again, first):
        assert first
        assert again is not one


def test_a_failure_is_its_own_and_the_next_leads() -> None:
    flights: Flights[str] = Flights()

    def lead_and_fail() -> None:
        with flights.boarded(b"a"), flights.boarded(b"a") as (joined, _):
            waiting.append(joined)
            raise OSError("broken")

    waiting: list[Flight[str]] = []
    with pytest.raises(OSError, match="broken"):
        lead_and_fail()
    assert waiting[0].wait(0) is None
    with flights.boarded(b"a") as (_, first):
        assert first
