"""The untouched backbone beside the one that is trained: what it sees in the same pictures.

The first blocks, which are not trained, are the same in both, and most of the arithmetic of a
convolutional network is theirs: it is done once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from backend.training.network import Network, normalised, rooted

_NEAR = 1e-3
"""Between unit vectors. The same sums in another order differ less, those of other blocks more."""


class Beside:
    """A network and its untouched original, on the same device."""

    def __init__(self, network: Network, untouched: Network) -> None:
        self._network = network
        self._untouched = untouched
        self._trusted: dict[int, bool] = {}

    def features(self, pictures: Tensor, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """What `Network.features` tells of the pictures (n, s, s, 3), and the top's part of it
        (count, d) as the untouched network has it of the first `count`, without gradients."""
        shared = self._shared()
        if shared == 0:
            return *self._network.features(pictures), self._whole(pictures[:count])
        with _heard(self._network.trunk.parts().inner[shared - 1]) as told:
            features, attention = self._network.features(pictures)
        if shared not in self._trusted:
            self._trusted[shared] = self._agrees(told, pictures[:count], shared)
        if not self._trusted[shared]:
            return features, attention, self._whole(pictures[:count])
        return features, attention, self._from_there(told, pictures[:count], shared)

    def _shared(self) -> int:
        """How many of the blocks, from the first on, are the same and stay so, with all that comes
        before them; 0 where something before them differs."""
        count = 0
        both = zip(self._network.trunk.blocks(), self._untouched.trunk.blocks(), strict=True)
        for ours, theirs in both:
            if any(each.requires_grad for each in ours) or not all(map(torch.equal, ours, theirs)):
                break
            count += 1
        parts = self._untouched.trunk.parts()
        return min(max(0, count - len(parts.before)), len(parts.inner))

    def _agrees(self, told: list[Any], pictures: Tensor, shared: int) -> bool:
        """Whether the backbone can go on from its middle at all: it may be anybody's code."""
        if len(told) != 1 or not isinstance(told[0], Tensor):
            return False
        try:
            found = self._from_there(told, pictures, shared)
        except Exception:  # what such a model raises where it has not been through its beginning
            return False
        whole = self._whole(pictures)
        return bool((found - whole).norm(dim=1).max() < _NEAR)

    def _whole(self, pictures: Tensor) -> Tensor:
        with torch.no_grad():
            # Its attention is uniform: it was never taught where to look.
            return rooted(self._untouched.trunk(normalised(pictures))[2].mean(dim=(2, 3)))

    def _from_there(self, told: Sequence[Tensor], pictures: Tensor, shared: int) -> Tensor:
        parts = self._untouched.trunk.parts()
        skipped = [*parts.before, *parts.inner[: shared - 1]]
        given = told[0][: len(pictures)].detach()
        with _standing_in(skipped, parts.inner[shared - 1], given):
            return self._whole(pictures)


@contextmanager
def _heard(module: nn.Module) -> Iterator[list[Any]]:
    """What the module gives meanwhile."""
    told: list[Any] = []
    handle = module.register_forward_hook(lambda _module, _given, output: told.append(output))
    try:
        yield told
    finally:
        handle.remove()


@contextmanager
def _standing_in(skipped: Sequence[nn.Module], last: nn.Module, given: Tensor) -> Iterator[None]:
    """Meanwhile the skipped modules give back what they are given, and the last one gives that."""

    def passed(state: Tensor, *_: Any, **__: Any) -> Tensor:
        return state

    def gave(*_: Any, **__: Any) -> Tensor:
        return given

    # A module calls what stands in its own `forward` first.
    for module in skipped:
        module.__dict__["forward"] = passed
    last.__dict__["forward"] = gave
    try:
        yield
    finally:
        for module in (*skipped, last):
            del module.__dict__["forward"]
