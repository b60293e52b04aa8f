"""How many digits of a figure are told: a model does not mean the others."""

from __future__ import annotations

from typing import Final, overload

DIGITS: Final = 6
"""After the point."""


@overload
def rounded(figure: float) -> float: ...
@overload
def rounded(figure: float | None) -> float | None: ...
def rounded(figure: float | None) -> float | None:
    """None stays None."""
    return None if figure is None else round(figure, DIGITS)
