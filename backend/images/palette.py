"""A picture's palette: the few colours of what it shows, without what stands behind."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from backend.images.foreground import foreground, middle
from backend.images.oklab import from_even, to_even
from backend.images.resize import Picture
from backend.listing import PaletteColor

MOST_COLORS: Final = 5
LEAST_SHARE: Final = 0.08
APART: Final = 0.07
"""Colours closer than this, in even OKLab, are one."""

_SIDE: Final = 64
"""Pixels of the long side that are looked at: enough for shares."""

_FULL: Final = 0.8
"""Of a photo's outermost line more than this is not white, of a packshot's first line less."""

_STEP: Final = 0.03
_LEAST_PLACE: Final = -25
_PLACES: Final = 64
"""All that even OKLab has of sRGB lies within so many steps."""

_MOST_GROUPS: Final = 64
_ALIKE: Final = 0.02

_GROUND: Final = 0.02
"""Share of the picture from which on a colour behind is one that shadows fall on."""

_DEEPEST: Final = 0.75
"""How dark a shadow is at most, of OKLab's lightness: what is darker is no shadow of the ground."""

_DARK: Final = 0.3
"""Lightness of a ground up to which no shadow is seen on it."""

_LEFT_OF_SHADOWS: Final = 0.1
_LEAST_SHOWN: Final = 0.002
"""Less of the picture than this is no thing: then all of it counts, the middle most."""


def palette(picture: Picture) -> tuple[PaletteColor, ...]:
    """One to five colours of an RGB picture (h, w, 3), white padding aside, most first; shares add
    up to one. Colours that the background has too count less, and so do its shadows: they are seen
    between legs and through shelves."""
    even = to_even(_reduced(_unpadded(picture)))
    in_front = foreground(even)
    counts = middle(*in_front.shape)
    groups, owner = _grouped(even.reshape(-1, 3))

    def total(amount: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(owner, amount.ravel(), len(groups)).astype(np.float64)

    weight, behind = total(in_front * counts), total(1 - in_front)
    weight *= _only_in_front(groups, weight, behind)
    weight *= _unlike_shadows(groups, groups[behind >= _GROUND * len(owner)])
    if weight.sum() < _LEAST_SHOWN * len(owner):
        weight = total(counts)
    largest = np.argsort(-weight, kind="stable")[:_MOST_GROUPS]
    largest = largest[weight[largest] > 0]
    share, colors = _few(weight[largest], groups[largest])
    return tuple(
        PaletteColor(color=f"#{bytes(color).hex()}", share=round(float(part), 4))
        for part, color in zip(share, from_even(colors), strict=True)
    )


def _unpadded(picture: Picture) -> Picture:
    """Without the white on two opposite sides that a photo was made square with. White around a
    packshot stays: it is what the thing is told from."""
    inked = (picture < 255).any(axis=2)
    rows, columns = _padding(inked.mean(axis=1)), _padding(inked.mean(axis=0))
    return picture[rows : len(picture) - rows, columns : picture.shape[1] - columns]


def _padding(inked: NDArray[np.float64]) -> int:
    """How many lines are white at either end, given how much of each line is not."""
    lines = np.flatnonzero(inked)
    if not len(lines) or min(inked[lines[0]], inked[lines[-1]]) < _FULL:
        return 0
    return int(min(lines[0], len(inked) - 1 - lines[-1]))


def _reduced(picture: Picture) -> Picture:
    height, width, _ = picture.shape
    scale = _SIDE / max(height, width)
    if scale >= 1:
        return picture
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))


def _grouped(even: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The mean colours of pixels of nearly the same colour, and for each pixel which it is of."""
    places = np.floor(even / _STEP).astype(np.int64) - _LEAST_PLACE
    key = (places[:, 0] * _PLACES + places[:, 1]) * _PLACES + places[:, 2]
    _, owner, count = np.unique(key, return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(owner, even[:, axis], len(count)) for axis in range(3)], axis=1)
    return sums / count[:, None], owner


def _only_in_front(
    groups: NDArray[np.float64], weight: NDArray[np.float64], behind: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How likely a pixel of each group is of the thing shown, squared: by how much of its colour,
    and of colours like it, is in front and how much behind."""
    squared = ((groups[:, None] - groups[None]) ** 2).sum(axis=-1)
    alike = np.exp(-squared / (2 * _ALIKE**2))
    front, back = alike @ weight, alike @ behind
    return np.asarray((front / np.maximum(front + back, 1e-9)) ** 2)


def _unlike_shadows(
    groups: NDArray[np.float64], grounds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """A factor for each group, small where it is one of the grounds in a shadow: less light scales
    all of OKLab alike."""
    grounds = grounds[grounds[:, 0] > _DARK]
    if not len(grounds):
        return np.ones(len(groups))
    light = groups @ grounds.T / (grounds**2).sum(axis=1)
    squared = ((groups[:, None] - light[..., None] * grounds) ** 2).sum(axis=-1)
    likeness = np.exp(-squared / _ALIKE**2) * ((light > _DEEPEST) & (light < 1 + _ALIKE))
    return np.asarray(1 - (1 - _LEFT_OF_SHADOWS) * likeness.max(axis=1))


def _few(
    weight: NDArray[np.float64], colors: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares and means of the few colours that are left when like has been joined to like."""
    weight, colors = _joined(weight, colors, most=MOST_COLORS, apart=np.inf)
    weight, colors = _joined(weight, colors, most=1, apart=APART)
    share = weight / weight.sum()
    kept = share >= min(LEAST_SHARE, share.max())
    share, colors = share[kept] / share[kept].sum(), colors[kept]
    order = np.argsort(-share, kind="stable")
    return share[order], colors[order]


def _joined(
    weight: NDArray[np.float64], colors: NDArray[np.float64], *, most: int, apart: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Join two and two until at most so many are left, or none of these is nearer another."""
    weight, colors = weight.copy(), colors.copy()

    def costs(one: int) -> NDArray[np.float64]:
        """Ward's: joining moves so much colour so far. None with itself, or with what is gone."""
        squared = ((colors - colors[one]) ** 2).sum(axis=1)
        cost = weight * weight[one] / (weight + weight[one]) * squared
        cost[(weight == 0) | (squared >= apart**2)] = np.inf
        cost[one] = np.inf
        return np.asarray(cost)

    cost = np.stack([costs(one) for one in range(len(weight))])
    for _ in range(len(weight) - most):
        i, j = divmod(int(cost.argmin()), len(weight))
        if not np.isfinite(cost[i, j]):
            break
        both = weight[i] + weight[j]
        colors[i] = (weight[i] * colors[i] + weight[j] * colors[j]) / both
        weight[i], weight[j] = both, 0
        cost[j] = cost[:, j] = np.inf
        cost[i] = cost[:, i] = costs(i)
    left = weight > 0
    return weight[left], colors[left]
