"""Pages of a ranked answer that neither repeat nor drop while listings come and go.

A place in the order would be no use: the order itself changes. A listing that arrives may become
its group's best, push others about where results are diverse, or be found only by a deeper look.
So a cursor remembers what has been shown, five bytes for each, and a page is the best of what has
not. What is not shown yet stays in the running until it is, wherever others arrive or vanish.

It is not signed: what a forged one can do is hide results from who forged it. The filters, and what
a caller may see, come from the request and never from the cursor.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from typing import Any, Final, Self

import msgspec
import numpy as np
from msgspec import Struct

from backend.errors import MalformedRequest

FORMAT: Final = 1
MOST_SHOWN: Final = 1000
"""Identities that a cursor has room for. It is then 6,700 letters long, of the 8,000 that common
servers take in a URL; nobody looks further in an order of likeness."""
MOST_LETTERS: Final = 6_800

_FINGERPRINT: Final = 12
_DIGEST: Final = 5
"""Bytes. That one of 1,000 waiting results is taken for one of 1,000 shown has odds of one in a
million; and being keyed by the query, the next query takes others."""


class _Written(Struct, array_like=True, frozen=True):
    format: int
    fingerprint: bytes
    shown: bytes


class Cursor(Struct, frozen=True):
    """What a query has shown so far; `fingerprint` says of which query."""

    fingerprint: bytes
    shown: tuple[bytes, ...] = ()

    @classmethod
    def read(cls, text: str | None, fingerprint: bytes) -> Self:
        """The cursor that `written` gave; of a first page, without a text, an empty one.

        Raises `MalformedRequest` for a text that is none, or that belongs to another query.
        """
        if text is None:
            return cls(fingerprint)
        parsed = _parsed(text)
        if parsed.fingerprint != fingerprint:
            raise MalformedRequest(
                "The cursor belongs to another query, or the model or what was asked with has "
                "changed since: repeat the query's parameters as they were, or leave the cursor "
                "out to begin again.",
                {"cursor": "belongs to another query"},
            )
        starts = range(0, len(parsed.shown), _DIGEST)
        return cls(fingerprint, tuple(parsed.shown[start : start + _DIGEST] for start in starts))

    def waiting(self, results: Iterable[Iterable[str]]) -> list[int]:
        """The places of those results that have not been shown, each given by its identities (see
        `grouping.identities`): one that is known is enough to have been shown."""
        shown = frozenset(self.shown)
        return [
            place
            for place, identities in enumerate(results)
            if not any(self._digest(identity) in shown for identity in identities)
        ]

    def after(self, page: Iterable[Iterable[str]]) -> Self | None:
        """The cursor once this page, given by its results' identities, has been shown too; None
        where there is no room for it: paging ends there."""
        seen = dict.fromkeys(self.shown)
        seen.update(dict.fromkeys(self._digest(identity) for result in page for identity in result))
        if len(seen) > MOST_SHOWN:
            return None
        return type(self)(self.fingerprint, tuple(seen))

    def written(self) -> str:
        """At most `MOST_LETTERS` letters that a URL takes as they are; the same for the same page
        of the same query."""
        raw = msgspec.msgpack.encode(_Written(FORMAT, self.fingerprint, b"".join(self.shown)))
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    def _digest(self, identity: str) -> bytes:
        return hashlib.blake2b(
            identity.encode(), digest_size=_DIGEST, key=self.fingerprint
        ).digest()


def fingerprint(**parts: Any) -> bytes:
    """Twelve bytes that differ where anything differs of what decides the order of a query's
    results: give all of it but the size of a page. Arrays count by their numbers, type and shape,
    all else as msgspec writes it."""
    encoded = msgspec.msgpack.encode(parts, enc_hook=_plain, order="deterministic")
    return hashlib.sha256(encoded).digest()[:_FINGERPRINT]


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return [str(value.dtype), value.shape, value.tobytes()]
    raise NotImplementedError(f"{type(value)} has no part in a fingerprint")


def _parsed(text: str) -> _Written:
    try:
        if len(text) > MOST_LETTERS:
            raise ValueError("longer than any that was written")
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        parsed = msgspec.msgpack.decode(raw, type=_Written)
        if (
            parsed.format != FORMAT
            or len(parsed.fingerprint) != _FINGERPRINT
            or len(parsed.shown) % _DIGEST
            or len(parsed.shown) > MOST_SHOWN * _DIGEST
        ):
            raise ValueError("not written by us")
    except ValueError:  # base64 and msgpack raise it too
        raise MalformedRequest(
            "The cursor is not one that an earlier page gave.", {"cursor": "is not valid"}
        ) from None
    return parsed
