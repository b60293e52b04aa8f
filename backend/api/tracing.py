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


def request_id_of(scope: Scope) -> str:
    """The request's id, settled when it is first asked for: no route need have been found."""
    state = scope["state"]
    if "request_id" not in state:
        state["request_id"] = request_id_from(Headers.from_scope(scope).get(REQUEST_ID_HEADER))
    return str(state["request_id"])


async def stamp(message: Message, scope: Scope) -> None:
    """Hook on every answer, whoever gives it: the request's id, and no guessing of its type."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        headers[REQUEST_ID_HEADER] = request_id_of(scope)
        headers["x-content-type-options"] = "nosniff"


class Tracing(ASGIMiddleware):
    """Binds `request_id` to the log's context and writes one line per request."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] != ScopeType.HTTP:
            await next_app(scope, receive, send)
            return
        status = 0
        began = time.perf_counter()

        async def send_traced(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id_of(scope)):
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
