"""An encoder without a network: pictures of like colours in like places get like vectors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.encoder.calibration import Calibration, Line
from backend.encoder.manifest import (
    FORMAT,
    MODEL_FILE,
    AttributeOutput,
    Manifest,
    Provenance,
    VectorOutput,
    attribute_output,
)
from backend.encoder.matching import PairMaps
from backend.encoder.port import Vectors
from backend.encoder.release import STYLE, Release
from backend.images.resize import Preprocessing
from backend.taxonomy import CATEGORIES, COLORS, MATERIALS, PATTERNS, STYLES

GRID: Final = 4
DIMENSION: Final = GRID * GRID * 3
SIZE: Final = 32
STYLE_DIMENSION: Final = 4
COLORS_THRESHOLD: Final = 0.7
MATERIALS_THRESHOLD: Final = 0.5

ATTRIBUTES: Final = {
    "category": AttributeOutput(values=CATEGORIES),
    "colors": AttributeOutput(
        values=tuple(COLORS), several=True, thresholds=(COLORS_THRESHOLD,) * len(COLORS)
    ),
    "materials": AttributeOutput(
        values=MATERIALS, several=True, thresholds=(MATERIALS_THRESHOLD,) * len(MATERIALS)
    ),
    "style": AttributeOutput(values=STYLES),
    "pattern": AttributeOutput(values=PATTERNS),
}
SHADES: Final = np.array([list(bytes.fromhex(shade[1:])) for shade in COLORS.values()])


def fake_manifest(release: str = "fake-encoder", *, matching: bool = False) -> Manifest:
    """Of a release that gives a visual vector; with `matching`, all that a matching model gives."""
    preprocessing = Preprocessing(size=SIZE)
    outputs = {"visual": VectorOutput(dimension=DIMENSION)}
    if matching:
        outputs["style"] = VectorOutput(dimension=STYLE_DIMENSION)
    return Manifest(
        format=FORMAT,
        release=release,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        files={MODEL_FILE: "0" * 64},
        preprocessing=preprocessing,
        preprocessing_hash=preprocessing.digest,
        input="pictures",
        outputs=outputs,
        attributes=ATTRIBUTES if matching else {},
        taxonomy=None,
        provenance=Provenance(weights="none", license="none", trained_on="nothing"),
        quality={},
    )


def fake_bundle(manifest: Manifest) -> Release:
    """What goes with a thing is what has its style vector; with a sofa, of rugs, what is as blue as
    that is red. Every logit is half its score, and one less beside a room."""
    if STYLE not in manifest.outputs:
        return Release(directory=Path(), manifest=manifest, matching=None, calibration=None)
    same = np.eye(STYLE_DIMENSION, dtype=np.float32)
    red_for_blue = same[[2, 1, 0, 3]]
    maps = PairMaps(
        basis=np.stack([same, red_for_blue]),
        shared=np.array([1, 0], np.float32),
        pairs={("sofa", "rug"): np.array([0, 1], np.float32)},
        room_shared=np.array([1, 0], np.float32),
    )
    half = Line(slope=0.5, offset=0)
    return Release(
        directory=Path(),
        manifest=manifest,
        matching=maps,
        calibration=Calibration(visual=half, matching=half, rooms=(Line(slope=0.5, offset=-1),)),
    )


class ColorEncoder:
    """Implements `Encodes`: how far each cell of a 4 x 4 grid is from white, scaled to length 1.

    With `matching` it gives a style vector and attributes too: the mean colour decides the style
    vector and how probable each colour is, the mean brightness how probable anything else is.

    Takes pictures of 32 x 32 pixels. `calls` holds the number of pictures of each call.
    """

    def __init__(self, release: str = "fake-encoder", *, matching: bool = False) -> None:
        self._manifest = fake_manifest(release, matching=matching)
        self.calls: list[int] = []

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    @property
    def provider(self) -> str:
        return "cpu"

    def encode(self, pictures: Sequence[npt.NDArray[np.uint8]]) -> dict[str, Vectors]:
        for picture in pictures:
            if picture.dtype != np.uint8 or picture.shape != (SIZE, SIZE, 3):
                raise ValueError(f"a picture is {picture.dtype} {picture.shape}")
        self.calls.append(len(pictures))
        rows: dict[str, list[Vectors]] = {name: [] for name in self._manifest.widths}
        for picture in pictures:
            rows["visual"].append(_visual(picture))
            if "style" in rows:
                rows["style"].append(_style(picture))
            for key, output in self._manifest.attributes.items():
                rows[attribute_output(key)].append(_probabilities(key, output, picture))
        return {
            name: np.array(rows[name], dtype=np.float32).reshape(len(pictures), width)
            for name, width in self._manifest.widths.items()
        }


def _visual(picture: npt.NDArray[np.uint8]) -> Vectors:
    cell = SIZE // GRID
    means = picture.reshape(GRID, cell, GRID, cell, 3).mean(axis=(1, 3)).ravel()
    # The small constant gives a blank picture a direction too.
    return _unit(1.001 - means / 255)


def _style(picture: npt.NDArray[np.uint8]) -> Vectors:
    return _unit(np.append(1 - picture.mean(axis=(0, 1)) / 255, 0.5))


def _probabilities(key: str, output: AttributeOutput, picture: npt.NDArray[np.uint8]) -> Vectors:
    mean = picture.mean(axis=(0, 1))
    if key == "colors":
        distances = np.linalg.norm(SHADES - mean, axis=1) / 100
    else:
        places = np.linspace(0, 255, len(output.values))
        distances = np.abs(places - mean.mean()) * len(output.values) / 255
    closeness = np.exp(-distances)
    probabilities: Vectors = closeness if output.several else closeness / closeness.sum()
    return probabilities


def _unit(row: npt.NDArray[np.float64]) -> Vectors:
    scaled: Vectors = (row / np.linalg.norm(row)).astype(np.float32)
    return scaled
