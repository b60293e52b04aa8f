from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backend.training.evaluation.questions import WRONG, Questions, ask

CATEGORIES = {
    f"{category}-{number}": category for category in ("sofa", "rug", "lamp") for number in range(8)
} | {"desk-0": "desk", "desk-1": "desk"}
ROOMS = {
    "a": ("sofa-0", "rug-3", "lamp-2"),
    "b": ("sofa-1", "sofa-2", "rug-0", "desk-0"),
    "c": ("lamp-1", "lamp-7", "rug-1"),
}


def named(questions: Questions) -> set[tuple[str, ...]]:
    """Each term by names: right answer, wrong ones, other piece."""
    name = questions.listings.__getitem__
    return {
        (*map(name, questions.answers[question]), name(other))
        for question, other in zip(questions.question, questions.other, strict=True)
    }


@given(st.integers(0, 50))
def test_wrong_answers_are_others_of_the_category_that_are_not_in_the_room(seed: int) -> None:
    asked = ask(CATEGORIES, ROOMS, seed)
    rooms = sorted(ROOMS)
    for room, answers in zip(asked.room, asked.answers, strict=True):
        right, *wrong = (asked.listings[row] for row in answers)
        assert right in ROOMS[rooms[room]]
        assert len(set(wrong)) == WRONG
        assert not set(wrong) & set(ROOMS[rooms[room]])
        assert {CATEGORIES[each] for each in wrong} == {CATEGORIES[right]}


def test_every_piece_is_asked_beside_every_other_one_of_its_room() -> None:
    asked = ask(CATEGORIES, ROOMS)
    pairs = [(names[0], names[-1]) for names in named(asked)]
    expected = [
        (piece, other)
        for room in ROOMS.values()
        for piece in room
        for other in room
        if piece != other and piece != "desk-0"  # there are not three other desks
    ]
    assert sorted(pairs) == sorted(expected)


def test_the_same_rooms_ask_the_same_in_any_order() -> None:
    backwards = dict(reversed(list(ROOMS.items())))
    listings = dict(reversed(list(CATEGORIES.items())))
    assert ask(listings, backwards).digest == ask(CATEGORIES, ROOMS).digest
    assert ask(CATEGORIES, ROOMS, seed=1).digest != ask(CATEGORIES, ROOMS).digest


def test_another_room_changes_no_question() -> None:
    more = ROOMS | {"aa": ("sofa-5", "rug-5")}
    assert named(ask(CATEGORIES, ROOMS)) <= named(ask(CATEGORIES, more))


def test_a_piece_that_nobody_sells_is_passed_over() -> None:
    asked = ask(CATEGORIES, {"a": ("sofa-0", "gone-1", "rug-3")})
    assert {names[-1] for names in named(asked)} == {"sofa-0", "rug-3"}


def test_listings_of_a_category_lie_side_by_side() -> None:
    asked = ask(CATEGORIES, ROOMS)
    for category, span in asked.spans().items():
        assert set(asked.categories[span]) == {category}
    assert sum(span.stop - span.start for span in asked.spans().values()) == len(CATEGORIES)


def test_the_terms_by_categories_are_all_the_terms() -> None:
    asked = ask(CATEGORIES, ROOMS)
    terms = asked.terms_by_categories()
    assert sorted(np.concatenate(list(terms.values()))) == list(range(len(asked.other)))
    for (source, target), some in terms.items():
        assert {asked.categories[row] for row in asked.other[some]} == {source}
        assert {
            asked.categories[asked.answers[question, 0]] for question in asked.question[some]
        } == {target}


def test_rooms_of_one_piece_ask_nothing() -> None:
    asked = ask(CATEGORIES, {"a": ("sofa-0",)})
    assert (len(asked.answers), len(asked.other), asked.rooms) == (0, 0, 1)
