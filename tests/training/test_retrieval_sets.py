from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec import structs

from backend.dataset.records import ListingRow, PhotoRow, Size, Split, TruthRow
from backend.dataset.write import DatasetWriter
from backend.errors import ConfigurationError, InvalidInput
from backend.training.retrieval import Shot
from backend.training.retrieval_sets import dataset_set, views_set


def build(folder: Path, *photos: PhotoRow) -> None:
    with DatasetWriter(folder, name="shop", licence="none") as writer:
        for id_, category in (("sofa-1-a", "sofa"), ("lamp-1-a", "table_lamp")):
            image = f"images/{id_}.webp"
            row = ListingRow(
                id=id_,
                title=id_,
                group=id_[:-2],
                category=category,
                images=(image, "images/2.webp"),
            )
            writer.listing(row)
        writer.listing(ListingRow(id="bed-1", title="A bed that has no picture"))
        for photo in photos:
            writer.photo(photo)


def test_a_shop_is_searched_with_its_photos(tmp_path: Path) -> None:
    build(
        tmp_path,
        PhotoRow(id="p", image="images/p.jpg", listing="sofa-1-a", split="test", severity=2),
    )

    shots = dataset_set(tmp_path)

    assert shots.name == "shop"
    assert shots.catalogue == (
        Shot(tmp_path / "images" / "sofa-1-a.webp", "sofa-1", "sofa"),
        Shot(tmp_path / "images" / "lamp-1-a.webp", "lamp-1", "table_lamp"),
    )
    assert shots.photos == (Shot(tmp_path / "images" / "p.jpg", "sofa-1", "sofa"),)


def test_one_split_is_measured_by_what_is_true(tmp_path: Path) -> None:
    size = Size(width=1.0)
    with DatasetWriter(tmp_path, name="shop", licence="none") as writer:
        splits: tuple[tuple[str, Split], ...] = (("a", "train"), ("b", "test"))
        for id_, split in splits:
            row = ListingRow(id=id_, title=id_, category="sofa", images=(f"{id_}.webp",))
            writer.listing(structs.replace(row, split=split))
            writer.photo(PhotoRow(id=id_, image="p.jpg", listing=id_, split=split, severity=0))
        writer.truth(
            TruthRow(
                id="b",
                group="b",
                category="bed",
                style="boho",
                styles={"boho": 1.0},
                colors=(),
                palette=(),
                materials=(),
                pattern="plain",
                busy=0.0,
                size_cm=size,
            )
        )

    shots = dataset_set(tmp_path, "test")

    assert shots.catalogue == (Shot(tmp_path / "b.webp", "b", "bed"),)
    assert shots.photos == (Shot(tmp_path / "p.jpg", "b", "bed"),)


def test_a_shop_may_have_no_photos(tmp_path: Path) -> None:
    build(tmp_path)

    assert dataset_set(tmp_path).photos == ()


def test_a_photo_of_what_cannot_be_found_is_refused(tmp_path: Path) -> None:
    build(
        tmp_path, PhotoRow(id="p", image="images/p.jpg", listing="bed-1", split="test", severity=2)
    )

    with pytest.raises(InvalidInput, match="bed-1"):
        dataset_set(tmp_path)


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


def test_an_index_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"index\.json"):
        views_set(tmp_path, "outside")
