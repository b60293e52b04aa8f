"""Tables as rows, one at a time: CSV, JSON Lines and Parquet."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TextIO

import msgspec
from msgspec import Struct

from backend.dataset.importers.mapping import Format, Source
from backend.dataset.lines import LONGEST_LINE, numbered_lines
from backend.errors import ConfigurationError, InvalidInput

FORMATS: Final[dict[str, Format]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
ROWS_AT_ONCE: Final = 1_000


class TableRow(Struct, frozen=True):
    """A row with the number a spreadsheet or an editor shows for it: a CSV file's header is row 1,
    other files' rows count from 1. `values` is None where `problem` says why it cannot be read."""

    number: int
    values: dict[str, Any] | None
    problem: str = ""


def read_table(path: Path, source: Source, columns: Iterable[str]) -> Iterator[TableRow]:
    """The rows of a file that has these columns (and perhaps others).

    Raises `InvalidInput` where the file cannot be read or a column is not in it; of JSON Lines,
    where a row may leave out anything, that is known at the end only. Raises `ConfigurationError`
    where it takes a library that is not installed.
    """
    kind = source.format or FORMATS.get(path.suffix.lower())
    match kind:
        case "csv":
            return _csv(path, source, frozenset(columns))
        case "jsonl":
            return _json_lines(path, frozenset(columns))
        case "parquet":
            return _parquet(path, sorted(set(columns)))
        case None:
            raise ConfigurationError(
                f"{path.name}: say in the mapping which format it has: csv, jsonl or parquet."
            )


class _Lines:
    """The lines of a text, cut where they are too long to hold; `cut` tells of the last one."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.cut = False

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(LONGEST_LINE):
            rest = line
            while rest and not rest.endswith(("\n", "\r")):
                rest = self._file.readline(LONGEST_LINE)
                self.cut = self.cut or bool(rest)
            yield line


def _csv(path: Path, source: Source, wanted: frozenset[str]) -> Iterator[TableRow]:
    encoding = "utf-8-sig" if source.encoding == "utf-8" else source.encoding
    delimiter = "\t" if path.suffix.lower() == ".tsv" else source.delimiter
    try:
        with path.open(encoding=encoding, newline="") as file:
            lines = _Lines(file)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            header = [name.strip() for name in next(reader, [])]
            _check_header(path, header, wanted)
            yield from _records(reader, lines, header)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeError as error:
        raise InvalidInput(
            f"{path} is not written in {source.encoding} ({error}); name its encoding in the "
            "mapping's [source]."
        ) from None
    except csv.Error as error:
        raise InvalidInput(f"{path} is not a table: {error}.") from None


def _records(reader: Iterator[list[str]], lines: _Lines, header: list[str]) -> Iterator[TableRow]:
    number = 1
    while True:
        number += 1
        lines.cut = False
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield TableRow(number, None, f"cannot be read: {error}")
            continue
        if lines.cut:
            yield TableRow(number, None, f"is longer than {LONGEST_LINE:,} characters")
        elif len(cells) > len(header):
            yield TableRow(number, None, f"has {len(cells)} cells, the header {len(header)}")
        elif any(cells):
            yield TableRow(number, dict(zip(header, cells, strict=False)))


def _check_header(path: Path, header: list[str], wanted: frozenset[str]) -> None:
    if not header:
        raise InvalidInput(f"{path} is empty.")
    twice = sorted(name for name in wanted if header.count(name) > 1)
    if twice:
        raise InvalidInput(f"{path} has more than one column {twice[0]!r}.")
    _check_columns(path, header, wanted)


def _check_columns(path: Path, found: Iterable[str], wanted: Iterable[str]) -> None:
    names = sorted(set(found))
    for column in sorted(wanted):
        if column not in names:
            near = difflib.get_close_matches(column, names, n=3, cutoff=0.5) or names[:8]
            raise InvalidInput(
                f"{path} has no column {column[:80]!r}; it has "
                f"{', '.join(repr(name[:80]) for name in near)}."
            )


def _json_lines(path: Path, wanted: frozenset[str]) -> Iterator[TableRow]:
    decoder = msgspec.json.Decoder(dict[str, Any])
    seen: set[str] = set()
    for number, raw in numbered_lines(path):
        if raw is None:
            yield TableRow(number, None, f"is longer than {LONGEST_LINE:,} bytes")
            continue
        try:
            values = decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield TableRow(number, None, f"cannot be read: {error}")
            continue
        seen |= values.keys()
        yield TableRow(number, values)
    if seen:  # else no row could be read, and each has said why
        _check_columns(path, seen, wanted)


def _parquet(path: Path, wanted: list[str]) -> Iterator[TableRow]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError:
        raise ConfigurationError(
            "Reading Parquet takes pyarrow: install Credenza with the extra `parquet`."
        ) from None
    number = 0
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            _check_columns(path, file.schema_arrow.names, wanted)
            for batch in file.iter_batches(ROWS_AT_ONCE, columns=wanted):
                for values in batch.to_pylist():
                    number += 1
                    yield TableRow(number, values)
    except (OSError, pyarrow.ArrowException) as error:
        raise InvalidInput(f"{path} cannot be read: {str(error).splitlines()[0]}.") from None
