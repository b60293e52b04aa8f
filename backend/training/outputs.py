"""What a trained network gives, as a manifest says it."""

from __future__ import annotations

from typing import Final

from backend.encoder.manifest import AttributeOutput, VectorOutput
from backend.training.calibrate import HeadCalibration
from backend.training.config import TrainingConfig
from backend.training.network import ATTRIBUTES, SEVERAL
from backend.training.visual import visual_output

VISUAL: Final = "visual"
STYLE: Final = "style"


def vector_outputs(config: TrainingConfig) -> dict[str, VectorOutput]:
    """The visual vector with its parts, and the style vector."""
    return {
        VISUAL: visual_output(config),
        STYLE: VectorOutput(dimension=config.style_dimension),
    }


def attribute_outputs(heads: HeadCalibration) -> dict[str, AttributeOutput]:
    """All attributes, with the thresholds that values count from."""
    return {
        attribute: AttributeOutput(
            values=values,
            several=attribute in SEVERAL,
            thresholds=heads.thresholds.get(attribute, ()),
        )
        for attribute, values in ATTRIBUTES.items()
    }
