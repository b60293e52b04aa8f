"""From a row of a merchant's table to a listing, or to everything that is wrong with the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from backend.dataset.importers.mapping import (
    ATTRIBUTES,
    CENTIMETRES,
    SEVERAL,
    Column,
    Columns,
    SizeColumns,
)
from backend.dataset.importers.numbers import number_of
from backend.dataset.layout import IMAGES
from backend.dataset.lines import what_is_wrong
from backend.dataset.records import ListingRow
from backend.dataset.values import KNOWN, canonical, nearest

SHOWN: Final = 80

Result = TypeVar("Result")


class RowError(Struct, frozen=True, kw_only=True):
    """Why a row cannot be taken. `row` is the number `TableRow` describes; `column` is theirs, ""
    for the row as a whole; `nearest` are our values spelled most like theirs."""

    row: int
    column: str
    value: str
    why: str
    nearest: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"row {self.row}, column {self.column!r}" if self.column else f"row {self.row}"
        hint = f"; did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        value = f"{self.value!r} " if self.value else ""
        return f"{place}: {value}{self.why}{hint}"


def row_error(number: int, column: str, value: object, why: str, near: str = "") -> RowError:
    """`near` is the attribute whose values are looked through for like ones."""
    text = "" if value is None else str(value)[:SHOWN]
    return RowError(
        row=number,
        column=column,
        value=text,
        why=why,
        nearest=nearest(near, text) if near else (),
    )


def to_listing(
    number: int, cells: Mapping[str, Any], columns: Columns
) -> ListingRow | list[RowError]:
    """The listing of row `number`, its images still those of the merchant's folder, under
    `images/`; no split."""
    return _Row(number, cells, columns).listing()


class _Wrong(Exception):  # never leaves this module
    def __init__(self, why: str, near: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.near = near


class _Row:
    def __init__(self, number: int, cells: Mapping[str, Any], columns: Columns) -> None:
        self._number = number
        self._cells = cells
        self._columns = columns
        self._errors: list[RowError] = []

    def listing(self) -> ListingRow | list[RowError]:
        columns = self._columns
        fields: dict[str, Any] = {
            field: self._read(getattr(columns, field), _text)
            for field in ("id", "title", "description", "group", "url")
        }
        for field in ATTRIBUTES:
            values = self._several(field)
            fields[field] = values if field in SEVERAL else next(iter(values), None)
        fields["currency"] = self._said(columns.column("currency"))
        fields["stock"] = self._stock()
        fields["price"] = self._price()
        fields["size_cm"] = self._size(columns.size)
        fields["images"] = self._images()
        for field in ("id", "title"):
            if not fields[field]:
                self._refuse(getattr(columns, field), "is empty")
        if self._errors:
            return self._errors
        return self._checked({name: value for name, value in fields.items() if value is not None})

    def _checked(self, fields: dict[str, Any]) -> ListingRow | list[RowError]:
        try:
            return msgspec.convert(fields, ListingRow)
        except msgspec.ValidationError as error:
            field, _, why = what_is_wrong(error).partition(": ")
            column = getattr(self._columns, field.partition("[")[0], None)
            name = column if isinstance(column, str) else field
            self._refuse(name, f"cannot be taken: {why}")
            return self._errors

    def _several(self, field: str) -> tuple[str, ...]:
        """The values of the taxonomy that a cell names, each once."""
        column = self._columns.column(field)
        if column is None:
            return ()
        if column.column is None:
            return (column.value or "",)

        def known(cell: Any) -> tuple[str, ...]:
            words = (_ours(word, column) for word in _words(cell, column.separator))
            values = [word for word in words if word]
            for value in values:
                if value not in KNOWN[ATTRIBUTES[field]]:
                    raise _Wrong(f"is not a known {ATTRIBUTES[field]}", near=ATTRIBUTES[field])
            return tuple(dict.fromkeys(values))

        return self._read(column.column, known) or ()

    def _said(self, column: Column | None) -> str | None:
        if column is None or column.column is None:
            return column.value if column else None
        return self._read(column.column, lambda cell: _mapped(_text(cell) or "", column) or None)

    def _stock(self) -> int | None:
        column = self._columns.column("stock")
        if column is None:
            return None

        def whole(said: str | None) -> int | None:
            pieces = number_of(said, decimal_comma=False)
            if pieces is None:
                return None
            if pieces != pieces.to_integral_value():
                raise _Wrong("is not a whole number")
            return int(pieces)

        return self._guard(column.column or "stock", self._said(column), whole)

    def _price(self) -> float | None:
        price = self._columns.priced
        if price is None:
            return None

        def amount(cell: Any) -> float | None:
            found = number_of(cell, decimal_comma=price.decimal_comma)
            if found is None:
                return None
            if found < 0:
                raise _Wrong("is less than zero")
            # Three digits behind the separator are thousands read with the wrong convention.
            if isinstance(cell, str) and found != round(found, 2):
                raise _Wrong("has more than two decimals: is decimal_comma right?")
            return float(found)

        return self._read(price.column, amount)

    def _size(self, size: SizeColumns | None) -> dict[str, float] | None:
        if size is None:
            return None

        def centimetres(cell: Any) -> float | None:
            found = number_of(cell, decimal_comma=size.decimal_comma)
            if found is None:
                return None
            if found <= 0:
                raise _Wrong("is not more than zero")
            return round(float(found * Decimal(str(CENTIMETRES[size.unit]))), 2)

        measures = {
            name: self._read(getattr(size, name), centimetres)
            for name in ("width", "depth", "height")
        }
        return {name: measure for name, measure in measures.items() if measure} or None

    def _images(self) -> tuple[str, ...]:
        pictured = self._columns.pictured
        paths: list[str] = []
        for column in pictured.columns:
            paths += self._read(column, lambda cell: _words(cell, pictured.separator)) or ()
        if not paths:
            self._refuse(pictured.columns[0], "names no picture")
        return tuple(dict.fromkeys(f"{IMAGES}/{path}" for path in paths))

    def _read(self, column: str | None, convert: Callable[[Any], Result]) -> Result | None:
        if column is None:
            return None
        return self._guard(column, self._cells.get(column), convert)

    def _guard(self, column: str, cell: Any, convert: Callable[[Any], Result]) -> Result | None:
        try:
            return convert(cell)
        except _Wrong as wrong:
            self._errors.append(row_error(self._number, column, cell, wrong.why, wrong.near))
        except ValueError as error:
            self._errors.append(row_error(self._number, column, cell, str(error)))
        return None

    def _refuse(self, column: str, why: str) -> None:
        self._errors.append(row_error(self._number, column, self._cells.get(column), why))


def _text(cell: Any) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | Decimal):
        raise _Wrong("is not a text")
    return str(cell).replace("\r\n", "\n").strip() or None


def _words(cell: Any, separator: str | None) -> tuple[str, ...]:
    """The parts of a cell: of a list, its items; of a text, what the separator separates."""
    if isinstance(cell, list):
        items = [_text(item) for item in cell]
    else:
        text = _text(cell) or ""
        items = [part.strip() for part in text.split(separator)] if separator else [text]
    return tuple(item for item in items if item)


def _mapped(word: str, column: Column) -> str:
    """The merchant's word in ours, as the mapping says; the word itself if it says nothing."""
    said = {theirs.strip().casefold(): ours for theirs, ours in column.values.items()}
    return said.get(word.casefold(), word)


def _ours(word: str, column: Column) -> str:
    return canonical(_mapped(word, column))
