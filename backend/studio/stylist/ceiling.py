"""The best that anybody can do on the questions a set of rooms asks, beside plain controls.

Nobody can answer better than the model that drew the rooms: its posterior is exact. A learned
model is to be judged by how much of the way from the controls to this ceiling it has come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.errors import InvalidInput
from backend.studio.seeds import generator
from backend.studio.stylist.controls import (
    BEST_PAIR,
    EXACT,
    Ranker,
    averages,
    measures,
    rankers,
)
from backend.studio.stylist.marginals import PairMarginals
from backend.studio.stylist.model import Stylist
from backend.studio.stylist.questions import Questions, Resampled, ask, resample
from backend.taxonomy import CATEGORIES

BOOTSTRAP: Final = 500


class Estimate(Struct, frozen=True):
    """A mean over n comparisons or questions; its standard error is that of drawing other rooms."""

    value: float
    error: float
    n: int


class PairCeiling(Struct, frozen=True, kw_only=True):
    """AUC of telling a pair of a room from one of whose pieces was drawn anew; by ranker."""

    first: str
    second: str
    auc: dict[str, Estimate]


class Ceiling(Struct, frozen=True, kw_only=True):
    """Each mapping is by ranker: `stylist` is the ceiling, all others are controls.

    Accuracies have chance at 1/4, AUCs at 1/2; a tie counts as a guess.
    """

    rooms: int
    listings: int
    expected_accuracy: Estimate  # that the model gives itself: the mean of its highest posterior
    accuracy: dict[str, Estimate]  # fill in the blank: one right answer among four
    whole_room: dict[str, Estimate]  # AUC: the room against all its pieces drawn anew
    one_swap: dict[str, Estimate]  # AUC: the room against the room with one piece swapped
    pairs: dict[str, Estimate]  # AUC: two pieces of the room against the same with one swapped
    by_pair: tuple[PairCeiling, ...]  # the same by categories, in alphabetical order


def ceiling(
    stylist: Stylist,
    rooms: Sequence[Sequence[str]],
    popularity: Mapping[str, float],
    seed: int = 0,
) -> Ceiling:
    """Of rooms that were drawn from the stylist's listings: those of one split.

    `popularity` is how often a listing was seen or bought, or stood in other rooms, for a control.
    Raises `InvalidInput` where no room asks anything.
    """
    questions = ask(stylist, rooms, generator(seed, "questions"))
    if not len(questions.room):
        raise InvalidInput("These rooms leave no question to ask.")
    resampled = resample(stylist, rooms, generator(seed, "resampled"))
    known = rankers(stylist, popularity, generator(seed, "random"))
    measured = _Measured(stylist)
    estimate = _Bootstrap(len(rooms), generator(seed, "bootstrap"))
    accuracy, swap, whole = {}, {}, {}
    pair_wins: dict[str, NDArray[np.float64]] = {}
    for name, ranker in known.items():
        pairs = measured.answers(questions, ranker)
        scores = _sums(questions.question, pairs, len(questions.room))
        scores += ranker.pieces[questions.answers]
        accuracy[name] = estimate(questions.room, _rightly_first(scores))
        swap[name] = estimate(questions.room, _wins(scores))
        if name == EXACT:
            confidence = _highest_posterior(scores)
        else:
            pair_wins[name] = _wins(pairs + ranker.pieces[questions.answers[questions.question]])
        whole[name] = estimate(np.arange(len(rooms)), _wins(measured.rooms(resampled, ranker)))
    slots = [[stylist.category_of(listing) for listing in room] for room in rooms]
    marginals = PairMarginals(stylist, slots, generator(seed, "marginals"))
    pair_wins[BEST_PAIR] = _wins(_lifts(stylist, questions, marginals))
    return Ceiling(
        rooms=len(rooms),
        listings=len(stylist.listings),
        expected_accuracy=estimate(questions.room, confidence),
        accuracy=accuracy,
        whole_room=whole,
        one_swap=swap,
        pairs={
            name: estimate(questions.room[questions.question], wins)
            for name, wins in pair_wins.items()
        },
        by_pair=_by_categories(stylist, questions, pair_wins, estimate),
    )


class _Bootstrap:
    """Means over items of rooms, with standard errors over draws of rooms with replacement."""

    def __init__(self, rooms: int, numbers: np.random.Generator) -> None:
        self._rooms = rooms
        self._draws = numbers.multinomial(rooms, np.full(rooms, 1 / rooms), BOOTSTRAP)

    def __call__(self, room: NDArray[np.int64], values: NDArray[np.float64]) -> Estimate:
        sums = self._draws @ np.bincount(room, values, self._rooms)
        counts = self._draws @ np.bincount(room, minlength=self._rooms)
        means = sums[counts > 0] / counts[counts > 0]
        return Estimate(float(values.mean()), float(means.std()), len(values))


class _Measured:
    """What rankers see of questions and rooms."""

    def __init__(self, stylist: Stylist) -> None:
        self._arrays = stylist.arrays
        self._averages = averages(stylist)
        self._category = np.array(
            [CATEGORIES.index(traits.category) for traits in stylist.listings], np.int64
        )

    def answers(self, questions: Questions, ranker: Ranker) -> NDArray[np.float64]:
        """(T, 4): each answer with the other piece."""
        answers = questions.answers[questions.question]
        columns = [self._pairs(column, questions.other, ranker) for column in answers.T]
        return np.stack(columns, axis=1)

    def rooms(self, resampled: Resampled, ranker: Ranker) -> NDArray[np.float64]:
        """(R, 2): each room as it is and drawn anew."""
        columns = [
            self._pairs(first, second, ranker)
            for first, second in zip(resampled.first.T, resampled.second.T, strict=True)
        ]
        pieces = np.stack([ranker.pieces[rows].sum(axis=0) for rows in resampled.pieces])
        pieces += _sums(resampled.room, np.stack(columns, axis=1), len(pieces))
        return pieces

    def _pairs(
        self, first: NDArray[np.int64], second: NDArray[np.int64], ranker: Ranker
    ) -> NDArray[np.float64]:
        one, other = self._category[first], self._category[second]
        seen = measures(self._arrays, first, second)
        if ranker.net:
            seen -= self._averages[first, other] + self._averages[second, one]
        weighted = (seen * ranker.pairs[one, other]).astype(np.float64)
        scores: NDArray[np.float64] = weighted.sum(axis=1)
        return scores


def _sums(
    group: NDArray[np.int64], values: NDArray[np.float64], groups: int
) -> NDArray[np.float64]:
    """(groups, columns): the rows of each group added up."""
    return np.stack([np.bincount(group, column, groups) for column in values.T], axis=1)


def _wins(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of the wrong answers the right one (the first) beats; a tie counts half."""
    # float32 sums in another order differ in the last digit: that is a tie, not a win.
    margin = np.round(scores[:, :1] - scores[:, 1:], 6)
    beaten: NDArray[np.float64] = ((margin > 0) + 0.5 * (margin == 0)).mean(axis=1)
    return beaten


def _rightly_first(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 where the right answer alone is the best, its part of a tie where it shares that."""
    scores = np.round(scores, 6)
    best = scores == scores.max(axis=1, keepdims=True)
    right: NDArray[np.float64] = best[:, 0] / best.sum(axis=1)
    return right


def _highest_posterior(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    highest: NDArray[np.float64] = 1.0 / odds.sum(axis=1)
    return highest


def _lifts(stylist: Stylist, questions: Questions, marginals: PairMarginals) -> NDArray[np.float64]:
    """(T, 4): how much likelier than chance each answer and the other piece are together."""
    answers = questions.answers[questions.question]
    found = np.empty(answers.shape)
    for term, (rows, column) in enumerate(zip(answers, questions.other, strict=True)):
        one, other = (stylist.listings[row].category for row in (rows[0], column))
        lifts = marginals.lifts(one, other)
        found[term] = lifts[rows - stylist.span(one).start, column - stylist.span(other).start]
    return found


def _by_categories(
    stylist: Stylist,
    questions: Questions,
    wins: Mapping[str, NDArray[np.float64]],
    estimate: _Bootstrap,
) -> tuple[PairCeiling, ...]:
    terms: dict[tuple[str, ...], list[int]] = {}
    swapped = questions.answers[questions.question, 0]
    for term, rows in enumerate(zip(swapped, questions.other, strict=True)):
        names = tuple(sorted(stylist.listings[row].category for row in rows))
        terms.setdefault(names, []).append(term)
    room = questions.room[questions.question]
    return tuple(
        PairCeiling(
            first=names[0],
            second=names[1],
            auc={name: estimate(room[which], values[which]) for name, values in wins.items()},
        )
        for names, which in sorted(terms.items())
    )
