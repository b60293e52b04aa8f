"""What handlers are given: the services, the request's id, and what a query asks for."""

from __future__ import annotations

import hmac
from http import HTTPStatus
from typing import Annotated, Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter

from backend.api.tracing import request_id_of
from backend.bootstrap import Services
from backend.catalogue.criteria import Criteria
from backend.errors import Unauthorized
from backend.listing import ID_PATTERN
from backend.search.filter_fields import (
    COLORS,
    MAX_PRICE,
    MAX_SIZE_CM,
    PRICE,
    SIZE,
    TAGS,
    UNKNOWN,
    FilterFields,
    to_criteria,
)


def provide_services(request: Request[Any, Any, Any]) -> Services:
    services = request.app.state["services"]
    assert isinstance(services, Services)
    return services


def provide_request_id(request: Request[Any, Any, Any]) -> str:
    return request_id_of(request.scope)


def bearer_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The key that the caller sends along; "" for none."""
    scheme, _space, offered = connection.headers.get("authorization", "").partition(" ")
    return offered.strip() if scheme.lower() == "bearer" else ""


# Guards are coroutines, though they wait for nothing: a plain function is sent through a thread.


async def requires_key(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard: the caller holds one of the configured keys. Raises `Unauthorized`."""
    settings = connection.app.state["services"].settings
    offered = bearer_of(connection)
    if not offered:
        raise Unauthorized("Send one of CREDENZA_API_KEYS as `Authorization: Bearer <key>`.")
    matches = [
        hmac.compare_digest(key.get_secret_value().encode(), offered.encode())
        for key in settings.api_keys
    ]
    if not any(matches):
        raise Unauthorized("The key is not one of CREDENZA_API_KEYS.")


async def takes_json(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard: the body is JSON, or does not say what it is."""
    _takes(connection, "application/json")


async def takes_form(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard: the body is a form with files, or does not say what it is."""
    _takes(connection, "multipart/form-data")


def _takes(connection: ASGIConnection[Any, Any, Any, Any], wanted: str) -> None:
    offered = connection.headers.get("content-type", wanted).partition(";")[0].strip().lower()
    if offered != wanted:
        raise HTTPException(
            f"Send the body as {wanted}.", status_code=HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        )


def _values(description: str) -> Any:
    return QueryParameter(description=f"{description} Repeat the parameter.")


Some = Annotated[list[str] | None, _values("Any of these.")]
SomeColors = Annotated[list[str] | None, _values(f"Any of these. {COLORS}")]
SomeTags = Annotated[list[str] | None, _values(f"Any of these. {TAGS}")]
Every = Annotated[list[str] | None, _values("All of these.")]
EveryColor = Annotated[list[str] | None, _values(f"All of these. {COLORS}")]
Excluded = Annotated[list[str] | None, _values(f"None of these. {UNKNOWN}")]
ExcludedColors = Annotated[list[str] | None, _values(f"None of these. {UNKNOWN} {COLORS}")]
Price = Annotated[float | None, QueryParameter(ge=0, le=MAX_PRICE, description=PRICE)]
Size = Annotated[float | None, QueryParameter(ge=0, le=MAX_SIZE_CM, description=SIZE)]


def provide_criteria(
    category: Some = None,
    color: SomeColors = None,
    material: Some = None,
    style: Some = None,
    tag: SomeTags = None,
    all_color: EveryColor = None,
    all_material: Every = None,
    all_tag: Every = None,
    not_category: Excluded = None,
    not_color: ExcludedColors = None,
    not_material: Excluded = None,
    not_style: Excluded = None,
    not_tag: Excluded = None,
    not_group: Excluded = None,
    min_price: Price = None,
    max_price: Price = None,
    min_width: Size = None,
    max_width: Size = None,
    min_depth: Size = None,
    max_depth: Size = None,
    min_height: Size = None,
    max_height: Size = None,
    in_stock: Annotated[bool, QueryParameter(description="Only what is in stock.")] = False,
    group: Annotated[
        str | None, QueryParameter(pattern=ID_PATTERN, description="Variants of this design.")
    ] = None,
) -> Criteria:
    """Raises `MalformedRequest` naming each parameter with an unknown value, and near ones."""
    return to_criteria(
        FilterFields(
            category=tuple(category or ()),
            color=tuple(color or ()),
            material=tuple(material or ()),
            style=tuple(style or ()),
            tag=tuple(tag or ()),
            all_color=tuple(all_color or ()),
            all_material=tuple(all_material or ()),
            all_tag=tuple(all_tag or ()),
            not_category=tuple(not_category or ()),
            not_color=tuple(not_color or ()),
            not_material=tuple(not_material or ()),
            not_style=tuple(not_style or ()),
            not_tag=tuple(not_tag or ()),
            not_group=tuple(not_group or ()),
            min_price=min_price,
            max_price=max_price,
            min_width=min_width,
            max_width=max_width,
            min_depth=min_depth,
            max_depth=max_depth,
            min_height=min_height,
            max_height=max_height,
            in_stock=in_stock,
            group=group,
        )
    )
