from __future__ import annotations

import io

from rich.console import Console

from backend.embedded.progress import StageTimes, stage


def test_without_a_terminal_each_tenth_is_a_line() -> None:
    output = io.StringIO()
    with stage(Console(file=output, force_terminal=False), "Listings sent") as progress:
        for done in range(1, 1001):
            progress(done, 1000)
    lines = output.getvalue().splitlines()
    assert lines[0] == "Listings sent: 1 of 1000"
    assert lines[1:] == [f"Listings sent: {done} of 1000" for done in range(100, 1001, 100)]


def test_on_a_terminal_it_is_one_bar() -> None:
    output = io.StringIO()
    with stage(Console(file=output, force_terminal=True, width=80), "Listings sent") as progress:
        progress(5, 10)
        progress(10, 10)
    assert "10/10" in output.getvalue()


def test_an_empty_catalogue_is_no_division_by_zero() -> None:
    output = io.StringIO()
    with stage(Console(file=output, force_terminal=False), "Listings sent") as progress:
        progress(0, 0)
    assert output.getvalue() == "Listings sent: 0 of 0\n"


def test_stages_are_listed_in_order_and_a_clock_set_back_is_no_negative_time() -> None:
    times = StageTimes(began=float(2**40))
    times.lap("environment")
    times.lap("services")
    assert str(times) == "environment 0.0 s, services 0.0 s"
