"""From nothing to an answer: draw a shop, train on it, measure, look into it, and serve it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from backend.cli import main
from backend.dataset.read import open_dataset
from backend.encoder.acceptance import HEADLINES
from backend.encoder.release import open_release
from tests.end_to_end.stack import PORTS, Stack
from tests.fixtures.ports import free_ports
from tests.training.runs import tiny

pytestmark = pytest.mark.timeout(900)

LISTINGS = 500


def credenza(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def test_a_shop_is_drawn_learned_measured_and_served(tmp_path: Path, mobilenet: Path) -> None:
    shop, run, report = tmp_path / "shop", tmp_path / "run", tmp_path / "report"
    credenza(
        *("studio", "build", "--listings", LISTINGS, "--rooms", 40, "--room-pictures", 0),
        *(
            "--photos",
            24,
            "--size",
            48,
            "--photo-size",
            64,
            "--views",
            1,
            "--workers",
            1,
            "--out",
            shop,
        ),
    )
    config = tmp_path / "config.json"
    config.write_bytes(msgspec.json.encode(tiny(mobilenet)))

    credenza("train", "run", "--dataset", shop, "--out", run, "--config", config, "--threads", 1)
    credenza(
        *("evaluate", "--release", run / "release", "--dataset", shop, "--out", report, "--record")
    )

    release = open_release(run / "release")
    assert release.matching is not None
    assert release.calibration is not None
    measured = json.loads((report / "evaluation.json").read_text())
    assert measured["release"] == release.manifest.release
    inside = [each.name for each in HEADLINES if not each.name.startswith("outside.")]
    assert set(inside) <= set(release.manifest.quality)
    assert "<html" in (report / "index.html").read_text()
    # It was trained for nine steps and measured on no outside pictures: it must not pass.
    refused = credenza("release", "check", run / "release", code=1)
    assert "outside.phone.hit_at_1" in refused
    credenza("diagnose", "--release", run / "release", "--dataset", shop, "--out", report)

    shutil.copytree(run / "release", shop / "release")
    stack = Stack(tmp_path / "data", shop, free_ports(PORTS))
    try:
        stack.until_ready()
        listings = [row for row in open_dataset(shop).listings() if row.images]
        assert stack.all_searchable(len(listings))
        asked = listings[0].id
        found = stack.similar(asked)
        assert found
        assert asked not in found
        silent = [row.id for row in listings if row.category is None]
        for listing in silent:
            guessed = stack.get(f"/v1/listings/{listing}")["attributes"]["category"]
            assert guessed is None or guessed["source"] == "model"
    finally:
        stack.close()
