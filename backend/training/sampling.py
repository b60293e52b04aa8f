"""Which pictures make a batch. Every batch follows from seed, phase, step and rank alone, so a run
that was stopped goes on with the very batches it would have had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backend.training.config import Draws, Sampling
from backend.training.corpus import Corpus, Ints
from backend.training.losses import UNKNOWN
from backend.training.network import ATTRIBUTES, SEVERAL

SCENES: Final = 0.15
"""Share of a pair's pictures that are photos, where there are any: most questions of what goes
with a piece are asked of its packshot."""


@dataclass(frozen=True, kw_only=True)
class Blanks:
    """Questions of one target category: which listing of it belongs to these anchors?

    `anchors` (m,) and `positives` (n,) are positions in the batch; `asked` (m,) says which question
    an anchor belongs to. `negative` (n, n): whether the answer to one question is a wrong one to
    another; what stands in the same room or order is not.
    """

    target: int
    anchors: Ints
    asked: Ints
    positives: Ints
    negative: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Batch:
    """`pictures` (n,) are numbers of the corpus' pictures, `seeds` (n,) what they are altered by,
    `listings` (n,) what they show; the first `distilled` are shown to the untouched backbone."""

    pictures: Ints
    seeds: Ints
    listings: Ints
    pairs: tuple[Blanks, ...]
    rooms: tuple[Blanks, ...]
    distilled: int


class Sampler:
    """Draws batches from a corpus."""

    def __init__(self, corpus: Corpus, sampling: Sampling, seed: int) -> None:
        self._corpus = corpus
        self._sampling = sampling
        self._seed = seed
        self._by_value = {name: _listings_of_values(corpus, name) for name in ATTRIBUTES}
        self._photographed = np.array([len(each) > 0 for each in corpus.scenes], np.bool_)
        self._of_design = _grouped(corpus.design)
        warm = np.unique(corpus.design[~corpus.cold])
        cold = np.unique(corpus.design[corpus.cold])
        self._designs = (warm if len(warm) else cold, cold)
        self._asker = Asker(corpus, sampling)

    def batch(self, draws: Draws, *keys: int) -> Batch:
        """The batch of these `keys` (phase, step, rank)."""
        random = np.random.default_rng((self._seed, *keys))
        pictures = self._retrieval(draws, random)
        for values in self._by_value.values():
            pictures += self._attribute(values, draws.of_attribute, random)
        pairs, rooms = [], []
        if self._asker.targets:
            for _ in range(draws.pair_categories):
                target = self._asker.target(random)
                drawn = [self._asker.pair(target, random) for _ in range(draws.pairs)]
                pairs.append(self._blanks(target, drawn, pictures, random))
                if draws.rooms and self._asker.has_rooms(target):
                    whole = [self._asker.room(target, random) for _ in range(draws.rooms)]
                    rooms.append(self._blanks(target, whole, pictures, random))
        chosen = np.array(pictures, np.int64)
        listings = np.array([self._corpus.pictures[each].listing for each in pictures], np.int64)
        # Which pictures are distilled must not depend on what they were drawn for.
        order = random.permutation(len(chosen))
        at = np.argsort(order)
        return Batch(
            pictures=chosen[order],
            seeds=random.integers(1 << 31, size=len(chosen)),
            listings=listings[order],
            pairs=tuple(_moved(each, at) for each in pairs),
            rooms=tuple(_moved(each, at) for each in rooms),
            distilled=draws.distilled,
        )

    def _retrieval(self, draws: Draws, random: np.random.Generator) -> list[int]:
        """Pictures of designs: one packshot, a scene where there is one, other packshots."""
        warm, cold = self._designs
        among_cold = random.random(draws.designs) < self._sampling.cold if len(cold) else ()
        taken: list[int] = []
        counts = [draws.designs - int(np.sum(among_cold)), int(np.sum(among_cold))]
        for pool, count in zip((warm, cold), counts, strict=True):
            if count:
                taken += random.choice(pool, count, replace=count > len(pool)).tolist()
        pictures = []
        for design in taken:
            listings = self._of_design[design]
            packshots = [p for each in listings for p in self._corpus.packshots[each]]
            scenes = [p for each in listings for p in self._corpus.scenes[each]]
            wanted = random.permutation(packshots)[: draws.pictures_each].tolist()
            if scenes:
                # Beside a single packshot, not in its place.
                kept = wanted if len(wanted) == 1 < draws.pictures_each else wanted[:-1]
                wanted = [*kept, int(random.choice(scenes))]
            pictures += wanted
        return pictures

    def _attribute(
        self, values: Sequence[Ints], count: int, random: np.random.Generator
    ) -> list[int]:
        """Pictures of listings of which the attribute is known, its values equally often."""
        pictures = []
        for _ in range(count if values else 0):
            listings = values[int(random.integers(len(values)))]
            photographed = listings[self._photographed[listings]]
            if len(photographed) and random.random() < self._sampling.photos:
                listing = int(random.choice(photographed))
                pictures.append(int(random.choice(self._corpus.scenes[listing])))
            else:
                pictures.append(self._packshot(int(random.choice(listings)), random))
        return pictures

    def _blanks(
        self, target: int, drawn: Sequence[Blank], pictures: list[int], random: np.random.Generator
    ) -> Blanks:
        """Adds the questions' pictures to `pictures`."""
        anchors, asked, positives = [], [], []
        for number, blank in enumerate(drawn):
            for anchor in blank.anchors:
                anchors.append(len(pictures))
                asked.append(number)
                pictures.append(self._picture(int(anchor), random))
            positives.append(len(pictures))
            pictures.append(self._picture(blank.positive, random))
        answers = np.array([blank.positive for blank in drawn])
        return Blanks(
            target=target,
            anchors=np.array(anchors, np.int64),
            asked=np.array(asked, np.int64),
            positives=np.array(positives, np.int64),
            negative=np.array([~np.isin(answers, blank.together) for blank in drawn]),
        )

    def _picture(self, listing: int, random: np.random.Generator) -> int:
        photos = self._corpus.scenes[listing]
        if photos and random.random() < SCENES:
            return int(random.choice(photos))
        return self._packshot(listing, random)

    def _packshot(self, listing: int, random: np.random.Generator) -> int:
        packshots = self._corpus.packshots[listing]
        # A listing is known by its first packshot when it is served.
        return packshots[0] if random.random() < 0.5 else int(random.choice(packshots))


class Blank(NamedTuple):
    """Which listing goes with the `anchors` (k,)? The `positive` does, and so may all that stand
    `together` with it: they are no wrong answers."""

    anchors: Ints
    positive: int
    together: Ints


class Asker:
    """Draws questions of what goes with what from a corpus' rooms and orders."""

    def __init__(self, corpus: Corpus, sampling: Sampling) -> None:
        self._corpus = corpus
        self._sampling = sampling
        sets = (corpus.rooms, corpus.orders)
        self._pools = [_pools(corpus, rows, sampling) for rows in sets]
        self.targets = tuple(sorted(set(self._pools[0]) | set(self._pools[1])))
        """Categories that there are questions of."""
        sizes = [sum(len(p[t].sets) for p in self._pools if t in p) for t in self.targets]
        self._weights = np.array(sizes) ** 0.5

    def target(self, random: np.random.Generator) -> int:
        """One of `targets`, of which there must be some; those of more questions are likelier."""
        return int(random.choice(self.targets, p=self._weights / self._weights.sum()))

    def has_rooms(self, target: int) -> bool:
        return target in self._pools[0]

    def pair(self, target: int, random: np.random.Generator) -> Blank:
        """Of a room or an order, one piece that is asked for and one that is there."""
        kinds = [kind for kind in (0, 1) if target in self._pools[kind]]
        rooms = len(kinds) == 1 or random.random() < self._sampling.rooms
        kind = kinds[0] if rooms else kinds[1]
        rows, position = self._draw(kind, target, random)
        others = rows[rows != rows[position]]
        return Blank(np.array([random.choice(others)]), int(rows[position]), rows)

    def room(self, target: int, random: np.random.Generator) -> Blank:
        """Of a room, one piece that is asked for and all others."""
        rows, position = self._draw(0, target, random)
        others = rows[(rows != rows[position]) & (self._corpus.category[rows] != UNKNOWN)]
        return Blank(others, int(rows[position]), rows)

    def _draw(self, kind: int, target: int, random: np.random.Generator) -> tuple[Ints, int]:
        pool = self._pools[kind][target]
        number, position = pool.draw(random, cold=random.random() < self._sampling.cold)
        return (self._corpus.rooms, self._corpus.orders)[kind][number], position


def _moved(blanks: Blanks, at: Ints) -> Blanks:
    """With positions after the batch was shuffled."""
    return replace(blanks, anchors=at[blanks.anchors], positives=at[blanks.positives])


class _Pool:
    """What there is to draw positives of one category from: each piece of that category in each
    room (or order)."""

    def __init__(
        self, sets: Ints, positions: Ints, weights: NDArray[np.float64], cold: NDArray[np.bool_]
    ) -> None:
        self.sets = sets
        self.positions = positions
        self._all = np.cumsum(weights)
        self._cold = np.cumsum(weights * cold)

    def draw(self, random: np.random.Generator, *, cold: bool) -> tuple[int, int]:
        """A set and the position in it of the positive."""
        sums = self._cold if cold and self._cold[-1] > 0 else self._all
        at = int(np.searchsorted(sums, random.random() * sums[-1], side="right"))
        return int(self.sets[at]), int(self.positions[at])


def _pools(corpus: Corpus, sets: Sequence[Ints], sampling: Sampling) -> dict[int, _Pool]:
    entries: dict[int, list[tuple[int, int, int]]] = {}
    for index, rows in enumerate(sets):
        if len(set(rows.tolist())) < 2:
            continue
        for position, listing in enumerate(rows.tolist()):
            category = int(corpus.category[listing])
            if category != UNKNOWN:
                entries.setdefault(category, []).append((index, position, listing))
    pools = {}
    for category, found in entries.items():
        kept = _capped(found, corpus.design, sampling.per_design)
        rows_, positions, listings = (
            np.array(column, np.int64) for column in zip(*kept, strict=True)
        )
        if len(np.unique(listings)) < 2:
            continue
        weights = importance(listings, sampling.debias)
        pools[category] = _Pool(rows_, positions, weights, corpus.cold[listings])
    return pools


def importance(listings: Ints, debias: float) -> NDArray[np.float64]:
    """A weight for each of `listings` such that a listing that is there n times has in all
    n ** (1 - debias)."""
    _, inverse, counts = np.unique(listings, return_inverse=True, return_counts=True)
    return counts[inverse].astype(np.float64) ** -debias


def _capped(
    entries: Sequence[tuple[int, int, int]], design: Ints, most: int
) -> list[tuple[int, int, int]]:
    """At most `most` entries of each design, spread evenly over those that there are."""
    total = Counter(int(design[listing]) for _, _, listing in entries)
    met: Counter[int] = Counter()
    kept = []
    for entry in entries:
        own = int(design[entry[2]])
        before, after = (n * most // total[own] for n in (met[own], met[own] + 1))
        met[own] += 1
        if total[own] <= most or after > before:
            kept.append(entry)
    return kept


def _grouped(groups: Ints) -> dict[int, Ints]:
    order = np.argsort(groups, kind="stable")
    values, first = np.unique(groups[order], return_index=True)
    return dict(zip(values.tolist(), np.split(order, first[1:]), strict=True))


def _listings_of_values(corpus: Corpus, attribute: str) -> list[Ints]:
    """The listings of each value that any has."""
    values = corpus.values(attribute)
    if attribute in SEVERAL:
        columns = [np.flatnonzero(values[:, value] == 1) for value in range(values.shape[1])]
    else:
        columns = [
            np.flatnonzero(values == value) for value in np.unique(values[values != UNKNOWN])
        ]
    return [column for column in columns if len(column)]
