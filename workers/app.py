"""The Celery application. Importing it reads no setting and connects to nothing; the configuration
is made when Celery first asks for it, in the worker, in each of its processes and in beat."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_after_setup, setup_logging

from backend.dispatch import RELAY_TASK, broker_options
from backend.logs import configure_logs
from backend.settings import Settings, load_settings

RECONCILE_TASK = "credenza.reconcile"
HOUSEKEEPING_TASK = "credenza.housekeeping"

app = Celery("credenza", include=["workers.tasks"])


def celery_options(settings: Settings) -> dict[str, Any]:
    """Celery's configuration, as it follows from ours."""
    return {
        **broker_options(settings),
        # The catalogue remembers results; the broker carries ids and nothing else.
        "task_ignore_result": True,
        "accept_content": ["json"],
        "task_serializer": "json",
        # gRPC channels, ONNX Runtime's threads and CUDA do not survive a fork.
        "worker_pool": "prefork",
        "worker_pool_start_method": "spawn",
        "worker_concurrency": 1,
        "worker_prefetch_multiplier": 1,
        # A spawned process imports everything anew before it says that it lives.
        "worker_proc_alive_timeout": 120,
        "task_acks_late": True,
        # A task whose process is killed is not run again: its claim lapses, and the outbox, which
        # has counted the attempt, gives the work out anew and parks it in the end.
        "task_time_limit": settings.task_time_limit_seconds,
        "worker_soft_shutdown_timeout": 5.0,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "beat_schedule": {
            "relay": {
                "task": RELAY_TASK,
                "schedule": settings.relay_interval_seconds,
                # A tick that waited is dropped unread by the worker: a later one follows it.
                "options": {"expires": settings.relay_interval_seconds * 2},
            },
            "reconcile": {
                "task": RECONCILE_TASK,
                "schedule": settings.reconcile_interval_seconds,
                "options": {"expires": settings.reconcile_interval_seconds},
            },
            "housekeeping": {
                "task": HOUSEKEEPING_TASK,
                "schedule": 3600.0,
                "options": {"expires": 3600},
            },
        },
    }


app.add_defaults(lambda: celery_options(load_settings()))


@celeryd_after_setup.connect
def _children_log_our_way(**_: Any) -> None:
    # Celery leaves word here for its pool's children to log in a form of their own.
    os.environ.pop("_MP_FORK_LOGLEVEL_", None)


@setup_logging.connect
def _log_our_way(**_: Any) -> None:
    settings = load_settings()
    configure_logs(settings.log_format, settings.log_level)
