from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend import taxonomy
from backend.dataset.records import Size
from backend.studio.designs.design import Shape
from backend.studio.designs.styles import STYLES
from backend.studio.labels.details import details
from backend.studio.labels.names import design_names
from backend.studio.labels.prototypes import prototypes_of
from backend.studio.labels.text import Facts, write_texts
from backend.studio.labels.wording import named_values

CATEGORIES = [name for name in taxonomy.CATEGORIES if name != "other"]
SIZE = Size(width=183.0, depth=91.0, height=77.0)
EVERYTHING: Shape = {
    "legs": "hairpin",
    "arms": "wood",
    "back": "metal",
    "front": "mirrored",
    "handles": "cup",
    "shade": "exposed",
    "seats": 3,
    "doors": 2,
    "drawers": 4,
    "shelves": 5,
    "outline": "round",
    "height": 0.77,
}


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    materials = draw(
        st.lists(st.sampled_from(taxonomy.MATERIALS), min_size=1, max_size=3, unique=True)
    )
    color_of = {each: draw(st.sampled_from(prototypes_of(each).names)) for each in materials}
    colors = tuple(dict.fromkeys(color_of.values()))
    left_out = draw(st.integers(0, len(colors) - 1))
    return Facts(
        category=draw(st.sampled_from(CATEGORIES)),
        style=draw(st.sampled_from(list(STYLES))),
        second_style=draw(st.sampled_from([None, *STYLES])),
        colors=colors[: len(colors) - left_out],
        materials=tuple(materials),
        color_of=color_of,
        pattern=draw(st.sampled_from(taxonomy.PATTERNS)),
        size=SIZE,
    )


@given(facts(), st.integers(0, 10_000), st.sampled_from([{}, EVERYTHING]))
@settings(max_examples=150, deadline=None)
def test_a_text_names_all_of_the_labels_and_no_other_color_or_material(
    facts: Facts, seed: int, shape: Shape
):
    (text,) = write_texts("Dalmont", shape, [facts], seed)
    told = f"{text.title} {text.description}"
    labels = {*facts.colors, *facts.materials}
    assert labels <= named_values(told)
    # "Artificial Plant" is the thing itself.
    assert named_values(told) - {"plant"} <= labels
    assert "Dalmont" in text.title
    assert "Dalmont" in text.description


@given(facts(), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_every_size_named_is_the_true_one(facts: Facts, seed: int):
    (text,) = write_texts("Dalmont", {}, [facts], seed)
    assert [int(number) for number in re.findall(r"\d+", text.description)] == [183, 91, 77]
    assert {int(number) for number in re.findall(r"\d+", text.title)} <= {183, 91, 77}


def test_no_two_titles_of_a_thousand_listings_are_equal():
    base = Facts(
        category="sofa",
        style="boho",
        colors=("rust", "oak"),
        materials=("velvet", "wood"),
        color_of={"velvet": "rust", "wood": "oak"},
        size=SIZE,
    )
    names = design_names((f"sofa-{number:04d}" for number in range(300)), seed=5)
    texts = [
        text
        for name in names.values()
        for text in write_texts(name, EVERYTHING, [base] * 4, seed=5)
    ]
    assert len({text.title for text in texts}) == len(texts) == 1200
    openings = {text.description.split(". ")[1] for text in texts}
    assert len(openings) > 20


def test_names_are_unique_and_stay_when_designs_are_added():
    few = [f"rug-{number:04d}" for number in range(500)]
    many = [*few, *(f"bed-{number:04d}" for number in range(20_000))]
    first, second = design_names(few, seed=1), design_names(many, seed=1)
    assert len(set(second.values())) == len(many)
    assert {design: second[design] for design in few} == first
    assert design_names(few, seed=2) != first


def test_details_say_only_what_the_shape_names():
    assert details("sofa", {}) == ()
    assert details("sofa", {"legs": "no such legs", "seats": 0, "doors": True, "width": 1.2}) == ()
    assert details("sideboard", {"legs": "splay", "doors": 1, "drawers": 3}) == (
        "splayed legs",
        "one door",
        "three drawers",
    )


def test_details_say_nothing_of_what_the_kind_of_piece_leaves_unused():
    shape: Shape = {"kind": "bowl", "legs": "splay", "arm": "wood", "seat_back": "slats"}
    assert details("armchair", shape) == ("a round bowl seat",)
    assert details("armchair", {**shape, "kind": "club"}) == (
        "splayed legs",
        "open frame arms",
        "a slatted back",
    )
    assert details("sofa", {"legs": "turned", "base": "skirt"}) == ()
    assert details("sectional", {"seats": 3}) == ()


@pytest.mark.parametrize("field", ["legs", "arms", "backs", "seat_backs", "fronts", "handles"])
def test_there_are_words_for_most_of_what_styles_choose_from(field: str):
    values = {value for family in STYLES.values() for value in getattr(family, field)}
    named = [value for value in values if details("other", {field: value})]
    assert len(named) >= 0.8 * len(values)
