"""The sets of pictures that releases are measured on, read from their folders."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from backend.errors import ConfigurationError
from backend.training.retrieval import RetrievalSet, Shot

Parsed = TypeVar("Parsed")


class _Row(Struct):
    """The part of a line of `catalogue.jsonl` that matters here."""

    image: str
    group: str
    category: str


class _Photo(Struct):
    photo: str
    group: str


class _View(Struct):
    file: str
    design: str
    view: str
    category: str


def demo_set(demo: Path) -> RetrievalSet:
    """The demo shop: designs in several finishes, and phone photos of some.

    Reads `catalogue.jsonl` (`image` in `pictures/`) and `photos.jsonl` (`photo` in `photos/`);
    there may be no photos. Raises `ConfigurationError` for a file that is not as it must be.
    """
    rows = _lines(demo / "catalogue.jsonl", _Row)
    photos = _lines(demo / "photos.jsonl", _Photo) if (demo / "photos.jsonl").exists() else []
    categories = {row.group: row.category for row in rows}
    return RetrievalSet(
        name="demo",
        catalogue=tuple(
            Shot(demo / "pictures" / row.image, row.group, row.category) for row in rows
        ),
        photos=tuple(
            Shot(demo / "photos" / item.photo, item.group, categories.get(item.group, "other"))
            for item in photos
        ),
    )


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


def _lines(path: Path, kind: type[Parsed]) -> list[Parsed]:
    return [_decoded(path, line, kind) for line in _content(path).splitlines()]


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
