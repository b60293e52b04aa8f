"""The sets of pictures that releases are measured on, read from their folders."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct, structs

from backend.dataset.read import Dataset, open_dataset
from backend.dataset.records import ListingRow, Split
from backend.errors import ConfigurationError, InvalidInput
from backend.training.retrieval import RetrievalSet, Shot

Parsed = TypeVar("Parsed")


class _View(Struct):
    file: str
    design: str
    view: str
    category: str


def dataset_set(folder: Path, split: Split | None = None) -> RetrievalSet:
    """A data set's listings by their first packshot, and phone photos of some, if it has any: all
    of them, or one split's. Categories are true ones where the data set knows them.

    Raises `ConfigurationError` or `InvalidInput` for what is not as it must be.
    """
    dataset = open_dataset(folder)
    known = {row.id: row.category for row in dataset.truth()}
    listings = {
        row.id: structs.replace(row, category=known.get(row.id, row.category))
        for row in dataset.listings()
        if row.images and split in (None, row.split)
    }
    photos = []
    for photo in dataset.photos():
        if split not in (None, photo.split):
            continue
        if photo.listing not in listings:
            raise InvalidInput(
                f"{folder}: the photo {photo.id} shows {photo.listing!r}, of which there is no"
                " listing with a picture."
            )
        photos.append(_shot(dataset, listings[photo.listing], photo.image))
    return RetrievalSet(
        name=dataset.info.name,
        catalogue=tuple(_shot(dataset, row, row.images[0]) for row in listings.values()),
        photos=tuple(photos),
    )


def _shot(dataset: Dataset, row: ListingRow, image: str) -> Shot:
    return Shot(dataset.image(image), row.design, row.category or "other")


def views_set(folder: Path, name: str) -> RetrievalSet:
    """Designs seen in a studio from several sides, and with a phone.

    Reads `index.json`, a list of `file`, `design`, `view` (`phone` marks the photos) and
    `category`. Raises `ConfigurationError` for a file that is not as it must be.
    """
    path = folder / "index.json"
    views = _decoded(path, _content(path), list[_View])
    shots = [(view, Shot(folder / view.file, view.design, view.category)) for view in views]
    return RetrievalSet(
        name=name,
        catalogue=tuple(shot for view, shot in shots if view.view != "phone"),
        photos=tuple(shot for view, shot in shots if view.view == "phone"),
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None


def _decoded(path: Path, content: bytes, kind: type[Parsed]) -> Parsed:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.DecodeError as error:
        raise ConfigurationError(f"{path} is not as it must be: {error}.") from None
