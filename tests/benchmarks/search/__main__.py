"""What searches find and how long they take, written to docs/search.json and docs/search.md.

    make bench-search BENCH_ARGS="--part latency --backends server"

Only one Milvus server can run on a machine. What was filled in `--work` is found there again.
"""

from __future__ import annotations

import argparse
import shutil
import time
import uuid
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, get_args

from backend.catalogue.database import Database
from backend.catalogue.tables import ReleaseRow
from backend.index.milvus import MilvusIndex
from tests.benchmarks.search.asking import KINDS, VECTOR_OF
from tests.benchmarks.search.asking import Kind as QueryKind
from tests.benchmarks.search.filling import fill_catalogue, fill_index, is_filled
from tests.benchmarks.search.growing import Corpus, grown
from tests.benchmarks.search.latency import Effort, Stack, measure_latency
from tests.benchmarks.search.page import render
from tests.benchmarks.search.processes import Kind, backend_of, milvus
from tests.benchmarks.search.recall import measure_recall
from tests.benchmarks.search.report import LatencyRow, Report, updated
from tests.benchmarks.search.seeds import Seeds, seeds
from tests.fixtures.postgresql import new_database, postgresql_server
from tests.fixtures.valkey import ValkeyServer

VISUAL, STYLE = "visual", "style"
CACHED: Final[tuple[QueryKind, ...]] = ("similar", "compatible", "photo", "rooms")
# Nobody is to be turned away: the queue holds all clients, and there is a thread for each.
OPEN_DOORS: Final = {"search_queue": "24", "photos_at_once": "32", "request_threads": "96"}


def main() -> None:
    arguments = _arguments()
    report = Report.read(arguments.report)
    if not arguments.render:
        _measure(arguments, report)
    render(report, arguments.page)
    print(f"Wrote {arguments.page}.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("recall", "latency", "all"), default="all")
    parser.add_argument("--backends", nargs="+", choices=get_args(Kind), default=get_args(Kind))
    parser.add_argument("--sizes", nargs="+", type=int, default=(1_000, 10_000, 100_000))
    parser.add_argument("--latency-sizes", nargs="+", type=int, default=(10_000,))
    parser.add_argument("--queries", type=int, default=60, help="of each share and kind")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--clients", nargs="+", type=int, default=(1, 8, 32))
    parser.add_argument("--turns", type=int, default=6)
    parser.add_argument("--turn-seconds", type=float, default=0.5)
    parser.add_argument("--cache-url", help="the cache to use; a Valkey of its own without")
    parser.add_argument("--without", nargs="+", choices=("cache", "postgresql"), default=())
    parser.add_argument("--render", action="store_true", help="only write the page anew")
    parser.add_argument("--demo", type=Path, default=Path("demo"))
    parser.add_argument("--work", type=Path, default=Path(".credenza/bench-search"))
    parser.add_argument("--report", type=Path, default=Path("docs/search.json"))
    parser.add_argument("--page", type=Path, default=Path("docs/search.md"))
    arguments = parser.parse_args()
    arguments.work = arguments.work.resolve()
    arguments.demo = arguments.demo.resolve()
    return arguments


def _measure(arguments: argparse.Namespace, report: Report) -> None:
    say = _Progress()
    say("Looking at the demo's pictures (once)")
    found = seeds(arguments.demo, arguments.work)
    for kind in arguments.backends:
        say(f"Starting Milvus ({kind})")
        with milvus(kind, arguments.work / f"milvus-{kind}") as uri:
            if arguments.part in ("recall", "all"):
                _measure_recall(arguments, report, found, kind, uri, say)
            if arguments.part in ("latency", "all"):
                _measure_latency(arguments, report, found, kind, uri, say)


def _measure_recall(
    arguments: argparse.Namespace,
    report: Report,
    found: Seeds,
    kind: Kind,
    uri: str,
    say: _Progress,
) -> None:
    queries = found.photos[VISUAL][: arguments.queries]
    for size in arguments.sizes:
        corpus = grown(found, size)
        collection = _collection(kind, uri, corpus, (VISUAL,), say)
        for row in measure_recall(kind, uri, collection, corpus, queries, say):
            report.recall = updated(report.recall, row)
        report.write(arguments.report)


def _measure_latency(
    arguments: argparse.Namespace,
    report: Report,
    found: Seeds,
    kind: Kind,
    uri: str,
    say: _Progress,
) -> None:
    effort = Effort(
        clients=tuple(arguments.clients),
        turns=arguments.turns,
        turn_seconds=arguments.turn_seconds,
    )
    for size in arguments.latency_sizes:
        corpus = grown(found, size)
        for stack, kinds in _stacks(arguments, found, corpus, kind, uri, say):
            for row in measure_latency(stack, kinds, effort, say):
                if isinstance(row, LatencyRow):
                    report.latency = updated(report.latency, row)
                else:
                    report.stages = updated(report.stages, row)
            report.write(arguments.report)


def _stacks(
    arguments: argparse.Namespace,
    found: Seeds,
    corpus: Corpus,
    kind: Kind,
    uri: str,
    say: _Progress,
) -> Iterator[tuple[Stack, list[QueryKind]]]:
    """Each API to be measured, with what it is asked: the plain one, with a cache, on PostgreSQL.

    Milvus 2.3.5 takes one vector field a collection: each has an API of its own there.
    """
    photos = [Path(file).read_bytes() for file in found.photo_files]
    groups = [(VISUAL,), (STYLE,)] if kind == "server" else [(VISUAL, STYLE)]
    for fields in groups:
        kinds = [each for each in arguments.kinds if VECTOR_OF[each] in fields]
        if not kinds:
            continue
        collection = _collection(kind, uri, corpus, fields, say)

        def stack(url: str, database: str, cache: str = "", collection: str = collection) -> Stack:
            settings = {
                **OPEN_DOORS,
                "database_url": url,
                "milvus_uri": uri,
                "milvus_backend": backend_of(kind),
                "release_dir": str(arguments.demo / "release"),
                "image_store": str(arguments.work / "images"),
                "broker_url": "redis://127.0.0.1:1/0",  # nothing is sent to it
            }
            if cache:
                settings["cache_url"] = cache
            return Stack(
                backend=kind,
                database=database,
                settings=settings,
                milvus_uri=uri,
                corpus=corpus,
                photos=photos,
                folder=arguments.work,
            )

        say(f"Filling a catalogue of {len(corpus):,} on SQLite")
        with _sqlite(arguments.work) as url:
            _fill(url, corpus, found, fields, collection)
            yield stack(url, "SQLite"), kinds
            cached = [each for each in kinds if each in CACHED]
            if cached and "cache" not in arguments.without:
                with _cache(arguments) as cache:
                    yield stack(url, "SQLite", cache), cached
        if kind == "server" and "similar" in kinds and "postgresql" not in arguments.without:
            say(f"Filling a catalogue of {len(corpus):,} on PostgreSQL")
            with _postgresql() as url:
                _fill(url, corpus, found, fields, collection)
                yield stack(url, "PostgreSQL"), ["similar"]


def _collection(
    kind: Kind, uri: str, corpus: Corpus, fields: tuple[str, ...], say: _Progress
) -> str:
    """A collection of these vectors, filled now or by an earlier run."""
    tags = "".join(tag for listing in corpus.listings for tag in listing.tags)
    print_of = zlib.crc32(corpus.vectors[fields[0]].tobytes(), zlib.crc32(tags.encode()))
    name = f"bench_{'_'.join(fields)}_{len(corpus)}_{print_of:08x}"
    index = MilvusIndex(uri, backend=backend_of(kind), timeout_seconds=120)
    try:
        if not is_filled(index, name, len(corpus)):
            began = time.monotonic()
            fill_index(index, uri, backend_of(kind), name, corpus, fields)
            took = time.monotonic() - began
            say(f"Filled {kind} with {len(corpus):,} {', '.join(fields)} vectors in {took:.0f} s")
    finally:
        index.close()
    return name


def _fill(url: str, corpus: Corpus, found: Seeds, fields: Sequence[str], collection: str) -> None:
    database = Database(url)
    try:
        fill_catalogue(database, corpus, found.release, fields)
        with database.write() as session:
            session.get_one(ReleaseRow, found.release).collection = collection
    finally:
        database.close()


@contextmanager
def _sqlite(work: Path) -> Iterator[str]:
    folder = work / f"catalogue-{uuid.uuid4().hex[:8]}"
    folder.mkdir(parents=True)
    try:
        yield f"sqlite:///{folder}/catalogue.db"
    finally:
        shutil.rmtree(folder)


@contextmanager
def _postgresql() -> Iterator[str]:
    with postgresql_server() as server, new_database(server) as url:
        yield url


@contextmanager
def _cache(arguments: argparse.Namespace) -> Iterator[str]:
    if arguments.cache_url:
        yield arguments.cache_url
        return
    server = ValkeyServer(arguments.work)
    server.start()
    try:
        yield server.url
    finally:
        server.close()


class _Progress:
    """Prints a line with the seconds since the beginning."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, text: str) -> None:
        print(f"{time.monotonic() - self._began:6.0f} s  {text}", flush=True)


if __name__ == "__main__":
    main()
