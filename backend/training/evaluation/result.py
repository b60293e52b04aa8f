"""What an evaluation found, as it is written to `evaluation.json`."""

from __future__ import annotations

from msgspec import Struct

from backend.encoder.acceptance import HEADLINES
from backend.training.evaluation.attributes import ClassRow
from backend.training.evaluation.calibration import Reliability
from backend.training.evaluation.compatibility import PairRow
from backend.training.evaluation.figures import Comparison
from backend.training.evaluation.popularity import Spread


class Counted(Struct, frozen=True, kw_only=True):
    """How much was asked about. The gallery is all that is searched: every design that was not
    trained on, of whatever split."""

    listings: int
    designs: int
    gallery_listings: int
    gallery_designs: int
    photos: int
    rooms: int
    outside_pictures: int
    outside_designs: int


class Evaluation(Struct, frozen=True, kw_only=True):
    """Comparisons and reliabilities by dotted names (docs/evaluation.md); `classes` by attribute
    and kind of picture (`category.studio`), `pairs` by categories."""

    release: str
    dataset: str
    split: str
    counted: Counted
    figures: dict[str, Comparison]
    classes: dict[str, tuple[ClassRow, ...]]
    pairs: tuple[PairRow, ...]
    reliability: dict[str, Reliability]
    spread: Spread | None = None


def headlines(evaluation: Evaluation) -> dict[str, float]:
    """What a release's manifest says of its quality: `X`, `X.low`, `X.high`, `X.control.<name>`
    and `X.ceiling` of each headline that there is."""
    quality: dict[str, float] = {}
    for name in (headline.name for headline in HEADLINES):
        found = evaluation.figures.get(name)
        if found is None:
            continue
        quality[name] = found.model.value
        quality[f"{name}.low"] = found.model.low
        quality[f"{name}.high"] = found.model.high
        for control, figure in found.controls.items():
            quality[f"{name}.control.{control}"] = figure.value
        if found.ceiling is not None:
            quality[f"{name}.ceiling"] = found.ceiling
    return {name: round(value, 4) for name, value in quality.items()}
