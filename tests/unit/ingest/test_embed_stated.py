"""What a merchant says of a style, on the way of a listing into the index."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from backend.encoder.release import STYLE, Release
from backend.encoder.source import EncoderSource
from backend.encoder.stated import StatedStyles
from backend.index.port import Vector
from backend.taxonomy import STYLES
from tests.fakes.encoder import STYLE_DIMENSION, fake_bundle
from tests.fakes.seeing import SeeingEncoder
from tests.fixtures.services import Workshop

GLAM = {"style": {"glam": 0.6}}
SHIFTS = np.random.default_rng(0).normal(size=(len(STYLES), STYLE_DIMENSION)).astype(np.float32)


@pytest.fixture
def listening(workshop: Workshop) -> Workshop:
    """Under a release that sees glam in every picture, and takes a merchant at his word."""

    def bundle() -> Release:
        stated = StatedStyles(values=STYLES, shifts=SHIFTS)
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


def test_each_listing_moves_by_its_own_merchants_word(listening: Workshop) -> None:
    picture = listening.picture()
    for name, style in (("silent", None), ("boho", "boho"), ("glam", "glam")):
        listening.put(name, images=(picture,), style=style)
    listening.work()
    silent, boho, glam = (style_of(listening, name) for name in ("silent", "boho", "glam"))
    seen = silent + np.array([each == "boho" for each in STYLES]) @ SHIFTS
    assert listening.encoder.calls == [3]
    expected = seen - _believed() @ SHIFTS
    np.testing.assert_allclose(boho, expected / np.linalg.norm(expected), rtol=1e-4)
    # The picture shows what is said: less to move.
    assert np.linalg.norm(glam - silent) < np.linalg.norm(boho - silent)
    visual = [listening.entries(name)[name].vectors["visual"] for name in ("silent", "boho")]
    assert visual[0].tobytes() == visual[1].tobytes()


def test_a_word_that_changes_moves_the_listing_anew(listening: Workshop) -> None:
    picture = listening.picture()
    listening.put("sofa", 1, images=(picture,), style="boho")
    listening.put("same", 1, images=(picture,), style="rustic")
    listening.put("silent", 1, images=(picture,))
    listening.work()
    listening.put("sofa", 2, images=(picture,), style="rustic")
    listening.work()
    assert style_of(listening, "sofa").tobytes() == style_of(listening, "same").tobytes()
    listening.put("sofa", 3, images=(picture,))
    listening.work()
    assert style_of(listening, "sofa").tobytes() == style_of(listening, "silent").tobytes()
    assert listening.encoder.calls == [3, 1, 1]


def test_a_new_price_under_the_same_word_costs_no_look(listening: Workshop) -> None:
    picture = listening.picture()
    listening.put("sofa", 1, images=(picture,), style="boho", price_cents=100)
    listening.work()
    before = style_of(listening, "sofa")
    listening.put("sofa", 2, images=(picture,), style="boho", price_cents=200)
    listening.work()
    assert listening.encoder.calls == [1]
    assert style_of(listening, "sofa").tobytes() == before.tobytes()


def test_under_a_release_that_goes_by_pictures_a_word_costs_no_look(workshop: Workshop) -> None:
    workshop.activate_encoder(SeeingEncoder("seeing", GLAM))
    picture = workshop.picture()
    workshop.put("sofa", 1, images=(picture,), style="boho")
    workshop.work()
    workshop.put("sofa", 2, images=(picture,), style="rustic")
    workshop.work()
    assert workshop.encoder.calls == [1]


def _believed() -> Vector:
    square = np.zeros((32, 32, 3), np.uint8)
    told: Vector = SeeingEncoder("alone", GLAM).encode([square])["attribute_style"][0]
    return told
