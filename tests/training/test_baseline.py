"""The whole way from a backbone to a served release, with a tiny network of random weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rich.console import Console

from backend.encoder.manifest import MANIFEST_FILE, MODEL_FILE, read_manifest
from backend.encoder.session import Encoder
from backend.errors import ConfigurationError
from backend.images.resize import letterbox
from backend.training.retrieval import RetrievalSet, Shot

pytestmark = pytest.mark.train

SIZE = 64
DIMENSION = 8


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import MobileNetV2Config, MobileNetV2Model

    torch.manual_seed(0)
    config = MobileNetV2Config(image_size=SIZE, depth_multiplier=0.1, min_depth=4)
    folder = tmp_path_factory.mktemp("weights")
    MobileNetV2Model(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(0)
    paths = []
    for number in range(24):
        coarse = rng.integers(0, 256, (6, 4 + number % 5, 3), dtype=np.uint8)
        path = folder / f"{number:02}.png"
        Image.fromarray(coarse).resize((90, 60), Image.Resampling.BICUBIC).save(path)
        paths.append(path)
    return paths


def build(weights: Path, pictures: list[Path], out: Path, checks: list[RetrievalSet]) -> None:
    from backend.training.baseline import build_baseline

    build_baseline(
        weights,
        pictures,
        out,
        dimension=DIMENSION,
        size=SIZE,
        checks=checks,
        console=Console(quiet=True),
    )


@pytest.fixture(scope="module")
def release(weights: Path, pictures: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("release")
    shots = tuple(Shot(path, path.stem, "sofa") for path in pictures)
    build(weights, pictures, out, [RetrievalSet(name="self", catalogue=shots, photos=shots)])
    return out


def test_the_release_serves_what_the_network_computes(
    release: Path, weights: Path, pictures: list[Path]
) -> None:
    from backend.training.export import PooledBackbone
    from backend.training.features import load_backbone, pooled_features
    from backend.training.projection import fit_projection

    some = [letterbox(Image.open(path).convert("RGB"), SIZE) for path in pictures]
    features = pooled_features(PooledBackbone(load_backbone(weights)), some)
    expected = fit_projection(features, DIMENSION).apply(features)

    served = Encoder.load(release, "cpu").encode(some)["visual"]

    assert ((served * expected).sum(axis=1) > 1 - 1e-3).all()


def test_the_manifest_says_what_was_measured(release: Path) -> None:
    manifest = read_manifest(release)

    assert manifest.outputs["visual"].dimension == DIMENSION
    assert manifest.quality["export.largest_cosine_distance"] < 1e-3
    assert manifest.quality["self.photo_hit_at_1.visual"] == 1
    assert {"self.photo_hit_at_1.unprojected", "self.photo_hit_at_1.colors"} < set(manifest.quality)


def test_the_release_tells_nothing_of_the_machine_it_was_made_on(
    release: Path, weights: Path
) -> None:
    for name in (MODEL_FILE, MANIFEST_FILE):
        content = (release / name).read_bytes()
        assert str(weights.parent).encode() not in content
        assert b"site-packages" not in content
        assert str(Path(__file__).parents[2]).encode() not in content


def test_building_again_gives_the_same_model(
    release: Path, weights: Path, pictures: list[Path], tmp_path: Path
) -> None:
    build(weights, pictures, tmp_path, [])

    assert (tmp_path / MODEL_FILE).read_bytes() == (release / MODEL_FILE).read_bytes()


def test_too_few_pictures_leave_no_release(
    weights: Path, pictures: list[Path], tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match="more than 8 pictures"):
        build(weights, pictures[:8], tmp_path / "out", [])
    assert not (tmp_path / "out").exists()


def test_weights_that_are_not_there_are_named(pictures: list[Path], tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="There is no model at"):
        build(tmp_path / "nowhere", pictures, tmp_path / "out", [])
