from __future__ import annotations

from typing import Any

import pytest
from celery import Celery
from celery.app.defaults import SETTING_KEYS

from backend.dispatch import RELAY_TASK, broker_options
from tests.fixtures.services import settings_with
from workers.app import app, celery_options
from workers.tasks import compare, embed, housekeeping, relay, remove

LEASES: list[dict[str, Any]] = [
    {},
    {"lease_seconds": 10, "task_time_limit_seconds": 5},
    {"lease_seconds": 3600, "task_time_limit_seconds": 3599},
]


def _configured(**changes: Any) -> Celery:
    """An application of its own with the workers' configuration."""
    configured = Celery("options", set_as_current=False)
    configured.conf.update(celery_options(settings_with(**changes)))
    return configured


def test_nothing_but_json_is_sent_or_accepted() -> None:
    conf = _configured().conf
    assert (conf.task_serializer, conf.accept_content) == ("json", ["json"])
    assert conf.task_ignore_result
    assert conf.result_backend is None


def test_every_option_is_one_that_celery_knows() -> None:
    assert celery_options(settings_with()).keys() <= SETTING_KEYS


def test_a_task_is_acknowledged_when_it_is_done_and_none_waits_behind_it() -> None:
    conf = _configured().conf
    assert conf.task_acks_late
    assert conf.worker_prefetch_multiplier == 1
    assert not conf.task_retry_on_worker_lost
    assert not conf.task_reject_on_worker_lost


def test_worker_processes_are_spawned_not_forked() -> None:
    conf = _configured().conf
    assert (conf.worker_pool, conf.worker_pool_start_method) == ("prefork", "spawn")
    assert conf.worker_proc_alive_timeout >= 60


@pytest.mark.parametrize("changes", LEASES)
def test_a_task_ends_before_its_lease_and_the_lease_before_the_message_returns(
    changes: dict[str, Any],
) -> None:
    settings = settings_with(**changes)
    conf = _configured(**changes).conf
    visible_again = conf.broker_transport_options["visibility_timeout"]
    assert conf.task_time_limit < settings.lease_seconds < visible_again


def test_those_who_send_and_those_who_work_agree_on_the_broker() -> None:
    """The shortest visibility timeout of all applications on a broker is the one that counts."""
    settings = settings_with(broker_url="redis://broker.example/3")
    shared = broker_options(settings)
    assert shared["broker_url"] == "redis://broker.example/3"
    assert celery_options(settings).items() >= shared.items()


def test_the_schedule_sends_tasks_that_exist_and_lets_none_pile_up() -> None:
    schedule = _configured(relay_interval_seconds=3.0, reconcile_interval_seconds=60.0).conf[
        "beat_schedule"
    ]
    assert {name: entry["schedule"] for name, entry in schedule.items()} == {
        "relay": 3.0,
        "reconcile": 60.0,
        "housekeeping": 3600.0,
    }
    for entry in schedule.values():
        assert entry["task"] in app.tasks
        assert 0 < entry["options"]["expires"] <= 2 * entry["schedule"]


def test_the_tasks_have_the_names_that_others_call_them_by() -> None:
    names = {task.name for task in (relay, embed, remove, compare, housekeeping)}
    assert names == {
        RELAY_TASK,
        "credenza.embed",
        "credenza.remove",
        "credenza.reconcile",
        "credenza.housekeeping",
    }
    assert names == {name for name in app.tasks if name.startswith("credenza.")}
