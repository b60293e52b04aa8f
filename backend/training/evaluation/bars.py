"""One comparison as a small picture: a bar, its interval, ticks for controls, a line to reach."""

from __future__ import annotations

from html import escape
from typing import Final

from backend.training.evaluation.figures import Comparison

WIDTH: Final = 240
HEIGHT: Final = 22
COLORS: Final = {
    "popularity": "#8a5a2b",
    "category": "#777777",
    "mean_color": "#b0487a",
    "color_harmony": "#6b57a5",
    "stated_style": "#4f7a28",
    "stated_words": "#7a5228",
    "backbone": "#c2601a",
    "color_histogram": "#b0487a",
    "majority": "#777777",
    "half_share": "#777777",
}
"""Of controls, the same wherever they are shown; the text beside a bar names them too."""
OTHERWISE: Final = "#777777"
RELEASE: Final = "#2c6e72"
BAR: Final = "#7fb0b3"
"""The release's colour, but light enough for what is drawn upon it."""


def bar(comparison: Comparison) -> str:
    """Inline SVG, 0 at its left edge and 1 at its right one."""
    model = comparison.model
    parts = [
        f'<rect class="ground" x="0" y="6" width="{WIDTH}" height="10"/>',
        f'<rect x="0" y="6" width="{_at(model.value)}" height="10" fill="{BAR}"/>',
        f'<line class="whisker" x1="{_at(model.low)}" x2="{_at(model.high)}" y1="11" y2="11"/>',
    ]
    parts += [
        f'<line x1="{_at(figure.value)}" x2="{_at(figure.value)}" y1="2" y2="20" '
        f'stroke="{control_color(name)}" stroke-width="2.5"/>'
        for name, figure in comparison.controls.items()
    ]
    if comparison.ceiling is not None:
        place = _at(comparison.ceiling)
        parts.append(f'<line class="ceiling" x1="{place}" x2="{place}" y1="0" y2="{HEIGHT}"/>')
    said = escape(_in_words(comparison))
    return (
        f'<svg class="bar" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{said}"><title>{said}</title>{"".join(parts)}</svg>'
    )


def control_color(name: str) -> str:
    return COLORS.get(name, OTHERWISE)


def _in_words(comparison: Comparison) -> str:
    model = comparison.model
    words = [f"release {model.value:.3f} ({model.low:.3f} to {model.high:.3f})"]
    words += [
        f"{name.replace('_', ' ')} {figure.value:.3f}"
        for name, figure in comparison.controls.items()
    ]
    if comparison.ceiling is not None:
        words.append(f"reachable {comparison.ceiling:.3f}")
    return ", ".join(words)


def _at(share: float) -> str:
    return f"{WIDTH * min(max(share, 0.0), 1.0):.1f}"
