"""Structured logs. A request's id is bound once and follows a listing into the worker."""

from __future__ import annotations

import logging
import re
import sys
import uuid
from typing import Final, Literal

import structlog

REQUEST_ID_HEADER: Final = "x-request-id"
# Two lines a task say nothing that ours do not, and the relay runs all the time.
_CELERY_TASK_LOGS: Final = ("celery.app.trace", "celery.worker.strategy", "celery.beat")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def request_id_from(offered: str | None) -> str:
    """The caller's request id if it is fit for a log line, else a new one."""
    if offered is not None and _REQUEST_ID.fullmatch(offered):
        return offered
    return uuid.uuid4().hex


def configure_logs(form: Literal["json", "console"], level: str) -> None:
    """Send our events and the libraries' log records to standard error in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("httpx", "httpcore", "alembic", "pymilvus", *_CELERY_TASK_LOGS):
        logging.getLogger(noisy).setLevel(logging.WARNING)
