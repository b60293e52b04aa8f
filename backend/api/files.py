"""What static files need besides the framework: "has it changed?" answered, odd names refused."""

from __future__ import annotations

import errno
from http import HTTPStatus
from typing import Any, Final

from litestar import Request, Response
from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from backend.api.problems import known, unexpected
from backend.errors import NotFound

_IMPOSSIBLE: Final = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.ELOOP)
_OF_THE_BODY: Final = ("content-length", "content-type", "content-disposition")


def no_such_file(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Handler of what the file system says of names that no file can have: they are not found."""
    if isinstance(error, ValueError) or getattr(error.__cause__, "errno", None) in _IMPOSSIBLE:
        return known(request, NotFound("There is no such file."))
    return unexpected(request, error)


class NotModified(ASGIMiddleware):
    """Answers 304 without a body where the caller has it already, by its ETag."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        offered = Headers.from_scope(scope).get("if-none-match", "")
        tags = {tag.strip().removeprefix("W/") for tag in offered.split(",")}
        unchanged = False

        async def send_changed(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                headers = MutableScopeHeaders.from_message(message)
                unchanged = "*" in tags or headers.get("etag") in tags
                if unchanged:
                    message["status"] = HTTPStatus.NOT_MODIFIED
                    for name in _OF_THE_BODY:
                        headers.pop(name, None)
            if unchanged and message["type"] == "http.response.body":
                if message["more_body"]:
                    return
                message["body"] = b""
            await send(message)

        await next_app(scope, receive, send_changed)
