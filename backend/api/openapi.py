"""What the OpenAPI document must be told: bodies that are verified before they are parsed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import msgspec
from litestar import Request
from litestar.enums import MediaType
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.openapi.spec import (
    Components,
    OpenAPI,
    OpenAPIMediaType,
    Operation,
    Parameter,
    Reference,
    RequestBody,
    Schema,
    SecurityScheme,
    Tag,
)
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType

from backend.api.document_examples import add_examples
from backend.api.room_bodies import CompareBody, RoomBody
from backend.api.rule_bodies import RehearsalBody
from backend.api.schemas import Problem
from backend.search.rules.rule import RuleFields
from backend.webhooks.payload import DeletionPayload, ListingFields, ListingPayload

_REF = "#/components/schemas/{name}"
SIGNED_HEADERS = {
    "webhook-id": "The delivery's own, the same when it is sent again.",
    "webhook-timestamp": "Seconds since 1970 at which it is sent.",
    "webhook-signature": "`v1,` and the signature in base64; several are separated by spaces.",
}
_OWN_SCHEMAS = (
    ListingFields,
    ListingPayload,
    DeletionPayload,
    RoomBody,
    CompareBody,
    RuleFields,
    RehearsalBody,
    Problem,
)


class ReferencePage(OpenAPIRenderPlugin):
    """A page that draws the document with a script of our own origin, not of somebody's CDN."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002
        return (Path(__file__).parent / "reference" / "index.html").read_bytes()


def _ref(kind: type[msgspec.Struct]) -> Reference:
    return Reference(_REF.format(name=kind.__name__))


def _json(schema: Schema | Reference) -> RequestBody:
    return RequestBody(content={"application/json": OpenAPIMediaType(schema)}, required=True)


@dataclass
class ListingOperation(Operation):
    def __post_init__(self) -> None:
        self.request_body = _json(_ref(ListingFields))


@dataclass
class BatchOperation(Operation):
    def __post_init__(self) -> None:
        records = Schema(type=OpenAPIType.ARRAY, items=_ref(ListingPayload), max_items=500)
        self.request_body = _json(
            Schema(type=OpenAPIType.OBJECT, properties={"listings": records}, required=["listings"])
        )


@dataclass
class WebhookOperation(Operation):
    def __post_init__(self) -> None:
        self.parameters = [
            Parameter(
                name=name,
                param_in="header",
                required=True,
                description=description,
                schema=Schema(type=OpenAPIType.STRING),
            )
            for name, description in SIGNED_HEADERS.items()
        ]
        self.request_body = _json(
            Schema(
                type=OpenAPIType.OBJECT,
                required=["type", "data"],
                properties={
                    "type": Schema(
                        type=OpenAPIType.STRING,
                        enum=["listing.created", "listing.updated", "listing.deleted"],
                    ),
                    "timestamp": Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.DATE_TIME),
                    "data": Schema(any_of=[_ref(ListingPayload), _ref(DeletionPayload)]),
                },
            )
        )


@dataclass
class RoomOperation(Operation):
    def __post_init__(self) -> None:
        self.request_body = _json(_ref(RoomBody))


@dataclass
class CompareOperation(Operation):
    def __post_init__(self) -> None:
        self.request_body = _json(_ref(CompareBody))


@dataclass
class RuleOperation(Operation):
    def __post_init__(self) -> None:
        self.request_body = _json(_ref(RuleFields))


@dataclass
class RehearsalOperation(Operation):
    def __post_init__(self) -> None:
        self.request_body = _json(_ref(RehearsalBody))


@dataclass
class UploadOperation(Operation):
    """A body that is a picture's bytes."""

    def __post_init__(self) -> None:
        self.request_body = RequestBody(
            content={
                "image/*": OpenAPIMediaType(
                    Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
                )
            },
            required=True,
        )


def complete(document: OpenAPI) -> None:
    """Add what the framework leaves out or gets wrong: the bodies that it does not parse, the shape
    of our problems, and an example of everything."""
    _, schemas = msgspec.json.schema_components(_OWN_SCHEMAS, ref_template=_REF)
    for kind in (ListingFields, ListingPayload):
        # msgspec knows decimals as strings only, though it reads numbers too.
        price = schemas[kind.__name__]["properties"]["price"]
        price["anyOf"].insert(0, {"type": "number"})
    assert document.components is not None
    # msgspec writes these schemas itself; the document takes them as they are.
    document.components.schemas |= cast("dict[str, Schema]", schemas)
    add_examples(document)


def openapi_config(version: str) -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Credenza",
        version=version,
        description="Visual search and style matching for furniture storefronts.",
        path="/schema",
        render_plugins=[ReferencePage(path="/", media_type=MediaType.HTML)],
        use_handler_docstrings=True,
        components=Components(
            security_schemes={
                "key": SecurityScheme(
                    type="http", scheme="bearer", description="One of CREDENZA_API_KEYS."
                )
            },
        ),
        tags=[
            Tag("Listings", "What is for sale."),
            Tag("Search", "What looks like a listing, and what goes with it."),
            Tag("Photos", "What looks like the thing in a shopper's photo, and what goes with it."),
            Tag("Rules", "What a merchant wants of results besides likeness."),
            Tag("Webhooks", "Events from the shop."),
            Tag("Service", "How it is doing."),
        ],
    )
