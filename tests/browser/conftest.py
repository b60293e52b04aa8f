from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.dataset.read import open_dataset
from tests.end_to_end.stack import PORTS, SHIPPED_DEMO, Stack
from tests.fixtures.ports import free_ports
from tests.fixtures.services import UNHURRIED


@pytest.fixture(scope="session")
def demo_shop_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo shop of the real stack, with the whole shipped catalogue in it."""
    folder = tmp_path_factory.mktemp("shop")
    stack = Stack(folder / "data", SHIPPED_DEMO, free_ports(PORTS), **UNHURRIED)
    try:
        stack.until_ready()
        yield f"{stack.base_url}/demo/"
    finally:
        stack.close()


@pytest.fixture
def demo_photo() -> Path:
    shipped = open_dataset(SHIPPED_DEMO)
    return shipped.image(next(shipped.photos()).image)
