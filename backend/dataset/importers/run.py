"""Writes a data set from listings as they come from an importer: pictures, splits, and what could
not be taken."""

from __future__ import annotations

import errno
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from backend.dataset.importers.mapping import ColumnMapping
from backend.dataset.importers.rows import RowError, row_error, to_listing
from backend.dataset.importers.tables import read_table
from backend.dataset.layout import IMAGES
from backend.dataset.records import Generator, ListingRow
from backend.dataset.splits import SplitShares, split_of
from backend.dataset.write import DatasetWriter
from backend.errors import ConfigurationError, InvalidInput

MAX_BAD_SHARE: Final = 0.05

Progress = Callable[[str, int, int | None], None]
"""What is being done, how much of it is done, and how much there is (None: not known yet)."""


class Taken(Struct, frozen=True):
    """A row that became a listing."""

    row: int
    listing: ListingRow


class Refused(Struct, frozen=True):
    """A row with everything that is wrong with it."""

    errors: list[RowError]


class Skipped(Struct, frozen=True):
    """A row that is fine and not wanted; `kind` says why, for counting."""

    kind: str


Candidate = Taken | Refused | Skipped


class Report(Struct, frozen=True, kw_only=True):
    """What became of the rows; `bad` counts rows, of which each may have several errors."""

    written: int
    bad: int
    errors: tuple[RowError, ...]
    skipped: Mapping[str, int]
    images: int


class TooManyBadRows(InvalidInput):
    """Nothing was written; `errors` says why."""

    def __init__(self, detail: str, errors: tuple[RowError, ...]) -> None:
        super().__init__(detail)
        self.errors = errors


class Target(Struct, frozen=True, kw_only=True):
    """The data set to write. `link` makes hard links of the pictures instead of copies."""

    directory: Path
    name: str
    licence: str
    images: Path
    link: bool = False
    max_bad_share: float = MAX_BAD_SHARE
    seed: int = 0
    shares: SplitShares = SplitShares()


def import_table(
    path: Path, mapping: ColumnMapping, target: Target, progress: Progress | None = None
) -> Report:
    """Write the data set of a table. Raises `InvalidInput`, `ConfigurationError`."""
    return write(table_candidates(path, mapping), target, progress)


def table_candidates(path: Path, mapping: ColumnMapping) -> Iterator[Candidate]:
    for row in read_table(path, mapping.source, mapping.columns.names()):
        if row.values is None:
            yield Refused([row_error(row.number, "", None, row.problem)])
            continue
        listing = to_listing(row.number, row.values, mapping.columns)
        yield Refused(listing) if isinstance(listing, list) else Taken(row.number, listing)


def write(
    candidates: Iterable[Candidate], target: Target, progress: Progress | None = None
) -> Report:
    """Write what can be taken of the candidates.

    Raises `TooManyBadRows`, having written nothing, if more than the accepted share of the rows
    (skipped ones apart) is bad; `InvalidInput` if there is no listing at all.
    """
    if not target.images.is_dir():
        raise ConfigurationError(f"There is no folder {target.images}.")
    return _Import(target, progress or (lambda *_: None)).write(candidates)


class _Import:
    def __init__(self, target: Target, progress: Progress) -> None:
        self._target = target
        self._progress = progress
        self._rows: dict[str, int] = {}
        self._images: dict[str, Path] = {}
        self._errors: list[RowError] = []
        self._skipped: Counter[str] = Counter()
        self._bad = 0

    def write(self, candidates: Iterable[Candidate]) -> Report:
        target = self._target
        generator = Generator(
            name="credenza dataset import",
            version=version("credenza"),
            seed=target.seed,
            options=msgspec.structs.asdict(target.shares),
        )
        with DatasetWriter(
            target.directory, name=target.name, licence=target.licence, generator=generator
        ) as writer:
            for done, candidate in enumerate(candidates, start=1):
                self._take(candidate, writer)
                self._progress("rows", done, None)
            self._judge()
            self._place_images(writer)
        return Report(
            written=len(self._rows),
            bad=self._bad,
            errors=tuple(self._errors),
            skipped=dict(self._skipped.most_common()),
            images=len(self._images),
        )

    def _take(self, candidate: Candidate, writer: DatasetWriter) -> None:
        match candidate:
            case Skipped(kind):
                self._skipped[kind] += 1
            case Refused(errors):
                self._refuse(errors)
            case Taken(row, listing):
                errors = self._errors_of(row, listing)
                if errors:
                    self._refuse(errors)
                    return
                self._rows[listing.id] = row
                split = split_of(listing.design, self._target.seed, self._target.shares)
                writer.listing(msgspec.structs.replace(listing, split=split))

    def _refuse(self, errors: list[RowError]) -> None:
        self._bad += 1
        self._errors += errors

    def _errors_of(self, row: int, listing: ListingRow) -> list[RowError]:
        """What only all rows and the folder of pictures together can tell."""
        first = self._rows.get(listing.id)
        if first is not None:
            return [row_error(row, "", listing.id, f"is the id of row {first} already")]
        found = {path: self._source_of(path) for path in listing.images}
        missing = [path for path, source in found.items() if source is None]
        if missing:
            return [
                row_error(row, "", path.removeprefix(f"{IMAGES}/"), "is not a picture's file")
                for path in missing
            ]
        self._images |= {path: source for path, source in found.items() if source is not None}
        return []

    def _source_of(self, path: str) -> Path | None:
        """The file behind a data set's path; None if there is none within the given folder."""
        known = self._images.get(path)
        if known is not None:
            return known
        root = self._target.images
        try:
            source = (root / path.removeprefix(f"{IMAGES}/")).resolve()
            inside = source.is_relative_to(root.resolve()) and source.is_file()
        except OSError:  # a name too long for the file system, a loop of links
            return None
        return source if inside else None

    def _judge(self) -> None:
        rows = len(self._rows) + self._bad
        if self._bad > self._target.max_bad_share * rows:
            raise TooManyBadRows(
                f"Nothing was written: {self._bad:,} of {rows:,} rows cannot be taken, more than "
                f"the accepted share of {self._target.max_bad_share:g}.",
                tuple(self._errors),
            )
        if not self._rows:
            raise InvalidInput("Nothing was written: there is no listing to take.")

    def _place_images(self, writer: DatasetWriter) -> None:
        place = os.link if self._target.link else shutil.copyfile
        for done, (path, source) in enumerate(self._images.items(), start=1):
            file = writer.image_file(path)
            try:
                if not (file.exists() and file.samefile(source)):
                    file.unlink(missing_ok=True)
                    place(source, file)
            except OSError as error:
                hint = " Leave out --link." if error.errno == errno.EXDEV else ""
                raise ConfigurationError(
                    f"{source} cannot be brought to {file}: {error.strerror}.{hint}"
                ) from None
            self._progress("pictures", done, len(self._images))
