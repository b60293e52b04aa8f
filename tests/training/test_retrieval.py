from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from backend.images.resize import Picture
from backend.training.projection import unit
from backend.training.retrieval import (
    RetrievalSet,
    Shot,
    color_histogram,
    compared,
    hit_rate,
    retrieval_figures,
)


def shot(name: str, design: str, category: str) -> Shot:
    return Shot(Path(name), design, category)


SHOP = RetrievalSet(
    name="shop",
    catalogue=(
        shot("a1", "ada", "sofa"),
        shot("a2", "ada", "sofa"),
        shot("b1", "bo", "sofa"),
        shot("c1", "cy", "lamp"),
    ),
    photos=(shot("p1", "ada", "sofa"), shot("p2", "cy", "lamp")),
)


def plain(color: tuple[int, int, int]) -> Picture:
    picture = np.empty((8, 8, 3), dtype=np.uint8)
    picture[:] = color
    return picture


def test_a_hit_is_a_relevant_item_among_the_k_nearest() -> None:
    similarity = np.array([[0.9, 0.8, 0.1], [0.2, 0.3, 0.1]], dtype=np.float32)
    relevant = np.array([[False, True, False], [False, False, True]])

    assert [hit_rate(similarity, relevant, k) for k in (1, 2, 3)] == [0, 0.5, 1]


def test_a_query_with_nothing_to_find_does_not_count() -> None:
    similarity = np.array([[0.9, 0.8], [0.9, -np.inf]], dtype=np.float32)
    relevant = np.array([[True, False], [False, True]])

    assert hit_rate(similarity, relevant, 1) == 1
    assert hit_rate(similarity[1:], relevant[1:], 1) is None


def test_figures_of_a_small_shop_are_those_counted_by_hand() -> None:
    # Angles on a circle: a1 and a2 close, b1 further, c1 opposite; the second photo lies near b1.
    degrees = np.radians([0, 10, 60, 180, 5, 70])
    vectors = np.stack([np.cos(degrees), np.sin(degrees)], axis=1).astype(np.float32)

    figures = retrieval_figures(SHOP, vectors)

    assert figures == {
        "photo_hit_at_1": 0.5,
        "photo_hit_at_5": 1.0,
        "photo_hit_at_10": 1.0,
        "sibling_hit_at_10": 1.0,
        "category_at_1": 1.0,
    }


def test_the_nearest_of_another_design_is_not_another_picture_of_the_same() -> None:
    degrees = np.radians([0, 10, 180, 20, 0, 0])
    vectors = np.stack([np.cos(degrees), np.sin(degrees)], axis=1).astype(np.float32)

    # Both pictures of ada are nearest to the lamp; so is bo; the lamp has no other lamp to find.
    assert retrieval_figures(SHOP, vectors)["category_at_1"] == 0


def test_figures_are_named_by_set_and_kind() -> None:
    vectors = unit(np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32))

    figures = compared(SHOP, {"visual": vectors, "colors": vectors})

    assert figures["shop.photo_hit_at_5.visual"] == figures["shop.photo_hit_at_5.colors"] == 1.0
    assert len(figures) == 10


def test_a_figure_that_nothing_can_be_asked_for_is_left_out() -> None:
    lonely = RetrievalSet(name="lonely", catalogue=SHOP.catalogue[2:], photos=())

    assert retrieval_figures(lonely, unit(np.eye(2, dtype=np.float32))) == {}


def test_the_histogram_tells_colors_and_not_places() -> None:
    half = plain((200, 0, 0))
    half[:4] = (0, 0, 200)

    red, blue, both, mirrored = color_histogram(
        [plain((200, 0, 0)), plain((0, 0, 200)), half, half[::-1]]
    )

    assert red @ blue == 0
    assert red @ both == pytest.approx(math.sqrt(0.5))
    assert both @ mirrored == pytest.approx(1)


def test_the_histogram_does_not_see_the_white_of_the_background() -> None:
    padded = plain((255, 255, 255))
    padded[2:5] = (10, 120, 60)

    blank, small, whole = color_histogram([plain((255, 255, 255)), padded, plain((10, 120, 60))])

    assert small @ whole == pytest.approx(1)
    assert not blank.any()
