"""How often the attributes that a release reads off a picture are right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from backend.training.evaluation.figures import (
    Comparison,
    Figure,
    Resamples,
    Values,
    compared,
    interval,
)

Marks = npt.NDArray[np.bool_]
"""(n, values): which values each picture has, or is said to have."""


class ClassRow(Struct, frozen=True, kw_only=True):
    """One value: `n` pictures have it; shares in [0, 1], None where there is nothing to divide."""

    value: str
    n: int
    precision: float | None
    recall: float | None
    f1: float


@dataclass(frozen=True)
class Answers:
    """What a release said of n pictures of which the truth is known.

    `first` has the main true value's column, -1 where there is none; `groups` what is drawn
    together (the design).
    """

    values: tuple[str, ...]
    predicted: Marks
    actual: Marks
    first: npt.NDArray[np.int64]
    groups: npt.NDArray[np.str_]


def likeliest(probabilities: npt.NDArray[np.float32]) -> Marks:
    """One value for each row of (n, values): the likeliest, the first of several equal ones."""
    marks = np.zeros(probabilities.shape, np.bool_)
    if len(marks):
        marks[np.arange(len(marks)), probabilities.argmax(axis=1)] = True
    return marks


def majority(actual: Marks) -> Marks:
    """The commonest set of values, said of every picture: the control that looks at none.

    It knows the pictures asked about, so it is as good as such a control can be.
    """
    sets, counts = np.unique(actual, axis=0, return_counts=True)
    commonest: Marks = np.repeat(sets[counts.argmax()][None], len(actual), axis=0)
    return commonest


def single_figures(answers: Answers) -> dict[str, Comparison]:
    """Of an attribute with one value each, beside `majority`:

    - `` (no name): accuracy, the share of pictures whose value is right
    - `balanced_accuracy`: the mean over values of the share of pictures that it is seen in
    - `macro_f1`: the mean over values of F1, 2 TP / (2 TP + FP + FN)
    """
    wanted: dict[str, Callable[[Answers, Marks], Figure | None]] = {
        "": _accuracy,
        "balanced_accuracy": lambda these, marks: _over_classes(these, marks, _recalls),
        "macro_f1": lambda these, marks: _over_classes(these, marks, _f1s),
    }
    return _beside_majority(answers, wanted)


def several_figures(answers: Answers) -> dict[str, Comparison]:
    """Of an attribute with any number of values, beside `majority`:

    - `` (no name): macro-F1, the mean over values of F1
    - `micro_f1`: F1 over all values of all pictures at once
    - `first_among_predicted`: the share of pictures whose main value is among those named
    """
    wanted: dict[str, Callable[[Answers, Marks], Figure | None]] = {
        "": lambda these, marks: _over_classes(these, marks, _f1s),
        "micro_f1": _micro_f1,
        "first_among_predicted": _first_found,
    }
    return _beside_majority(answers, wanted)


def class_table(answers: Answers) -> tuple[ClassRow, ...]:
    """One row for each value that a picture has or is said to have, in the attribute's order."""
    hits, said, there = (column.sum(axis=0) for column in _columns(answers, answers.predicted))
    return tuple(
        ClassRow(
            value=value,
            n=int(there[place]),
            precision=float(hits[place] / said[place]) if said[place] else None,
            recall=float(hits[place] / there[place]) if there[place] else None,
            f1=float(2 * hits[place] / (said[place] + there[place])),
        )
        for place, value in enumerate(answers.values)
        if said[place] or there[place]
    )


def _beside_majority(
    answers: Answers, wanted: dict[str, Callable[[Answers, Marks], Figure | None]]
) -> dict[str, Comparison]:
    if not len(answers.actual):
        return {}
    blind = majority(answers.actual)
    found = {
        name: compared(measure(answers, answers.predicted), {"majority": measure(answers, blind)})
        for name, measure in wanted.items()
    }
    return {name: comparison for name, comparison in found.items() if comparison is not None}


def _accuracy(answers: Answers, marks: Marks) -> Figure | None:
    return Resamples(answers.groups).mean((marks & answers.actual).any(axis=1))


def _first_found(answers: Answers, marks: Marks) -> Figure | None:
    known = answers.first >= 0
    found = marks[np.arange(len(marks)), answers.first]
    return Resamples(answers.groups).mean(found, known)


def _micro_f1(answers: Answers, marks: Marks) -> Figure | None:
    hits, said, there = (column.sum(axis=1) for column in _columns(answers, marks))
    return Resamples(answers.groups).mean(2 * hits / np.maximum(said + there, 1), said + there)


def _over_classes(
    answers: Answers, marks: Marks, score: Callable[[Values, Values, Values], Values]
) -> Figure | None:
    """The mean of a score over the values that some picture has, resample by resample."""
    columns = _columns(answers, marks)
    asked = answers.actual.any(axis=0)
    if not asked.any():
        return None
    once = score(*(column.sum(axis=0)[asked] for column in columns)).mean()
    sums = Resamples(answers.groups).sums(np.concatenate(columns, axis=1))
    hits, said, there = (part[:, asked] for part in np.split(sums, 3, axis=1))
    drawn = there > 0  # a value that no picture of a resample has is not asked about in it
    scores = np.where(drawn, score(hits, said, there), 0.0).sum(axis=1)
    counted = drawn.sum(axis=1)
    return interval(float(once), scores[counted > 0] / counted[counted > 0], len(answers.actual))


def _columns(answers: Answers, marks: Marks) -> tuple[Values, Values, Values]:
    """(n, values) each: right, said, there."""
    return (
        (marks & answers.actual).astype(np.float64),
        marks.astype(np.float64),
        answers.actual.astype(np.float64),
    )


def _f1s(hits: Values, said: Values, there: Values) -> Values:
    scores: Values = 2 * hits / np.maximum(said + there, 1)
    return scores


def _recalls(hits: Values, _: Values, there: Values) -> Values:
    scores: Values = hits / np.maximum(there, 1)
    return scores
