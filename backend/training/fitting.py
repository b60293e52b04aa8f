"""How the heads start, and how parameters move: the same in a run and wherever parts of one are
trained anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import torch
from torch import Tensor, nn

from backend.training.config import LossWeights, Phase
from backend.training.network import Network
from backend.training.projection import fit_projection


def start_heads(network: Network, features: Tensor) -> None:
    """Standardise by pooled `features` (n, width), and start the shape vector as their principal
    components; with too few pictures for those it starts at random."""
    network.heads.standardise(features.mean(dim=0), features.std(dim=0))
    first, end = network.pooling.spans["top"]
    dimension = network.heads.shape.out_features
    if len(features) <= dimension:
        return
    projection = fit_projection(features[:, first:end].square().numpy(), dimension)
    with torch.no_grad():
        network.heads.shape.weight.copy_(torch.from_numpy(projection.matrix.T.copy()))
        network.heads.shape.bias.copy_(torch.from_numpy(projection.offset))


def optimizer_of(
    network: Network, released: Iterable[nn.Parameter], phase: Phase, weight_decay: float
) -> torch.optim.Optimizer:
    """For all beside the backbone and what of it is `released`; each group's `initial` is its rate
    before the schedule. Offsets, scales and the backbone do not decay."""
    heads = [p for p in network.beside_the_backbone() if p.requires_grad]
    groups: list[dict[str, object]] = [
        {"params": [p for p in heads if p.dim() > 1], "initial": phase.rate},
        {
            "params": [p for p in heads if p.dim() <= 1],
            "initial": phase.rate,
            "weight_decay": 0.0,
        },
    ]
    if kept := list(released):
        groups.append({"params": kept, "initial": phase.backbone_rate, "weight_decay": 0.0})
    return torch.optim.AdamW(groups, lr=phase.rate, weight_decay=weight_decay, fused=True)


def weighed(losses: Mapping[str, Tensor], weights: LossWeights, *, every: bool = False) -> Tensor:
    """The sum that is learned from; a loss of weight 0 is not even looked at, but with `every`:
    several processes wait for the gradients of all that a step has told."""
    total: Tensor = sum(
        getattr(weights, name) * value
        for name, value in losses.items()
        if every or getattr(weights, name)
    )
    return total
