"""Entity tags: a caller that has an answer already is told so instead of being sent it again."""

from __future__ import annotations

import base64
import hashlib
from http import HTTPStatus

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from backend.api.files import NotModified


def etag_of(body: bytes) -> str:
    """The strong tag of these bytes, quoted as a header has it."""
    digest = hashlib.sha256(body).digest()[:16]
    return f'"{base64.urlsafe_b64encode(digest).decode().rstrip("=")}"'


class EntityTags(ASGIMiddleware):
    """Tags what a GET is answered with, and answers 304 where the caller names the tag.

    The answer is made all the same: what is saved is the way, not the work. Left as they are:
    answers that are no 200, that have a tag already, or that come in several pieces. A tag is of
    use only where the body says nothing of the request itself, such as its id or the time.
    """

    def __init__(self) -> None:
        self._not_modified = NotModified()

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "GET":
            await next_app(scope, receive, send)
            return

        async def tagged(scope: Scope, receive: Receive, send: Send) -> None:
            await next_app(scope, receive, _tagging(send))

        await self._not_modified.handle(scope, receive, send, tagged)


def _tagging(send: Send) -> Send:
    """Holds the start of an answer back until its body is there, which names the tag."""
    held: HTTPResponseStartEvent | None = None

    async def send_tagged(message: Message) -> None:
        nonlocal held
        if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
            held = message
            return
        if held is not None:
            start, held = held, None
            if message["type"] == "http.response.body" and not message["more_body"]:
                headers = MutableScopeHeaders.from_message(start)
                headers.setdefault("etag", etag_of(message["body"]))
                # Without it, a browser may show an old answer unasked.
                headers.setdefault("cache-control", "no-cache")
            await send(start)
        await send(message)

    return send_tagged
