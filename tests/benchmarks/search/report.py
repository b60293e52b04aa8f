"""What was measured, as it is kept between runs and rendered from."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
from msgspec import Struct

Row = TypeVar("Row", bound="RecallRow | LatencyRow | StageRow")


class Times(Struct, frozen=True, kw_only=True):
    """Of `n` answers in milliseconds; `rate` is answers a second."""

    n: int
    p50: float
    p95: float
    p99: float
    rate: float


class RecallRow(Struct, frozen=True, kw_only=True):
    """Searches for the `k` nearest under filters that leave `share` of the listings. `matching` is
    their mean number, `returned` of `wanted` hits came back in all. `recall` is the mean over the
    queries, `worst` the least. `control` is the recall of a search that looks into as many lists as
    without a filter; None where there is but one."""

    backend: str
    size: int
    kind: str
    share: float
    queries: int
    matching: float
    recall: float
    worst: float
    returned: int
    wanted: int
    modes: dict[str, int]
    p50: float
    control: float | None

    @property
    def key(self) -> tuple[object, ...]:
        return self.backend, self.size, self.kind, self.share


class LatencyRow(Struct, frozen=True, kw_only=True):
    """`bare` are the same searches by pymilvus alone, `searches` for each query, in turns with the
    API's; None where a cache may spare them or there are none. `unpaced` are those of a single
    client one right after the other. `cores` are those that a process kept busy during the API's
    turns."""

    backend: str
    database: str
    cache: bool
    size: int
    kind: str
    clients: int
    api: Times
    bare: Times | None
    unpaced: Times | None = None
    searches: float
    refused: int
    cores: dict[str, float]

    @property
    def key(self) -> tuple[object, ...]:
        return self.backend, self.database, self.cache, self.size, self.kind, self.clients


class StageRow(Struct, frozen=True, kw_only=True):
    """Mean milliseconds of one request at a time, by stage."""

    backend: str
    database: str
    size: int
    kind: str
    stages: dict[str, float]

    @property
    def key(self) -> tuple[object, ...]:
        return self.backend, self.database, self.size, self.kind


class Report(Struct, kw_only=True):
    machine: str = ""
    measured_at: str = ""
    recall: list[RecallRow] = []
    latency: list[LatencyRow] = []
    stages: list[StageRow] = []

    @classmethod
    def read(cls, file: Path) -> Report:
        """Of what was measured before, to be added to; an empty one where there is nothing."""
        return msgspec.json.decode(file.read_bytes(), type=cls) if file.is_file() else cls()

    def write(self, file: Path) -> None:
        self.machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, Linux"
        self.measured_at = datetime.now(UTC).date().isoformat()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")


def updated(rows: list[Row], row: Row) -> list[Row]:
    """The rows with this one in the place of the one that measured the same."""
    return [*(each for each in rows if each.key != row.key), row]


def times_of(seconds: list[float], during: float) -> Times:
    p50, p95, p99 = np.percentile(np.array(seconds) * 1e3, [50, 95, 99]).round(3).tolist()
    return Times(n=len(seconds), p50=p50, p95=p95, p99=p99, rate=round(len(seconds) / during, 1))
