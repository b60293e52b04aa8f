"""Triplets (anchor, the stylist's listing, a random one of its category), and how they are judged.

A triplet is violated when the random listing scores at least as high as the stylist's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.training.diagnosis.heads import Floats

Rows = npt.NDArray[np.int64]
Query = Callable[[Floats, str, str], Floats]
"""Styles (n, d) of sources, the source's and the target's category -> query vectors (n, d)."""
Logit = Callable[[Floats, str, str], Floats]
"""Scores (n,), source, target -> log odds (n,) that the listing is the stylist's."""

DRAWS: Final = 30


@dataclass(frozen=True)
class Triplets:
    """Rows of listings, each of shape (n,)."""

    anchor: Rows
    stylist: Rows
    random: Rows

    def __len__(self) -> int:
        return len(self.anchor)


@dataclass(frozen=True)
class Judged:
    """Scores and log odds of triplets, each of shape (n,). Odds of different category pairs can be
    compared, scores cannot; without calibration the log odds are the scores."""

    triplets: Triplets
    stylist: Floats
    random: Floats
    stylist_logit: Floats
    random_logit: Floats

    @property
    def margin(self) -> Floats:
        """How much higher the random listing's log odds are: violated from 0 on."""
        return self.random_logit - self.stylist_logit

    @property
    def violated(self) -> npt.NDArray[np.bool_]:
        return self.random >= self.stylist


@dataclass(frozen=True)
class PairViolations:
    source: str
    target: str
    triplets: int
    violated: int

    @property
    def share(self) -> float:
        return self.violated / self.triplets


def draw_triplets(
    rooms: Sequence[Sequence[int]],
    categories: Sequence[str | None],
    designs: Sequence[str],
    seed: int,
) -> Triplets:
    """One triplet for each two listings that share a room, in either direction.

    The random listing is of the category of the stylist's, of another design than the anchor, and
    of none that stands in a room with the anchor's listing anywhere. Where there is no such
    listing there is no triplet; two finishes of one design make none either.
    """
    beside: dict[int, set[int]] = defaultdict(set)
    for room in rooms:
        for anchor in room:
            beside[anchor].update(room)
    of_category: dict[str, list[int]] = defaultdict(list)
    for row, category in enumerate(categories):
        if category is not None:
            of_category[category].append(row)
    generator = np.random.default_rng(seed)
    drawn = []
    for anchor in sorted(beside):
        banned = {designs[row] for row in beside[anchor]}
        for stylist in sorted(beside[anchor]):
            category = categories[stylist]
            if designs[stylist] == designs[anchor] or None in (category, categories[anchor]):
                continue
            candidates = of_category[category or ""]
            random = _drawn(candidates, banned, designs, generator)
            if random is not None:
                drawn.append((anchor, stylist, random))
    columns = np.array(drawn, dtype=np.int64).reshape(-1, 3).T
    return Triplets(*columns)


def _drawn(
    candidates: Sequence[int],
    banned: set[str],
    designs: Sequence[str],
    generator: np.random.Generator,
) -> int | None:
    places: list[int] = generator.integers(len(candidates), size=DRAWS).tolist()
    for place in places:
        if designs[candidates[place]] not in banned:
            return candidates[place]
    return next((row for row in candidates if designs[row] not in banned), None)


def judge(
    triplets: Triplets,
    styles: Floats,
    categories: Sequence[str | None],
    query: Query,
    logit: Logit | None,
) -> Judged:
    """Score all triplets: `query` of the anchor times the style (d,) of either candidate."""
    scores = np.zeros((2, len(triplets)), dtype=np.float32)
    logits = np.zeros_like(scores)
    for (source, target), rows in pair_rows(triplets, categories):
        asked = query(styles[triplets.anchor[rows]], source, target)
        for place, candidates in enumerate((triplets.stylist, triplets.random)):
            score = (asked * styles[candidates[rows]]).sum(axis=1)
            scores[place, rows] = score
            logits[place, rows] = score if logit is None else logit(score, source, target)
    return Judged(triplets, *scores, *logits)


def pair_rows(
    triplets: Triplets, categories: Sequence[str | None]
) -> Iterator[tuple[tuple[str, str], Rows]]:
    """Category pairs (anchor's, stylist's) in alphabetical order, and the triplets of each."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, (anchor, stylist) in enumerate(zip(triplets.anchor, triplets.stylist, strict=True)):
        rows[categories[anchor] or "", categories[stylist] or ""].append(row)
    for pair in sorted(rows):
        yield pair, np.array(rows[pair], dtype=np.int64)


def violations(judged: Judged, categories: Sequence[str | None]) -> list[PairViolations]:
    """Per category pair that has triplets."""
    return [
        PairViolations(*pair, triplets=len(rows), violated=int(judged.violated[rows].sum()))
        for pair, rows in pair_rows(judged.triplets, categories)
    ]
