"""The table of variants."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from backend.training.diagnosis.ablation import Cell, Variant, ablation_table, better_low
from backend.training.diagnosis.markup import Section


def ablation_section(variants: Sequence[Variant]) -> Section:
    guide = (
        "What each ingredient is worth to the heads: they and the pair maps were trained again"
        " without it, all else equal, on the backbone that was trained with all of them."
        " The first row is the full model; below each figure is the difference to it.",
        "Green is the best of a column, red the worst. A bold difference is larger than chance"
        " would make it (beyond a 95 % interval); the others may be noise. ↓ marks figures that"
        " are better when they are low.",
    )
    table = ablation_table(variants)
    figures = list(table[0].cells)
    head = "".join(
        f'<th scope="col">{_broken(figure)}{" ↓" if better_low(figure) else ""}</th>'
        for figure in figures
    )
    body = "".join(
        f'<tr><th scope="row">{escape(row.variant)}</th>'
        f"{''.join(_cell(row.cells[figure]) for figure in figures)}</tr>"
        for row in table
    )
    html = (
        '<div class="wide"><table class="ablation"><thead><tr><th>variant</th>'
        f"{head}</tr></thead>{body}</table></div>"
    )
    return Section("ablation", "What each ingredient is worth", guide, html)


def _broken(figure: str) -> str:
    """A figure's name, which may be broken into lines where its words end."""
    return escape(figure).replace(".", ".<wbr>").replace("_", "_<wbr>")


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return "<td></td>"
    difference = ""
    if cell.difference is not None:
        kind = "clear" if cell.clear else ""
        number = f"{cell.difference:+.3f}".replace("-", "\N{MINUS SIGN}")
        difference = f'<small class="{kind}">{number}</small>'
    return f'<td class="{cell.mark}">{cell.value:.3f}{difference}</td>'
