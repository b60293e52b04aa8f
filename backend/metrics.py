"""What is counted and timed of a process, in the text format of Prometheus."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final, Literal

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4

Cached = Literal["answers", "vectors"]
Lookup = Literal["hit", "miss", "stale", "away"]
Sampled = Literal["measured", "dropped", "failed"]

# Of ten results: what was missed is seen, not only that the mean is high.
_RECALLS: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1.0)
_SECONDS: Final = (
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
)  # fmt: skip


class Metrics:
    """One per process. Thread-safe, and of some microseconds: may be called while a query waits."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._recall = Histogram(
            "credenza_recall_at_10",
            "Share of the ten nearest, found by an exact search, that a live search had found.",
            ["selectivity"],
            buckets=_RECALLS,
            registry=registry,
        )
        self._samples = Counter(
            "credenza_recall_samples",
            "Live searches drawn for the measurement of recall, by what became of them.",
            ["outcome"],
            registry=registry,
        )
        self._searches = Counter(
            "credenza_index_searches",
            "Searches of the index, by how they were served.",
            ["mode"],
            registry=registry,
        )
        self._stages = Histogram(
            "credenza_stage_seconds",
            "Time that queries spent in a stage, each visit by itself, waiting included.",
            ["stage"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._lookups = Counter(
            "credenza_cache_lookups",
            "Questions to the cache.",
            ["what", "outcome"],
            registry=registry,
        )
        self._requests = Histogram(
            "credenza_request_seconds",
            "Time to answer requests.",
            ["operation", "status"],
            buckets=_SECONDS,
            registry=registry,
        )

    def measured_recall(self, selectivity: str, recall: float) -> None:
        """`selectivity` names the band that the filter fell into."""
        self._recall.labels(selectivity).observe(recall)

    def sampled(self, outcome: Sampled) -> None:
        self._samples.labels(outcome).inc()

    def searched(self, mode: str) -> None:
        self._searches.labels(mode).inc()

    def spent(self, stage: str, seconds: float) -> None:
        self._stages.labels(stage).observe(seconds)

    def looked_up(self, what: Cached, outcome: Lookup) -> None:
        self._lookups.labels(what, outcome).inc()

    def answered(self, operation: str, status: int, seconds: float) -> None:
        self._requests.labels(operation, str(status)).observe(seconds)

    def exposition(self) -> bytes:
        """All of it, to be sent as `CONTENT_TYPE`. Every sample names this process: of several
        behind one port each scrape meets one, and would otherwise see the counters jump."""
        return generate_latest(_OfProcess(self._registry, os.getpid()))


class _OfProcess(Collector):
    def __init__(self, registry: CollectorRegistry, process: int) -> None:
        self._registry = registry
        self._process = str(process)

    def collect(self) -> Iterable[Metric]:
        for metric in self._registry.collect():
            metric.samples = [
                sample._replace(labels={**sample.labels, "process": self._process})
                for sample in metric.samples
            ]
            yield metric
