"""What is asked of a room: what is there, what is wanted, and what it may cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from backend.errors import InvalidInput, sentence
from backend.index.filters import Filter
from backend.search.rooms.pieces import Piece

MOST_ANCHORS: Final = 12
MOST_SLOTS: Final = 10
MOST_SETS: Final = 10


class Slot(Struct, frozen=True, kw_only=True):
    """A place in the room for one listing of a category. `where` is what it must be besides.

    `keep` stays where it is. `swap` is the listing to be offered alternatives to, which never is
    one of them; in all else the slot is as if it were empty.
    """

    name: str
    category: str
    where: Filter | None = None
    keep: Piece | None = None
    swap: str | None = None


class RoomRequest(Struct, frozen=True, kw_only=True):
    """`anchors` are there already and cost nothing; what is kept is paid for like what is chosen.

    `budget_cents` bounds the price of all slots together. Under it, a listing whose price is not
    known, or is in another currency than `currency`, cannot be chosen. Of the sets that come back
    each two have `differ` designs that the other lacks, or all if fewer slots are open.
    """

    anchors: tuple[Piece, ...] = ()
    slots: tuple[Slot, ...]
    budget_cents: int | None = None
    currency: str | None = None
    sets: int = 3
    differ: int = 1

    @property
    def there(self) -> tuple[Piece, ...]:
        """The pieces that all sets have in common."""
        return (*self.anchors, *(slot.keep for slot in self.slots if slot.keep is not None))

    @property
    def open(self) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.keep is None)

    @property
    def left_cents(self) -> int | None:
        """What the open slots may cost; below 0 where what is kept costs too much already."""
        if self.budget_cents is None:
            return None
        kept = (slot.keep for slot in self.slots if slot.keep is not None)
        return self.budget_cents - sum(piece.price_in(self.currency) or 0 for piece in kept)


def check(request: RoomRequest) -> None:
    """Raises `InvalidInput` naming every field that cannot be."""
    wrong = dict(_problems(request))
    if wrong:
        detail = "; ".join(f"{field} {reason}" for field, reason in wrong.items())
        raise InvalidInput(sentence(f"The room cannot be completed: {detail}"), wrong)


def _problems(request: RoomRequest) -> list[tuple[str, str]]:
    wrong = _slot_problems(request)
    for field, value, most in (
        ("anchors", len(request.anchors), MOST_ANCHORS),
        ("slots", len(request.slots), MOST_SLOTS),
        ("sets", request.sets, MOST_SETS),
        ("differ", request.differ, MOST_SLOTS),
    ):
        if value > most:
            wrong.append((field, f"may be {most} at most, not {value}"))
        elif value < 1 and field != "anchors":
            wrong.append((field, f"must be at least 1, not {value}"))
    if request.slots and not request.open:
        wrong.append(("slots", "are all kept: nothing is left to choose"))
    if not request.there:
        wrong.append(("anchors", "are needed where no slot is kept: go with what?"))
    if repeated := _repeated([piece.id for piece in request.there]):
        wrong.append(("anchors", f"and what is kept name {repeated} twice"))
    if request.budget_cents is not None and request.budget_cents < 0:
        wrong.append(("budget", "must not be below 0"))
    return wrong


def _slot_problems(request: RoomRequest) -> list[tuple[str, str]]:
    wrong = []
    if repeated := _repeated([slot.name for slot in request.slots]):
        wrong.append(("slots", f"must have different names; {repeated} is there twice"))
    for place, slot in enumerate(request.slots):
        if slot.keep is None:
            continue
        if slot.swap is not None:
            wrong.append((f"slots[{place}].swap", "contradicts keep"))
        if slot.keep.category != slot.category:
            category = slot.keep.category
            wrong.append((f"slots[{place}].keep", f"is a {category}, not a {slot.category}"))
        if request.budget_cents is not None and slot.keep.price_in(request.currency) is None:
            wrong.append((f"slots[{place}].keep", "has no price that a budget could count"))
    return wrong


def _repeated(values: Sequence[str]) -> str | None:
    return next((value for value, count in Counter(values).items() if count > 1), None)
