"""What would have to be otherwise for a listing to rank elsewhere: "would be third if it were oak".

The component of the score that is due to an attribute is replaced by what is typical of another
value: its mean over the candidates that have that value. All else stays, also the other candidates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from backend.listing import Listing
from backend.search.attributes import LOOKS, spoken, values_of
from backend.search.contributions import Contributions, Floats
from backend.taxonomy import Attribute

FEWEST: Final = 3
"""Candidates that must have a value for their mean to be called typical."""
SCORE_DIGITS: Final = 6
"""To which scores are compared, as the index does: equal ones rank by id."""

_WORDS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip


class Counterfactual(Struct, frozen=True, kw_only=True):
    """With `value` instead of its own, the listing would have `score` and so stand at `then`
    instead of `now`, counted from 1; `text` says it to a shopper."""

    attribute: Attribute
    value: str
    now: int
    then: int
    score: float
    text: str


def counterfactuals(
    contributions: Contributions,
    listings: Sequence[Listing],
    places: Sequence[int],
    lifted: Floats | None = None,
) -> list[Counterfactual | None]:
    """For each of `places` among the n candidates (completed), the replaced value that would raise
    it most, or, where none would, the one that would lower it most; None where none changes its
    rank.

    Ranks are among all candidates, by score and what each is `lifted` (n,) by besides: give those
    that are shown (one for a group), and say nothing of ranks where diversity or a pin has put the
    results in another order, or where a lift hangs on what would be otherwise.
    """
    lifted = np.zeros(len(listings)) if lifted is None else lifted
    scores = np.round(contributions.scores + lifted, SCORE_DIGITS)
    ids = np.array([listing.id for listing in listings], dtype=np.str_)
    typical = list(_typical(contributions, listings))
    return [_best(contributions, listings, lifted, scores, ids, typical, place) for place in places]


class _Typical(Struct, frozen=True):
    attribute: Attribute
    value: str
    amount: float
    listings: int


def _typical(contributions: Contributions, listings: Sequence[Listing]) -> Iterator[_Typical]:
    for attribute in LOOKS:
        if attribute not in contributions.components:
            continue
        amounts = contributions.of(attribute)
        having: dict[str, list[int]] = {}
        for place, listing in enumerate(listings):
            for value in values_of(listing, attribute):
                having.setdefault(value, []).append(place)
        for value, places in sorted(having.items()):
            if len(places) >= FEWEST:
                yield _Typical(attribute, value, float(amounts[places].mean()), len(places))


def _best(
    contributions: Contributions,
    listings: Sequence[Listing],
    lifted: Floats,
    scores: Floats,
    ids: npt.NDArray[np.str_],
    typical: Sequence[_Typical],
    place: int,
) -> Counterfactual | None:
    offered = [
        each for each in typical if each.value not in values_of(listings[place], each.attribute)
    ]
    if not offered:
        return None
    replaced = np.array([each.amount - contributions.of(each.attribute)[place] for each in offered])
    own = float(contributions.scores[place] + lifted[place])
    changed = np.round(own + replaced, SCORE_DIGITS)
    now = int(_ranks(scores[place : place + 1], scores, ids, place)[0])
    ranks = _ranks(changed, scores, ids, place)
    # Of equal ranks the value that most have, as the surest.
    support = np.array([each.listings for each in offered])
    chosen = int(np.lexsort((-support, ranks))[0])
    if ranks[chosen] >= now:
        chosen = int(np.lexsort((-support, -ranks))[0])
    then = int(ranks[chosen])
    if then == now:
        return None
    each = offered[chosen]
    return Counterfactual(
        attribute=each.attribute,
        value=each.value,
        now=now,
        then=then,
        score=round(float(changed[chosen] - lifted[place]), SCORE_DIGITS),
        text=_text(each.attribute, each.value, now, then),
    )


def _ranks(
    changed: Floats, scores: Floats, ids: npt.NDArray[np.str_], place: int
) -> npt.NDArray[np.intp]:
    """Where the candidate at `place` would stand, from 1, with each score of `changed` (m,)."""
    others = np.arange(len(scores)) != place
    above = scores[None, :] > changed[:, None]
    before = (scores[None, :] == changed[:, None]) & (ids < ids[place])[None, :]
    ranks: npt.NDArray[np.intp] = 1 + ((above | before) & others).sum(axis=1)
    return ranks


def _text(attribute: Attribute, value: str, now: int, then: int) -> str:
    only = "only " if then > now else ""
    of = "made of " if attribute == "material" else ""
    return f"Would be {only}{_ordinal(then)} if it were {of}{spoken(value)}."


def _ordinal(number: int) -> str:
    if number <= len(_WORDS):
        return _WORDS[number - 1]
    teen = 10 < number % 100 < 20
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
