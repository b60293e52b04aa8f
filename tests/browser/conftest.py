from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from backend.embedded.config import EmbeddedConfig
from backend.embedded.preflight import require_ports
from backend.errors import ConfigurationError
from tests.end_to_end.stack import SHIPPED_DEMO, Stack


def _free_ports() -> int:
    while True:
        with closing(socket.create_server(("127.0.0.1", 0))) as probe:
            port = int(probe.getsockname()[1])
        with suppress(ConfigurationError):
            require_ports(EmbeddedConfig(port=port))
            return port


@pytest.fixture(scope="session")
def demo_shop_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo shop of the real stack, with the whole shipped catalogue in it."""
    stack = Stack(tmp_path_factory.mktemp("shop") / "data", SHIPPED_DEMO, _free_ports())
    try:
        stack.until_ready()
        yield f"{stack.base_url}/demo/"
    finally:
        stack.close()


@pytest.fixture
def demo_photo() -> Path:
    return SHIPPED_DEMO / "photos" / "01.jpg"
