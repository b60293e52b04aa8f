"""`credenza studio build`: the stages one after the other, their work spread over processes."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from backend.dataset.layout import INFO_FILE
from backend.dataset.records import Generator, PhotoRow, RoomRow
from backend.dataset.write import DatasetWriter
from backend.errors import ConfigurationError
from backend.studio.build.interactions import make_interactions
from backend.studio.build.listings import Made, make_design
from backend.studio.build.options import STUDIO_VERSION, BuildOptions, textures_digest
from backend.studio.build.photos import make_photo, photographed
from backend.studio.build.plan import GENERATOR, planned_designs
from backend.studio.build.rooms import PlannedRoom, make_room, plan_rooms, stylists
from backend.studio.build.shards import Shards, work_through
from backend.studio.labels.names import design_names
from backend.studio.materials.photographic import PhotoAtlas, load_atlas

LICENCE: Final = "Same licence as Credenza; drawn by its studio, no real products."
SHARD: Final = 8
"""Designs, rooms or photos a shard."""

_WORK: Final = ".studio"

Item = TypeVar("Item")


class _Shard(Struct, frozen=True):
    name: str
    stage: str
    first: int


def build_dataset(options: BuildOptions, out: Path, workers: int, console: Console) -> str:
    """Build, or go on building, the data set `out`; returns a sentence on what there is.

    Raises `ConfigurationError` if `out` holds a complete data set or another unfinished one or
    cannot be written, and KeyboardInterrupt when stopped, after other processes' shards in hand are
    written (this one's is given up).
    """
    if (out / INFO_FILE).exists():
        raise ConfigurationError(f"{out} holds a complete data set; delete it or choose another.")
    try:
        return _build(options, out, workers, console)
    except OSError as error:
        if error.filename is None:
            raise
        raise ConfigurationError(f"{error.filename}: {error.strerror}.") from None


def _build(options: BuildOptions, out: Path, workers: int, console: Console) -> str:
    began = time.monotonic()
    _planned.cache_clear()  # another build may have been in this folder
    work = out / _WORK
    shards = Shards(work)
    shards.claim(options)
    went_on = shards.done("listings-0000000")
    designs = planned_designs(options)
    with _progress(console) as progress:
        run = partial(_run, options, out, shards, workers, progress)
        for name in ("packshots", "rooms", "photos"):
            (out / "images" / name).mkdir(parents=True, exist_ok=True)
        run("listings", len(designs))
        made = list(_all(shards, "listings", len(designs), Made))
        if not shards.done("planned-rooms"):
            if options.rooms:
                console.print("Choosing what stands in each room")
            shards.write("planned-rooms", plan_rooms(made, options.rooms, options.seed))
        rooms = _planned(out)
        run("rooms", len(rooms))
        run("photos", options.photos)
    _write(options, out, shards, made, len(rooms))
    shutil.rmtree(work)
    drawn = sum(options.draws_room(room.number) for room in rooms)
    pictures = sum(len(each.listing.images) for each in made) + drawn + options.photos
    seconds = time.monotonic() - began
    # What an earlier run drew took none of this one's time.
    speed = "" if went_on else f", {pictures / seconds:.1f} a second"
    return (
        f"{out}: {len(made)} listings of {len(designs)} designs, {len(rooms)} rooms and "
        f"{options.photos} phone photos; {pictures} pictures{speed}."
    )


def _run(
    options: BuildOptions,
    out: Path,
    shards: Shards,
    workers: int,
    progress: Progress,
    stage: str,
    count: int,
) -> None:
    """Do what is left of a stage."""
    tasks = [_Shard(f"{stage}-{first:07d}", stage, first) for first in range(0, count, SHARD)]
    left = [task for task in tasks if not shards.done(task.name)]
    done = count - sum(min(SHARD, count - task.first) for task in left)
    bar = progress.add_task(stage, total=count, completed=done)
    work = partial(do_shard, options, out)
    for finished in work_through(left, work, workers):
        progress.advance(bar, finished)


def do_shard(options: BuildOptions, out: Path, shard: _Shard) -> int:
    """Make one shard's pictures and rows; returns how many items that were."""
    shards = Shards(out / _WORK)
    atlas = _atlas(options.textures)
    if shard.stage == "listings":
        names = _names(options)
        chosen = planned_designs(options)[shard.first : shard.first + SHARD]
        made = [row for d in chosen for row in make_design(d, names[d.id], options, out, atlas)]
        shards.write(shard.name, made)
        return len(chosen)
    designs = {design.id: design for design in planned_designs(options)}
    if shard.stage == "rooms":
        planned = _planned(out)[shard.first : shard.first + SHARD]
        shards.write(shard.name, [make_room(r, designs, options, out, atlas) for r in planned])
        return len(planned)
    last = min(shard.first + SHARD, options.photos)
    chosen_photos = _photographed(options)
    rows = [
        make_photo(
            number,
            designs[chosen_photos[number][0]],
            chosen_photos[number][1],
            designs,
            options,
            out,
            atlas,
        )
        for number in range(shard.first, last)
    ]
    shards.write(shard.name, rows)
    return len(rows)


# A process works on one build: what all of its shards need is made once.


@cache
def _names(options: BuildOptions) -> dict[str, str]:
    return design_names((design.id for design in planned_designs(options)), options.seed)


@cache
def _planned(out: Path) -> tuple[PlannedRoom, ...]:
    return tuple(Shards(out / _WORK).read("planned-rooms", PlannedRoom))


@cache
def _photographed(options: BuildOptions) -> list[tuple[str, int]]:
    return photographed(planned_designs(options), options.photos, options.seed)


@cache
def _atlas(textures: str | None) -> PhotoAtlas:
    return load_atlas(Path(textures)) if textures else PhotoAtlas.none()


def _all(shards: Shards, stage: str, count: int, kind: type[Item]) -> Iterator[Item]:
    for first in range(0, count, SHARD):
        yield from shards.read(f"{stage}-{first:07d}", kind)


def _write(
    options: BuildOptions, out: Path, shards: Shards, made: Sequence[Made], rooms: int
) -> None:
    chosen = msgspec.structs.asdict(options)
    del chosen["seed"]
    # A folder's name says nothing to others; what it held does.
    chosen["textures"] = textures_digest(options)
    made_by = Generator(name=GENERATOR, version=STUDIO_VERSION, seed=options.seed, options=chosen)
    with DatasetWriter(out, name="studio", licence=LICENCE, generator=made_by) as writer:
        for each in made:
            writer.listing(each.listing)
            writer.truth(each.truth)
        for room in _all(shards, "rooms", rooms, RoomRow):
            writer.room(room)
        for photo in _all(shards, "photos", options.photos, PhotoRow):
            writer.photo(photo)
        if options.interactions:
            for row in make_interactions(made, stylists(made), options.seed):
                writer.interaction(row)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )
