from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from backend.embedded.child import Patience, Surroundings
from backend.embedded.services import Service
from backend.embedded.supervisor import Supervisor
from backend.errors import CredenzaError
from tests.unit.embedded.stand_ins import (
    SLEEP,
    exists,
    is_running,
    noted_pid,
    stand_in,
    until,
    written_pid,
)

IMPATIENT = Patience(ready=60.0, quick=3600.0, quick_deaths=3, first_pause=0.01)
"""Every death is a quick one, however long a busy machine needs for it."""


def supervise(
    around: Surroundings,
    story: Callable[[Supervisor], Awaitable[None]],
    patience: Patience = IMPATIENT,
) -> None:
    async def play() -> None:
        supervisor = Supervisor(around, patience)
        try:
            await story(supervisor)
        finally:
            await supervisor.stop(asyncio.Event())

    asyncio.run(play())


def test_the_next_stage_waits_until_the_one_before_is_ready(
    around: Surroundings, tmp_path: Path
) -> None:
    flag = tmp_path / "flag"

    async def story(supervisor: Supervisor) -> None:
        store = stand_in("store", f"open({str(flag)!r}, 'w').close(); {SLEEP}", ready=exists(flag))
        await supervisor.start([store])
        assert flag.exists()
        assert is_running(noted_pid(tmp_path, "store"))

    supervise(around, story)


def test_stages_stop_in_the_opposite_order(around: Surroundings, tmp_path: Path) -> None:
    diary = tmp_path / "diary"

    def writes_when_stopped(name: str) -> Service:
        started = tmp_path / f"{name}-up"
        script = f"""
def stop(*_):
    with open({str(diary)!r}, "a") as diary: diary.write("{name} ")
    sys.exit()
signal.signal(signal.SIGTERM, stop)
open({str(started)!r}, "w").close()
{SLEEP}"""
        return stand_in(name, script, ready=exists(started))

    async def story(supervisor: Supervisor) -> None:
        for name in ("store", "worker", "front"):
            await supervisor.start([writes_when_stopped(name)])

    supervise(around, story)
    assert diary.read_text() == "front worker store "


def test_a_killed_process_is_started_again_and_what_it_had_started_is_gone(
    around: Surroundings, tmp_path: Path, said: list[str]
) -> None:
    pool = tmp_path / "pool"
    script = f"""
child = subprocess.Popen([sys.executable, "-c", "import time; {SLEEP}"])
open({str(pool)!r}, "w").write(str(child.pid))
{SLEEP}"""

    async def story(supervisor: Supervisor) -> None:
        await supervisor.start([stand_in("worker", script)])
        await until(lambda: written_pid(pool))
        first, first_pool = noted_pid(tmp_path, "worker"), written_pid(pool)
        os.kill(first, signal.SIGKILL)
        await until(lambda: noted_pid(tmp_path, "worker") not in {0, first})
        await until(lambda: not is_running(first_pool))
        await until(lambda: written_pid(pool) not in {0, first_pool})
        assert said == ["worker died (SIGKILL); starting it again."]

    supervise(around, story)
    # It was killed with the group, but nobody who could have waited for its end was left.
    asyncio.run(until(lambda: not is_running(written_pid(pool))))


def test_a_process_that_keeps_dying_is_given_up_with_the_end_of_its_log(
    around: Surroundings, said: list[str]
) -> None:
    async def story(supervisor: Supervisor) -> None:
        await supervisor.start([stand_in("worker", "print('the disk is full'); sys.exit(7)")])
        await supervisor.watch()

    with pytest.raises(CredenzaError) as caught:
        supervise(around, story)
    assert "worker keeps dying (exit code 7)" in caught.value.detail
    assert caught.value.detail.endswith("the disk is full")
    assert said == ["worker died (exit code 7); starting it again."] * (IMPATIENT.quick_deaths - 1)


def test_a_process_that_was_never_ready_gets_a_second_try_only(
    around: Surroundings, tmp_path: Path, said: list[str]
) -> None:
    async def story(supervisor: Supervisor) -> None:
        start = asyncio.create_task(
            supervisor.start([stand_in("api", "sys.exit(1)", ready=exists(tmp_path / "never"))])
        )
        try:
            await supervisor.watch()
        finally:
            start.cancel()

    with pytest.raises(CredenzaError, match="api keeps dying"):
        supervise(around, story)
    assert len(said) == 1


def test_a_process_that_does_not_become_ready_is_named(
    around: Surroundings, tmp_path: Path
) -> None:
    async def story(supervisor: Supervisor) -> None:
        slow = stand_in(
            "api", f"print('thinking', flush=True); {SLEEP}", ready=exists(tmp_path / "never")
        )
        await supervisor.start([slow])

    with pytest.raises(CredenzaError, match="api was not ready after 0 s"):
        supervise(around, story, Patience(ready=0.0))
    assert not noted_pid(tmp_path, "api")


def test_a_process_that_will_not_stop_is_killed(around: Surroundings, tmp_path: Path) -> None:
    up = tmp_path / "up"
    script = f"signal.signal(signal.SIGTERM, signal.SIG_IGN); open({str(up)!r}, 'w'); {SLEEP}"
    pids = []

    async def story(supervisor: Supervisor) -> None:
        await supervisor.start([stand_in("deaf", script, ready=exists(up), grace_seconds=0.2)])
        pids.append(noted_pid(tmp_path, "deaf"))

    supervise(around, story)
    assert [is_running(pid) for pid in pids] == [False]


def test_hurry_kills_without_waiting_for_the_grace_to_end(
    around: Surroundings, tmp_path: Path
) -> None:
    up = tmp_path / "up"
    script = f"signal.signal(signal.SIGTERM, signal.SIG_IGN); open({str(up)!r}, 'w'); {SLEEP}"

    async def play() -> None:
        supervisor, hurry = Supervisor(around, IMPATIENT), asyncio.Event()
        await supervisor.start([stand_in("deaf", script, ready=exists(up), grace_seconds=3600.0)])
        pid = noted_pid(tmp_path, "deaf")
        hurry.set()
        await supervisor.stop(hurry)
        assert not is_running(pid)

    asyncio.run(play())


def test_each_process_is_stopped_by_the_signal_it_understands(
    around: Surroundings, tmp_path: Path
) -> None:
    up, closed = tmp_path / "up", tmp_path / "closed"
    script = f"""
signal.signal(signal.SIGTERM, signal.SIG_IGN)
try:
    open({str(up)!r}, "w").close(); {SLEEP}
except KeyboardInterrupt:
    open({str(closed)!r}, "w").close()"""

    async def story(supervisor: Supervisor) -> None:
        await supervisor.start(
            [stand_in("milvus", script, ready=exists(up), stop_signal=signal.SIGINT)]
        )

    supervise(around, story)
    assert closed.exists()


def test_a_process_found_dead_while_stopping_is_not_started_again(
    around: Surroundings, tmp_path: Path, said: list[str]
) -> None:
    async def story(supervisor: Supervisor) -> None:
        await supervisor.start([stand_in("worker", SLEEP)])
        await until(lambda: noted_pid(tmp_path, "worker"))
        os.kill(noted_pid(tmp_path, "worker"), signal.SIGKILL)

    supervise(around, story)
    assert said == []
    assert not noted_pid(tmp_path, "worker")


def test_a_step_that_fails_is_reported_with_its_last_words_of_this_run(
    around: Surroundings, tmp_path: Path
) -> None:
    async def story(supervisor: Supervisor) -> None:
        well = stand_in("migrate", "print('all is well')")
        ill = stand_in("migrate", "sys.exit('Error: The catalogue is newer than this.')")
        await supervisor.run([well, ill, well])

    with pytest.raises(CredenzaError) as caught:
        supervise(around, story)
    assert caught.value.detail == "migrate failed: The catalogue is newer than this."
    assert (tmp_path / "logs" / "migrate.log").read_text().count("all is well") == 1


def test_a_program_that_is_not_there_is_one_sentence(around: Surroundings) -> None:
    async def story(supervisor: Supervisor) -> None:
        await supervisor.start([Service(name="valkey", command=("/nowhere/valkey-server",))])
        await supervisor.watch()

    with pytest.raises(CredenzaError, match="valkey cannot be started"):
        supervise(around, story)


def test_pauses_double_from_the_second_quick_death_on() -> None:
    assert [Patience(first_pause=0.5).pause(deaths) for deaths in range(5)] == [0, 0, 0.5, 1, 2]
