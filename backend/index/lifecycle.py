"""Making a collection ready, whoever else is making it at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pymilvus import MilvusClient
from pymilvus.exceptions import MilvusException

from backend.errors import CredenzaError
from backend.index.capabilities import Capabilities
from backend.index.connection import CollectionMissing, Connection
from backend.index.schema import check_description, collection_schema, vector_field

# Building, loading and sealing take longer than a query may, and nobody waits for them.
BUILD_SECONDS: Final = 60.0


def ensure_collection(
    connection: Connection,
    name: str,
    dimensions: Mapping[str, int],
    capabilities: Capabilities,
    timeout: float,
) -> None:
    """Create what is missing of the collection, its indexes and its being loaded.

    Each step may have been done by an earlier call that was cut off, or be done by another process
    right now. Raises `ConfigurationError` for a collection that is there with other fields.
    """
    description = describe(connection, name, timeout)
    if description is None:
        description = _create(connection, name, dimensions, capabilities, timeout)
    check_description(name, description, dimensions, capabilities)
    there = connection.run(
        "list the indexes", lambda client: _indexed_fields(client, name, timeout)
    )
    for vector, dimension in dimensions.items():
        if vector_field(vector) not in there:
            _create_index(
                connection,
                name,
                vector_field(vector),
                {
                    "index_type": capabilities.vector_index,
                    "metric_type": "IP",
                    "params": capabilities.build_params(dimension),
                },
            )
    for field in capabilities.scalar_indexes:
        if field not in there:
            _create_index(connection, name, field, {"index_type": ""})
    load(connection, name)


def describe(connection: Connection, name: str, timeout: float) -> Mapping[str, Any] | None:
    """What Milvus says of the collection; None when it is not there."""
    try:
        description: Mapping[str, Any] = connection.run(
            "describe the collection",
            lambda client: client.describe_collection(name, timeout=timeout),
        )
    except CollectionMissing:
        return None
    return description


def load(connection: Connection, name: str) -> None:
    """Have Milvus serve the collection; nothing happens when it does."""
    connection.run(
        "load the collection",
        lambda client: client.load_collection(name, timeout=BUILD_SECONDS),
    )


def _create(
    connection: Connection,
    name: str,
    dimensions: Mapping[str, int],
    capabilities: Capabilities,
    timeout: float,
) -> Mapping[str, Any]:
    schema = collection_schema(dimensions, capabilities)
    try:
        connection.run(
            "create the collection",
            # What a call does not say for itself; paging through ids cannot (see `walk`).
            lambda client: client.create_collection(
                name, schema=schema, consistency_level="Strong", timeout=timeout
            ),
        )
    except CredenzaError:
        # Lite refuses a collection that another process has created meanwhile, without a code
        # that says so.
        description = describe(connection, name, timeout)
        if description is None:
            raise
        return description
    return describe(connection, name, timeout) or {"fields": []}


def _create_index(connection: Connection, name: str, field: str, index: Mapping[str, Any]) -> None:
    def create(client: MilvusClient) -> None:
        params = client.prepare_index_params()
        params.add_index(field, index_name=f"{field}_idx", **index)
        try:
            # Not sync: pymilvus would wait without a deadline for an index that a server without
            # a GPU accepts and never builds. Loading waits for it, with one.
            client.create_index(name, params, sync=False, timeout=BUILD_SECONDS)
        except MilvusException:
            if field not in _indexed_fields(client, name, BUILD_SECONDS):
                raise

    connection.run(f"index {field}", create)


def _indexed_fields(client: MilvusClient, name: str, timeout: float) -> set[str]:
    # Lite reports a field's name as the name of its index, whatever it was given.
    return {index.removesuffix("_idx") for index in client.list_indexes(name, timeout=timeout)}
