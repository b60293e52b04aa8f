"""A piece of furniture ready to be placed and rendered."""

from __future__ import annotations

from dataclasses import dataclass

from backend.studio.designs.design import Design
from backend.studio.furniture.builders import CATEGORIES
from backend.studio.geometry.mesh import MeshArrays
from backend.studio.materials.factory import materials_of
from backend.studio.materials.material import Material
from backend.studio.materials.mixing import with_photographs
from backend.studio.materials.photographic import PhotoAtlas
from backend.studio.seeds import generator


@dataclass(frozen=True)
class Piece:
    """A mesh whose roles index `materials`; see `backend.studio.furniture` for where it stands."""

    listing: str
    category: str
    mesh: MeshArrays
    materials: tuple[Material, ...]


def mesh_of(design: Design) -> MeshArrays:
    """The design's shape, the same for all of its finishes."""
    return CATEGORIES[design.category].build(design.shape, design.seed).arrays()


def piece_of(
    design: Design, finish: int, mesh: MeshArrays | None = None, atlas: PhotoAtlas | None = None
) -> Piece:
    """The design in one finish; `mesh` is `mesh_of(design)` if the caller has it already. With an
    atlas some finishes have photographed materials, always the same ones."""
    materials = materials_of(design.finishes[finish], _printed(design))
    random = generator(design.seed, "photographs", finish)
    return Piece(
        listing=design.listing_id(finish),
        category=design.category,
        mesh=mesh if mesh is not None else mesh_of(design),
        materials=with_photographs(materials, design.category, random, atlas),
    )


def _printed(design: Design) -> tuple[float, float] | None:
    """Width and height (metres) of what a rug's pattern or a print covers."""
    of_print = ("print_width", "print_height")
    names = ("width", "depth") if design.category == "rug" else of_print
    across, along = (design.shape.get(name) for name in names)
    if isinstance(across, float) and isinstance(along, float):
        return (across, along)
    return None
