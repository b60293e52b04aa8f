"""An encoder that sees in every picture what a test tells it to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from backend.encoder.manifest import AttributeOutput, attribute_output
from backend.encoder.port import Vectors
from tests.fakes.encoder import ATTRIBUTES
from tests.fixtures.services import InterruptedEncoder

Sight = Mapping[str, Mapping[str, float]]
"""Probability by value by attribute; what is not named is improbable."""


class SeeingEncoder(InterruptedEncoder):
    """`sees` may be changed at any time."""

    def __init__(self, release: str, sees: Sight) -> None:
        super().__init__(release, matching=True)
        self.sees = sees

    def encode(self, pictures: Sequence[npt.NDArray[np.uint8]]) -> dict[str, Vectors]:
        outputs = super().encode(pictures)
        for name, output in ATTRIBUTES.items():
            row = _row(output, self.sees.get(name, {}))
            outputs[attribute_output(name)] = np.tile(row, (len(pictures), 1))
        return outputs


def _row(output: AttributeOutput, seen: Mapping[str, float]) -> Vectors:
    assert seen.keys() <= set(output.values)
    # What is left of a single-valued attribute's certainty is shared by all other values.
    others = len(output.values) - len(seen)
    left = 0.0 if output.several else (1 - sum(seen.values())) / others
    return np.array([seen.get(value, left) for value in output.values], dtype=np.float32)
