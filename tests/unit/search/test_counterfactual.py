from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.catalogue.listings import StoredListing
from backend.index.hits import best_first
from backend.search.attributes import LOOKS, values_of
from backend.search.contributions import Contributions, compatible_contributions
from backend.search.counterfactual import FEWEST, _ordinal, _text, counterfactuals
from backend.taxonomy import COLORS, MATERIALS, STYLES
from tests.unit.search.offers import offer, offers


def split(shop: list[StoredListing], scores: list[float]) -> Contributions:
    return compatible_contributions(np.array(scores), [stored.completed for stored in shop])


def rank_of(place: int, scores: np.ndarray, shop: list[StoredListing]) -> int:
    """Where the index's own order puts it, from 1."""
    ids = [stored.listing.id for stored in shop]
    # `best_first` takes cosines; those of "goes with" are brought into their range.
    scale = 1 / max(1.0, float(np.abs(scores).max()))
    if scale < 1:
        order = sorted(range(len(ids)), key=lambda n: (-round(float(scores[n]), 6), ids[n]))
        return order.index(place) + 1
    hits = best_first(
        [(id_, float(score)) for id_, score in zip(ids, scores, strict=True)], len(ids)
    )
    return [hit.id for hit in hits].index(ids[place]) + 1


@settings(deadline=None, max_examples=200)
@given(offers(), st.data())
def test_the_rank_it_would_have_is_that_of_a_search_again(
    shop: list[StoredListing], data: st.DataObject
) -> None:
    scores = data.draw(
        st.lists(
            st.floats(-1, 1) | st.sampled_from((0.5, -0.25)),
            min_size=len(shop),
            max_size=len(shop),
        )
    )
    lifts = data.draw(
        st.lists(st.sampled_from((0.0, 0.1, -0.25)), min_size=len(shop), max_size=len(shop))
    )
    found, lifted = split(shop, scores), np.array(lifts)
    listings = [stored.completed for stored in shop]
    told = counterfactuals(found, listings, range(len(shop)), lifted)
    for place, each in enumerate(told):
        if each is None:
            continue
        own = values_of(shop[place].completed, each.attribute)
        assert each.value not in own
        having = [
            number
            for number, stored in enumerate(shop)
            if each.value in values_of(stored.completed, each.attribute)
        ]
        assert len(having) >= FEWEST
        component = found.of(each.attribute)
        changed = found.scores.copy()
        assert rank_of(place, changed + lifted, shop) == each.now
        changed[place] += component[having].mean() - component[place]
        assert each.score == pytest.approx(changed[place], abs=1e-6)
        assert rank_of(place, changed + lifted, shop) == each.then != each.now


def test_the_best_change_is_told() -> None:
    rows = [(0.9, "oak"), (0.8, "oak"), (0.7, "oak"), (0.5, "red"), (0.3, "red"), (0.1, "red")]
    shop = [offer(f"l{n}", colors=(color,)) for n, (_, color) in enumerate(rows)]
    found = split(shop, [score for score, _ in rows])
    listings = [stored.completed for stored in shop]
    first, *_, fourth, fifth, last = counterfactuals(found, listings, range(6))
    assert fourth is not None
    assert (fourth.now, fourth.then, fourth.value) == (4, 3, "oak")
    assert fourth.text == "Would be third if it were oak."
    assert fifth is not None
    assert fifth.then < 5
    assert first is not None
    assert first.now == 1 < first.then
    assert first.text.startswith("Would be only ")
    assert last is not None
    assert counterfactuals(found, listings, [5, 0]) == [last, first]


def test_a_value_that_few_have_is_not_told() -> None:
    shop = [offer(f"l{n}", colors=("oak" if n < FEWEST - 1 else "red",)) for n in range(8)]
    found = split(shop, [1 - n / 10 for n in range(8)])
    listings = [stored.completed for stored in shop]
    assert all(
        each is None or each.value != "oak" for each in counterfactuals(found, listings, range(8))
    )


def test_where_nothing_would_change_nothing_is_told() -> None:
    shop = [offer(f"l{n}", colors=("oak",)) for n in range(5)]
    found = split(shop, [0.9, 0.8, 0.7, 0.6, 0.5])
    assert counterfactuals(found, [each.completed for each in shop], range(5)) == [None] * 5
    assert counterfactuals(split([], []), [], []) == []


def test_ordinals() -> None:
    numbers = (1, 3, 10, 11, 12, 13, 21, 22, 103, 111, 200)
    assert [_ordinal(number) for number in numbers] == [
        "first", "third", "tenth", "11th", "12th", "13th", "21st", "22nd", "103rd", "111th",
        "200th",
    ]  # fmt: skip


def test_every_sentence_is_short_and_plain() -> None:
    values = {"color": tuple(COLORS), "material": MATERIALS, "style": STYLES}
    for attribute in LOOKS:
        for value in values[attribute]:
            text = _text(attribute, value, 1, 200)
            assert len(text) <= 60
            assert not set(text) & set("<>&\"'_")
