"""A request id on every request: taken from the caller or made, logged, answered, passed on."""

from __future__ import annotations

import time

import structlog
from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from backend.logs import REQUEST_ID_HEADER, request_id_from

log = structlog.get_logger(__name__)


class Tracing(ASGIMiddleware):
    """Binds `request_id` to the log's context and writes one line per request."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] != ScopeType.HTTP:
            await next_app(scope, receive, send)
            return
        request_id = request_id_from(Headers.from_scope(scope).get(REQUEST_ID_HEADER))
        scope["state"]["request_id"] = request_id
        status = 0
        began = time.perf_counter()

        async def send_traced(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableScopeHeaders.from_message(message)[REQUEST_ID_HEADER] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await next_app(scope, receive, send_traced)
            finally:
                # Pictures and pages are not worth a line each.
                if scope["path"].startswith("/v1/"):
                    log.info(
                        "request",
                        method=scope["method"],
                        path=scope["path"],
                        status=status,
                        milliseconds=round((time.perf_counter() - began) * 1000, 1),
                    )
