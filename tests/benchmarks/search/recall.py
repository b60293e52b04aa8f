"""What filtered searches find of what they should, beside exact search computed apart."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import msgspec
import numpy as np
from pymilvus import MilvusClient

from backend.index.capabilities import capabilities_of
from backend.index.expression import render
from backend.index.filters import Filter
from backend.index.milvus import MilvusIndex
from backend.index.port import Vector
from backend.search.selectivity import SAMPLE
from backend.search.shares import Columns
from tests.benchmarks.search.growing import SHARES, Corpus
from tests.benchmarks.search.narrowing import Kind, Narrowing
from tests.benchmarks.search.processes import Kind as MilvusKind
from tests.benchmarks.search.processes import backend_of
from tests.benchmarks.search.report import RecallRow
from tests.benchmarks.search.seeds import Vectors

K = 10
FIELD = "visual"
CONTROL_NPROBE = 32
"""What a search without a filter looks into."""

_TIE = 2e-6
"""Scores are told to six digits: within this two are the same."""

Search = Callable[[Vector, Filter | None], tuple[list[str], str]]


def measure_recall(
    kind: MilvusKind,
    uri: str,
    collection: str,
    corpus: Corpus,
    queries: Vectors,
    say: Callable[[str], None],
) -> Iterator[RecallRow]:
    """A row for each share and kind of filter; shares of less than one listing are left out."""
    index = MilvusIndex(uri, backend=backend_of(kind), timeout_seconds=60)
    client = MilvusClient(uri=uri, dedicated=True)
    scalars = corpus.scalars()
    narrowing = Narrowing(scalars, corpus.vectors[FIELD])
    # As `Selectivity` has it, without a catalogue to draw the sample from.
    sample = Columns(random.Random(3).sample(scalars, min(SAMPLE, len(scalars))))
    ids = {listing.id: row for row, listing in enumerate(corpus.listings)}

    def product(query: Vector, where: Filter | None) -> tuple[list[str], str]:
        share = 1.0 if where is None else sample.share(where)
        found = index.search(collection, FIELD, query, limit=K, where=where, selectivity=share)
        return [hit.id for hit in found.hits], found.mode

    def control(query: Vector, where: Filter | None) -> tuple[list[str], str]:
        rows = client.search(
            collection,
            data=[query],
            anns_field=f"{FIELD}_vector",
            limit=K,
            filter="" if where is None else render(where, lists_as_text=False),
            search_params={"params": {"nprobe": CONTROL_NPROBE}},
            consistency_level="Bounded",
            timeout=60,
        )
        return [row["id"] for row in rows[0]], "control"

    try:
        for share in (share for share in SHARES if share * len(corpus) >= 1):
            cases: dict[Kind, list[tuple[Vector, Filter | None]]] = {}
            for number, query in enumerate(queries):
                for name, where in narrowing.filters(query, share, number).items():
                    cases.setdefault(name, []).append((query, where))
            for name, asked in cases.items():
                row = _row(kind, corpus, ids, narrowing, name, share, asked, product)
                # One list is all there is to look into where Milvus is Lite.
                if capabilities_of(backend_of(kind)).nlist != 1:
                    beside = _row(kind, corpus, ids, narrowing, name, share, asked, control)
                    row = msgspec.structs.replace(row, control=beside.recall)
                say(
                    f"{kind} {len(corpus):>7,} {share:>7.2%} {name:15} recall {row.recall:.4f} "
                    f"returned {row.returned}/{row.wanted} {dict(row.modes)}"
                )
                yield row
    finally:
        client.close()
        index.close()


def _row(
    kind: MilvusKind,
    corpus: Corpus,
    ids: dict[str, int],
    narrowing: Narrowing,
    name: Kind,
    share: float,
    asked: Sequence[tuple[Vector, Filter | None]],
    search: Search,
) -> RecallRow:
    recalls, seconds, returned, wanted, matched = [], [], 0, 0, 0
    modes: Counter[str] = Counter()
    for query, where in asked:
        scores = np.where(narrowing.matching(where), corpus.vectors[FIELD] @ query, -np.inf)
        matching = int(np.isfinite(scores).sum())
        due = min(K, matching)
        least = np.sort(scores)[-due] - _TIE
        began = time.perf_counter()
        found, mode = search(query, where)
        seconds.append(time.perf_counter() - began)
        right = {each for each in found if scores[ids[each]] >= least}
        recalls.append(min(1.0, len(right) / due))
        returned += len(set(found))
        wanted += due
        matched += matching
        modes[mode] += 1
    return RecallRow(
        backend=kind,
        size=len(corpus),
        kind=name,
        share=share,
        queries=len(asked),
        matching=round(matched / len(asked), 1),
        recall=round(float(np.mean(recalls)), 5),
        worst=min(recalls),
        returned=returned,
        wanted=wanted,
        modes=dict(modes),
        p50=round(float(np.median(seconds)) * 1e3, 3),
        control=None,
    )
