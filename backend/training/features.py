"""Pictures from files through a pretrained backbone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from torch import nn
from transformers import AutoModel
from transformers.utils import logging as transformers_logging

from backend.errors import ConfigurationError
from backend.images.decode import DecodeLimits
from backend.images.load import prepare
from backend.images.resize import Picture
from backend.training.export import PooledBackbone
from backend.training.projection import Floats

BATCH: Final = 32
LIMITS: Final = DecodeLimits(max_bytes=20_000_000, max_pixels=50_000_000)


def load_backbone(weights: str | Path) -> nn.Module:
    """A transformers vision model from a folder or by its name on the hub, to be evaluated.

    Raises `ConfigurationError` if there is none.
    """
    untyped: Any = transformers_logging
    untyped.disable_progress_bar()
    untyped.set_verbosity_error()  # it would report the classifier that is left out on purpose
    try:
        model: Any = AutoModel.from_pretrained(str(weights), dtype=torch.float32)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"There is no model at {weights}: {error}") from error
    backbone: nn.Module = model.eval()
    return backbone


def pictures_in_batches(
    paths: Sequence[Path], size: int, console: Console, description: str
) -> Iterator[list[Picture]]:
    """The pictures in order, letterboxed, `BATCH` at a time, with a progress bar.

    Raises `ImageRefused` for a file that is no picture.
    """
    starts = range(0, len(paths), BATCH)
    for start in track(starts, description=description, console=console):
        yield [
            prepare(path.read_bytes(), limits=LIMITS, size=size)
            for path in paths[start : start + BATCH]
        ]


def pooled_features(pooled: PooledBackbone, pictures: Sequence[Picture]) -> Floats:
    """Features (n, width) of letterboxed pictures."""
    with torch.inference_mode():
        features: Floats = pooled(torch.from_numpy(np.stack(pictures))).numpy()
    return features
