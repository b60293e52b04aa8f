"""The whole report: what a release says of a split's pictures, and where that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console

from backend.dataset.read import Dataset
from backend.dataset.records import ListingRow, PhotoRow, Split
from backend.encoder.port import Encodes
from backend.encoder.release import STYLE, Release
from backend.errors import InvalidInput
from backend.training.diagnosis.ablation import Variant
from backend.training.diagnosis.encoded import encode_files, heads_of
from backend.training.diagnosis.flat_map import FEWEST, flat_map
from backend.training.diagnosis.heads import Floats, Head, confusion
from backend.training.diagnosis.markup import Section, page, percent, spoken
from backend.training.diagnosis.photos import PhotoRank, found_within, photo_ranks
from backend.training.diagnosis.pieces import Piece, balanced, pieces_of
from backend.training.diagnosis.sections.ablation import ablation_section
from backend.training.diagnosis.sections.attributes import confusion_section, mistake_section
from backend.training.diagnosis.sections.maps import map_page, map_picture, map_section
from backend.training.diagnosis.sections.photos import photo_section
from backend.training.diagnosis.sections.styling import (
    pair_section,
    triplet_section,
    violation_section,
)
from backend.training.diagnosis.thumbnails import Thumbnails
from backend.training.diagnosis.triplets import (
    Judged,
    Logit,
    Query,
    draw_triplets,
    judge,
    violations,
)

VISUAL: Final = "visual"
Figures = list[tuple[str, str]]


@dataclass(frozen=True)
class Seen:
    """The split's rows, and what the release makes of them.

    `pieces` and `outputs` have a row for each of the split's listings; `catalogue` and
    `catalogue_visual` for each that photos are searched among.
    """

    pieces: list[Piece]
    outputs: dict[str, Floats]
    heads: list[Head]
    catalogue: list[Piece]
    catalogue_visual: Floats
    photos: list[PhotoRow]
    photo_visual: Floats
    rooms: list[list[int]]


def diagnose(
    release: Release,
    encoder: Encodes,
    dataset: Dataset,
    out: Path,
    *,
    split: Split,
    sample: int,
    seed: int,
    ablation: Sequence[Variant],
    console: Console,
) -> Path:
    """Write the report to `out` and give its first page, `index.html`.

    What the release or the data set has nothing for is left out, and the page says so. Raises
    `InvalidInput` if the split has no listings with pictures.
    """
    seen = look(encoder, dataset, split, console)
    thumbnails = Thumbnails(dataset.image, out)
    out.mkdir(parents=True, exist_ok=True)
    figures: Figures = []
    sections: list[Section] = []
    left_out: list[str] = []
    title = f"What {release.manifest.release} gets wrong"

    console.print("Laying out the maps")
    sections += _maps(title, seen, out, thumbnails, sample, seed, left_out)
    _photos(seen, thumbnails, sections, figures, left_out)
    _attributes(seen, thumbnails, sections, figures, left_out)
    _styling(release, seen, thumbnails, seed, sections, figures, left_out)
    if ablation:
        sections.append(ablation_section(ablation))

    introduction = _introduction(release, dataset, split, seen, left_out)
    index = out / "index.html"
    index.write_text(page(title, introduction, figures, sections), encoding="utf-8")
    return index


def look(encoder: Encodes, dataset: Dataset, split: Split, console: Console) -> Seen:
    """Encode what is needed. Photos are searched among the listings that the model did not learn
    from, whichever split of those is asked for; those of `train` among themselves."""
    listings = list(dataset.listings())
    truth = {row.id: row for row in dataset.truth()}
    catalogue = pieces_of(_searched(listings, split), truth)
    own_ids = {row.id for row in listings if row.split == split}
    own = [row for row, piece in enumerate(catalogue) if piece.id in own_ids]
    if not own:
        raise InvalidInput(
            f"{dataset.directory} has no listings with pictures in the split {split}."
        )
    outputs = encode_files(
        encoder, [dataset.image(piece.image) for piece in catalogue], console, "Listings"
    )
    place = {piece.id: row for row, piece in enumerate(catalogue)}
    photos = [row for row in dataset.photos() if row.split == split and row.listing in place]
    of_photos = encode_files(
        encoder, [dataset.image(photo.image) for photo in photos], console, "Photos"
    )
    pieces = [catalogue[row] for row in own]
    own_outputs = {name: rows[own] for name, rows in outputs.items()}
    own_place = {piece.id: row for row, piece in enumerate(pieces)}
    return Seen(
        pieces=pieces,
        outputs=own_outputs,
        heads=heads_of(encoder.manifest.attributes, own_outputs),
        catalogue=catalogue,
        catalogue_visual=outputs[VISUAL],
        photos=photos,
        photo_visual=of_photos[VISUAL],
        rooms=[
            [own_place[piece.listing] for piece in room.pieces if piece.listing in own_place]
            for room in dataset.rooms()
            if room.split == split
        ],
    )


def _searched(listings: Sequence[ListingRow], split: Split) -> list[ListingRow]:
    if split == "train":
        return [row for row in listings if row.split == split]
    return [row for row in listings if row.split != "train"]


def _maps(
    title: str,
    seen: Seen,
    out: Path,
    thumbnails: Thumbnails,
    sample: int,
    seed: int,
    left_out: list[str],
) -> list[Section]:
    rows = balanced([piece.category for piece in seen.pieces], sample, seed)
    if len(rows) < FEWEST:
        left_out.append("maps: the split has too few listings")
        return []
    pieces = [seen.pieces[row] for row in rows]
    points: dict[str, Floats] = {
        kind: flat_map(seen.outputs[kind][rows], seed)
        for kind in (VISUAL, STYLE)
        if kind in seen.outputs
    }
    for kind, placed in points.items():
        (out / f"map-{kind}.webp").write_bytes(map_picture(placed, pieces, thumbnails))
    heads = [
        Head(head.name, head.values, head.probabilities[rows], head.several, head.thresholds)
        for head in seen.heads
    ]
    content = map_page(f"{title}: map", points, pieces, heads, thumbnails)
    (out / "map.html").write_text(content, encoding="utf-8")
    return [map_section(list(points))]


def _photos(
    seen: Seen,
    thumbnails: Thumbnails,
    sections: list[Section],
    figures: Figures,
    left_out: list[str],
) -> None:
    if not seen.photos:
        left_out.append("photos: the split has none")
        return
    place = {piece.id: row for row, piece in enumerate(seen.catalogue)}
    ranks: list[PhotoRank] = photo_ranks(
        seen.photo_visual,
        seen.catalogue_visual,
        [place[photo.listing] for photo in seen.photos],
        [piece.design for piece in seen.catalogue],
    )
    for k, meaning in ((1, "find their design first"), (10, "find it in the first ten")):
        figures.append((percent(found_within(ranks, k)), f"of {len(ranks):,} photos {meaning}"))
    sections.append(photo_section(ranks, seen.photos, seen.catalogue, thumbnails))


def _attributes(
    seen: Seen,
    thumbnails: Thumbnails,
    sections: list[Section],
    figures: Figures,
    left_out: list[str],
) -> None:
    if not seen.heads:
        left_out.append("attributes: the release was taught none")
        return
    for head in seen.heads:
        if head.several:
            continue
        found = confusion(head, [piece.values(head.name) for piece in seen.pieces])
        if found.total:
            figures.append((percent(found.right / found.total), f"right: {spoken(head.name)}"))
    sections.append(mistake_section(seen.heads, seen.pieces, thumbnails))
    sections.append(confusion_section(seen.heads, seen.pieces))


def _styling(
    release: Release,
    seen: Seen,
    thumbnails: Thumbnails,
    seed: int,
    sections: list[Section],
    figures: Figures,
    left_out: list[str],
) -> None:
    if STYLE not in seen.outputs:
        left_out.append("what goes together: the release has no style vectors")
        return
    categories = [piece.category for piece in seen.pieces]
    designs = [piece.design for piece in seen.pieces]
    triplets = draw_triplets(seen.rooms, categories, designs, seed)
    if not len(triplets):
        left_out.append("what goes together: the split has no rooms of several pieces")
        return
    query, logit = _judges(release)
    styles = release.styles(seen.outputs, [piece.words for piece in seen.pieces])
    judged: Judged = judge(triplets, styles, categories, query, logit)
    calibrated = logit is not None
    figures.append(
        (
            percent(1 - float(judged.violated.mean())),
            f"of {len(triplets):,} choices agree with the stylist",
        )
    )
    sections.append(triplet_section(judged, seen.pieces, thumbnails, calibrated=calibrated))
    sections.append(pair_section(judged, seen.pieces, thumbnails, calibrated=calibrated))
    sections.append(violation_section(violations(judged, categories)))


def _judges(release: Release) -> tuple[Query, Logit | None]:
    """A release without maps is judged by the cosine of its style vectors."""
    maps, calibration = release.matching, release.calibration

    def query(styles: Floats, source: str, target: str) -> Floats:
        return styles if maps is None else maps.query(styles, source, target)

    def logit(scores: Floats, source: str, target: str) -> Floats:
        assert calibration is not None
        odds = [calibration.matching_logit(score, source, target) for score in scores.tolist()]
        return np.array(odds, dtype=np.float32)

    return query, None if calibration is None else logit


def _introduction(
    release: Release, dataset: Dataset, split: Split, seen: Seen, left_out: Sequence[str]
) -> str:
    manifest = release.manifest
    designs = len({piece.design for piece in seen.pieces})
    lines = [
        f"Data set {dataset.info.name}, split {split}: {len(seen.pieces):,} listings of"
        f" {designs:,} designs, {len(seen.photos):,} photos, {len(seen.rooms):,} rooms."
        f" Release of {manifest.created_at:%d %B %Y}.",
        "This page looks for mistakes on purpose: it shows the worst, not the usual. How often"
        " they happen stands in the numbers above each part. Point at a picture for its title.",
    ]
    if left_out:
        lines.append(f"Left out: {'; '.join(left_out)}.")
    return "".join(f"<p>{escape(line)}</p>" for line in lines)
