from __future__ import annotations

import numpy as np
import pytest

from backend.studio.photos.packshot import View, packshot, studio, usual_view
from backend.studio.photos.stage import box_of
from backend.studio.seeds import generator
from tests.unit.studio.shapes import boxes, brightness, plain

WHITE, OAK = (0.8, 0.8, 0.8), (0.45, 0.28, 0.12)
TABLE = boxes(((0, 0.72, 0), (1.6, 0.04, 0.8)), ((0, 0.35, 0), (0.1, 0.7, 0.1)))


@pytest.mark.parametrize("view", [View(30, 12), View(-42, 6), View(0, 60), View(180, 0)])
def test_all_of_the_piece_is_in_the_picture_and_fills_it(view: View) -> None:
    frame = packshot(studio(TABLE, plain(OAK, OAK)), view, 64)
    left, top, right, bottom = box_of(frame.coverage > 0) or (0, 0, 1, 1)
    assert min(left, top, 1 - right, 1 - bottom) > 0.03
    assert max(right - left, bottom - top) == pytest.approx(0.86, abs=0.05)


def test_the_same_view_gives_the_same_bytes() -> None:
    shots = [packshot(studio(TABLE, plain(OAK, OAK)), View(30, 10), 48) for _ in range(2)]
    assert shots[0].image.tobytes() == shots[1].image.tobytes()


def test_paper_is_white_and_darker_below_the_piece() -> None:
    frame = packshot(studio(TABLE, plain(OAK, OAK)), View(25, 15), 96)
    light = brightness(frame.image)
    backdrop = frame.coverage == 0
    assert light[0].min() > 235
    assert light[backdrop].min() < light[0].min() - 15
    # White, not tinted.
    assert np.ptp(frame.image[backdrop].astype(int), axis=-1).max() <= 8


def test_a_white_piece_stands_out_from_white_paper() -> None:
    frame = packshot(studio(TABLE, plain(WHITE, WHITE)), View(25, 12), 96)
    light = brightness(frame.image)
    assert light[frame.coverage == 1].mean() < light[0].mean() - 10


def test_the_side_away_from_the_softbox_is_darker() -> None:
    cube = boxes(((0, 0.5, 0), (1, 1, 1)))
    left, right = (
        brightness(frame.image)[frame.coverage == 1].mean()
        for frame in (packshot(studio(cube, plain(OAK)), View(turn, 2), 48) for turn in (-45, 135))
    )
    assert left > right + 10


@pytest.mark.parametrize("category", ["rug", "mirror", "wall_art", "bed", "sofa"])
def test_what_is_flat_is_seen_from_where_it_shows(category: str) -> None:
    views = [usual_view(category, generator(seed, "view")) for seed in range(40)]
    elevations = [view.elevation for view in views]
    azimuths = np.abs([view.azimuth for view in views])
    if category == "rug":
        assert min(elevations) > 40
    elif category in ("mirror", "wall_art"):
        assert max(elevations) <= 5
        assert azimuths.max() < 30
    else:
        assert azimuths.min() >= 16
        assert max(elevations) <= 24
        assert {view.azimuth > 0 for view in views} == {True, False}
