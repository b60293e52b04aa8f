"""Writes a data set row by row; nobody takes it for complete before it is."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

from backend.dataset.layout import INFO_FILE, ROWS, Row, file_of
from backend.dataset.lines import LONGEST_LINE, what_is_wrong
from backend.dataset.records import (
    DatasetInfo,
    Generator,
    InteractionRow,
    ListingRow,
    PhotoRow,
    RoomRow,
    Split,
    TruthRow,
)
from backend.dataset.values import check_path
from backend.errors import ConfigurationError, InvalidInput


class DatasetWriter:
    """A context: rows go to temporary names as they come; on leaving it they get their own names
    and `dataset.json` is written, last. Leaving it by an exception keeps none of the rows.

    Raises `ConfigurationError` if the folder holds a data set already, unless `replace`; then the
    former one stops being complete at once. Pictures are the caller's to write, to `image_file()`.
    """

    def __init__(
        self,
        directory: Path,
        *,
        name: str,
        licence: str,
        generator: Generator | None = None,
        replace: bool = False,
    ) -> None:
        self._directory = directory
        self._info = DatasetInfo(name=name, licence=licence, generator=generator)
        self._replace = replace
        self._made_directory = False
        self._files: dict[str, BinaryIO] = {}
        self._decoders = {stem: msgspec.json.Decoder(kind) for stem, kind in ROWS.items()}
        self._counts: Counter[str] = Counter()
        self._splits: Counter[Split] = Counter()

    def __enter__(self) -> Self:
        info = self._directory / INFO_FILE
        if info.exists() and not self._replace:
            raise ConfigurationError(f"{self._directory} holds a data set already.")
        try:
            self._made_directory = not self._directory.exists()
            self._directory.mkdir(parents=True, exist_ok=True)
            info.unlink(missing_ok=True)
            self._open("listings")
        except OSError as error:
            raise ConfigurationError(
                f"{self._directory} cannot be written: {error.strerror}."
            ) from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._complete()
        finally:
            for stem, file in self._files.items():
                file.close()
                self._draft(stem).unlink(missing_ok=True)
            if kind is not None and self._made_directory:
                with suppress(OSError):  # pictures are in it: they are the caller's
                    self._directory.rmdir()

    def listing(self, row: ListingRow) -> None:
        self._write("listings", row)
        if row.split is not None:
            self._splits[row.split] += 1

    def truth(self, row: TruthRow) -> None:
        self._write("truth", row)

    def room(self, row: RoomRow) -> None:
        self._write("rooms", row)

    def photo(self, row: PhotoRow) -> None:
        self._write("photos", row)

    def interaction(self, row: InteractionRow) -> None:
        self._write("interactions", row)

    def image_file(self, path: str) -> Path:
        """Where the picture of a row's relative path belongs; its folder is there afterwards."""
        try:
            check_path("image", path)
        except ValueError as error:
            raise InvalidInput(f"{error}.") from None
        file = self._directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        return file

    def _write(self, stem: str, row: Row) -> None:
        """Raises `InvalidInput` for a row that would not be read back as it is."""
        line = msgspec.json.encode(row)
        try:
            same = self._decoders[stem].decode(line) == row and len(line) < LONGEST_LINE
        except msgspec.ValidationError as error:
            raise InvalidInput(f"{stem}, row {row.id!r}: {what_is_wrong(error)}.") from None
        if not same:
            raise InvalidInput(f"{stem}, row {row.id!r} would not be read back as it is.")
        file = self._files.get(stem) or self._open(stem)
        file.write(line + b"\n")
        self._counts[stem] += 1

    def _open(self, stem: str) -> BinaryIO:
        file = self._files[stem] = self._draft(stem).open("wb")
        return file

    def _draft(self, stem: str) -> Path:
        return self._directory / f".{stem}.jsonl.partial"

    def _complete(self) -> None:
        for stem in ROWS:
            file = self._files.get(stem)
            if file is None:
                file_of(self._directory, stem).unlink(missing_ok=True)
                continue
            _flush(file)
            self._draft(stem).replace(file_of(self._directory, stem))
        info = msgspec.structs.replace(
            self._info,
            counts={stem: self._counts[stem] for stem in self._files},
            splits=dict(self._splits),
        )
        draft = self._directory / f".{INFO_FILE}.partial"
        with draft.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(info), indent=2) + b"\n")
            _flush(file)
        draft.replace(self._directory / INFO_FILE)


def _flush(file: BinaryIO) -> None:
    """On disk, before a name points at it."""
    file.flush()
    os.fsync(file.fileno())
