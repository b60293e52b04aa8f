"""`docs/search.md`, from what was measured and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tests.benchmarks.search.growing import JITTER, MOST_OF_ANOTHER, NEIGHBOURS
from tests.benchmarks.search.plots import STAGES, latency_plot, recall_plot, stages_plot
from tests.benchmarks.search.recall import CONTROL_NPROBE, K
from tests.benchmarks.search.report import LatencyRow, RecallRow, Report, StageRow

PICTURES = "pictures"
_TARGET_SIZE = 10_000
_PROMISED = 0.99


def render(report: Report, page: Path) -> None:
    """Write the page, and its pictures beside it."""
    pictures = page.parent / PICTURES
    parts = [_INTRODUCTION.format(machine=report.machine, date=report.measured_at)]
    if report.recall:
        recall_plot(report.recall, pictures / "search-recall.webp")
        parts.append(_recall(report.recall))
    plain = [row for row in report.latency if not row.cache and row.database == "SQLite"]
    if plain:
        latency_plot(
            [row for row in plain if row.size == _size(plain)], pictures / "search-latency.webp"
        )
        parts.append(_latency(report.latency))
    if report.stages:
        stages_plot(report.stages, pictures / "search-stages.webp")
        parts.append(_stages(report.stages))
    parts.append(_RUNNING)
    page.write_text("\n".join(parts), encoding="utf-8")


def _recall(rows: Sequence[RecallRow]) -> str:
    least = min(rows, key=lambda row: row.recall)
    short = sum(row.wanted - row.returned for row in rows)
    summary = (
        f"Over {sum(row.queries for row in rows):,} searches recall@{K} was at least "
        f"{least.recall:.4f} at every share and size, the promise being {_PROMISED}"
        if least.recall >= _PROMISED
        else f"The least recall@{K}, {least.recall:.4f}, is below the promised {_PROMISED} "
        f"({least.backend}, {least.size:,} listings, {_share(least.share)}, {least.kind})"
    )
    returned = (
        "every search returned as many hits as it could"
        if short == 0
        else f"{short} hits of {sum(row.wanted for row in rows):,} were not returned"
    )
    tables = []
    for backend, size in dict.fromkeys((row.backend, row.size) for row in rows):
        own = [row for row in rows if (row.backend, row.size) == (backend, size)]
        tables.append(f"### {_NAMES[backend]}, {size:,} listings\n")
        tables.append(
            _table(
                (
                    *("share", "filter", "matching", f"recall@{K}", "worst query"),
                    *("returned", "at a fixed depth", "p50 ms", "served by"),
                ),
                own,
                lambda row: (
                    _share(row.share),
                    row.kind,
                    f"{row.matching:,g}",
                    f"{row.recall:.4f}",
                    f"{row.worst:.2f}",
                    f"{row.returned} of {row.wanted}",
                    "" if row.control is None else f"{row.control:.3f}",
                    f"{row.p50:.1f}",
                    ", ".join(f"{mode} {count}" for mode, count in sorted(row.modes.items())),
                ),
            )
        )
    return _RECALL.format(summary=summary, returned=returned, nprobe=CONTROL_NPROBE) + "\n".join(
        tables
    )


def _latency(rows: Sequence[LatencyRow]) -> str:
    judged = [
        row
        for row in rows
        if row.size == _TARGET_SIZE and row.clients == 1 and row.bare is not None and not row.cache
    ]
    lines = [_judgement(row) for row in judged]
    lines.append(_generator(rows))
    table = _table(
        (
            *("index", "catalogue", "listings", "query", "clients", "p50", "p95", "p99"),
            *("a second", "bare p50", "bare p99", "bare a second", "p50 beyond 1.5 x bare"),
            "bare p50, unpaced",
            *("API's cores", "refused"),
        ),
        rows,
        lambda row: (
            _NAMES[row.backend],
            row.database + (" + cache" if row.cache else ""),
            f"{row.size:,}",
            row.kind,
            str(row.clients),
            f"{row.api.p50:.2f}",
            f"{row.api.p95:.2f}",
            f"{row.api.p99:.2f}",
            f"{row.api.rate:,.0f}",
            *(
                ("", "", "", "")
                if row.bare is None
                else (
                    f"{row.bare.p50:.2f}",
                    f"{row.bare.p99:.2f}",
                    f"{row.bare.rate:,.0f}",
                    f"{row.api.p50 - 1.5 * row.bare.p50:+.2f}",
                )
            ),
            "" if row.unpaced is None else f"{row.unpaced.p50:.2f}",
            f"{row.cores.get('api', 0):.2f}",
            str(row.refused),
        ),
    )
    return _LATENCY.format(judgement="\n".join(lines)) + table


def _judgement(row: LatencyRow) -> str:
    assert row.bare is not None
    most = 1.5 * row.bare.p50 + 2
    verdict = "within" if row.api.p50 <= most else "**beyond**"
    return (
        f"- {_NAMES[row.backend]}, {row.database}, {row.kind}: the API's median is "
        f"{row.api.p50:.2f} ms, the bare search's {row.bare.p50:.2f} ms: {verdict} 1.5 times that "
        f"and 2 ms, {most:.2f} ms{_unpaced(row)}."
    )


def _unpaced(row: LatencyRow) -> str:
    if row.unpaced is None:
        return ""
    most = 1.5 * row.unpaced.p50 + 2
    return f" (unpaced {row.unpaced.p50:.2f} ms, which makes that {most:.2f} ms)"


def _generator(rows: Sequence[LatencyRow]) -> str:
    most = max(row.cores.get("generator", 0.0) for row in rows)
    return f"- The load generator kept at most {most:.2f} of a core busy."


def _stages(rows: Sequence[StageRow]) -> str:
    used = [stage for stage in STAGES if any(row.stages.get(stage) for row in rows)]
    return _STAGES + _table(
        ("index", "catalogue", "listings", "query", *used, "in all"),
        rows,
        lambda row: (
            _NAMES[row.backend],
            row.database,
            f"{row.size:,}",
            row.kind,
            *(f"{row.stages.get(stage, 0):.2f}" for stage in used),
            f"{sum(row.stages.values()):.2f}",
        ),
    )


def _table(
    head: Sequence[str],
    rows: Iterable[RecallRow | LatencyRow | StageRow],
    cells: Callable[..., Sequence[str]],
) -> str:
    lines = [head, ["---"] * len(head), *(cells(row) for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _size(rows: Sequence[LatencyRow]) -> int:
    sizes = {row.size for row in rows}
    return _TARGET_SIZE if _TARGET_SIZE in sizes else max(sizes)


def _share(share: float) -> str:
    return f"{share * 100:g} %"


_NAMES = {"server": "Milvus 2.3.5", "lite": "Milvus Lite"}

_INTRODUCTION = f"""# What searches find, and how long they take

Written by `make bench-search`, on {{machine}}, {{date}}. Nothing here is asserted by a test.

The listings are the demo catalogue's thousand as the shipped release sees them, and variations of
them: each lies between a design and one of the {NEIGHBOURS} that look most like it, with at most
{MOST_OF_ANOTHER:.0%} of the other, moved by a random vector of {JITTER} of each part's length, and
each part of the vector (shape and colour, see
[decision 11](decisions/0011-shape-and-color-are-parts-of-the-visual-vector.md)) scaled to the
length that it has in the design. Words, group and stock are the design's, prices vary. The queries
are the demo's phone photos, none of which is in the index.

Milvus 2.3.5 is the newest server that runs without containers. It takes one vector field a
collection, so visual and style vectors are in collections of their own there, each served by an API
of its own; Milvus Lite has both in one, as a newer server would.
"""

_RECALL = """
## What is found under a filter

{summary}; {returned}.

![Recall by the share of listings that match](pictures/search-recall.webp)

Each search goes through the product's index, with the share that the product would estimate from a
sample of 2,000 listings. What it should have found is computed apart with numpy, over all vectors;
of several listings with the score of the tenth any is as good. A correlated filter names the
categories that look most like the query, and prices about that of the nearest listing; an
anti-correlated one the categories that look least like it, and prices far away; an uncorrelated one
a tag that was dealt out at random. *At a fixed depth* is a control: the same search looking into
{nprobe} of 256 lists whatever the filter (dotted).

"""

_LATENCY = """
## How long answers take

{judgement}

![Latency by clients](pictures/search-latency.webp)

Real HTTP against one API process, over connections that are kept, asked by one light process. The
bare searches are the very calls of `MilvusClient.search` that answering takes, one after the other,
from as many threads as there are clients, in turns of half a second with the API's. A single client
asks the API and searches alternately, so that both keep the same pace: a search that follows right
upon another finds all it needs in the processor's caches and takes a third less (*unpaced*). All of
it shares the machine's cores: from 8 clients on, both are bound by what the processor can do.
Listings are asked for as popular ones are, by Zipf's law, in a process that has been asked for them
before, but for *similar, first*: there each is asked for once, and its vector has to be fetched.
*Photo sent* is the upload, which the model looks at; *photo* a search with it. With a cache,
answers that are kept are compared with the catalogue before they are given again. So that no query
is refused, `SEARCH_QUEUE`, `PHOTOS_AT_ONCE` and `REQUEST_THREADS` are raised; what was refused all
the same is counted.
Milliseconds:

"""

_STAGES = """
## Where the time goes

![Milliseconds by stage](pictures/search-stages.webp)

Medians of one request at a time, in milliseconds. *Index* is all that Milvus is asked for, the
client library included; *ranking* is what the request's thread did besides, for a photo that is
sent also keeping it; *framework* is routing, validation and handing over to that thread; *network*
is what a client waits beyond that.

"""

_RUNNING = """
## Running it

`make bench-search` measures all of it in about 20 minutes on two quiet cores; the figures are kept
in `docs/search.json` and added to by each run:

```sh
make bench-search BENCH_ARGS="--part recall --sizes 1000 10000"
make bench-search BENCH_ARGS="--part latency --backends server --clients 1"
make bench-search BENCH_ARGS="--render"
```
"""
