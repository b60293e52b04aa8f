"""The stage of phone photos: which listing each shows, and the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from backend.dataset.records import PhotoRow
from backend.errors import ConfigurationError
from backend.studio.build.listings import save_picture
from backend.studio.build.options import BuildOptions
from backend.studio.designs.design import Design
from backend.studio.designs.splits import split_of_design
from backend.studio.furniture.piece import Piece, piece_of
from backend.studio.materials.photographic import PhotoAtlas
from backend.studio.photos.phone import SEVERITIES, PhonePhoto, phone_photo, turned
from backend.studio.seeds import generator

_SEEDS = 4
"""Tried before a photo is given up."""


def photographed(designs: Sequence[Design], count: int, seed: int) -> list[tuple[str, int]]:
    """Design and finish of each of `count` photos: every design once before any is taken twice."""
    order = generator(seed, "photographed").permutation(len(designs))
    chosen = []
    for number in range(count):
        design = designs[int(order[number % len(designs)])]
        random = generator(seed, "photographed finish", number)
        chosen.append((design.id, int(random.integers(len(design.finishes)))))
    return chosen


def make_photo(
    number: int,
    design: Design,
    finish: int,
    designs: Mapping[str, Design],
    options: BuildOptions,
    folder: Path,
    atlas: PhotoAtlas,
) -> PhotoRow:
    """Take the photo into `folder`. Pieces of other designs that stand near come from the same
    split, so that none is seen in two."""
    random = generator(options.seed, "photo", number)
    split = split_of_design(design.id, options.seed)
    severity = int(random.integers(SEVERITIES))
    candidates = list(designs)
    others: list[Piece] = []
    while len(others) < 4 and candidates:
        other = designs[candidates.pop(int(random.integers(len(candidates))))]
        if other.id != design.id and split_of_design(other.id, options.seed) == split:
            others.append(piece_of(other, int(random.integers(len(other.finishes))), atlas=atlas))
    piece = piece_of(design, finish, atlas=atlas)
    seed = int(random.integers(1 << 31))
    width, height = options.photo_size * 3 // 4, options.photo_size
    if random.random() < turned(piece):
        width, height = height, width
    photo = _taken(piece, others, seed, severity, width, height, atlas)
    path = f"images/photos/{number:06d}.{options.suffix}"
    save_picture(photo.image, folder / path, options)
    return PhotoRow(
        id=f"photo-{number:06d}",
        image=path,
        listing=design.listing_id(finish),
        split=split,
        severity=severity,
        box=photo.box,
    )


def _taken(
    piece: Piece,
    others: Sequence[Piece],
    seed: int,
    severity: int,
    width: int,
    height: int,
    atlas: PhotoAtlas,
) -> PhonePhoto:
    """Raises `ConfigurationError` if nothing is seen of the piece however it is photographed."""
    for attempt in range(_SEEDS):
        try:
            return phone_photo(piece, others, seed + attempt, severity, width, height, atlas)
        except ValueError:
            continue
    raise ConfigurationError(f"No photo of {width} x {height} pixels shows {piece.listing}.")
