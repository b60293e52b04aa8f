"""Plots as SVG to stand inside a page: the same input gives the same text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from io import StringIO

from backend.errors import ConfigurationError
from backend.training.evaluation.bars import RELEASE, control_color
from backend.training.evaluation.calibration import Reliability
from backend.training.evaluation.figures import Comparison

try:
    from matplotlib import rc_context
    from matplotlib.figure import Figure as Canvas
except ImportError:
    raise ConfigurationError("A report needs matplotlib: pip install 'credenza[train]'.") from None


def reliability_plot(title: str, measured: Reliability) -> str:
    """Share right over confidence; a dot's area grows with how often that was said."""
    with _styled():
        canvas = Canvas(figsize=(3.1, 3.0), layout="constrained")
        axes = canvas.subplots()
        axes.plot((0, 1), (0, 1), color="#999999", linewidth=1, linestyle="--")
        confidences = [each.confidence for each in measured.bins]
        rights = [each.right for each in measured.bins]
        most = max(each.n for each in measured.bins)
        areas = [8 + 110 * each.n / most for each in measured.bins]
        axes.plot(confidences, rights, color=RELEASE, linewidth=1)
        axes.scatter(confidences, rights, s=areas, color=RELEASE, alpha=0.75)
        axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), xlabel="said", ylabel="right")
        axes.set_title(f"{title}\nerror {measured.error:.3f}, n {measured.n:,}", fontsize=9)
        return _svg(canvas)


def severity_plot(figures: Mapping[str, Sequence[tuple[int, Comparison]]]) -> str:
    """Hit rates by how bad the photos are, at each depth: the release with its interval, and the
    controls."""
    with _styled():
        canvas = Canvas(figsize=(3.6 * len(figures), 3.0), layout="constrained")
        columns = canvas.subplots(1, len(figures), squeeze=False)[0]
        for axes, (title, points) in zip(columns, figures.items(), strict=True):
            severities = [severity for severity, _ in points]
            models = [comparison.model for _, comparison in points]
            spans = [
                [model.value - model.low for model in models],
                [model.high - model.value for model in models],
            ]
            axes.errorbar(
                severities,
                [model.value for model in models],
                yerr=spans,
                color=RELEASE,
                marker="o",
                capsize=3,
                label="release",
            )
            for name in points[0][1].controls:
                axes.plot(
                    severities,
                    [comparison.controls[name].value for _, comparison in points],
                    color=control_color(name),
                    marker="s",
                    markersize=4,
                    linewidth=1,
                    label=name.replace("_", " "),
                )
            axes.set(ylim=(0, 1.02), xticks=severities, xlabel="how bad the photo is", title=title)
        columns[0].legend(fontsize=8, frameon=False)
        return _svg(canvas)


def _styled() -> AbstractContextManager[None]:
    return rc_context(
        {
            "svg.fonttype": "none",  # the page's own font
            "svg.hashsalt": "credenza",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "font.size": 9,
        }
    )


def _svg(canvas: Canvas) -> str:
    written = StringIO()
    canvas.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    text = written.getvalue()
    return text[text.index("<svg") :]
