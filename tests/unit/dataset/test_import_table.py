from __future__ import annotations

import csv
import shutil
import sys
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from backend.dataset.check import problems
from backend.dataset.importers.mapping import read_mapping
from backend.dataset.importers.run import Target, TooManyBadRows, import_table
from backend.dataset.read import open_dataset
from backend.dataset.records import ListingRow, Size
from backend.dataset.splits import SplitShares
from backend.errors import ConfigurationError, InvalidInput
from tests.unit.dataset.making import DATA, picture

PICTURES = ("alma-petrol.png", "alma-petrol-seite.png", "alma-grau.png", "nora.png", "a.png")
ENGLISH = """
name = "English"
licence = "mine"
[columns]
id = "sku"
title = "name"
category = { column = "type" }
group = "model"
price = "price"
size = { width = "dimensions_w", unit = "in" }
images = "pictures"
[columns.colors]
column = "colours"
values = { "gray" = "grey" }
"""
SIMPLE = """
name = "Simple"
licence = "mine"
[columns]
id = "id"
title = "title"
category = "category"
colors = { column = "colors", separator = "," }
price = "price"
images = "image"
"""
HEADER = "id,title,category,colors,price,image\n"


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for name in (*PICTURES, "leuchten/ida.png"):
        picture(tmp_path / "pictures" / name)
    return tmp_path / "pictures"


def target(pictures: Path, **changes: Any) -> Target:
    fields: dict[str, Any] = {
        "directory": pictures.parent / "out",
        "name": "test",
        "licence": "test",
        "images": pictures,
    }
    return Target(**(fields | changes))


def imported(table: Path, mapping: str, to: Target) -> dict[str, ListingRow]:
    written = to.images.parent / "mapping.toml"
    written.write_text(mapping)
    import_table(table, read_mapping(written), to)
    dataset = open_dataset(to.directory)
    assert list(problems(dataset)) == []
    return {row.id: row for row in dataset.listings()}


def simple(pictures: Path, *rows: str, **changes: Any) -> dict[str, ListingRow]:
    table = pictures.parent / "table.csv"
    table.write_text(HEADER + "\n".join(rows) + "\n")
    return imported(table, SIMPLE, target(pictures, **changes))


def test_a_jsonl_catalogue_becomes_a_data_set(pictures: Path) -> None:
    rows = imported(DATA / "catalogue.jsonl", ENGLISH, target(pictures))
    assert list(rows) == ["1001", "1002", "T-7"]
    assert rows["1001"].size_cm == Size(width=210.06)
    assert rows["1001"].images == ("images/alma-petrol.png", "images/alma-petrol-seite.png")
    assert rows["1002"].colors == ("grey",)
    assert rows["1002"].price == 1199.5
    assert rows["1001"].split == rows["1002"].split
    assert rows["T-7"].category == "dining_table"
    assert rows["T-7"].price is None


def test_a_parquet_catalogue_is_read_like_any_other(pictures: Path, tmp_path: Path) -> None:
    columns = {
        "id": ["a", "b"],
        "title": ["A", "B"],
        "category": ["sofa", None],
        "colors": [["teal", "oak"], []],
        "price": [12.5, None],
        "image": ["a.png", "nora.png"],
        "unused": [b"1", b"2"],
    }
    pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "table.parquet")
    rows = imported(tmp_path / "table.parquet", SIMPLE, target(pictures))
    assert rows["a"].colors == ("teal", "oak")
    assert rows["a"].price == 12.5
    assert rows["b"].category is None
    assert rows["b"].price is None


def test_without_pyarrow_parquet_is_refused_with_the_extra_s_name(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ConfigurationError, match="extra `parquet`"):
        imported(tmp_path / "table.parquet", SIMPLE, target(pictures))


def test_a_file_that_is_no_parquet_is_refused(pictures: Path, tmp_path: Path) -> None:
    (tmp_path / "table.parquet").write_bytes(b"PAR1 or so")
    with pytest.raises(InvalidInput, match="cannot be read"):
        imported(tmp_path / "table.parquet", SIMPLE, target(pictures))


def test_the_encoding_is_named_where_it_is_wrong(pictures: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes((HEADER + "a,Möbel,sofa,teal,1,a.png\n").encode("cp1252"))
    with pytest.raises(InvalidInput, match=r"not written in utf-8.*\[source\]"):
        imported(table, SIMPLE, target(pictures))
    mapping = SIMPLE.replace("[columns]", '[source]\nencoding = "cp1252"\n[columns]')
    assert imported(table, mapping, target(pictures))["a"].title == "Möbel"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "b,B,sofaa,teal,1,a.png",
            "row 3, column 'category': 'sofaa' is not a known category; did",
        ),
        ("b,B,sofa,teal;red,1,a.png", "row 3, column 'colors': 'teal;red' is not a known color"),
        ("b,B,sofa,teal,NaN,a.png", "row 3, column 'price': 'NaN' is not a number"),
        ("b,B,sofa,teal,-1,a.png", "row 3, column 'price': '-1' is less than zero"),
        ('b,B,sofa,teal,"12,50",a.png', "'12,50' is not a number with a decimal point"),
        ("b,B,sofa,teal,1.299,a.png", "more than two decimals: is decimal_comma right?"),
        ("b,B,sofa,teal,1e9,a.png", "is not a number with a decimal point"),
        ("a,B,sofa,teal,1,a.png", "row 3: 'a' is the id of row 2 already"),
        (",B,sofa,teal,1,a.png", "row 3, column 'id': is empty"),
        ("b, ,sofa,teal,1,a.png", "row 3, column 'title': ' ' is empty"),
        ("b c,B,sofa,teal,1,a.png", "row 3, column 'id': 'b c' cannot be taken: Expected"),
        ("b,B,sofa,teal,1,", "row 3, column 'image': names no picture"),
        ("b,B,sofa,teal,1,gone.png", "row 3: 'gone.png' is not a picture's file"),
        ("b,B,sofa,teal,1,../secret.png", "'images/../secret.png' is not a path within"),
        ("b,B,sofa,teal,1,/etc/passwd", "is not a path within"),
        ("b,B,sofa,teal,1,link.png", "row 3: 'link.png' is not a picture's file"),
        ("b,B,sofa,teal,1," + "x" * 1_000, "is not a picture's file"),
        ("b,B,sofa,teal,1,a.png,more", "row 3: has 7 cells, the header 6"),
        ("b,B,sofa,teal,1," + "x" * 10_000_000, "row 3: "),
        ("b,B" + ",x" * 5_000_000, "row 3: is longer than 1,048,576 characters"),
        ("b," + "B" * 501 + ",sofa,teal,1,a.png", "column 'title'"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_row_that_cannot_be_taken_is_named_and_left_out(
    pictures: Path, row: str, said: str
) -> None:
    picture(pictures.parent / "secret.png")
    (pictures / "link.png").symlink_to(pictures.parent / "secret.png")
    good = "a,A,sofa,teal,1,a.png"
    with pytest.raises(TooManyBadRows) as caught:
        simple(pictures, good, row)
    assert "1 of 2 rows" in caught.value.detail
    (error,) = caught.value.errors
    assert said in str(error)
    assert len(str(error)) < 300
    assert not (pictures.parent / "out").exists()
    assert list(simple(pictures, good, row, max_bad_share=0.5)) == ["a"]


def test_everything_that_is_wrong_with_a_row_is_told_at_once(pictures: Path) -> None:
    with pytest.raises(TooManyBadRows) as caught:
        simple(pictures, "a,,sofaa,teel,x,a.png")
    assert [error.column for error in caught.value.errors] == [
        "category", "colors", "price", "title",
    ]  # fmt: skip
    assert caught.value.errors[1].nearest[0] == "teal"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"nonsense", "row 1: cannot be read"),
        (b"[1]", "row 1: cannot be read"),
        (b'{"id": "a", "title": "' + b"x" * 10_000_000 + b'"}', "row 1: is longer than"),
        (b'{"id": ["a"], "title": "A", "image": "a.png"}', "column 'id': \"['a']\" is not a text"),
        (b'{"id": "a", "title": true, "image": "a.png"}', "'True' is not a text"),
        (b'{"id": "a", "title": "A", "image": "a.png", "price": {}}', "'{}' is not a number"),
        (b'{"id": "a", "title": "A", "image": {"u": 1}}', "is not a text"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_values_of_the_wrong_type_are_named(pictures: Path, line: bytes, said: str) -> None:
    table = pictures.parent / "table.jsonl"
    complete = b'{"id":"b","title":"B","image":"a.png","category":"","colors":"","price":""}'
    table.write_bytes(line + b"\n" + complete + b"\n")
    with pytest.raises(TooManyBadRows) as caught:
        imported(table, SIMPLE, target(pictures))
    assert any(said in str(error) for error in caught.value.errors)


def test_a_column_that_is_not_there_is_named_with_the_nearest(pictures: Path) -> None:
    mapping = SIMPLE.replace('"price"', '"prices"')
    table = pictures.parent / "table.csv"
    table.write_text(HEADER + "a,A,sofa,teal,1,a.png\n")
    with pytest.raises(InvalidInput, match=r"no column 'prices'; it has 'price'"):
        imported(table, mapping, target(pictures))
    lines = pictures.parent / "table.jsonl"
    row = '{"id":"a","title":"A","image":"a.png","price":1,"category":"","colors":""}\n'
    lines.write_text(row)
    with pytest.raises(InvalidInput, match="no column 'prices'"):
        imported(lines, mapping, target(pictures))
    assert not (pictures.parent / "out").exists()


@pytest.mark.parametrize("content", ["", HEADER])
def test_a_table_without_listings_is_refused(pictures: Path, content: str) -> None:
    table = pictures.parent / "table.csv"
    table.write_text(content)
    with pytest.raises(InvalidInput, match=r"is empty|no listing"):
        imported(table, SIMPLE, target(pictures))


def test_variants_of_a_design_share_a_split_whatever_the_seed(pictures: Path) -> None:
    halves = SplitShares(train=0.5, validation=0.0, test=0.5)
    splits = set()
    for seed in range(8):
        out = pictures.parent / f"out-{seed}"
        rows = imported(
            DATA / "catalogue.jsonl",
            ENGLISH,
            target(pictures, directory=out, seed=seed, shares=halves),
        )
        assert rows["1001"].split == rows["1002"].split
        splits.add(rows["1001"].split)
    assert splits == {"train", "test"}


def test_pictures_are_linked_where_told_to(pictures: Path) -> None:
    simple(pictures, "a,A,sofa,teal,1,a.png", link=True)
    assert (pictures.parent / "out" / "images" / "a.png").samefile(pictures / "a.png")


def test_pictures_that_are_where_they_belong_stay(pictures: Path) -> None:
    out = pictures.parent / "out"
    shutil.copytree(pictures, out / "images")
    before = (out / "images" / "a.png").read_bytes()
    table = pictures.parent / "table.csv"
    table.write_text(HEADER + "a,A,sofa,teal,1,a.png\n")
    imported(table, SIMPLE, target(pictures, images=out / "images"))
    assert (out / "images" / "a.png").read_bytes() == before


def run(pictures: Path, *options: str) -> Result:
    (pictures.parent / "simple.toml").write_text(SIMPLE)
    arguments = ["dataset", "import", str(pictures.parent / "table.csv")]
    arguments += ["--mapping", str(pictures.parent / "simple.toml")]
    arguments += ["--images", str(pictures), "--out", str(pictures.parent / "out"), *options]
    return CliRunner().invoke(main, arguments)


def test_the_command_lists_what_it_leaves_out(pictures: Path) -> None:
    rows = [f"r{number},A,sofa,teal,1,a.png" for number in range(30)]
    rows += ["bad,A,sofaa,teal,x,a.png"]
    (pictures.parent / "table.csv").write_text(HEADER + "\n".join(rows))
    errors = pictures.parent / "errors.csv"
    result = run(pictures, "--errors", str(errors))
    assert result.exit_code == 0, result.output
    assert "row 32, column 'category': 'sofaa' is not a known category; did you" in result.stdout
    assert "30 listings and 1 picture written" in result.stdout
    assert "1 row could not be taken" in result.stdout
    with errors.open(newline="") as file:
        table = list(csv.reader(file))
    assert table[0] == ["row", "column", "value", "why", "nearest"]
    assert [row[1] for row in table[1:]] == ["category", "price"]


def test_the_command_writes_nothing_where_too_much_is_bad(pictures: Path) -> None:
    rows = "".join(f"r{number},A,sofaa,teal,1,a.png\n" for number in range(30))
    (pictures.parent / "table.csv").write_text(HEADER + rows)
    result = run(pictures)
    assert result.exit_code == 1
    assert result.stdout.count("is not a known category") == 20
    assert "… and 10 more (--errors FILE writes them all)." in result.stdout
    assert result.stderr.startswith("Error: Nothing was written: 30 of 30 rows")
    assert result.stderr.count("\n") == 1
    assert not (pictures.parent / "out").exists()


def test_folders_and_files_that_are_not_there_are_named(pictures: Path) -> None:
    assert "table.csv cannot be read: No such file" in run(pictures).stderr
    with pytest.raises(ConfigurationError, match="no folder"):
        simple(pictures, "a,A,sofa,teal,1,a.png", images=pictures / "none")
