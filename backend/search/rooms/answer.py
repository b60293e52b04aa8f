"""Completed rooms as they are told, and why there is none where there is none."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from backend.search.rooms.pairs import Beside, Pair


class Choice(Struct, frozen=True, kw_only=True):
    """The listing in a slot. `score` is what the set's score would lose without it."""

    slot: str
    listing: str
    kept: bool
    price_cents: int | None
    score: float
    best_with: Beside
    least_with: Beside


class RoomSet(Struct, frozen=True, kw_only=True):
    """One listing for each slot, in their order, beside the anchors.

    Sets are ranked by `score`, which compares those with the same slots and nothing else.
    `probability` is the mean over all pairs of pieces, anchors among them: of such pairs the share
    that is expected to be a stylist's. It is no probability of the set, and a set may be ranked
    above one with a higher one. `total_cents` is None where a price is not known or currencies
    differ.
    """

    choices: tuple[Choice, ...]
    total_cents: int | None
    currency: str | None
    score: float
    probability: float | None
    weakest: Pair


class NoSet(Struct, frozen=True, kw_only=True):
    """Why there is no set, in `detail` for a person.

    - `no-candidates`: nothing in the catalogue is what `slots` ask for
    - `no-price`: some is, but without a price that a budget could count
    - `too-few-designs`: there are not as many designs as `slots` to fill with them
    - `over-budget`: the cheapest set costs `cheapest_cents`, with all that is kept
    """

    kind: Literal["no-candidates", "no-price", "too-few-designs", "over-budget"]
    slots: tuple[str, ...]
    detail: str
    cheapest_cents: int | None = None
    budget_cents: int | None = None


class RoomAnswer(Struct, frozen=True, kw_only=True):
    """The best set first; `nothing` says why there are none, and is None where there are.
    `considered` counts the candidates of each open slot."""

    sets: tuple[RoomSet, ...]
    nothing: NoSet | None
    considered: dict[str, int]
