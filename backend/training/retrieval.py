"""How well vectors find what they should, beside controls that use less of the model, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from backend.images.resize import Picture
from backend.training.projection import Floats, unit

BINS: Final = 8
"""Per channel, in the colour histogram."""
NEARLY_WHITE: Final = 232
"""Pixels this bright in all channels are a studio's background to the colour histogram."""


class Shot(Struct, frozen=True):
    """A picture of a piece of furniture. Pictures of one design may differ in finish or view."""

    path: Path
    design: str
    category: str


class RetrievalSet(Struct, frozen=True, kw_only=True):
    """Catalogue pictures to search among, and photos of the same designs to search with."""

    name: str
    catalogue: tuple[Shot, ...]
    photos: tuple[Shot, ...]

    @property
    def shots(self) -> tuple[Shot, ...]:
        return self.catalogue + self.photos


def color_histogram(pictures: Sequence[Picture]) -> Floats:
    """Square roots of colour frequencies, unit rows (n, BINS ** 3): the control with no model.

    The inner product of two rows is the Bhattacharyya coefficient of the histograms.
    """
    rows = []
    for picture in pictures:
        pixels = picture.reshape(-1, 3)
        pixels = pixels[(pixels < NEARLY_WHITE).any(axis=1)] // (256 // BINS)
        bins = pixels.astype(np.int64) @ (BINS**2, BINS, 1)
        rows.append(np.sqrt(np.bincount(bins, minlength=BINS**3)).astype(np.float32))
    return unit(np.stack(rows))


def hit_rate(similarity: Floats, relevant: npt.NDArray[np.bool_], k: int) -> float | None:
    """Share of queries with a relevant item among their `k` most similar; both are (n, items).

    Items of similarity -inf are not there. Queries with nothing relevant do not count; None if
    there are no others.
    """
    there = np.isfinite(similarity)
    asked = (relevant & there).any(axis=1)
    if not asked.any():
        return None
    nearest = np.argsort(-similarity[asked], axis=1, kind="stable")[:, :k]
    return float(np.take_along_axis(relevant[asked], nearest, axis=1).any(axis=1).mean())


def retrieval_figures(shots: RetrievalSet, vectors: Floats) -> dict[str, float]:
    """Figures by name for unit `vectors`, one row for each of `shots.shots` in order.

    - `photo_hit_at_k`: a photo finds its design among its k nearest catalogue pictures
    - `sibling_hit_at_10`: a catalogue picture finds another of its design (finish or view)
    - `category_at_1`: the nearest catalogue picture of any other design has the same category

    Where nothing can be found (photos of designs that are not sold), the figure is left out.
    """
    count = len(shots.catalogue)
    catalogue, photos = vectors[:count], vectors[count:]
    design = np.array([shot.design for shot in shots.catalogue])
    category = np.array([shot.category for shot in shots.catalogue])
    photographed = np.array([shot.design for shot in shots.photos])

    among = catalogue @ catalogue.T
    np.fill_diagonal(among, -np.inf)
    same_design = design[:, None] == design[None, :]
    others = np.where(same_design, -np.inf, among)
    same_category = category[:, None] == category[None, :]
    found = photos @ catalogue.T
    right = photographed[:, None] == design[None, :]

    figures = {f"photo_hit_at_{k}": hit_rate(found, right, k) for k in (1, 5, 10)}
    figures["sibling_hit_at_10"] = hit_rate(among, same_design, 10)
    figures["category_at_1"] = hit_rate(others, same_category, 1)
    return {name: figure for name, figure in figures.items() if figure is not None}


def compared(shots: RetrievalSet, vectors: Mapping[str, Floats]) -> dict[str, float]:
    """`retrieval_figures` of several kinds of vectors, named `<set>.<figure>.<kind>`."""
    return {
        f"{shots.name}.{figure}.{kind}": round(value, 4)
        for kind, rows in vectors.items()
        for figure, value in retrieval_figures(shots, rows).items()
    }
