"""Textures from a folder of photographs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backend.errors import ConfigurationError
from backend.studio.materials.material import Kind
from backend.studio.materials.photographic import LEVELS, LONGEST_SIDE, PhotoAtlas, load_atlas
from tests.unit.studio.texels import colors


def entry(file: str, category: str = "Fabric", width: str = "50.0", height: str = "25") -> object:
    return {
        "file": file,
        "name": file,
        "category": category,
        "width_cm": width,
        "height_cm": height,
        "creator": "someone",
    }


def write(folder: Path, entries: list[object]) -> None:
    (folder / "textures.json").write_text(json.dumps(entries))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    halves = np.zeros((20, 40, 3), np.uint8)
    halves[:, :20] = (200, 30, 30)
    halves[:, 20:] = (30, 30, 200)
    Image.fromarray(halves).save(tmp_path / "halves.png")
    Image.new("RGB", (1200, 300), (120, 120, 120)).save(tmp_path / "grey.jpg")
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    write(
        tmp_path,
        [
            entry("halves.png"),
            entry("grey.jpg", "Floor", "100", "100"),
            entry("sky.jpg", "Sky"),
            entry("clear.png", "Wall", "10", "10"),
        ],
    )
    return tmp_path


def test_photographs_are_found_by_category_with_their_sizes(folder: Path):
    atlas = load_atlas(folder)
    assert atlas.of("Fabric") == (0,)
    assert atlas.of("Floor") == (1,)
    assert atlas.of("Sky") == ()
    assert (atlas.photos[0].width, atlas.photos[0].height) == (0.5, 0.25)
    assert atlas.photos[0].creator == "someone"


def test_large_photographs_are_made_smaller_down_to_one_pixel(folder: Path):
    atlas = load_atlas(folder)
    assert atlas.table.shape == (3, LEVELS, 3)
    assert atlas.table[1, 0, 1:].tolist() == [LONGEST_SIDE, 64]
    assert atlas.table[:, -1, 1:].tolist() == [[1, 1]] * 3
    ends = atlas.table[..., 0] + 3 * atlas.table[..., 1] * atlas.table[..., 2]
    assert ends.ravel()[:-1].tolist() == atlas.table[..., 0].ravel()[1:].tolist()
    assert ends.max() == len(atlas.pixels)


def test_a_photograph_is_centred_drawn_at_its_size_and_repeats(folder: Path):
    atlas = load_atlas(folder)
    material = atlas.material(0)
    assert (material.kind, material.taxonomy) == (Kind.PHOTO, "fabric")
    red = ((200 / 255 + 0.055) / 1.055) ** 2.4
    for tile in (-3, 0, 2):
        left, right = (
            colors(material, at=(0.5 * tile + u, 0.1, 0.0), size=0.001, count=1, atlas=atlas)[0, 0]
            for u in (-0.13, 0.12)
        )
        assert left[0] == pytest.approx(red, abs=0.01)
        assert right[2] == pytest.approx(red, abs=0.01)
        assert left[2] < 0.05


def test_from_afar_only_the_mean_is_seen(folder: Path):
    atlas = load_atlas(folder)
    found = colors(atlas.material(0), footprint=1.0, atlas=atlas)[..., :3]
    assert found.std(axis=(0, 1)).max() < 1e-6
    assert found[0, 0, 0] == pytest.approx(found[0, 0, 2], abs=0.01)


def test_a_tint_multiplies_the_photograph(folder: Path):
    atlas = load_atlas(folder)
    plain = colors(atlas.material(1), atlas=atlas)[..., :3]
    tinted = colors(atlas.material(1, tint=(0.5, 1.0, 0.25)), atlas=atlas)[..., :3]
    assert tinted == pytest.approx(plain * [0.5, 1.0, 0.25], abs=1e-4)


def test_what_is_transparent_shows_white(folder: Path):
    atlas = load_atlas(folder)
    assert colors(atlas.material(2), atlas=atlas)[..., :3].min() > 0.99


def test_without_a_folder_a_photograph_shows_its_plain_color(folder: Path):
    material = load_atlas(folder).material(0, tint=(0.2, 0.4, 0.6))
    found = colors(material, atlas=PhotoAtlas.none())
    assert found[0, 0, :3] == pytest.approx([0.2, 0.4, 0.6], abs=1e-6)
    assert PhotoAtlas.none().of("Wall") == ()


def test_a_missing_list_or_picture_is_named(folder: Path):
    with pytest.raises(ConfigurationError, match=r"no .*textures\.json"):
        load_atlas(folder / "nowhere")
    write(folder, [entry("gone.png")])
    with pytest.raises(ConfigurationError, match=r"gone\.png .*missing"):
        load_atlas(folder)


@pytest.mark.parametrize("content", [b"", b"no picture at all", b"\x89PNG\r\n\x1a\n broken"])
def test_a_broken_picture_is_named(folder: Path, content: bytes):
    (folder / "broken.png").write_bytes(content)
    write(folder, [entry("broken.png")])
    with pytest.raises(ConfigurationError, match=r"broken\.png"):
        load_atlas(folder)


def test_a_cut_off_picture_is_named(folder: Path):
    whole = (folder / "grey.jpg").read_bytes()
    (folder / "grey.jpg").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ConfigurationError, match=r"grey\.jpg"):
        load_atlas(folder)


@pytest.mark.parametrize("text", ["{", "{}", '[{"file": "a.png"}]'])
def test_a_broken_list_is_named(folder: Path, text: str):
    (folder / "textures.json").write_text(text)
    with pytest.raises(ConfigurationError, match=r"textures\.json could not be read"):
        load_atlas(folder)


def test_a_size_must_be_above_zero(folder: Path):
    write(folder, [entry("halves.png", width="0")])
    with pytest.raises(ConfigurationError, match="above 0"):
        load_atlas(folder)


def test_a_list_cannot_reach_out_of_its_folder(folder: Path):
    write(folder, [entry("../secret.png")])
    with pytest.raises(ConfigurationError, match="outside"):
        load_atlas(folder)
