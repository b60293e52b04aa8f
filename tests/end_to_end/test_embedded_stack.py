"""`credenza demo` from start to stop, with real processes and a slice of the shipped catalogue."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from backend.dataset.records import ListingRow
from tests.end_to_end.conftest import Start
from tests.end_to_end.stack import PATIENCE_SECONDS, SERVICES, group_is_alive, small_demo, until

LOADED = 24
MORE = 24

pytestmark = pytest.mark.timeout(900)


def twin(listing: ListingRow, name: str) -> ListingRow:
    """Another listing with the same picture, in a variant group of its own."""
    return msgspec.structs.replace(listing, id=name, group=name, title=f"Twin {name}")


def test_listings_become_findable_whatever_is_killed_and_ctrl_c_loses_none(
    start: Start, tmp_path: Path
) -> None:
    shipped = small_demo(tmp_path / "demo", LOADED)
    stack = start()
    assert stack.all_searchable(LOADED)

    first = twin(shipped[0], "twin-first")
    stack.send([first])
    until(lambda: first.id in stack.similar(shipped[0].id), "the new listing beside its neighbour")

    more = [twin(shipped[n % LOADED], f"twin-{n}") for n in range(MORE)]
    with ThreadPoolExecutor(1) as background:
        sending = background.submit(stack.send, more)
        for name in ("worker", "api", "valkey", "milvus"):
            stack.kill(name)
        stack.send([twin(shipped[1], "twin-last")])  # when all that dying is over
        sending.result()
    total = LOADED + 1 + MORE + 1
    until(lambda: stack.all_searchable(total), "every listing to be searchable")
    for listing in more:
        assert stack.similar(listing.id), listing.id
    assert "twin-last" in stack.similar(shipped[1].id)

    pids = stack.pids()
    assert sorted(pids) == sorted(SERVICES)
    assert stack.stop(signal.SIGINT) == 0, stack.output()
    until(lambda: not any(map(group_is_alive, pids.values())), "every process to be gone")
    assert stack.pids() == {}

    again = start()
    assert again.all_searchable(total)
    assert "twin-last" in again.similar(shipped[1].id)
    assert "Listings sent" not in again.output()


def test_a_second_start_is_refused_and_sigterm_while_loading_stops_the_first(
    start: Start, tmp_path: Path
) -> None:
    small_demo(tmp_path / "demo", LOADED)
    first = start(until_ready=False)
    until(lambda: "Listings sent" in first.output(), "loading to begin")
    pids = first.pids()
    assert sorted(pids) == sorted(SERVICES)

    second = start(until_ready=False)
    assert second.process.wait(PATIENCE_SECONDS) == 1
    assert f"already runs on {tmp_path / 'data'} (process {first.process.pid})" in second.output()

    assert first.stop(signal.SIGTERM) == 0, first.output()
    until(lambda: not any(map(group_is_alive, pids.values())), "every process to be gone")
    assert "Traceback" not in first.output()
