"""Where the model and the stylist disagree."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from backend.taxonomy import CATEGORIES
from backend.training.diagnosis.markup import (
    Card,
    Frame,
    HeatCell,
    Section,
    cases,
    heading,
    heat_table,
    listed,
    paragraph,
    percent,
    spoken,
    strip,
    table,
)
from backend.training.diagnosis.pieces import Piece, one_of_each
from backend.training.diagnosis.thumbnails import Thumbnails
from backend.training.diagnosis.triplets import Judged, PairViolations

TRIPLETS_SHOWN: Final = 18
PAIRS_SHOWN: Final = 8
WORST_PAIRS: Final = 12
FEW: Final = 20
"""Triplets below which a category pair's share is shown faintly."""


def triplet_section(
    judged: Judged, pieces: Sequence[Piece], thumbnails: Thumbnails, *, calibrated: bool
) -> Section:
    guide = (
        "A stylist put the first two together in a room. The third is a random listing of the same"
        " category, and the model prefers it. Worst first; no design is shown twice.",
        "Ask of each: does the third go with the first as well? Then nothing is lost. If it"
        " clashes, the model missed what the stylist saw: colour, wood, period, or scale.",
        _odds(calibrated),
    )
    triplets, share = judged.triplets, float(judged.violated.mean())
    body = paragraph(
        f"{int(judged.violated.sum()):,} of {len(triplets):,} triplets are violated"
        f" ({percent(share)}); of choices by chance it would be half."
    )
    order = [row for row in np.argsort(-judged.margin, kind="stable") if judged.violated[row]]
    columns = (triplets.anchor, triplets.stylist, triplets.random)
    shown = one_of_each(
        ((tuple(pieces[rows[row]].design for rows in columns), row) for row in order),
        TRIPLETS_SHOWN,
    )
    strips = []
    for row in shown:
        anchor, stylist, random = (pieces[rows[row]] for rows in columns)
        good = _verdict(judged.stylist_logit[row], calibrated=calibrated)
        bad = _verdict(judged.random_logit[row], calibrated=calibrated)
        cards = (
            _card(anchor, "goes with …", "", "asked", thumbnails),
            _card(stylist, "the stylist's", good, "right", thumbnails),
            _card(random, "preferred", bad, "wrong", thumbnails),
        )
        pair = f"{_kind(anchor)} and {_kind(stylist)}"
        strips.append(strip(cards, f"{pair}: margin {judged.margin[row]:.2f}", gaps=(1,)))
    return Section("triplets", "Where the stylist is overruled", guide, body + cases(strips, 3))


def pair_section(
    judged: Judged, pieces: Sequence[Piece], thumbnails: Thumbnails, *, calibrated: bool
) -> Section:
    triplets = judged.triplets
    guide = (
        "The surest mistakes, one pair at a time: pairs of a stylist's room that the model would"
        " not have put together, and pairs made by chance that it likes best.",
        "A pair made by chance can be a good one. Too many good ones among the second kind mean"
        " that the figures on this page are harsher than shoppers would be.",
        _odds(calibrated),
    )
    parts = []
    for title, sign, rows, logits in (
        ("Put together by a stylist, thought to clash", 1, triplets.stylist, judged.stylist_logit),
        ("Put together by chance, thought to go", -1, triplets.random, judged.random_logit),
    ):
        parts.append(heading(title))
        order = np.argsort(sign * logits, kind="stable").tolist()
        both = (triplets.anchor, rows)
        chosen = one_of_each(
            ((tuple(pieces[side[row]].design for side in both), row) for row in order), PAIRS_SHOWN
        )
        strips = []
        for row in chosen:
            first, second = pieces[triplets.anchor[row]], pieces[rows[row]]
            frame: Frame = "right" if sign > 0 else "wrong"
            cards = (
                _card(first, _kind(first), "", "asked", thumbnails),
                _card(second, _kind(second), "", frame, thumbnails),
            )
            verdict = _verdict(logits[row], calibrated=calibrated)
            strips.append(strip(cards, f"the model says {verdict}"))
        parts.append(cases(strips, 4))
    return Section("pairs", "Pairs judged wrong", guide, "".join(parts))


def violation_section(found: Sequence[PairViolations]) -> Section:
    guide = (
        "How often the stylist is overruled, by what is asked for what: each row is the piece that"
        " is there, each column what is looked for to go with it. Percent of the triplets; chance"
        " would be 50, and the redder the worse.",
        f"Fewer than {FEW} triplets are grey: point at a cell for the counts.",
    )
    by_pair = {(pair.source, pair.target): pair for pair in found}
    there = {name for pair in by_pair for name in pair}
    names = [name for name in CATEGORIES if name in there]
    rows = [(row, [_cell(by_pair.get((row, column))) for column in names]) for row in names]
    worst = sorted((pair for pair in found if pair.triplets >= FEW), key=lambda pair: -pair.share)
    body = heat_table("is there ↓ looked for →", names, rows)
    if worst:
        body += heading("The weakest pairs") + table(
            ("", "triplets", "violated", "share"),
            [
                (
                    f"{spoken(pair.source)} → {spoken(pair.target)}",
                    f"{pair.triplets:,}",
                    f"{pair.violated:,}",
                    percent(pair.share),
                )
                for pair in worst[:WORST_PAIRS]
            ],
        )
    return Section("violations", "Which combinations are weak", guide, body)


def _cell(pair: PairViolations | None) -> HeatCell | None:
    if pair is None:
        return None
    names = f"{spoken(pair.source)} → {spoken(pair.target)}"
    return HeatCell(
        f"{pair.share * 100:.0f}",
        min(1.0, 2 * pair.share),
        f"{names}: {pair.violated} of {pair.triplets} violated",
        faint=pair.triplets < FEW,
    )


def _odds(calibrated: bool) -> str:
    if calibrated:
        return (
            "Percentages are the model's own: of a stylist's listing and a random one of the same"
            " category, offered with equal odds, how likely this one is the stylist's. A margin is"
            " the difference of their log odds."
        )
    return (
        "This release has no calibration: numbers are raw scores, which compare only within one"
        " combination of categories."
    )


def _verdict(logit: float, *, calibrated: bool) -> str:
    if not calibrated:
        return f"score {logit:.2f}"
    return percent(1 / (1 + math.exp(-max(-50.0, min(50.0, float(logit))))))


def _kind(piece: Piece) -> str:
    return listed(piece.values("category"))


def _card(piece: Piece, first: str, second: str, frame: Frame, thumbnails: Thumbnails) -> Card:
    looks = listed((*piece.values("style"), *piece.colors[:2]))
    lines = tuple(line for line in (first, second, looks) if line)
    return Card(thumbnails.address(piece.image), lines, frame, f"{piece.title} ({piece.id})")
