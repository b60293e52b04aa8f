"""How two answers differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.search.rules.difference import Difference, Move, Shown, difference, summary

answers = st.lists(
    st.builds(Shown, st.sampled_from("abcdefgh"), st.integers(0, 100).map(lambda n: n / 100)),
    max_size=8,
    unique_by=lambda shown: shown.listing_id,
)


def shown(names: str) -> list[Shown]:
    """The earlier in the alphabet, the more alike."""
    return [Shown(name, 1 - (ord(name) - ord("a")) / 10) for name in names]


def test_what_enters_leaves_and_moves_is_told() -> None:
    found = difference(shown("abcd"), shown("aecb"))
    assert found.moves == (Move("e", None, 2), Move("b", 2, 4), Move("d", 4, None))
    assert (found.places, found.places_changed, found.emptied) == (4, 2, False)
    assert found.given_up == pytest.approx((1 + 0.9 + 0.8 + 0.7 - 1 - 0.6 - 0.8 - 0.9) / 4)


def test_an_answer_that_is_left_with_nothing_is_emptied() -> None:
    found = difference(shown("ab"), [])
    assert (found.emptied, found.given_up, found.places_changed) == (True, None, 2)
    assert not difference([], shown("ab")).emptied
    assert not difference([], []).emptied


@given(answers, answers)
def test_the_answer_after_can_be_made_of_the_one_before_and_the_moves(
    before: list[Shown], after: list[Shown]
) -> None:
    found = difference(before, after)
    places = {each.listing_id: place for place, each in enumerate(before, 1)}
    for move in found.moves:
        assert places.pop(move.listing_id, None) == move.before
        if move.after is not None:
            places[move.listing_id] = move.after
    assert sorted(places, key=lambda name: places[name]) == [each.listing_id for each in after]
    assert 0 <= found.places_changed <= found.places


@given(answers, answers)
def test_there_and_back_differ_by_the_same(before: list[Shown], after: list[Shown]) -> None:
    there, back = difference(before, after), difference(after, before)
    assert {(each.listing_id, each.after, each.before) for each in there.moves} == {
        (each.listing_id, each.before, each.after) for each in back.moves
    }
    assert there.places_changed == back.places_changed
    if there.given_up is not None and back.given_up is not None:
        assert there.given_up == pytest.approx(-back.given_up)


@given(answers)
def test_an_answer_does_not_differ_from_itself(answer: list[Shown]) -> None:
    found = difference(answer, answer)
    assert (found.moves, found.places_changed, found.emptied) == ((), 0, False)
    assert found.given_up in (None, 0)


def test_many_differences_are_summed_up() -> None:
    found = [
        difference(shown("abcd"), shown("aecb")),
        difference(shown("ab"), shown("ab")),
        difference(shown("ab"), []),
    ]
    told = summary([("similar", each) for each in found])
    assert (told.lists, told.lists_changed, told.lists_emptied) == (3, 2, 1)
    assert (told.entered, told.left, told.mean_places_moved) == (1, 3, 2)
    assert told.share_changed == pytest.approx(4 / 8)
    assert told.given_up == {"similar": pytest.approx((0.1 / 4 + 0) / 2)}


def test_what_was_given_up_is_told_by_question() -> None:
    nearer, farther = [Shown("a", 1.0)], [Shown("b", 0.5)]
    told = summary(
        [
            ("similar", difference(nearer, farther)),
            ("compatible", difference(farther, nearer)),
        ]
    )
    assert told.given_up == {"similar": 0.5, "compatible": -0.5}


def test_of_nothing_there_is_nothing_to_sum_up() -> None:
    told = summary([])
    assert (told.lists, told.share_changed, told.mean_places_moved, told.given_up) == (0, 0, 0, {})
    empty: Difference = difference([], [])
    assert summary([("similar", empty)]).given_up == {"similar": None}
