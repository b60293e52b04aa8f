"""Sends the demo catalogue to the running stack as a shop would: by signed webhooks."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import uuid4

import httpx
import msgspec
from msgspec import Struct
from standardwebhooks import Webhook

from backend.dataset.records import ListingRow, Size
from backend.embedded.progress import Update
from backend.errors import CredenzaError

SENDERS = 4
ATTEMPTS = 15
LONGEST_PAUSE_SECONDS = 5.0
POLL_SECONDS = 0.5

_SENT: Final = (
    "id",
    "title",
    "description",
    "category",
    "colors",
    "materials",
    "style",
    "price",
    "currency",
    "stock",
    "group",
)

Sleep = Callable[[float], Awaitable[None]]


class Status(Struct, frozen=True):
    """What `GET /v1/status` says, as far as loading needs it."""

    listings: int
    indexed: int
    pending: int
    parked: int


class _Loaded(Struct, frozen=True):
    fingerprint: str


def webhook_body(listing: ListingRow, *, base_url: str, now: datetime) -> bytes:
    """The Standard Webhooks payload that creates or updates the listing; `now` sets its version."""
    data = _said(listing, base_url) | {"version": int(now.timestamp() * 1000)}
    return msgspec.json.encode({"type": "listing.created", "timestamp": now, "data": data})


def _said(listing: ListingRow, base_url: str) -> dict[str, Any]:
    """All that the shop says of the listing."""
    row = msgspec.structs.asdict(listing)
    size = listing.size_cm or Size()
    return {field: row[field] for field in _SENT} | {
        "width_cm": size.width,
        "depth_cm": size.depth,
        "height_cm": size.height,
        "url": f"{base_url}/demo/#/listing/{listing.id}",
        "images": [f"{base_url}/demo/{image}" for image in listing.images],
    }


class DemoLoader:
    """Sends to `base_url` through `client`; remembers in `memory` what has been sent."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        base_url: str,
        secret: str,
        memory: Path,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._client = client
        self._base_url = base_url
        self._webhook = Webhook(secret)
        self._memory = memory
        self._sleep = sleep

    async def is_loaded(self, listings: Sequence[ListingRow]) -> bool:
        """Whether just these were sent before, from this address, and are still there."""
        try:
            loaded = msgspec.json.decode(self._memory.read_bytes(), type=_Loaded)
        except (FileNotFoundError, msgspec.DecodeError):
            return False
        if loaded.fingerprint != self._fingerprint(listings):
            return False
        return (await self.status()).listings >= len(listings)

    async def send(self, listings: Sequence[ListingRow], progress: Update) -> None:
        """Send all, a few at a time. Raises `CredenzaError` when one is not accepted."""
        # Shops show the newest first: sent in the file's order, that would be all of one kind.
        remaining = iter(Random(0).sample(listings, len(listings)))  # noqa: S311
        done = 0

        async def send_some(mine: Iterator[ListingRow]) -> None:
            nonlocal done
            for listing in mine:
                await self._send_one(listing)
                done += 1
                progress(done, len(listings))

        senders = [asyncio.create_task(send_some(remaining)) for _ in range(SENDERS)]
        try:
            await asyncio.gather(*senders)
        finally:
            for sender in senders:
                sender.cancel()
            await asyncio.gather(*senders, return_exceptions=True)
        loaded = msgspec.json.encode(_Loaded(self._fingerprint(listings)))
        draft = self._memory.with_name(self._memory.name + ".new")
        draft.write_bytes(loaded)
        draft.replace(self._memory)

    async def until_searchable(self, progress: Update, *, stalled_seconds: float = 300.0) -> Status:
        """Return once nothing waits to be indexed. Raises `CredenzaError` when that stalls."""
        best, since = -1, time.monotonic()
        while True:
            status = await self.status()
            done = status.listings - status.pending
            progress(done, status.listings)
            if status.pending == 0:
                return status
            if done > best:
                best, since = done, time.monotonic()
            if time.monotonic() - since > stalled_seconds:
                raise CredenzaError(
                    f"{status.pending} of {status.listings} listings are not searchable and none "
                    f"became so in {stalled_seconds / 60:.0f} minutes; see logs/worker.log."
                )
            await self._sleep(POLL_SECONDS)

    async def status(self) -> Status:
        """How far the stack has come. Raises `CredenzaError` when it cannot be asked."""
        response = await self._persistently(lambda: self._client.get("/v1/status"))
        return msgspec.json.decode(response.content, type=Status)

    async def _send_one(self, listing: ListingRow) -> None:
        body = webhook_body(listing, base_url=self._base_url, now=datetime.now(UTC))
        message = f"demo_{uuid4().hex}"  # the same at every attempt, so that it counts once

        async def post() -> httpx.Response:
            now = datetime.now(UTC)
            headers = {
                "content-type": "application/json",
                "webhook-id": message,
                "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": self._webhook.sign(message, now, body.decode()),
            }
            return await self._client.post("/v1/webhooks/standard", content=body, headers=headers)

        await self._persistently(post)

    async def _persistently(
        self, request: Callable[[], Awaitable[httpx.Response]]
    ) -> httpx.Response:
        problem = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                await self._sleep(min(0.2 * 2.0**attempt, LONGEST_PAUSE_SECONDS))
            try:
                response = await request()
            except httpx.TransportError as error:
                problem = f"{type(error).__name__}: {error}"
                continue
            if response.is_success:
                return response
            problem = f"{response.status_code} {response.text[:500]}"
            if response.is_client_error:
                break
        raise CredenzaError(f"The API at {self._base_url} did not accept a request: {problem}")

    def _fingerprint(self, listings: Sequence[ListingRow]) -> str:
        said = [_said(listing, self._base_url) for listing in listings]
        return hashlib.sha256(msgspec.json.encode(said)).hexdigest()
