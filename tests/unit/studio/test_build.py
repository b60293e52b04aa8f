"""The whole build, small but real."""

from __future__ import annotations

import hashlib
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from msgspec import Struct
from PIL import Image
from rich.console import Console

from backend.cli import main
from backend.dataset.check import problems
from backend.dataset.read import Dataset, open_dataset
from backend.errors import ConfigurationError
from backend.studio.build import photos
from backend.studio.build.options import BuildOptions
from backend.studio.build.plan import options_of, planned_designs
from backend.studio.build.run import build_dataset
from backend.studio.build.shards import Shards

SMALL = BuildOptions(
    listings=20, rooms=0, photos=2, seed=4, size=48, photo_size=64, views=1, quality=80
)


def built(options: BuildOptions, out: Path, workers: int = 1) -> Dataset:
    build_dataset(options, out, workers, Console(quiet=True))
    return open_dataset(out)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Enough listings that rooms can be furnished from them."""
    out = tmp_path_factory.mktemp("studio") / "shop"
    options = BuildOptions(
        listings=110, rooms=3, photos=3, seed=2, size=48, room_size=96, photo_size=64, views=1
    )
    return built(options, out)


def contents(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_a_build_is_a_data_set_without_faults(shop: Dataset) -> None:
    assert [str(problem) for problem in problems(shop)] == []
    assert shop.info.counts["rooms"] == 3
    assert shop.info.counts["photos"] == 3
    assert 110 <= shop.info.counts["listings"] <= 111
    assert not (shop.directory / ".studio").exists()


def test_designs_come_in_two_to_four_finishes_of_one_split(shop: Dataset) -> None:
    designs = Counter(row.group for row in shop.listings())
    assert set(designs.values()) <= {2, 3, 4}
    splits: dict[str, set[str | None]] = {}
    for row in shop.listings():
        splits.setdefault(row.design, set()).add(row.split)
    assert all(len(split) == 1 for split in splits.values())


def test_what_is_true_is_complete_and_faults_are_flagged(shop: Dataset) -> None:
    told = {row.id: row for row in shop.listings()}
    for truth in shop.truth():
        assert sum(share.share for share in truth.colors) == pytest.approx(1)
        assert sum(share.share for share in truth.materials) == pytest.approx(1)
        row = told[truth.id]
        if "colors" not in (*truth.missing, *truth.wrong):
            assert row.colors == tuple(share.name for share in truth.colors)
        if "category" not in truth.wrong:
            assert row.category == truth.category


def test_rooms_are_seen_whole(shop: Dataset) -> None:
    for room in shop.rooms():
        assert len(room.pieces) >= 5
        assert all(piece.area for piece in room.pieces)


@pytest.mark.parametrize(("chance", "size"), [(0.0, (48, 64)), (1.0, (64, 48))])
def test_a_phone_that_is_turned_takes_a_wide_photo(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chance: float, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(photos, "turned", lambda _piece: chance)

    dataset = built(SMALL, tmp_path / "out")

    for photo in dataset.photos():
        with Image.open(dataset.image(photo.image)) as image:
            assert image.size == size
        assert photo.box is not None
        assert max(photo.box) <= 1


def test_rooms_that_are_not_drawn_are_told_all_the_same(tmp_path: Path) -> None:
    options = msgspec.structs.replace(SMALL, listings=110, rooms=5, photos=0, room_pictures=2)
    dataset = built(options, tmp_path / "out")
    rooms = list(dataset.rooms())
    drawn = [room for room in rooms if room.image is not None]
    assert (len(rooms), len(drawn)) == (5, 2)
    assert all(piece.box is None for room in rooms if room not in drawn for piece in room.pieces)
    assert all(len(room.pieces) >= 5 for room in rooms)
    assert [str(problem) for problem in problems(dataset)] == []


def test_cold_designs_have_no_history(shop: Dataset) -> None:
    cold = {truth.id for truth in shop.truth() if truth.cold}
    met = {id_ for row in shop.interactions() for id_ in (*row.listings, *row.shown)}
    assert cold
    assert met
    assert not cold & met


def test_a_data_set_says_how_it_can_be_made_again(shop: Dataset) -> None:
    options = options_of(shop.info)
    assert options.seed == 2
    designs = {design.id for design in planned_designs(options)}
    assert designs == {row.design for row in shop.listings()}


def test_the_same_seed_gives_the_same_bytes_whatever_the_workers(tmp_path: Path) -> None:
    built(SMALL, tmp_path / "one", workers=1)
    built(SMALL, tmp_path / "two", workers=2)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    other = msgspec.structs.replace(SMALL, seed=5)
    built(other, tmp_path / "other")
    assert contents(tmp_path / "other") != contents(tmp_path / "one")


def test_a_complete_data_set_is_never_overwritten(shop: Dataset) -> None:
    with pytest.raises(ConfigurationError, match="complete"):
        build_dataset(SMALL, shop.directory, 1, Console(quiet=True))


@contextmanager
def ctrl_c_after(shards: int) -> Iterator[None]:
    """Interrupts this process as soon as so many shards are written."""
    left = iter(range(shards - 1, -1, -1))
    write = Shards.write

    def written(self: Shards, name: str, rows: Sequence[Struct]) -> None:
        write(self, name, rows)
        if next(left, None) == 0:
            signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Shards, "write", written)
            yield
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_stopped_build_goes_on_and_ends_as_if_never_stopped(tmp_path: Path) -> None:
    options = msgspec.structs.replace(SMALL, listings=60)
    out = tmp_path / "stopped"
    command = ["studio", "build", "--workers", "1", "--listings", "60", "--photos", "2"]
    command += ["--seed", "4", "--size", "48", "--photo-size", "64", "--views", "1"]
    command += ["--quality", "80", "--out", str(out)]
    with ctrl_c_after(shards=1):
        stopped = CliRunner().invoke(main, command)
    assert stopped.exit_code == 1
    assert "the same command goes on" in stopped.output
    assert not (out / "dataset.json").exists()
    (first,) = out.glob(".studio/listings-*.jsonl")

    with pytest.raises(ConfigurationError, match="other options"):
        build_dataset(SMALL, out, 1, Console(quiet=True))
    before = {file: file.stat().st_mtime_ns for file in out.glob("images/packshots/*")}
    finished = {
        row["listing"]["id"] for row in map(msgspec.json.decode, first.read_bytes().splitlines())
    }
    built(options, out)
    for file, time_ns in before.items():
        if file.stem.rsplit("-", 1)[0] in finished:
            assert file.stat().st_mtime_ns == time_ns  # what was done is not done again
    built(options, tmp_path / "whole")
    assert contents(out) == contents(tmp_path / "whole")
