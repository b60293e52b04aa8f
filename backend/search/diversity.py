"""Results that are not all alike: maximal marginal relevance.

Carbonell and Goldstein, "The use of MMR, diversity-based reranking for reordering documents and
producing summaries" (1998).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

POOL: Final = 200
"""So many of the best results are put in another order; those after them stay where they are."""

_DIGITS: Final = 9
"""Products of equal vectors differ in the last digits by where the vectors stand; rounded they tie,
and the better placed comes first."""

Places = npt.NDArray[np.intp]


def diversified(
    scores: npt.NDArray[np.floating],
    vectors: npt.NDArray[np.float32],
    diversity: float,
    limit: int | None = None,
) -> Places:
    """The order (n,) to show n results in, or the first `limit` of it. They come best first with
    `scores` (n,) and `vectors` (n, d), whose cosines say how alike they are.

    Each place goes to what is largest in (1 - diversity) relevance - diversity redundancy. The
    relevance of a result is its score, the redundancy its cosine to the most alike of those before
    it, both stretched to [0, 1] over the pool: scores need be no cosines. At 0 this is the order
    given; at 1, after the first, only difference counts.

    The pool is the first `POOL` results, whatever `limit` is: an answer begins as each longer one
    does, if the caller always gives that many, or all there are. Raises `ValueError` for a
    `diversity` outside [0, 1].
    """
    if not 0 <= diversity <= 1:
        raise ValueError(f"a diversity of {diversity} is not in [0, 1]")
    order = np.arange(len(scores))
    if diversity == 0 or len(scores) < 3:
        return order[:limit]
    relevance = _stretched(scores[:POOL].astype(np.float64))
    alike = _stretched(_cosines(vectors[:POOL]))
    count = len(relevance)
    redundancy = np.zeros(count)
    waiting = np.ones(count, dtype=np.bool_)
    for place in range(count if limit is None else min(count, limit)):
        gain = np.round((1 - diversity) * relevance - diversity * redundancy, _DIGITS)
        # The first place is the most relevant's: before it nothing is redundant.
        taken = 0 if place == 0 else int(np.argmax(np.where(waiting, gain, -np.inf)))
        order[place] = taken
        waiting[taken] = False
        redundancy = alike[taken] if place == 0 else np.maximum(redundancy, alike[taken])
    return order[:limit]


def _cosines(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    rows = vectors.astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows = rows / np.where(lengths > 0, lengths, 1.0)
    cosines: npt.NDArray[np.float64] = rows @ rows.T
    np.fill_diagonal(cosines, cosines.min())  # of a result with itself none is needed
    return cosines


def _stretched(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """To [0, 1]; all zeros where nothing differs."""
    low, high = float(values.min()), float(values.max())
    if high - low < 10.0**-_DIGITS:
        return np.zeros_like(values)
    stretched: npt.NDArray[np.float64] = (values - low) / (high - low)
    return stretched
