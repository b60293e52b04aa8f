"""Measures a release as it is shipped, through the same session that serves it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from rich.console import Console

from backend.dataset.read import Dataset, open_dataset
from backend.dataset.records import Split
from backend.encoder.port import Encodes, Vectors
from backend.encoder.release import Release, open_release
from backend.encoder.session import Encoder
from backend.errors import ConfigurationError
from backend.training.evaluation.compatibility import Ceiling
from backend.training.evaluation.judged import Subjects, popularity_of, read_subjects
from backend.training.evaluation.measure import (
    Found,
    Rows,
    measure_attributes,
    measure_beside,
    measure_compatibility,
    measure_outside,
    measure_retrieval,
)
from backend.training.evaluation.questions import MOST_ROOMS, Questions, questions_of
from backend.training.evaluation.result import Counted, Evaluation
from backend.training.evaluation.vectors import (
    BACKBONE,
    HISTOGRAM,
    MEAN_COLOR,
    RELEASE,
    RULES,
    backbone_kind,
    release_kind,
    rows_of,
    rules_kind,
)
from backend.training.evaluation.views import RetrievalSet, views_set

EVALUATION_FILE: Final = "evaluation.json"
VECTORS_FOLDER: Final = "vectors"


def evaluate(
    release_dir: Path,
    dataset_dir: Path,
    out: Path,
    *,
    split: Split = "test",
    outside: Path | None = None,
    backbone: str | Path | None = None,
    ceiling: Path | None = None,
    rooms: int = MOST_ROOMS,
    threads: int = 1,
    console: Console | None = None,
) -> Evaluation:
    """Measure everything that the release and the data set allow; `out` gets `evaluation.json`,
    and keeps the vectors for the next time.

    `outside` is a folder as `views_set` reads it, `backbone` the network that the release began
    with, `ceiling` a file that `tests/benchmarks/stylist_ceiling.py` wrote for the same questions.
    Raises `ConfigurationError` or `InvalidInput` for what is not as it must be.
    """
    return evaluate_release(
        open_release(release_dir),
        Encoder.load(release_dir, threads=threads),
        open_dataset(dataset_dir),
        out,
        split=split,
        outside=outside,
        backbone=backbone,
        ceiling=ceiling,
        rooms=rooms,
        threads=threads,
        console=console or Console(stderr=True),
    )


def evaluate_release(
    release: Release,
    encoder: Encodes,
    dataset: Dataset,
    out: Path,
    *,
    split: Split,
    outside: Path | None,
    backbone: str | Path | None,
    ceiling: Path | None,
    rooms: int,
    threads: int,
    console: Console,
) -> Evaluation:
    """As `evaluate`, of what is open already; `encoder` serves the release."""
    subjects = read_subjects(dataset, split)
    questions = questions_of(dataset, split, rooms)
    reached = read_ceiling(ceiling, questions) if ceiling else None
    shots = views_set(outside, "outside") if outside else None
    kinds = [release_kind(encoder), rules_kind()]
    if backbone is not None:
        kinds.append(backbone_kind(backbone, threads))
    kept = out / VECTORS_FOLDER

    rows = _rows(rows_of(subjects.pictures, kinds, kept, "data-set", console))
    found = Found({}, {}, {})
    measure_attributes(found, release, subjects, rows)
    measure_beside(found, release, subjects, rows)
    measure_retrieval(found, release, subjects, rows)
    popularity = popularity_of(dataset, questions.listings)
    measure_compatibility(found, release, subjects, rows, questions, popularity, reached)
    if shots:
        pictures = [shot.path for shot in shots.shots]
        rows = _rows(rows_of(pictures, kinds, kept, "outside", console))
        measure_outside(found, release, shots, rows)
    evaluation = Evaluation(
        release=release.manifest.release,
        dataset=dataset.info.name,
        split=split,
        counted=_counted(subjects, questions, shots),
        figures=found.figures,
        classes=found.classes,
        pairs=found.pairs,
        reliability=found.reliability,
        spread=found.spread,
    )
    encoded = msgspec.json.format(msgspec.json.encode(evaluation), indent=2)
    (out / EVALUATION_FILE).write_bytes(encoded + b"\n")
    return evaluation


def read_ceiling(path: Path, questions: Questions) -> Ceiling:
    """Raises `ConfigurationError` for a file of other questions, or none at all."""
    try:
        ceiling = msgspec.json.decode(path.read_bytes(), type=Ceiling)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    except msgspec.DecodeError as error:
        raise ConfigurationError(f"{path} does not hold a ceiling: {error}.") from None
    if ceiling.questions != questions.digest:
        raise ConfigurationError(
            f"{path} answers other questions than these rooms ask: write it again for this data"
            " set, split and number of rooms (tests/benchmarks/stylist_ceiling.py)."
        )
    return ceiling


def _rows(made: dict[str, dict[str, Vectors]]) -> Rows:
    return Rows(
        release=made[RELEASE],
        controls=made.get(BACKBONE, {}) | {HISTOGRAM: made[RULES][HISTOGRAM]},
        mean_colors=made[RULES][MEAN_COLOR],
    )


def _counted(subjects: Subjects, questions: Questions, shots: RetrievalSet | None) -> Counted:
    asked = [listing for listing in subjects.listings if listing.asked]
    return Counted(
        listings=len(asked),
        designs=len({listing.design for listing in asked}),
        gallery_listings=len(subjects.listings),
        gallery_designs=len({listing.design for listing in subjects.listings}),
        photos=len(subjects.photos),
        rooms=len(np.unique(questions.room)),
        outside_pictures=len(shots.shots) if shots else 0,
        outside_designs=len({shot.design for shot in shots.shots}) if shots else 0,
    )
