from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from backend.cli import main
from backend.dataset.check import problems
from backend.dataset.read import open_dataset
from tests.unit.dataset.making import picture, write_small

Row = dict[str, Any]


def found(directory: Path, *, images: bool = True) -> list[str]:
    return [str(problem) for problem in problems(open_dataset(directory), images=images)]


def edited(directory: Path, stem: str, edit: Callable[[list[Row]], None]) -> Path:
    """The small data set with the rows of one file changed."""
    path = write_small(directory) / f"{stem}.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    edit(rows)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return directory


def test_a_good_data_set_has_no_problem(tmp_path: Path) -> None:
    assert found(write_small(tmp_path)) == []


@pytest.mark.parametrize(
    ("stem", "edit", "said"),
    [
        ("listings", lambda r: r[1].update(id="sofa-1-a"), ":2: the id 'sofa-1-a' stands on line"),
        ("listings", lambda r: r[1].update(split="test"), ":2: the design 'sofa-1' is in the spl"),
        ("listings", lambda r: r[1].pop("split"), ":2: the design 'sofa-1' is in the split none"),
        ("listings", lambda r: r[1].update(images=["images/no.png"]), ":2: there is no picture"),
        ("listings", lambda r: r[1].update(category="sofaa"), ":2: category: unknown category"),
        ("truth", lambda r: r[0].update(id="ghost"), ":1: there is no listing 'ghost'"),
        ("truth", lambda r: r[0].update(group="sofa-2"), ":1: the group is 'sofa-2'"),
        ("rooms", lambda r: r[0].update(split="test"), ":1: the listing 'sofa-1-a' is in the spl"),
        ("rooms", lambda r: r[0]["pieces"][0].update(listing="ghost"), ":1: there is no listing"),
        ("rooms", lambda r: r[0]["pieces"][0].update(box=[0, 0, 1.2, 1]), ":1: the box"),
        ("rooms", lambda r: r[0]["pieces"][0].update(box=[0.5, 0, 0.5, 1]), ":1: the box"),
        ("rooms", lambda r: r[0].update(image="images/gone.png"), ":1: there is no picture"),
        ("rooms", lambda r: r[0].pop("image"), ":1: 'sofa-1-a' has a box, but the room has no pic"),
        ("photos", lambda r: r[0].update(split="test"), ":1: the listing 'sofa-1-a' is in the sp"),
        ("photos", lambda r: r[0].update(severity=4), ":1: severity: Expected `int` <= 3"),
        ("interactions", lambda r: r[0]["listings"].append("ghost"), ":1: there is no listing"),
        ("interactions", lambda r: r[0].update(split="test"), ":1: the listing 'sofa-1-b' is in"),
    ],
)
def test_each_problem_is_named_with_its_line(
    tmp_path: Path, stem: str, edit: Callable[[list[Row]], None], said: str
) -> None:
    told = found(edited(tmp_path, stem, edit))
    assert any(problem.startswith(f"{stem}.jsonl{said}") for problem in told), told


def test_a_bad_line_does_not_hide_the_next_one(tmp_path: Path) -> None:
    path = write_small(tmp_path) / "photos.jsonl"
    good = path.read_text()
    path.write_text("nonsense\n" + good + good)
    told = found(tmp_path)
    assert told[0].startswith("photos.jsonl:1: ")
    assert told[1] == "photos.jsonl:3: the id 'photo-1' stands on line 2 already"


def test_pictures_are_opened_unless_told_otherwise(tmp_path: Path) -> None:
    write_small(tmp_path)
    (tmp_path / "images" / "photo-1.png").write_bytes(b"no picture")
    picture(tmp_path / "images" / "room-1.png", (8, 8))
    told = found(tmp_path)
    assert [problem.split(": ")[0] for problem in told] == ["rooms.jsonl:1", "photos.jsonl:1"]
    assert "at least 16 each way" in told[0]
    assert "unknown format" in told[1]
    assert found(tmp_path, images=False) == []


def test_counts_that_are_not_so_are_named(tmp_path: Path) -> None:
    path = write_small(tmp_path) / "listings.jsonl"
    path.write_text(path.read_text().splitlines(keepends=True)[0])
    told = found(tmp_path)
    assert "dataset.json: it says 2 for listings, but there are 1" in told
    assert "dataset.json: it says 2 for train, but there are 1" in told


def test_the_command_prints_problems_and_fails(tmp_path: Path) -> None:
    write_small(tmp_path)
    good = CliRunner().invoke(main, ["dataset", "check", str(tmp_path)])
    assert good.exit_code == 0
    (tmp_path / "images" / "photo-1.png").unlink()
    bad = CliRunner().invoke(main, ["dataset", "check", str(tmp_path)])
    assert bad.exit_code == 1
    assert bad.stdout == "photos.jsonl:1: there is no picture images/photo-1.png\n"
    assert bad.stderr == f"Error: {tmp_path} has 1 problem.\n"


def test_the_command_says_in_a_sentence_that_there_is_no_data_set(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["dataset", "check", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: There is no ")
    assert result.stderr.count("\n") == 1
