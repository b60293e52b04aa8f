"""How many pictures a second the studio draws, and whether its memory stays flat.

    python -m tests.benchmarks.studio_speed --pictures 5000 --workers 2 --write docs/studio.md

Packshots of 256 pixels (two views a listing, with labels and everything else that a build does),
phone photos of 288 x 384 and rooms of 512 x 384; the first of each kind, which compiles, is not
counted. Memory is a worker's resident set after each tenth of its packshots.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from backend.studio.build.listings import make_design
from backend.studio.build.options import BuildOptions
from backend.studio.build.photos import make_photo, photographed
from backend.studio.build.plan import planned_designs
from backend.studio.build.rooms import make_room, plan_rooms
from backend.studio.materials.photographic import PhotoAtlas
from tests.benchmarks.stylist_ceiling import rewritten

Times = tuple[int, float, list[float]]
"""Pictures, seconds, and megabytes of memory on the way."""

ATLAS = PhotoAtlas.none()


def packshots(options: BuildOptions, pictures: int, worker: int, workers: int) -> Times:
    designs = planned_designs(options)[worker::workers]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        (out / "images" / "packshots").mkdir(parents=True)
        make_design(designs[0], "Warm", options, out, ATLAS)
        began, done, memory = time.perf_counter(), 0, [megabytes()]
        for design in designs[1:]:
            done += options.views * len(make_design(design, "Some", options, out, ATLAS))
            for file in (out / "images" / "packshots").iterdir():
                file.unlink()
            if done >= pictures * len(memory) / 10:
                memory.append(megabytes())
            if done >= pictures:
                break
        return done, time.perf_counter() - began, memory


def photos(options: BuildOptions, pictures: int, worker: int, workers: int) -> Times:
    designs = {design.id: design for design in planned_designs(options)}
    chosen = photographed(tuple(designs.values()), workers * pictures + workers, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        (out / "images" / "photos").mkdir(parents=True)
        numbers = range(worker, len(chosen), workers)
        began = 0.0
        for place, number in enumerate(numbers):
            if place == 1:
                began = time.perf_counter()
            name, finish = chosen[number]
            make_photo(number, designs[name], finish, designs, options, out, ATLAS)
        return len(numbers) - 1, time.perf_counter() - began, []


def rooms(options: BuildOptions, pictures: int, worker: int, workers: int) -> Times:
    designs = {design.id: design for design in planned_designs(options)}
    small = BuildOptions(listings=options.listings, rooms=0, photos=0, seed=options.seed, size=32,
                         views=1)  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        for name in ("packshots", "rooms"):
            (out / "images" / name).mkdir(parents=True)
        made = [row for d in designs.values() for row in make_design(d, d.id, small, out, ATLAS)]
        planned = plan_rooms(made, workers * (pictures + 1), options.seed)[worker::workers]
        began = 0.0
        for place, room in enumerate(planned):
            if place == 1:
                began = time.perf_counter()
            make_room(room, designs, options, out, ATLAS)
        return len(planned) - 1, time.perf_counter() - began, []


def megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", type=Path, help="a document with markers")
    arguments = parser.parse_args()
    workers, many = arguments.workers, arguments.pictures
    wanted = BuildOptions(listings=many, rooms=0, photos=0, seed=1)
    few = BuildOptions(listings=250, rooms=0, photos=0, seed=1)
    lines = [
        f"On {workers} cores (`python -m tests.benchmarks.studio_speed`):",
        "",
        "| pictures | number | a second |",
        "| --- | --- | --- |",
    ]
    memory: list[list[float]] = []
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for title, kind, options, count in (
            ("packshots, 256 px, labelled", packshots, wanted, many),
            ("phone photos, 288 x 384", photos, few, many // 20),
            ("rooms, 512 x 384", rooms, few, many // 50),
        ):
            work = partial(kind, options, count // workers, workers=workers)
            found = list(pool.map(work, range(workers)))
            rate = sum(done / seconds for done, seconds, _ in found)
            lines.append(f"| {title} | {sum(done for done, _, _ in found)} | {rate:.1f} |")
            memory += [kept for _, _, kept in found if kept]
    tenths = "; ".join(", ".join(f"{each:.0f}" for each in kept) for kept in memory)
    lines += ["", f"Memory of each worker after every tenth of its packshots, in MB: {tenths}."]
    text = "\n".join(lines)
    print(text)
    if arguments.write:
        document = arguments.write.read_text()
        arguments.write.write_text(rewritten(document, "measured", text))


if __name__ == "__main__":
    main()
