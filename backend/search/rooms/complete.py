"""What completes this room? Whole sets of listings, one for each slot, that go together."""

from __future__ import annotations

from collections.abc import Sequence

from backend.search.helpers import Together, in_turn
from backend.search.rooms.answer import Choice, RoomAnswer, RoomSet
from backend.search.rooms.board import Board, lay_out
from backend.search.rooms.candidates import (
    FindCandidates,
    Sought,
    cheapest,
    nearest,
    several,
    sought,
)
from backend.search.rooms.choosing import WIDTH, best_sets
from backend.search.rooms.pairs import PairTable, pair_tables
from backend.search.rooms.pieces import Piece
from backend.search.rooms.request import RoomRequest, check
from backend.search.rooms.scoring import Scoring
from backend.search.rooms.why_nothing import why_nothing


def complete_room(
    request: RoomRequest,
    scoring: Scoring,
    find: FindCandidates,
    *,
    width: int = WIDTH,
    together: Together = in_turn,
) -> RoomAnswer:
    """The best sets that are found, or why there is none. `together` may look for candidates of
    several slots at once.

    If any listings of the catalogue complete the room within the budget, there is a set. Raises
    `InvalidInput` naming what cannot be in the request.
    """
    check(request)
    slots = sought(request, scoring)
    found = nearest(slots, find, request.left_cents, together)
    board = _board(request, scoring, found)
    fills = best_sets(board, request.sets, differ=request.differ, width=width)
    if not fills:
        more = _further(request, slots, find)
        found = [[*pieces, *others] for pieces, others in zip(found, more, strict=True)]
        board = _board(request, scoring, found)
        fills = best_sets(board, request.sets, differ=request.differ, width=width)
    return RoomAnswer(
        sets=_sets_of(request, scoring, [board.pieces(fill.places) for fill in fills]),
        nothing=None if fills else why_nothing(request, found),
        considered={
            slot.name: len(candidates)
            for slot, candidates in zip(request.open, board.candidates, strict=True)
        },
    )


def _board(request: RoomRequest, scoring: Scoring, found: Sequence[Sequence[Piece]]) -> Board:
    return lay_out(
        scoring, request.there, found, budget=request.left_cents, currency=request.currency
    )


def _further(
    request: RoomRequest, slots: Sequence[Sought], find: FindCandidates
) -> list[list[Piece]]:
    """For when no set is found among the nearest: what a set is made of if there is one."""
    count = len(slots)
    if request.budget_cents is None:
        return [several(each, find, count) for each in slots]
    return [cheapest(each, find, request.currency, count) for each in slots]


def _sets_of(
    request: RoomRequest, scoring: Scoring, chosen: Sequence[Sequence[Piece]]
) -> tuple[RoomSet, ...]:
    """With these pieces in the open slots, one set each."""
    sets = []
    for pieces in chosen:
        by_name = {slot.name: piece for slot, piece in zip(request.open, pieces, strict=True)}
        in_slots = [slot.keep or by_name[slot.name] for slot in request.slots]
        sets.append([*request.anchors, *in_slots])
    return tuple(_set_of(request, table) for table in pair_tables(scoring, sets))


def _set_of(request: RoomRequest, table: PairTable) -> RoomSet:
    pieces = table.pieces
    choices = []
    for place, slot in enumerate(request.slots, len(request.anchors)):
        others = table.ranked(place)
        choices.append(
            Choice(
                slot=slot.name,
                listing=pieces[place].id,
                kept=slot.keep is not None,
                price_cents=pieces[place].price_cents,
                score=float(sum(table.scores[place, other] for other in others)),
                best_with=table.beside(place, others[0]),
                least_with=table.beside(place, others[-1]),
            )
        )
    total, currency = _total(pieces[len(request.anchors) :])
    return RoomSet(
        choices=tuple(choices),
        total_cents=total,
        currency=currency,
        score=table.score,
        probability=table.probability,
        weakest=table.weakest,
    )


def _total(pieces: Sequence[Piece]) -> tuple[int | None, str | None]:
    """What they cost together, and in what currency, as far as both can be told."""
    currencies = {piece.currency for piece in pieces}
    prices = [piece.price_cents for piece in pieces if piece.price_cents is not None]
    if len(currencies) > 1 or len(prices) < len(pieces):
        return None, None
    return sum(prices), currencies.pop()
