"""An `ImageFetcher` as the tests want it, and a name server that says what it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from backend.errors import ImageRefused
from backend.images.addresses import Address, Network
from backend.images.fetch import FetchLimits, ImageFetcher
from backend.images.store import ImageStore

LOOPBACK = (ip_network("127.0.0.0/8"),)
LIMIT = 10_000


class Names:
    """A name server that gives each of a name's answers once, then repeats the last."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self._answers = answers
        self.asked: list[str] = []

    def __call__(self, host: str) -> list[Address]:
        self.asked.append(host)
        answers = self._answers.get(host.partition(".")[0])
        if answers is None:
            raise OSError("no such name")
        answer = answers[min(self.asked.count(host), len(answers)) - 1]
        return [ip_address(text) for text in answer]


@contextmanager
def fetching(
    store: Path,
    *,
    names: Names | None = None,
    seconds: float = 20.0,
    allowed: tuple[Network, ...] = LOOPBACK,
) -> Iterator[ImageFetcher]:
    limits = FetchLimits(
        timeout_seconds=seconds, max_bytes=LIMIT, max_redirects=3, allowed_networks=allowed
    )
    fetcher = ImageFetcher(limits, ImageStore(store), resolve=names or Names())
    try:
        yield fetcher
    finally:
        fetcher.close()


def refusal(fetcher: ImageFetcher, ref: str) -> str:
    with pytest.raises(ImageRefused) as refused:
        fetcher.fetch(ref)
    return refused.value.reason
