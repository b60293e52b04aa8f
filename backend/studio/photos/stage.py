"""Pieces put into one scene: where each stands, and which of its parts it brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.studio.geometry.mesh import MeshArrays, merge
from backend.studio.geometry.transforms import placed, rotation
from backend.studio.materials.material import Material

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Prop:
    """Something to be placed; `turn` radians about the vertical, `position` metres."""

    mesh: MeshArrays
    materials: Sequence[Material]
    position: tuple[float, float, float] = (0.0, 0.0, 0.0)
    turn: float = 0.0


@dataclass(frozen=True)
class Stage:
    """All props as one mesh; prop k has the parts from `first_part[k]` to `first_part[k + 1]`."""

    mesh: MeshArrays
    materials: tuple[Material, ...]
    first_part: NDArray[np.int64]

    def prop_of(self, part: NDArray[np.int32]) -> NDArray[np.int64]:
        """The prop that each part number belongs to; -1 stays -1."""
        prop = np.searchsorted(self.first_part, part, side="right") - 1
        return np.where(part < 0, -1, prop)


def stage(props: Sequence[Prop]) -> Stage:
    meshes = [placed(prop.mesh, rotation(ry=prop.turn), prop.position) for prop in props]
    offsets = np.cumsum([0, *(len(prop.materials) for prop in props)])
    parts = [int(mesh.part_of_face.max(initial=-1)) + 1 for mesh in meshes]
    return Stage(
        mesh=merge(meshes, [int(offset) for offset in offsets[:-1]]),
        materials=tuple(material for prop in props for material in prop.materials),
        first_part=np.cumsum([0, *parts]),
    )


def box_of(mask: NDArray[np.bool_]) -> Box | None:
    """The tightest box round the true pixels, as fractions of width and height; None if there are
    none."""
    rows = np.flatnonzero(mask.any(axis=1))
    columns = np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    height, width = mask.shape
    return (
        float(columns[0] / width),
        float(rows[0] / height),
        float((columns[-1] + 1) / width),
        float((rows[-1] + 1) / height),
    )
