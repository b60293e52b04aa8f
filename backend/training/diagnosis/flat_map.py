"""Vectors laid out on a plane, and points moved onto a grid so that pictures do not overlap."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.training.diagnosis.heads import Floats

PERPLEXITY: Final = 30.0
"""How many neighbours t-SNE tries to keep near a point."""
FEWEST: Final = 8
"""Points of which a map can be made."""
FILLED: Final = 0.45
"""The share of a grid's cells that a map takes: the gaps between clusters should stay seen."""

Cells = npt.NDArray[np.int64]


def flat_map(vectors: Floats, seed: int) -> Floats:
    """Positions (n, 2) in [0, 1] by t-SNE (van der Maaten and Hinton, 2008), from the first two
    principal components; equal inputs give equal maps. Raises `ValueError` below `FEWEST` rows.

    Neighbourhoods mean something on it, distances between far clusters do not.
    """
    from sklearn.manifold import TSNE

    count = len(vectors)
    if count < FEWEST:
        raise ValueError(f"a map needs {FEWEST} vectors, not {count}")
    # In double precision, copies of one vector do not drift apart by rounding.
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    _, _, components = np.linalg.svd(centred, full_matrices=False)
    start = centred @ components[:2].T
    # So small at first that t-SNE is free to move them, as scikit-learn's own start from them is;
    # that one fails where all vectors are equal.
    start *= 1e-4 / max(float(start[:, 0].std()), 1e-12)
    perplexity = min(PERPLEXITY, (count - 1) / 3)
    layout = TSNE(n_components=2, init=start, perplexity=perplexity, random_state=seed, n_jobs=1)
    points = layout.fit_transform(centred)
    low, high = points.min(axis=0), points.max(axis=0)
    placed: Floats = ((points - low) / np.maximum(high - low, 1e-9)).astype(np.float32)
    return placed


def grid_size(count: int, aspect: float = 1.5) -> tuple[int, int]:
    """Columns and rows of a grid in which `count` pictures fill about `FILLED`."""
    rows = max(1, math.ceil(math.sqrt(count / FILLED / aspect)))
    return max(1, math.ceil(count / FILLED / rows)), rows


def snapped(points: Floats, columns: int, rows: int) -> Cells:
    """Cells (n, 2) as column and row, no two the same, for points (n, 2) in [0, 1].

    Points nearest to the centre of a cell choose first; each takes the nearest cell that is free.
    Raises `ValueError` if there are fewer cells than points.
    """
    if len(points) > columns * rows:
        raise ValueError(f"{len(points)} pictures do not go into {columns} x {rows} cells")
    across, down = np.meshgrid(np.arange(columns), np.arange(rows))
    cells = np.stack([across.ravel(), down.ravel()], axis=1).astype(np.int64)
    wanted = points.astype(np.float64) * (columns, rows) - 0.5
    off = np.linalg.norm(wanted - np.round(wanted), axis=1)
    free = np.ones(len(cells), dtype=bool)
    chosen = np.zeros((len(points), 2), dtype=np.int64)
    for point in np.argsort(off, kind="stable"):
        distance = ((cells - wanted[point]) ** 2).sum(axis=1)
        distance[~free] = np.inf
        nearest = int(distance.argmin())
        free[nearest] = False
        chosen[point] = cells[nearest]
    return chosen
