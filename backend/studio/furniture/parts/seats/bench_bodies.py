"""Benches made of one body: chests with a padded lid and bands that run down to the floor."""

from __future__ import annotations

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, count, number
from backend.studio.furniture.parts.legs import four_legs
from backend.studio.furniture.parts.outlines import arc
from backend.studio.furniture.parts.panels import upright
from backend.studio.geometry.boxes import Buttons, Channels, cushion, rounded_box
from backend.studio.geometry.mesh import Mesh


def chest_bench(mesh: Mesh, shape: Shape) -> None:
    """A chest whose padded lid one sits on."""
    width, depth, height = bench_size(shape)
    pad = 0.065
    foot = 0.05 if choice(shape, "legs") in ("plinth", "square", "trestle", "sled") else 0.10
    top = height - pad
    soft = choice(shape, "tuft") != "plain"
    role = Role.TEXTILE if soft else Role.FRAME
    body = (width - 0.012, top - foot, depth - 0.012)
    rounded_box(mesh, role, (0, (top + foot) / 2, 0), body, radius=0.02 if soft else 0.006)
    rounded_box(mesh, Role.GAP, (0, top, 0), (width - 0.02, 0.012, depth - 0.02), radius=0.003)
    cushion(
        mesh, Role.TEXTILE, (0, top + 0.005 + pad / 2, 0), (width, pad - 0.01, depth), puff=0.012,
        radius=0.028, divisions=10, tuft=bench_tuft(shape, width, depth),
    )  # fmt: skip
    if foot > 0.06:
        four_legs(
            mesh, choice(shape, "legs"), width, depth, foot, 0.045, inset_x=0.06, inset_z=0.06
        )
    else:
        size = (width - 0.05, foot + 0.01, depth - 0.05)
        rounded_box(mesh, Role.GAP, (0, size[1] / 2, 0), size, radius=0.004)
    if soft:
        return
    panels = count(shape, "panels")
    each = (width - 0.06) / panels
    cane = choice(shape, "front") == "cane"
    for place in range(panels):
        x = (place + 0.5) * each - (width - 0.06) / 2
        size = (each - 0.05, (top - foot) - 0.09, 0.014)
        at = (x, (top + foot) / 2, depth / 2 - 0.006)
        rounded_box(mesh, Role.CANE if cane else Role.SECOND_WOOD, at, size, radius=0.005)


def waterfall_bench(mesh: Mesh, shape: Shape) -> None:
    """One thick band, upholstered or wooden, from the floor over the seat to the floor."""
    width, depth, height = bench_size(shape)
    thick = number(shape, "pad")
    bend, nook = thick * 0.9, 0.03
    half = width / 2
    outer = [(half, 0.0), *arc((half - bend, height - bend), bend, 0, 90, 8)]
    corner = (half - thick - nook, height - thick - nook)
    inner = [(half - thick, 0.0), *arc(corner, nook, 0, 90, 6)]
    left = [(-x, y) for x, y in outer[::-1]] + [(-x, y) for x, y in inner]
    role = Role.TEXTILE if shape["apron"] else Role.FRAME
    upright(mesh, role, [*outer, *left, *inner[::-1]], (0.0, -depth / 2), depth, radius=0.012)


def bench_tuft(shape: Shape, width: float, depth: float) -> Buttons | Channels | None:
    """The tufting of a seat of these extents, if it has any."""
    if choice(shape, "tuft") == "buttons":
        return Buttons(max(3, round(width / 0.2)), max(2, round(depth / 0.18)), 0.018)
    if choice(shape, "tuft") == "channels":
        return Channels(max(6, round(width / 0.11)), 0.014)
    return None


def bench_size(shape: Shape) -> tuple[float, float, float]:
    """Width, depth and seat height."""
    return number(shape, "width"), number(shape, "depth"), number(shape, "seat_height")
