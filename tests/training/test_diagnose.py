"""The maps, and the whole command on the shipped demo."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from rich.console import Console

from backend.cli import main
from backend.dataset.read import open_dataset
from backend.dataset.records import RoomPiece
from backend.dataset.write import DatasetWriter
from backend.encoder.calibration import Calibration, Line
from backend.encoder.matching import PairMaps
from backend.encoder.release import Release
from backend.errors import InvalidInput
from backend.training.diagnosis.ablation import Variant
from backend.training.diagnosis.diagnose import diagnose
from backend.training.diagnosis.flat_map import flat_map
from tests.fakes.encoder import STYLE_DIMENSION, ColorEncoder
from tests.unit.dataset.making import listing, photo, room, truth

DEMO: Final = Path(__file__).parents[2] / "demo"
HEADINGS: Final = (
    "Maps of the shop",
    "Photos that find the wrong piece",
    "Attributes that are confidently wrong",
    "What is taken for what",
    "Where the stylist is overruled",
    "Pairs judged wrong",
    "Which combinations are weak",
    "What each ingredient is worth",
)


def headings(html: str) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", html)


def assert_pictures_are_there(index: Path) -> None:
    html = index.read_text()
    addresses = set(re.findall(r'(?:src|href)="([^"#]+)"', html))
    assert any(address.endswith(".webp") for address in addresses)
    for address in addresses:
        file = index.parent / address
        assert file.is_file(), address
        if file.suffix == ".webp":
            with Image.open(file) as picture:
                picture.load()


def test_a_map_keeps_clusters_together_and_is_the_same_each_time() -> None:
    generator = np.random.default_rng(0)
    centres = generator.normal(size=(3, 16)) * 5
    vectors = (np.repeat(centres, 20, axis=0) + generator.normal(size=(60, 16))).astype(np.float32)

    placed = flat_map(vectors, seed=1)

    assert placed.shape == (60, 2)
    assert placed.min() == 0
    assert placed.max() == 1
    distance = np.linalg.norm(placed[:, None] - placed[None], axis=-1)
    np.fill_diagonal(distance, np.inf)
    assert (distance.argmin(axis=1) // 20 == np.arange(60) // 20).all()
    assert (flat_map(vectors, seed=1) == placed).all()


def test_copies_of_one_vector_do_not_break_a_map() -> None:
    assert np.isfinite(flat_map(np.ones((12, 4), dtype=np.float32), seed=0)).all()


def test_too_few_vectors_are_refused() -> None:
    with pytest.raises(ValueError, match="needs 8 vectors, not 7"):
        flat_map(np.eye(7, dtype=np.float32), seed=0)


def test_the_demo_is_diagnosed_and_what_its_release_lacks_is_said(tmp_path: Path) -> None:
    arguments = ("--release", DEMO / "release", "--dataset", DEMO, "--out", tmp_path / "report")
    result = CliRunner().invoke(main, ["diagnose", *map(str, arguments), "--sample", "60"])

    assert result.exit_code == 0, result.output
    index = tmp_path / "report" / "index.html"
    assert f"Open {index}." in result.output
    html = index.read_text()
    assert headings(html)[:2] == list(HEADINGS[:2])
    assert_pictures_are_there(index)
    assert "<script" not in html
    manifest = msgspec.json.decode((DEMO / "release" / "manifest.json").read_bytes())
    taught = manifest.get("attributes", {}), "style" in manifest["outputs"]
    assert ("attributes: the release was taught none" in html) is (not taught[0])
    assert ("the release has no style vectors" in html) is (not taught[1])


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Twelve designs in plain colours, six rooms of a sofa and a rug, and a photo of a sofa."""
    directory = tmp_path / "shop"
    with DatasetWriter(directory, name="shop", licence="CC0") as writer:
        for number in range(12):
            category = "sofa" if number < 6 else "rug"
            name = f"{category}-{number}"
            row = listing(name, group=name, category=category, split="test", price=10.0 * number)
            writer.listing(row)
            writer.truth(truth(name, group=name, category=category))
            color = (20 * number, 120, 250 - 20 * number)
            file = writer.image_file(row.images[0])
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (32, 32), color).save(file)
        for number in range(6):
            pieces = tuple(
                RoomPiece(listing=name, box=(0, 0, 1, 1), area=0.5)
                for name in (f"sofa-{number}", f"rug-{number + 6}")
            )
            identity = f"room-{number}"
            writer.room(room(id=identity, pieces=pieces, split="test", image="images/room.png"))
        Image.new("RGB", (32, 32)).save(writer.image_file("images/room.png"))
        writer.photo(photo(listing="sofa-2", split="test"))
        Image.new("RGB", (32, 32), (200, 100, 30)).save(writer.image_file(photo().image))
    return directory


def test_a_release_that_knows_everything_gets_every_part(shop: Path, tmp_path: Path) -> None:
    encoder = ColorEncoder(matching=True)
    identity = np.eye(STYLE_DIMENSION, dtype=np.float32)[None]
    line = Line(slope=4.0, offset=-2.0)
    release = Release(
        directory=tmp_path,
        manifest=encoder.manifest,
        matching=PairMaps(basis=identity, shared=np.ones(1, dtype=np.float32), pairs={}),
        calibration=Calibration(visual=line, matching=line),
    )
    index = diagnose(
        release,
        encoder,
        open_dataset(shop),
        tmp_path / "report",
        split="test",
        sample=1500,
        seed=0,
        ablation=[Variant(variant="full", figures={"hit": 0.5})],
        console=Console(file=StringIO()),
    )

    html = index.read_text()
    assert headings(html) == list(HEADINGS)
    assert "Left out" not in html
    assert_pictures_are_there(index)
    assert (index.parent / "map-style.webp").is_file()
    assert "12 listings of 12 designs, 1 photos, 6 rooms" in html


def test_a_split_without_listings_is_refused(shop: Path, tmp_path: Path) -> None:
    encoder = ColorEncoder()
    release = Release(
        directory=tmp_path, manifest=encoder.manifest, matching=None, calibration=None
    )
    with pytest.raises(InvalidInput, match="no listings with pictures in the split validation"):
        diagnose(
            release,
            encoder,
            open_dataset(shop),
            tmp_path / "report",
            split="validation",
            sample=10,
            seed=0,
            ablation=[],
            console=Console(file=StringIO()),
        )
