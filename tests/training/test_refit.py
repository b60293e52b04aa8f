"""A release whose maps and words are fitted anew: the same network, other answers about rooms."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from rich.console import Console

from backend.cli import main
from backend.dataset.read import Dataset, open_dataset
from backend.dataset.records import ListingRow, RoomPiece, RoomRow, Split
from backend.dataset.write import DatasetWriter
from backend.encoder.manifest import (
    CALIBRATION_FILE,
    MATCHING_FILE,
    MODEL_FILE,
    PARITY_FILE,
    read_manifest,
)
from backend.encoder.release import open_release
from backend.encoder.session import Encoder
from backend.errors import ConfigurationError
from backend.taxonomy import STYLES
from backend.training.matching import VALUES, MatchingConfig
from backend.training.refit import Refitted, refit
from tests.unit.encoder.making import bundle_like

SHIPPED = Path(__file__).parents[2] / "demo" / "release"
KINDS = ("sofa", "rug", "armchair", "coffee_table")
SAID = tuple(f"style:{style}" for style in STYLES)
QUIET = Console(quiet=True)
CONFIG = MatchingConfig(steps=150, targets=2, questions=48, rate=1e-2, map_rate=5e-3)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Patches of colour, of which merchants say what style they are. Its stylist goes by that, and
    by nothing else."""
    folder = tmp_path_factory.mktemp("refit") / "shop"
    random = np.random.default_rng(0)
    with DatasetWriter(folder, name="patches", licence="CC0-1.0") as writer:
        sizes: tuple[tuple[Split, int, int], ...] = (("train", 320, 400), ("validation", 80, 120))
        for split, listings, rooms in sizes:
            said = random.integers(0, len(STYLES), listings)
            for number, style in enumerate(said.tolist()):
                image = f"images/{split}-{number}.png"
                _patch(writer.image_file(image), random)
                row = ListingRow(
                    id=f"{split}-{number}",
                    title="A piece",
                    category=KINDS[number % len(KINDS)],
                    style=STYLES[style],
                    images=(image,),
                    split=split,
                )
                writer.listing(row)
            for number in range(rooms):
                style = random.choice(said)
                pieces = []
                for kind in range(len(KINDS)):
                    own = np.flatnonzero((said == style) & (np.arange(listings) % 4 == kind))
                    if len(own):
                        pieces.append(RoomPiece(listing=f"{split}-{random.choice(own)}"))
                name = f"{split}-room-{number}"
                writer.room(RoomRow(id=name, kind="living", split=split, pieces=tuple(pieces)))
    return open_dataset(folder)


def _patch(path: Path, random: np.random.Generator) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.full((32, 32, 3), 255, np.uint8)
    pixels[4:28, 4:28] = random.integers(0, 256, 3)
    Image.fromarray(pixels).save(path)


@pytest.fixture(scope="module")
def deaf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped release, without what it knows of words."""
    folder = tmp_path_factory.mktemp("refit") / "deaf"
    return shipped_with((MATCHING_FILE, CALIBRATION_FILE, PARITY_FILE), folder)


def shipped_with(files: Sequence[str], folder: Path) -> Path:
    """The shipped release's network, and some of what is beside it."""
    return bundle_like(
        read_manifest(SHIPPED),
        folder,
        (SHIPPED / MODEL_FILE).read_bytes(),
        name="deaf",
        quality={"compatibility.auc": 0.7},
        extra={name: (SHIPPED / name).read_bytes() for name in files},
    )


def refitted(release: Path, shop: Dataset, out: Path, config: MatchingConfig = CONFIG) -> Refitted:
    return refit(release, [shop], out, config, threads=1, bad_rows=0.02, console=QUIET)


@pytest.fixture(scope="module")
def fitted(deaf: Path, shop: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("refit") / "out"
    found = refitted(deaf, shop, out)
    assert found.after > found.before
    return out


def test_the_network_stays_and_words_are_heard(fitted: Path, deaf: Path) -> None:
    before, after = open_release(deaf), open_release(fitted / "release")
    assert after.manifest.release.startswith("deaf-")
    assert after.manifest.release != before.manifest.release
    for name in (MODEL_FILE, PARITY_FILE):
        assert after.manifest.files[name] == before.manifest.files[name]
    assert after.stated is not None
    assert after.stated.words[: len(VALUES)] == VALUES
    assert after.calibration is not None
    assert before.calibration is not None
    assert after.calibration.visual == before.calibration.visual
    assert after.calibration.pairs != before.calibration.pairs
    assert Encoder.load(fitted / "release").manifest == after.manifest


def test_the_manifest_says_what_was_fitted_and_keeps_no_old_figures(fitted: Path) -> None:
    manifest = read_manifest(fitted / "release")
    assert not manifest.quality
    assert "; what goes with what: " in manifest.provenance.trained_on
    assert manifest.provenance.trained_on.endswith("400 listings, 520 rooms")
    assert manifest.provenance.config["matching"]["steps"] == CONFIG.steps
    assert manifest.provenance.config["backbone"] == "mobilenet_v2_1.0_224"


def test_pictures_are_looked_at_once_and_the_same_fit_is_the_same_release(
    fitted: Path, deaf: Path, shop: Dataset, tmp_path: Path
) -> None:
    shutil.copytree(fitted / "vectors", tmp_path / "vectors")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Encoder, "encode", lambda *_: pytest.fail("it looked again"))
        patch.setattr("backend.encoder.session.demand_parity", lambda *_: None)
        again = refitted(deaf, shop, tmp_path)
    assert again.release.release == read_manifest(fitted / "release").release


def test_what_gains_nothing_is_not_written(fitted: Path, shop: Dataset, tmp_path: Path) -> None:
    still = msgspec.structs.replace(CONFIG, steps=1, rate=1e-12, map_rate=1e-12)
    with pytest.raises(ConfigurationError, match="Nothing is plainly gained"):
        refitted(fitted / "release", shop, tmp_path, still)
    assert not (tmp_path / "release").exists()


def test_without_rooms_to_judge_by_nothing_is_fitted(
    deaf: Path, shop: Dataset, tmp_path: Path
) -> None:
    roomless = tmp_path / "shop"
    shutil.copytree(shop.directory, roomless)
    rooms = [json.loads(line) for line in (roomless / "rooms.jsonl").read_text().splitlines()]
    kept = [room for room in rooms if room["split"] != "validation"]
    (roomless / "rooms.jsonl").write_text("".join(json.dumps(room) + "\n" for room in kept))
    with pytest.raises(ConfigurationError, match="no rooms in its validation split"):
        refitted(deaf, open_dataset(roomless), tmp_path / "out")


def test_the_release_that_is_read_is_not_written_over(
    deaf: Path, shop: Dataset, tmp_path: Path
) -> None:
    shutil.copytree(deaf, tmp_path / "release")
    with pytest.raises(ConfigurationError, match="would be written over"):
        refitted(tmp_path / "release", shop, tmp_path)
    assert read_manifest(tmp_path / "release") == read_manifest(deaf)


def test_a_release_that_knows_no_rooms_is_refused(shop: Dataset, tmp_path: Path) -> None:
    plain = shipped_with((PARITY_FILE,), tmp_path / "plain")
    with pytest.raises(ConfigurationError, match="not trained to say what goes with what"):
        refitted(plain, shop, tmp_path / "out")


def test_the_command_says_what_was_gained(
    fitted: Path, deaf: Path, shop: Dataset, tmp_path: Path
) -> None:
    shutil.copytree(fitted / "vectors", tmp_path / "out" / "vectors")
    command = ["train", "matching", "--release", str(deaf), "--dataset", str(shop.directory)]
    command += ["--dataset", str(shop.directory), "--out", str(tmp_path / "out"), "--steps", "150"]
    told = CliRunner().invoke(main, command, catch_exceptions=False)
    assert told.exit_code == 0, told.output
    assert "were right before" in told.output
    stated = open_release(tmp_path / "out" / "release").stated
    assert stated is not None
    # Of what nobody says nothing is known, and nothing is heard.
    assert stated.heard(VALUES) == set(SAID)
