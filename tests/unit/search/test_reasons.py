from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import get_args

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.catalogue.attributes import Prediction, Predictions
from backend.catalogue.listings import StoredListing
from backend.search.attributes import LOOKS, values_of
from backend.search.contributions import (
    Contributions,
    compatible_contributions,
    similar_contributions,
)
from backend.search.reasons import (
    LONGEST,
    MOST,
    SURE,
    Known,
    Question,
    Reason,
    _of_shared,
    reasons,
)
from backend.taxonomy import COLORS, MATERIALS, STYLES
from tests.unit.search.offers import offer, offers


def known(stored: StoredListing) -> Known:
    return Known(stored.attributes, stored.listing.group)


def looks_like(
    shop: Sequence[StoredListing], shape: Sequence[float], color: Sequence[float]
) -> Contributions:
    parts = {"shape": np.array(shape), "color": np.array(color)}
    return similar_contributions(parts, [stored.completed for stored in shop])


def goes_with(shop: Sequence[StoredListing], scores: Sequence[float]) -> Contributions:
    return compatible_contributions(np.array(scores), [stored.completed for stored in shop])


def texts(found: Sequence[Reason]) -> list[str]:
    return [reason.text for reason in found]


ASKED = offer(
    "asked", category="sofa", colors=("walnut", "cream"), materials=("wood", "velvet"), style="boho"
)


def test_a_shopper_reads_what_both_have_the_weightiest_first() -> None:
    shop = [
        offer("a", category="sofa", colors=("walnut",), materials=("velvet",), style="glam"),
        offer("b", category="sofa", colors=("navy",), materials=("metal",), style="glam"),
        offer("c", category="rug", colors=("navy", "cream"), materials=("metal",), style="boho"),
    ]
    found = looks_like(shop, shape=[0.8, 0.5, 0.5], color=[0.03, 0.0, 0.01])
    assert texts(reasons("similar", [known(ASKED)], shop[0], found, 0)) == [
        "Similar shape",
        "Also velvet",
        "Same walnut colour",
    ]
    assert texts(reasons("similar", [known(ASKED)], shop[1], found, 1)) == ["Alike as a whole"]


def test_the_shape_of_another_kind_of_thing_is_only_called_its_lines() -> None:
    shop = [offer("a", category="rug"), offer("b"), offer("c")]
    found = looks_like(shop, shape=[0.9, 0.4, 0.2], color=[0.0, 0.0, 0.0])
    for stored in shop[:2]:
        assert texts(reasons("similar", [known(ASKED)], stored, found, 0)) == ["Similar lines"]


def test_what_speaks_against_a_match_is_no_reason_for_it() -> None:
    """Both are called walnut, but the colours themselves are far apart."""
    shop = [offer("a", colors=("walnut",)), offer("b", colors=("walnut",)), offer("c")]
    found = looks_like(shop, shape=[0.5, 0.5, 0.5], color=[0.03, -0.02, 0.02])
    assert "Same walnut colour" in texts(reasons("similar", [known(ASKED)], shop[0], found, 0))
    against = reasons("similar", [known(ASKED)], shop[1], found, 1)
    assert "color" not in {reason.component for reason in against}


def test_colours_without_a_name_in_common_may_still_be_close() -> None:
    shop = [offer("a", colors=("brown",)), offer("b", colors=("white",)), offer("c")]
    found = looks_like(shop, shape=[0.5, 0.5, 0.5], color=[0.03, -0.02, 0.0])
    assert texts(reasons("similar", [known(ASKED)], shop[0], found, 0)) == ["Close in colour"]


def test_a_variant_of_what_was_asked_with_is_called_so() -> None:
    asked = offer("asked", group="alma")
    shop = [offer("a", group="alma"), offer("b", group="bo")]
    found = looks_like(shop, shape=[0.9, 0.5], color=[0.0, 0.0])
    first, *_ = reasons("similar", [known(asked)], shop[0], found, 0)
    assert first.text == "The same design in another version"
    assert abs(first.amount - 0.2) < 1e-9
    assert all(
        reason.component != "design"
        for reason in reasons("similar", [known(asked)], shop[1], found, 1)
    )


def test_what_goes_with_it_picks_up_what_it_has() -> None:
    shop = [
        offer("a", colors=("cream", "navy"), materials=("leather",), style="boho"),
        *(offer(f"x{n}", colors=("navy",), materials=("metal",), style="glam") for n in range(4)),
    ]
    found = goes_with(shop, [9.0, 1.0, 1.1, 1.2, 0.9])
    told = texts(reasons("compatible", [known(ASKED)], shop[0], found, 0))
    assert len(told) == MOST
    assert {"Both boho", "Picks up the cream"} <= set(told)
    assert texts(reasons("compatible", [known(ASKED)], shop[1], found, 1)) == [
        "Goes well with it as a whole"
    ]


def test_what_all_are_made_of_is_no_reason_for_one() -> None:
    shop = [
        offer("a", colors=("cream",), materials=("wood",)),
        *(offer(f"x{n}", colors=("navy",), materials=("wood",)) for n in range(4)),
    ]
    found = goes_with(shop, [9.0, 1.0, 1.1, 1.2, 0.9])
    told = texts(reasons("compatible", [known(ASKED)], shop[0], found, 0))
    assert told[0] == "Picks up the cream"
    assert "Also wood" not in told
    mixed = [offer("b", materials=("wood",)), *(offer(f"y{n}") for n in range(4))]
    found = goes_with(mixed, [9.0, 1.0, 1.1, 1.2, 0.9])
    assert "Also wood" in texts(reasons("compatible", [known(ASKED)], mixed[0], found, 0))


def test_what_is_said_of_the_whole_comes_last() -> None:
    shop = [
        offer("a", colors=("cream",)),
        *(offer(f"x{n}", colors=("navy",)) for n in range(4)),
        *(offer(f"y{n}", colors=("cream",)) for n in range(4)),
    ]
    found = goes_with(shop, [9.0, *[1.0] * 4, *[2.0] * 4])
    told = reasons("compatible", [known(ASKED)], shop[0], found, 0)
    assert texts(told) == ["Picks up the cream", "Goes well with it as a whole"]
    assert told[0].amount < told[1].amount


def test_a_value_that_carries_without_being_shared_is_said_to_suit() -> None:
    shop = [
        *(offer(f"a{n}", materials=("rattan",)) for n in range(8)),
        *(offer(f"b{n}", materials=("metal",)) for n in range(8)),
    ]
    found = goes_with(shop, [5.0] * 8 + [1.0] * 8)
    told = reasons("compatible", [known(ASKED)], shop[0], found, 0)
    assert told[0] == Reason("material", float(found.of("material")[0]), "Rattan suits it")


def test_clear_is_nothing_to_pick_up() -> None:
    glass = offer("asked", colors=("clear",))
    shop = [offer("a", colors=("clear",)), offer("b", colors=("navy",)), offer("c")]
    found = goes_with(shop, [5.0, 1.0, 1.0])
    told = texts(reasons("compatible", [known(glass)], shop[0], found, 0))
    assert not any("clear" in text.lower() for text in told)


def test_what_the_model_is_unsure_of_is_not_said() -> None:
    def seen(confidence: float) -> StoredListing:
        return offer("a", predictions=Predictions(style=Prediction("boho", confidence)))

    shop = [seen(SURE), seen(SURE - 0.01)]
    found = looks_like(shop, shape=[0.5, 0.5], color=[0.0, 0.0])
    assert texts(reasons("similar", [known(ASKED)], shop[0], found, 0)) == ["Both boho"]
    assert texts(reasons("similar", [known(ASKED)], shop[1], found, 1)) == ["Alike as a whole"]
    unsure = known(seen(SURE - 0.01))
    assert texts(reasons("similar", [unsure], shop[0], found, 0)) == ["Alike as a whole"]


def test_with_several_anchors_all_must_share_it() -> None:
    shop = [offer("a", colors=("walnut",), style="boho"), offer("b")]
    found = looks_like(shop, shape=[0.5, 0.5], color=[0.0, 0.0])
    other = offer("other", colors=("cream", "walnut"), style="glam")
    assert texts(reasons("similar", [known(ASKED), known(other)], shop[0], found, 0)) == [
        "Also has walnut in it"
    ]


@settings(deadline=None)
@given(offers(), offers(), st.sampled_from(get_args(Question)), st.integers(0, 2**32 - 1))
def test_every_listing_has_reasons_that_are_true(
    shop: list[StoredListing], asked: list[StoredListing], question: Question, seed: int
) -> None:
    random = np.random.default_rng(seed)
    first, second = random.normal(size=(2, len(shop))).tolist()
    found = looks_like(shop, first, second) if question == "similar" else goes_with(shop, first)
    anchors = asked[:2]
    for place, stored in enumerate(shop):
        told = reasons(question, [known(each) for each in anchors], stored, found, place)
        assert 1 <= len(told) <= MOST
        weights = [
            reason.amount
            for reason in told
            if reason.component != "design" and "as a whole" not in reason.text
        ]
        assert weights == sorted(weights, reverse=True)
        for reason in told:
            assert len(reason.text) <= LONGEST
            if reason.component in found.components:
                assert reason.amount == float(found.of(reason.component)[place])
            shared = reason.text.startswith(("Both", "Picks", "Same", "Also"))
            if shared and reason.component in LOOKS:
                assert reason.amount >= 0
                for each in (stored, *anchors):
                    values = values_of(each.completed, reason.component)
                    assert any(value in reason.text for value in values)


def test_every_sentence_is_short_and_plain() -> None:
    values = {"color": tuple(COLORS), "material": MATERIALS, "style": STYLES}
    for question, attribute, chief in product(get_args(Question), LOOKS, (True, False)):
        for value in values[attribute]:
            text = _of_shared(question, attribute, value, chief)
            assert len(text) <= LONGEST
            assert not set(text) & set("<>&\"'_")
