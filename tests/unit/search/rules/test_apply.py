"""What rules make of a query."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.catalogue.attributes import Attributes, AttributeValue
from backend.catalogue.listings import StoredListing
from backend.index.filters import matches
from backend.index.scalars import scalars_of
from backend.search.anchors import Anchor, Anchors
from backend.search.filter_fields import FilterFields
from backend.search.reasons import Known, Question
from backend.search.rules.apply import MOST_LIFTED, shaping_of
from backend.search.rules.rule import (
    MAX_PLACE,
    Boost,
    Bury,
    Exclude,
    PinListing,
    Rule,
    SameAsViewed,
    Viewed,
)
from backend.search.shaping import PLAIN, Pin, Shaping
from tests.unit.search.offers import offer, offers
from tests.unit.search.rules.making import IDS, a_rule, some_rules, viewing

SOFAS = FilterFields(category=("sofa",))
ALL = FilterFields()
QUESTIONS: tuple[Question, ...] = ("similar", "compatible")

questions = st.sampled_from(QUESTIONS)
viewed_things = st.builds(
    viewing,
    st.sampled_from(IDS),
    category=st.sampled_from((None, "sofa", "stool")),
    colors=st.sampled_from(((), ("red",), ("navy", "red"))),
    style=st.sampled_from((None, "boho")),
)


def lifted(shaping: Shaping, listing: StoredListing) -> float:
    scalars = scalars_of(listing.completed)
    return sum(lift.amount for lift in shaping.lifts if matches(lift.where, scalars))


def left_out(shaping: Shaping, listing: StoredListing) -> bool:
    scalars = scalars_of(listing.completed)
    return any(matches(where, scalars) for where in shaping.without)


def pins(*rules: Rule, anchors: Anchors | None = None) -> list[tuple[str, int]]:
    shaping = shaping_of(rules, "similar", anchors or viewing())
    return [(pin.listing_id, pin.place) for pin in shaping.pins]


def test_no_rules_shape_nothing() -> None:
    assert shaping_of((), "similar", viewing()) == PLAIN


def test_what_is_boosted_is_lifted_and_what_is_buried_lowered() -> None:
    rules = [
        a_rule(Boost(amount=0.2), 0, results=SOFAS),
        a_rule(Bury(amount=0.05), 1, results=FilterFields(color=("red",))),
    ]
    shaping = shaping_of(rules, "similar", viewing())
    assert lifted(shaping, offer("a", category="sofa")) == pytest.approx(0.2)
    assert lifted(shaping, offer("b", category="sofa", colors=("red",))) == pytest.approx(0.15)
    assert lifted(shaping, offer("c", category="rug", colors=("red",))) == pytest.approx(-0.05)
    assert lifted(shaping, offer("d")) == 0


def test_a_rule_for_one_question_leaves_the_other_alone() -> None:
    rule = a_rule(PinListing(listing="a"), question="compatible")
    assert shaping_of([rule], "similar", viewing()) == PLAIN
    assert shaping_of([rule], "compatible", viewing()).pins == (Pin("a", 1),)


@pytest.mark.parametrize(
    ("viewed", "anchor", "counts"),
    [
        (Viewed(), {}, True),
        (Viewed(category=("sofa", "rug")), {"category": "sofa"}, True),
        (Viewed(category=("sofa",)), {"category": "rug"}, False),
        (Viewed(category=("sofa",)), {}, False),
        (Viewed(color=("oak",)), {"colors": ("navy", "oak")}, True),
        (Viewed(material=("wood",), style=("boho",)), {"materials": ("wood",)}, False),
        (Viewed(tag=("New  IN",)), {"tags": ("new in",)}, True),
        (Viewed(tag=("sale",)), {"tags": ("new in",)}, False),
        (Viewed(listing=("viewed", "other")), {}, True),
        (Viewed(listing=("other",)), {}, False),
    ],
)
def test_a_rule_counts_for_what_is_viewed(
    viewed: Viewed, anchor: dict[str, Any], counts: bool
) -> None:
    rule = a_rule(PinListing(listing="a"), viewed=viewed)
    assert bool(pins(rule, anchors=viewing(**anchor))) is counts


def test_of_several_that_are_asked_with_the_first_is_viewed() -> None:
    rule = a_rule(PinListing(listing="a"), viewed=Viewed(listing=("second",)))
    first, second = viewing("first").wanted[0], viewing("second").wanted[0]
    assert not pins(rule, anchors=Anchors((first, second)))
    assert pins(rule, anchors=Anchors((second, first)))


def test_a_younger_pin_makes_way_for_an_older() -> None:
    rules = [a_rule(PinListing(listing=name, place=1), at) for at, name in enumerate("abc")]
    assert pins(*reversed(rules)) == [("a", 1), ("b", 2), ("c", 3)]


def test_an_older_pin_keeps_its_place_when_a_younger_moves_down() -> None:
    rules = [
        a_rule(PinListing(listing="a", place=1), 0),
        a_rule(PinListing(listing="b", place=2), 1),
        a_rule(PinListing(listing="c", place=1), 2),
    ]
    assert pins(*rules) == [("a", 1), ("b", 2), ("c", 3)]


def test_what_is_pinned_twice_stands_where_the_older_rule_says() -> None:
    rules = [
        a_rule(PinListing(listing="a", place=4), 0),
        a_rule(PinListing(listing="a", place=1), 1),
    ]
    assert pins(*rules) == [("a", 4)]


def test_beyond_the_last_place_nothing_is_pinned() -> None:
    rules = [a_rule(PinListing(listing=name, place=MAX_PLACE), at) for at, name in enumerate("ab")]
    assert pins(*rules) == [("a", MAX_PLACE)]


def test_what_was_asked_with_is_not_pinned() -> None:
    assert pins(a_rule(PinListing(listing="viewed"))) == []


def test_what_is_left_out_is_not_pinned() -> None:
    rules = [a_rule(PinListing(listing="a"), 0), a_rule(Exclude(listings=("a",)), 1)]
    shaping = shaping_of(rules, "similar", viewing())
    assert (shaping.pins, shaping.hidden) == ((), ("a",))


def test_must_leaves_out_what_has_not_the_chief_value_of_what_is_viewed() -> None:
    rule = a_rule(SameAsViewed(attribute="color", how="must"), results=SOFAS)
    shaping = shaping_of([rule], "similar", viewing(colors=("navy", "red")))
    assert not left_out(shaping, offer("a", category="sofa", colors=("navy",)))
    assert left_out(shaping, offer("b", category="sofa", colors=("red",)))
    assert left_out(shaping, offer("c", category="sofa"))
    assert not left_out(shaping, offer("d", category="rug", colors=("red",)))


def test_prefer_lifts_what_has_it() -> None:
    rule = a_rule(SameAsViewed(attribute="style", amount=0.2))
    shaping = shaping_of([rule], "compatible", viewing(style="boho"))
    assert lifted(shaping, offer("a", style="boho")) == 0.2
    assert lifted(shaping, offer("b", style="glam")) == 0
    assert shaping.without == ()


@pytest.mark.parametrize("how", ["must", "prefer"])
@pytest.mark.parametrize("attribute", ["category", "color", "material", "style"])
def test_a_value_that_nobody_knows_does_nothing(attribute: Any, how: Any) -> None:
    rule = a_rule(SameAsViewed(attribute=attribute, how=how))
    for question in QUESTIONS:
        assert shaping_of([rule], question, viewing()) == PLAIN


def test_what_goes_with_a_sofa_need_not_be_one() -> None:
    rule = a_rule(SameAsViewed(attribute="category", how="must"))
    sofa = viewing(category="sofa")
    assert shaping_of([rule], "compatible", sofa) == PLAIN
    assert left_out(shaping_of([rule], "similar", sofa), offer("a", category="rug"))


@pytest.mark.parametrize(("confidence", "known"), [(0.4, False), (0.9, True), (None, True)])
def test_of_a_photo_only_what_is_sure_counts(confidence: float | None, known: bool) -> None:
    source = "merchant" if confidence is None else "model"
    seen = Attributes(
        category=None,
        colors=(),
        materials=(),
        style=AttributeValue(value="boho", source=source, confidence=confidence),  # type: ignore[arg-type]
    )
    photo = Anchor(listing_id=None, category=None, vectors={}, known=Known(seen))
    rule = a_rule(SameAsViewed(attribute="style"))
    assert bool(shaping_of([rule], "similar", Anchors((photo,))).lifts) is known


def test_a_rule_on_other_categories_is_left_away() -> None:
    rule = a_rule(Boost(amount=0.2), results=SOFAS)
    assert shaping_of([rule], "compatible", viewing(), ["rug"]) == PLAIN
    assert shaping_of([rule], "compatible", viewing(), ["rug", "sofa"]).lifts
    assert shaping_of([rule], "compatible", viewing()).lifts


def test_many_lifts_are_made_smaller_by_one_factor() -> None:
    rules = [a_rule(Boost(amount=0.5), at, results=SOFAS) for at in range(3)]
    rules.append(a_rule(Boost(amount=0.25), 3, results=FilterFields(color=("red",))))
    shaping = shaping_of(rules, "similar", viewing())
    assert lifted(shaping, offer("a", category="sofa", colors=("red",))) == pytest.approx(1)
    assert shaping.lifts[0].amount == pytest.approx(2 * shaping.lifts[3].amount)


@given(some_rules(), viewed_things, questions, offers())
def test_nothing_is_lifted_or_lowered_by_more_than_there_is(
    rules: list[Rule], anchors: Anchors, question: Question, listings: list[StoredListing]
) -> None:
    shaping = shaping_of(rules, question, anchors)
    for listing in listings:
        assert abs(lifted(shaping, listing)) <= MOST_LIFTED + 1e-9


@given(some_rules(), viewed_things, questions)
def test_each_listing_has_one_place_and_each_place_one_listing(
    rules: list[Rule], anchors: Anchors, question: Question
) -> None:
    shaping = shaping_of(rules, question, anchors)
    names, places = [pin.listing_id for pin in shaping.pins], [pin.place for pin in shaping.pins]
    assert places == sorted(set(places))
    assert len(names) == len(set(names))
    assert not {*names} & {*shaping.hidden, *anchors.listing_ids}
    least: dict[str, int] = {}
    for rule in rules:
        if isinstance(rule.fields.does, PinListing):
            does = rule.fields.does
            least[does.listing] = min(does.place, least.get(does.listing, MAX_PLACE))
    assert all(least[pin.listing_id] <= pin.place <= MAX_PLACE for pin in shaping.pins)


@given(some_rules(), viewed_things, questions, st.randoms(use_true_random=False))
def test_the_order_in_which_rules_are_given_makes_no_difference(
    rules: list[Rule], anchors: Anchors, question: Question, chance: Any
) -> None:
    shuffled = list(rules)
    chance.shuffle(shuffled)
    assert shaping_of(shuffled, question, anchors) == shaping_of(rules, question, anchors)


@given(some_rules(), viewed_things, questions, offers())
def test_without_an_exclusion_or_a_must_nothing_is_left_out(
    rules: list[Rule], anchors: Anchors, question: Question, listings: list[StoredListing]
) -> None:
    def leaves_out(rule: Rule) -> bool:
        does = rule.fields.does
        return isinstance(does, Exclude) or (isinstance(does, SameAsViewed) and does.how == "must")

    kept = shaping_of([rule for rule in rules if not leaves_out(rule)], question, anchors)
    assert (kept.without, kept.hidden) == ((), ())
    every = shaping_of(rules, question, anchors)
    leaving = shaping_of([rule for rule in rules if leaves_out(rule)], question, anchors)
    for listing in listings:
        assert left_out(every, listing) is left_out(leaving, listing)


@given(some_rules(), viewed_things, questions)
def test_a_rule_more_takes_no_older_pin_its_place(
    rules: list[Rule], anchors: Anchors, question: Question
) -> None:
    for newest in (PinListing(listing="newcomer", place=1), Boost(amount=0.5)):
        more = [*rules, a_rule(newest, 99, results=SOFAS if isinstance(newest, Boost) else ALL)]
        before = {pin.listing_id: pin.place for pin in shaping_of(rules, question, anchors).pins}
        after = {pin.listing_id: pin.place for pin in shaping_of(more, question, anchors).pins}
        assert before.items() <= after.items()
