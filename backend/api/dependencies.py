"""What handlers are given: the services, the request's id, and what a query asks for."""

from __future__ import annotations

import hmac
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
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
from backend.errors import MalformedRequest, Unauthorized
from backend.listing import ID_PATTERN
from backend.taxonomy import Attribute
from backend.webhooks.payload import check_value

MAX_VALUES = 50


def provide_services(request: Request[Any, Any, Any]) -> Services:
    services = request.app.state["services"]
    assert isinstance(services, Services)
    return services


def provide_request_id(request: Request[Any, Any, Any]) -> str:
    return request_id_of(request.scope)


def requires_key(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard: the caller holds one of the configured keys. Raises `Unauthorized`."""
    settings = connection.app.state["services"].settings
    scheme, _space, offered = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not offered:
        raise Unauthorized("Send one of CREDENZA_API_KEYS as `Authorization: Bearer <key>`.")
    matches = [
        hmac.compare_digest(key.get_secret_value().encode(), offered.strip().encode())
        for key in settings.api_keys
    ]
    if not any(matches):
        raise Unauthorized("The key is not one of CREDENZA_API_KEYS.")


def takes_json(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard: the body is JSON, or does not say what it is."""
    _takes(connection, "application/json")


def takes_form(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard: the body is a form with files, or does not say what it is."""
    _takes(connection, "multipart/form-data")


def _takes(connection: ASGIConnection[Any, Any, Any, Any], wanted: str) -> None:
    offered = connection.headers.get("content-type", wanted).partition(";")[0].strip().lower()
    if offered != wanted:
        raise HTTPException(
            f"Send the body as {wanted}.", status_code=HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        )


Values = Annotated[
    list[str] | None, QueryParameter(description="Any of these; repeat the parameter.")
]


Price = Annotated[
    float | None, QueryParameter(ge=0, le=1e12, description="In currency units, ends included.")
]


def provide_criteria(
    category: Values = None,
    color: Values = None,
    material: Values = None,
    style: Values = None,
    min_price: Price = None,
    max_price: Price = None,
    in_stock: Annotated[bool, QueryParameter(description="Only what is in stock.")] = False,
    group: Annotated[
        str | None, QueryParameter(pattern=ID_PATTERN, description="Variants of this design.")
    ] = None,
) -> Criteria:
    """Raises `MalformedRequest` naming each parameter with an unknown value, and near ones."""
    wrong: dict[str, str] = {}
    asked: tuple[tuple[Attribute, list[str] | None], ...] = (
        ("category", category),
        ("color", color),
        ("material", material),
        ("style", style),
    )
    for attribute, values in asked:
        if len(values or ()) > MAX_VALUES:
            wrong[attribute] = f"has more than {MAX_VALUES} values"
            continue
        for value in values or ():
            reason = check_value(attribute, value)
            if reason:
                wrong[attribute] = reason
    low, high = _cents(min_price, ROUND_CEILING), _cents(max_price, ROUND_FLOOR)
    if min_price is not None and max_price is not None and min_price > max_price:
        wrong["min_price"] = "is above max_price"
    if wrong:
        detail = "; ".join(f"{name} {reason}" for name, reason in wrong.items())
        raise MalformedRequest(f"The query is not valid: {detail}.", wrong)
    return Criteria(
        category=tuple(category or ()),
        color=tuple(color or ()),
        material=tuple(material or ()),
        style=tuple(style or ()),
        min_price_cents=low,
        max_price_cents=high,
        in_stock=in_stock,
        group=group,
    )


def _cents(price: float | None, rounding: str) -> int | None:
    if price is None:
        return None
    # What was typed, not its nearest binary fraction: 1.15 * 100 is below 115.
    return int((Decimal(repr(price)) * 100).to_integral_value(rounding))
