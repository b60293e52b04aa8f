"""What handlers are given: the services, the request's id, and what a query asks for."""

from __future__ import annotations

import hmac
from decimal import Decimal
from typing import Annotated, Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter

from backend.bootstrap import Services
from backend.catalogue.listings import Criteria
from backend.errors import MalformedRequest, Unauthorized
from backend.taxonomy import Attribute
from backend.webhooks.payload import check_value

MAX_VALUES = 50


def provide_services(request: Request[Any, Any, Any]) -> Services:
    services = request.app.state["services"]
    assert isinstance(services, Services)
    return services


def provide_request_id(request: Request[Any, Any, Any]) -> str:
    return str(request.state["request_id"])


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


Values = Annotated[
    list[str] | None, QueryParameter(description="Any of these; repeat the parameter.")
]


def provide_criteria(
    category: Values = None,
    color: Values = None,
    material: Values = None,
    style: Values = None,
    min_price: Annotated[
        Decimal | None, QueryParameter(ge=0, le=1e12, description="In currency units.")
    ] = None,
    max_price: Annotated[
        Decimal | None, QueryParameter(ge=0, le=1e12, description="In currency units.")
    ] = None,
    in_stock: Annotated[bool, QueryParameter(description="Only what is in stock.")] = False,
    group: Annotated[
        str | None, QueryParameter(max_length=128, description="Variants of this design.")
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
    low, high = _cents(min_price), _cents(max_price)
    if low is not None and high is not None and low > high:
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


def _cents(price: Decimal | None) -> int | None:
    return None if price is None else int(price * 100)
