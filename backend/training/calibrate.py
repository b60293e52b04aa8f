"""Calibration on listings kept from training: what a score or a probability is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.encoder.calibration import Calibration, Line, pair_key
from backend.encoder.matching import PairMaps
from backend.taxonomy import CATEGORIES
from backend.training.answers import Answers, Floats
from backend.training.corpus import Corpus, Ints
from backend.training.losses import UNKNOWN
from backend.training.network import ATTRIBUTES, SEVERAL

Numbers = NDArray[np.float64]

Judged = dict[tuple[int, int], tuple[Numbers, Numbers]]
"""By source and target category, scores and whether each is right, 1 or 0."""

DEPTH: Final = 10
"""Results of a photo that a visual score is calibrated on."""
FEWEST: Final = 60
"""Judgements that a pair of categories needs for a line of its own."""
FEWEST_PIECES: Final = 2
MOST_PIECES: Final = 8
"""Pieces of a room that say something together: more of them are taken for so many."""
_PRIOR: Final = 40.0
"""Judgements that the shared line weighs in a pair's own."""
_TEMPERATURES: Final = np.exp(np.linspace(np.log(0.3), np.log(4.0), 60))
_THRESHOLDS: Final = np.linspace(0.15, 0.75, 25)
_EVEN: Final = 0.5
_NO_DESIGN: Final = -1


class HeadCalibration(Struct, frozen=True, kw_only=True):
    """What the logits of each attribute are divided by, and from which probability on a value
    counts where there may be several."""

    temperatures: dict[str, float]
    thresholds: dict[str, tuple[float, ...]]


def calibrate_heads(answers: Answers) -> HeadCalibration:
    """Temperatures (Guo et al., "On calibration of modern neural networks", 2017) of least log
    loss over packshots and photos; thresholds of best F1 over packshots, value by value."""
    temperatures, thresholds = {}, {}
    for name in ATTRIBUTES:
        truth = answers.corpus.values(name)[answers.shows]
        logits = answers.logits[name].astype(np.float64)
        known = (truth if truth.ndim == 1 else truth[:, 0]) != UNKNOWN
        temperatures[name] = 1.0
        if known.any():
            loss = _several_loss if name in SEVERAL else _single_loss
            losses = [loss(logits[known] / t, truth[known]) for t in _TEMPERATURES]
            temperatures[name] = float(_TEMPERATURES[int(np.argmin(losses))])
        if name in SEVERAL:
            packshots = known & (np.arange(len(known)) < answers.listings)
            told = _sigmoid(logits[packshots] / temperatures[name])
            thresholds[name] = tuple(
                best_threshold(told[:, value], truth[packshots][:, value] == 1)
                for value in range(logits.shape[1])
            )
    return HeadCalibration(temperatures=temperatures, thresholds=thresholds)


def best_threshold(probabilities: Numbers, right: NDArray[np.bool_]) -> float:
    """The threshold of best F1; 0.5 where nothing is right."""
    if not right.any():
        return _EVEN
    told = probabilities[:, None] >= _THRESHOLDS
    hits = (told & right[:, None]).sum(axis=0)
    f1 = 2 * hits / (told.sum(axis=0) + right.sum())
    return round(float(_THRESHOLDS[int(np.argmax(f1))]), 3)


def calibrate_scores(answers: Answers, others: Floats, maps: PairMaps, seed: int) -> Calibration:
    """Lines for visual scores and for each pair of categories with enough rooms.

    `others` (n, d) are visual vectors of listings of other designs, among which photos are looked
    for too: the more there are, the less a cosine is worth.
    """
    visual = fit_line(*_photo_results(answers, others))
    return calibrate_matching(visual, answers.corpus, answers.style, maps, seed)


def calibrate_matching(
    visual: Line, corpus: Corpus, styles: Floats, maps: PairMaps, seed: int
) -> Calibration:
    """The same of rooms alone, beside a line for visual scores that is known. `styles` (n, d) are
    of the corpus' listings; rows after those mean nothing here."""
    judged = judged_pairs(corpus, styles, maps, seed)
    if not judged:
        return Calibration(visual=visual, matching=Line(slope=1.0, offset=0.0))
    scores, right = (np.concatenate(each) for each in zip(*judged.values(), strict=True))
    shared = fit_line(scores, right)
    pairs = {
        pair_key(CATEGORIES[source], CATEGORIES[target]): fit_line(*each, prior=shared)
        for (source, target), each in sorted(judged.items())
        if len(each[0]) >= FEWEST
    }
    return Calibration(
        visual=visual,
        matching=shared,
        pairs=pairs,
        rooms=tuple(fit_line(*each) for each in _judged_rooms(corpus, styles, maps, seed)),
    )


def fit_line(scores: Numbers, right: Numbers, prior: Line | None = None) -> Line:
    """The logistic curve of greatest likelihood (Platt, 1999), by Newton's method; a slope is
    never below 0. `prior` counts as some judgements that agree with it.

    A line through 0 without a slope, for no judgements.
    """
    if not len(scores) or right.min() == right.max():
        return prior or Line(slope=1.0, offset=0.0)
    mean, spread = float(scores.mean()), float(max(scores.std(), 1e-6))
    design = np.stack([(scores - mean) / spread, np.ones(len(scores))], axis=1)
    start = np.zeros(2)
    penalty = np.full(2, 1e-3)
    if prior is not None:
        start = np.array([prior.slope * spread, prior.offset + prior.slope * mean])
        penalty = np.full(2, _PRIOR / 4)
    line = start.copy()
    for _ in range(50):
        told = _sigmoid(design @ line)
        gradient = design.T @ (told - right) + penalty * (line - start)
        curvature = (design * (told * (1 - told))[:, None]).T @ design + np.diag(penalty)
        move = np.linalg.solve(curvature, gradient)
        line = line - move * min(1.0, 4.0 / max(1e-9, float(np.abs(move).max())))
        if np.abs(move).max() < 1e-9:
            break
    slope = max(0.0, float(line[0]) / spread)
    return Line(slope=slope, offset=float(line[1]) - slope * mean)


def _photo_results(answers: Answers, others: Floats) -> tuple[Numbers, Numbers]:
    """Cosines of the first results of each photo, and whether they show its design."""
    count = answers.listings
    gallery = np.concatenate([answers.visual[:count], others])
    scores = (answers.visual[count:] @ gallery.T).astype(np.float64)
    first = np.argsort(-scores, axis=1)[:, :DEPTH]
    designs = np.append(answers.corpus.design, np.full(len(others), _NO_DESIGN))
    right = designs[first] == answers.corpus.design[answers.shows[count:]][:, None]
    return np.take_along_axis(scores, first, axis=1).ravel(), right.astype(np.float64).ravel()


def judged_pairs(corpus: Corpus, styles: Floats, maps: PairMaps, seed: int) -> Judged:
    """For each pair of categories, scores of the stylist's listings (right), then of as many random
    ones of the same categories (wrong), each in the place of the right one's."""
    of_category = {c: np.flatnonzero(corpus.category == c) for c in range(len(CATEGORIES))}
    random = np.random.default_rng(seed)
    asked: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for room in corpus.rooms:
        for source, target in _pairs_of(room, corpus):
            others = of_category[int(corpus.category[target])]
            wrong = int(random.choice(others))
            if wrong in room:
                continue
            key = (int(corpus.category[source]), int(corpus.category[target]))
            asked.setdefault(key, []).append((source, target, wrong))
    judged = {}
    for (source_category, target_category), each in asked.items():
        sources, rights, wrongs = np.array(each).T
        queries = maps.query(
            styles[sources], CATEGORIES[source_category], CATEGORIES[target_category]
        )
        scores = [(queries * styles[rows]).sum(axis=1) for rows in (rights, wrongs)]
        told = np.concatenate(scores).astype(np.float64)
        judged[source_category, target_category] = (told, np.repeat([1.0, 0.0], len(each)))
    return judged


def _judged_rooms(
    corpus: Corpus, styles: Floats, maps: PairMaps, seed: int
) -> list[tuple[Numbers, Numbers]]:
    """What two pieces of a room say together of another piece (right) and of a random one of its
    category (wrong); the same of three, and so on as far as there are enough judgements. Their sum
    grows with their number. Nothing for a release without maps for rooms."""
    told: dict[int, list[tuple[float, float]]] = {}
    random = np.random.default_rng(seed)
    for room in corpus.rooms if maps.room_shared is not None else ():
        # Two of one listing, such as chairs, say nothing of each other.
        pieces = dict.fromkeys(room.tolist())
        known = [each for each in pieces if corpus.category[each] != UNKNOWN]
        for target in known if len(known) > FEWEST_PIECES else ():
            others = random.permutation([each for each in known if each != target])
            some = others[: random.integers(FEWEST_PIECES, len(others) + 1)]
            kind = int(corpus.category[target])
            wrong = int(random.choice(np.flatnonzero(corpus.category == kind)))
            if wrong in known:
                continue
            query = _room_query(corpus, styles, maps, some.tolist(), CATEGORIES[kind])
            told.setdefault(len(some), []).extend(
                [(query @ styles[target], 1.0), (query @ styles[wrong], 0.0)]
            )
    judged = []
    for count in range(FEWEST_PIECES, MOST_PIECES + 1):
        if len(told.get(count, ())) < FEWEST:
            break
        scores, right = np.array(told[count], np.float64).T
        judged.append((scores, right))
    return judged


def _room_query(
    corpus: Corpus, styles: Floats, maps: PairMaps, pieces: Sequence[int], target: str
) -> Floats:
    kinds = [CATEGORIES[int(corpus.category[each])] for each in pieces]
    query: Floats = np.sum(
        [
            maps.query(styles[[each]], kind, target, room=True)[0]
            for each, kind in zip(pieces, kinds, strict=True)
        ],
        axis=0,
    )
    return query


def _pairs_of(room: Ints, corpus: Corpus) -> list[tuple[int, int]]:
    known = [int(each) for each in room if corpus.category[each] != UNKNOWN]
    return [(a, b) for a in known for b in known if a != b]


def _sigmoid(logits: Numbers) -> Numbers:
    told: Numbers = 1 / (1 + np.exp(-np.clip(logits, -50, 50)))
    return told


def _single_loss(logits: Numbers, truth: Ints) -> float:
    shifted = logits - logits.max(axis=1, keepdims=True)
    told = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-told[np.arange(len(truth)), truth].mean())


def _several_loss(logits: Numbers, truth: Ints) -> float:
    return float((np.logaddexp(0, logits) - truth * logits).mean())
