"""From the probabilities of a model's outputs to the attribute values they speak for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from backend.encoder.manifest import AttributeOutput, Manifest, attribute_output


class Predicted(Struct, frozen=True):
    """A value and the model's probability for it, in [0, 1]."""

    value: str
    confidence: float


def predictions(
    manifest: Manifest, outputs: Mapping[str, npt.NDArray[Any]], row: int
) -> dict[str, tuple[Predicted, ...]]:
    """The values of picture `row` of what `Encoder.encode` gave, per attribute of the manifest.

    Of a single-valued attribute the most probable value, however improbable; of one with several
    all that reach their thresholds, most probable first, which may be none. Of equals the one that
    the manifest lists first comes first.
    """
    return {
        key: _values(attribute, outputs[attribute_output(key)][row])
        for key, attribute in manifest.attributes.items()
    }


def _values(attribute: AttributeOutput, probabilities: npt.NDArray[Any]) -> tuple[Predicted, ...]:
    order = np.argsort(-probabilities, kind="stable").tolist()
    if attribute.several:
        order = [place for place in order if probabilities[place] >= attribute.thresholds[place]]
    else:
        order = order[:1]
    return tuple(Predicted(attribute.values[place], float(probabilities[place])) for place in order)
