"""The network: a pretrained backbone, what is pooled from it, and the heads on that.

The picture's parts are weighed by an attention that is uniform at first, so that training starts
from the backbone as it is. Colour is read from pixels and low layers, shape from the top: these
parts of the visual vector can be weighed against each other, and neither hides the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812  # the name that everybody gives it
from torch import Tensor, nn

from backend.taxonomy import CATEGORIES, COLORS, MATERIALS, PATTERNS, STYLES
from backend.training.trunk import Trunk

ATTRIBUTES: Final[dict[str, tuple[str, ...]]] = {
    "category": CATEGORIES,
    "colors": tuple(COLORS),
    "materials": MATERIALS,
    "style": STYLES,
    "pattern": PATTERNS,
}
SEVERAL: Final = frozenset({"colors", "materials"})
"""Attributes of which a listing may have several values."""

KINDS: Final = ("piece", "room")
PIECE, ROOM = range(2)
"""What a query-side map is asked for."""

TRUNK: Final = 512
TONES: Final = 64
"""Colours of the palette that pixels are counted by."""
TOWER: Final = 128
_BOUND: Final = 3.0
"""Attention differs by at most a factor of exp(2 * bound) within a picture."""
_SHARPNESS: Final = 60.0


class Outputs(NamedTuple):
    """What the network says of n pictures: unit `shape` (n, .), `color` (n, .) and `style` (n, .)
    vectors, and a tensor of logits (n, values) for each attribute."""

    shape: Tensor
    color: Tensor
    style: Tensor
    logits: dict[str, Tensor]


class Pooling(nn.Module):
    """Maps and pixels to one row of features a picture, weighed by attention."""

    def __init__(self, widths: tuple[int, int, int]) -> None:
        super().__init__()
        low, middle, top = widths
        self.look_middle = nn.Conv2d(middle, 1, 1)
        self.look_top = nn.Conv2d(top, 1, 1)
        for layer in (self.look_middle, self.look_top):
            nn.init.zeros_(layer.weight)
            assert layer.bias is not None
            nn.init.zeros_(layer.bias)
        self.register_buffer("opponent", torch.tensor([[1, 1, 1], [2, -2, 0], [1, 1, -2]]) / 3.0)
        self.tones = nn.Parameter(_first_tones())
        self.sharpness = nn.Parameter(torch.tensor(_SHARPNESS))
        self.spans = _spans(top=top, middle=2 * middle, low=2 * low, tones=TONES)
        self.width = top + 2 * middle + 2 * low + TONES

    def forward(
        self, pixels: Tensor, low: Tensor, middle: Tensor, top: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Features (n, width) and attention (n, s/16, s/16), which adds up to one."""
        n, _, side, _ = middle.shape
        seen = self.look_middle(middle) + F.interpolate(self.look_top(top), scale_factor=2.0)
        seen = _BOUND * torch.tanh(seen / _BOUND)
        attention = seen.flatten(1).softmax(dim=1).view(n, 1, side, side)
        finer = F.interpolate(attention, scale_factor=2.0) / 4
        finest = F.interpolate(finer, scale_factor=2.0) / 4
        coarse = F.avg_pool2d(attention, 2) * 4
        roots = rooted((top * coarse).sum(dim=(2, 3)))
        counted = (self._tones_of(F.avg_pool2d(pixels, 4)) * finest).sum(dim=(2, 3))
        parts = [roots, _moments(middle, attention), _moments(low, finer), (counted + 1e-6).sqrt()]
        return torch.cat(parts, dim=1), attention.squeeze(1)

    def _tones_of(self, pixels: Tensor) -> Tensor:
        """How much each pixel (n, 3, h, w) has of each tone: (n, TONES, h, w), adding up to 1."""
        seen = torch.einsum("kc,nchw->nkhw", self.opponent, pixels)
        pull = torch.einsum("kc,nchw->nkhw", 2 * self.tones, seen)
        distance = (self.tones**2).sum(dim=1)[None, :, None, None]
        return ((pull - distance) * self.sharpness).softmax(dim=1)


def normalised(pictures: Tensor) -> Tensor:
    """uint8 (n, s, s, 3) to (n, 3, s, s) in [-1, 1]."""
    return pictures.permute(0, 3, 1, 2).float() / 127.5 - 1


def rooted(pooled: Tensor) -> Tensor:
    """The features (n, c) of the top's means (n, c): their roots, of unit length."""
    return F.normalize(pooled.clamp(min=1e-6).sqrt(), dim=1)


def _spans(**widths: int) -> dict[str, tuple[int, int]]:
    spans, first = {}, 0
    for name, width in widths.items():
        spans[name] = (first, first + width)
        first += width
    return spans


def _moments(maps: Tensor, attention: Tensor) -> Tensor:
    """Weighed mean and deviation of each channel, (n, 2 c)."""
    mean = (maps * attention).sum(dim=(2, 3))
    squares = (maps.square() * attention).sum(dim=(2, 3))
    deviation = (squares - mean.square()).clamp(min=1e-6).sqrt()
    return torch.cat([mean, deviation], dim=1)


def _first_tones() -> Tensor:
    """The taxonomy's colours, and others spread over what pictures hold, as opponents."""
    named = torch.tensor([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in COLORS.values()])
    generator = torch.Generator().manual_seed(0)
    spread = torch.rand(TONES - len(named), 1, generator=generator).expand(-1, 3)
    jitter = 0.5 * (torch.rand(TONES - len(named), 3, generator=generator) - 0.5)
    rgb = torch.cat([named / 255.0, (spread + jitter).clamp(0, 1)]) * 2 - 1
    return rgb @ (torch.tensor([[1, 1, 1], [2, -2, 0], [1, 1, -2]]) / 3.0).T


class Heads(nn.Module):
    """Pooled features to vectors and attributes."""

    def __init__(
        self, pooling: Pooling, *, shape: int, color: int, style: int, dropout: float
    ) -> None:
        super().__init__()
        width = pooling.width
        self.top = pooling.spans["top"]
        self.low = (pooling.spans["middle"][0], pooling.spans["tones"][1])
        self.mean = nn.Buffer(torch.zeros(width))
        self.deviation = nn.Buffer(torch.ones(width))
        self.trunk = nn.Linear(width, TRUNK)
        self.tower = nn.Linear(self.low[1] - self.low[0], TOWER)
        self.dropout = nn.Dropout(dropout)
        self.attributes = nn.ModuleDict(
            {name: nn.Linear(TRUNK + TOWER, len(values)) for name, values in ATTRIBUTES.items()}
        )
        self.shape = nn.Linear(self.top[1] - self.top[0], shape)
        self.color = nn.Linear(TOWER + TRUNK, color)
        self.mix = nn.Linear(TRUNK + TOWER, 256)
        self.style = nn.Linear(256, style)

    def standardise(self, mean: Tensor, deviation: Tensor) -> None:
        """Set what features are brought to mean 0 and deviation 1 by; shapes (width,)."""
        self.mean.copy_(mean)
        self.deviation.copy_(deviation.clamp(min=1e-4))

    def forward(self, features: Tensor) -> Outputs:
        roots = features[:, self.top[0] : self.top[1]]
        even = ((features - self.mean) / self.deviation).clamp(-6, 6)
        trunk = self.dropout(F.gelu(self.trunk(even)))
        tower = self.dropout(F.gelu(self.tower(even[:, self.low[0] : self.low[1]])))
        both = torch.cat([trunk, tower], dim=1)
        mixed = self.dropout(F.gelu(self.mix(both)))
        return Outputs(
            shape=F.normalize(self.shape(roots), dim=1),
            color=F.normalize(self.color(torch.cat([tower, trunk], dim=1)), dim=1),
            style=F.normalize(self.style(mixed), dim=1),
            logits={name: head(both) for name, head in self.attributes.items()},
        )


class Matching(nn.Module):
    """Query-side maps: M(source, target) = sum of weights(source, target) x bases.

    There are two kinds, of the same bases: of one piece that something goes with, and of a piece
    among others that something completes the room with. Alone it stands for its whole room, among
    others for itself. A pair's weights are shared ones and its own difference from them, which
    starts at zero and is held small by weight decay: a pair that is never seen has the shared map.
    With `pairs` off all have it.
    """

    def __init__(self, dimension: int, bases: int, *, pairs: bool = True) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(0)
        noise = torch.randn(bases, dimension, dimension, generator=generator) / dimension
        noise[0] = torch.eye(dimension)
        self.bases = nn.Parameter(noise)
        shared = torch.zeros(len(KINDS), bases)
        shared[:, 0] = 1.0
        self.shared = nn.Parameter(shared)
        count = len(CATEGORIES)
        own = torch.zeros(len(KINDS), count, count, bases)
        self.own = nn.Parameter(own, requires_grad=pairs)
        self.scale = nn.Parameter(torch.full((len(KINDS),), 8.0))

    def forward(self, styles: Tensor, sources: Tensor, target: int, kind: int) -> Tensor:
        """Queries (n, d), not of unit length, of `styles` (n, d) for one target category;
        `sources` (n,) are category numbers."""
        weights = self.shared[kind] + self.own[kind][sources, target]
        mapped = torch.einsum("kij,nj->nki", self.bases, styles)
        return torch.einsum("nk,nki->ni", weights, mapped)


class Network(nn.Module):
    """Letterboxed pictures, uint8 (n, s, s, 3), to `Outputs`; `matching` stands beside."""

    def __init__(
        self,
        backbone: nn.Module,
        *,
        shape: int,
        color: int,
        style: int,
        bases: int,
        dropout: float = 0.0,
        pair_maps: bool = True,
    ) -> None:
        super().__init__()
        self.trunk = Trunk(backbone)
        self.pooling = Pooling(self.trunk.widths)
        self.heads = Heads(self.pooling, shape=shape, color=color, style=style, dropout=dropout)
        self.matching = Matching(style, bases, pairs=pair_maps)

    def features(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Pooled features (n, width) and attention (n, s/16, s/16)."""
        pixels = normalised(pictures)
        found: tuple[Tensor, Tensor] = self.pooling(pixels, *self.trunk(pixels))
        return found

    def forward(self, pictures: Tensor) -> Outputs:
        features, _ = self.features(pictures)
        outputs: Outputs = self.heads(features)
        return outputs

    def beside_the_backbone(self) -> Iterator[nn.Parameter]:
        """All parameters but the backbone's."""
        for part in (self.pooling, self.heads, self.matching):
            yield from part.parameters()
