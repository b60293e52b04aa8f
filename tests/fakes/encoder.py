"""An encoder without a network: pictures of like colours in like places get like vectors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.encoder.manifest import FORMAT, MODEL_FILE, Manifest, Provenance, VectorOutput
from backend.encoder.port import Vectors
from backend.images.resize import Preprocessing

GRID: Final = 4
DIMENSION: Final = GRID * GRID * 3
SIZE: Final = 32


def fake_manifest(release: str = "fake-encoder") -> Manifest:
    preprocessing = Preprocessing(size=SIZE)
    return Manifest(
        format=FORMAT,
        release=release,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        files={MODEL_FILE: "0" * 64},
        preprocessing=preprocessing,
        preprocessing_hash=preprocessing.digest,
        input="pictures",
        outputs={"visual": VectorOutput(dimension=DIMENSION)},
        taxonomy=None,
        provenance=Provenance(weights="none", license="none", projection="none", fitted_on="none"),
        quality={},
    )


class ColorEncoder:
    """Implements `Encodes`: how far each cell of a 4 x 4 grid is from white, scaled to length 1.

    Takes pictures of 32 x 32 pixels. `calls` holds the number of pictures of each call.
    """

    def __init__(self, release: str = "fake-encoder") -> None:
        self._manifest = fake_manifest(release)
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
        rows = [_vector(picture) for picture in pictures]
        return {"visual": np.array(rows, dtype=np.float32).reshape(len(rows), DIMENSION)}


def _vector(picture: npt.NDArray[np.uint8]) -> Vectors:
    cell = SIZE // GRID
    means = picture.reshape(GRID, cell, GRID, cell, 3).mean(axis=(1, 3)).ravel()
    # The small constant gives a blank picture a direction too.
    away = 1.001 - means / 255
    vector: Vectors = (away / np.linalg.norm(away)).astype(np.float32)
    return vector
