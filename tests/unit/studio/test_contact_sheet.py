from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backend.dataset.read import Dataset, open_dataset
from backend.dataset.write import DatasetWriter
from backend.errors import InvalidInput
from backend.studio.contact_sheet import (
    contact_sheet,
    listings_of,
    photos_of,
    rooms_of,
    save_sheet,
)
from tests.unit.dataset.making import listing, photo, picture, room, truth, write_small


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return open_dataset(write_small(tmp_path / "set"))


def test_one_finish_of_a_design_is_shown(dataset: Dataset) -> None:
    assert listings_of(dataset) == [("images/sofa-1-a.png", "sofa boho")]
    assert listings_of(dataset, category="sofa") == [("images/sofa-1-a.png", "boho")]
    assert listings_of(dataset, category="rug") == []


def test_truth_decides_what_a_listing_is(tmp_path: Path) -> None:
    with DatasetWriter(tmp_path / "set", name="wrong", licence="CC0") as writer:
        row = listing(category="sofa", style="industrial")
        writer.listing(row)
        picture(writer.image_file(row.images[0]))
        writer.truth(truth(category="armchair", style="rustic"))
    dataset = open_dataset(tmp_path / "set")
    assert [caption for _, caption in listings_of(dataset)] == ["armchair rustic"]
    assert listings_of(dataset, style="industrial") == []


def test_rooms_and_photos_are_listed_with_what_they_show(dataset: Dataset) -> None:
    assert rooms_of(dataset) == [(room().image, "living_room")]
    assert photos_of(dataset) == [(photo().image, "sofa-1-a (2)")]


def test_a_picture_that_is_not_there_is_named(tmp_path: Path) -> None:
    directory = write_small(tmp_path / "set")
    (directory / "images" / "room-1.png").unlink()
    dataset = open_dataset(directory)
    with pytest.raises(InvalidInput, match=r"room-1.png"):
        contact_sheet(dataset, rooms_of(dataset), columns=1, cell=60)


def test_a_sheet_too_large_for_a_file_is_refused(dataset: Dataset) -> None:
    with pytest.raises(InvalidInput, match="smaller --cell"):
        contact_sheet(dataset, rooms_of(dataset), columns=40, cell=9000)


def test_pictures_stand_in_rows_and_none_covers_a_caption(tmp_path: Path) -> None:
    directory = write_small(tmp_path / "set")
    picture(directory / "images" / "tall.png", (40, 120))
    dataset = open_dataset(directory)
    wide, tall = "images/sofa-1-a.png", "images/tall.png"
    sheet = contact_sheet(dataset, [(wide, "A"), (wide, "B"), (tall, "C")], columns=2, cell=60)
    pixels = np.asarray(sheet).astype(int)
    shown = np.abs(pixels - (120, 90, 60)).sum(axis=-1) < 10
    # Two of 32 x 24, and one of 40 x 120 made to fit 60 pixels: 20 x 60.
    assert shown.sum() == 2 * 32 * 24 + 20 * 60
    half = sheet.height // 2
    assert shown[:half].sum() == 2 * 32 * 24
    assert shown[half : half + 60, :20].all()


def test_a_sheet_of_nothing_is_refused(dataset: Dataset) -> None:
    with pytest.raises(InvalidInput, match="no such pictures"):
        contact_sheet(dataset, [], columns=3, cell=64)


@pytest.mark.parametrize("name", ["sheet.webp", "deep/er/sheet.jpg", "sheet.png"])
def test_a_sheet_is_saved_as_its_name_says(tmp_path: Path, name: str) -> None:
    save_sheet(Image.new("RGB", (8, 6)), tmp_path / name)
    with Image.open(tmp_path / name) as saved:
        assert saved.size == (8, 6)


def test_a_sheet_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="must end in"):
        save_sheet(Image.new("RGB", (8, 6)), tmp_path / "sheet.gif")
