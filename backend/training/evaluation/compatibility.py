"""How well a judge tells what a stylist put into a room from what he might have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from backend.training.evaluation.figures import Comparison, Figure, Resamples, compared
from backend.training.evaluation.judges import Judge, Scores
from backend.training.evaluation.questions import Questions

DEPTH: Final = 10
"""Complements that a shopper is shown."""

DIGITS: Final = 6
"""Sums of floats in another order differ behind it: that is a tie, not a win."""

NAMES: Final = ("auc", "fitb", "room_auc", f"hit_at_{DEPTH}")


WHOLE_ROOM: Final = ("fitb", "room_auc")
"""Those that are one per question, all others being one per term."""


class Ceiling(Struct, frozen=True, kw_only=True):
    """What whoever drew the rooms answers to the questions of this digest; `pairs` has AUCs by
    `source>target`."""

    questions: str
    auc: float
    fitb: float
    room_auc: float
    hit_at_10: float
    pairs: dict[str, float]


class PairRow(Struct, frozen=True, kw_only=True):
    """What goes with a piece of one category, of another one: AUCs over `n` comparisons."""

    source: str
    target: str
    n: int
    auc: Figure
    controls: dict[str, float]
    ceiling: float | None


@dataclass(frozen=True)
class Answered:
    """Scores of one judge, and what share of each question it got right."""

    pairs: Scores  # (T, 4) each answer with the other piece, the right one first
    auc: Scores  # (T,)
    hits: Scores  # (T,) the right listing is among the first of all of its category
    fitb: Scores  # (Q,)
    room_auc: Scores  # (Q,)

    def by_name(self) -> dict[str, Scores]:
        return dict(zip(NAMES, (self.auc, self.fitb, self.room_auc, self.hits), strict=True))


def answered(questions: Questions, judge: Judge) -> Answered:
    """What a judge says to all the questions; a tie is a guess.

    - `auc`: the share of the wrong answers that the right one beats, beside one other piece
    - `hits`: whether the right listing is among the `DEPTH` best of all its category that do not
      stand in the room, beside one other piece
    - `fitb` (fill in the blank): whether the right answer is the best of four, given the room
    - `room_auc`: the share of the rooms with a wrong answer in them that the true room beats
    """
    spans = questions.spans()
    answers = questions.answers[questions.question]
    stands = _stands_in(questions)
    room = questions.room[questions.question]
    pairs, rooms = np.empty(answers.shape), np.empty(answers.shape)
    hits = np.empty(len(answers))
    for (source, target), terms in questions.terms_by_categories().items():
        rows = questions.other[terms] - spans[source].start
        columns = answers[terms] - spans[target].start
        block = judge.pair(source, target)
        pairs[terms] = block[rows[:, None], columns]
        summed = judge.room(source, target) if judge.room else block
        rooms[terms] = summed[rows[:, None], columns]
        absent = stands[room[terms], spans[target]]
        hits[terms] = _hits(block[rows], columns[:, 0], absent)
    totals: Scores = np.stack(
        [
            np.bincount(questions.question, each, len(questions.room)).astype(np.float64)
            for each in rooms.T
        ],
        axis=1,
    )
    if judge.alone is not None:
        totals = totals + judge.alone[questions.answers]
    return Answered(pairs, _wins(pairs), hits, _rightly_first(totals), _wins(totals))


def compatibility_figures(
    questions: Questions,
    release: Answered,
    controls: Mapping[str, Answered],
    ceiling: Ceiling | None = None,
) -> dict[str, Comparison]:
    """By the names of `answered`; resampled over rooms."""
    of_terms, of_questions = questions.room[questions.question], questions.room
    found = {}
    for name, right in release.by_name().items():
        resamples = Resamples(of_questions if name in WHOLE_ROOM else of_terms)
        comparison = compared(
            resamples.mean(right),
            {each: resamples.mean(known.by_name()[name]) for each, known in controls.items()},
            getattr(ceiling, name) if ceiling else None,
        )
        if comparison is not None:
            found[name] = comparison
    return found


def pair_table(
    questions: Questions,
    release: Answered,
    controls: Mapping[str, Answered],
    ceiling: Ceiling | None = None,
) -> tuple[PairRow, ...]:
    """One row for each two categories that stand in a room, by names."""
    rooms = questions.room[questions.question]
    rows = []
    for (source, target), terms in questions.terms_by_categories().items():
        auc = Resamples(rooms[terms]).mean(release.auc[terms])
        assert auc is not None, "a pair of categories has terms"
        rows.append(
            PairRow(
                source=source,
                target=target,
                n=len(terms),
                auc=auc,
                controls={name: float(known.auc[terms].mean()) for name, known in controls.items()},
                ceiling=ceiling.pairs.get(f"{source}>{target}") if ceiling else None,
            )
        )
    return tuple(rows)


def ceiling_of(questions: Questions, judge: Judge) -> Ceiling:
    """What the judge who drew the rooms reaches."""
    right = answered(questions, judge)
    means = {name: float(values.mean()) for name, values in right.by_name().items()}
    return Ceiling(
        questions=questions.digest,
        auc=means["auc"],
        fitb=means["fitb"],
        room_auc=means["room_auc"],
        hit_at_10=means["hit_at_10"],
        pairs={
            f"{source}>{target}": float(right.auc[terms].mean())
            for (source, target), terms in questions.terms_by_categories().items()
        },
    )


def _stands_in(questions: Questions) -> npt.NDArray[np.bool_]:
    """(rooms, listings): what is in each room, as far as it is asked about."""
    stands = np.zeros((questions.rooms, len(questions.listings)), np.bool_)
    stands[questions.room, questions.answers[:, 0]] = True
    stands[questions.room[questions.question], questions.other] = True
    return stands


def _hits(scores: Scores, right: npt.NDArray[np.int64], absent: npt.NDArray[np.bool_]) -> Scores:
    """The chance (n,) that `right` (n,) is among the first of (n, listings) when ties are broken
    by lot; what is `absent` does not compete."""
    own = scores[np.arange(len(right)), right][:, None]
    better = ((scores > own) & ~absent).sum(axis=1)
    equal = ((scores == own) & ~absent).sum(axis=1)
    hits: Scores = np.clip((DEPTH - better) / (equal + 1), 0.0, 1.0)
    return hits


def _wins(scores: Scores) -> Scores:
    margin = np.round(scores[:, :1] - scores[:, 1:], DIGITS)
    wins: Scores = ((margin > 0) + 0.5 * (margin == 0)).mean(axis=1)
    return wins


def _rightly_first(scores: Scores) -> Scores:
    rounded = np.round(scores, DIGITS)
    best = rounded == rounded.max(axis=1, keepdims=True)
    right: Scores = best[:, 0] / best.sum(axis=1)
    return right
