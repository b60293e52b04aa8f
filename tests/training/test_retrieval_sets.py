from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from backend.errors import ConfigurationError
from backend.training.retrieval import Shot
from backend.training.retrieval_sets import demo_set, views_set

ROWS: list[dict[str, object]] = [
    {"id": "sofa-1-a", "image": "sofa-1-a.webp", "group": "sofa-1", "category": "sofa", "price": 9},
    {"id": "lamp-1-a", "image": "lamp-1-a.webp", "group": "lamp-1", "category": "table_lamp"},
]
PHOTOS: list[dict[str, object]] = [{"photo": "01.jpg", "listing": "sofa-1-a", "group": "sofa-1"}]


def write_lines(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_the_demo_shop_is_searched_with_its_photos(tmp_path: Path) -> None:
    write_lines(tmp_path / "catalogue.jsonl", ROWS)
    write_lines(tmp_path / "photos.jsonl", PHOTOS)

    shots = demo_set(tmp_path)

    assert shots.catalogue == (
        Shot(tmp_path / "pictures" / "sofa-1-a.webp", "sofa-1", "sofa"),
        Shot(tmp_path / "pictures" / "lamp-1-a.webp", "lamp-1", "table_lamp"),
    )
    assert shots.photos == (Shot(tmp_path / "photos" / "01.jpg", "sofa-1", "sofa"),)


def test_a_demo_shop_may_have_no_photos(tmp_path: Path) -> None:
    write_lines(tmp_path / "catalogue.jsonl", ROWS)

    assert demo_set(tmp_path).photos == ()


def test_views_from_a_phone_are_searched_for_among_those_from_the_studio(tmp_path: Path) -> None:
    views: list[dict[str, object]] = [
        {"file": f"images/{view}.jpg", "design": "ada", "view": view, "category": "bed"}
        for view in ("studio_a", "studio_b", "phone")
    ]
    (tmp_path / "index.json").write_text(json.dumps(views))

    shots = views_set(tmp_path, "outside")

    assert shots.name == "outside"
    assert [shot.path.name for shot in shots.catalogue] == ["studio_a.jpg", "studio_b.jpg"]
    assert [shot.path.name for shot in shots.photos] == ["phone.jpg"]


@pytest.mark.parametrize("content", [None, "{", '{"image": 3}'])
def test_a_catalogue_that_cannot_be_read_is_named(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "catalogue.jsonl").write_text(content)

    with pytest.raises(ConfigurationError, match=r"catalogue\.jsonl"):
        demo_set(tmp_path)


def test_an_index_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"index\.json"):
        views_set(tmp_path, "outside")
