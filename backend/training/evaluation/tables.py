"""Tables of an evaluation as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from backend.training.evaluation.attributes import ClassRow
from backend.training.evaluation.bars import bar, control_color
from backend.training.evaluation.compatibility import PairRow
from backend.training.evaluation.figures import Comparison, Figure

SHOWN: Final = 30
"""Questions below which a figure says little: pairs of categories need them to be shown."""


def comparison_table(rows: Sequence[tuple[str, Comparison]]) -> str:
    """Each with a bar, the controls by name, what can be reached if that is known, and n."""
    reachable = any(comparison.ceiling is not None for _, comparison in rows)
    return table(
        ("", "release", "0 to 1", "controls", *(("reachable", "way") if reachable else ()), "n"),
        [
            (
                escape(name),
                figure(comparison.model),
                bar(comparison),
                _controls(comparison),
                *(
                    (_number(comparison.ceiling), _percent(comparison.share_of_the_way))
                    if reachable
                    else ()
                ),
                _count(comparison.model.n),
            )
            for name, comparison in rows
        ],
    )


def class_rows(rows: Sequence[ClassRow]) -> str:
    """The commonest value first."""
    ordered = sorted(rows, key=lambda row: (-row.n, row.value))
    return table(
        ("value", "n", "precision", "recall", "F1"),
        (
            (
                escape(row.value.replace("_", " ")),
                f"{row.n:,}",
                _number(row.precision),
                _number(row.recall),
                _number(row.f1),
            )
            for row in ordered
        ),
    )


def pair_rows(rows: Sequence[PairRow]) -> str:
    """Those with enough comparisons, the best first."""
    ordered = sorted((row for row in rows if row.n >= SHOWN), key=lambda row: -row.auc.value)
    if not ordered:
        return f"<p>No two categories stand together {SHOWN} times.</p>"
    names = list(ordered[0].controls)
    return table(
        (
            "what goes with",
            "is a",
            "release",
            "0 to 1",
            *(name.replace("_", " ") for name in names),
            "reachable",
            "n",
        ),
        (
            (
                escape(row.source.replace("_", " ")),
                escape(row.target.replace("_", " ")),
                figure(row.auc),
                bar(Comparison(model=row.auc, ceiling=row.ceiling)),
                *(_number(row.controls[name]) for name in names),
                _number(row.ceiling),
                f"{row.n:,}",
            )
            for row in ordered
        ),
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are HTML."""
    head = "".join(f"<th>{cell}</th>" for cell in header)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    whole = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="wide">{whole}</div>'


def figure(measured: Figure) -> str:
    return (
        f"<strong>{measured.value:.3f}</strong> "
        f"<small>{measured.low:.3f} to {measured.high:.3f}</small>"
    )


def _controls(comparison: Comparison) -> str:
    return "<br>".join(
        f'<span class="key" style="background:{control_color(name)}"></span>'
        f"{escape(name.replace('_', ' '))} {found.value:.3f}"
        for name, found in comparison.controls.items()
    )


def _count(n: int) -> str:
    return f"{n:,}" if n >= SHOWN else f'<span class="few">{n:,}</span>'


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"
