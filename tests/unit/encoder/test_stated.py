from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.encoder.stated import Floats, StatedWords, Words, words_of
from backend.errors import ConfigurationError

WORDS = ("style:modern", "style:rustic", "colors:oak", "colors:red", "materials:wood")
STATED = StatedWords(
    words=WORDS, said=np.eye(5, 6, dtype=np.float32) * 3, seen=np.eye(5, 6, dtype=np.float32)
)
UNKNOWN = "colors:of another release"


def unit(rows: object) -> Floats:
    found = np.array(rows, np.float32)
    lengths: Floats = found / np.linalg.norm(found, axis=1, keepdims=True)
    return lengths


def shifts(*shape: int) -> Floats:
    return np.zeros(shape, np.float32)


def test_what_a_merchant_says_is_in_order_and_each_word_once() -> None:
    words = words_of("boho", ("red", "oak", "red"), ("wood",), ("Chair", "A red chair."))
    attributes = ("colors:oak", "colors:red", "materials:wood", "style:boho")
    texts = ("text:a", "text:a red", "text:chair", "text:red", "text:red chair")
    assert words == attributes + texts
    assert words_of("boho", ("oak", "red"), ["wood"], ["a RED chair"]) == words
    assert words_of(None, (), (), ("", "")) == ()


def test_a_word_moves_a_vector_and_takes_back_what_was_seen_of_its_attribute() -> None:
    pictures = unit([[1, 0, 0, 0, 0, 1]])
    seen = np.array([[0.75, 0.25, 0.5, 0.25, 1.0]], np.float32)
    (moved,) = STATED.moved(pictures, seen, [("style:rustic",)])
    way = np.array([[-0.75, 3 - 0.25, 0, 0, 0, 0]], np.float32)
    np.testing.assert_allclose(moved, unit(pictures + way)[0], rtol=1e-6)


def test_words_of_several_attributes_and_of_one_add_up() -> None:
    pictures = unit([[1, 0, 0, 0, 0, 1]])
    seen = np.array([[0.75, 0.25, 0.5, 0.25, 1.0]], np.float32)
    said = words_of(None, ("red", "oak"), ("wood",), ())
    (moved,) = STATED.moved(pictures, seen, [said])
    way = np.array([[0, 0, 3 - 0.5, 3 - 0.25, 3 - 1.0, 0]], np.float32)
    np.testing.assert_allclose(moved, unit(pictures + way)[0], rtol=1e-6)


@given(
    st.lists(st.sets(st.sampled_from([*WORDS, UNKNOWN, "pattern:plain"])), min_size=1, max_size=6),
    st.integers(0, 1000),
)
def test_only_what_is_said_and_known_moves(said: list[set[str]], seed: int) -> None:
    random = np.random.default_rng(seed)
    pictures = unit(random.normal(size=(len(said), 6)))
    seen = random.uniform(size=(len(said), 5)).astype(np.float32)
    before = pictures.copy()
    moved = STATED.moved(pictures, seen, said)
    np.testing.assert_allclose(np.linalg.norm(moved, axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(pictures, before)
    alone = [STATED.moved(pictures[[row]], seen[[row]], [said[row]])[0] for row in range(len(said))]
    np.testing.assert_allclose(moved, alone, rtol=1e-5, atol=1e-6)
    for row, words in enumerate(said):
        stayed = moved[row].tobytes() == pictures[row].tobytes()
        assert stayed == words.isdisjoint(WORDS) == (not STATED.heard(words))


@given(st.sampled_from(["style", "colors", "materials"]), st.integers(0, 1000))
def test_of_attributes_of_which_nothing_is_said_a_picture_is_believed(
    attribute: str, seed: int
) -> None:
    random = np.random.default_rng(seed)
    pictures = unit(random.normal(size=(1, 6)))
    seen, otherwise = random.uniform(size=(2, 1, 5)).astype(np.float32)
    own = np.array([word.startswith(attribute) for word in WORDS])
    otherwise[:, own] = seen[:, own]
    said = [tuple(word for word in WORDS if word.startswith(attribute))[:1]]
    moved = STATED.moved(pictures, seen, said)
    np.testing.assert_array_equal(moved, STATED.moved(pictures, otherwise, said))
    otherwise[:, own] += 0.5
    assert not np.array_equal(moved, STATED.moved(pictures, otherwise, said))


def test_a_picture_that_is_sure_of_what_is_said_moves_nothing_where_both_weigh_the_same() -> None:
    same = StatedWords(words=WORDS, said=STATED.seen, seen=STATED.seen)
    pictures = unit([[1, 2, 3, 4, 5, 6]])
    sure = np.array([[0, 1, 1, 0, 0]], np.float32)
    moved = same.moved(pictures, sure, [("colors:oak", "style:rustic")])
    np.testing.assert_allclose(moved, pictures, rtol=1e-6)


def test_a_vector_that_would_be_moved_to_nowhere_stays() -> None:
    pictures = unit([[1, -1, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0]])
    to_nowhere = StatedWords(
        words=("style:rustic",), said=-pictures[:1], seen=np.zeros((1, 6), np.float32)
    )
    moved = to_nowhere.moved(pictures, np.ones((2, 1), np.float32), [("style:rustic",)] * 2)
    np.testing.assert_array_equal(moved[0], pictures[0])
    assert not np.array_equal(moved[1], pictures[1])


def test_only_the_words_of_the_release_are_heard() -> None:
    heard = STATED.heard(("colors:oak", UNKNOWN, "style:rustic"))
    assert heard == {"colors:oak", "style:rustic"}
    assert STATED.heard(()) == frozenset()


def test_each_word_is_seen_where_the_model_gives_its_value() -> None:
    values = {
        "materials": ("metal", "wood"),
        "style": ("rustic", "modern"),
        "colors": ("red", "teal", "oak"),
    }
    outputs = {
        "attribute_style": np.array([[0.1, 0.9], [0.3, 0.7]], np.float32),
        "attribute_colors": np.array([[0.2, 0.0, 0.4], [0.5, 0.0, 0.6]], np.float32),
        "attribute_materials": np.array([[0.0, 0.8], [0.0, 1.0]], np.float32),
    }
    seen = STATED.seen_in(outputs, values)
    expected = [[0.9, 0.1, 0.4, 0.2, 0.8], [0.7, 0.3, 0.6, 0.5, 1.0]]
    np.testing.assert_array_equal(seen, np.array(expected, np.float32))


def test_a_phrase_of_a_text_moves_a_vector_and_takes_nothing_back() -> None:
    rows = np.eye(3, 6, dtype=np.float32)
    heard = StatedWords(
        words=("text:oak legs", "style:rustic", "text:oak"),
        said=rows,
        seen=rows * np.array([[0], [1], [0]], np.float32),
    )
    outputs = {"attribute_style": np.array([[0.25, 0.75]], np.float32)}
    seen = heard.seen_in(outputs, {"style": ("rustic", "modern")})
    np.testing.assert_array_equal(seen, [[0, 0.25, 0]])
    pictures = unit([[1, 1, 1, 1, 1, 1]])
    (moved,) = heard.moved(pictures, seen, [words_of("rustic", (), (), ("Bench", "Oak legs"))])
    way = np.array([[1, 1 - 0.25, 1, 0, 0, 0]], np.float32)
    np.testing.assert_allclose(moved, unit(pictures + way)[0], rtol=1e-6)


def test_what_is_packed_is_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "stated.npz"
    path.write_bytes(STATED.packed())
    loaded = StatedWords.load(path)
    assert loaded.words == WORDS
    assert loaded.dimension == 6
    np.testing.assert_array_equal(loaded.said, STATED.said)
    np.testing.assert_array_equal(loaded.seen, STATED.seen)
    assert loaded.packed() == STATED.packed()


@pytest.mark.parametrize(
    ("words", "said", "seen", "complaint"),
    [
        (WORDS, shifts(2, 4), shifts(2, 4), r"said is of shape \(2, 4\), not \(5, d\)"),
        (WORDS, shifts(5), shifts(5), "said is of shape"),
        ((), shifts(0, 4), shifts(0, 4), "there is no word"),
        (WORDS, shifts(5, 4), shifts(5, 3), "seen is of shape"),
        (WORDS, shifts(5, 4), shifts(4, 4), "seen is of shape"),
        (("style:modern",) * 2, shifts(2, 4), shifts(2, 4), "named twice"),
        (("pattern:plain",), shifts(1, 4), shifts(1, 4), "'pattern:plain' is no word of style, "),
        (("modern",), shifts(1, 4), shifts(1, 4), "'modern' is no word"),
        (("text:oak",), shifts(1, 4), shifts(1, 4) + 1, "no picture says what a text says"),
        (WORDS, shifts(5, 4) + np.nan, shifts(5, 4), "said is not finite"),
        (WORDS, shifts(5, 4), shifts(5, 4) + np.inf, "seen is not finite"),
    ],
)
def test_shifts_that_cannot_be_are_refused(
    words: Words, said: Floats, seen: Floats, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        StatedWords(words=words, said=said, seen=seen)


def test_a_file_without_shifts_is_named(tmp_path: Path) -> None:
    path = tmp_path / "stated.npz"
    with path.open("wb") as file:
        np.savez(file, words=np.array(WORDS), said=shifts(5, 4))
    with pytest.raises(ConfigurationError, match=r"stated\.npz lacks the array 'seen'"):
        StatedWords.load(path)
    with path.open("wb") as file:
        np.savez(file, words=np.array(WORDS), said=shifts(1, 4), seen=shifts(1, 4))
    with pytest.raises(ConfigurationError, match=r"stated\.npz does not hold shifts"):
        StatedWords.load(path)


def test_a_word_that_nobody_said_takes_nothing_back() -> None:
    said = STATED.said.copy()
    said[0] = 0
    quiet = StatedWords(words=STATED.words, said=said, seen=STATED.seen)
    seen = unit([np.arange(1, STATED.dimension + 1)])
    told = np.full((1, len(STATED.words)), 0.5, np.float32)
    assert quiet.heard(STATED.words) == set(STATED.words[1:])
    unmoved = quiet.moved(seen, told, [STATED.words[:1]])
    np.testing.assert_array_equal(unmoved, seen)
    assert not np.array_equal(quiet.moved(seen, told, [STATED.words[1:2]]), seen)
