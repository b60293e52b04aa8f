"""Checks of what types cannot say: values of the taxonomy, finite numbers, shares, file names."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from typing import Final

from backend import taxonomy

KNOWN: Final[dict[str, tuple[str, ...]]] = {
    "category": taxonomy.CATEGORIES,
    "color": tuple(taxonomy.COLORS),
    "material": taxonomy.MATERIALS,
    "style": taxonomy.STYLES,
    "pattern": taxonomy.PATTERNS,
    "wood": ("light", "mid", "dark", "black", "white", "grey"),
    "metal": ("brass", "chrome", "black", "copper", "steel", "white"),
}
"""What an attribute may be; the tones of wood and metal are those a stylist tells apart."""

SHOWN: Final = 40
ROUNDING: Final = 0.01
"""How far shares may be from adding up to one: several of them, each rounded to two digits."""


def canonical(value: str) -> str:
    """The spelling of the taxonomy: `Dining Chair` becomes `dining_chair`."""
    return "_".join(value.strip().lower().replace("-", " ").split())


def nearest(attribute: str, value: str) -> tuple[str, ...]:
    """Up to three values of the attribute that are spelled like this one, closest first."""
    wanted = canonical(value[:SHOWN])
    return tuple(difflib.get_close_matches(wanted, sorted(KNOWN[attribute]), n=3, cutoff=0.5))


def check_value(field: str, attribute: str, value: str | None) -> None:
    """Raises ValueError naming the nearest values where this one is not known."""
    if value is None or value in KNOWN[attribute]:
        return
    near = nearest(attribute, value)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise ValueError(f"{field}: unknown {attribute} {value[:SHOWN]!r}{hint}")


def check_values(field: str, attribute: str, values: Iterable[str]) -> None:
    seen = set()
    for value in values:
        check_value(field, attribute, value)
        if value in seen:
            raise ValueError(f"{field}: {value} is named twice")
        seen.add(value)


def check_number(field: str, value: float | None, *, low: float = -math.inf) -> None:
    """JSON has no NaN, and would say null for it: refuse it before it turns into "unknown"."""
    if value is None:
        return
    if not math.isfinite(value):
        raise ValueError(f"{field}: {value} is not a finite number")
    if value < low:
        raise ValueError(f"{field}: {value:g} is less than {low:g}")


def check_shares(field: str, shares: Iterable[float], *, whole: bool) -> None:
    """Each in [0, 1]; together 1 where they are shares of a `whole`, else at most 1."""
    total, any_share = 0.0, False
    for share in shares:
        check_number(field, share, low=0.0)
        total, any_share = total + share, True
    if total > 1 + ROUNDING or (whole and any_share and total < 1 - ROUNDING):
        raise ValueError(f"{field}: the shares add up to {total:.3f}")


def check_path(field: str, path: str) -> None:
    """A relative path with forward slashes that stays within its folder."""
    parts = path.split("/")
    inside = all(part not in ("", ".", "..") for part in parts)
    if not inside or "\\" in path or ":" in parts[0] or not path.isprintable():
        raise ValueError(f"{field}: {path[:SHOWN]!r} is not a path within the data set")
