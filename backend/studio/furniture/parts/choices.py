"""Drawing named choices and dimensions of a design from its style families."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily

Range = tuple[float, float]
"""Least and greatest, metres."""

HALF: Final = 0.5
"""The odds of lending for pieces with few parts that another style could give."""

_LENDS: Final = 0.35
"""How often the second style of a mixed piece gives a part, unless told otherwise."""

_ROLES: Final = {role.name.lower(): role for role in Role}


def lender(
    family: StyleFamily,
    second: StyleFamily | None,
    rng: np.random.Generator,
    odds: float = _LENDS,
) -> StyleFamily:
    """The family that the next part is taken from: `odds` times the second, if there is one."""
    return second if second is not None and rng.random() < odds else family


def one_of(options: Sequence[str], rng: np.random.Generator) -> str:
    """One of `options`; named twice is twice as likely."""
    return options[int(rng.integers(len(options)))]


def measure(span: Range, rng: np.random.Generator) -> float:
    """A dimension within `span`, to the millimetre."""
    return round(float(rng.uniform(*span)), 3)


def chance(probability: float, rng: np.random.Generator) -> bool:
    """True in `probability` of all draws."""
    return bool(rng.random() < probability)


def number(shape: Shape, name: str) -> float:
    """A dimension of a shape."""
    return float(shape[name])


def count(shape: Shape, name: str) -> int:
    """A number of things in a shape."""
    return int(shape[name])


def choice(shape: Shape, name: str) -> str:
    """A named choice of a shape."""
    return str(shape[name])


def role_of(shape: Shape, name: str) -> Role:
    """The surface whose lower-case name the shape has under `name`."""
    return _ROLES[choice(shape, name)]
