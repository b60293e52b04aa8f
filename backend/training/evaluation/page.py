"""The evaluation as one page that a merchant can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from backend.encoder.acceptance import HEADLINES
from backend.training.evaluation.calibration import Reliability
from backend.training.evaluation.figures import Comparison
from backend.training.evaluation.judged import SEVERITIES
from backend.training.evaluation.page_style import STYLE
from backend.training.evaluation.plots import reliability_plot, severity_plot
from backend.training.evaluation.popularity import Spread
from backend.training.evaluation.result import Evaluation
from backend.training.evaluation.tables import class_rows, comparison_table, pair_rows, table
from backend.training.evaluation.words import HEADLINE_WORDS, attribute_in_words, in_words


def page(evaluation: Evaluation) -> str:
    """HTML with everything in it: no script, and nothing fetched from elsewhere."""
    title = f"How good is {escape(evaluation.release)}?"
    sections = (
        _headlines(evaluation),
        _search(evaluation),
        _rooms(evaluation),
        _spread(evaluation.spread),
        _attributes(evaluation),
        _odds(evaluation),
        _outside(evaluation),
        _everything(evaluation),
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{title}</h1>{_asked(evaluation)}{''.join(sections)}</main></body></html>\n"
    )


def _asked(evaluation: Evaluation) -> str:
    counted = evaluation.counted
    outside = (
        f" The outside check has {counted.outside_pictures:,} pictures of"
        f" {counted.outside_designs:,} designs."
        if counted.outside_pictures
        else ""
    )
    return (
        f"<p>Measured on the {escape(evaluation.split)} split of"
        f" <em>{escape(evaluation.dataset)}</em>: {counted.listings:,} listings of"
        f" {counted.designs:,} designs that the model never saw, {counted.photos:,} shoppers'"
        f" photos and {counted.rooms:,} rooms. Searches go through {counted.gallery_listings:,}"
        f" listings of {counted.gallery_designs:,} designs, none of them trained on.{outside}</p>"
    )


def _headlines(evaluation: Evaluation) -> str:
    rows = [
        (HEADLINE_WORDS[headline.name], evaluation.figures[headline.name])
        for headline in HEADLINES
        if headline.name in evaluation.figures
    ]
    return _section(
        "In short",
        "The bar is the release, the thin line across its end the interval that 95 of 100 other"
        " sets of questions would fall into. Coloured ticks are controls: what can be had without"
        " this model. The black tick is the most that anybody can reach, where that is known, and"
        " “way” how far the release has come from the best control towards it. A red n is too small"
        " to say much.",
        comparison_table(rows) if rows else "",
    )


def _search(evaluation: Evaluation) -> str:
    points = {
        f"design among the first {k}" if k > 1 else "design comes first": [
            (severity, evaluation.figures[name])
            for severity in SEVERITIES
            if (name := f"retrieval.phone.severity_{severity}.hit_at_{k}") in evaluation.figures
        ]
        for k in (1, 10)
    }
    found = {title: rows for title, rows in points.items() if rows}
    curve = f"<figure>{severity_plot(found)}</figure>" if found else ""
    return _section(
        "Searching by picture",
        "How often a photo, another view or another finish finds its design; photos also by how bad"
        " they are, from 0 (a good one) to 3.",
        curve + _figures(evaluation, "retrieval."),
    )


def _rooms(evaluation: Evaluation) -> str:
    if not evaluation.pairs:
        return ""
    return _section(
        "What goes together",
        "Asked of rooms that the model never saw; every wrong answer is of the right one's"
        " category. Who prefers one of two pieces by guessing reaches 0.5, who picks one of four"
        " 0.25.",
        _figures(evaluation, "compatibility.")
        + "<details><summary>By categories</summary>"
        + pair_rows(evaluation.pairs)
        + "</details>",
    )


def _spread(spread: Spread | None) -> str:
    if spread is None:
        return ""
    rows = [
        ("recommendations", f"{spread.recommendations:,} by {spread.queries:,} listings"),
        ("of the catalogue ever recommended", f"{spread.coverage:.1%}"),
        ("inequality (Gini; 0: all equally often)", f"{spread.gini:.3f}"),
    ]
    optional = (
        ("never clicked on, of the catalogue", spread.cold_catalogue, "{:.1%}"),
        ("never clicked on, of recommendations by chance", spread.cold_expected, "{:.1%}"),
        ("correlation with views and orders", spread.popularity_correlation, "{:.3f}"),
    )
    rows += [(name, form.format(value)) for name, value, form in optional if value is not None]
    return _section(
        "Who is recommended",
        "The ten best of every category that goes with a listing's own, for every listing.",
        table(("", ""), rows),
    )


def _attributes(evaluation: Evaluation) -> str:
    if not evaluation.classes:
        return ""
    rows = [
        (attribute_in_words(name.removeprefix("attributes.")), comparison)
        for name, comparison in evaluation.figures.items()
        if name.startswith("attributes.")
    ]
    tables = "".join(
        f"<details><summary>{escape(in_words(name))}</summary>{class_rows(rows)}</details>"
        for name, rows in evaluation.classes.items()
    )
    return _section(
        "Reading attributes off a picture",
        "Beside always saying what is commonest.",
        comparison_table(rows) + tables,
    )


def _odds(evaluation: Evaluation) -> str:
    shown = [
        (name, measured) for name, measured in evaluation.reliability.items() if ">" not in name
    ]
    if not shown:
        return ""
    shown.sort(key=lambda entry: entry[0].startswith("attributes."))
    pairs = [
        (name.removeprefix("matching."), measured)
        for name, measured in evaluation.reliability.items()
        if ">" in name
    ]
    return _section(
        "Can its confidence be believed?",
        "On the dashed line, what is said with 80 % confidence is right 8 times out of 10. Below it"
        " the release is too sure of itself.",
        f'<div class="plots">{_plots(shown)}</div>'
        + (
            f"<details><summary>What goes together, by categories</summary>{_errors(pairs)}"
            "</details>"
            if pairs
            else ""
        ),
    )


def _outside(evaluation: Evaluation) -> str:
    figures = _figures(evaluation, "outside.")
    if not figures:
        return ""
    return _section(
        "The outside check",
        "Pictures that have nothing to do with the data set: studio pictures and phone photos.",
        figures,
    )


def _everything(evaluation: Evaluation) -> str:
    shown = ("retrieval.", "compatibility.", "attributes.", "outside.")
    rest = [
        (in_words(name), comparison)
        for name, comparison in evaluation.figures.items()
        if not name.startswith(shown)
    ]
    if not rest:
        return ""
    return _section(
        "The rest", "Parts of the visual vector alone, among others.", comparison_table(rest)
    )


def _section(title: str, explained: str, content: str) -> str:
    return f"<section><h2>{title}</h2><p>{explained}</p>{content}</section>"


def _figures(evaluation: Evaluation, prefix: str) -> str:
    rows: Sequence[tuple[str, Comparison]] = [
        (in_words(name.removeprefix(prefix)), comparison)
        for name, comparison in evaluation.figures.items()
        if name.startswith(prefix)
    ]
    return comparison_table(rows) if rows else ""


def _plots(shown: Iterable[tuple[str, Reliability]]) -> str:
    titles = [(in_words(name.removeprefix("attributes.")), measured) for name, measured in shown]
    return "".join(f"<figure>{reliability_plot(*entry)}</figure>" for entry in titles)


def _errors(pairs: Iterable[tuple[str, Reliability]]) -> str:
    ordered = sorted(pairs, key=lambda entry: -entry[1].error)
    return table(
        ("categories", "error", "n"),
        (
            (escape(name.replace(">", " > ").replace("_", " ")), f"{each.error:.3f}", f"{each.n:,}")
            for name, each in ordered
        ),
    )
