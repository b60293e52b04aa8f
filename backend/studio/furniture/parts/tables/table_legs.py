"""Four legs of a table, with an apron and stretchers."""

from __future__ import annotations

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, number
from backend.studio.furniture.parts.legs import METAL_KINDS, four_legs, stretchers
from backend.studio.furniture.parts.tables.central_bases import INTO
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh


def stoutness(shape: Shape, height: float) -> float:
    """How thick a table's legs are, as a share of those of a dining table."""
    return number(shape, "leg_thickness") * (0.62 + 0.38 * min(1.0, height / 0.7))


def legs_with_apron(
    mesh: Mesh, shape: Shape, role: Role, width: float, depth: float, height: float
) -> None:
    kind = choice(shape, "leg")
    thick = 0.055 * stoutness(shape, height) * min(1.0, 0.55 + 0.5 * number(shape, "width"))
    inset = number(shape, "leg_inset") + thick * 0.55
    wood = Role.FRAME if role is Role.METAL else role
    four_legs(mesh, kind, width, depth, height - 0.006, thick, inset, inset, role=wood)
    apron = number(shape, "apron") * min(1.0, 0.4 + 0.6 * height / 0.7)
    metal = kind in METAL_KINDS
    if apron > 0 or (metal and kind != "hairpin") or choice(shape, "top") == "glass":
        _apron(mesh, Role.METAL if metal else wood, width, depth, height, inset, max(apron, 0.03))
    pattern = choice(shape, "stretcher")
    if pattern != "none" and kind in ("square", "turned", "taper", "wrapped", "block"):
        level = height * (0.17 if pattern == "box" else 0.24)
        stretchers(
            mesh, kind, width, depth, height, level, pattern,
            inset_x=inset, inset_z=inset, thickness=thick * 0.55, role=wood,
        )  # fmt: skip


def _apron(
    mesh: Mesh, role: Role, width: float, depth: float, height: float, inset: float, high: float
) -> None:
    """Rails between the legs' tops."""
    board = 0.02
    middle = height - high / 2 + INTO / 2
    long, short = width - 2 * inset, depth - 2 * inset
    for side in (-1, 1):
        place = (0.0, middle, side * short / 2)
        rounded_box(mesh, role, place, (long + 0.01, high + INTO, board), radius=0.003, grain=0)
        place = (side * long / 2, middle - 0.001, 0.0)
        size = (board, high + INTO - 0.004, short + 0.004)
        rounded_box(mesh, role, place, size, radius=0.003, grain=2)
