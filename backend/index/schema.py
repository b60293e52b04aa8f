"""The collection's fields in Milvus, and entries as its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from pymilvus import CollectionSchema, DataType, FieldSchema

from backend.errors import ConfigurationError
from backend.index.capabilities import Capabilities
from backend.index.expression import join_list, split_list
from backend.index.port import Entry, Scalars
from backend.index.validation import (
    MAX_LIST_ITEM_BYTES,
    MAX_LIST_ITEMS,
    MAX_NUMBER,
    MAX_TEXT_BYTES,
    SCALAR_FIELDS,
)

_UNKNOWN_NUMBER: Final = -1

# A vector may be named as a scalar is: `style` is both.
_VECTOR_SUFFIX: Final = "_vector"


def vector_field(name: str) -> str:
    """The field of Milvus that holds the vectors of this name."""
    return f"{name}{_VECTOR_SUFFIX}"


def collection_schema(
    dimensions: Mapping[str, int], capabilities: Capabilities
) -> CollectionSchema:
    """The schema of a collection with these vector fields."""
    fields = [
        FieldSchema("id", DataType.VARCHAR, max_length=128, is_primary=True),
        FieldSchema("version", DataType.INT64),
        FieldSchema("in_stock", DataType.BOOL),
    ]
    fields += [FieldSchema(name, DataType.INT64) for name in MAX_NUMBER]
    fields += [
        FieldSchema(name, DataType.VARCHAR, max_length=most)
        for name, most in MAX_TEXT_BYTES.items()
    ]
    for name, most in MAX_LIST_ITEM_BYTES.items():
        if capabilities.lists_as_text:
            # `join_list` writes at most three characters for a byte, and a separator.
            joined = MAX_LIST_ITEMS * (3 * most + 1) + 1
            fields.append(FieldSchema(name, DataType.VARCHAR, max_length=joined))
        else:
            fields.append(
                FieldSchema(
                    name,
                    DataType.ARRAY,
                    element_type=DataType.VARCHAR,
                    max_capacity=MAX_LIST_ITEMS,
                    max_length=most,
                )
            )
    fields += [
        FieldSchema(vector_field(name), DataType.FLOAT_VECTOR, dim=dimension)
        for name, dimension in dimensions.items()
    ]
    return CollectionSchema(fields, enable_dynamic_field=False)


def dimensions_of(description: Mapping[str, Any]) -> dict[str, int]:
    """The vector fields of a collection that Milvus describes, and their sizes."""
    return {
        field["name"].removesuffix(_VECTOR_SUFFIX): int(field["params"]["dim"])
        for field in description["fields"]
        if field["type"] == DataType.FLOAT_VECTOR
    }


def check_description(
    name: str,
    description: Mapping[str, Any],
    dimensions: Mapping[str, int],
    capabilities: Capabilities,
) -> None:
    """Raise `ConfigurationError` if the collection that is there is not the one that is wanted."""
    there = dimensions_of(description)
    if there != dict(dimensions):
        raise ConfigurationError(
            f"Collection {name} is there with the vectors {_listed(there)}, "
            f"but {_listed(dimensions)} are wanted."
        )
    wanted = {
        field.name: field.dtype for field in collection_schema(dimensions, capabilities).fields
    }
    if {field["name"]: field["type"] for field in description["fields"]} != wanted:
        raise ConfigurationError(
            f"Collection {name} was made by another version, or for another kind of Milvus. Drop "
            "it in Milvus, then run `credenza reconcile` to rebuild the index from the catalogue."
        )


def row_of(entry: Entry, capabilities: Capabilities) -> dict[str, Any]:
    """The entry as Milvus takes it."""
    scalars = entry.scalars
    as_list = join_list if capabilities.lists_as_text else list
    row: dict[str, Any] = {
        "id": entry.id,
        "version": entry.version,
        "in_stock": scalars.in_stock,
    }
    row |= {name: getattr(scalars, name) for name in MAX_TEXT_BYTES}
    row |= {name: as_list(getattr(scalars, name)) for name in MAX_LIST_ITEM_BYTES}
    for name in MAX_NUMBER:
        number = getattr(scalars, name)
        row[name] = _UNKNOWN_NUMBER if number is None else number
    return row | {vector_field(name): vector for name, vector in entry.vectors.items()}


def entry_of(row: Mapping[str, Any], capabilities: Capabilities) -> Entry:
    """The inverse of `row_of`, for a row with all its fields."""
    as_tuple = split_list if capabilities.lists_as_text else tuple
    scalars: dict[str, Any] = {name: row[name] for name in MAX_TEXT_BYTES}
    scalars |= {name: as_tuple(row[name]) for name in MAX_LIST_ITEM_BYTES}
    scalars |= {
        name: None if row[name] == _UNKNOWN_NUMBER else int(row[name]) for name in MAX_NUMBER
    }
    return Entry(
        id=row["id"],
        version=int(row["version"]),
        scalars=Scalars(in_stock=bool(row["in_stock"]), **scalars),
        vectors={
            name.removesuffix(_VECTOR_SUFFIX): np.asarray(value, dtype=np.float32)
            for name, value in row.items()
            if name not in SCALAR_FIELDS
        },
    )


def _listed(dimensions: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({size})" for name, size in sorted(dimensions.items())) or "none"
