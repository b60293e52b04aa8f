"""Whom a release recommends: everything there is, or always the same few?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from backend.training.evaluation.figures import Comparison, Figure, Resamples, compared
from backend.training.evaluation.judges import Block, Scores
from backend.training.evaluation.questions import Questions


class Spread(Struct, frozen=True, kw_only=True):
    """Of recommendations of every listing in every category that rooms put beside its own.

    `gini` is 0 where all listings are recommended equally often and 1 where one of them takes all;
    `coverage` the share recommended at all. `cold_expected` is the share of cold listings that
    recommendations by chance would have: categories are not asked for equally often.
    `popularity_correlation` is Spearman's, with views and orders.
    """

    queries: int
    recommendations: int
    candidates: int
    gini: float
    coverage: float
    cold_catalogue: float | None = None
    cold_expected: float | None = None
    popularity_correlation: float | None = None


@dataclass(frozen=True)
class Recommended:
    """`counts` (listings,): how often each was. Of each query: what was recommended, what of it is
    cold (listings,), and how cold its candidates are on average, times what was recommended."""

    counts: Scores
    shown: Scores
    cold: Scores
    expected: Scores
    candidates: npt.NDArray[np.bool_]


def recommend(
    questions: Questions,
    pair: Block,
    designs: npt.NDArray[np.str_],
    cold: npt.NDArray[np.bool_],
    k: int,
) -> Recommended:
    """The `k` best of other designs, for each listing and each category that a room puts beside
    its own."""
    spans = questions.spans()
    count = len(questions.listings)
    found = Recommended(
        counts=np.zeros(count),
        shown=np.zeros(count),
        cold=np.zeros(count),
        expected=np.zeros(count),
        candidates=np.zeros(count, np.bool_),
    )
    for source, target in questions.terms_by_categories():
        rows, columns = spans[source], spans[target]
        absent = designs[rows][:, None] == designs[columns][None]
        scores = np.where(absent, -np.inf, pair(source, target))
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        there = np.isfinite(np.take_along_axis(scores, best, axis=1))
        found.candidates[columns] = True
        np.add.at(found.counts[columns], best[there], 1.0)
        found.shown[rows] += there.sum(axis=1)
        found.cold[rows] += (cold[columns][best] & there).sum(axis=1)
        share = (~absent & cold[columns]).sum(axis=1) / np.maximum((~absent).sum(axis=1), 1)
        found.expected[rows] += share * there.sum(axis=1)
    return found


def spread(
    recommended: Recommended,
    cold: npt.NDArray[np.bool_] | None,
    popularity: Scores | None,
) -> Spread:
    """`cold` and `popularity` (listings,) are None where nobody knows."""
    candidates = recommended.candidates
    counts = recommended.counts[candidates]
    total = float(recommended.shown.sum())
    return Spread(
        queries=int((recommended.shown > 0).sum()),
        recommendations=int(total),
        candidates=int(candidates.sum()),
        gini=gini(counts),
        coverage=float((counts > 0).mean()),
        cold_catalogue=None if cold is None else float(cold[candidates].mean()),
        cold_expected=None if cold is None else float(recommended.expected.sum() / total),
        popularity_correlation=(
            None if popularity is None else spearman(counts, popularity[candidates])
        ),
    )


def cold_share(
    recommended: Recommended, cold: npt.NDArray[np.bool_], designs: npt.NDArray[np.str_]
) -> Comparison | None:
    """The share of recommendations that nobody ever clicked on; the control is half the share that
    such listings have in the catalogue. None where there are none."""
    if not cold[recommended.candidates].any():
        return None
    resamples = Resamples(designs)
    shown = np.maximum(recommended.shown, 1)
    half = 0.5 * float(cold[recommended.candidates].mean())
    control = Figure(value=half, low=half, high=half, n=int(recommended.candidates.sum()))
    model = resamples.mean(recommended.cold / shown, recommended.shown)
    return compared(model, {"half_share": control})


def gini(counts: Scores) -> float:
    """Half the mean difference of two counts over their mean, in [0, 1); 0 where all are 0."""
    total = counts.sum()
    if not total > 0:
        return 0.0
    places = np.arange(1, len(counts) + 1)
    return float(2 * (places @ np.sort(counts)) / (len(counts) * total) - 1 - 1 / len(counts))


def spearman(first: Scores, second: Scores) -> float | None:
    """Correlation of ranks, equal values sharing theirs; None where one of them is constant."""
    one, other = _ranks(first), _ranks(second)
    if one.std() == 0 or other.std() == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _ranks(values: Scores) -> Scores:
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Scores = (last - (counts - 1) / 2)[which]
    return ranks
