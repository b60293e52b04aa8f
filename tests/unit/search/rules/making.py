"""Rules and what is viewed, without a catalogue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from backend.catalogue.attributes import attributes_of
from backend.catalogue.rules import StoredRule
from backend.search.anchors import Anchor, Anchors
from backend.search.filter_fields import FilterFields
from backend.search.reasons import Known
from backend.search.rules.rule import (
    Action,
    Boost,
    Bury,
    Exclude,
    PinListing,
    Rule,
    RuleFields,
    SameAsViewed,
    Viewed,
)
from backend.search.rules.stored import definition_of, rule_of
from tests.fixtures.services import NOON
from tests.unit.search.offers import offer

IDS = tuple(f"l{number:02}" for number in range(6))


def a_rule(does: Action, number: int = 0, **fields: Any) -> Rule:
    """Published, and the older the smaller its number."""
    written = RuleFields(name=f"Rule {number}", does=does, **fields)
    at = NOON + timedelta(seconds=number)
    return rule_of(
        StoredRule(
            id=f"{number:032x}",
            definition=definition_of(written),
            state="published",
            revision=1,
            created_at=at,
            updated_at=at,
        )
    )


def viewing(listing_id: str = "viewed", **fields: Any) -> Anchors:
    """What a query is asked with when this listing is looked at."""
    stored = offer(listing_id, **fields)
    attributes = attributes_of(stored.listing, stored.predictions)
    known = Known(attributes, stored.listing.group, stored.listing.tags)
    return Anchors((Anchor(listing_id=listing_id, category=None, vectors={}, known=known),))


_amounts = st.sampled_from((0.05, 0.1, 0.3, 0.5))
_results = st.sampled_from(
    (
        FilterFields(category=("sofa",)),
        FilterFields(style=("boho", "glam")),
        FilterFields(color=("red",), max_price=500),
        FilterFields(not_material=("metal",), in_stock=True),
    )
)
_viewed = st.sampled_from(
    (Viewed(), Viewed(category=("sofa",)), Viewed(listing=IDS[:3]), Viewed(color=("red", "navy")))
)
_kinds: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries(
        {
            "does": st.builds(
                PinListing, listing=st.sampled_from(IDS), place=st.integers(1, 4) | st.just(100)
            )
        }
    ),
    st.fixed_dictionaries({"does": st.builds(Boost, amount=_amounts), "results": _results}),
    st.fixed_dictionaries({"does": st.builds(Bury, amount=_amounts), "results": _results}),
    st.fixed_dictionaries({"does": st.just(Exclude()), "results": _results}),
    st.fixed_dictionaries(
        {"does": st.builds(Exclude, listings=st.lists(st.sampled_from(IDS), min_size=1).map(tuple))}
    ),
    st.fixed_dictionaries(
        {
            "does": st.builds(
                SameAsViewed,
                attribute=st.sampled_from(("category", "color", "material", "style")),
                how=st.sampled_from(("must", "prefer")),
                amount=_amounts,
            ),
            "results": _results | st.just(FilterFields()),
        }
    ),
)


def some_rules(most: int = 12) -> st.SearchStrategy[list[Rule]]:
    """Up to `most`, each older than the next."""
    fields = st.tuples(_kinds, _viewed, st.sampled_from(("similar", "compatible", "any")))
    return st.lists(fields, max_size=most).map(
        lambda rows: [
            a_rule(number=number, viewed=viewed, question=question, **kind)
            for number, (kind, viewed, question) in enumerate(rows)
        ]
    )
