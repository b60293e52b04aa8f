"""What is asked of an API, and the bare searches that answering it takes."""

from __future__ import annotations

import asyncio
import inspect
import json
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import msgspec
import numpy as np
from litestar import Litestar
from msgspec import Struct
from pymilvus import MilvusClient

from backend.api.application import create_app
from backend.bootstrap import build
from backend.logs import configure_logs
from backend.search.budget import Stage, limits_of
from backend.settings import Settings
from backend.taxonomy import COMPLEMENTS
from tests.benchmarks.search.growing import Corpus

Kind = Literal[
    "similar", "similar, first", "compatible", "compatible, all", "photo", "photo sent", "rooms"
]
KINDS: Final[tuple[Kind, ...]] = (
    "similar",
    "similar, first",
    "compatible",
    "compatible, all",
    "photo",
    "photo sent",
    "rooms",
)

VECTOR_OF: Final[Mapping[Kind, str]] = {
    "similar": "visual",
    "similar, first": "visual",
    "compatible": "style",
    "compatible, all": "style",
    "photo": "visual",
    "photo sent": "visual",
    "rooms": "style",
}
"""The vectors that a search of this kind compares."""

NEVER_TWICE: Final[tuple[Kind, ...]] = ("similar, first", "photo sent")
"""What nobody has asked the process before."""

_BOUNDARY: Final = "a-photo-comes-here"
_SLOTS: Final = 3


class Request(Struct, frozen=True):
    method: str
    target: str
    body: bytes = b""
    content_type: str = ""

    @property
    def raw(self) -> bytes:
        head = f"{self.method} {self.target} HTTP/1.1\r\nhost: shop.example\r\n"
        if self.body:
            head += f"content-type: {self.content_type}\r\ncontent-length: {len(self.body)}\r\n"
        return head.encode() + b"\r\n" + self.body


def requests_of(
    kind: Kind, corpus: Corpus, photos: Sequence[bytes], photo_ids: Sequence[str], count: int
) -> list[Request]:
    """So many, of listings drawn as shoppers look at them: the n-th most popular one n times less
    often than the first; or of listings that are all different."""
    rng = np.random.default_rng(11)
    weights = 1 / np.arange(1, len(corpus) + 1)
    places = rng.permutation(len(corpus))
    drawn = places[rng.choice(len(corpus), count, p=weights / weights.sum())].tolist()
    match kind:
        case "similar, first":
            return [
                Request("GET", f"/v1/listings/{corpus.listings[at].id}/similar")
                for at in places[::-1].tolist()
            ]
        case "photo":
            return [
                Request("GET", f"/v1/photos/{photo_ids[at % len(photo_ids)]}/similar")
                for at in drawn
            ]
        case "photo sent":
            return [_sent(photos[at % len(photos)]) for at in drawn]
    scalars = corpus.scalars()
    known = [at for at in drawn if COMPLEMENTS.get(scalars[at].category)]
    listed = [(corpus.listings[at].id, COMPLEMENTS[scalars[at].category]) for at in known]
    match kind:
        case "similar":
            return [Request("GET", f"/v1/listings/{id_}/similar") for id_, _ in listed]
        case "compatible":
            return [
                Request("GET", f"/v1/listings/{id_}/compatible?category={beside[0]}")
                for id_, beside in listed
            ]
        case "compatible, all":
            return [Request("GET", f"/v1/listings/{id_}/compatible") for id_, _ in listed]
    return [
        Request(
            "POST",
            "/v1/rooms/complete",
            json.dumps(
                {
                    "anchors": [id_],
                    "slots": [{"category": each} for each in beside[:_SLOTS]],
                    "budget": 5000,
                    "currency": "EUR",
                }
            ).encode(),
            "application/json",
        )
        for id_, beside in listed
    ]


def send_photos(port: int, photos: Sequence[bytes]) -> list[str]:
    """Their ids."""
    ids = []
    for photo in photos:
        sent = _sent(photo)
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{sent.target}",
            data=sent.body,
            headers={"content-type": sent.content_type},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            ids.append(json.load(answer)["id"])
    return ids


def _sent(photo: bytes) -> Request:
    head = (
        f'--{_BOUNDARY}\r\ncontent-disposition: form-data; name="photo"; filename="photo.webp"'
        "\r\ncontent-type: image/webp\r\n\r\n"
    )
    body = head.encode() + photo + f"\r\n--{_BOUNDARY}--\r\n".encode()
    return Request("POST", "/v1/photos", body, f"multipart/form-data; boundary={_BOUNDARY}")


class Spent(Struct, kw_only=True):
    """Seconds of one request: by stage of its budget, in its thread, in the application, and to
    write the answer as JSON. `searches` are the arguments of the calls of pymilvus' `search`."""

    stages: dict[Stage, float] = {}
    thread: float = 0.0
    application: float = 0.0
    writing: float = 0.0
    searches: list[dict[str, Any]] = []
    status: int = 0


class _TimedThreads(ThreadPoolExecutor):
    """Says how long each piece of work took."""

    def __init__(self, took: Callable[[float], None]) -> None:
        super().__init__(8)
        self._took = took

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        def timed() -> Any:
            began = time.perf_counter()
            try:
                return fn(*args, **kwargs)
            finally:
                self._took(time.perf_counter() - began)

        return super().submit(timed)


def observed(settings: Settings, requests: Sequence[Request], warm: int) -> list[Spent]:
    """What each of the requests after the first `warm` took, in an application of this process:
    real but for the network, asked one request at a time."""
    current = Spent()

    def spent(stage: Stage, seconds: float) -> None:
        current.stages[stage] = current.stages.get(stage, 0.0) + seconds

    def took(seconds: float) -> None:
        current.thread += seconds

    configure_logs("json", "error")  # this process has other things to say

    async def ask() -> list[Spent]:
        nonlocal current
        services = build(settings, serving=True)
        services = replace(services, limits=limits_of(settings, spent=spent))
        app = create_app(services)
        found = []
        async with app.lifespan():
            asyncio.get_running_loop().set_default_executor(_TimedThreads(took))
            with _noting(lambda: current):
                for request in requests:
                    current = Spent(stages={}, searches=[])
                    began = time.perf_counter()
                    status, body = await _asked(app, request)
                    current.application = time.perf_counter() - began
                    current.status = status
                    told = msgspec.json.decode(body)
                    began = time.perf_counter()
                    msgspec.json.encode(told)
                    current.writing = time.perf_counter() - began
                    found.append(current)
        return found[warm:]

    return asyncio.run(ask())


async def _asked(app: Litestar, request: Request) -> tuple[int, bytes]:
    split = urlsplit(request.target)
    headers = [(b"host", b"shop.example")]
    if request.body:
        headers.append((b"content-type", request.content_type.encode()))
        headers.append((b"content-length", str(len(request.body)).encode()))
    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": split.path,
        "raw_path": split.path.encode(),
        "query_string": split.query.encode(),
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
        "extensions": {},
    }
    status, pieces = 0, []

    async def receive() -> Any:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        elif message["type"] == "http.response.body":
            pieces.append(message["body"])

    await app(scope, receive, send)
    return status, b"".join(pieces)


@contextmanager
def _noting(current: Callable[[], Spent]) -> Iterator[None]:
    """Notes what pymilvus is asked to search for."""
    search = MilvusClient.search
    parameters = inspect.signature(search)

    def noted(client: MilvusClient, *args: Any, **kwargs: Any) -> Any:
        bound = parameters.bind(client, *args, **kwargs).arguments
        flat = {name: value for name, value in bound.items() if name not in ("self", "kwargs")}
        current().searches.append(flat | bound.get("kwargs", {}) | {"timeout": 30})
        return search(client, *args, **kwargs)

    MilvusClient.search = noted
    try:
        yield
    finally:
        MilvusClient.search = search
