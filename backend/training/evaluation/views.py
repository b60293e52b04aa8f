"""Pictures of designs that have nothing to do with the data set, read from their folder."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from backend.errors import ConfigurationError


class Shot(Struct, frozen=True):
    """A picture of a piece of furniture. Pictures of one design may differ in finish or view."""

    path: Path
    design: str
    category: str


class RetrievalSet(Struct, frozen=True, kw_only=True):
    """Catalogue pictures to search among, and photos of the same designs to search with."""

    name: str
    catalogue: tuple[Shot, ...]
    photos: tuple[Shot, ...]

    @property
    def shots(self) -> tuple[Shot, ...]:
        return self.catalogue + self.photos


class _View(Struct):
    file: str
    design: str
    view: str
    category: str


def views_set(folder: Path, name: str) -> RetrievalSet:
    """Designs seen in a studio from several sides, and with a phone.

    Reads `index.json`, a list of `file`, `design`, `view` (`phone` marks the photos) and
    `category`. Raises `ConfigurationError` for a file that is not as it must be.
    """
    path = folder / "index.json"
    views = _read(path)
    shots = [(view, Shot(folder / view.file, view.design, view.category)) for view in views]
    return RetrievalSet(
        name=name,
        catalogue=tuple(shot for view, shot in shots if view.view != "phone"),
        photos=tuple(shot for view, shot in shots if view.view == "phone"),
    )


def _read(path: Path) -> list[_View]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[_View])
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    except msgspec.DecodeError as error:
        raise ConfigurationError(f"{path} is not as it must be: {error}.") from None
