"""Rows of a JSON Lines file, one at a time, each with its line or with what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from backend.errors import InvalidInput

LONGEST_LINE: Final = 1 << 20
"""Bytes. A row is a few hundred; what is longer is another kind of file."""

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

Kind = TypeVar("Kind")
_WHERE = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_NAMED = re.compile(r"^[a-z_]+: ")


class Line(Struct, Generic[Kind], frozen=True):
    """A line, counted from 1. `row` is None where `problem` says why it could not be read."""

    number: int
    row: Kind | None
    problem: str = ""


def read_lines(path: Path, kind: type[Kind]) -> Iterator[Line[Kind]]:
    """Every line that is not blank. Raises `InvalidInput` if the file cannot be read at all."""
    decoder = msgspec.json.Decoder(kind)
    for number, raw in numbered_lines(path):
        if raw is None:
            yield Line(number, None, f"the line is longer than {LONGEST_LINE:,} bytes")
            continue
        try:
            yield Line(number, decoder.decode(raw))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield Line(number, None, what_is_wrong(error))


def numbered_lines(path: Path) -> Iterator[tuple[int, bytes | None]]:
    """The lines that are not blank with their numbers; None for one that is too long."""
    try:
        with path.open("rb") as file:
            yield from limited_lines(file)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from None


def limited_lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The same of a file that is open, whatever is under it."""
    number = 0
    while raw := file.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            raw = raw.removeprefix(BYTE_ORDER_MARK)
        if len(raw) > LONGEST_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(LONGEST_LINE)
            yield number, None
        elif not raw.isspace():
            yield number, raw


def what_is_wrong(error: Exception) -> str:
    """msgspec's message with the field in front: `size_cm.width: Expected …`."""
    message = str(error)
    place = _WHERE.search(message)
    path = (place["path"] if place else "").removeprefix(".")
    reason = _WHERE.sub("", message)
    if not path:
        return reason
    return f"{path}.{reason}" if _NAMED.match(reason) else f"{path}: {reason}"
