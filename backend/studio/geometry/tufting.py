"""Tufting: how channels and buttons draw in the cover of a cushion."""

from __future__ import annotations

from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Points = NDArray[np.float64]


class Channels(Struct, frozen=True):
    """`count` padded rolls side by side, with creases `depth` metres deep between them.

    They follow each other `along` "u" (horizontal: upright rolls) or "w" (lying rolls).
    """

    count: int
    depth: float
    along: Literal["u", "w"] = "u"


class Buttons(Struct, frozen=True):
    """`rows` of buttons drawn in by `depth` metres; every second row is moved by half a column, and
    soft folds run from button to button (diamonds), then straight on to the edges."""

    columns: int
    rows: int
    depth: float


def creases(tuft: Channels, position: Points) -> Points:
    """0 on top of a roll to 1 in a crease, by `position` (n,) in [-1, 1] across the rolls.

    The outer halves of the first and last roll do not sink: the rounded edge already shapes them.
    """
    count = max(tuft.count, 1)
    phase = np.clip((position + 1) / 2 * count, 0.5, count - 0.5)
    return 1 - np.sqrt(np.abs(np.sin(np.pi * phase)))


def folds(tuft: Buttons, u: Points, w: Points, span_u: float, span_w: float) -> Points:
    """0 on top of a diamond to 1 at a button, by `u`, `w` (n,) in [-1, 1].

    With p counting columns and q rows, buttons are where both p + q/2 and p - q/2 are whole, and
    folds where one of them is. Holding p and q at the outermost buttons makes straight pleats.
    """
    columns, rows = max(tuft.columns, 1), max(tuft.rows, 1)
    p = np.clip((u + 1) / 2 * columns - 0.5, 0.0, columns - 1.0)
    q = np.clip((w + 1) / 2 * rows - 0.5, 0.0, rows - 1.0)
    rising, falling = p + q / 2, p - q / 2
    to_rising = rising - np.round(rising)
    to_falling = falling - np.round(falling)
    column, row = span_u / columns, span_w / rows
    distance = np.hypot((to_rising + to_falling) / 2 * column, (to_rising - to_falling) * row)
    reach = min(0.22 * min(column, 2 * row), 0.032)
    # Beyond the outermost buttons the held p and q would stretch a button into a trench.
    beyond = np.hypot(
        ((u + 1) / 2 * columns - 0.5 - p) * column, ((w + 1) / 2 * rows - 0.5 - q) * row
    )
    button = np.exp(-((distance**2 + beyond**2) / reach**2))
    pillow = 1 - np.abs(np.sin(np.pi * rising) * np.sin(np.pi * falling)) ** 0.55
    drawn: Points = 0.5 * pillow + 0.5 * button
    return drawn
