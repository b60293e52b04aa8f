from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backend.dataset.read import open_dataset
from backend.dataset.records import ListingRow
from backend.dataset.write import DatasetWriter
from backend.errors import InvalidInput
from backend.training.evaluation.judged import popularity_of, read_subjects
from tests.unit.training_evaluation.shop import CATEGORIES, NAMES, build_shop


def test_what_was_trained_on_is_neither_asked_nor_found(tmp_path: Path) -> None:
    subjects = read_subjects(build_shop(tmp_path), "test")
    assert len(subjects.listings) == 2 * len(CATEGORIES) * len(NAMES)
    assert not any("grey" in listing.id for listing in subjects.listings)
    asked = {subjects.listings[place].id.split("-")[1] for place in subjects.asked}
    assert asked == set(NAMES[:4])


def test_pictures_are_first_views_then_second_ones_then_photos(tmp_path: Path) -> None:
    subjects = read_subjects(build_shop(tmp_path), "test")
    names = [picture.name for picture in subjects.pictures]
    listings, seconds = len(subjects.listings), len(subjects.second_views)
    assert all(name.endswith("-0.png") for name in names[:listings])
    assert all(name.endswith("-1.png") for name in names[listings : listings + seconds])
    assert names[listings + seconds :] == ["photo-0.png", "photo-1.png", "photo-2.png"]
    assert seconds == len(subjects.asked)


def test_searches_ask_for_what_their_names_say(tmp_path: Path) -> None:
    subjects = read_subjects(build_shop(tmp_path), "test")
    names = [listing.id for listing in subjects.listings]
    pictures = subjects.pictures
    photos = subjects.photo_search()
    assert [names[column] for column in np.flatnonzero(photos.relevant[1])] == [
        "sofa-red-a",
        "sofa-red-b",
    ]
    strict = subjects.photo_search(same_listing=True)
    assert [names[column] for column in np.flatnonzero(strict.relevant[1])] == ["sofa-red-a"]
    views = subjects.view_search(same_listing=True)
    for query, right in zip(views.queries, views.relevant, strict=True):
        found = names[int(np.flatnonzero(right)[0])]
        assert pictures[query].name == f"{found}-1.png"
    finishes = subjects.finish_search()
    for query, right, absent in zip(
        finishes.queries, finishes.relevant, finishes.absent, strict=True
    ):
        assert names[int(np.flatnonzero(absent)[0])] == names[query]
        assert {names[column][:-2] for column in np.flatnonzero(right)} == {names[query][:-2]}


def test_what_is_alike_is_of_another_design(tmp_path: Path) -> None:
    subjects = read_subjects(build_shop(tmp_path), "test")
    names = [listing.id for listing in subjects.listings]
    search = subjects.alike_search("colors")
    for query, right, absent in zip(search.queries, search.relevant, search.absent, strict=True):
        found = {names[column] for column in np.flatnonzero(right & ~absent)}
        category, color, _ = names[query].split("-")
        others = [each for each in CATEGORIES if each != category]
        assert found == {f"{each}-{color}-{finish}" for each in others for finish in "ab"}


def test_the_truth_is_believed_before_the_merchant(tmp_path: Path) -> None:
    with_truth = read_subjects(build_shop(tmp_path / "known"), "test").listings[0]
    without = read_subjects(build_shop(tmp_path / "told", truth=False), "test").listings[0]
    assert with_truth.values("materials") == ("fabric",)
    assert without.values("materials") == ()
    assert without.values("category") == with_truth.values("category")
    assert (without.cold, without.mean_color) == (None, None)
    assert with_truth.mean_color is not None


def test_words_are_the_merchants_whatever_is_true(tmp_path: Path) -> None:
    """Everything is boho and of fabric; merchants say otherwise of teal, and nothing of fabric."""
    listings = {each.id: each for each in read_subjects(build_shop(tmp_path), "test").listings}
    teal, green = listings["sofa-teal-a"], listings["sofa-green-a"]
    assert (teal.style, teal.materials) == ("boho", ("fabric",))
    assert {"colors:teal", "style:rustic"} == {w for w in teal.words if "text:" not in w}
    assert {"colors:green"} == {w for w in green.words if "text:" not in w}


def test_what_was_seen_and_bought_is_counted(tmp_path: Path) -> None:
    shop = build_shop(tmp_path / "shop")
    counts = popularity_of(shop, ("rug-red-a", "rug-red-b", "sofa-red-a"))
    assert counts is not None
    assert counts.tolist() == [0.0, 1.0, 1.0]


def test_a_shop_without_shoppers_has_no_popularity(tmp_path: Path) -> None:
    with DatasetWriter(tmp_path, name="quiet", licence="CC0-1.0") as writer:
        writer.listing(ListingRow(id="rug-1", title="A rug", split="test"))
    dataset = open_dataset(tmp_path)
    assert popularity_of(dataset, ("rug-1",)) is None
    with pytest.raises(InvalidInput, match="no listing with a picture"):
        read_subjects(dataset, "test")
