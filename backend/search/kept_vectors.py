"""What the index holds of listings that are often asked with, kept so that it is asked once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec
import numpy as np
from msgspec import Struct

from backend.cache.slots import key_of
from backend.catalogue.listings import StoredListing
from backend.index.port import Entry, Scalars, Vector
from backend.search.inquiry import Inquiry
from backend.search.kept_answers import SETTLED

FORMAT: Final = 1
KEPT_SECONDS: Final = 3600.0
"""They are never stale: only what nobody asks with any more has to go."""


_State = tuple[int, str, datetime, str, int, datetime]


class _Kept(Struct, frozen=True, array_like=True):
    scalars: Scalars
    vectors: dict[str, bytes]


def entries_of(inquiry: Inquiry, stored: Mapping[str, StoredListing]) -> dict[str, Entry]:
    """What the live collection holds of these listings, by id, as far as it holds them. Never what
    was kept before the catalogue saw the listing indexed anew."""
    states = _states(inquiry, stored)
    found = _near(inquiry, states)
    if inquiry.services.caches.vectors.there:  # to whoever counts, it is one cache
        inquiry.services.caches.vectors.count("hit", len(found))
    keys = {each: key_of(states[each]) for each in states.keys() - found.keys()}
    found |= _read(inquiry, stored, keys)
    missing = [each for each in stored if each not in found]
    fetched = inquiry.entries(missing)
    # The slow look only for what the quick one did not find.
    fetched |= inquiry.entries([each for each in missing if each not in fetched], latest=True)
    newest = _newest(fetched, stored, states)
    inquiry.services.caches.vectors.put_many(
        {keys[each]: _packed(entry) for each, entry in newest.items()}, seconds=KEPT_SECONDS
    )
    _put_near(inquiry, found | newest, states)
    return found | fetched


def entries_found(inquiry: Inquiry, stored: Mapping[str, StoredListing]) -> dict[str, Entry]:
    """The same of listings that a search has just found: those that have gone since are not looked
    for, and what many searches find would only crowd a shared cache."""
    states = _states(inquiry, stored)
    found = _near(inquiry, states)
    fetched = inquiry.entries([each for each in stored if each not in found])
    _put_near(inquiry, _newest(fetched, stored, states), states)
    return found | fetched


def _near(inquiry: Inquiry, states: Mapping[str, _State]) -> dict[str, Entry]:
    """What this process remembers."""
    near = inquiry.services.shelf.entries.get_many(states.values())
    return {each: near[state] for each, state in states.items() if state in near}


def _put_near(inquiry: Inquiry, entries: Mapping[str, Entry], states: Mapping[str, _State]) -> None:
    if entries:
        remembered = inquiry.services.shelf.entries
        remembered.put_many({states[each]: entry for each, entry in entries.items()})


def _newest(
    fetched: Mapping[str, Entry],
    stored: Mapping[str, StoredListing],
    states: Mapping[str, _State],
) -> dict[str, Entry]:
    """What may be kept."""
    return {
        each: entry
        for each, entry in fetched.items()
        if each in states and entry.version == stored[each].indexing.version
    }


def _states(inquiry: Inquiry, stored: Mapping[str, StoredListing]) -> dict[str, _State]:
    """What differs wherever what the index holds of a listing may; of the listings that were
    indexed long enough ago for the index to have noticed."""
    collection, activated_at = inquiry.release.collection, inquiry.release.activated_at
    settled = inquiry.services.clock() - SETTLED
    return {
        listing_id: (
            FORMAT,
            collection,
            activated_at,
            listing_id,
            each.indexing.version,
            each.indexed_at,
        )
        for listing_id, each in stored.items()
        if each.indexing.version is not None
        and each.indexed_at is not None
        and each.indexed_at <= settled
    }


def _read(
    inquiry: Inquiry, stored: Mapping[str, StoredListing], keys: Mapping[str, bytes]
) -> dict[str, Entry]:
    vectors = inquiry.services.caches.vectors
    values = vectors.get_many(list(keys.values()))
    found = {}
    for listing_id, key in keys.items():
        if key not in values:
            continue
        version = stored[listing_id].indexing.version
        assert version is not None  # or it would have no key
        entry = _unpacked(values[key], listing_id, version, inquiry.release.dimensions)
        vectors.count("miss" if entry is None else "hit")
        if entry is not None:
            found[listing_id] = entry
    return found


def _packed(entry: Entry) -> bytes:
    vectors = {name: vector.astype("<f4").tobytes() for name, vector in entry.vectors.items()}
    return msgspec.msgpack.encode(_Kept(entry.scalars, vectors))


def _unpacked(
    value: bytes, listing_id: str, version: int, dimensions: Mapping[str, int]
) -> Entry | None:
    """None where that is not what `_packed` gave of vectors of these dimensions."""
    try:
        kept = msgspec.msgpack.decode(value, type=_Kept)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if {name: len(data) for name, data in kept.vectors.items()} != {
        name: 4 * dimension for name, dimension in dimensions.items()
    }:
        return None
    vectors: dict[str, Vector] = {
        name: np.frombuffer(data, "<f4").astype(np.float32) for name, data in kept.vectors.items()
    }
    return Entry(id=listing_id, version=version, scalars=kept.scalars, vectors=vectors)
