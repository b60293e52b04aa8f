"""Low cases on a stand under a crown: sideboards, dressers, television stands."""

from __future__ import annotations

from backend.studio.designs.design import Shape
from backend.studio.furniture.parts.cases.case_looks import case_of, front_of
from backend.studio.furniture.parts.cases.cases import build_case
from backend.studio.furniture.parts.cases.shelf_contents import fill_cells
from backend.studio.furniture.parts.cases.stands import build_crown, build_stand
from backend.studio.furniture.parts.choices import choice, number
from backend.studio.furniture.parts.placing import Draft
from backend.studio.geometry.mesh import Mesh
from backend.studio.seeds import generator


def build_low_case(shape: Shape, seed: int) -> Mesh:
    """The case that `sample_look` and the shape's layout describe, with what stands in it."""
    draft = Draft()
    width, depth = number(shape, "width"), number(shape, "depth")
    case = case_of(shape, build_stand(draft, shape, width, depth))
    cells = build_case(draft, case, choice(shape, "layout"), front_of(shape))
    build_crown(draft, shape, width, depth, case.top)
    rng = generator(seed, "contents")
    fill_cells(draft, cells, case.board, case.rear, case.front, number(shape, "contents"), rng)
    return draft.centered(seed)
