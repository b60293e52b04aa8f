"""The body of a case piece: boards, compartments with fronts, dark gaps and shelves."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from backend.studio.designs.design import Role
from backend.studio.furniture.parts.cases.compartments import Cell, columns_of
from backend.studio.furniture.parts.cases.fronts import THICKNESS, Front, Opening, add_front
from backend.studio.furniture.parts.outlines import rounded_rectangle
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.grids import grid_faces
from backend.studio.geometry.mesh import Mesh

GAP: Final = 0.003
"""Between fronts, metres."""

_BACK: Final = 0.012


class Case(Struct, frozen=True, kw_only=True):
    """A body of boards, centred on x = 0; metres."""

    width: float
    depth: float
    height: float
    bottom: float
    board: float = 0.02
    inset: bool = False
    """Fronts lie within the boards instead of over them."""
    corner: float = 0.0
    """Radius of a shell bent round the body; 0: boards meet at right angles."""
    center_z: float = 0.0
    role: Role = Role.FRAME
    open_back: bool = False

    @property
    def front(self) -> float:
        """Where the boards end, towards the viewer."""
        inwards = 0.0 if self.inset or self.corner else THICKNESS
        return self.center_z + self.depth / 2 - inwards

    @property
    def rear(self) -> float:
        return self.center_z - self.depth / 2

    @property
    def top(self) -> float:
        return self.bottom + self.height


def build_case(mesh: Mesh, case: Case, layout: str, front: Front) -> list[Cell]:
    """Add body and compartments; returns the open cells, for what stands in them."""
    columns = columns_of(
        layout,
        -case.width / 2 + case.board / 2,
        case.width / 2 - case.board / 2,
        case.bottom + case.board / 2,
        case.top - case.board / 2,
    )
    if case.corner:
        _shell(mesh, case)
    else:
        _boards(mesh, case)
    if not case.open_back:
        size = (case.width - case.board, case.height - case.board, _BACK)
        place = (0.0, case.bottom + case.height / 2, case.rear + 0.003 + _BACK / 2)
        rounded_box(mesh, case.role, place, size, radius=0.001, segments=1, grain=0)
    _partitions(mesh, case, columns)
    for column in columns:
        for cell in column:
            if cell.closed:
                _close(mesh, case, cell, front)
            elif cell.kind == "glass":
                _glaze(mesh, case, cell, front)
    return [cell for column in columns for cell in column if not cell.closed]


def _boards(mesh: Mesh, case: Case) -> None:
    """Sides between floor and roof, whose edges stand a hair in front of theirs."""
    deep = case.front - case.rear
    middle_z = (case.front + case.rear) / 2
    for side in (-1, 1):
        place = (side * (case.width - case.board) / 2, case.bottom + case.height / 2, middle_z)
        size = (case.board, case.height, deep)
        rounded_box(mesh, case.role, place, size, radius=0.002, segments=1, grain=1)
    for level in (case.bottom + case.board / 2, case.top - case.board / 2):
        size = (case.width - 2 * case.board + 0.008, case.board - 0.003, deep - 0.004)
        rounded_box(mesh, case.role, (0.0, level, middle_z), size, 0.002, segments=1, grain=0)


def _shell(mesh: Mesh, case: Case) -> None:
    """One board bent round the body, its corners round."""
    outer = rounded_rectangle(case.width, case.height, case.corner)
    inner_corner = max(case.corner - case.board, 0.004)
    inner = rounded_rectangle(
        case.width - 2 * case.board, case.height - 2 * case.board, inner_corner
    )
    lift = case.bottom + case.height / 2
    ease = 0.003
    # Round the section: outside from the rear to the front, then inside back again.
    eased = outer * (1 - ease / case.width)
    rings = [
        (outer, case.rear), (outer, case.front - ease), (outer, case.front - ease),
        (eased, case.front), (eased, case.front),
        (inner, case.front), (inner, case.front), (inner, case.rear),
    ]  # fmt: skip
    closed = [np.vstack([ring, ring[:1]]) for ring, _ in rings]
    count = len(closed[0])
    vertices = np.concatenate(
        [
            np.column_stack([ring[:, 0], ring[:, 1] + lift, np.full(count, z)])
            for ring, (_, z) in zip(closed, rings, strict=True)
        ]
    )
    lengths = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(closed[0], axis=0), axis=1))]
    coordinates = np.column_stack(
        [np.tile(lengths, len(rings)), vertices[:, 2], np.repeat(np.arange(8) * 0.01, count)]
    )
    faces = np.concatenate([grid_faces(2, count) + row * count for row in (0, 2, 4, 6)])
    mesh.add(vertices, faces, case.role, coordinates=coordinates)


def _partitions(mesh: Mesh, case: Case, columns: list[list[Cell]]) -> None:
    """Boards between columns and between cells, set back a little."""
    front = case.front - 0.004
    deep = front - case.rear - 0.006
    middle_z = front - deep / 2
    for column in columns[1:]:
        size = (case.board, case.height - case.board, deep)
        place = (column[0].left, case.bottom + case.height / 2, middle_z)
        rounded_box(mesh, case.role, place, size, radius=0.002, segments=1, grain=1)
    for column in columns:
        for below, above in pairwise(column):
            if below.closed and above.closed and not case.inset:
                continue
            size = (below.size[0] - case.board + 0.006, case.board - 0.002, deep - 0.003)
            place = (below.center[0], below.top, middle_z - 0.0015)
            rounded_box(mesh, case.role, place, size, radius=0.002, segments=1, grain=0)


def _opening(case: Case, cell: Cell) -> tuple[float, float, float, float]:
    """Left, right, bottom, top of what a cell's fronts cover."""
    half = case.board / 2
    if case.inset or case.corner:
        reach = [-(half + GAP / 2)] * 4
    else:
        edges = (
            cell.left + case.width / 2, case.width / 2 - cell.right,
            cell.bottom - case.bottom, case.top - cell.top,
        )  # fmt: skip
        # Fronts cover the outer boards but for a hair, and meet in the middle of the inner ones.
        reach = [half - 0.001 if edge < case.board else -GAP / 2 for edge in edges]
    return (
        cell.left - reach[0],
        cell.right + reach[1],
        cell.bottom - reach[2],
        cell.top + reach[3],
    )


def _close(mesh: Mesh, case: Case, cell: Cell, front: Front) -> None:
    """The cell's fronts, before a dark board that is seen in the gaps."""
    left, right, bottom, top = _opening(case, cell)
    inside = case.inset or bool(case.corner)
    rear = case.front - THICKNESS - 0.003 if inside else case.front + 0.0005
    dark_z = rear - 0.002 if inside else case.front - 0.001
    spread = GAP if inside else GAP / 2 - 0.0002
    edge = 0.003 if not inside else 0.0
    size = (right - left + 2 * spread - edge, top - bottom + 2 * spread - edge, 0.007)
    middle = ((left + right) / 2, (bottom + top) / 2)
    rounded_box(mesh, Role.GAP, (*middle, dark_z), size, radius=0.0, segments=1)
    leaves: list[tuple[Opening, float, float]]
    if cell.kind == "doors":
        center = middle[0]
        leaves = [("right", left, center - GAP / 2), ("left", center + GAP / 2, right)]
    else:
        leaves = [(_opening_of(cell.kind), left, right)]
    if cell.kind == "mirror":
        front = replace(front, kind="mirrored")
    for opening, low, high in leaves:
        gap = front.handle == "none"
        first, last, upper = _with_finger_gap(opening, low, high, top) if gap else (low, high, top)
        place = ((first + last) / 2, (bottom + upper) / 2, rear)
        add_front(mesh, front, place, (last - first, upper - bottom), opening)


def _with_finger_gap(
    opening: Opening, low: float, high: float, top: float
) -> tuple[float, float, float]:
    """Fronts without handles end short of the body where fingers reach behind them."""
    if opening == "drawer":
        return low, high, top - 0.016
    return (low + 0.014, high, top) if opening == "left" else (low, high - 0.014, top)


def _opening_of(kind: str) -> Opening:
    if kind == "left":
        return "left"
    if kind in ("right", "mirror"):
        return "right"
    return "slide" if kind == "slide" else "drawer"


def _glaze(mesh: Mesh, case: Case, cell: Cell, front: Front) -> None:
    """A pair of framed panes before a cell with shelves."""
    shelves = max(1, round(cell.size[1] / 0.36) - 1)
    deep = case.front - case.rear - 0.05
    for shelf in range(shelves):
        level = cell.bottom + (shelf + 1) / (shelves + 1) * cell.size[1]
        size = (cell.size[0] - case.board + 0.006, 0.016, deep)
        place = (cell.center[0], level, case.rear + 0.012 + deep / 2)
        rounded_box(mesh, case.role, place, size, radius=0.002, segments=1, grain=0)
    left, right, bottom, top = _opening(case, cell)
    inside = case.inset or bool(case.corner)
    if inside:
        left, right, bottom, top = left - 0.0005, right + 0.0005, bottom - 0.0005, top + 0.0005
    middle_z = case.front - THICKNESS / 2 - 0.003 if inside else case.front + THICKNESS / 2 - 0.0045
    leaves = 2 if right - left > 0.5 else 1
    wide = (right - left - (leaves - 1) * GAP) / leaves
    bar, high = 0.032, top - bottom
    for leaf in range(leaves):
        x = left + (leaf + 0.5) * wide + leaf * GAP
        y = (bottom + top) / 2
        for side in (-1, 1):
            place = (x + side * (wide - bar) / 2, y, middle_z)
            rounded_box(mesh, front.role, place, (bar, high, THICKNESS), 0.002, grain=1)
            place = (x, y + side * (high - bar) / 2, middle_z - 0.001)
            size = (wide - 2 * bar + 0.004, bar, THICKNESS - 0.002)
            rounded_box(mesh, front.role, place, size, 0.002, grain=0)
        pane = (wide - 2 * bar + 0.01, high - 2 * bar + 0.01, 0.004)
        rounded_box(mesh, Role.GLASS, (x, y, middle_z), pane, radius=0.0, segments=1)
