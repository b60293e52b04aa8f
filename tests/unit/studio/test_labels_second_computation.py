"""The independent computation that the labels are compared with is right by itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backend.dataset.read import open_dataset
from backend.dataset.records import ListingRow, Share, Size, TruthRow
from backend.dataset.write import DatasetWriter
from tests.benchmarks.cielab import ciede2000, lab_of_srgb
from tests.benchmarks.label_agreement import (
    Agreement,
    compare_colors,
    compare_materials,
    named,
    sample,
)
from tests.benchmarks.ray_casting import Casting, Pinhole, materials_seen


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        # Of the table of Sharma, Wu and Dalal (2005).
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 3.1571, -77.2803), (50.0, 0.0, -82.7485), 2.8615),
        ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (56.0, -27.0, -3.0), 31.9030),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_ciede2000_is_as_published(
    one: tuple[float, ...], other: tuple[float, ...], difference: float
):
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(difference, abs=1e-4)
    assert ciede2000(np.array(other), np.array(one)) == pytest.approx(difference, abs=1e-4)


def test_cielab_of_white_and_red():
    assert lab_of_srgb(np.array([255, 255, 255], np.uint8)) == pytest.approx([100, 0, 0], abs=0.02)
    assert lab_of_srgb(np.array([255, 0, 0], np.uint8)) == pytest.approx(
        [53.24, 80.09, 67.2], abs=0.05
    )


def test_two_shaded_bands_have_their_names():
    band = np.zeros((40, 42, 3), np.uint8)
    band[:, :28] = (36, 52, 79)
    band[:, 28:] = (217, 119, 47)
    band[20:] = band[20:] * 0.8
    found = named([lab_of_srgb(band.reshape(-1, 3))], np.random.default_rng(0))
    assert set(found) <= {"navy", "orange", "rust", "black"}
    assert max(found, key=lambda name: found[name]) == "navy"
    assert found["navy"] == pytest.approx(2 / 3, abs=0.2)


def test_rays_see_what_is_in_front_and_not_what_is_behind_or_not_counted():
    def square(left: float, right: float, z: float) -> list[list[float]]:
        return [[left, -1, z], [right, -1, z], [right, 1, z], [left, 1, z]]

    # Wood on the left three quarters, metal on the right one, stone hidden behind both, and a
    # strip before them that is not counted.
    vertices = np.array([*square(-1, 0.5, 0), *square(0.5, 1, 0), *square(-0.9, 0.9, -1)])
    strip = np.array(square(-1, -0.5, 0.1))
    faces = np.concatenate([np.array([[0, 1, 2], [0, 2, 3]]) + 4 * part for part in range(4)])
    casting = Casting(
        vertices=np.concatenate([vertices, strip]),
        faces=faces,
        role_of_face=np.repeat(np.arange(4), 2),
        material_of_role=("wood", "metal", "stone", None),
        reflects=(False, False, False, False),
        cameras=[Pinhole((0.0, 0.0, 50.0), (0.0, 0.0, 0.0), 3.0)],
    )
    found = materials_seen(casting, 4000, np.random.default_rng(0))
    assert found == pytest.approx({"wood": 2 / 3, "metal": 1 / 3}, abs=0.04)


def test_agreement_counts_firsts_sets_and_the_commonest_confusion():
    pairs = [
        ({"red": 0.6, "oak": 0.4}, {"red": 1.0}),
        ({"rust": 1.0}, {"red": 1.0}),
        ({"rust": 0.7, "red": 0.3}, {"red": 0.7, "rust": 0.3}),
    ]
    told = Agreement("color", pairs).markdown("Colors")
    assert "| first equal | 0.333 |" in told
    assert "| second computation's first is among the labels | 0.667 |" in told
    assert "| Jaccard index of the sets | 0.500 |" in told
    assert "| rust | red | 2 |" in told


def test_a_data_set_on_disk_is_compared_with_its_truth(tmp_path: Path):
    write_red_square(tmp_path)
    dataset = open_dataset(tmp_path)
    chosen = sample(dataset, 10, seed=0)
    assert [row.id for row, _ in chosen] == ["rug-0001-a"]
    square = Casting(
        vertices=np.array([[-1.0, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]),
        faces=np.array([[0, 1, 2], [0, 2, 3]]),
        role_of_face=np.array([0, 0]),
        material_of_role=("fabric",),
        reflects=(False,),
        cameras=[Pinhole((0.0, 0.0, 4.0), (0.0, 0.0, 0.0), 40.0)],
    )
    colors = compare_colors(dataset, chosen, lambda _: square, seed=0)
    assert "### Colors (1 listings)" in colors
    assert colors.count("| first equal | 1.000 |") == 2
    materials = compare_materials(chosen, lambda row: square, seed=0)
    assert "| mean absolute difference of shares | 0.000 |" in materials


def write_red_square(directory: Path) -> None:
    """A data set of one listing: a red rug."""
    picture = np.full((48, 48, 3), 245, np.uint8)
    picture[12:36, 12:36] = (168, 50, 45)
    size = Size(width=200.0, depth=140.0, height=1.0)
    with DatasetWriter(directory, name="squares", licence="CC0-1.0") as writer:
        path = writer.image_file("images/rug.png")
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(path)
        writer.listing(
            ListingRow(
                id="rug-0001-a",
                title="Rug",
                images=("images/rug.png",),
                split="train",
                size_cm=size,
                group="rug-0001",
            )
        )
        writer.truth(
            TruthRow(
                id="rug-0001-a",
                group="rug-0001",
                category="rug",
                style="boho",
                styles={"boho": 1.0},
                colors=(Share(name="red", share=1.0),),
                palette=(),
                materials=(Share(name="fabric", share=1.0),),
                pattern="plain",
                busy=0.0,
                size_cm=size,
            )
        )
