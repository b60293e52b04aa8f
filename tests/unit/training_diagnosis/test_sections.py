"""The parts of the page, from a small made-up shop whose pictures are plain colours."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backend.dataset.records import PhotoRow
from backend.training.diagnosis.heads import Head
from backend.training.diagnosis.markup import page, percent
from backend.training.diagnosis.photos import photo_ranks
from backend.training.diagnosis.pieces import Piece
from backend.training.diagnosis.sections.attributes import confusion_section, mistake_section
from backend.training.diagnosis.sections.maps import map_page, map_picture
from backend.training.diagnosis.sections.photos import photo_section
from backend.training.diagnosis.sections.styling import (
    pair_section,
    triplet_section,
    violation_section,
)
from backend.training.diagnosis.thumbnails import FOLDER, SIDE, Thumbnails
from backend.training.diagnosis.triplets import Judged, Triplets, violations

COLORS = {"red": (200, 0, 0), "blue": (0, 0, 200), "green": (0, 150, 0), "grey": (120, 120, 120)}
NASTY = 'A </script><b>"sofa"</b>'
PIECES = [
    Piece(id="s1", title=NASTY, design="s1", image="red.png", category="sofa", colors=("red",)),
    Piece(id="s2", title="Two", design="s2", image="blue.png", category="sofa", style="glam"),
    Piece(id="r1", title="Three", design="r1", image="green.png", category="rug", cold=True),
    Piece(id="r2", title="Four", design="r2", image="grey.png", category="rug", cold=False),
]
CATEGORIES = [piece.category for piece in PIECES]


@pytest.fixture
def thumbnails(tmp_path: Path) -> Thumbnails:
    (tmp_path / "shop").mkdir()
    for name, color in COLORS.items():
        Image.new("RGB", (40, 40), color).save(tmp_path / "shop" / f"{name}.png")
    return Thumbnails(lambda path: tmp_path / "shop" / path, tmp_path / "out")


def pictures_of(html: str) -> list[str]:
    return re.findall(r'<img src="([^"]+)"', html)


def test_a_thumbnail_is_made_once(thumbnails: Thumbnails, tmp_path: Path) -> None:
    address = thumbnails.address("red.png")
    (tmp_path / "shop" / "red.png").unlink()

    assert thumbnails.address("red.png") == address
    with Image.open(tmp_path / "out" / address) as made:
        assert made.size == (SIDE, SIDE)
    assert len(list((tmp_path / "out" / FOLDER).iterdir())) == 1


def test_a_photo_is_shown_with_what_it_shows_and_what_was_found(thumbnails: Thumbnails) -> None:
    photo = PhotoRow(id="p1", image="grey.png", listing="s1", split="test", severity=1)
    catalogue = np.eye(4, dtype=np.float32)
    ranks = photo_ranks(catalogue[1:2] * 0.9 + 0.1, catalogue, [0], [p.design for p in PIECES])
    section = photo_section(ranks, [photo], PIECES, thumbnails)

    blue, red, grey = (thumbnails.address(f"{name}.png") for name in ("blue", "red", "grey"))
    assert pictures_of(section.body)[:3] == [grey, red, blue]
    assert "found at place 4" in section.body
    assert "a fair one" in section.body


def test_a_shop_whose_photos_all_find_their_piece_has_nothing_to_show(
    thumbnails: Thumbnails,
) -> None:
    photo = PhotoRow(id="p1", image="grey.png", listing="s1", split="test", severity=0)
    catalogue = np.eye(4, dtype=np.float32)
    ranks = photo_ranks(catalogue[:1], catalogue, [0], [p.design for p in PIECES])

    body = photo_section(ranks, [photo], PIECES, thumbnails).body
    assert "nothing to show" in body
    assert pictures_of(body) == []


def test_a_confident_mistake_says_what_was_said_and_what_is(thumbnails: Thumbnails) -> None:
    odds = np.array([[0.9, 0.1], [0.3, 0.7], [0.2, 0.8], [0.1, 0.9]], dtype=np.float32)
    head = Head("category", ("rug", "sofa"), odds)
    section = mistake_section([head], PIECES, thumbnails)

    assert "Of 4 listings 3 are read wrong." in section.body
    assert pictures_of(section.body)[:1] in (
        [thumbnails.address("red.png")],
        [thumbnails.address("grey.png")],
    )
    assert f"said rug</b><span>{percent(0.9)} sure</span><span>is sofa" in section.body


def test_a_confusion_matrix_colors_the_diagonal_apart() -> None:
    odds = np.array([[0.1, 0.9], [0.1, 0.9], [0.2, 0.8], [0.9, 0.1]], dtype=np.float32)
    body = confusion_section([Head("category", ("rug", "sofa"), odds)], PIECES).body

    assert f"{percent(0.75)} of 4 are right" in body
    assert 'title="1 of 2 rug taken for sofa">50</td>' in body
    assert "rgba(38,110,106,1.00)" in body


def judged(calibrated: bool) -> Judged:
    triplets = Triplets(np.array([0, 2]), np.array([2, 0]), np.array([3, 1]))
    stylist, random = np.array([0.1, 0.9], np.float32), np.array([0.8, 0.2], np.float32)
    factor = 10 if calibrated else 1
    return Judged(triplets, stylist, random, factor * stylist - 5, factor * random - 5)


def test_an_overruled_stylist_is_shown_beside_what_was_preferred(thumbnails: Thumbnails) -> None:
    body = triplet_section(judged(True), PIECES, thumbnails, calibrated=True).body

    assert pictures_of(body) == [
        thumbnails.address(f"{name}.png") for name in ("red", "green", "grey")
    ]
    assert "1 of 2 triplets are violated" in body
    assert "margin 7.00" in body
    assert f"preferred</b><span>{percent(0.9526)}" in body


def test_without_calibration_no_percentage_is_claimed(thumbnails: Thumbnails) -> None:
    section = triplet_section(judged(False), PIECES, thumbnails, calibrated=False)

    assert "preferred</b><span>score" in section.body
    assert "no calibration" in " ".join(section.guide)


def test_the_surest_wrong_pairs_of_either_kind_are_shown(thumbnails: Thumbnails) -> None:
    body = pair_section(judged(True), PIECES, thumbnails, calibrated=True).body
    clash, chance = body.split("Put together by chance")

    assert pictures_of(clash)[:2] == [
        thumbnails.address("red.png"),
        thumbnails.address("green.png"),
    ]
    assert pictures_of(chance)[:2] == [
        thumbnails.address("red.png"),
        thumbnails.address("grey.png"),
    ]


def test_the_heat_map_counts_what_was_violated() -> None:
    body = violation_section(violations(judged(True), CATEGORIES)).body

    assert 'title="sofa → rug: 1 of 1 violated">100</td>' in body
    assert 'title="rug → sofa: 0 of 1 violated">0</td>' in body


def test_a_map_is_one_file_that_holds_what_it_shows(thumbnails: Thumbnails) -> None:
    points = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], dtype=np.float32)
    head = Head("category", ("rug", "sofa"), np.full((4, 2), 0.5, dtype=np.float32))
    html = map_page("map", {"visual": points}, PIECES, [head], thumbnails)

    assert "{{" not in html.replace("${", "")
    assert not re.search(r'(?:src|href)="(?!data:)', html)
    data = json.loads(html.split('id="data">')[1].split("</script>")[0])
    assert data["titles"][0] == NASTY
    assert data["predicted"][0][0] == f"rug {percent(0.5)}"
    facets = {facet["name"]: facet for facet in data["facets"]}
    assert facets["category"]["of"] == [0, 0, 1, 1]
    assert facets["first colour"]["of"] == [0, -1, -1, -1]
    assert facets["seen by shoppers in training"]["of"] == [-1, -1, 1, 0]
    assert "pattern" not in facets


def test_a_map_picture_shows_every_listing_once(thumbnails: Thumbnails, tmp_path: Path) -> None:
    points = np.array([[0, 0], [1, 0], [0, 0], [1, 0.9]], dtype=np.float32)
    (tmp_path / "map.webp").write_bytes(map_picture(points, PIECES, thumbnails))
    with Image.open(tmp_path / "map.webp") as opened:
        pixels = np.asarray(opened.convert("RGB")).astype(int)

    for color in COLORS.values():
        shown = (np.abs(pixels - color).sum(axis=-1) < 40).sum()
        assert shown == pytest.approx(112 * 112, rel=0.05)


def test_titles_are_never_taken_for_markup(thumbnails: Thumbnails) -> None:
    odds = np.array([[0.9, 0.1]] * 4, dtype=np.float32)
    section = mistake_section([Head("category", ("rug", "sofa"), odds)], PIECES, thumbnails)

    assert "<b>&quot;sofa" not in section.body
    assert "</script>" not in page(NASTY, "", [], [section])


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0 %"), (0.001, "< 1 %"), (0.5, "50 %"), (0.996, "> 99 %"), (1, "100 %")],
)
def test_what_is_not_quite_all_or_nothing_does_not_read_so(share: float, said: str) -> None:
    assert percent(share) == said.replace(" ", "\N{NO-BREAK SPACE}")
