"""A listing's pattern, and how loud it is."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from backend.studio.labels.visible import Visible
from backend.studio.materials.material import Kind, Material, Motif, Pattern

PLAIN: Final = "plain"

LEAST_SHARE: Final = 0.25
"""A piece of which a pattern covers less is plain."""

LEAST_CONTRAST: Final = 0.015
"""And one whose colours differ less (standard deviation, OKLab) is not seen: cream on white, or
too fine for the picture."""

LOUD: Final = 0.2
"""Standard deviation (OKLab) of a pattern as loud as they come: black and white in equal parts has
.37, navy and cream .30, grey and beige .09."""

_OF_MOTIF: Final = {
    Motif.ABSTRACT: "abstract",
    Motif.LANDSCAPE: "abstract",
    Motif.BOTANICAL: "floral",
    Motif.LINES: "geometric",
    Motif.SHAPES: "geometric",
    Motif.PORTRAIT: "abstract",
}


class SeenPattern(Struct, frozen=True):
    """A name of `taxonomy.PATTERNS`, and in [0, 1] how busy the piece looks for it."""

    name: str
    busy: float


def seen_pattern(visible: Visible) -> SeenPattern:
    """The pattern that covers most of the piece, if it covers enough; else plain and not busy."""
    shares: dict[str, float] = {}
    variances: dict[str, float] = {}
    for role in visible.roles():
        name = pattern_of(visible.materials[role])
        if name == PLAIN:
            continue
        chosen = visible.role == role
        weight, lab = visible.weight[chosen], visible.lab[chosen]
        mean = weight @ lab / weight.sum()
        shares[name] = shares.get(name, 0.0) + float(weight.sum())
        spread = float(weight @ ((lab - mean) ** 2).sum(axis=1))
        variances[name] = variances.get(name, 0.0) + spread
    name = min(shares, key=lambda each: (-shares[each], each), default=PLAIN)
    if name == PLAIN or shares[name] < LEAST_SHARE:
        return SeenPattern(PLAIN, 0.0)
    deviation = float(np.sqrt(variances[name] / shares[name]))
    if deviation < LEAST_CONTRAST:
        return SeenPattern(PLAIN, 0.0)
    return SeenPattern(name, min(1.0, shares[name] * deviation / LOUD))


def pattern_of(material: Material) -> str:
    """A name of `taxonomy.PATTERNS`; a print has the one that its motif comes nearest to."""
    if material.kind == Kind.PRINT:
        return _OF_MOTIF[Motif(int(material.seed) % len(Motif))]
    return Pattern(material.pattern).name.lower()
