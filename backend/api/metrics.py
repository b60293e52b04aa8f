"""What Prometheus asks for, and what it is told of requests."""

from __future__ import annotations

import hmac
import time
from typing import Any

from litestar import Response, get
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from backend.api.dependencies import bearer_of
from backend.bootstrap import Services
from backend.errors import NotFound, Unauthorized
from backend.metrics import CONTENT_TYPE, Metrics


async def _requires_metrics_key(
    connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler
) -> None:
    """Guard: the caller holds the key. Without one configured there is nothing to be had, from
    wherever: behind a proxy everybody comes from loopback."""
    key = connection.app.state["services"].settings.metrics_key.get_secret_value()
    if not key:
        raise NotFound("Metrics are not served: set CREDENZA_METRICS_KEY.")
    if not hmac.compare_digest(key.encode(), bearer_of(connection).encode()):
        raise Unauthorized("Send CREDENZA_METRICS_KEY as `Authorization: Bearer <key>`.")


@get(
    "/metrics",
    operation_id="getMetrics",
    guards=[_requires_metrics_key],
    include_in_schema=False,
    sync_to_thread=False,
)
def metrics(services: NamedDependency[Services]) -> Response[bytes]:
    """This process's counters, as Prometheus reads them."""
    return Response(
        services.metrics.exposition(),
        headers={"content-type": CONTENT_TYPE, "cache-control": "no-store"},
    )


class Measuring(ASGIMiddleware):
    """Times every request that found a route, by the route's operation."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] != ScopeType.HTTP:
            await next_app(scope, receive, send)
            return
        status = 500
        began = time.perf_counter()

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await next_app(scope, receive, send_noting)
        finally:
            operation = getattr(scope["route_handler"], "operation_id", None)
            self._metrics.answered(
                operation if isinstance(operation, str) else "other",
                status,
                time.perf_counter() - began,
            )
