"""Whole rooms, and how well given listings go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_FLOOR, Decimal
from typing import TypeVar

import msgspec
from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import RawBody
from msgspec import Struct

from backend.api.dependencies import takes_json
from backend.api.openapi import CompareOperation, RoomOperation
from backend.api.room_bodies import CompareBody, RoomBody
from backend.api.rounding import rounded
from backend.api.schemas import ListingView, view
from backend.bootstrap import Services
from backend.catalogue.listings import StoredListing
from backend.errors import MalformedRequest, sentence
from backend.index.port import Mode
from backend.search.compare import ComparedPair, Likeness, compare_listings
from backend.search.filter_fields import to_criteria
from backend.search.inquiry import Inquiry
from backend.search.kept_answers import Asking, answered
from backend.search.room import WantedRoom, WantedSlot, completed
from backend.search.rooms.answer import Choice, RoomSet
from backend.search.rooms.pairs import Beside, Pair
from backend.webhooks.payload import check_value, parse

Told = TypeVar("Told", Pair, Beside)


class ChoiceView(Struct, frozen=True, kw_only=True):
    """`score` is what the set's score would lose without it."""

    slot: str
    listing: ListingView
    kept: bool
    score: float
    best_with: Beside
    least_with: Beside


class RoomSetView(Struct, frozen=True, kw_only=True):
    """One listing for each slot. `score` ranks sets with the same slots and means nothing else;
    `probability` is the mean over all pairs of pieces, of which that share is expected to be a
    stylist's. `total` is null where a price is not known or currencies differ."""

    choices: list[ChoiceView]
    total: float | None
    currency: str | None
    score: float
    probability: float | None
    weakest: Pair


class NoSetView(Struct, frozen=True, kw_only=True):
    """Why there is no set: `no-candidates`, `no-price`, `too-few-designs` or `over-budget`."""

    kind: str
    slots: tuple[str, ...]
    detail: str
    cheapest: float | None
    budget: float | None


class RoomView(Struct, frozen=True, kw_only=True):
    """The best set first; `nothing` says why there is none. `considered` counts the candidates of
    each open slot; `mode` says how surely these are the nearest, as of `Results`."""

    release: str
    sets: list[RoomSetView]
    nothing: NoSetView | None
    considered: dict[str, int]
    mode: Mode


class ComparisonView(Struct, frozen=True, kw_only=True):
    """Every two of the listings. `score` is that of a room of them, `probability` the mean of
    their pairs', `weakest` the two that go together least."""

    release: str
    score: float
    probability: float | None
    weakest: Pair
    pairs: tuple[ComparedPair, ...]


class Rooms(Controller):
    path = "/v1"
    tags = ("Search",)

    @post(
        "/rooms/complete",
        operation_id="completeRoom",
        summary="Complete a room",
        operation_class=RoomOperation,
        guards=[takes_json],
        status_code=200,
        sync_to_thread=True,
    )
    def complete(self, services: NamedDependency[Services], body: RawBody) -> RoomView:
        """Whole sets of listings in stock, one for each slot, ranked by how well all of it goes
        together with what is there."""
        asked = parse(body, RoomBody)
        wanted = _wanted(asked)
        inquiry = Inquiry.begin(services)
        asking = Asking(
            parts=("room", asked),
            answer_type=RoomView,
            listing_ids=[*wanted.listings, *wanted.kept, *wanted.swapped],
            shown=_shown,
            check=wanted.check_photos,
        )
        return answered(inquiry, asking, lambda: _room(inquiry, wanted))

    @post(
        "/listings/compare",
        operation_id="compareListings",
        summary="How well listings go together",
        operation_class=CompareOperation,
        guards=[takes_json],
        status_code=200,
        sync_to_thread=True,
    )
    def compare(self, services: NamedDependency[Services], body: RawBody) -> ComparisonView:
        """How well given listings go together, and how alike they look: each pair, and all."""
        found = compare_listings(Inquiry.begin(services), parse(body, CompareBody).listings)
        return ComparisonView(
            release=found.release,
            score=rounded(found.score),
            probability=rounded(found.probability),
            weakest=_in_short(found.weakest),
            pairs=tuple(map(_compared, found.pairs)),
        )


def _wanted(body: RoomBody) -> WantedRoom:
    slots = []
    for place, slot in enumerate(body.slots):
        field = f"slots[{place}].category"
        reason = check_value("category", slot.category)
        if reason:
            raise MalformedRequest(
                sentence(f"The room is not valid: {field} {reason}"), {field: reason}
            )
        if slot.filter.category:
            field, reason = f"slots[{place}].filter.category", "is the slot's own category already"
            raise MalformedRequest(f"The room is not valid: {field} {reason}.", {field: reason})
        slots.append(
            WantedSlot(
                name=slot.name or slot.category,
                category=slot.category,
                criteria=to_criteria(slot.filter, prefix=f"slots[{place}].filter"),
                keep=slot.keep,
                swap=slot.swap,
            )
        )
    budget = None
    if body.budget is not None:
        budget = int((Decimal(repr(body.budget)) * 100).to_integral_value(ROUND_FLOOR))
    return WantedRoom(
        listings=body.anchors,
        photos=body.photos,
        slots=slots,
        budget_cents=budget,
        currency=body.currency,
        sets=body.sets,
        differ=body.differ,
    )


def _room(inquiry: Inquiry, wanted: WantedRoom) -> RoomView:
    found = completed(inquiry, wanted)
    answer = found.answer
    ids = {choice.listing for each in answer.sets for choice in each.choices}
    stored = inquiry.stored(sorted(ids))
    nothing = answer.nothing
    return RoomView(
        release=inquiry.release.id,
        # One may have been taken off sale a moment ago.
        sets=[
            _set(each, stored)
            for each in answer.sets
            if all(choice.listing in stored for choice in each.choices)
        ],
        nothing=None
        if nothing is None
        else NoSetView(
            kind=nothing.kind,
            slots=nothing.slots,
            detail=nothing.detail,
            cheapest=_price(nothing.cheapest_cents),
            budget=_price(nothing.budget_cents),
        ),
        considered=answer.considered,
        mode=found.mode,
    )


def _shown(room: RoomView) -> Iterator[str]:
    return (choice.listing.id for each in room.sets for choice in each.choices)


def _set(found: RoomSet, stored: Mapping[str, StoredListing]) -> RoomSetView:
    return RoomSetView(
        choices=[_choice(choice, stored[choice.listing]) for choice in found.choices],
        total=_price(found.total_cents),
        currency=found.currency,
        score=rounded(found.score),
        probability=rounded(found.probability),
        weakest=_in_short(found.weakest),
    )


def _choice(choice: Choice, stored: StoredListing) -> ChoiceView:
    return ChoiceView(
        slot=choice.slot,
        listing=view(stored),
        kept=choice.kept,
        score=rounded(choice.score),
        best_with=_in_short(choice.best_with),
        least_with=_in_short(choice.least_with),
    )


def _compared(pair: ComparedPair) -> ComparedPair:
    looks = pair.looks_like
    return ComparedPair(
        goes_with=_in_short(pair.goes_with),
        second_beside_first=rounded(pair.second_beside_first),
        first_beside_second=rounded(pair.first_beside_second),
        looks_like=Likeness(
            similarity=rounded(looks.similarity), probability=rounded(looks.probability)
        ),
    )


def _in_short(told: Told) -> Told:
    """The same, its figures rounded."""
    return msgspec.structs.replace(
        told, score=rounded(told.score), probability=rounded(told.probability)
    )


def _price(cents: int | None) -> float | None:
    return None if cents is None else cents / 100
