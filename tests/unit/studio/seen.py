"""Packshots put together by hand: each a few upright bands of one material and colour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backend.studio.labels.visible import Visible
from backend.studio.materials.material import RGB, Kind, Material, Pattern
from backend.studio.rendering.scene import Frame

SIZE = 64

KINDS = {
    "wood": Kind.WOOD,
    "leather": Kind.LEATHER,
    "velvet": Kind.VELVET,
    "fabric": Kind.FABRIC,
    "glass": Kind.GLASS,
    "marble": Kind.STONE,
}


def material(taxonomy: str | None, pattern: Pattern = Pattern.PLAIN) -> Material:
    """One that labels count as `taxonomy`; its colour is up to the frame."""
    kind = KINDS.get(taxonomy or "", Kind.PLAIN)
    return Material(kind=kind, color=(0.5, 0.5, 0.5), pattern=pattern, taxonomy=taxonomy)


def frame(bands: Sequence[tuple[int, RGB, float]]) -> Frame:
    """Bands (role, linear colour, share of the picture's width) from the left; the rest is
    backdrop."""
    role = np.full((SIZE, SIZE), -1, np.int16)
    albedo = np.zeros((SIZE, SIZE, 3), np.float32)
    left = 0
    for number, color, share in bands:
        right = min(SIZE, left + round(share * SIZE))
        role[:, left:right] = number
        albedo[:, left:right] = color
        left = right
    return Frame(
        image=np.zeros((SIZE, SIZE, 3), np.uint8),
        coverage=(role >= 0).astype(np.float32),
        role=role,
        part=role.astype(np.int32),
        albedo=albedo,
    )


def seen(*bands: tuple[Material, RGB, float]) -> Visible:
    """One packshot of bands of these materials."""
    materials = [each for each, _, _ in bands]
    return Visible.of(
        [frame([(role, color, share) for role, (_, color, share) in enumerate(bands)])], materials
    )
