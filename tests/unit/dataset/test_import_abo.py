from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from backend.cli import main
from backend.dataset.check import problems
from backend.dataset.importers import abo
from backend.dataset.importers.run import Refused, Skipped, Taken
from backend.dataset.read import open_dataset
from backend.dataset.records import ListingRow, Size
from backend.errors import InvalidInput
from tests.unit.dataset.making import DATA, picture

LISTINGS = DATA / "abo_listings.json"


def taken(path: Path) -> dict[str, ListingRow]:
    images = abo.read_images(DATA / "abo_images.csv")
    candidates = abo.candidates([path], images)
    return {item.listing.id: item.listing for item in candidates if isinstance(item, Taken)}


def line(directory: Path, **fields: Any) -> Path:
    """A file with one made-up listing."""
    item = {
        "item_id": "B1",
        "item_name": [{"language_tag": "en_US", "value": "A thing"}],
        "product_type": [{"value": "TABLE"}],
        "main_image_id": "01madeup",
    }
    path = directory / "listings.json"
    path.write_text(json.dumps(item | fields) + "\n")
    return path


def test_english_is_preferred_and_standardized_values_come_first() -> None:
    sofa = taken(LISTINGS)["B0MADEUP01"]
    assert sofa.title.endswith('Hedda Mid-Century Modern Sofa, 82.5"W, Lagoon')
    assert sofa.description == "Soft and deep\nLegs of solid oak"
    assert sofa.category == "sofa"
    assert sofa.colors == ("teal",)
    assert sofa.materials == ("wood", "velvet")
    assert sofa.style == "midcentury"
    assert sofa.pattern == "plain"
    assert sofa.size_cm == Size(width=209.6, depth=92.7, height=83.8)
    assert sofa.images == ("images/01/01made.png", "images/02/02made.png")


def test_another_language_is_taken_where_there_is_no_english() -> None:
    lamp = taken(LISTINGS)["B0MADEUP03"]
    assert lamp.title == "フロアランプ"
    assert lamp.category is None
    assert lamp.colors == ("black",)


def test_words_are_searched_where_nothing_is_standardized() -> None:
    rug = taken(LISTINGS)["B0MADEUP04"]
    assert rug.colors == ("charcoal", "white")
    assert rug.materials == ("fabric",)
    assert rug.pattern == "stripe"
    assert rug.style == "rustic"
    assert rug.size_cm == Size(width=152.4, depth=243.8)


def test_colours_of_one_model_are_one_design() -> None:
    rows = taken(LISTINGS)
    assert rows["B0MADEUP01"].group == rows["B0MADEUP02"].group
    assert len({row.group for row in rows.values()}) == 3


def test_without_a_model_name_the_name_without_colours_tells_the_design(tmp_path: Path) -> None:
    def group(name: str) -> str | None:
        name_field = [{"language_tag": "en_US", "value": name}]
        return taken(line(tmp_path, item_name=name_field))["B1"].group

    assert group("Nora Dining Table, Oak") == group("Nora dining table, Walnut, 180 cm")
    assert group("Nora White Dining Table") == group("Nora Black Dining Table (Large)")
    assert group("Nora Dining Table") != group("Ida Dining Table")


@pytest.mark.parametrize(
    ("kind", "name", "category"),
    [
        ("TABLE", "Round Coffee Table", "coffee_table"),
        ("TABLE", "Bistro Table", None),
        ("SOFA", "L-Shaped Sofa", "sectional"),
        ("CHAIR", "Set of 2 Dining Chairs", "dining_chair"),
        ("CHAIR", "Swivel Office Chair", "other"),
        ("LAMP", "Arc Floor-Lamp", "floor_lamp"),
        ("CABINET", "Media Console", "tv_stand"),
        ("HOME_MIRROR", "Round Mirror", "mirror"),
        ("FURNITURE", "Tall Bookcase", "bookcase"),
    ],
)
def test_product_types_become_categories(
    tmp_path: Path, kind: str, name: str, category: str | None
) -> None:
    path = line(
        tmp_path,
        product_type=[{"value": kind}],
        item_name=[{"language_tag": "en_US", "value": name}],
    )
    assert taken(path)["B1"].category == category


def test_other_types_and_other_marketplaces_are_skipped_and_counted() -> None:
    found = abo.candidates([LISTINGS], abo.read_images(DATA / "abo_images.csv"))
    assert [item.kind for item in found if isinstance(item, Skipped)] == [
        "the same item in another marketplace",
        "CELLULAR_PHONE_CASE",
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"main_image_id": "none"}, "'none' is no known image"),
        ({"main_image_id": None}, "is no known image"),
        ({"item_name": []}, "has no name"),
        ({"item_name": "A thing"}, "item_name: Expected `array`"),
        ({"item_id": "../B1"}, "id: Expected `str` matching"),
        ({"item_dimensions": {"width": {"unit": "inches", "value": "NaN"}}}, "width.value: Exp"),
    ],
)
def test_lines_that_cannot_be_taken_are_named(
    tmp_path: Path, fields: dict[str, Any], said: str
) -> None:
    (candidate,) = abo.candidates([line(tmp_path, **fields)], {"01madeup": "a.png"})
    assert isinstance(candidate, Refused)
    assert said in str(candidate.errors[0])


def test_a_path_that_leaves_the_folder_is_not_followed(tmp_path: Path) -> None:
    (candidate,) = abo.candidates([line(tmp_path)], {"01madeup": "../../secret.png"})
    assert isinstance(candidate, Refused)


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    path = tmp_path / "listings_0.json.gz"
    path.write_bytes(gzip.compress(LISTINGS.read_bytes())[:-200])
    with pytest.raises(InvalidInput, match=r"listings_0\.json\.gz cannot be read"):
        list(abo.candidates([path], {}))
    path.write_bytes(b"no archive")
    with pytest.raises(InvalidInput, match="cannot be read"):
        abo.read_images(path)
    (tmp_path / "images.csv").write_text("id,file\n")
    with pytest.raises(InvalidInput, match="no columns image_id and path"):
        abo.read_images(tmp_path / "images.csv")


def test_the_command_makes_a_data_set_of_the_archives(tmp_path: Path) -> None:
    archives = {}
    for name in ("abo_listings.json", "abo_images.csv"):
        archives[name] = tmp_path / f"{name}.gz"
        archives[name].write_bytes(gzip.compress((DATA / name).read_bytes()))
    for number in range(1, 6):
        picture(tmp_path / "small" / f"{number:02x}" / f"{number:02x}made.png")
    result = CliRunner().invoke(
        main,
        [
            *("dataset", "import-abo", str(archives["abo_listings.json"])),
            *("--images-csv", str(archives["abo_images.csv"])),
            *("--images", str(tmp_path / "small"), "--out", str(tmp_path / "out")),
        ],
    )
    assert result.exit_code == 0, result.output
    assert "Skipped 1: CELLULAR_PHONE_CASE\n" in result.stdout
    assert "4 listings and 4 pictures written" in result.stdout
    dataset = open_dataset(tmp_path / "out")
    assert list(problems(dataset)) == []
    assert dataset.info.licence == "CC BY 4.0, Amazon.com"
    by_id = {row.id: msgspec.structs.replace(row, split=None) for row in dataset.listings()}
    assert by_id == taken(LISTINGS)
