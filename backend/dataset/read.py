"""Opens a data set and reads its rows, lazily."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from backend.dataset.layout import INFO_FILE, file_of
from backend.dataset.lines import read_lines, what_is_wrong
from backend.dataset.records import (
    FORMAT,
    DatasetInfo,
    InteractionRow,
    ListingRow,
    PhotoRow,
    RoomRow,
    TruthRow,
)
from backend.dataset.values import check_path
from backend.errors import ConfigurationError, InvalidInput

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Dataset:
    """A data set on disk. Each call reads its file anew; a file that is not there has no rows.

    Reading raises `InvalidInput` naming file, line and field of what is not as it must be.
    """

    directory: Path
    info: DatasetInfo

    def listings(self) -> Iterator[ListingRow]:
        return self._rows("listings", ListingRow)

    def truth(self) -> Iterator[TruthRow]:
        return self._rows("truth", TruthRow)

    def rooms(self) -> Iterator[RoomRow]:
        return self._rows("rooms", RoomRow)

    def photos(self) -> Iterator[PhotoRow]:
        return self._rows("photos", PhotoRow)

    def interactions(self) -> Iterator[InteractionRow]:
        return self._rows("interactions", InteractionRow)

    def has(self, stem: str) -> bool:
        """Whether there is a file of these rows (`truth`, `rooms`, …)."""
        return file_of(self.directory, stem).is_file()

    def image(self, path: str) -> Path:
        """The file of a row's relative path. Raises `InvalidInput` for one that is not within the
        data set, be it by `..` or by a link that leads out of it."""
        try:
            check_path("image", path)
        except ValueError as error:
            raise InvalidInput(f"{self.directory}: {error}.") from None
        file = self.directory / path
        if not file.resolve().is_relative_to(self.directory.resolve()):
            raise InvalidInput(f"{file} leads out of the data set.")
        return file

    def _rows(self, stem: str, kind: type[Kind]) -> Iterator[Kind]:
        path = file_of(self.directory, stem)
        if not path.exists():
            return
        for line in read_lines(path, kind):
            if line.row is None:
                raise InvalidInput(f"{path}, line {line.number}: {line.problem}.")
            yield line.row


def open_dataset(directory: Path) -> Dataset:
    """Raises `ConfigurationError` if it is no data set, not complete, or of another format."""
    path = directory / INFO_FILE
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ConfigurationError(
            f"There is no {path}: {directory} is not a data set, or not complete."
        ) from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        version = msgspec.json.decode(raw, type=_Versioned).format
        if version != FORMAT:
            raise ConfigurationError(
                f"{path} has format {version}; this version of Credenza reads {FORMAT}."
            )
        info = msgspec.json.decode(raw, type=DatasetInfo)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError(f"{path}: {what_is_wrong(error)}.") from None
    listings = file_of(directory, "listings")
    if not listings.is_file():
        raise ConfigurationError(f"There is no {listings}: a data set needs listings.")
    return Dataset(directory, info)


class _Versioned(Struct):
    format: int
