"""What a shopper would rather have: it comes sooner, and nothing else is left out for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, get_args

import msgspec
from msgspec import Struct

from backend.catalogue.criteria import Criteria
from backend.errors import MalformedRequest, sentence
from backend.images.color_cells import is_color
from backend.index.filters import AllOf, Filter, matches
from backend.index.scalars import Scalars
from backend.listing import tag_of
from backend.search.attributes import spoken
from backend.search.filter_fields import value_problem
from backend.search.query import filter_of
from backend.search.reasons import Question
from backend.search.shaping import Lift, Shaping

Preferable = Literal["category", "color", "material", "style", "tag"]

PREFERABLE: Final[tuple[Preferable, ...]] = get_args(Preferable)
MOST: Final = 8
LIFTS: Final[dict[Question, float]] = {"similar": 0.10, "compatible": 0.15}
"""Cosines by which a preference that is fulfilled lifts a listing: some eight tenths of the
standard deviation within a category. On the demo release, of the first twelve that look like a
listing 27 in 100 are then as preferred instead of 11, and 47 instead of 48 are of its category; of
the first twelve that go with it, 29 instead of 22 (`python -m tests.benchmarks.preference_lift`).
"""


class Preference(Struct, frozen=True, order=True):
    attribute: Preferable
    value: str

    @property
    def text(self) -> str:
        """As a caller writes it."""
        return f"{self.attribute}:{self.value}"

    @property
    def spoken(self) -> str:
        """As a shopper reads it."""
        return "a colour near yours" if is_color(self.value) else spoken(self.value)

    @property
    def where(self) -> Filter:
        """What fulfils it."""
        asked = msgspec.structs.replace(Criteria(), **{self.attribute: (self.value,)})
        return filter_of(asked) or AllOf(())


def parse_preferences(texts: Sequence[str], field: str = "prefer") -> tuple[Preference, ...]:
    """Of `attribute:value` each, in the order of their names; what is said twice counts once.

    Raises `MalformedRequest` naming the field, and values near one that cannot be.
    """
    problem = f"has more than {MOST} values" if len(texts) > MOST else None
    problem = problem or next(filter(None, map(_problem, texts)), None)
    if problem:
        raise MalformedRequest(
            sentence(f"The query is not valid: {field} {problem}"), {field: problem}
        )
    return tuple(sorted({_parsed(text) for text in texts}))


def preferring(preferences: Iterable[Preference], question: Question) -> Shaping:
    """Each of them lifts what fulfils it."""
    return Shaping(lifts=tuple(Lift(each.where, LIFTS[question]) for each in preferences))


def fulfilled(preferences: Sequence[Preference], scalars: Scalars) -> tuple[Preference, ...]:
    """By a listing that is completed."""
    return tuple(each for each in preferences if matches(each.where, scalars))


def _parsed(text: str) -> Preference:
    name, _, value = text.partition(":")
    attribute = next(each for each in PREFERABLE if each == name)
    return Preference(attribute, tag_of(value) if attribute == "tag" else value)


def _problem(text: str) -> str | None:
    name, _, value = text.partition(":")
    attribute = next((each for each in PREFERABLE if each == name), None)
    if attribute is None:
        return f"is written as attribute:value, the attribute one of {', '.join(PREFERABLE)}"
    return value_problem(attribute, value)
