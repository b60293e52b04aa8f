"""What a merchant says of a listing, on its way into the index."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
from sqlalchemy import update

from backend.catalogue.tables import ListingRow
from backend.encoder.release import STYLE, Release
from backend.encoder.source import EncoderSource
from backend.encoder.stated import Floats, StatedWords, words_of
from backend.index.port import Vector
from backend.taxonomy import MATERIALS, STYLES
from tests.fakes.encoder import ATTRIBUTES, STYLE_DIMENSION, fake_bundle
from tests.fakes.seeing import SeeingEncoder
from tests.fixtures.services import Workshop

GLAM = {"style": {"glam": 0.6}, "colors": {"red": 0.8, "oak": 0.3}, "materials": {"wood": 0.7}}
HEARD_COLORS = ("oak", "red", "teal")
PHRASE = "text:solid sheesham"
WORDS = (
    *words_of(None, HEARD_COLORS, MATERIALS, ()),
    *(f"style:{style}" for style in STYLES),
    PHRASE,
)
SAID, SEEN = np.random.default_rng(0).normal(size=(2, len(WORDS), STYLE_DIMENSION)).astype("f4")
SEEN[-1] = 0
ABOUT_BOHO = {"style": "boho", "colors": ("oak", "red"), "materials": ("wood", "metal")}


@pytest.fixture
def listening(workshop: Workshop) -> Workshop:
    """Under a release that sees red wooden glam in every picture, takes a merchant at his word, and
    knows no colours but oak, red and teal."""

    def bundle() -> Release:
        stated = StatedWords(words=WORDS, said=SAID, seen=SEEN)
        return msgspec.structs.replace(fake_bundle(workshop.encoder.manifest), stated=stated)

    encoders = EncoderSource(
        load=lambda: workshop.encoder,
        read_manifest=lambda: workshop.encoder.manifest,
        read_bundle=bundle,
    )
    workshop.services = replace(workshop.services, encoders=encoders)
    workshop.activate_encoder(SeeingEncoder("listening", GLAM))
    return workshop


def style_of(workshop: Workshop, listing_id: str) -> Vector:
    return workshop.entries(listing_id)[listing_id].vectors[STYLE]


def test_each_listing_moves_by_its_own_merchants_words(listening: Workshop) -> None:
    picture = listening.picture()
    said: dict[str, dict[str, Any]] = {
        "silent": {},
        "boho": {"style": "boho"},
        "red": {"colors": ("red", "mustard")},
        "all": ABOUT_BOHO,
        "written": {"description": "A bench of SOLID sheesham."},
        "titled": {"title": "Solid sheesham", "style": "boho"},
    }
    for name, fields in said.items():
        listening.put(name, images=(picture,), **fields)
    listening.work()
    assert sum(listening.encoder.calls) == 6
    silent = style_of(listening, "silent")
    for name, stated in {
        "boho": {"style:boho"},
        "red": {"colors:red"},
        "written": {PHRASE},
        "titled": {PHRASE, "style:boho"},
        "all": {"style:boho", "colors:oak", "colors:red", "materials:metal", "materials:wood"},
    }.items():
        expected = _moved(silent, stated)
        np.testing.assert_allclose(style_of(listening, name), expected, rtol=1e-4, err_msg=name)
    visual = [listening.entries(name)[name].vectors["visual"] for name in said]
    assert len({each.tobytes() for each in visual}) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"style": "boho"}, {"style": "rustic"}),
        ({"colors": ("oak",)}, {"colors": ("red",)}),
        ({"colors": ("oak",)}, {"colors": ("oak", "red")}),
        ({"materials": ("wood",)}, {"materials": ("metal",)}),
        (ABOUT_BOHO, ABOUT_BOHO | {"materials": ()}),
        ({"description": "In oak."}, {"description": "In solid sheesham."}),
        ({"title": "A bench"}, {"title": "In solid sheesham"}),
    ],
)
def test_words_that_change_move_the_listing_anew(
    listening: Workshop, before: dict[str, Any], after: dict[str, Any]
) -> None:
    picture = listening.picture()
    listening.put("sofa", 1, images=(picture,), **before)
    listening.put("same", 1, images=(picture,), **after)
    listening.put("silent", 1, images=(picture,))
    listening.work()
    first = style_of(listening, "sofa")
    listening.put("sofa", 2, images=(picture,), **after)
    listening.work()
    again, same = style_of(listening, "sofa"), style_of(listening, "same")
    np.testing.assert_allclose(again, same, atol=1e-5)
    assert not np.allclose(again, first, atol=1e-3)
    listening.put("sofa", 3, images=(picture,))
    listening.work()
    silent = style_of(listening, "silent")
    np.testing.assert_allclose(style_of(listening, "sofa"), silent, atol=1e-5)
    assert listening.encoder.calls == [3, 1, 1]


@pytest.mark.parametrize(
    "after",
    [
        pytest.param({"price_cents": 200}, id="a new price"),
        pytest.param({"colors": ("red", "oak")}, id="colours in another order"),
        pytest.param({"description": "Sheesham, solid"}, id="a text that says nothing it knows"),
        pytest.param({"colors": ("oak", "mustard", "red")}, id="a colour that it does not know"),
    ],
)
def test_a_change_that_moves_nothing_costs_no_look(
    listening: Workshop, after: dict[str, Any]
) -> None:
    picture = listening.picture()
    listening.put("sofa", 1, images=(picture,), price_cents=100, **ABOUT_BOHO)
    listening.work()
    before = style_of(listening, "sofa")
    listening.put("sofa", 2, images=(picture,), **({"price_cents": 100} | ABOUT_BOHO | after))
    listening.work()
    assert listening.encoder.calls == [1]
    assert listening.versions()["sofa"] == 2
    assert style_of(listening, "sofa").tobytes() == before.tobytes()


def test_what_was_made_of_a_picture_alone_is_looked_at_once_something_is_said(
    listening: Workshop,
) -> None:
    """As it was before words were remembered."""
    picture = listening.picture()
    for name in ("sofa", "silent"):
        listening.put(name, 1, images=(picture,))
    listening.work()
    with listening.database.write() as session:
        session.execute(update(ListingRow).values(indexed_words=None))
    listening.put("sofa", 2, images=(picture,), style="boho")
    listening.put("silent", 2, images=(picture,), colors=("mustard",))
    listening.work()
    assert listening.encoder.calls == [2, 1]
    silent = style_of(listening, "silent")
    expected = _moved(silent, {"style:boho"})
    np.testing.assert_allclose(style_of(listening, "sofa"), expected, rtol=1e-4)


@pytest.mark.parametrize("deaf", [False, True])
def test_words_that_were_remembered_and_are_not_heard_cost_no_look(
    listening: Workshop, workshop: Workshop, *, deaf: bool
) -> None:
    """As they were before only those were remembered that a release hears."""
    if deaf:
        workshop.services = replace(workshop.services, encoders=_deaf(workshop))
    picture = listening.picture()
    listening.put("sofa", 1, images=(picture,), price_cents=100, style="boho", colors=("mustard",))
    listening.work()
    with listening.database.write() as session:
        session.execute(update(ListingRow).values(indexed_words=["colors:mustard", "style:boho"]))
    listening.put("sofa", 2, images=(picture,), price_cents=200, style="boho", colors=("mustard",))
    listening.work()
    assert listening.encoder.calls == [1]


def _deaf(workshop: Workshop) -> EncoderSource:
    return EncoderSource(
        load=lambda: workshop.encoder,
        read_manifest=lambda: workshop.encoder.manifest,
        read_bundle=lambda: fake_bundle(workshop.encoder.manifest),
    )


def test_under_a_release_that_goes_by_pictures_words_cost_no_look(workshop: Workshop) -> None:
    workshop.activate_encoder(SeeingEncoder("seeing", GLAM))
    picture = workshop.picture()
    workshop.put("sofa", 1, images=(picture,), style="boho", colors=("oak",))
    workshop.work()
    workshop.put("sofa", 2, images=(picture,), style="rustic", materials=("wood",))
    workshop.work()
    assert workshop.encoder.calls == [1]


def _moved(pictures: Vector, stated: set[str]) -> Vector:
    """By what is stated, and back by what is seen of the same attributes."""
    spoken_of = {word.partition(":")[0] for word in stated}
    moved = pictures.copy()
    for word, said, seen in zip(WORDS, SAID, SEEN, strict=True):
        moved += said * (word in stated)
        moved -= seen * _believed(word) * (word.partition(":")[0] in spoken_of)
    return _unit(moved)


def _believed(word: str) -> float:
    if word == PHRASE:
        return 0.0
    attribute, _, value = word.partition(":")
    square = np.zeros((32, 32, 3), np.uint8)
    told = SeeingEncoder("alone", GLAM).encode([square])[f"attribute_{attribute}"][0]
    return float(told[ATTRIBUTES[attribute].values.index(value)])


def _unit(row: Floats) -> Floats:
    scaled: Floats = row / np.linalg.norm(row)
    return scaled
