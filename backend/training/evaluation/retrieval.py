"""How well vectors find what they should."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.training.evaluation.figures import Comparison, Figure, Resamples, compared

DEPTHS: Final = (1, 5, 10)

Vectors = npt.NDArray[np.float32]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Search:
    """Queries among a gallery, by rows of the pictures that vectors were made of.

    `relevant` and `absent` are (queries, gallery): what is to be found, and what is not there for
    a query (itself, or all of its design). `groups` (queries,) names what is drawn together.
    """

    queries: npt.NDArray[np.int64]
    gallery: npt.NDArray[np.int64]
    relevant: Marks
    absent: Marks
    groups: npt.NDArray[np.str_]

    def asked(self) -> Marks:
        """(queries,): those that have something to find."""
        found: Marks = np.any(self.relevant & ~self.absent, axis=1)
        return found

    def only(self, chosen: Marks) -> Search:
        """The chosen (queries,) of them."""
        return Search(
            self.queries[chosen],
            self.gallery,
            self.relevant[chosen],
            self.absent[chosen],
            self.groups[chosen],
        )


def first_ranks(search: Search, vectors: Vectors) -> npt.NDArray[np.float64]:
    """(queries,): at which place, from 1 on, the nearest relevant picture is; inf where none is.

    Pictures exactly as near as a relevant one count as before it.
    """
    nearness = _nearness(search, vectors)
    wanted = np.where(search.relevant & ~search.absent, nearness, -np.inf).max(axis=1)
    others = ~search.relevant & ~search.absent
    before = ((nearness >= wanted[:, None]) & others).sum(axis=1)
    return np.where(np.isfinite(wanted), before + 1.0, np.inf)


def average_precisions(search: Search, vectors: Vectors) -> npt.NDArray[np.float64]:
    """(queries,): the mean, over what is relevant, of the share of relevant pictures up to it."""
    order = np.argsort(-_nearness(search, vectors), axis=1, kind="stable")
    there = np.take_along_axis(search.relevant & ~search.absent, order, axis=1)
    places = np.arange(1, there.shape[1] + 1)
    shares = np.cumsum(there, axis=1) / places
    found: npt.NDArray[np.float64] = (shares * there).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return found


def nearest(search: Search, vectors: Vectors, k: int) -> npt.NDArray[np.int64]:
    """(queries, at most k): columns of the gallery, the nearest first; of absent ones too where
    there are fewer others."""
    order = np.argsort(-_nearness(search, vectors), axis=1, kind="stable")
    columns: npt.NDArray[np.int64] = order[:, :k].astype(np.int64)
    return columns


def search_figures(
    search: Search,
    vectors: Vectors,
    controls: Mapping[str, Vectors],
    *,
    depths: tuple[int, ...] = DEPTHS,
    precision: bool = True,
) -> dict[str, Comparison]:
    """`hit_at_k`, the share of queries with something relevant among their k nearest, and
    `mean_average_precision`. Queries that have nothing to find do not count."""
    asked = search.only(search.asked())
    if not len(asked.queries):
        return {}
    resamples = Resamples(asked.groups)
    kinds = {"": vectors, **controls}
    ranks = {kind: first_ranks(asked, rows) for kind, rows in kinds.items()}
    found: dict[str, Comparison | None] = {
        f"hit_at_{k}": _compared(
            {kind: resamples.mean(places <= k) for kind, places in ranks.items()}
        )
        for k in depths
    }
    if precision:
        found["mean_average_precision"] = _compared(
            {kind: resamples.mean(average_precisions(asked, rows)) for kind, rows in kinds.items()}
        )
    return {name: comparison for name, comparison in found.items() if comparison is not None}


def _compared(figures: dict[str, Figure | None]) -> Comparison | None:
    return compared(figures[""], {name: one for name, one in figures.items() if name})


def _nearness(search: Search, vectors: Vectors) -> Vectors:
    """(queries, gallery): cosines, -inf for what is absent."""
    cosines = vectors[search.queries] @ vectors[search.gallery].T
    nearness: Vectors = np.where(search.absent, np.float32(-np.inf), cosines)
    return nearness
