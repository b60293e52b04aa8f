from __future__ import annotations

import stat
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from backend.embedded.config import (
    Credentials,
    EmbeddedConfig,
    child_environment,
    kept_credentials,
)
from backend.errors import ConfigurationError
from backend.settings import PREFIX, Settings, load_settings

CREDENTIALS = Credentials(webhook_secret="whsec_c2VjcmV0", api_key="key")


def test_every_setting_the_stack_passes_on_is_one_that_exists(tmp_path: Path) -> None:
    environment = child_environment(EmbeddedConfig(data_dir=tmp_path), CREDENTIALS, {})
    names = {name.removeprefix(PREFIX).lower() for name in environment if name.startswith(PREFIX)}
    assert names <= set(Settings.model_fields)


def test_the_processes_find_each_other_and_keep_everything_in_the_data_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = EmbeddedConfig(data_dir=tmp_path / "data", demo_dir=tmp_path / "demo", port=9100)
    for name, value in child_environment(config, CREDENTIALS, {}).items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.port == 9100
    assert settings.broker_url.get_secret_value() == "redis://127.0.0.1:9101/0"
    assert settings.cache_url.get_secret_value() == "redis://127.0.0.1:9101/1"
    assert settings.milvus_uri == "http://127.0.0.1:9102"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/catalogue.db"
    assert settings.image_store == tmp_path / "data" / "images"
    assert settings.release_dir == tmp_path / "demo" / "release"
    assert [str(network) for network in settings.image_allowed_networks] == ["127.0.0.0/8"]
    assert [key.get_secret_value() for key in settings.api_keys] == ["key"]


def test_what_makes_it_this_stack_cannot_be_set_from_outside_but_the_rest_can() -> None:
    inherited = {
        "CREDENZA_DATABASE_URL": "postgresql+psycopg://shop/live",
        "CREDENZA_LOG_FORMAT": "json",
        "CREDENZA_BATCH_SIZE": "8",
        "PATH": "/bin",
    }
    environment = child_environment(EmbeddedConfig(), CREDENTIALS, inherited)
    assert environment["CREDENZA_DATABASE_URL"].startswith("sqlite:///")
    assert {name: environment[name] for name in list(inherited)[1:]} == {
        name: inherited[name] for name in list(inherited)[1:]
    }


def test_loopback_traffic_never_goes_to_a_proxy() -> None:
    environment = child_environment(EmbeddedConfig(), CREDENTIALS, {"no_proxy": "intranet"})
    assert environment["no_proxy"] == "intranet,127.0.0.1,localhost"
    assert environment["NO_PROXY"] == "127.0.0.1,localhost"


def test_credentials_are_made_once_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    first = kept_credentials(tmp_path)
    assert kept_credentials(tmp_path) == first
    Webhook(first.webhook_secret)  # raises if it cannot sign
    for name in ("webhook-secret", "api-key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_credential_cut_short_by_a_crash_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "webhook-secret").touch()
    (tmp_path / "webhook-secret.new").write_text("whsec_half")
    secret = kept_credentials(tmp_path).webhook_secret
    Webhook(secret)  # raises if it cannot sign
    assert kept_credentials(tmp_path).webhook_secret == secret != "whsec_half"


def test_each_data_directory_has_its_own_credentials(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    a, b = kept_credentials(tmp_path / "a"), kept_credentials(tmp_path / "b")
    assert a.webhook_secret != b.webhook_secret
    assert a.api_key != b.api_key


def test_a_directory_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be written"):
        kept_credentials(tmp_path / "missing")
