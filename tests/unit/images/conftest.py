from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.images.fetch import ImageFetcher
from tests.unit.images.fetching import fetching
from tests.unit.images.shop import Shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as shop:
        yield shop


@pytest.fixture
def fetcher(tmp_path: Path) -> Iterator[ImageFetcher]:
    """Allowed on loopback, where the shop is, and nowhere else that is private."""
    with fetching(tmp_path) as fetcher:
        yield fetcher
