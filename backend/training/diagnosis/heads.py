"""What the attribute heads say, where they are most confidently wrong, and what they mix up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Floats = npt.NDArray[np.float32]
UNSAID: Final = 0.5
"""The threshold of a value that has none of its own."""


@dataclass(frozen=True)
class Head:
    """One attribute's probabilities (n, values). With `several`, a value is claimed from its
    threshold on; otherwise the likeliest one is, and rows add up to one."""

    name: str
    values: tuple[str, ...]
    probabilities: Floats
    several: bool = False
    thresholds: tuple[float, ...] = ()

    @property
    def limits(self) -> Floats:
        """Thresholds of all values, shape (values,)."""
        return np.array(self.thresholds or (UNSAID,) * len(self.values), dtype=np.float32)

    def claims(self, row: int) -> list[tuple[str, float]]:
        """Claimed values with their probabilities, the likeliest first; may be empty."""
        odds = self.probabilities[row]
        order = np.argsort(-odds, kind="stable")
        order = order[odds[order] >= self.limits[order]] if self.several else order[:1]
        return [(self.values[value], float(odds[value])) for value in order]


class Mistake(Struct, frozen=True, kw_only=True):
    """`value` was claimed and is not so, or is so and was not claimed (`missed`).

    `confidence` in [0, 1] is the model's own, in what is wrong.
    """

    row: int
    kind: Literal["claimed", "missed"]
    value: str
    truth: tuple[str, ...]
    confidence: float


def mistakes(head: Head, truths: Sequence[tuple[str, ...]]) -> list[Mistake]:
    """Each row's most confident mistake, if it has one, the most confident first.

    Rows whose truth is unknown (empty), or names nothing that the head was taught, do not count.
    """
    found = []
    for row, truth in enumerate(truths):
        if not set(truth) & set(head.values):
            continue
        wrong = _wrong_of_several(head, row, truth) if head.several else _wrong(head, row, truth)
        if wrong:
            found.append(max(wrong, key=lambda mistake: mistake.confidence))
    return sorted(found, key=lambda mistake: -mistake.confidence)


def _wrong(head: Head, row: int, truth: tuple[str, ...]) -> list[Mistake]:
    ((value, odds),) = head.claims(row)
    if value in truth:
        return []
    return [Mistake(row=row, kind="claimed", value=value, truth=truth, confidence=odds)]


def _wrong_of_several(head: Head, row: int, truth: tuple[str, ...]) -> list[Mistake]:
    claims = dict(head.claims(row))
    odds = dict(zip(head.values, head.probabilities[row].tolist(), strict=True))
    claimed = [
        Mistake(row=row, kind="claimed", value=value, truth=truth, confidence=probability)
        for value, probability in claims.items()
        if value not in truth
    ]
    missed = [
        Mistake(row=row, kind="missed", value=value, truth=truth, confidence=1 - odds[value])
        for value in truth
        if value in odds and value not in claims
    ]
    return claimed + missed


class Confusion(Struct, frozen=True, kw_only=True):
    """`counts[i][j]`: rows that are `values[i]` and were taken for `values[j]`. Values that
    neither are there nor were claimed are left out."""

    values: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def total(self) -> int:
        return sum(map(sum, self.counts))

    @property
    def right(self) -> int:
        return sum(self.counts[place][place] for place in range(len(self.values)))

    def mixed_up(self, limit: int) -> list[tuple[str, str, int]]:
        """Truth, what it was taken for, and how often; the most frequent first."""
        pairs = [
            (true, taken, self.counts[i][j])
            for i, true in enumerate(self.values)
            for j, taken in enumerate(self.values)
            if i != j and self.counts[i][j]
        ]
        return sorted(pairs, key=lambda pair: -pair[2])[:limit]


def confusion(head: Head, truths: Sequence[tuple[str, ...]]) -> Confusion:
    """Of a single-valued head. Raises `ValueError` for one of several values."""
    if head.several:
        raise ValueError(f"{head.name} has several values a row: nothing is taken for another")
    place = {value: position for position, value in enumerate(head.values)}
    counts = np.zeros((len(head.values), len(head.values)), dtype=np.int64)
    for row, truth in enumerate(truths):
        if truth and truth[0] in place:
            ((value, _),) = head.claims(row)
            counts[place[truth[0]], place[value]] += 1
    there = np.flatnonzero(counts.sum(axis=0) + counts.sum(axis=1))
    return Confusion(
        values=tuple(head.values[position] for position in there),
        counts=tuple(map(tuple, counts[np.ix_(there, there)].tolist())),
    )
