"""Where the embedded stack lives, and the settings that follow from it."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from backend.errors import ConfigurationError
from backend.settings import PREFIX

DEFAULT_PORT = 8700
DEFAULT_DATA_DIR = Path(".credenza")
DEFAULT_DEMO_DIR = Path("demo")


@dataclass(frozen=True, kw_only=True)
class EmbeddedConfig:
    """One embedded stack. It takes three ports on loopback: `port` for the API and the two after
    it for Valkey and Milvus. Everything it remembers is in `data_dir`."""

    data_dir: Path = DEFAULT_DATA_DIR
    demo_dir: Path = DEFAULT_DEMO_DIR
    port: int = DEFAULT_PORT
    release_dir: Path | None = None  # the demo's own when None

    @property
    def valkey_port(self) -> int:
        return self.port + 1

    @property
    def milvus_port(self) -> int:
        return self.port + 2

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """Made up at the first start and kept: `whsec_…` signs webhooks, the key writes listings."""

    webhook_secret: str
    api_key: str


def kept_credentials(data_dir: Path) -> Credentials:
    """The credentials of this data directory, from files that only their owner can read."""
    return Credentials(
        webhook_secret=_kept(
            data_dir / "webhook-secret",
            lambda: "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(),
        ),
        api_key=_kept(data_dir / "api-key", lambda: secrets.token_urlsafe(32)),
    )


def child_environment(
    config: EmbeddedConfig, credentials: Credentials, inherited: Mapping[str, str]
) -> dict[str, str]:
    """What every process of the stack finds in its environment: `inherited`, with the settings
    that make it part of this stack laid over it. Paths are absolute."""
    data = config.data_dir.resolve()
    demo = config.demo_dir.resolve()
    settings = {
        "DATABASE_URL": f"sqlite:///{data / 'catalogue.db'}",
        "BROKER_URL": f"redis://127.0.0.1:{config.valkey_port}/0",
        "CACHE_URL": f"redis://127.0.0.1:{config.valkey_port}/1",
        "MILVUS_URI": f"http://127.0.0.1:{config.milvus_port}",
        "MILVUS_TOKEN": "",
        "MILVUS_BACKEND": "lite",
        "RELEASE_DIR": str((config.release_dir or demo / "release").resolve()),
        "WEBHOOK_SECRETS": credentials.webhook_secret,
        "API_KEYS": credentials.api_key,
        "IMAGE_STORE": str(data / "images"),
        "IMAGE_ALLOWED_NETWORKS": "127.0.0.0/8",
        "DEMO_DIR": str(demo),
        "HOST": "127.0.0.1",
        "PORT": str(config.port),
    }
    defaults = {"LOG_FORMAT": "console", "EXECUTION_PROVIDER": "auto"}
    environment = {**{PREFIX + name: value for name, value in defaults.items()}, **inherited}
    environment.update({PREFIX + name: value for name, value in settings.items()})
    environment["PYTHONUNBUFFERED"] = "1"
    # Rows that are not sealed yet cost every search of Milvus Lite: keep them few.
    environment["MILVUS_LITE_MEMTABLE_MEMORY_LIMIT_BYTES"] = "1000000"
    # gRPC and HTTP clients would otherwise send even loopback traffic to a configured proxy.
    for name in ("NO_PROXY", "no_proxy"):
        environment[name] = ",".join(filter(None, [inherited.get(name), "127.0.0.1", "localhost"]))
    return environment


def _kept(path: Path, make: Callable[[], str]) -> str:
    try:
        value = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        value = ""
    if value:
        return value
    value = make()
    draft = path.with_name(path.name + ".new")
    try:
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(value + "\n")
        draft.replace(path)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}.") from None
    return value
