"""A catalogue of furniture whose nearness to the question a test chooses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from backend.catalogue.criteria import Criteria
from backend.index.filters import ContainsAny, matches
from backend.index.port import Entry
from backend.index.scalars import scalars_of
from backend.listing import Listing
from backend.search.inquiry import Inquiry
from backend.search.query import filter_of
from backend.search.ranking import Page, Ranking, rank
from backend.search.retrieve import Target
from backend.search.shaping import PLAIN, Shaping, lift_of
from backend.search.similar import VISUAL
from tests.fakes.encoder import DIMENSION
from tests.fixtures.services import Workshop

COUNT = 240
LENGTH = 3.0
NAMES = [f"l{number:03}" for number in range(COUNT)]
WALNUT = ContainsAny("colors", ("walnut",))
ANYTHING = Criteria()
SALE = ContainsAny("tags", ("sale",))


def _listing(number: int) -> Listing:
    """Few values, some of them rare, and designs of three variants beside listings of their own."""
    return Listing(
        id=NAMES[number],
        version=1,
        title=f"The {number}",
        category="sofa" if number % 3 else "stool",
        colors=("walnut",) if number % 17 == 0 else ("navy", "red")[number % 2 :],
        materials=(("wood", "velvet", "metal")[number % 5 % 3],),
        tags=("sale",) if number % 4 == 0 else (),
        stock=number % 11,
        price_cents=100 * number,
        group=None if number % 2 else f"g{number // 6}",
    )


LISTINGS = {listing.id: listing for listing in map(_listing, range(COUNT))}
SCALARS = {listing_id: scalars_of(listing) for listing_id, listing in LISTINGS.items()}


@dataclass(frozen=True)
class Furnished:
    """A catalogue of `LISTINGS`, whose cosines with the question a test chooses."""

    workshop: Workshop

    def embed(self, cosines: dict[str, float]) -> None:
        """What is left of a vector's length points elsewhere, for diversity to look at."""
        entries = []
        for listing_id, cosine in cosines.items():
            vector = np.zeros(DIMENSION, np.float32)
            vector[0] = cosine
            vector[1 + NAMES.index(listing_id) % (DIMENSION - 1)] = (1 - cosine**2) ** 0.5
            entries.append(
                Entry(
                    id=listing_id,
                    version=1,
                    scalars=SCALARS[listing_id],
                    vectors={VISUAL: vector},
                )
            )
        self.workshop.index.upsert(self.workshop.collection(), entries)

    def rank(
        self, page: Page, shaping: Shaping = PLAIN, asked: Criteria = ANYTHING, **target: Any
    ) -> Ranking:
        return rank(Inquiry.begin(self.workshop.services), question(**target), asked, page, shaping)

    def pages(
        self, page: Page, shaping: Shaping, asked: Criteria, **target: Any
    ) -> Iterator[Ranking]:
        """One after the other, to the end."""
        cursor: str | None = None
        while True:
            page = msgspec.structs.replace(page, cursor=cursor)
            yield (answer := self.rank(page, shaping, asked, **target))
            cursor = answer.next
            if cursor is None:
                return


def question(exclude: Sequence[str] = (), scored: bool = False) -> Target:
    query = np.zeros(DIMENSION, np.float32)
    query[0] = LENGTH
    score = (lambda product: (1 + product / LENGTH) / 2) if scored else (lambda _product: None)
    return Target(VISUAL, query, score, exclude)


def descending(names: Sequence[str]) -> dict[str, float]:
    """No two alike, the first the nearest."""
    return {name: round(0.9 - 0.002 * place, 3) for place, name in enumerate(names)}


def ids(answer: Ranking) -> list[str]:
    return [each.id for each in answer.results]


def brute_force(
    cosines: dict[str, float],
    shaping: Shaping,
    asked: Criteria,
    *,
    grouped: bool,
    exclude: Sequence[str] = (),
) -> list[str]:
    """All results without pins, in order."""
    where = filter_of(asked)
    ranks = {
        listing_id: round(cosine + lift_of(shaping.lifts, SCALARS[listing_id]), 9)
        for listing_id, cosine in cosines.items()
        if listing_id not in exclude
        and (where is None or matches(where, SCALARS[listing_id]))
        and not any(matches(unwanted, SCALARS[listing_id]) for unwanted in shaping.without)
    }
    found: dict[str, str] = {}
    for listing_id in sorted(ranks, key=lambda each: (-ranks[each], each)):
        found.setdefault(design(listing_id, grouped=grouped), listing_id)
    return list(found.values())


def design(listing_id: str, *, grouped: bool) -> str:
    return (LISTINGS[listing_id].group if grouped else None) or listing_id
