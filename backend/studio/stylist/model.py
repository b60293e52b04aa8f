"""The stylist: how likely a room is, given its slots and the listings there are.

    P(room | slots) = exp(E(room)) / Z(slots)
    E = sum over pairs of g(a, b) + sum over pieces of h(a)

where g is the weighted sum of the factors, with the weights of the two categories, and h an offset
of the listing (`balance` chooses it such that no listing is in more rooms than another). The sum Z
is over all ways to fill the slots with the stylist's listings.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Final

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from backend.errors import InvalidInput, NotFound
from backend.studio.stylist.board import Board
from backend.studio.stylist.factors import factors
from backend.studio.stylist.partition import LogPartition, log_partition
from backend.studio.stylist.traits import Traits, as_arrays
from backend.studio.stylist.weights import PairWeights, weights_of

Slots = tuple[str, ...]
"""The category of each piece of a room; one may occur more than once."""


class Stylist:
    """Knows the listings of one split; energies of two categories are worked out when first asked.

    Memory: 4 bytes for each two listings of categories that were asked for together.
    """

    def __init__(
        self,
        listings: Sequence[Traits],
        weights: Callable[[str, str], PairWeights] = weights_of,
        offsets: Mapping[str, float] | None = None,
    ) -> None:
        """`offsets` are h by listing, 0 for those not in it. Raises `InvalidInput` where two
        listings have the same id."""
        self.listings: Final = tuple(
            sorted(listings, key=lambda traits: (traits.category, traits.listing))
        )
        """In the order of the energies' rows."""
        self._rows = {traits.listing: row for row, traits in enumerate(self.listings)}
        if len(self._rows) < len(self.listings):
            raise InvalidInput("Two of the stylist's listings have the same id.")
        self._spans: dict[str, slice] = {}
        for row, traits in enumerate(self.listings):
            span = self._spans.get(traits.category, slice(row, row))
            self._spans[traits.category] = slice(span.start, row + 1)
        self.weights: Final = weights
        self.arrays: Final = as_arrays(self.listings)
        by_listing = offsets or {}
        self.offsets: Final = np.array(
            [by_listing.get(traits.listing, 0.0) for traits in self.listings], np.float32
        )
        # The system hands out zeros lazily: pairs that nobody asks for take no memory.
        self._energies = np.zeros((len(self.listings), len(self.listings)), np.float32)
        self._known: set[tuple[str, str]] = set()
        self._partitions: dict[Slots, LogPartition] = {}

    def of_category(self, category: str) -> tuple[str, ...]:
        """Ids of its listings. Raises `NotFound` where there is none."""
        return tuple(traits.listing for traits in self.listings[self.span(category)])

    def category_of(self, listing: str) -> str:
        return self.listings[self.row(listing)].category

    def row(self, listing: str) -> int:
        """Its row in `listings`. Raises `NotFound` for one that the stylist does not know."""
        try:
            return self._rows[listing]
        except KeyError:
            raise NotFound(f"The stylist knows no listing {listing!r}.") from None

    def energies(self, first: str, second: str) -> NDArray[np.float32]:
        """g of every listing of one category with every one of another: (n, m), not a copy.

        The diagonal of a category with itself means nothing: no listing stands in a room twice.
        """
        rows, columns = self.span(first), self.span(second)
        if (first, second) not in self._known:
            weights = np.array(structs.astuple(self.weights(first, second)), np.float32)
            agreement = factors(self.arrays.take(rows), self.arrays.take(columns))
            block = np.tensordot(weights, agreement, 1)
            self._energies[rows, columns] = block
            self._energies[columns, rows] = block.T
            self._known |= {(first, second), (second, first)}
        return self._energies[rows, columns]

    def board(self, slots: Sequence[str]) -> Board:
        """Raises `NotFound` for a category without listings and `InvalidInput` for one that stands
        in more slots than it has listings."""
        for first, second in combinations(slots, 2):
            self.energies(first, second)
        spans = [self.span(category) for category in slots]
        for category, span in zip(slots, spans, strict=True):
            if slots.count(category) > span.stop - span.start:
                raise InvalidInput(f"There are not enough listings of {category} for these slots.")
        return Board(
            self._energies,
            self.offsets,
            np.array([span.start for span in spans], np.int64),
            np.array([span.stop - span.start for span in spans], np.int64),
        )

    def pair_score(self, first: str, second: str) -> float:
        """g(a, b): what the two alone add to the log-odds of a room."""
        one, other = self.row(first), self.row(second)
        self.energies(self.listings[one].category, self.listings[other].category)
        return float(self._energies[one, other])

    def energy(self, room: Sequence[str]) -> float:
        """E: g of all its pairs and h of all its listings. Raises `InvalidInput` where a listing
        is in the room twice."""
        self._check(room)
        alone = math.fsum(float(self.offsets[self.row(listing)]) for listing in room)
        return alone + math.fsum(self.pair_score(one, two) for one, two in combinations(room, 2))

    def log_partition(self, slots: Sequence[str]) -> LogPartition:
        """log Z; exact for two slots and for few fills, else estimated with a standard error."""
        key = tuple(sorted(slots))
        if key not in self._partitions:
            self._partitions[key] = log_partition(self.board(key))
        return self._partitions[key]

    def probability(self, room: Sequence[str]) -> float:
        """That the stylist put this room together, when he or chance did with even odds.

        Chance takes any listings of the same categories, all equally likely.
        """
        self._check(room)
        slots = tuple(self.category_of(listing) for listing in room)
        log_odds = self.energy(room) - self.log_partition(slots).value + self.board(slots).log_fills
        return 1.0 / (1.0 + math.exp(-log_odds)) if log_odds > -700 else 0.0

    def fill_in_the_blank(
        self, rest: Sequence[str], candidates: Sequence[str]
    ) -> NDArray[np.float64]:
        """P(each of the candidates | the rest of the room, it is one of them), exact.

        Raises `InvalidInput` where they are of several categories or one is in the room already.
        """
        if len({self.category_of(candidate) for candidate in candidates}) != 1:
            raise InvalidInput("The candidates must be of one category.")
        for candidate in candidates:
            self._check([*rest, candidate])
        scores = np.array(
            [
                float(self.offsets[self.row(candidate)])
                + sum(self.pair_score(candidate, other) for other in rest)
                for candidate in candidates
            ]
        )
        odds = np.exp(scores - scores.max())
        shares: NDArray[np.float64] = odds / odds.sum()
        return shares

    def span(self, category: str) -> slice:
        """Where in `listings` those of a category are. Raises `NotFound` where there is none."""
        try:
            return self._spans[category]
        except KeyError:
            raise NotFound(f"The stylist knows no {category}.") from None

    def _check(self, room: Sequence[str]) -> None:
        if len(set(room)) < len(room):
            raise InvalidInput("A listing stands in a room only once.")
