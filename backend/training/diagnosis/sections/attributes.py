"""What the attribute heads got wrong, and what they mix up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from backend.training.diagnosis.heads import Confusion, Head, Mistake, confusion, mistakes
from backend.training.diagnosis.markup import (
    Card,
    HeatCell,
    Section,
    gallery,
    heading,
    heat_table,
    listed,
    paragraph,
    percent,
    spoken,
)
from backend.training.diagnosis.pieces import Piece, one_of_each
from backend.training.diagnosis.thumbnails import Thumbnails

SHOWN: Final = 16
FEW: Final = 10
"""Rows of a truth below which a share of them is shown faintly."""


def mistake_section(
    heads: Sequence[Head], pieces: Sequence[Piece], thumbnails: Thumbnails
) -> Section:
    """`heads` have one row for each of `pieces`."""
    guide = (
        "The model reads category, colours, materials, style and pattern off a picture. These are"
        " the mistakes it was surest of, one finish of a design each.",
        "Where you would have said the same, the data set may be what is wrong; where not, filters"
        " and filled-in attributes will show it to shoppers.",
    )
    parts = []
    for head in heads:
        truths = [piece.values(head.name) for piece in pieces]
        found = mistakes(head, truths)
        known = sum(map(bool, truths))
        parts.append(heading(spoken(head.name).capitalize()))
        what = "have at least one mistake" if head.several else "are read wrong"
        parts.append(paragraph(f"Of {known:,} listings {len(found):,} {what}."))
        shown = one_of_each((((pieces[each.row].design,), each) for each in found), SHOWN)
        parts.append(gallery([_card(each, pieces[each.row], thumbnails) for each in shown]))
    return Section("attributes", "Attributes that are confidently wrong", guide, "".join(parts))


def _card(mistake: Mistake, piece: Piece, thumbnails: Thumbnails) -> Card:
    verb = "said" if mistake.kind == "claimed" else "did not say"
    return Card(
        thumbnails.address(piece.image),
        (
            f"{verb} {spoken(mistake.value)}",
            f"{percent(mistake.confidence)} sure",
            f"is {listed(mistake.truth)}",
        ),
        "wrong",
        f"{piece.title} ({piece.id})",
    )


def confusion_section(heads: Sequence[Head], pieces: Sequence[Piece]) -> Section:
    guide = (
        "Each row is what listings are, each column what the model took them for. Of a perfect"
        " model only the green diagonal would be coloured.",
        "Numbers are percent of the row; point at a cell for the count. Two values that are often"
        " mixed up, in either direction, are two that shoppers will find mixed in a filter.",
        f"Rows of fewer than {FEW} listings are grey: their shares say little.",
    )
    parts = []
    for head in heads:
        if head.several:
            continue
        found = confusion(head, [piece.values(head.name) for piece in pieces])
        if not found.total:
            continue
        parts.append(heading(spoken(head.name).capitalize()))
        share = percent(found.right / found.total)
        parts.append(paragraph(f"{share} of {found.total:,} are right. {_most(found)}"))
        parts.append(_matrix(found))
    return Section("confusion", "What is taken for what", guide, "".join(parts))


def _most(found: Confusion) -> str:
    pairs = [
        f"{spoken(true)} taken for {spoken(taken)} ({count})"
        for true, taken, count in found.mixed_up(3)
    ]
    return f"Most often mixed up: {'; '.join(pairs)}." if pairs else ""


def _matrix(found: Confusion) -> str:
    rows = []
    for i, true in enumerate(found.values):
        total = sum(found.counts[i])
        cells: list[HeatCell | None] = []
        for j, taken in enumerate(found.values):
            count = found.counts[i][j]
            if not count:
                cells.append(None)
                continue
            hint = f"{count} of {total} {spoken(true)} taken for {spoken(taken)}"
            share = count / total
            cells.append(HeatCell(f"{share * 100:.0f}", share, hint, i == j, faint=total < FEW))
        rows.append((f"{true} ({total})", cells))
    return heat_table("is ↓ taken for →", found.values, rows)
