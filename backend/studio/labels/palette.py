"""A listing's palette: the few colours one would pick from it, without names."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.dataset.records import PaletteColor
from backend.studio.labels.visible import Visible

MOST_COLORS: Final = 5
LEAST_SHARE: Final = 0.03
APART: Final = 0.07
"""Colours closer than this (OKLab) are one."""

_CELL: Final = 0.035
_MOST_CELLS: Final = 160


def palette(visible: Visible) -> tuple[PaletteColor, ...]:
    """One to five colours, most first; shares add up to one. Glass and mirrors, which show what is
    around them, count only where there is nothing else."""
    chosen = _has_color(visible)
    weight, lab = _cells(visible.weight[chosen], visible.lab[chosen])
    while len(weight) > 1:
        apart = np.linalg.norm(lab[:, None] - lab[None], axis=-1)
        # Ward's criterion: join the two whose joining moves the least colour the least far.
        cost = weight[:, None] * weight[None] / (weight[:, None] + weight[None]) * apart**2
        np.fill_diagonal(cost, np.inf)
        if len(weight) <= MOST_COLORS:
            cost[apart >= APART] = np.inf
        i, j = divmod(int(cost.argmin()), len(weight))
        if not np.isfinite(cost[i, j]):
            break
        lab[i] = (weight[i] * lab[i] + weight[j] * lab[j]) / (weight[i] + weight[j])
        weight[i] += weight[j]
        weight, lab = np.delete(weight, j), np.delete(lab, j, axis=0)
    kept = weight >= min(LEAST_SHARE * weight.sum(), weight.max())
    weight, lab = weight[kept] / weight[kept].sum(), lab[kept]
    return tuple(
        PaletteColor(
            l=float(lab[k, 0]), a=float(lab[k, 1]), b=float(lab[k, 2]), share=float(weight[k])
        )
        for k in np.argsort(-weight, kind="stable")
    )


def _has_color(visible: Visible) -> NDArray[np.bool_]:
    glass = np.array([material.taxonomy == "glass" for material in visible.materials])
    colored = ~glass[visible.role]
    return colored if colored.any() else np.ones_like(colored)


def _cells(
    weight: NDArray[np.float64], lab: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Samples of nearly the same colour joined, the many of them becoming few; of a very colourful
    picture the rarest are left out."""
    cells = np.floor(lab / _CELL).astype(np.int64)
    _, group = np.unique(cells, axis=0, return_inverse=True)
    group = group.ravel()
    total = np.bincount(group, weight).astype(np.float64)
    mean = np.stack([np.bincount(group, weight * lab[:, axis]) for axis in range(3)], 1)
    largest = np.argsort(-total, kind="stable")[:_MOST_CELLS]
    return total[largest], mean[largest] / total[largest, None]
