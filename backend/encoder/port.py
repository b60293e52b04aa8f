"""What the rest of Credenza asks of an encoder: ONNX Runtime in service, a fake in tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from backend.encoder.manifest import Manifest

Vectors = npt.NDArray[np.float32]
"""One row per picture, shape (n, dimension); of probabilities too, shape (n, values)."""


class Encodes(Protocol):
    """Turns pictures into vectors. Safe to call from several threads at once."""

    @property
    def manifest(self) -> Manifest:
        """The release that is served."""

    @property
    def provider(self) -> str:
        """What the model really runs on: `cpu` or `cuda`."""

    def encode(self, pictures: Sequence[npt.NDArray[np.uint8]]) -> dict[str, Vectors]:
        """Vectors and probabilities by output name, rows in the order of `pictures`.

        Keys are those of the manifest's `widths`: each vector under its own name, the attribute K
        as `attribute_K`, in [0, 1], columns in the order of its values.

        Pictures are RGB uint8 of shape (size, size, 3) as `backend.images.resize.letterbox` makes
        them for the manifest's `preprocessing.size`; none give arrays of no rows. A picture's
        row does not depend on its company beyond float noise.

        Raises `ValueError` for a picture of another shape or type, `EncoderUnavailable` if the
        model fails.
        """
