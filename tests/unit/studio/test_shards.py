from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from backend.errors import ConfigurationError, CredenzaError
from backend.studio.build.options import BuildOptions
from backend.studio.build.shards import Shards, work_through

PATIENCE_SECONDS = 60
OPTIONS = BuildOptions(listings=10, rooms=2, photos=3, seed=1)


class Row(msgspec.Struct, frozen=True):
    id: str
    note: str = ""


ROWS = [Row("a"), Row("b", "two\nlines\u2028and more")]


def test_what_is_written_is_read_again_by_the_next_build(tmp_path: Path) -> None:
    first = Shards(tmp_path / "shards")
    first.claim(OPTIONS)
    assert not first.done("listings-0")
    first.write("listings-0", ROWS)
    second = Shards(tmp_path / "shards")
    second.claim(OPTIONS)
    assert second.done("listings-0")
    assert not second.done("listings-1")
    assert list(second.read("listings-0", Row)) == ROWS


def test_a_shard_may_be_empty(tmp_path: Path) -> None:
    shards = Shards(tmp_path)
    shards.claim(OPTIONS)
    shards.write("rooms-0", [])
    assert shards.done("rooms-0")
    assert list(shards.read("rooms-0", Row)) == []


@pytest.mark.parametrize(
    "other",
    [
        msgspec.structs.replace(OPTIONS, seed=2),
        msgspec.structs.replace(OPTIONS, listings=11),
        msgspec.structs.replace(OPTIONS, quality=80),
    ],
)
def test_another_builds_shards_are_not_mixed_in(tmp_path: Path, other: BuildOptions) -> None:
    Shards(tmp_path / "shards").claim(OPTIONS)
    with pytest.raises(ConfigurationError, match="other options"):
        Shards(tmp_path / "shards").claim(other)


def test_a_damaged_plan_is_refused(tmp_path: Path) -> None:
    Shards(tmp_path).claim(OPTIONS)
    (tmp_path / "plan.json").write_text("{")
    with pytest.raises(ConfigurationError, match="damaged"):
        Shards(tmp_path).claim(OPTIONS)


def test_a_shard_that_fails_half_way_is_not_there(tmp_path: Path) -> None:
    class Unwritable(msgspec.Struct):
        what: object

    shards = Shards(tmp_path)
    shards.claim(OPTIONS)
    with pytest.raises(TypeError):
        shards.write("listings-0", [Unwritable("fine"), Unwritable(lambda: None)])
    assert not shards.done("listings-0")
    assert [file.name for file in tmp_path.iterdir()] == ["plan.json"]


def double(number: int) -> int:
    if number < 0:
        raise ValueError("below zero")
    return 2 * number


@pytest.mark.parametrize("workers", [1, 2])
def test_all_tasks_are_done_once(workers: int) -> None:
    assert sorted(work_through([1, 2, 3, 4], double, workers)) == [2, 4, 6, 8]


def die(number: int) -> int:
    os._exit(number)


def test_a_process_that_dies_is_told_of_in_a_sentence() -> None:
    with pytest.raises(CredenzaError, match="killed"):
        list(work_through([9, 9], die, 2))


def linger(folder: Path) -> int:
    (folder / str(os.getpid())).touch()
    time.sleep(PATIENCE_SECONDS)
    return 0


def test_processes_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.unit.studio.test_shards import linger, work_through\n"
        "if __name__ == '__main__': list(work_through([Path(sys.argv[1])] * 2, linger, 2))"
    )
    root = Path(__file__).parents[3]
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], env=os.environ | {"PYTHONPATH": str(root)}
    )
    try:
        until(lambda: len(list(tmp_path.iterdir())) == 2)
    finally:
        parent.kill()
        parent.wait()
    until(lambda: not any(is_running(int(file.name)) for file in tmp_path.iterdir()))


def is_running(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_failure_ends_the_work() -> None:
    done = work_through([1, -1, 2], double, 1)
    assert next(done) == 2
    with pytest.raises(ValueError, match="below zero"):
        list(done)


@pytest.mark.parametrize(
    "change",
    [{"listings": 0}, {"views": 9}, {"size": 8}, {"quality": 0}, {"picture_format": "png"},
     {"textures": "/no/such/folder"}],
)  # fmt: skip
def test_options_that_cannot_be_built_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError):
        msgspec.structs.replace(OPTIONS, **change)
