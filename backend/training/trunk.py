"""A pretrained backbone, as the network looks through it."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from backend.errors import ConfigurationError


class Parts(NamedTuple):
    """A backbone's longest list of blocks, and the modules with parameters of their own that come
    before and after it."""

    before: list[nn.Module]
    inner: list[nn.Module]
    after: list[nn.Module]


class Trunk(nn.Module):
    """A transformers model of convolutions, giving maps at strides of 8, 16 and 32 pixels."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model
        self._parts: Parts | None = None
        self.train(False)
        sizes = [states.shape[1:] for states in self._first_states()]
        self._at = {side: _last_of(sizes, side) for side in (8, 4, 2)}
        self.widths: tuple[int, int, int] = (
            sizes[self._at[8]][0],
            sizes[self._at[4]][0],
            sizes[self._at[2]][0],
        )

    def train(self, mode: bool = True) -> Trunk:
        """Batch norms keep the statistics they were trained with: batches here are small, and
        pictures of a studio are not what the network will be shown."""
        del mode
        super().train(False)
        return self

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Maps of pictures (n, 3, s, s) in [-1, 1]: (n, c, s/8, s/8), … s/16, … s/32."""
        states = self._states(pixels)
        low, middle, top = (states[self._at[side]] for side in (8, 4, 2))
        return low, middle, top

    def parts(self) -> Parts:
        """Raises `ConfigurationError` for a backbone that is no list of blocks."""
        if self._parts is None:
            self._parts = _parts_of(self.model)
        return self._parts

    def blocks(self) -> list[list[nn.Parameter]]:
        """The parameters of the backbone's parts, from the first layer to the last."""
        parts = self.parts()
        return [
            *(list(module.parameters(recurse=False)) for module in parts.before),
            *(list(block.parameters()) for block in parts.inner),
            *(list(module.parameters(recurse=False)) for module in parts.after),
        ]

    def release(self, share: float) -> list[nn.Parameter]:
        """Let the last `share` of the blocks be trained and no others; returns their parameters."""
        blocks = self.blocks()
        first = len(blocks) - round(share * len(blocks))
        for parameter in self.model.parameters():
            parameter.requires_grad_(False)
        released = [parameter for block in blocks[first:] for parameter in block]
        for parameter in released:
            parameter.requires_grad_(True)
        return released

    def _first_states(self) -> list[Tensor]:
        try:
            with torch.no_grad():
                return self._states(torch.zeros(1, 3, 64, 64))
        except ConfigurationError:
            raise
        except Exception as error:  # a model of something else raises nearly anything
            raise ConfigurationError(
                f"The backbone does not take pictures of any size ({error}); take one of"
                " convolutions."
            ) from error

    def _states(self, pixels: Tensor) -> list[Tensor]:
        told: Any = self.model(pixels, output_hidden_states=True)
        states = [s for s in told.hidden_states or () if s.dim() == 4]
        last = told.last_hidden_state
        if last.dim() != 4:
            raise ConfigurationError("The backbone gives no maps; take one of convolutions.")
        return [*states, last]


def _parts_of(model: nn.Module) -> Parts:
    lists = (module for module in model.modules() if isinstance(module, nn.ModuleList))
    longest = max(lists, key=len, default=None)
    if longest is None:
        raise ConfigurationError("The backbone has no list of blocks that could be frozen.")
    inside = set(longest.modules())
    before: list[nn.Module] = []
    after: list[nn.Module] = []
    met = False
    for module in model.modules():
        met = met or module is longest
        if module not in inside and next(module.parameters(recurse=False), None) is not None:
            (after if met else before).append(module)
    return Parts(before, list(longest), after)


def _last_of(sizes: list[Any], side: int) -> int:
    at = [index for index, size in enumerate(sizes) if size[-1] == side]
    if not at:
        raise ConfigurationError("The backbone gives no maps at strides of 8, 16 and 32 pixels.")
    return at[-1]
