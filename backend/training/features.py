"""Pictures from files through a pretrained backbone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from torch import nn
from transformers import AutoModel
from transformers.utils import hub as transformers_hub
from transformers.utils import logging as transformers_logging

from backend.errors import ConfigurationError
from backend.images.decode import DecodeLimits
from backend.images.load import prepare
from backend.images.resize import Picture
from backend.training.export import PooledBackbone
from backend.training.projection import Floats

Channels = tuple[float, float, float]

BATCH: Final = 32
_EVEN: Final[Channels] = (0.5, 0.5, 0.5)
LIMITS: Final = DecodeLimits(max_bytes=20_000_000, max_pixels=50_000_000)


def load_backbone(weights: str | Path) -> nn.Module:
    """A transformers vision model from a folder or by its name on the hub, to be evaluated. It
    takes RGB in [-1, 1], whatever it was trained with.

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
    mean, deviation = _trained_with(weights)
    if mean == deviation == _EVEN:
        return backbone
    return Renormalised(backbone, mean, deviation).eval()


class Renormalised(nn.Module):
    """A model that was trained on channels in [0, 1] less their `mean`, by their `deviation`."""

    def __init__(self, model: nn.Module, mean: Channels, deviation: Channels) -> None:
        super().__init__()
        self.model = model
        shift, scale = torch.tensor(mean), torch.tensor(deviation)
        self.scale = nn.Buffer((0.5 / scale).view(3, 1, 1), persistent=False)
        self.shift = nn.Buffer(((0.5 - shift) / scale).view(3, 1, 1), persistent=False)

    def forward(self, pixels: torch.Tensor, **options: Any) -> Any:
        return self.model(pixels * self.scale + self.shift, **options)


def _trained_with(weights: str | Path) -> tuple[Channels, Channels]:
    """Mean and deviation that the weights' own preprocessing names; a half where it names none."""
    untyped: Any = transformers_hub
    path = untyped.cached_file(
        str(weights),
        "preprocessor_config.json",
        _raise_exceptions_for_missing_entries=False,
        _raise_exceptions_for_connection_errors=False,
    )
    if path is None:
        return _EVEN, _EVEN
    try:
        told = msgspec.json.decode(Path(path).read_bytes(), type=_Preprocessor)
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigurationError(f"{path} is not as it must be: {error}.") from error
    return told.image_mean or _EVEN, told.image_std or _EVEN


class _Preprocessor(msgspec.Struct):
    image_mean: Channels | None = None
    image_std: Channels | None = None


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
