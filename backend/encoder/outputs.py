"""What a model may give: anything else never leaves the encoder."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from backend.encoder.manifest import ATTRIBUTE_PREFIX, AttributeOutput, Manifest, VectorOutput
from backend.errors import EncoderUnavailable

UNIT_TOLERANCE: Final = 1e-3
SUM_TOLERANCE: Final = 1e-3
ROUNDING: Final = 1e-5
"""How far float32 may carry a probability out of [0, 1]; it is brought back."""

Rows = npt.NDArray[Any]


def checked(manifest: Manifest, name: str, rows: Rows) -> Rows:
    """`rows` of the graph's output `name`, of shape (n, width); probabilities within [0, 1].

    Raises `EncoderUnavailable` for what the manifest does not promise: one bad vector can make an
    index unloadable.
    """
    if rows.ndim != 2 or rows.shape[1] != manifest.widths[name]:
        raise EncoderUnavailable(f"The model gave {name} in the shape {rows.shape}.")
    if not np.isfinite(rows).all():
        raise EncoderUnavailable(f"The model gave numbers for {name} that are not finite.")
    if name in manifest.outputs:
        return _vectors(name, manifest.outputs[name], rows)
    return _probabilities(name, manifest.attributes[name.removeprefix(ATTRIBUTE_PREFIX)], rows)


def _vectors(name: str, output: VectorOutput, rows: Rows) -> Rows:
    if output.unit and not np.allclose(np.linalg.norm(rows, axis=1), 1, atol=UNIT_TOLERANCE):
        raise EncoderUnavailable(f"The model gave a {name} vector that is not of unit length.")
    return rows


def _probabilities(name: str, output: AttributeOutput, rows: Rows) -> Rows:
    if ((rows < -ROUNDING) | (rows > 1 + ROUNDING)).any():
        raise EncoderUnavailable(f"The model gave a probability for {name} outside 0 to 1.")
    if not output.several and not np.allclose(rows.sum(axis=1), 1, atol=SUM_TOLERANCE):
        raise EncoderUnavailable(
            f"The model gave probabilities for {name} that do not add up to one."
        )
    return rows.clip(0, 1)
