"""The untouched backbone beside the one that is trained."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from transformers import EfficientNetConfig, EfficientNetModel, ResNetConfig, ResNetModel

from backend.training.beside import Beside
from backend.training.network import Network
from backend.training.train import new_network
from tests.training.runs import SIZE, tiny

COUNT = 3


def networks(mobilenet: Path) -> tuple[Network, Network]:
    return new_network(tiny(mobilenet))


def pictures(n: int = 7) -> Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(0, 256, (n, SIZE, SIZE, 3), dtype=torch.uint8, generator=generator)


def trained(network: Network, share: float) -> None:
    """As after some steps: what is released has moved."""
    generator = torch.Generator().manual_seed(2)
    with torch.no_grad():
        for parameter in network.trunk.release(share):
            noise = torch.rand(parameter.shape, generator=generator)
            parameter.mul_(1 + 0.2 * (noise - 0.5))


def of_top(network: Network, shown: Tensor) -> Tensor:
    first, end = network.pooling.spans["top"]
    with torch.no_grad():
        return network.features(shown)[0][:, first:end]


def calls_of(module: nn.Module) -> list[None]:
    """One for each time that the module computes something."""
    called: list[None] = []
    inner = next(each for each in module.modules() if isinstance(each, nn.Conv2d))

    def hook(_module: nn.Module, given: tuple[Tensor], told: Tensor) -> None:
        if told is not given[0]:
            called.append(None)

    inner.register_forward_hook(hook)
    return called


@pytest.mark.parametrize("share", [0.0, 0.2, 0.35, 0.7, 1.0])
def test_both_are_told_as_they_are_alone(share: float, mobilenet: Path) -> None:
    network, untouched = networks(mobilenet)
    trained(network, share)
    shown = pictures()

    features, attention, kept = Beside(network, untouched).features(shown, COUNT)

    wanted, looked = network.features(shown)
    torch.testing.assert_close(features, wanted)
    torch.testing.assert_close(attention, looked)
    torch.testing.assert_close(kept, of_top(untouched, shown[:COUNT]), atol=1e-5, rtol=1e-4)
    assert not kept.requires_grad
    if share > 0:
        assert (kept - of_top(network, shown[:COUNT])).abs().max() > 1e-3


def test_blocks_that_are_the_same_compute_once(mobilenet: Path) -> None:
    network, untouched = networks(mobilenet)
    trained(network, 0.35)
    beside = Beside(network, untouched)
    beside.features(pictures(), COUNT)  # in which it is made sure that this can be done
    parts = untouched.trunk.parts()
    frozen = [block for block in network.trunk.parts().inner if not released(block)]
    assert len(frozen) > 1
    at_first = calls_of(parts.before[0])
    in_frozen, in_trained = calls_of(parts.inner[0]), calls_of(parts.inner[len(frozen)])

    beside.features(pictures(), COUNT)

    assert (len(at_first), len(in_frozen), len(in_trained)) == (0, 0, 1)


def test_blocks_that_have_once_been_trained_are_not_the_same(mobilenet: Path) -> None:
    network, untouched = networks(mobilenet)
    beside = Beside(network, untouched)
    network.trunk.release(0.35)
    beside.features(pictures(), COUNT)
    trained(network, 1.0)
    network.trunk.release(0.35)

    _, _, kept = beside.features(pictures(), COUNT)

    torch.testing.assert_close(kept, of_top(untouched, pictures()[:COUNT]), atol=1e-5, rtol=1e-4)


def released(block: nn.Module) -> bool:
    return any(parameter.requires_grad for parameter in block.parameters())


def efficient() -> nn.Module:
    return EfficientNetModel(
        EfficientNetConfig(width_coefficient=0.2, depth_coefficient=0.4, hidden_dim=256)
    )


def residual() -> nn.Module:
    return ResNetModel(
        ResNetConfig(embedding_size=8, hidden_sizes=[8, 16, 24, 32], depths=[1, 2, 4, 2])
    )


@pytest.mark.parametrize("make", [efficient, residual])
def test_other_backbones_are_told_alike(make: Callable[[], nn.Module], tmp_path: Path) -> None:
    torch.manual_seed(0)
    make().save_pretrained(tmp_path)  # type: ignore[operator]
    network, untouched = networks(tmp_path)
    trained(network, 0.4)

    _, _, kept = Beside(network, untouched).features(pictures(), COUNT)

    torch.testing.assert_close(kept, of_top(untouched, pictures()[:COUNT]), atol=1e-5, rtol=1e-4)
