"""Bookcases: cases with shelves, etageres on posts, ladders, cube grids and stairs of boxes."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.cases.case_looks import case_of, front_of, sample_look
from backend.studio.furniture.parts.cases.cases import Case, build_case
from backend.studio.furniture.parts.cases.compartments import Cell
from backend.studio.furniture.parts.cases.shelf_contents import fill_cells
from backend.studio.furniture.parts.cases.stands import build_crown, build_stand
from backend.studio.furniture.parts.choices import chance, choice, count, measure, number, one_of
from backend.studio.furniture.parts.placing import Draft, Moved
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.tubes import tube
from backend.studio.seeds import generator

_KINDS: Final = {
    "midcentury": ("case", "etagere", "case", "offset"),
    "scandinavian": ("case", "ladder", "etagere", "stairs", "offset"),
    "industrial": ("etagere", "etagere", "ladder", "case"),
    "traditional": ("cabinet", "case", "cabinet", "case"),
    "contemporary": ("offset", "case", "stairs", "etagere"),
    "boho": ("case", "ladder", "etagere", "cabinet"),
    "rustic": ("case", "ladder", "cabinet", "etagere"),
    "glam": ("etagere", "case", "etagere", "cabinet"),
}

_METAL_POSTS: Final = frozenset({"industrial", "glam", "contemporary"})


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """Named choices and dimensions of one bookcase, in metres."""
    kind = one_of(_KINDS[family.name], rng)
    lender = second if second is not None else family
    shape = sample_look(family, second, (0.04, 0.16), rng)
    rows = int(rng.integers(4, 7))
    columns = 1 if kind in ("ladder", "etagere") else int(rng.integers(1, 4))
    widths = {1: (0.6, 1.0), 2: (0.85, 1.3), 3: (1.2, 1.7)}
    posts = "metal" if lender.name in _METAL_POSTS else "wood"
    shape |= {
        "kind": kind,
        "width": measure(widths[columns], rng),
        "depth": measure((0.28, 0.4), rng),
        "height": measure((1.4, 2.1), rng),
        "rows": rows,
        "columns": columns,
        "layout": _layout(kind, rows, columns, rng),
        "posts": posts,
        "post_thickness": measure((0.02, 0.04) if posts == "wood" else (0.014, 0.026), rng),
        "brace": one_of(("none", "x", "rails"), rng),
        "shelf_material": "glass" if family.name == "glam" and chance(0.6, rng) else "wood",
        "shelf_drop": measure((0.6, 1.0), rng),
        "lean": measure((0.08, 0.14), rng),
        "open_back": kind == "offset" and chance(0.6, rng),
        "contents": measure((0.15, 0.75), rng),
        "top": "wood",
    }
    if kind == "stairs":
        shape |= {"columns": max(columns, 2), "corner": 0.0, "crown": "flush", "rows": min(rows, 5)}
        shape |= {"width": measure((0.9, 1.4), rng), "stand": "plinth", "stand_height": 0.03}
    return shape


def _layout(kind: str, rows: int, columns: int, rng: np.random.Generator) -> str:
    """Shelves in equal rows; a cabinet has doors or drawers below, an offset one uneven cells."""
    texts = []
    lower = one_of(("doors:1.5", "drawer:0.7 drawer:0.7", "doors:1.8", "drawer:0.6"), rng)
    upper = one_of(("open", "open", "glass"), rng)
    for _ in range(columns):
        if kind == "cabinet" and upper == "glass":
            texts.append(f"{lower} glass:{rows - 1.5}")
        elif kind == "cabinet":
            texts.append(" ".join([lower] + ["open"] * (rows - 2)))
        elif kind == "offset":
            cells = max(2, rows - int(rng.integers(0, 3)))
            shares = [measure((0.6, 1.7), rng) for _ in range(cells)]
            texts.append(" ".join(f"open:{share:.2f}" for share in shares) + _column_share(rng))
        else:
            texts.append(" ".join(["open"] * rows))
    return " | ".join(texts)


def _column_share(rng: np.random.Generator) -> str:
    return f" @{measure((0.7, 1.5), rng):.2f}"


def build(shape: Shape, seed: int) -> Mesh:
    draft = Draft()
    rng = generator(seed, "contents")
    kind = choice(shape, "kind")
    if kind == "etagere":
        _etagere(draft, shape, rng)
    elif kind == "ladder":
        _ladder(draft, shape, rng)
    elif kind == "stairs":
        _stairs(draft, shape, rng)
    else:
        width, depth = number(shape, "width"), number(shape, "depth")
        case = case_of(shape, build_stand(draft, shape, width, depth))
        if shape["open_back"]:
            case = _without_back(case)
        cells = build_case(draft, case, choice(shape, "layout"), front_of(shape))
        build_crown(draft, shape, width, depth, case.top)
        _fill(draft, case, cells, shape, rng)
    return draft.centered(seed)


def _without_back(case: Case) -> Case:
    return Case(
        width=case.width, depth=case.depth, height=case.height, bottom=case.bottom,
        board=case.board, inset=True, corner=case.corner, open_back=True,
    )  # fmt: skip


def _fill(
    mesh: Mesh, case: Case, cells: list[Cell], shape: Shape, rng: np.random.Generator
) -> None:
    shelves = [cell for cell in cells if cell.kind == "open"]
    fill_cells(
        mesh, shelves, case.board, case.rear + 0.015, case.front, number(shape, "contents"), rng
    )


def _shelf_cells(width: float, levels: list[float], top: float, board: float) -> list[Cell]:
    """The room above each shelf, as cells for what stands there."""
    ceilings = [*levels[1:], top]
    return [
        Cell(kind="open", left=-width / 2, right=width / 2, bottom=low, top=high)
        for low, high in zip(levels, ceilings, strict=True)
        if high - low > 2 * board
    ]


def _etagere(mesh: Mesh, shape: Shape, rng: np.random.Generator) -> None:
    """Shelves between four slender posts."""
    width, depth, height = (number(shape, name) for name in ("width", "depth", "height"))
    half, board = number(shape, "post_thickness") / 2, number(shape, "board")
    role = Role.METAL if choice(shape, "posts") == "metal" else Role.FRAME
    glass = choice(shape, "shelf_material") == "glass"
    x, z = width / 2 - half, depth / 2 - half
    for side in (-x, x):
        for edge in (-z, z):
            tube(mesh, role, [(side, 0.0, edge), (side, height, edge)], half, square=True)
    rows = count(shape, "rows")
    last = height - board if shape["brace"] != "rails" else height * 0.93
    levels = [float(level) for level in np.linspace(0.09, last, rows)]
    for level in levels:
        for side in (-x, x):
            bar = [(side, level, -z), (side, level, z)]
            tube(mesh, role, bar, half * 0.8, square=True)
        if glass:
            for edge in (-z, z):
                bar = [(-x, level, edge), (x, level, edge)]
                tube(mesh, role, bar, half * 0.8, square=True)
        thick = 0.01 if glass else board
        size = (width - 2 * half - 0.003 + half, thick, depth - 2.6 * half)
        place = (0.0, level + (0.004 if glass else 0.0), 0.0)
        shelf_role = Role.GLASS if glass else Role.FRAME
        rounded_box(mesh, shelf_role, place, size, 0.003, segments=1, grain=0)
    _braces(mesh, shape, role, x, z, levels)
    cells = _shelf_cells(width - 4 * half, levels[:-1], levels[-1], board)
    fill_cells(mesh, cells, board, -z, z, number(shape, "contents"), rng)


def _braces(mesh: Mesh, shape: Shape, role: Role, x: float, z: float, levels: list[float]) -> None:
    """Crossed rods on the sides, or rails round the top."""
    if shape["brace"] == "x":
        for side in (-x, x):
            low, high = levels[0], levels[-1]
            middle = (low + high) / 2
            for start, stop in ((low, middle), (middle, high)):
                for turn in (-1, 1):
                    ends = [(side + turn * 0.003, start, -turn * z), (side, stop, turn * z)]
                    tube(mesh, role, ends, 0.005, segments=6)
    elif shape["brace"] == "rails":
        level = number(shape, "height") - 0.012
        for edge in (-z, z):
            tube(mesh, role, [(-x, level, edge), (x, level, edge)], 0.009, square=True)
        for side in (-x, x):
            tube(mesh, role, [(side, level - 0.001, -z), (side, level - 0.001, z)], 0.0085)


def _ladder(mesh: Mesh, shape: Shape, rng: np.random.Generator) -> None:
    """Shelves that get shallower upwards between two rails leaning back."""
    width, height = number(shape, "width") * 0.85, number(shape, "height")
    half, board = number(shape, "post_thickness") / 2, number(shape, "board") * 0.9
    role = Role.METAL if choice(shape, "posts") == "metal" else Role.FRAME
    run = height * math.tan(number(shape, "lean")) + 0.1
    rear = -run / 2
    x = width / 2 - half
    for side in (-x, x):
        ends = [(side, 0.25 * half, run / 2), (side, height, rear + 0.04)]
        tube(mesh, role, ends, half, square=True)
        tube(mesh, role, [(side, 0.0, rear), (side, height * 0.99, rear)], half * 0.96, square=True)
        top = [(side, height * 0.985, rear), (side, height * 0.985, rear + 0.05)]
        tube(mesh, role, top, half * 0.9, square=True)
    levels = [float(level) for level in np.linspace(0.12, height * 0.88, count(shape, "rows"))]
    for index, level in enumerate(levels):
        front = run / 2 + (rear + 0.04 - run / 2) * level / height
        deep = front - rear + 0.05
        middle = rear + deep / 2 - 0.012
        size = (width - 4 * half + 0.008, board, deep)
        rounded_box(mesh, Role.FRAME, (0.0, level, middle), size, 0.004, segments=1, grain=0)
        for side in (-x, x):
            bar = [(side, level, rear), (side, level, front)]
            tube(mesh, role, bar, half * 0.85, square=True)
        above = levels[index + 1] if index + 1 < len(levels) else height + 0.2
        cells = _shelf_cells(width - 4 * half, [level], above, board)
        share = number(shape, "contents")
        fill_cells(mesh, cells, board, rear, rear + deep - 0.03, share, rng)


def _stairs(mesh: Mesh, shape: Shape, rng: np.random.Generator) -> None:
    """Columns of cubes, each lower than the one before."""
    width, height = number(shape, "width"), number(shape, "height")
    columns, rows = count(shape, "columns"), count(shape, "rows")
    wide, cell, board = width / columns, height / rows, number(shape, "board")
    for column in range(columns):
        tall = rows - column * max(1, rows // (columns + 1))
        case = Case(
            width=wide + 0.5 * board, depth=number(shape, "depth") - 0.004 * column,
            height=cell * tall, bottom=0.0, board=board, inset=True,
            open_back=bool(shape["open_back"]),
        )  # fmt: skip
        place = Moved(mesh, (column - (columns - 1) / 2) * wide, 0.0)
        cells = build_case(place, case, " ".join(["open"] * tall), front_of(shape))
        _fill(place, case, cells, shape, rng)
