"""The Litestar application, put together."""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

from litestar import Litestar
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.di import Provide

from backend.api.dependencies import provide_criteria, provide_request_id, provide_services
from backend.api.etags import EntityTags
from backend.api.listings import Listings
from backend.api.metrics import Measuring, metrics
from backend.api.openapi import complete, openapi_config
from backend.api.pages import pages
from backend.api.parameters import provide_search
from backend.api.photos import Photos, Uploads
from backend.api.problems import handlers
from backend.api.queries import Queries
from backend.api.rooms import Rooms
from backend.api.rules import Rules
from backend.api.service import Service
from backend.api.tracing import Tracing, stamp
from backend.api.unknown_parameters import STATE, declared, refuses_unknown
from backend.api.webhooks import Webhooks
from backend.bootstrap import Services, build
from backend.logs import REQUEST_ID_HEADER, configure_logs
from backend.settings import load_settings


def create_app(services: Services) -> Litestar:
    """The application over these services; it closes them when it stops."""
    settings = services.settings

    def warm_up() -> None:
        """Load the model before the first photo needs it; fail here rather than then."""
        services.encoders.get(services.live_release().id)

    async def widen() -> None:
        """The default is a few threads per core: one slow neighbour would hold up everybody."""
        threads = ThreadPoolExecutor(settings.request_threads, thread_name_prefix="request")
        asyncio.get_running_loop().set_default_executor(threads)

    app = Litestar(
        route_handlers=[
            Listings,
            Queries,
            Rooms,
            Rules,
            Photos,
            Uploads,
            Webhooks,
            Service,
            metrics,
            *pages(settings),
        ],
        state=State({"services": services}),
        dependencies={
            "services": Provide(provide_services, sync_to_thread=False),
            "request_id": Provide(provide_request_id, sync_to_thread=False),
            "criteria": Provide(provide_criteria, sync_to_thread=False),
            "search": Provide(provide_search, sync_to_thread=False),
        },
        guards=[refuses_unknown],
        middleware=[Tracing(), Measuring(services.metrics), EntityTags()],
        before_send=[stamp],
        exception_handlers=handlers(),
        request_max_body_size=settings.max_body_bytes,
        cors_config=CORSConfig(
            allow_origins=list(settings.allowed_origins),
            # What wants a key cannot be sent: `authorization` is no header that is allowed.
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["content-type", "if-none-match", REQUEST_ID_HEADER],
            expose_headers=["etag", "retry-after", REQUEST_ID_HEADER],
            max_age=86_400,
        ),
        openapi_config=openapi_config(version("credenza")),
        on_startup=[widen, warm_up],
        on_shutdown=[services.close],
        logging_config=None,
        debug=False,
    )
    complete(app.openapi_schema)
    app.state[STATE] = declared(app.openapi_schema)
    return app


def from_environment() -> Litestar:
    """What the ASGI server runs."""
    settings = load_settings()
    configure_logs(settings.log_format, settings.log_level)
    app = create_app(build(settings, serving=True))
    _collect_rarely()
    return app


def _collect_rarely() -> None:
    """A query makes thousands of objects and hardly any of them in cycles: to look for those after
    every 700 new ones, as by default, took a tenth of a search. What the process begins with is
    never looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
