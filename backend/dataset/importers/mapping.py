"""The mapping file: which of a merchant's columns says what, and in which words and units."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from backend.dataset.lines import what_is_wrong
from backend.dataset.values import check_value
from backend.errors import ConfigurationError

Format = Literal["csv", "jsonl", "parquet"]
Unit = Literal["cm", "mm", "in"]
Name = Annotated[str, Meta(min_length=1)]

CENTIMETRES: Final[dict[Unit, float]] = {"cm": 1.0, "mm": 0.1, "in": 2.54}

ATTRIBUTES: Final = {
    "category": "category",
    "colors": "color",
    "materials": "material",
    "style": "style",
    "pattern": "pattern",
}
"""Our field to the attribute of the taxonomy whose values it takes."""

SEVERAL: Final = ("colors", "materials")


class _Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True): ...


class Source(_Table, frozen=True, kw_only=True):
    """How the file is written; `format` None goes by the file's ending."""

    format: Format | None = None
    delimiter: Annotated[str, Meta(min_length=1, max_length=1)] = ","
    encoding: Literal["utf-8", "utf-16", "cp1252"] = "utf-8"


class Column(_Table, frozen=True, kw_only=True):
    """A column with the merchant's words for our values, or one value for all rows.

    `values` is looked up without regard to case; "" means that nothing is said.
    """

    column: Name | None = None
    value: Name | None = None
    values: dict[str, str] = {}
    separator: Name | None = None

    def __post_init__(self) -> None:
        if (self.column is None) == (self.value is None):
            raise ValueError("column: name either a column or a value")
        if self.value is not None and (self.values or self.separator):
            raise ValueError("value: one value for all rows needs no values and no separator")


class Price(_Table, frozen=True, kw_only=True):
    column: Name
    decimal_comma: bool = False


class SizeColumns(_Table, frozen=True, kw_only=True):
    width: Name | None = None
    depth: Name | None = None
    height: Name | None = None
    unit: Unit = "cm"
    decimal_comma: bool = False


class ImageColumns(_Table, frozen=True, kw_only=True):
    """Columns of paths in the folder of pictures, the packshot's first; with `separator`, several
    paths in one cell."""

    columns: Annotated[tuple[Name, ...], Meta(min_length=1)]
    separator: Name | None = None


class Columns(_Table, frozen=True, kw_only=True):
    """Our fields. A name alone is short for a column taken as it is."""

    id: Name
    title: Name
    images: Name | ImageColumns
    description: Name | None = None
    category: Name | Column | None = None
    colors: Name | Column | None = None
    materials: Name | Column | None = None
    style: Name | Column | None = None
    pattern: Name | Column | None = None
    price: Name | Price | None = None
    currency: Name | Column | None = None
    stock: Name | Column | None = None
    group: Name | None = None
    size: SizeColumns | None = None
    url: Name | None = None

    def __post_init__(self) -> None:
        for field in ("category", "style", "pattern", "currency", "stock"):
            column = self.column(field)
            if column is not None and column.separator is not None:
                raise ValueError(f"{field}: it takes one value, so there is nothing to separate")
        for field, attribute in ATTRIBUTES.items():
            column = self.column(field)
            if column is None:
                continue
            for ours in (*column.values.values(), column.value or ""):
                if ours:
                    check_value(field, attribute, ours)

    def column(self, field: str) -> Column | None:
        """A field's column, the short form written out."""
        named = getattr(self, field)
        return Column(column=named) if isinstance(named, str) else named

    @property
    def priced(self) -> Price | None:
        return Price(column=self.price) if isinstance(self.price, str) else self.price

    @property
    def pictured(self) -> ImageColumns:
        if isinstance(self.images, str):
            return ImageColumns(columns=(self.images,))
        return self.images

    def names(self) -> Iterator[str]:
        """Every column of theirs that is asked for."""
        yield from (self.id, self.title, *self.pictured.columns)
        yield from (name for name in (self.description, self.group, self.url) if name)
        for field in (*ATTRIBUTES, "currency", "stock"):
            column = self.column(field)
            if column is not None and column.column is not None:
                yield column.column
        if self.priced is not None:
            yield self.priced.column
        if self.size is not None:
            measures = (self.size.width, self.size.depth, self.size.height)
            yield from (name for name in measures if name)


class ColumnMapping(_Table, frozen=True, kw_only=True):
    """A whole mapping file; `name` and `licence` go into the data set."""

    name: Name
    licence: Name
    source: Source = Source()
    columns: Columns


def read_mapping(path: Path) -> ColumnMapping:
    """Raises `ConfigurationError` naming the key that is unknown, missing or not acceptable."""
    try:
        parsed = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(parsed, ColumnMapping)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not TOML: {error}.") from None
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{path}: {what_is_wrong(error)}.") from None
