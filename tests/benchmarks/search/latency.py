"""How long answers take over HTTP, beside the same searches by pymilvus alone, and where the time
goes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from backend.search.budget import Stage
from backend.settings import PREFIX, Settings
from tests.benchmarks.search.asking import (
    NEVER_TWICE,
    Kind,
    Request,
    Spent,
    observed,
    requests_of,
    send_photos,
)
from tests.benchmarks.search.growing import Corpus
from tests.benchmarks.search.load import Measured, Order, packed, unpacked
from tests.benchmarks.search.processes import ApiProcess, api
from tests.benchmarks.search.report import LatencyRow, StageRow, times_of

REQUESTS = 600
OBSERVED = 100
WARMING_SECONDS = 15.0


@dataclass(frozen=True, kw_only=True)
class Stack:
    """An API's settings, what they say in a word, and the processes beneath it."""

    backend: str
    database: str
    settings: Mapping[str, str]
    milvus_uri: str
    corpus: Corpus
    photos: Sequence[bytes]
    folder: Path
    processes: Mapping[str, int] = field(default_factory=dict)

    @property
    def has_cache(self) -> bool:
        return bool(self.settings.get("cache_url"))


@dataclass(frozen=True, kw_only=True)
class Effort:
    """Turns of the API and of the bare search for each number of clients, and their seconds."""

    clients: tuple[int, ...]
    turns: int
    turn_seconds: float


def measure_latency(
    stack: Stack, kinds: Sequence[Kind], effort: Effort, say: Callable[[str], None]
) -> Iterator[LatencyRow | StageRow]:
    """Rows as they are measured: for each kind the stages, then each number of clients."""
    with api(stack.folder, stack.settings) as process:
        photo_ids = send_photos(process.port, stack.photos) if "photo" in kinds else []
        for kind in kinds:
            requests = requests_of(kind, stack.corpus, stack.photos, photo_ids, REQUESTS)
            spent = _observed(stack, kind, requests)
            raw = [request.raw for request in requests]
            _warm(stack, process, raw, once=kind not in NEVER_TWICE)
            for place, clients in enumerate(effort.clients, 1):
                start = len(raw) * place // (len(effort.clients) + 1)
                measured = _ordered(
                    stack,
                    process,
                    raw[start:] + raw[:start],
                    [each.searches for each in spent],
                    clients,
                    effort.turns,
                    effort.turn_seconds,
                )
                row = _row(stack, kind, clients, spent, measured)
                say(_told(row))
                yield row
                if clients == 1 and spent:
                    yield _stages(stack, kind, spent, row.api.p50)


def _warm(stack: Stack, process: ApiProcess, requests: list[bytes], *, once: bool) -> None:
    """Nobody measures the first minutes of a process: each request is made once, where it may be
    made again."""
    _ordered(stack, process, requests, [], 1, 2, 0.5)
    end = time.monotonic() + WARMING_SECONDS
    done = 0
    while once and done < len(requests) and time.monotonic() < end:
        measured = _ordered(stack, process, requests[done:] + requests[:done], [], 8, 1, 2.0)
        done += len(measured.api)


def _observed(stack: Stack, kind: Kind, requests: Sequence[Request]) -> list[Spent]:
    """None with a cache, whose answers are searched for or not."""
    if stack.has_cache:
        return []
    warming = requests[:OBSERVED]
    asked = requests[OBSERVED : 2 * OBSERVED] if kind in NEVER_TWICE else warming
    spent = observed(_settings(stack), [*warming, *asked], OBSERVED)
    wrong = [each.status for each in spent if not 200 <= each.status < 300]
    assert not wrong, f"{kind}: {wrong[0]}"
    return spent


def _ordered(
    stack: Stack,
    process: ApiProcess,
    requests: list[bytes],
    searches: list[list[dict[str, object]]],
    clients: int,
    turns: int,
    seconds: float,
) -> Measured:
    order = Order(
        port=process.port,
        requests=requests,
        searches=searches if any(searches) else [],
        milvus_uri=stack.milvus_uri,
        clients=clients,
        turns=turns,
        turn_seconds=seconds,
        cpu_of={"api": process.pid, **stack.processes},
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.search.load"],
        input=packed(order),
        stdout=subprocess.PIPE,
        check=True,
    )
    return unpacked(done.stdout, Measured)


def _row(
    stack: Stack, kind: Kind, clients: int, spent: Sequence[Spent], measured: Measured
) -> LatencyRow:
    return LatencyRow(
        backend=stack.backend,
        database=stack.database,
        cache=stack.has_cache,
        size=len(stack.corpus),
        kind=kind,
        clients=clients,
        api=times_of(measured.api, measured.api_seconds),
        bare=times_of(measured.bare, measured.bare_seconds) if measured.bare else None,
        unpaced=times_of(measured.unpaced, sum(measured.unpaced)) if measured.unpaced else None,
        searches=sum(len(each.searches) for each in spent) / max(1, len(spent)),
        refused=measured.refused,
        cores={
            name: round(seconds / measured.api_seconds, 3) for name, seconds in measured.cpu.items()
        },
    )


def _stages(stack: Stack, kind: Kind, spent: Sequence[Spent], over_http: float) -> StageRow:
    """Medians in milliseconds. What the application took is split as it was observed in this
    process; the network's part is what clients waited beyond that."""

    def median(of: Callable[[Spent], float]) -> float:
        return float(np.median([of(each) for each in spent])) * 1e3

    def in_stage(stage: Stage) -> float:
        return median(lambda each: each.stages.get(stage, 0.0))

    named: tuple[Stage, ...] = ("catalogue", "index", "decode", "embed")
    stages: dict[str, float] = {stage: in_stage(stage) for stage in named}
    application = median(lambda each: each.application)
    stages["ranking"] = median(lambda each: each.thread - sum(each.stages.values()))
    stages["serialisation"] = median(lambda each: each.writing)
    stages["framework"] = application - sum(stages.values())
    stages["network"] = over_http - application
    return StageRow(
        backend=stack.backend,
        database=stack.database,
        size=len(stack.corpus),
        kind=kind,
        stages={name: round(max(0.0, each), 3) for name, each in stages.items()},
    )


def _settings(stack: Stack) -> Settings:
    # As a process would read them, and nothing of this one's own environment.
    mine = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    for name in mine:
        del os.environ[name]
    try:
        return Settings.model_validate(dict(stack.settings))
    finally:
        os.environ.update(mine)


def _told(row: LatencyRow) -> str:
    bare = "" if row.bare is None else f" | bare {row.bare.p50:7.2f} ms {row.bare.rate:6.0f}/s"
    return (
        f"{row.backend} {row.database}{' + cache' if row.cache else ''} {row.size:,} {row.kind:15} "
        f"{row.clients:>2} clients: p50 {row.api.p50:7.2f} p95 {row.api.p95:7.2f} "
        f"p99 {row.api.p99:7.2f} ms {row.api.rate:6.0f}/s{bare} | refused {row.refused} {row.cores}"
    )
