"""What a query starts from: listings, or what is seen in a photo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from backend.errors import NotFound
from backend.index.port import Vector
from backend.search.inquiry import Inquiry
from backend.search.reasons import Known


class Anchor(Struct, frozen=True, kw_only=True):
    """`vectors` are unit vectors by field; `listing_id` is None for what only a photo shows."""

    listing_id: str | None
    category: str | None
    vectors: Mapping[str, Vector]
    known: Known


class Anchors(Struct, frozen=True):
    """What is sought should be like `wanted` (or go with all of them), and not like `unlike`."""

    wanted: tuple[Anchor, ...]
    unlike: tuple[Anchor, ...] = ()

    @property
    def listing_ids(self) -> list[str]:
        """No answer holds what was asked with."""
        return [
            anchor.listing_id
            for anchor in (*self.wanted, *self.unlike)
            if anchor.listing_id is not None
        ]


def listing_anchors(
    inquiry: Inquiry, listing_id: str, also: Sequence[str] = (), unlike: Sequence[str] = ()
) -> Anchors:
    """The listing and those of `also` are wanted. Raises `NotFound` for a listing that does not
    exist, or that the index does not hold yet."""
    wanted = list(dict.fromkeys([listing_id, *also]))
    unwanted = list(dict.fromkeys(unlike))
    found = _found(inquiry, [*wanted, *unwanted])
    return Anchors(tuple(found[each] for each in wanted), tuple(found[each] for each in unwanted))


def _found(inquiry: Inquiry, ids: Sequence[str]) -> dict[str, Anchor]:
    stored = inquiry.stored(ids)
    for listing_id in ids:
        if listing_id not in stored:
            raise NotFound(f"There is no listing {listing_id}.")
    entries = inquiry.entries(ids)
    # The slow look only for what the quick one did not find.
    entries |= inquiry.entries([each for each in ids if each not in entries], latest=True)
    for listing_id in ids:
        if listing_id not in entries:
            raise NotFound(f"Listing {listing_id} is not searchable yet.")
    return {
        listing_id: Anchor(
            listing_id=listing_id,
            category=each.completed.category,
            vectors=entries[listing_id].vectors,
            known=Known(each.attributes, each.listing.group, each.listing.tags),
        )
        for listing_id, each in stored.items()
    }
