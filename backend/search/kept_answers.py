"""Whole answers, kept for who asks the same again.

An answer remembers how each listing in it was when it was made. Before it is given again they are
compared with the catalogue: one that has changed, and the answer is made anew. So no message that
could get lost tells the cache of a change.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from backend.cache.slots import Outcome, key_of
from backend.catalogue.stamps import Stamp
from backend.search.inquiry import Inquiry

T = TypeVar("T")

FORMAT: Final = 1
"""Goes up where the same question must not find what was kept before."""

SETTLED: Final = timedelta(seconds=10)
"""A Milvus server may answer as it would have a moment ago, 5 s by its default. What it says of a
listing that has just been indexed is not kept."""


_MOST_BYTES: Final = 8_000_000


class _Kept(Struct, frozen=True, array_like=True):
    made_at: datetime
    stamps: dict[str, Stamp]
    answer: msgspec.Raw


@dataclass(frozen=True)
class _Made(Generic[T]):
    """`stamps` is None where the answer cannot be given again."""

    made_at: datetime
    stamps: dict[str, Stamp] | None
    answer: T


@dataclass(frozen=True, kw_only=True)
class Asking(Generic[T]):
    """A question. `parts` are all that the answer depends on besides the listings, the release and
    the rules in force; `listing_ids` are those that it is asked with, `shown` gives those in an
    answer; `check` raises where no answer may be given, whatever is kept."""

    parts: Any
    answer_type: type[T]
    listing_ids: Sequence[str]
    shown: Callable[[T], Iterable[str]]
    check: Callable[[Inquiry], object]


def answered(inquiry: Inquiry, asking: Asking[T], make: Callable[[], T]) -> T:
    """What `make` gives, or gave not longer than `answer_cache_seconds` ago to who asked the same,
    if all listings in it are still the same. Raises what `make` and `asking.check` raise."""
    caches = inquiry.services.caches
    if not caches.answers.there:
        return make()
    asking.check(inquiry)
    release = inquiry.release
    key = key_of(
        [
            FORMAT,
            release.id,
            release.collection,
            release.activated_at,
            inquiry.rules_revision,
            asking.parts,
        ]
    )
    kept = _read(inquiry, asking, key)
    return _worked_out(inquiry, asking, key, make) if kept is None else kept


def _read(inquiry: Inquiry, asking: Asking[T], key: bytes) -> T | None:
    answers = inquiry.services.caches.answers
    value = answers.get(key)
    if value is None:
        return None
    outcome: Outcome = "miss"
    answer = None
    try:
        kept = msgspec.msgpack.decode(_unpacked(value), type=_Kept)
        if _is_true(inquiry, kept.made_at, kept.stamps):
            answer = msgspec.msgpack.decode(kept.answer, type=asking.answer_type)
            outcome = "hit"
        else:
            outcome = "stale"
    except (zlib.error, msgspec.MsgspecError, UnicodeDecodeError):
        pass  # whatever that is, it is not what we keep
    answers.count(outcome)
    return answer


def _unpacked(value: bytes) -> bytes:
    """Raises `zlib.error` for what is cut short, or larger than any answer."""
    unpacking = zlib.decompressobj()
    unpacked = unpacking.decompress(value, _MOST_BYTES)
    if not unpacking.eof:
        raise zlib.error("cut short")
    return unpacked


def _worked_out(inquiry: Inquiry, asking: Asking[T], key: bytes, make: Callable[[], T]) -> T:
    """Made here, or by who is at it already."""
    while True:
        with inquiry.services.caches.under_way.boarded(key) as (flight, first):
            if first:
                flight.result = made = _made(inquiry, asking, make)
                _keep(inquiry, key, made)
                return made.answer
        with inquiry.services.limits.searches.looking_on() as has_place:
            if not has_place:
                return make()
            with inquiry.budget.stage("shared") as seconds:
                shared: _Made[T] | None = flight.wait(seconds)
        # It was begun before this was asked, and a listing may have changed in between.
        if (
            shared
            and shared.stamps is not None
            and _is_true(inquiry, shared.made_at, shared.stamps)
        ):
            return shared.answer


def _made(inquiry: Inquiry, asking: Asking[T], make: Callable[[], T]) -> _Made[T]:
    made_at = inquiry.services.clock()
    answer = make()
    concerned = {*asking.listing_ids, *asking.shown(answer)}
    known = inquiry.known
    if not concerned <= known.keys():
        return _Made(made_at, None, answer)
    return _Made(made_at, {each: known[each].stamp for each in concerned}, answer)


def _keep(inquiry: Inquiry, key: bytes, made: _Made[Any]) -> None:
    if made.stamps is None:
        return
    services = inquiry.services
    for stamp in made.stamps.values():
        if stamp.indexed_at is not None and made.made_at - stamp.indexed_at < SETTLED:
            return
    kept = _Kept(made.made_at, made.stamps, msgspec.Raw(msgspec.msgpack.encode(made.answer)))
    age = (services.clock() - made.made_at).total_seconds()
    services.caches.answers.put(
        key,
        # A fifth or less of it is left, since every listing says the same fields.
        zlib.compress(msgspec.msgpack.encode(kept), level=1),
        seconds=services.settings.answer_cache_seconds - age,
    )


def _is_true(inquiry: Inquiry, made_at: datetime, made_of: dict[str, Stamp]) -> bool:
    """Whether an answer made then of these listings may be given now."""
    services = inquiry.services
    age = services.clock() - made_at
    if age > timedelta(seconds=services.settings.answer_cache_seconds):
        return False
    with inquiry.budget.stage("catalogue"):
        current = services.shelf.get_many(list(made_of))
    return {listing_id: each.stamp for listing_id, each in current.items()} == made_of
