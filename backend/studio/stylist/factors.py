"""How well two listings agree, one factor at a time; each is in [-1, 1], 0 where it says nothing.

Every factor is bilinear, u(a)' M u(b), in what the two listings show (weights of styles, shares of
colours, ...). A factor of a mixture is therefore the mixture of factors.

The stylist's taste is our own, written down. The shape of its colour rules follows the literature:
colours of one hue or of near hues agree, opposite ones may, those in between clash (Moon & Spencer,
"Geometric formulation of classical color harmony", JOSA 34, 1944), and a difference in lightness
adds to harmony (Ou & Luo, "A colour harmony model for two-colour combinations", Color Research &
Application 31, 2006).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.kernel import kernel
from backend.studio.stylist.traits import TraitArrays

FACTORS: Final = ("style", "color", "wood", "metal", "pattern")


def _symmetric(*rows: tuple[float, ...]) -> NDArray[np.float32]:
    """The matrix of which `rows` are the upper triangle."""
    matrix = np.zeros((len(rows), len(rows)), np.float32)
    for place, row in enumerate(rows):
        matrix[place, place:] = row
        matrix[place:, place] = row
    matrix.flags.writeable = False
    return matrix


STYLE_AFFINITY: Final = _symmetric(
    # midcentury, scandinavian, industrial, traditional, contemporary, boho, rustic, glam
    (1.0, 0.5, -0.1, -0.2, 0.2, 0.2, -0.4, -0.1),
    (1.0, -0.2, -0.5, 0.3, 0.2, 0.0, -0.6),
    (1.0, -0.5, 0.2, -0.3, 0.3, -0.7),
    (1.0, -0.5, -0.4, 0.1, 0.1),
    (1.0, -0.4, -0.6, 0.2),
    (1.0, 0.1, -0.5),
    (1.0, -0.9),
    (1.0,),
)
"""Of two styles: one room may be both (1) or never (-1)."""

WOOD_MATCH: Final = _symmetric(
    # light, mid, dark, black, white, grey
    (1.0, 0.3, -0.7, -0.1, 0.0, -0.2),
    (1.0, 0.3, -0.1, -0.2, -0.2),
    (1.0, 0.0, -0.2, -0.2),
    (1.0, -0.1, 0.0),
    (1.0, 0.0),
    (1.0,),
)
"""Same tones match, neighbouring ones may stand together, light and dark look like a mistake."""

METAL_MATCH: Final = _symmetric(
    # brass, chrome, black, copper, steel, white
    (1.0, -0.6, 0.2, 0.3, -0.5, 0.0),
    (1.0, 0.2, -0.5, 0.4, 0.1),
    (1.0, 0.2, 0.2, 0.2),
    (1.0, -0.4, 0.0),
    (1.0, 0.1),
    (1.0,),
)
"""Warm metals go together, cool ones do, warm and cool do not, and black goes with all."""

HUE_STEPS: Final = (0.0, 25.0, 45.0, 60.0, 90.0, 120.0, 150.0, 180.0)
HUE_AGREEMENT: Final = (1.0, 0.7, 0.2, -0.3, -0.9, -0.9, -0.3, 0.3)
"""Of two saturated colours, by the angle (degrees) between their hues; linear in between."""

_GREY: Final = 0.03  # chroma up to which a colour has no hue to speak of: whites, greys
_SATURATED: Final = 0.08  # chroma from which on its hue counts in full
_NEAR: Final = 0.10  # distance in OKLab at which two colours are no longer one to the eye
_UNDERTONE: Final = 0.03  # chroma at which a neutral is plainly warm or cool
_CONTRAST: Final = 0.5  # difference in lightness that is a strong contrast


@kernel
def _hue_agreement(degrees: float) -> float:
    for step in range(1, len(HUE_STEPS)):
        if degrees <= HUE_STEPS[step]:
            low, high = HUE_STEPS[step - 1], HUE_STEPS[step]
            part = (degrees - low) / (high - low)
            return HUE_AGREEMENT[step - 1] * (1 - part) + HUE_AGREEMENT[step] * part
    return HUE_AGREEMENT[-1]


@kernel
def color_agreement(l1: float, a1: float, b1: float, l2: float, a2: float, b2: float) -> float:
    """How well two OKLab colours go together, in [-1, 1].

    With s = how far both have a hue (0 where either is a neutral, 1 where both are saturated):

        s * hue(angle) + (1 - s) * (0.1 + 0.5 near + 0.2 undertone) + 0.15 contrast
    """
    chroma1, chroma2 = math.hypot(a1, b1), math.hypot(a2, b2)
    span = _SATURATED - _GREY
    saturated = min(max((chroma1 - _GREY) / span, 0.0), 1.0) * min(
        max((chroma2 - _GREY) / span, 0.0), 1.0
    )
    contrast = min(abs(l1 - l2) / _CONTRAST, 1.0)
    agreement = 0.15 * contrast
    if saturated > 0.0:
        cosine = (a1 * a2 + b1 * b2) / (chroma1 * chroma2)
        angle = math.degrees(math.acos(min(max(cosine, -1.0), 1.0)))
        agreement += saturated * _hue_agreement(angle)
    if saturated < 1.0:
        apart = (l1 - l2) ** 2 + (a1 - a2) ** 2 + (b1 - b2) ** 2
        near = math.exp(-apart / _NEAR**2)
        undertone = min(max((a1 * a2 + b1 * b2) / _UNDERTONE**2, -1.0), 1.0)
        agreement += (1.0 - saturated) * (0.1 + 0.5 * near + 0.2 * undertone)
    return min(agreement, 1.0)


@kernel
def _harmony(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Agreement of two palettes (k, 4): of each two colours, weighted by both shares."""
    total = 0.0
    for i in range(first.shape[0]):
        share = first[i, 3]
        if share > 0.0:
            for j in range(second.shape[0]):
                if second[j, 3] > 0.0:
                    total += share * second[j, 3] * color_agreement(
                        first[i, 0], first[i, 1], first[i, 2],
                        second[j, 0], second[j, 1], second[j, 2],
                    )  # fmt: skip
    return total


@kernel
def _harmonies(
    first: NDArray[np.float32], second: NDArray[np.float32], out: NDArray[np.float32]
) -> None:
    for i in range(first.shape[0]):
        for j in range(second.shape[0]):
            out[i, j] = _harmony(first[i], second[j])


@kernel
def _harmonies_of_pairs(
    first: NDArray[np.float32], second: NDArray[np.float32], out: NDArray[np.float32]
) -> None:
    for i in range(first.shape[0]):
        out[i] = _harmony(first[i], second[i])


def factors(first: TraitArrays, second: TraitArrays) -> NDArray[np.float32]:
    """Each of n listings with each of m: (5, n, m), in the order of `FACTORS`."""
    busy, other = first.patterns[:, None], second.patterns[None, :]
    found = np.empty((len(FACTORS), len(first.patterns), len(second.patterns)), np.float32)
    found[0] = first.styles @ STYLE_AFFINITY @ second.styles.T
    _harmonies(first.palettes, second.palettes, found[1])
    found[2] = first.woods @ WOOD_MATCH @ second.woods.T
    found[3] = first.metals @ METAL_MATCH @ second.metals.T
    found[4] = _pattern(busy, other)
    return found


def factors_of_pairs(first: TraitArrays, second: TraitArrays) -> NDArray[np.float32]:
    """The i-th of n listings with the i-th of n others: (5, n), in the order of `FACTORS`."""
    found = np.empty((len(FACTORS), len(first.patterns)), np.float32)
    found[0] = np.einsum("ni,ij,nj->n", first.styles, STYLE_AFFINITY, second.styles)
    _harmonies_of_pairs(first.palettes, second.palettes, found[1])
    found[2] = np.einsum("ni,ij,nj->n", first.woods, WOOD_MATCH, second.woods)
    found[3] = np.einsum("ni,ij,nj->n", first.metals, METAL_MATCH, second.metals)
    found[4] = _pattern(first.patterns, second.patterns)
    return found


def _pattern(busy: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """Two busy pieces fight (-1), a busy one likes a plain one (+0.2), plain ones are silent."""
    alone: NDArray[np.float32] = busy * (1 - other) + other * (1 - busy)
    return np.asarray(0.2 * alone - busy * other, np.float32)
