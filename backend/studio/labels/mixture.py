"""How much of each style a design has."""

from __future__ import annotations

from typing import Final

from backend.studio.designs.design import Design

SECOND_SHARE: Final = 0.3


def style_weights(design: Design) -> dict[str, float]:
    """Styles and weights that add up to one, the first style's the larger."""
    if design.second_style is None or design.second_style == design.style:
        return {design.style: 1.0}
    return {design.style: round(1.0 - SECOND_SHARE, 6), design.second_style: SECOND_SHARE}
