"""Why each result of a page was found, and what would have to be otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from backend.search.anchors import Anchors
from backend.search.arranging import Ranked
from backend.search.contributions import (
    Contributions,
    compatible_contributions,
    similar_contributions,
    visual_parts,
)
from backend.search.counterfactual import Counterfactual, counterfactuals
from backend.search.inquiry import Inquiry
from backend.search.kept_vectors import entries_found
from backend.search.preference import Preference
from backend.search.ranking import Ranking
from backend.search.reasons import Question, Reason, reasons
from backend.search.retrieve import Target

MOST_COMPARED = 200
"""Results that a page is explained beside, the best ones."""


class Explanation(Struct, frozen=True):
    """`parts` add up to the result's similarity; `otherwise` is None where no other value would
    change its rank."""

    reasons: tuple[Reason, ...]
    parts: dict[str, float]
    otherwise: Counterfactual | None


def explain(
    inquiry: Inquiry, question: Question, anchors: Anchors, target: Target, ranking: Ranking,
    preferred: Sequence[Sequence[Preference]], *, ranks_follow: bool,
) -> list[Explanation]:  # fmt: skip
    """One for each of `ranking.results`, and the preferences that it fulfils. Ranks are spoken of
    only where they follow from what is known of a listing: `ranks_follow`."""
    compared = _compared(ranking)
    listings = [each.match.stored.completed for each in compared]
    contributions = _contributions(inquiry, question, target, compared)
    places = range(len(ranking.results))  # they are compared first
    otherwise: Sequence[Counterfactual | None] = [None] * len(places)
    best = {id(each) for each in ranking.pool[:MOST_COMPARED]}
    if ranks_follow and all(id(each) in best for each in ranking.results):
        lifted = np.array([each.lifted for each in compared])
        otherwise = counterfactuals(contributions, listings, places, lifted)
    known = [anchor.known for anchor in anchors.wanted]
    words = [[wish.spoken for wish in wishes] for wishes in preferred]
    return [
        Explanation(
            reasons(
                question, known, each.match.stored, contributions, place, preferred=words[place]
            ),
            contributions.settled(place, each.match.similarity),
            otherwise[place],
        )
        for place, each in enumerate(ranking.results)
    ]


def _compared(ranking: Ranking) -> list[Ranked]:
    """What is shown, and the best of what is not."""
    shown = {id(each) for each in ranking.results}
    others = [each for each in ranking.pool if id(each) not in shown]
    most = max(0, MOST_COMPARED - len(shown))
    return [*ranking.results, *others[:most]]


def _contributions(
    inquiry: Inquiry, question: Question, target: Target, compared: Sequence[Ranked]
) -> Contributions:
    listings = [each.match.stored.completed for each in compared]
    similarities = np.array([each.match.similarity for each in compared])
    if question == "compatible":
        return compatible_contributions(similarities, listings)
    parts = inquiry.bundle.manifest.outputs[target.field].parts
    stored = {each.id: each.match.stored for each in compared}
    entries = entries_found(inquiry, stored) if parts else {}
    if not parts or len(entries) < len(listings):
        return similar_contributions({"look": similarities}, listings)
    vectors = np.array([entries[each.id].vectors[target.field] for each in listings])
    return similar_contributions(visual_parts(target.query, vectors, parts), listings)
