"""Shoppers' photos whose piece is found late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from backend.dataset.records import PhotoRow
from backend.training.diagnosis.markup import (
    Card,
    Frame,
    Section,
    cases,
    listed,
    paragraph,
    percent,
    strip,
    table,
)
from backend.training.diagnosis.photos import PhotoRank, found_within
from backend.training.diagnosis.pieces import Piece, one_of_each
from backend.training.diagnosis.thumbnails import Thumbnails

SHOWN: Final = 16
SEVERITIES: Final = ("good", "fair", "bad", "very bad")


def photo_section(
    ranks: Sequence[PhotoRank],
    photos: Sequence[PhotoRow],
    catalogue: Sequence[Piece],
    thumbnails: Thumbnails,
) -> Section:
    """`ranks` as `photo_ranks` gives them."""
    late = [rank for rank in ranks if rank.rank > 1]
    shown = one_of_each((((catalogue[rank.listing].design,), rank) for rank in late), SHOWN)
    guide = (
        f"Each of the {len(ranks)} photos was searched for among {len(catalogue):,} listings. Here"
        " are the worst: the photo, the listing that it really shows, and the first five that were"
        " found. A green frame is the right design, in whatever finish. Numbers are likeness to the"
        " photo: 1 would be the same picture.",
        "If what was found looks like the photo, only in another colour or from a similar model,"
        " the search did what it could. If it is another kind of thing, it did not see the piece:"
        " look at the photo's crop, light and background.",
    )
    body = _summary(ranks, photos)
    if shown:
        body += cases([_case(rank, photos[rank.photo], catalogue, thumbnails) for rank in shown], 1)
    else:
        body += paragraph("Every photo finds its design first: nothing to show.")
    return Section("photos", "Photos that find the wrong piece", guide, body)


def _case(
    rank: PhotoRank, photo: PhotoRow, catalogue: Sequence[Piece], thumbnails: Thumbnails
) -> str:
    own = catalogue[rank.listing]
    cards = [
        Card(
            thumbnails.address(photo.image),
            ("the photo", f"a {SEVERITIES[photo.severity]} one"),
            "asked",
            photo.id,
        ),
        _card(own, ("what it shows", listed(own.colors[:2]), f"{rank.cosine:.2f}"), "", thumbnails),
    ]
    for place, (row, cosine) in enumerate(rank.found, start=1):
        piece = catalogue[row]
        right = piece.design == own.design
        lines = (f"{place}.", listed(piece.values("category")), f"{cosine:.2f}")
        cards.append(_card(piece, lines, "right" if right else "", thumbnails))
    return strip(cards, f"{own.title}: found at place {rank.rank}", gaps=(1, 2))


def _card(piece: Piece, lines: tuple[str, ...], frame: Frame, thumbnails: Thumbnails) -> Card:
    return Card(thumbnails.address(piece.image), lines, frame, f"{piece.title} ({piece.id})")


def _summary(ranks: Sequence[PhotoRank], photos: Sequence[PhotoRow]) -> str:
    rows = []
    groups: list[tuple[str, list[PhotoRank]]] = [("all photos", list(ranks))]
    for severity, name in enumerate(SEVERITIES):
        of_it = [rank for rank in ranks if photos[rank.photo].severity == severity]
        groups.append((f"{name} photos", of_it))
    for name, group in groups:
        if group:
            shares = (percent(found_within(group, k)) for k in (1, 5, 10))
            rows.append((name, f"{len(group)}", *shares))
    return table(("", "photos", "found first", "in the first five", "in the first ten"), rows)
