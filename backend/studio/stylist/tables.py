"""The weights and a ceiling as Markdown tables, made from the code and the figures themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import structs

from backend.studio.stylist.ceiling import Ceiling, Estimate, PairCeiling
from backend.studio.stylist.controls import BEST_PAIR, DIRECT
from backend.studio.stylist.factors import FACTORS
from backend.studio.stylist.weights import NAMED_WEIGHTS, ROLE_WEIGHTS, ROLES, SCALE, PairWeights

SHOWN: Final = 12
"""Pairs of categories shown at either end of the table by pairs."""

ENOUGH: Final = 50
"""Comparisons that a pair of categories needs to be shown."""

_BY_PAIR: Final = (BEST_PAIR, DIRECT, "style only", "color only: harmony")


def weights_table() -> str:
    """By roles, then by name, in the order of the code; a weight of 0 is left blank."""
    roles = [(role, ", ".join(categories)) for role, categories in ROLES.items()]
    return "\n\n".join(
        (
            _markdown(("role", "categories"), roles),
            f"All of the following are multiplied by {SCALE:g}.",
            _markdown(("roles", *FACTORS), map(_weights_row, ROLE_WEIGHTS.items())),
            "Instead of what their roles say:",
            _markdown(("categories", *FACTORS), map(_weights_row, NAMED_WEIGHTS.items())),
        )
    )


def ceiling_table(ceiling: Ceiling) -> str:
    """Every ranker, then the pairs of categories that are easiest and hardest to tell."""
    names = [*ceiling.accuracy, *(name for name in ceiling.pairs if name not in ceiling.accuracy)]
    columns = (ceiling.accuracy, ceiling.whole_room, ceiling.one_swap, ceiling.pairs)
    rankers = [(name, *(_shown(column.get(name)) for column in columns)) for name in names]
    told = sorted(
        (pair for pair in ceiling.by_pair if pair.auc[BEST_PAIR].n >= ENOUGH),
        key=lambda pair: -pair.auc[BEST_PAIR].value,
    )
    ends = told if len(told) <= 2 * SHOWN else [*told[:SHOWN], *told[-SHOWN:]]
    return "\n\n".join(
        (
            f"{ceiling.rooms} rooms of {ceiling.listings} listings. The model expects an accuracy "
            f"of {_shown(ceiling.expected_accuracy)} of itself.",
            _markdown(
                ("ranker", "fill in the blank", "whole room", "one swapped", "pair"), rankers
            ),
            f"Pairs, by categories: the {SHOWN} easiest and the {SHOWN} hardest of {len(told)}.",
            _markdown(("categories", "n", *_BY_PAIR), map(_pair_row, ends)),
        )
    )


def _weights_row(entry: tuple[tuple[str, str], PairWeights]) -> Sequence[str]:
    (first, second), weights = entry
    values = (f"{value:g}" if value else "" for value in structs.astuple(weights))
    return (f"{first}, {second}", *values)


def _pair_row(pair: PairCeiling) -> Sequence[str]:
    shown = (_shown(pair.auc[name]) for name in _BY_PAIR)
    return (f"{pair.first}, {pair.second}", str(pair.auc[BEST_PAIR].n), *shown)


def _shown(estimate: Estimate | None) -> str:
    return "" if estimate is None else f"{estimate.value:.3f} ± {estimate.error:.3f}"


def _markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
