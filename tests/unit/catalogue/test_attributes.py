from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from backend import taxonomy
from backend.catalogue.attributes import (
    NOTHING_PREDICTED,
    Attributes,
    AttributeValue,
    Prediction,
    Predictions,
    attributes_of,
    completed,
)
from backend.listing import Listing, PaletteColor
from tests.unit.catalogue.making import a_listing

FIELDS = ("category", "colors", "materials", "style")


def _predictions(values: tuple[str, ...]) -> st.SearchStrategy[tuple[Prediction, ...]]:
    some = st.lists(st.sampled_from(values), max_size=3, unique=True)
    return some.map(lambda chosen: tuple(Prediction(value, 0.75) for value in chosen))


def _first(
    values: tuple[str, ...],
) -> st.SearchStrategy[Prediction | None]:
    return _predictions(values).map(lambda chosen: chosen[0] if chosen else None)


COLORS = tuple(taxonomy.COLORS)
LISTINGS = st.builds(
    a_listing,
    category=st.none() | st.sampled_from(taxonomy.CATEGORIES),
    colors=st.lists(st.sampled_from(COLORS), max_size=3, unique=True).map(tuple),
    materials=st.lists(st.sampled_from(taxonomy.MATERIALS), max_size=3, unique=True).map(tuple),
    style=st.none() | st.sampled_from(taxonomy.STYLES),
    price_cents=st.none() | st.integers(0, 10),
)
PREDICTIONS = st.builds(
    Predictions,
    category=_first(taxonomy.CATEGORIES),
    colors=_predictions(COLORS),
    materials=_predictions(taxonomy.MATERIALS),
    style=_first(taxonomy.STYLES),
    palette=st.sampled_from(((), (PaletteColor(color="#3f6b4a", share=1.0),))),
)


def test_each_attribute_is_the_merchants_or_the_models_and_never_a_mixture() -> None:
    listing = a_listing(category="sofa", colors=("teal", "brass"))
    predictions = Predictions(
        category=Prediction("stool", 0.99),
        colors=(Prediction("navy", 0.9),),
        materials=(Prediction("velvet", 0.8), Prediction("metal", 0.6)),
    )
    assert attributes_of(listing, predictions) == Attributes(
        category=AttributeValue(value="sofa", source="merchant"),
        colors=(
            AttributeValue(value="teal", source="merchant"),
            AttributeValue(value="brass", source="merchant"),
        ),
        materials=(
            AttributeValue(value="velvet", source="model", confidence=0.8),
            AttributeValue(value="metal", source="model", confidence=0.6),
        ),
        style=None,
    )


@given(LISTINGS)
def test_without_predictions_a_listing_stays_as_it_is(listing: Listing) -> None:
    whole = msgspec.structs.asdict(completed(listing, NOTHING_PREDICTED))
    assert whole == msgspec.structs.asdict(listing) | {"palette": ()}


@given(LISTINGS, PREDICTIONS)
def test_the_merchants_word_stands_and_gaps_are_filled(
    listing: Listing, predictions: Predictions
) -> None:
    whole = completed(listing, predictions)
    attributes = attributes_of(listing, predictions)
    for field in FIELDS:
        said, filled = getattr(listing, field), getattr(whole, field)
        if said:
            assert filled == said
        else:
            seen = getattr(predictions, field)
            expected = [
                item.value for item in (seen if isinstance(seen, tuple) else [seen]) if item
            ]
            assert ([filled] if isinstance(filled, str) else list(filled or ())) == expected
        shown = getattr(attributes, field)
        for value in shown if isinstance(shown, tuple) else [shown]:
            assert value is None or (value.source == "merchant") == bool(said)
            assert value is None or (value.confidence is None) == bool(said)
    assert whole.palette == predictions.palette
    untouched = {name: getattr(whole, name) for name in (*FIELDS, "palette")}
    assert msgspec.structs.asdict(listing) | untouched == msgspec.structs.asdict(whole)
    assert completed(whole, predictions) == whole
