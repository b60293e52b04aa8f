"""Whether as many lists as are looked into hold the nearest that match: tried on inverted files
that are built here, with filters that drop anything, what is far, or just what is nearest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pytest

from backend.index.capabilities import capabilities_of

Floats = npt.NDArray[np.float32]

ROWS: Final = 8_000
DIMENSION: Final = 48
QUESTIONS: Final = 60
WANTED: Final = 10
LIMIT: Final = 68
"""What a page of eight asks the index for."""


def unit(rows: npt.NDArray[Any]) -> Floats:
    scaled: Floats = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return scaled


def clustered(random: np.random.Generator) -> Floats:
    """Designs with some variants, in categories."""
    categories = unit(random.normal(size=(23, DIMENSION)))
    noise = random.normal(size=(ROWS // 4, DIMENSION)) / np.sqrt(DIMENSION)
    designs = unit(categories[random.integers(23, size=ROWS // 4)] + 1.3 * noise)
    noise = random.normal(size=(ROWS, DIMENSION)) / np.sqrt(DIMENSION)
    return unit(designs[random.integers(ROWS // 4, size=ROWS)] + 0.35 * noise)


def near_a_subspace(random: np.random.Generator) -> Floats:
    """No clusters, but fewer dimensions than it looks."""
    basis = random.normal(size=(20, DIMENSION))
    places = random.normal(size=(ROWS, 20)) * np.linspace(2, 0.3, 20)
    return unit(places @ basis + 0.3 * random.normal(size=(ROWS, DIMENSION)))


@dataclass(frozen=True)
class InvertedFile:
    """`lists` says in which list each row is; those of `order` are ranked for each question."""

    scores: Floats
    lists: npt.NDArray[np.int64]
    rank: npt.NDArray[np.int64]

    @classmethod
    def of(cls, rows: Floats, questions: Floats, count: int, random: np.random.Generator) -> Any:
        centers = rows[random.choice(len(rows), count, replace=False)]
        lists = np.zeros(len(rows), np.int64)
        for _ in range(10):
            lists = np.argmax(rows @ centers.T - (centers**2).sum(axis=1) / 2, axis=1)
            for number in range(count):
                if (lists == number).any():
                    centers[number] = rows[lists == number].mean(axis=0)
        rank = np.argsort(np.argsort(-(questions @ centers.T), axis=1), axis=1)
        return cls(questions @ rows.T, lists, rank)

    def recall(self, question: int, matching: npt.NDArray[np.int64], nprobe: int) -> float:
        """Of the nearest among the rows that match, which come best first."""
        return float((self.rank[question, self.lists[matching[:WANTED]]] < nprobe).mean())


@pytest.fixture(scope="module", params=[clustered, near_a_subspace])
def inverted_file(request: pytest.FixtureRequest) -> InvertedFile:
    random = np.random.default_rng(5)
    rows = request.param(random)
    noise = random.normal(size=(QUESTIONS, DIMENSION)) / np.sqrt(DIMENSION)
    questions = unit(rows[random.integers(ROWS, size=QUESTIONS)] + 0.3 * noise)
    nlist = capabilities_of("cpu").nlist
    assert nlist is not None
    found: InvertedFile = InvertedFile.of(rows, questions, nlist, random)
    return found


@pytest.mark.parametrize("kept", ["any", "nearest", "farthest"])
@pytest.mark.parametrize(
    "selectivity", [1.0, 0.99, 0.98, 0.97, 0.96, 0.95, 0.9, 0.5, 0.1, 0.01, 0.001]
)
def test_the_ten_nearest_that_match_are_found(
    inverted_file: InvertedFile, selectivity: float, kept: str
) -> None:
    random = np.random.default_rng(6)
    nprobe = capabilities_of("cpu").nprobe(LIMIT, selectivity)
    assert nprobe is not None
    count = round(selectivity * ROWS)
    recalls = []
    for question in range(QUESTIONS):
        best_first = np.argsort(-inverted_file.scores[question])
        match kept:
            case "any":
                matching = best_first[np.sort(random.choice(ROWS, count, replace=False))]
            case "nearest":
                matching = best_first[:count]
            case _:
                matching = best_first[ROWS - count :]
        recalls.append(inverted_file.recall(question, matching, nprobe))
    assert np.mean(recalls) >= 0.99
