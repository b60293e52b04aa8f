"""Why a listing was found, in words a shopper reads.

What is said is true of the listings as the catalogue has them, and is said only of what did not
speak against the match: that both are oak is no reason where the colours themselves differ so much
that they cost the listing its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from msgspec import Struct

from backend.catalogue.attributes import Attributes, AttributeValue
from backend.catalogue.listings import StoredListing
from backend.search.attributes import LOOKS, sourced_values_of, spoken
from backend.search.contributions import Contributions
from backend.taxonomy import Attribute

Question = Literal["similar", "compatible"]

MOST: Final = 3
"""Sentences about one listing."""
LONGEST: Final = 40
"""Letters of a sentence."""
SURE: Final = 0.6
"""How likely the model must take a value to be, for it to be said as a fact."""
CARRIED: Final = 0.25
"""From this share on, of all that speaks for a listing or of the deviation of the candidates'
scores, whichever is more, a component is worth a sentence without a value that is shared."""

_WHOLE: Final = {"similar": "Alike as a whole", "compatible": "Goes well with it as a whole"}
_UNSAID: Final = "clear"
"""A colour that nothing else can pick up."""


class Known(Struct, frozen=True):
    """What is known of something that was asked with: a listing, or what is seen in a photo."""

    attributes: Attributes
    group: str | None = None
    tags: tuple[str, ...] = ()


class Reason(Struct, frozen=True):
    """`component` is the one of the score that it is about, "design" for a variant of what was
    asked with, "preference" for what the shopper would rather have; `amount` is what that adds to
    the score, beside what is typical."""

    component: str
    amount: float
    text: str


def reasons(
    question: Question,
    anchors: Sequence[Known],
    stored: StoredListing,
    contributions: Contributions,
    place: int,
    *,
    preferred: Sequence[str] = (),
) -> tuple[Reason, ...]:
    """One to `MOST` reasons for the candidate at `place` of `contributions`, the weightiest first,
    that it is so as a whole, which tells a shopper the least, after them; and, last, which of the
    shopper's preferences it fulfils.

    A value is called shared if every anchor has it and whoever says so is sure: the merchant, or
    the model from `SURE` on.
    """
    amounts = {name: float(contributions.of(name)[place]) for name in contributions.components}
    found = list(_shared(question, anchors, stored, contributions, amounts))
    told = {reason.component for reason in found}
    carried = sum(amount for amount in amounts.values() if amount > 0)
    enough = CARRIED * max(carried, float(contributions.scores.std()))
    for reason in _carrying(question, anchors, stored, contributions, amounts):
        if reason.component not in told and reason.amount >= enough > 0:
            found.append(reason)
    found.sort(key=lambda reason: (reason.text == _WHOLE[question], -reason.amount))
    found = [*_of_the_design(question, anchors, stored, contributions, place), *found]
    if not found:
        last = contributions.components[-1]
        found = [Reason(last, amounts[last], _WHOLE[question])]
    if preferred:
        return (*found[: MOST - 1], _of_preferences(preferred))
    return tuple(found[:MOST])


def _of_preferences(preferred: Sequence[str]) -> Reason:
    """Names as many as a sentence has room for."""
    texts = [
        f"Preferred: {' and '.join(preferred[:count])}" for count in range(len(preferred), 0, -1)
    ]
    return Reason("preference", 0.0, next((t for t in texts if len(t) <= LONGEST), "As preferred"))


def _of_the_design(
    question: Question,
    anchors: Sequence[Known],
    stored: StoredListing,
    contributions: Contributions,
    place: int,
) -> Iterator[Reason]:
    group = stored.listing.group
    if question == "similar" and group is not None and any(a.group == group for a in anchors):
        above = float(contributions.amounts[place].sum())
        yield Reason("design", above, "The same design in another version")


def _shared(
    question: Question,
    anchors: Sequence[Known],
    stored: StoredListing,
    contributions: Contributions,
    amounts: dict[str, float],
) -> Iterator[Reason]:
    for attribute in LOOKS:
        amount = amounts.get(attribute, 0.0)
        own = _sure(stored.attributes, attribute)
        asked = [_sure(anchor.attributes, attribute) for anchor in anchors]
        both = [value for value in own if asked and all(value in values for values in asked)]
        if question == "compatible":
            both = [value for value in both if value != _UNSAID]
        if question == "compatible" and attribute == "material":
            # That a rug is of fabric, as all rugs are, does not tell why this one.
            effects = contributions.effects
            both = [value for value in both if effects.get((attribute, value), 0.0) > 0]
        if not both or amount < 0:
            continue
        value = both[0]
        chief = value == own[0] and all(value == values[0] for values in asked)
        yield Reason(attribute, amount, _of_shared(question, attribute, spoken(value), chief))


def _of_shared(question: Question, attribute: Attribute, value: str, chief: bool) -> str:
    if attribute == "style":
        return f"Both {value}"
    if question == "compatible" and attribute == "color":
        return f"Picks up the {value}"
    if attribute == "color":
        return f"Same {value} colour" if chief else f"Also has {value} in it"
    return f"Also {value}"


def _carrying(
    question: Question,
    anchors: Sequence[Known],
    stored: StoredListing,
    contributions: Contributions,
    amounts: dict[str, float],
) -> Iterator[Reason]:
    """What speaks for the listing without being shared."""
    last = contributions.components[-1]
    if question == "similar":
        if last == "shape":
            yield Reason("color", amounts["color"], "Close in colour")
        text = _of_shape(anchors, stored) if last == "shape" else _WHOLE[question]
        yield Reason(last, amounts[last], text)
        return
    yield Reason(last, amounts[last], _WHOLE[question])
    for attribute in LOOKS:
        own = [value for value in _sure(stored.attributes, attribute) if value != _UNSAID]
        effects = [(contributions.effects.get((attribute, value), 0.0), value) for value in own]
        effect, value = max(effects, default=(0.0, ""), key=lambda item: item[0])
        if effect > 0:
            yield Reason(attribute, amounts[attribute], f"{spoken(value).capitalize()} suits it")


def _of_shape(anchors: Sequence[Known], stored: StoredListing) -> str:
    category = stored.attributes.category
    alike = bool(anchors) and all(
        category
        and anchor.attributes.category
        and category.value == anchor.attributes.category.value
        for anchor in anchors
    )
    return "Similar shape" if alike else "Similar lines"


def _sure(attributes: Attributes, attribute: Attribute) -> list[str]:
    values: Sequence[AttributeValue] = sourced_values_of(attributes, attribute)
    return [each.value for each in values if each.confidence is None or each.confidence >= SURE]
