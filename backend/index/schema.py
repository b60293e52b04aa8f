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
    MAX_TEXT_BYTES,
    SCALAR_FIELDS,
)

LIST_FIELDS: Final = ("colors", "materials")

_UNKNOWN_PRICE: Final = -1

# `join_list` writes at most three characters for a byte, and a separator.
_JOINED_LIST_BYTES: Final = MAX_LIST_ITEMS * (3 * MAX_LIST_ITEM_BYTES + 1) + 1


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
        FieldSchema("price_cents", DataType.INT64),
        FieldSchema("in_stock", DataType.BOOL),
    ]
    fields += [
        FieldSchema(name, DataType.VARCHAR, max_length=most)
        for name, most in MAX_TEXT_BYTES.items()
    ]
    for name in LIST_FIELDS:
        if capabilities.lists_as_text:
            fields.append(FieldSchema(name, DataType.VARCHAR, max_length=_JOINED_LIST_BYTES))
        else:
            fields.append(
                FieldSchema(
                    name,
                    DataType.ARRAY,
                    element_type=DataType.VARCHAR,
                    max_capacity=MAX_LIST_ITEMS,
                    max_length=MAX_LIST_ITEM_BYTES,
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
            f"Collection {name} was made by another version, or for another kind of Milvus. "
            "Drop it and rebuild the index."
        )


def row_of(entry: Entry, capabilities: Capabilities) -> dict[str, Any]:
    """The entry as Milvus takes it."""
    scalars = entry.scalars
    price = scalars.price_cents
    as_list = join_list if capabilities.lists_as_text else list
    return {
        "id": entry.id,
        "version": entry.version,
        "category": scalars.category,
        "colors": as_list(scalars.colors),
        "materials": as_list(scalars.materials),
        "style": scalars.style,
        "price_cents": _UNKNOWN_PRICE if price is None else price,
        "in_stock": scalars.in_stock,
        "group": scalars.group,
        **{vector_field(name): vector for name, vector in entry.vectors.items()},
    }


def entry_of(row: Mapping[str, Any], capabilities: Capabilities) -> Entry:
    """The inverse of `row_of`, for a row with all its fields."""
    as_tuple = split_list if capabilities.lists_as_text else tuple
    price = int(row["price_cents"])
    return Entry(
        id=row["id"],
        version=int(row["version"]),
        scalars=Scalars(
            category=row["category"],
            colors=as_tuple(row["colors"]),
            materials=as_tuple(row["materials"]),
            style=row["style"],
            price_cents=None if price == _UNKNOWN_PRICE else price,
            in_stock=bool(row["in_stock"]),
            group=row["group"],
        ),
        vectors={
            name.removesuffix(_VECTOR_SUFFIX): np.asarray(value, dtype=np.float32)
            for name, value in row.items()
            if name not in SCALAR_FIELDS
        },
    )


def _listed(dimensions: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({size})" for name, size in sorted(dimensions.items())) or "none"
