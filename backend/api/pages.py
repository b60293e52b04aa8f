"""Files that are served as they are: the widget, the API reference and the demo shop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from litestar import Response, get
from litestar.datastructures import CacheControlHeader
from litestar.exceptions import InternalServerException
from litestar.handlers import HTTPRouteHandler
from litestar.response import File, Redirect
from litestar.router import Router
from litestar.static_files import create_static_files_router

import backend
from backend.api.files import NotModified, no_such_file
from backend.dataset.layout import file_of
from backend.settings import Settings

_PACKAGE = Path(backend.__file__).parent
_REFERENCE = _PACKAGE / "api" / "reference"
_STOREFRONT = _PACKAGE / "storefront"
# A page and its modules must be of one version: ask each time, answer 304 where nothing changed.
_REVALIDATE = CacheControlHeader(no_cache=True)


@get(
    "/schema/redoc.standalone.js",
    include_in_schema=False,
    sync_to_thread=False,
    cache_control=_REVALIDATE,
    middleware=[NotModified()],
)
def reference_script() -> File:
    return File(
        _REFERENCE / "redoc.standalone.js",
        filename="redoc.standalone.js",
        media_type="text/javascript",
        content_disposition_type="inline",
    )


@get("/", include_in_schema=False, sync_to_thread=False)
def to_the_shop() -> Redirect:
    return Redirect("/demo/")


@get("/", include_in_schema=False, sync_to_thread=False)
def to_the_reference() -> Redirect:
    return Redirect("/schema")


def pages(settings: Settings) -> Sequence[Router | HTTPRouteHandler]:
    """What is served besides the API; the demo shop only where a demo folder is configured."""
    widget = _files("/widget", [_STOREFRONT / "widget"], any_origin=True)
    always: list[Router | HTTPRouteHandler] = [reference_script, widget]
    if settings.demo_dir is None:
        return [*always, to_the_reference]
    demo = settings.demo_dir
    return [
        *always,
        to_the_shop,
        _files("/demo/images", [demo / "images"]),
        _rows(demo, "photos"),
        _rows(demo, "rooms"),
        _files("/demo", [_STOREFRONT / "demo"], html=True),
    ]


def _rows(demo: Path, stem: str) -> HTTPRouteHandler:
    """A file of the demo's data set, such as its sample photos; empty where it has none."""
    path = file_of(demo, stem)

    @get(
        f"/demo/{stem}.jsonl",
        include_in_schema=False,
        sync_to_thread=True,
        cache_control=_REVALIDATE,
    )
    def rows() -> Response[bytes]:
        content = path.read_bytes() if path.is_file() else b""
        return Response(content, media_type="application/jsonl")

    return rows


def _files(
    path: str, directories: list[Path], *, html: bool = False, any_origin: bool = False
) -> Router:
    def shared(response: Response[bytes]) -> Response[bytes]:
        # A module script from another origin is refused by browsers without this.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return create_static_files_router(
        path=path,
        directories=list(directories),
        html_mode=html,
        include_in_schema=False,
        cache_control=_REVALIDATE,
        exception_handlers={ValueError: no_such_file, InternalServerException: no_such_file},
        middleware=[NotModified()],
        after_request=shared if any_origin else None,
    )
