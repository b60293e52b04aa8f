"""What was seen of a listing in its packshots, as weighted samples of colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.images.oklab import to_oklab
from backend.studio.materials.material import Kind, Material, Pattern
from backend.studio.rendering.scene import Frame

TILE: Final = 1 / 64
"""Side of the squares, in parts of a picture's height, within which colours blend: the weave of a
cloth is no colour of its own. Where there is a pattern or a print, nothing blends."""

EDGE: Final = 0.02
"""How much the colour of a pixel on the edge of a part counts: it has some of its neighbour's, so
it is asked only where a part is too thin to have others."""

FINEST: Final = 128
"""Rows of pixels looked at in a picture of twice as many or more; enough for shares."""

_OF_ONE_COLOR: Final = frozenset({"wood", "metal"})
"""Materials whose parts have one colour each, whatever their grain: their mean."""


@dataclass(frozen=True)
class Visible:
    """Samples of all that labels count; `weight` (n,) adds up to one, each view having as much of
    it as any other. `role` (n,) indexes `materials`, `albedo` (n, 3) is linear and unlit."""

    materials: tuple[Material, ...]
    role: NDArray[np.int64]
    albedo: NDArray[np.float64]
    weight: NDArray[np.float64]

    @classmethod
    def of(cls, frames: Sequence[Frame], materials: Sequence[Material]) -> Visible:
        """From a listing's packshots. Raises ValueError if nothing that counts is seen in them."""
        counted = np.array([material.taxonomy is not None for material in materials])
        shares = np.array([_tile_share(material) for material in materials])
        views = [_samples(frame, counted, shares) for frame in frames]
        views = [(role, albedo, weight) for role, albedo, weight in views if weight.sum() > 0]
        if not views:
            raise ValueError("no surface that labels count is seen in any view")
        return cls(
            materials=tuple(materials),
            role=np.concatenate([role for role, _, _ in views]),
            albedo=np.concatenate([albedo for _, albedo, _ in views]),
            weight=np.concatenate([w / (w.sum() * len(views)) for _, _, w in views]),
        )

    @cached_property
    def lab(self) -> NDArray[np.float64]:
        """(n, 3) OKLab."""
        return to_oklab(np.clip(self.albedo, 0.0, 1.0))

    def material_of(self, role: int) -> str:
        name = self.materials[role].taxonomy
        assert name is not None, "only counted roles are sampled"
        return name

    def roles(self) -> tuple[int, ...]:
        """Those seen, in ascending order."""
        return tuple(int(role) for role in np.unique(self.role))


def _tile_share(material: Material) -> float:
    """Side of the squares within which the material's colours blend, in parts of the height."""
    if material.taxonomy in _OF_ONE_COLOR:
        return np.inf
    return 0.0 if material.pattern != Pattern.PLAIN or material.kind == Kind.PRINT else TILE


def _samples(
    frame: Frame, counted: NDArray[np.bool_], shares: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Role, mean albedo and covered pixels of each tile of each part seen."""
    height, width = frame.role.shape
    rows, columns = np.nonzero(frame.role >= 0)
    role = frame.role[rows, columns].astype(np.int64)
    kept = counted[role]
    rows, columns, role = rows[kept], columns[kept], role[kept]
    tile = np.clip(np.round(height * shares[role]), 1, max(height, width)).astype(np.int64)
    square = (rows // tile) * width + columns // tile
    part = frame.part[rows, columns].astype(np.int64)
    key = (role * (part.max(initial=0) + 1) + part) * height * width + square
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    coverage = frame.coverage[rows, columns].astype(np.float64)
    weight = np.bincount(group, coverage, minlength=len(first)).astype(np.float64)
    trusted = coverage * np.where(_within(frame.part)[rows, columns], 1.0, EDGE)
    total = np.bincount(group, trusted, minlength=len(first))
    albedo = frame.albedo[rows, columns].astype(np.float64) * trusted[:, None]
    mixed = np.stack(
        [np.bincount(group, albedo[:, channel], minlength=len(first)) for channel in range(3)], 1
    )
    seen = weight > 0
    return role[first][seen], mixed[seen] / total[seen, None], weight[seen]


def _within(part: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(height, width) whose four neighbours in the picture are of the same part."""
    padded = np.pad(part, 1, mode="edge")
    return np.asarray(
        (padded[:-2, 1:-1] == part)
        & (padded[2:, 1:-1] == part)
        & (padded[1:-1, :-2] == part)
        & (padded[1:-1, 2:] == part)
    )
