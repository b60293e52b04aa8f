"""What static files need besides the framework: "has it changed?" answered, odd names refused."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from litestar import Request
from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.exceptions import NotFoundException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

# Beyond these a file system raises errors that do not say "not found".
MAX_NAME_BYTES: Final = 255
MAX_PATH_BYTES: Final = 1024
_OF_THE_BODY: Final = ("content-length", "content-type", "content-disposition")


def refuse_odd_names(request: Request[Any, Any, Any]) -> None:
    """Hook before a request: what can be no file's name is not found."""
    path = request.scope["path"].encode(errors="surrogateescape")
    longest = max(map(len, path.split(b"/")))
    if b"\x00" in path or longest > MAX_NAME_BYTES or len(path) > MAX_PATH_BYTES:
        raise NotFoundException


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
