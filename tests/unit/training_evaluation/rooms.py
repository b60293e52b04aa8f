"""A few categories, rooms of them, and judges who know what belongs together."""

from __future__ import annotations

import numpy as np

from backend.training.evaluation.judges import Judge, Scores
from backend.training.evaluation.questions import Questions, ask

NAMES = ("lamp", "rug", "sofa")


def catalogue(each: int) -> dict[str, str]:
    return {f"{name}-{number}": name for name in NAMES for number in range(each)}


def matched_rooms(count: int, each: int) -> dict[str, tuple[str, ...]]:
    """Rooms of pieces of one number."""
    return {
        f"room-{number}": tuple(f"{name}-{number % each}" for name in NAMES)
        for number in range(count)
    }


def matched_questions(count: int = 12, each: int = 12) -> Questions:
    return ask(catalogue(each), matched_rooms(count, each))


def judge_of_matrix(questions: Questions, matrix: Scores) -> Judge:
    """Scores (listings, listings) of source and target."""
    spans = questions.spans()

    def block(source: str, target: str) -> Scores:
        found: Scores = matrix[spans[source], spans[target]]
        return found

    return Judge(block)


def knowing_judge(questions: Questions) -> Judge:
    """Pieces of one number belong together."""
    numbers = np.array([int(listing.rpartition("-")[2]) for listing in questions.listings])
    return judge_of_matrix(questions, (numbers[:, None] == numbers[None]).astype(np.float64))


def random_judge(questions: Questions, seed: int) -> Judge:
    count = len(questions.listings)
    return judge_of_matrix(questions, np.random.default_rng(seed).normal(size=(count, count)))
