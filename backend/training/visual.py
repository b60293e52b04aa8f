"""The visual vector: shape, colour and category side by side, each with its share of a cosine."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from backend.encoder.manifest import VectorOutput
from backend.training.config import Shares, TrainingConfig
from backend.training.network import ATTRIBUTES, Outputs


def visual_of(outputs: Outputs, shares: Shares) -> Tensor:
    """Unit vectors (n, d). The category's part is what the head says of all categories at once, of
    unit length however sure it is: a piece between two kinds lies between them, and temperatures
    change nothing. Nothing flows back through it: the head answers to its labels alone."""
    parts = [
        outputs.shape * (1 - shares.color - shares.category) ** 0.5,
        outputs.color * shares.color**0.5,
    ]
    if shares.category:
        logits = outputs.logits["category"].detach()
        kind = F.normalize(logits - logits.mean(dim=1, keepdim=True), dim=1)
        parts.append(kind * shares.category**0.5)
    return torch.cat(parts, dim=1)


def visual_output(config: TrainingConfig) -> VectorOutput:
    """Where in the vector each part lies, as a manifest says it."""
    widths = {"shape": config.shape_dimension, "color": config.color_dimension}
    if config.category_share:
        widths["category"] = len(ATTRIBUTES["category"])
    parts, first = {}, 0
    for name, width in widths.items():
        parts[name] = (first, first + width)
        first += width
    return VectorOutput(dimension=first, parts=parts)
