"""A listing's colours: the names a person would give them, and the colours themselves."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.images.oklab import to_oklab
from backend.studio.labels.prototypes import prototypes_of
from backend.studio.labels.visible import Visible
from backend.studio.materials.material import Kind

LEAST_SHARE: Final = 0.08
"""What covers less of a piece is not named."""

MOST_NAMES: Final = 3

ALIKE: Final = 0.06
"""Two names given to one surface are one colour, near the border of the two, if what they were
given to differs by less (OKLab)."""

NEAR: Final = 0.12
"""A colour too small to be named counts as the nearest that is named if it is no further (OKLab),
and else not at all."""


class NamedColor(Struct, frozen=True):
    """A taxonomy colour, the share of the piece that has it, and that share's mean OKLab."""

    name: str
    share: float
    lab: tuple[float, float, float]


def named_colors(visible: Visible) -> tuple[NamedColor, ...]:
    """One to three colours, most first; shares add up to one. A mirror has the colours of its
    frame, if it has one: the glass shows what is around it."""
    found: dict[str, _Patch] = {}
    framed = [role for role in visible.roles() if visible.materials[role].kind != Kind.MIRROR]
    for role in framed or visible.roles():
        for name, patch in _of_surface(visible, visible.role == role).items():
            found[name] = found[name].joined(patch) if name in found else patch
    ordered = sorted(found, key=lambda name: (-found[name].weight, name))
    total = sum(patch.weight for patch in found.values())
    large = [name for name in ordered if found[name].weight >= LEAST_SHARE * total]
    kept = {name: found[name] for name in (large or ordered)[:MOST_NAMES]}
    # Measured against the colours as they were before anything was counted to them.
    for name in ordered[len(kept) :]:
        nearest = min(kept, key=lambda other: _distance(found[other], found[name]))
        if _distance(found[nearest], found[name]) <= NEAR:
            kept[nearest] = kept[nearest].joined(found[name])
    total = sum(patch.weight for patch in kept.values())
    colors = [NamedColor(name, patch.weight / total, patch.lab()) for name, patch in kept.items()]
    return tuple(sorted(colors, key=lambda color: (-color.share, color.name)))


def color_of_each_material(visible: Visible) -> dict[str, str]:
    """The name most of each material has, small or not: `{"velvet": "rust", "wood": "walnut"}`."""
    weights: dict[str, dict[str, float]] = {}
    for role in visible.roles():
        names = weights.setdefault(visible.material_of(role), {})
        for name, patch in _of_surface(visible, visible.role == role).items():
            names[name] = names.get(name, 0.0) + patch.weight
    return {
        material: min(names, key=lambda name: (-names[name], name))
        for material, names in weights.items()
    }


def name_flat(material: str, linear: tuple[float, float, float]) -> str:
    """The name of one flat colour (linear RGB) on a taxonomy material."""
    prototypes = prototypes_of(material)
    return prototypes.names[int(prototypes.nearest(to_oklab([linear]))[0])]


class _Patch(Struct, frozen=True):
    """So much of a colour: a weight, and OKLab times that weight."""

    weight: float
    moment: tuple[float, float, float]

    def joined(self, other: _Patch) -> _Patch:
        a, b = self.moment, other.moment
        return _Patch(self.weight + other.weight, (a[0] + b[0], a[1] + b[1], a[2] + b[2]))

    def lab(self) -> tuple[float, float, float]:
        lightness, a, b = self.moment
        return lightness / self.weight, a / self.weight, b / self.weight


def _distance(one: _Patch, other: _Patch) -> float:
    return float(np.linalg.norm(np.subtract(one.lab(), other.lab())))


def _of_surface(visible: Visible, chosen: NDArray[np.bool_]) -> dict[str, _Patch]:
    """The names of one role's samples, each sample having the nearest; see `ALIKE`."""
    lab, weight = visible.lab[chosen], visible.weight[chosen]
    prototypes = prototypes_of(visible.material_of(int(visible.role[chosen][0])))
    nearest = prototypes.nearest(lab)
    patches: dict[str, _Patch] = {}
    for index in np.unique(nearest):
        of_name = nearest == index
        moment = weight[of_name] @ lab[of_name]
        patches[prototypes.names[index]] = _Patch(
            float(weight[of_name].sum()), (float(moment[0]), float(moment[1]), float(moment[2]))
        )
    kept: dict[str, _Patch] = {}
    for name in sorted(patches, key=lambda each: (-patches[each].weight, each)):
        patch = patches[name]
        near = [other for other in kept if _distance(patches[other], patch) < ALIKE]
        if near:
            larger = min(near, key=lambda other: _distance(patches[other], patch))
            kept[larger] = kept[larger].joined(patch)
        else:
            kept[name] = patch
    return kept
