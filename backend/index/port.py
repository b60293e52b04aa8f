"""What Credenza asks of a vector index. Two implementations: Milvus, and one in memory for tests.

Vectors are float32 of unit length; scores are inner products in [-1, 1], higher is nearer.
A collection belongs to one model release and is named by it: letters, digits and `_`, not starting
with a digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, Protocol

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from backend.index.filters import Filter
from backend.index.scalars import Scalars

__all__ = [
    "Entry",
    "Filter",
    "Found",
    "Hit",
    "Mode",
    "Scalars",
    "Vector",
    "VectorIndex",
    "least_sure",
]

Vector = npt.NDArray[np.float32]

Mode = Literal["exact", "deepened", "probed"]
"""How a search was served, the surest first.

- `exact`: everything that matches was compared with the query, by its true distance
- `deepened`: too few were found where the nearest most likely are, so all was looked through
- `probed`: only that was looked through, or distances were approximate
"""

_MODES: Final[tuple[Mode, ...]] = ("exact", "deepened", "probed")


def least_sure(modes: Iterable[Mode]) -> Mode:
    """What can be said of an answer that these searches served; `exact` where there were none."""
    return max(modes, key=_MODES.index, default="exact")


class Entry(Struct, frozen=True, kw_only=True):
    """One listing as the index holds it; `vectors` by field name, each of shape (dimension,)."""

    id: str
    version: int
    scalars: Scalars
    vectors: dict[str, Vector]


class Hit(Struct, frozen=True, gc=False):
    """A listing found, and its score."""

    id: str
    score: float


class Found(Struct, frozen=True):
    """What a search found, best first, and how."""

    hits: list[Hit]
    mode: Mode


class VectorIndex(Protocol):
    """Every method may raise `IndexUnavailable`: nobody answers, or the collection is not there.
    `upsert` and `search` raise `IndexRefused` for what must not be stored or asked, and
    `ensure_collection` raises `ConfigurationError`."""

    def within(self, seconds: float) -> VectorIndex:
        """The same index for a piece of work that must not take long: its calls, however many,
        raise `IndexUnavailable` once so many seconds have passed from now on."""

    def ping(self) -> None:
        """Return if the index answers."""

    def ensure_collection(self, name: str, dimensions: Mapping[str, int]) -> None:
        """Make the collection ready to be written and searched; vector fields and their sizes.

        Does nothing when it is there already, whoever else is making it at the same time. Raises
        `ConfigurationError` for one that is there with other fields or dimensions.
        """

    def drop_collection(self, name: str) -> None:
        """Remove the collection; nothing happens when there is none."""

    def upsert(self, collection: str, entries: Sequence[Entry]) -> None:
        """Insert or replace; all is validated before any is written. One entry per id."""

    def delete(self, collection: str, ids: Sequence[str]) -> None:
        """Remove; ids that are not there are no error."""

    def fetch(
        self, collection: str, ids: Sequence[str], *, latest: bool = True
    ) -> dict[str, Entry]:
        """The entries that are there: as last written, or, where `latest` is not asked for, perhaps
        as they were a moment ago. A Milvus server takes its time over the former."""

    def search(
        self,
        collection: str,
        field: str,
        query: Vector,
        *,
        limit: int,
        where: Filter | None = None,
        exclude: Sequence[str] = (),
        selectivity: float | None = None,
        exact: bool = False,
    ) -> Found:
        """At most `limit` nearest entries that match `where` and are not in `exclude`, best first,
        ties by id. `query` is a unit vector of shape (dimension,).

        `selectivity` is the share of all entries, in [0, 1], that are thought to match: the fewer
        do, the further a Milvus server looks, and everywhere where nobody knows. An estimate that
        is wrong makes a search slower or less sure, never short: fewer than `limit` come back only
        if no more match. With `exact` everything that matches is compared, whatever it takes.

        What was written a moment ago may be missing on a Milvus server (bounded consistency);
        elsewhere it is seen at once. Of several entries with the score of the last one, any may be
        the one returned.
        """

    def count(self, collection: str) -> int:
        """Entries in the collection."""

    def walk(self, collection: str, page: int = 1000) -> Iterator[list[tuple[str, int]]]:
        """Every (id, version), a page at a time, each id once and in ascending order. Of what is
        written meanwhile, some may be seen."""

    def flush(self, collection: str) -> None:
        """Seal what was written lately, after a bulk load."""
