from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.encoder.phrases import LONGEST, LONGEST_WORD, phrases_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Oak Sideboard", {"oak", "sideboard", "oak sideboard"}),
        ("oak, brass", {"oak", "brass"}),
        ("oak. Brass handles", {"oak", "brass", "handles", "brass handles"}),
        ("oak - brass", {"oak", "brass"}),
        ("black-stained oak", {"black-stained", "oak", "black-stained oak"}),
        ("a lamp's foot", {"a", "lamp's", "foot", "a lamp's", "lamp's foot"}),
        ("280 x 60 cm", {"x", "cm", "x cm"}),
        ("Stuhl aus Eiche", {"stuhl", "aus", "eiche", "stuhl aus", "aus eiche"}),
        ("GRÖßE", {"grösse"}),
        ("o\u0061k \uff4f\uff41\uff4b", {"oak", "oak oak"}),
        ("<p><b>oak</b> wood &amp; brass</p>", {"oak", "wood", "oak wood", "brass"}),
        ("oak 120 brass", {"oak", "brass", "oak brass"}),
        ("\u0130skandinav koltuk", {"iskandinav", "koltuk", "iskandinav koltuk"}),
        ("side\u00adboard", {"sideboard"}),
        ("black\u2011stained", {"black-stained"}),
        ("हिन्दी", {"हनद"}),
        ("x" * LONGEST_WORD + " oak", {"x" * LONGEST_WORD, "oak", "x" * LONGEST_WORD + " oak"}),
        ("x" * (LONGEST_WORD + 1) + " oak", {"oak"}),
        ("", set()),
        (" \n\t 12 .", set()),
    ],
)
def test_words_and_pairs_that_stand_beside_each_other(text: str, found: set[str]) -> None:
    assert phrases_of(text) == found


def test_no_pair_reaches_from_the_title_into_the_description() -> None:
    assert phrases_of("Oak", "table") == {"oak", "table"}


def test_of_an_endless_text_the_beginning_counts() -> None:
    assert phrases_of("oak " * LONGEST + "brass") == {"oak", "oak oak"}


@given(st.text())
def test_whatever_is_written_is_phrases_of_one_or_two_words_in_one_case(text: str) -> None:
    for phrase in phrases_of(text):
        assert 1 <= len(phrase.split(" ")) <= 2
        assert phrase == phrase.strip() != ""
    assert phrases_of(text, text) == phrases_of(text)
