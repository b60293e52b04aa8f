"""Standard Webhooks: the signature that proves who sent a body, and the events we understand."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from backend.errors import ConfigurationError, InvalidInput, Unauthorized
from backend.listing import Listing
from backend.webhooks.payload import (
    DeletionPayload,
    ListingPayload,
    convert,
    parse,
    to_listing,
)

SOURCE = "standard"
_DELIVERY_ID = re.compile(r"[!-~]{1,255}")
# Versions begin at 1.
_EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)


class Envelope(Struct, frozen=True):
    """The body of a delivery; `data` is read once its type is known."""

    type: Annotated[str, Meta(min_length=1, max_length=64, examples=["listing.created"])]
    data: msgspec.Raw = msgspec.Raw(b"{}")
    timestamp: Annotated[datetime, Meta(tz=True)] | None = None


class Deletion(Struct, frozen=True):
    id: str
    version: int


class Delivery(Struct, frozen=True):
    """A verified delivery. `change` is None for an event that is not about listings."""

    id: str
    event: str
    change: Listing | Deletion | None


class StandardWebhooks:
    """Verifies deliveries signed with any of several secrets, so that secrets can be rotated."""

    def __init__(self, secrets: Sequence[str], tolerance: timedelta) -> None:
        """Raises `ConfigurationError` for a secret that is no `whsec_` + base64."""
        self._signers = [_signer(secret) for secret in secrets]
        self._tolerance = tolerance

    def verify(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> str:
        """The delivery's id, if body, id and time were signed by someone who knows a secret.

        Raises `Unauthorized`; says what is missing or out of date, never which signature would do.
        """
        delivery_id = headers.get("webhook-id", "")
        if not _DELIVERY_ID.fullmatch(delivery_id):
            raise Unauthorized("The header webhook-id must be 1 to 255 visible ASCII characters.")
        sent_at = _timestamp(headers.get("webhook-timestamp", ""))
        offered = _signatures(headers.get("webhook-signature", ""))
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise Unauthorized("The body is not UTF-8, so no signature can match it.") from None
        expected = [
            signer.sign(delivery_id, sent_at, text).removeprefix("v1,").encode()
            for signer in self._signers
        ]
        # Every pair is compared, so that the time taken tells nothing.
        matches = [hmac.compare_digest(mine, theirs) for mine in expected for theirs in offered]
        if not any(matches):
            raise Unauthorized("No signature in webhook-signature matches the body.")
        if abs(now - sent_at) > self._tolerance:
            raise Unauthorized(
                "The header webhook-timestamp is more than "
                f"{int(self._tolerance.total_seconds())} seconds from now."
            )
        return delivery_id

    def read(self, delivery_id: str, body: bytes, *, now: datetime) -> Delivery:
        """What a verified body says. A listing without a version takes the event's time as one.

        Raises `MalformedRequest` or `InvalidInput` naming the field.
        """
        envelope = parse(body, Envelope)
        match envelope.type:
            case "listing.created" | "listing.updated":
                payload = convert(_data(envelope), ListingPayload, prefix="data")
                change: Listing | Deletion | None = to_listing(
                    payload.id,
                    payload,
                    payload.version or self._version(envelope, now),
                    prefix="data",
                )
            case "listing.deleted":
                gone = convert(_data(envelope), DeletionPayload, prefix="data")
                change = Deletion(gone.id, gone.version or self._version(envelope, now))
            case event if event.startswith("listing."):
                known = "listing.created, listing.updated and listing.deleted"
                raise InvalidInput(
                    f"There is no event {event!r}; known are {known}.",
                    {"type": f"must be one of {known}"},
                )
            case _:
                change = None
        return Delivery(delivery_id, envelope.type, change)

    def _version(self, envelope: Envelope, now: datetime) -> int:
        happened_at = envelope.timestamp or now
        if not _EARLIEST <= happened_at <= now + self._tolerance:
            # A time to come would make every true event until then an older one.
            reason = "must be a time since 1970 that is not in the future"
            raise InvalidInput(f"The event's timestamp {reason}.", {"timestamp": reason})
        return int(happened_at.timestamp() * 1000)


def _data(envelope: Envelope) -> object:
    return parse(bytes(envelope.data), object, prefix="data")


def _signer(secret: str) -> Webhook:
    try:
        text = secret.removeprefix("whsec_").rstrip("=")
        return Webhook(base64.b64decode(text + "=" * (-len(text) % 4), validate=True))
    except (binascii.Error, ValueError, EmptyWebhookSecretError):
        raise ConfigurationError(
            "CREDENZA_WEBHOOK_SECRETS: each secret must be whsec_ and base64."
        ) from None


def _timestamp(text: str) -> datetime:
    if not (text.isascii() and text.isdigit() and len(text) <= 11):
        raise Unauthorized("The header webhook-timestamp must be seconds since 1970.")
    return datetime.fromtimestamp(int(text), tz=UTC)


def _signatures(header: str) -> list[bytes]:
    offered = [
        part.removeprefix("v1,").encode()
        for part in header.split(" ")[:16]
        if part.startswith("v1,")
    ]
    if not offered:
        raise Unauthorized("The header webhook-signature has no signature of version v1.")
    return offered
