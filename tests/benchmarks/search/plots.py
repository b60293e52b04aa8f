"""The figures of `docs/search.md`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tests.benchmarks.search.report import LatencyRow, RecallRow, StageRow

COLORS = {
    "none": "#555555",
    "correlated": "#2b6cb0",
    "uncorrelated": "#2f855a",
    "anti-correlated": "#c05621",
}
STAGES = {
    "catalogue": "#2b6cb0",
    "index": "#c05621",
    "decode": "#b7791f",
    "embed": "#805ad5",
    "ranking": "#2f855a",
    "serialisation": "#d53f8c",
    "framework": "#718096",
    "network": "#cbd5e0",
}


def _styled() -> AbstractContextManager[None]:
    return rc_context({"axes.spines.top": False, "axes.spines.right": False, "font.size": 9})


def recall_plot(rows: Sequence[RecallRow], file: Path) -> None:
    """Recall over the share that a filter leaves, a panel for each index and size."""
    backends = list(dict.fromkeys(row.backend for row in rows))
    sizes = sorted({row.size for row in rows})
    with _styled():
        figure = Figure(
            figsize=(max(8.0, 3.3 * len(sizes)), 2.7 * len(backends)), layout="constrained"
        )
        panels = figure.subplots(len(backends), len(sizes), squeeze=False, sharex=True, sharey=True)
        for line, backend in zip(panels, backends, strict=True):
            for axes, size in zip(line, sizes, strict=True):
                here = [row for row in rows if (row.backend, row.size) == (backend, size)]
                _recall_panel(axes, here)
                axes.set_title(f"{backend}, {size:,} listings", fontsize=9)
        for axes in panels[-1]:
            axes.set_xlabel("share of listings that match")
        for line in panels:
            line[0].set_ylabel("recall@10")
        handles, labels = panels[0][-1].get_legend_handles_labels()
        figure.legend(
            handles, labels, loc="outside lower center", ncols=4, fontsize=8, frameon=False
        )
        _save(figure, file)


def _recall_panel(axes: Axes, rows: Sequence[RecallRow]) -> None:
    for kind, color in COLORS.items():
        # All of the listings belong to every line.
        own = sorted((row for row in rows if row.kind in (kind, "none")), key=lambda row: row.share)
        if kind == "none" or not own:
            continue
        shares = [row.share for row in own]
        axes.plot(shares, [row.recall for row in own], color=color, marker="o", label=kind)
        controls = [row.control for row in own]
        if all(each is not None for each in controls):
            axes.plot(
                shares,
                np.array(controls, float),
                color=color,
                linestyle=":",
                linewidth=1,
                label=f"{kind}, fixed depth",
            )
    axes.set_xscale("log")
    axes.set_xlim(1.3, 0.00007)
    axes.set_xticks([1, 0.1, 0.01, 0.001, 0.0001], ["100 %", "10 %", "1 %", ".1 %", ".01 %"])
    axes.set_ylim(-0.02, 1.05)
    axes.axhline(0.99, color="#999999", linewidth=0.8)


def latency_plot(rows: Sequence[LatencyRow], file: Path) -> None:
    """Median and 95th percentile of each kind of query over clients, beside the bare searches."""
    kinds = list(dict.fromkeys(row.kind for row in rows))
    backends = list(dict.fromkeys(row.backend for row in rows))
    with _styled():
        figure = Figure(
            figsize=(max(8.0, 2.4 * len(kinds)), 2.6 * len(backends)), layout="constrained"
        )
        panels = figure.subplots(len(backends), len(kinds), squeeze=False)
        for line, backend in zip(panels, backends, strict=True):
            for axes, kind in zip(line, kinds, strict=True):
                here = sorted(
                    (row for row in rows if (row.backend, row.kind) == (backend, kind)),
                    key=lambda row: row.clients,
                )
                _latency_panel(axes, here)
                axes.set_title(f"{kind} ({backend})", fontsize=9)
        for axes in panels[-1]:
            axes.set_xlabel("clients")
        for line in panels:
            line[0].set_ylabel("milliseconds")
        handles, labels = panels[0][0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
        _save(figure, file)


def _latency_panel(axes: Axes, rows: Sequence[LatencyRow]) -> None:
    clients = [row.clients for row in rows]
    axes.plot(clients, [row.api.p50 for row in rows], color="#c05621", marker="o", label="API p50")
    axes.plot(clients, [row.api.p95 for row in rows], color="#c05621", ls=":", label="API p95")
    bare = [row for row in rows if row.bare is not None]
    if bare:
        counts = [row.clients for row in bare]
        p50 = np.array([row.bare.p50 for row in bare if row.bare is not None])
        axes.plot(counts, p50, color="#2b6cb0", marker="s", label="bare search p50")
        axes.plot(counts, 1.5 * p50 + 2, color="#999999", ls="--", label="1.5 x bare + 2 ms")
    axes.set_xscale("log", base=2)
    axes.set_xticks(clients, [str(each) for each in clients])
    axes.set_ylim(bottom=0)


def stages_plot(rows: Sequence[StageRow], file: Path) -> None:
    """What one request at a time spends its time on."""
    labels = [f"{row.kind} ({row.backend}, {row.database}, {row.size:,})" for row in rows]
    with _styled():
        figure = Figure(figsize=(8.5, 0.8 + 0.32 * len(rows)), layout="constrained")
        axes = figure.subplots()
        left = np.zeros(len(rows))
        for stage, color in STAGES.items():
            widths = np.array([row.stages.get(stage, 0.0) for row in rows])
            axes.barh(labels, widths, left=left, color=color, label=stage)
            left += widths
        axes.invert_yaxis()
        axes.set_xlabel("milliseconds, one client")
        figure.legend(loc="outside lower center", ncols=8, fontsize=8, frameon=False)
        _save(figure, file)


def _save(figure: Figure, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=130, format=file.suffix[1:], pil_kwargs={"lossless": True})
