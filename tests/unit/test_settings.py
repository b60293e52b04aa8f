from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from backend.errors import ConfigurationError
from backend.settings import PREFIX, Settings, load_settings
from tests.fixtures.services import settings_with

SECRET = "whsec_c2VjcmV0LXdvcmQ="


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def test_without_an_environment_everything_has_a_default() -> None:
    settings = load_settings()
    assert settings.webhook_secrets == ()
    assert settings.task_time_limit_seconds < settings.lease_seconds


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {
        "DATABASE_URL": "postgresql+psycopg://host/shop",
        "WEBHOOK_SECRETS": f"{SECRET}, other,,",
        "ALLOWED_ORIGINS": "https://a.example,https://b.example",
        "IMAGE_ALLOWED_NETWORKS": "10.0.0.0/8, fd00::/8",
        "RELEASE_DIR": "/srv/release",
        "DEMO_DIR": "demo",
        "PORT": "9000",
        "RETRY_BASE_SECONDS": "0.5",
    }
    for name, value in environment.items():
        monkeypatch.setenv(PREFIX + name, value)
    settings = load_settings()
    assert settings.database_url == "postgresql+psycopg://host/shop"
    assert [item.get_secret_value() for item in settings.webhook_secrets] == [SECRET, "other"]
    assert settings.allowed_origins == ("https://a.example", "https://b.example")
    assert settings.image_allowed_networks == (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    assert (settings.release_dir, settings.demo_dir) == (Path("/srv/release"), Path("demo"))
    assert (settings.port, settings.retry_base_seconds) == (9000, 0.5)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "70000"),
        ("PORT", "many"),
        ("MILVUS_BACKEND", "tpu"),
        ("BATCH_SIZE", "33"),
        ("DELIVERY_RETENTION_DAYS", "1"),
        ("IMAGE_ALLOWED_NETWORKS", "10.0.0.1/8"),
        ("IMAGE_ALLOWED_NETWORKS", "home"),
        ("MAX_ATTEMPTS", "0"),
        ("LOG_LEVEL", "chatty"),
    ],
)
def test_a_variable_that_is_not_acceptable_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(ConfigurationError) as refused:
        load_settings()
    assert f"{PREFIX}{name}: " in refused.value.detail
    assert refused.value.__cause__ is None


def test_every_variable_that_is_not_acceptable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + "PORT", "0")
    monkeypatch.setenv(PREFIX + "HOST", "0.0.0.0")
    monkeypatch.setenv(PREFIX + "LEASE_SECONDS", "1")
    with pytest.raises(ConfigurationError) as refused:
        load_settings()
    named = [word for word in refused.value.detail.split() if word.startswith(PREFIX)]
    assert named == [f"{PREFIX}LEASE_SECONDS:", f"{PREFIX}PORT:"]


@pytest.mark.parametrize(
    "changes",
    [
        {"lease_seconds": 60},
        {"task_time_limit_seconds": 90},
        {"lease_seconds": 30, "task_time_limit_seconds": 30},
    ],
)
def test_a_task_may_never_outlive_its_lease(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="must be below LEASE_SECONDS"):
        settings_with(**changes)
    settings_with(lease_seconds=31, task_time_limit_seconds=30)


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = settings_with(
        webhook_secrets=SECRET,
        api_keys="the-key",
        milvus_token="root:milvus-word",
        broker_url="redis://:broker-word@host/0",
    )
    for secret in (SECRET, "the-key", "milvus-word", "broker-word"):
        assert secret not in repr(settings) + str(settings)


def test_settings_do_not_change_once_they_are_read() -> None:
    settings = settings_with()
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1


def test_every_setting_says_what_it_is_for() -> None:
    silent = [name for name, field in Settings.model_fields.items() if not field.description]
    assert silent == []
