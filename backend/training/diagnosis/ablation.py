"""The table of variants with one thing left out, read from what `credenza train ablate` writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from backend.errors import ConfigurationError

FULL: Final = "full"
SMALL_IS_GOOD: Final = ("error", "gini", "loss", "rank", "violated")
"""A figure whose name contains one of these is better the lower it is."""


class Variant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Figures of one variant; `low` and `high` are the ends of their 95 % intervals, by figure.
    `origin` says what was measured, and how: figures of one origin compare."""

    variant: str
    figures: dict[str, float]
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    origin: str = ""


class Cell(Struct, frozen=True, kw_only=True):
    """`difference` is to the full model; `clear` says that it is larger than chance would make it:
    the full model's figure lies outside of this one's interval, or this one outside of its."""

    value: float
    difference: float | None = None
    clear: bool = False
    mark: Literal["best", "worst", ""] = ""


class AblationRow(Struct, frozen=True, kw_only=True):
    variant: str
    cells: dict[str, Cell | None]


def read_ablation(path: Path) -> list[Variant]:
    """Raises `ConfigurationError` for a file that is not there or not as it must be."""
    try:
        variants = msgspec.json.decode(path.read_bytes(), type=list[Variant])
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError(f"{path} is not a table of variants: {error}.") from None
    if not variants:
        raise ConfigurationError(f"{path} has no variants.")
    if len({each.variant for each in variants}) < len(variants):
        raise ConfigurationError(f"{path} names a variant twice.")
    return variants


def better_low(figure: str) -> bool:
    return any(word in figure for word in SMALL_IS_GOOD)


def ablation_table(variants: Sequence[Variant]) -> list[AblationRow]:
    """The full model (the variant `full`, else the first) on top, then the others in order.

    Best and worst are marked among all variants, the full one included, where they differ.
    """
    full = next((each for each in variants if each.variant == FULL), variants[0])
    ordered = [full, *(each for each in variants if each is not full)]
    figures = list(dict.fromkeys(name for each in ordered for name in each.figures))
    return [
        AblationRow(
            variant=each.variant,
            cells={figure: _cell(figure, each, full, ordered) for figure in figures},
        )
        for each in ordered
    ]


def _cell(figure: str, own: Variant, full: Variant, all_of_them: Sequence[Variant]) -> Cell | None:
    value = own.figures.get(figure)
    if value is None:
        return None
    reference = full.figures.get(figure)
    compared = own is not full and reference is not None
    return Cell(
        value=value,
        difference=value - reference if compared and reference is not None else None,
        clear=compared and (_outside(figure, own, full) or _outside(figure, full, own)),
        mark=_mark(figure, value, all_of_them),
    )


def _outside(figure: str, one: Variant, other: Variant) -> bool:
    low, high = one.low.get(figure), one.high.get(figure)
    if low is None or high is None:
        return False
    return not low <= other.figures[figure] <= high


def _mark(
    figure: str, value: float, all_of_them: Sequence[Variant]
) -> Literal["best", "worst", ""]:
    values = [each.figures[figure] for each in all_of_them if figure in each.figures]
    worst, best = min(values), max(values)
    if better_low(figure):
        worst, best = best, worst
    if best == worst:
        return ""
    return "best" if value == best else "worst" if value == worst else ""
