"""What must never reach the index, checked the same way for every implementation.

Milvus takes much of it without a word: Lite stores NaN and cannot load the collection again, and of
two rows with one id in a batch one server keeps the first and another the last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.errors import ConfigurationError, IndexRefused
from backend.index.expression import is_encodable
from backend.index.port import Entry, Scalars, Vector
from backend.listing import ID_PATTERN, MAX_SIZE_MM, MAX_VERSION

SCALAR_FIELDS: Final = ("id", "version", *Scalars.__struct_fields__)
"""The fields of a collection beside its vectors."""

MAX_TEXT_BYTES: Final = {"category": 64, "style": 64, "group": 512}
MAX_LIST_ITEMS: Final = 16
MAX_LIST_ITEM_BYTES: Final = {"colors": 64, "materials": 64, "tags": 160, "palette": 16}
MAX_NUMBER: Final = {
    "price_cents": 2**53,
    "width_mm": MAX_SIZE_MM,
    "depth_mm": MAX_SIZE_MM,
    "height_mm": MAX_SIZE_MM,
}
NORM_TOLERANCE: Final = 1e-3

_ID: Final = re.compile(ID_PATTERN)
_COLLECTION: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")
_FIELD: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")


def is_listing_id(value: str) -> bool:
    """Whether the index could hold an entry with this id."""
    return _ID.fullmatch(value) is not None


def check_collection(name: str, dimensions: Mapping[str, int]) -> None:
    """Raise `ConfigurationError` for a name or vector fields that no collection can have."""
    if not _COLLECTION.fullmatch(name):
        raise ConfigurationError(
            f"{name!r} cannot name a collection: letters, digits and _, not starting with a digit."
        )
    if not dimensions:
        raise ConfigurationError(f"Collection {name} needs a vector field.")
    for field, dimension in dimensions.items():
        if not _FIELD.fullmatch(field):
            raise ConfigurationError(f"{field!r} cannot name a vector field.")
        if not 2 <= dimension <= 32_768:
            raise ConfigurationError(f"Vector field {field} cannot have {dimension} dimensions.")


def check_entries(entries: Sequence[Entry], dimensions: Mapping[str, int]) -> None:
    """Raise `IndexRefused` unless every entry can be stored in a collection with these vectors."""
    seen: set[str] = set()
    for entry in entries:
        if not is_listing_id(entry.id):
            raise IndexRefused(f"{entry.id!r} is not a listing id.")
        if entry.id in seen:
            raise IndexRefused(f"Listing {entry.id} is in the batch twice.")
        seen.add(entry.id)
        if not 1 <= entry.version <= MAX_VERSION:
            raise IndexRefused(f"Listing {entry.id} has the impossible version {entry.version}.")
        if entry.vectors.keys() != dimensions.keys():
            raise IndexRefused(
                f"Listing {entry.id} has the vectors {', '.join(sorted(entry.vectors)) or 'none'}; "
                f"the collection holds {', '.join(sorted(dimensions))}."
            )
        for field, vector in entry.vectors.items():
            problem = _problem(vector, dimensions[field])
            if problem:
                raise IndexRefused(f"The {field} vector of listing {entry.id} {problem}.")
        problem = _scalar_problem(entry.scalars)
        if problem:
            raise IndexRefused(f"Listing {entry.id}: {problem}.")


def check_query(field: str, query: Vector, dimensions: Mapping[str, int]) -> None:
    """Raise `IndexRefused` unless the collection can be searched with this vector."""
    if field not in dimensions:
        raise IndexRefused(f"The collection has no vector field {field!r}.")
    problem = _problem(query, dimensions[field])
    if problem:
        raise IndexRefused(f"The {field} query vector {problem}.")


def check_limit(limit: int, most: int) -> None:
    """Raise `IndexRefused` unless a search may return so many hits."""
    if not 1 <= limit <= most:
        raise IndexRefused(f"A search returns 1 to {most} hits, not {limit}.")


def _problem(vector: npt.NDArray[np.generic], dimension: int) -> str | None:
    if vector.dtype != np.float32:
        return f"is of {vector.dtype}, not float32"
    if vector.shape != (dimension,):
        return f"has the shape {vector.shape}, not ({dimension},)"
    if not np.isfinite(vector).all():
        return "holds a value that is not finite"
    norm = float(np.linalg.norm(vector))
    if abs(norm - 1) > NORM_TOLERANCE:
        return f"is of length {norm:.4f}, not 1"
    return None


def _scalar_problem(scalars: Scalars) -> str | None:
    for field, most in MAX_TEXT_BYTES.items():
        problem = _text_problem(getattr(scalars, field), most)
        if problem:
            return f"{field} {problem}"
    for field, most in MAX_LIST_ITEM_BYTES.items():
        values: tuple[str, ...] = getattr(scalars, field)
        if len(values) > MAX_LIST_ITEMS:
            return f"{field} holds {len(values)} values, more than {MAX_LIST_ITEMS}"
        for value in values:
            problem = _text_problem(value, most)
            if problem:
                return f"a value of {field} {problem}"
    for field, most in MAX_NUMBER.items():
        number = getattr(scalars, field)
        if number is not None and not 0 <= number <= most:
            return f"{field} {number} is out of range"
    return None


def _text_problem(value: str, most: int) -> str | None:
    if not is_encodable(value):
        return "is not valid Unicode"
    if len(value.encode()) > most:
        return f"is longer than {most} bytes"
    return None
