from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.cli import main
from backend.encoder.manifest import MODEL_FILE, Manifest, Provenance, write_bundle
from tests.fakes.encoder import ATTRIBUTES, fake_manifest
from tests.unit.encoder.test_acceptance import AUC, good


def bundle(directory: Path, quality: dict[str, float], name: str = "judged") -> Manifest:
    fake = fake_manifest(matching=True)
    return write_bundle(
        directory,
        name.encode(),
        name=name,
        preprocessing=fake.preprocessing,
        input_name=fake.input,
        outputs=fake.outputs,
        attributes=ATTRIBUTES,
        provenance=Provenance(
            weights="a backbone [v2]",
            license="MIT",
            trained_on="rooms that nobody lives in",
            config={"learning_rate": 0.001},
        ),
        quality=quality,
    )


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["release", *map(str, arguments)])


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder in which no release is shipped."""
    monkeypatch.chdir(tmp_path)


def test_a_release_without_fault_is_accepted(tmp_path: Path) -> None:
    manifest = bundle(tmp_path / "new", good())

    result = run("check", tmp_path / "new")

    assert result.exit_code == 0, result.output
    assert result.stdout == f"Release {manifest.release} is accepted: it loses to no control.\n"


def test_a_refused_release_names_every_figure_and_ends_in_one(tmp_path: Path) -> None:
    quality = good() | {f"{AUC}.control.category": 0.9}
    del quality["outside.category_at_1"]
    manifest = bundle(tmp_path / "new", quality)

    result = run("check", tmp_path / "new")

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "outside.category_at_1 was not measured.",
        f"{AUC} = 0.8 (0.75 to 0.85) loses to category with 0.9.",
    ]
    assert result.stderr == (
        f"Error: Release {manifest.release} is refused for 2 of its 14 headline figures.\n"
    )


def test_a_release_is_compared_with_the_one_named(tmp_path: Path) -> None:
    bundle(tmp_path / "new", good())
    former = bundle(tmp_path / "old", good(0.9), name="former")

    result = run("check", tmp_path / "new", "--against", tmp_path / "old")

    assert result.exit_code == 1
    assert result.stdout.count(f"loses to {former.release} with 0.9.") == 14


def test_a_release_is_compared_with_the_shipped_one_unless_it_is_that(tmp_path: Path) -> None:
    bundle(tmp_path / "new", good())
    bundle(tmp_path / "demo" / "release", good(0.9), name="shipped")

    assert run("check", "new").exit_code == 1
    assert run("check", "demo/release").exit_code == 0


def test_the_verdict_can_be_read_by_a_program(tmp_path: Path) -> None:
    manifest = bundle(tmp_path / "new", good() | {f"{AUC}.control.category": 0.9})

    result = run("check", tmp_path / "new", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "release": manifest.release,
        "against": None,
        "accepted": False,
        "refusals": [
            {
                "headline": AUC,
                "reason": "loses",
                "figure": 0.8,
                "low": 0.75,
                "high": pytest.approx(0.85),
                "rival": "category",
                "rival_figure": 0.9,
            }
        ],
    }
    accepted = bundle(tmp_path / "new", good())
    result = run("check", tmp_path / "new", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["accepted"]
    assert json.loads(result.stdout)["release"] == accepted.release


def test_a_damaged_release_is_one_sentence(tmp_path: Path) -> None:
    bundle(tmp_path / "new", good())
    (tmp_path / "new" / MODEL_FILE).write_bytes(b"damaged")

    for result in (run("check", "new"), run("show", "new"), run("check", "nowhere")):
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1


def test_a_release_is_shown_with_where_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    manifest = bundle(tmp_path / "new", {**good(), f"{AUC}.ceiling": 0.97})

    shown = run("show", "new")

    assert shown.exit_code == 0, shown.output
    for words in (
        manifest.release,
        "a backbone [v2]",
        "rooms that nobody lives in",
        "learning_rate",
        "visual (48), style (4)",
        "materials (14)",
        "0.750 to 0.850",
        "popularity 0.500",
        "0.970",
    ):
        assert words in shown.stdout
    assert shown.stdout.count("0.800") == 14


def test_a_release_without_headlines_is_shown_too(tmp_path: Path) -> None:
    bundle(tmp_path / "new", {"demo.hit_at_1": 0.5})

    assert "None of the headline figures" in run("show", "new").stdout
