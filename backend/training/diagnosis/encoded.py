"""A release's outputs for picture files, through the same code that serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console
from rich.progress import track

from backend.encoder.manifest import AttributeOutput, attribute_output
from backend.encoder.port import Encodes
from backend.images.load import prepare
from backend.training.diagnosis.heads import Floats, Head
from backend.training.diagnosis.thumbnails import LIMITS

BATCH: Final = 32


def encode_files(
    encoder: Encodes, files: Sequence[Path], console: Console, description: str
) -> dict[str, Floats]:
    """Outputs by name, a row for each file in order. Raises `ImageRefused` for one that is no
    picture."""
    size = encoder.manifest.preprocessing.size
    parts = [encoder.encode([])]
    for start in track(range(0, len(files), BATCH), description=description, console=console):
        pictures = [
            prepare(file.read_bytes(), limits=LIMITS, size=size)
            for file in files[start : start + BATCH]
        ]
        parts.append(encoder.encode(pictures))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def heads_of(
    attributes: Mapping[str, AttributeOutput], outputs: Mapping[str, Floats]
) -> list[Head]:
    """The attribute heads of a release; none if it was taught none."""
    return [
        Head(
            name=name,
            values=output.values,
            probabilities=outputs[attribute_output(name)],
            several=output.several,
            thresholds=output.thresholds,
        )
        for name, output in attributes.items()
    ]
