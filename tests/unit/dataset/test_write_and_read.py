from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend import taxonomy
from backend.dataset.lines import LONGEST_LINE
from backend.dataset.read import Dataset, open_dataset
from backend.dataset.records import InteractionRow, ListingRow, Size
from backend.dataset.write import DatasetWriter
from backend.errors import ConfigurationError, InvalidInput
from tests.unit.dataset.making import listing, photo, room, truth, write_small

measures = st.none() | st.floats(0, 1e6)
names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:~-]{0,20}", fullmatch=True)
values = {
    field: st.none() | st.sampled_from(known)
    for field, known in (
        ("category", taxonomy.CATEGORIES),
        ("style", taxonomy.STYLES),
        ("pattern", taxonomy.PATTERNS),
    )
}
listings = st.builds(
    ListingRow,
    id=names,
    title=st.text(min_size=1, max_size=100),
    description=st.text(max_size=200),
    colors=st.lists(st.sampled_from(list(taxonomy.COLORS)), unique=True, max_size=5).map(tuple),
    materials=st.lists(st.sampled_from(taxonomy.MATERIALS), unique=True, max_size=5).map(tuple),
    price=st.none() | st.floats(0, 1e12),
    currency=st.none() | st.just("EUR"),
    stock=st.none() | st.integers(-(2**31), 2**31),
    group=st.none() | names,
    size_cm=st.none() | st.builds(Size, width=measures, depth=measures, height=measures),
    images=st.lists(names.map("images/{}.png".format), max_size=3).map(tuple),
    split=st.sampled_from([None, "train", "validation", "test"]),
    **values,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(listings, max_size=8))
def test_what_is_written_is_read_again(rows: list[ListingRow]) -> None:
    with TemporaryDirectory() as directory:
        with DatasetWriter(Path(directory), name="any", licence="any") as writer:
            for row in rows:
                writer.listing(row)
        dataset = open_dataset(Path(directory))
        assert list(dataset.listings()) == rows
        assert dataset.info.counts == {"listings": len(rows)}


def test_rows_of_every_kind_are_read_again(tmp_path: Path) -> None:
    dataset = open_dataset(write_small(tmp_path))
    assert list(dataset.truth()) == [truth()]
    assert list(dataset.rooms()) == [room()]
    assert list(dataset.photos()) == [photo()]
    assert [row.listings for row in dataset.interactions()] == [("sofa-1-b", "sofa-1-a")]
    assert dataset.info.counts["listings"] == 2
    assert dataset.info.splits == {"train": 2}
    assert dataset.image("images/room-1.png").is_file()
    assert not list(tmp_path.glob(".*"))


def test_files_that_are_not_there_have_no_rows(tmp_path: Path) -> None:
    with DatasetWriter(tmp_path, name="any", licence="any") as writer:
        writer.listing(listing())
    dataset = open_dataset(tmp_path)
    assert not dataset.has("rooms")
    assert list(dataset.rooms()) == []


def interrupted(directory: Path, *, with_picture: bool) -> None:
    with DatasetWriter(directory, name="any", licence="any") as writer:
        writer.listing(listing())
        if with_picture:
            writer.image_file("images/a.png").write_bytes(b"costly to draw")
        raise KeyboardInterrupt


def test_a_data_set_that_was_not_finished_is_not_one(tmp_path: Path) -> None:
    target = tmp_path / "new"
    with pytest.raises(KeyboardInterrupt):
        interrupted(target, with_picture=False)
    assert not target.exists()
    with pytest.raises(ConfigurationError, match="not a data set, or not complete"):
        open_dataset(target)


def test_pictures_outlive_a_writer_that_failed_but_rows_do_not(tmp_path: Path) -> None:
    target = tmp_path / "new"
    with pytest.raises(KeyboardInterrupt):
        interrupted(target, with_picture=True)
    assert [path.name for path in target.rglob("*") if path.is_file()] == ["a.png"]


def test_a_data_set_is_replaced_only_when_told_to(tmp_path: Path) -> None:
    write_small(tmp_path)
    with pytest.raises(ConfigurationError, match="already"):
        DatasetWriter(tmp_path, name="other", licence="any").__enter__()
    with DatasetWriter(tmp_path, name="other", licence="any", replace=True) as writer:
        with pytest.raises(ConfigurationError):  # what is half replaced is not complete
            open_dataset(tmp_path)
        writer.listing(listing("new"))
    dataset = open_dataset(tmp_path)
    assert [row.id for row in dataset.listings()] == ["new"]
    assert not dataset.has("truth")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: listing(category="sofaa"), "did you mean sofa"),
        (lambda: listing(price=float("nan")), "price: nan is not a finite number"),
        (lambda: listing(price=-1.0), "price: -1 is less than 0"),
        (lambda: listing(colors=("teal", "teal")), "teal is named twice"),
        (lambda: listing(images=("../secret.png",)), "not a path within"),
        (lambda: listing(images=("/etc/passwd",)), "not a path within"),
        (lambda: listing(images=("images\\a.png",)), "not a path within"),
        (lambda: listing(images=("C:/a.png",)), "not a path within"),
        (lambda: listing(size_cm=Size(width=float("inf"))), "width: inf"),
        (lambda: truth(styles={"boho": 0.5}), "add up to 0.500"),
        (lambda: truth(wrong=("colour",)), "no field 'colour'"),
        (lambda: truth(wood="pine"), "unknown wood 'pine'"),
    ],
)
def test_rows_that_cannot_be_are_not_even_made(make: Callable[[], Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make()


@pytest.mark.parametrize(
    "row",
    [
        listing("no spaces"),
        listing(title=""),
        listing(description="x" * 10_001),
        listing(colors=["teal"]),
    ],
)
def test_rows_that_could_not_be_read_are_not_written(tmp_path: Path, row: ListingRow) -> None:
    with (
        pytest.raises(InvalidInput, match="listings, row"),
        DatasetWriter(tmp_path, name="any", licence="any") as writer,
    ):
        writer.listing(row)


def test_a_row_too_long_to_be_read_is_not_written(tmp_path: Path) -> None:
    endless = InteractionRow(id="a", kind="view", listings=("x" * 100,) * (LONGEST_LINE // 100))
    with (
        pytest.raises(InvalidInput, match="interactions, row 'a'"),
        DatasetWriter(tmp_path, name="any", licence="any") as writer,
    ):
        writer.interaction(endless)


def with_lines(directory: Path, *lines: bytes) -> Dataset:
    """A merchant's own data set, written by hand."""
    (directory / "dataset.json").write_text('{"format": 1, "name": "mine", "licence": "mine"}')
    (directory / "listings.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return open_dataset(directory)


def test_a_data_set_written_by_hand_needs_little(tmp_path: Path) -> None:
    dataset = with_lines(tmp_path, b'\xef\xbb\xbf{"id": "a", "title": "A sofa"}', b"", b"")
    assert list(dataset.listings()) == [ListingRow(id="a", title="A sofa")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"id": "b", "title": 3}', "title: Expected `str`, got `int`"),
        (b'{"id": "b"}', "missing required field `title`"),
        (b'{"id": "b", "title": "B", "colour": "red"}', "unknown field `colour`"),
        (b'{"id": "b", "title": "B", "category": "chair"}', "did you mean .*armchair"),
        (b'{"id": "b", "title": "B", "size_cm": {"width": "9"}}', "size_cm.width: Expected"),
        (b'{"id": "b", "title": "B", "size_cm": {"width": -9}}', "size_cm.width: -9 is less"),
        (b'{"id": "b", "title": "B", "price": NaN}', "malformed"),
        (b'{"id": "b", "title": "B", "price": 1e999}', "price: Number out of range"),
        (b'{"id": "../b", "title": "B"}', "id: Expected `str` matching"),
        (b'{"id": "b", "title": "\xff"}', "listings.jsonl, line 3"),
        (b'{"id": "b", "title": "' + b"x" * 10_000_000 + b'"}', "longer than 1,048,576 bytes"),
        (b"[" * 100_000, "listings.jsonl, line 3"),
        (b"null", "Expected `object`"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_line_is_named_with_file_line_and_field(
    tmp_path: Path, line: bytes, said: str
) -> None:
    dataset = with_lines(tmp_path, b'{"id": "a", "title": "A"}', b"", line)
    rows = dataset.listings()
    assert next(rows).id == "a"
    with pytest.raises(InvalidInput, match=said) as caught:
        next(rows)
    assert f"{tmp_path / 'listings.jsonl'}, line 3: " in caught.value.detail
    assert len(caught.value.detail) < len(str(tmp_path)) + 300


@pytest.mark.parametrize(
    ("info", "said"),
    [
        (None, "not complete"),
        ("", "dataset.json"),
        ('{"format": 2}', "format 2; this version of Credenza reads 1"),
        ('{"format": 1, "name": "a"}', "licence"),
        ('{"format": 1, "name": "a", "licence": "b", "counts": {"rooms": -1}}', "counts"),
        ('{"format": 1, "name": "a", "licence": "b"}', "needs listings"),
    ],
)
def test_a_folder_that_is_no_data_set_is_told_why(
    tmp_path: Path, info: str | None, said: str
) -> None:
    if info is not None:
        (tmp_path / "dataset.json").write_text(info)
    with pytest.raises(ConfigurationError, match=said):
        open_dataset(tmp_path)


@pytest.mark.parametrize("path", ["../a.png", "/a.png", "images/../../a.png", "", "images//a"])
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(InvalidInput, match="not a path within the data set"):
        open_dataset(write_small(tmp_path)).image(path)


def test_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    dataset = open_dataset(write_small(tmp_path / "set"))
    (tmp_path / "secret.png").write_bytes(b"secret")
    (tmp_path / "set" / "images" / "link.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(InvalidInput, match="leads out of the data set"):
        dataset.image("images/link.png")


def test_the_info_says_its_format(tmp_path: Path) -> None:
    info = json.loads((write_small(tmp_path) / "dataset.json").read_text())
    assert info["format"] == 1
