"""A measured figure with its interval, and the controls and the ceiling that it stands beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

RESAMPLES: Final = 1000
AT_ONCE: Final = 100
"""Resamples drawn together: a tenth of the memory of all of them at once."""
BOUNDS: Final = (2.5, 97.5)

Values = npt.NDArray[np.float64]
Groups = npt.NDArray[np.int64]


class Figure(Struct, frozen=True, kw_only=True):
    """A figure over `n` questions, with the interval that 95 % of resamples fall into."""

    value: float
    low: float
    high: float
    n: int


class Comparison(Struct, frozen=True, kw_only=True):
    """What the release reaches, what the controls reach, and what can be reached at all.

    `share_of_the_way` is (model - best control) / (ceiling - best control), None where there is no
    way to go.
    """

    model: Figure
    controls: dict[str, Figure] = {}
    ceiling: float | None = None
    share_of_the_way: float | None = None


class Resamples:
    """Draws of groups with replacement, to see how much a figure owes to which were asked about.

    What belongs together (the questions of one room, the pictures of one design) is drawn
    together: such answers are not independent of one another. Equal input gives equal intervals.
    """

    def __init__(self, groups: npt.ArrayLike, seed: int = 0) -> None:
        """`groups` (n,) names the group of each question, by anything that can be sorted."""
        names, self._group = np.unique(np.asarray(groups), return_inverse=True)
        self._count = len(names)
        self._seed = seed

    def mean(self, values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Figure | None:
        """The mean of `values` (n,), weighted by `weights` >= 0 (n,); None where all of it is 0."""
        rows = np.asarray(values, np.float64)
        shares = np.ones(len(rows)) if weights is None else np.asarray(weights, np.float64)
        if not shares.sum() > 0:
            return None
        sums = self.sums(np.stack([rows * shares, shares], axis=1))
        sums = sums[sums[:, 1] > 0]
        value = float((rows * shares).sum() / shares.sum())
        return interval(value, sums[:, 0] / sums[:, 1], int((shares > 0).sum()))

    def sums(self, columns: Values) -> Values:
        """(RESAMPLES, k): the columns (n, k) added up over each resample."""
        by_group = np.stack(
            [np.bincount(self._group, column, self._count) for column in columns.T], axis=1
        )
        numbers = np.random.default_rng(self._seed)
        even = np.full(self._count, 1 / self._count)
        draws = (
            numbers.multinomial(self._count, even, AT_ONCE) @ by_group
            for _ in range(RESAMPLES // AT_ONCE)
        )
        return np.concatenate(list(draws))


def interval(value: float, resampled: npt.ArrayLike, n: int) -> Figure:
    """A figure whose bounds are percentiles of what it was over resamples (the percentile
    bootstrap: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13).

    A mean over values that are rare is lower in most resamples than it is: such bounds are moved
    just so far that they hold the figure.
    """
    low, high = np.percentile(np.asarray(resampled), BOUNDS)
    return Figure(value=value, low=min(float(low), value), high=max(float(high), value), n=n)


def compared(
    model: Figure | None,
    controls: Mapping[str, Figure | None] | None = None,
    ceiling: float | None = None,
) -> Comparison | None:
    """None where the release has no such figure; controls without one are left out."""
    if model is None:
        return None
    known = {name: figure for name, figure in (controls or {}).items() if figure is not None}
    best = max((control.value for control in known.values()), default=None)
    share = None
    if ceiling is not None and best is not None and ceiling > best:
        share = (model.value - best) / (ceiling - best)
    return Comparison(model=model, controls=known, ceiling=ceiling, share_of_the_way=share)
