"""Sectionals: sofas with one or two chaises, corner sofas and loose modules."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from backend.studio.designs.design import Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import chance, choice, count, measure, number, one_of
from backend.studio.furniture.parts.placing import Draft, Moved
from backend.studio.furniture.parts.seats.bodies import Body, body_of, draw_body
from backend.studio.furniture.parts.seats.pillows import scatter
from backend.studio.furniture.parts.seats.upholstered import (
    pillow_size,
    resting,
    stand,
    upholstered,
)
from backend.studio.furniture.parts.seats.upholstery import back, base, seat_cushions
from backend.studio.geometry.mesh import Mesh

_LAYOUTS: Final = {
    "midcentury": ("chaise", "chaise", "corner", "bumper"),
    "scandinavian": ("chaise", "chaise", "corner", "modules"),
    "industrial": ("chaise", "corner", "modules"),
    "traditional": ("corner", "chaise", "corner"),
    "contemporary": ("chaise", "modules", "bumper", "double"),
    "boho": ("modules", "chaise", "modules", "bumper"),
    "rustic": ("corner", "chaise", "double"),
    "glam": ("chaise", "corner", "double", "bumper"),
}

_JOINT: Final = 0.006
"""Between two units, metres."""


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """A sectional of the family; arms, legs and back may come from the second."""
    shape = draw_body(family, second, rng)
    layout = one_of(_LAYOUTS[family.name], rng)
    if shape["arm"] == "metal":
        shape["arm"], shape["arm_width"] = "track", measure((0.12, 0.2), rng)
    # Buttons by the dozen on every seat would cost more triangles than they show.
    if shape["seat_back"] in ("buttoned", "tufted") and layout != "chaise":
        shape["seat_back"] = "cushions" if shape["seat_back"] == "buttoned" else "tight"
    if shape["top"] in ("wings", "camel"):
        shape["top"] = one_of(("straight", "rolled"), rng)
    if layout in ("corner", "modules"):
        # Backs that lean far gape where they meet.
        shape["rake"] = min(float(shape["rake"]), 0.13)
    if shape["top"] == "arch" and layout in ("corner", "modules"):
        shape["top"] = "straight"
    if layout == "modules":
        shape |= {"arm": "track", "arm_width": max(0.12, float(shape["arm_width"]))}
        shape |= {"base": "floor" if shape["base"] == "skirt" else shape["base"]}
    return shape | {
        "layout": layout,
        "side": -1 if chance(0.5, rng) else 1,
        "seats": int(one_of(("2", "2", "3"), rng)),
        "seat_width": measure((0.58, 0.74), rng),
        "chaise_width": measure((0.66, 0.92), rng),
        "chaise_reach": measure((0.55, 0.85), rng),
        "one_cushion": chance(0.25, rng),
        "ottoman": chance(0.5, rng),
        "return_seats": int(one_of(("1", "2"), rng)),
    }


def build(shape: Shape, seed: int) -> Mesh:
    """The sectional's mesh."""
    mesh = Draft()
    layout = choice(shape, "layout")
    if layout in ("corner", "modules"):
        _corner(mesh, shape, seed)
    else:
        _chaises(mesh, shape, seed)
    return mesh.centered(seed)


def _unit(body: Body, width: float, sides: tuple[float, ...]) -> Body:
    return msgspec.structs.replace(body, width=width - _JOINT, sides=sides)


def _chaises(mesh: Mesh, shape: Shape, seed: int) -> None:
    """A sofa with a chaise at one end or at both; a bumper is a chaise without back and arm."""
    layout, side = choice(shape, "layout"), float(shape["side"])
    body = body_of(_widthless(shape))
    seats, reach = count(shape, "seats"), number(shape, "chaise_reach")
    chaise = number(shape, "chaise_width") + (0.0 if layout == "bumper" else body.arm_width)
    ends = (-1.0, 1.0) if layout == "double" else (side,)
    free = tuple(end for end in (-1.0, 1.0) if end not in ends)
    run = seats * number(shape, "seat_width") + body.arm_width * len(free)
    total = run + chaise * len(ends)
    offset = 0.0 if layout == "double" else -side * (total - run) / 2
    back_z = -reach / 2
    main = _unit(body, run, free)
    pieces = 1 if shape["one_cushion"] else seats
    at = Moved(mesh, offset, back_z)
    upholstered(at, main, shape, pieces, seats)
    scatter(
        at, choice(shape, "pillows"), pillow_size(body, shape), main.inner - 0.04,
        body.seat_height, resting(main, choice(shape, "seat_back")), seed,
    )  # fmt: skip
    for end in ends:
        long = _unit(body, chaise, () if layout == "bumper" else (end,))
        long = msgspec.structs.replace(
            long, depth=body.depth + reach, arm_setback=reach + 0.02 + body.arm_setback
        )
        place = Moved(mesh, end * (total - chaise) / 2, 0.0)
        if layout == "bumper":
            stand(place, long, shape)
            base(place, long)
            seat_cushions(place, msgspec.structs.replace(long, back_thickness=0.03, rake=0.0), 1)
        else:
            upholstered(place, long, shape, 1, 1)


def _widthless(shape: Shape) -> Shape:
    """The shape with the width that `Body` needs; units have their own."""
    return shape | {"width": 1.0}


def _corner(mesh: Mesh, shape: Shape, seed: int) -> None:
    """Two runs that meet in a square corner unit; loose modules have an ottoman instead of the
    longer return."""
    side = float(shape["side"])
    body = body_of(_widthless(shape))
    modules = choice(shape, "layout") == "modules"
    seats, returned = count(shape, "seats"), count(shape, "return_seats")
    seat_width, square = number(shape, "seat_width"), body.depth
    gap = 0.016 if modules else _JOINT
    arm = body.arm_width if not modules or shape["over"] else 0.0
    run, branch = seats * seat_width + arm, returned * seat_width + arm
    wide, deep = run + gap + square, square + gap + branch
    corner_x, back_z = side * (wide - square) / 2, -(deep - square) / 2
    end = (-side,) if arm else ()
    along = Moved(mesh, -side * (wide - run) / 2, back_z)
    _run(along, body, shape, run, end, seats, modules)
    turn = -side
    ahead = Moved(mesh, corner_x, back_z + (square + branch) / 2 + gap, turn)
    _run(ahead, body, shape, branch, (side,) if arm else (), returned, modules)
    _corner_unit(mesh, body, shape, corner_x, back_z, side)
    scatter(
        along, choice(shape, "pillows"), pillow_size(body, shape), run - 2 * arm,
        body.seat_height, resting(body, choice(shape, "seat_back")), seed,
    )  # fmt: skip
    if modules and shape["ottoman"]:
        stool = msgspec.structs.replace(
            _unit(body, seat_width, ()), back_thickness=0.012, rake=0.0, depth=seat_width
        )
        free = wide - square - gap
        at = Moved(mesh, -side * (wide / 2 - min(free, seat_width) / 2), deep / 2 - seat_width / 2)
        stand(at, stool, shape)
        base(at, stool)
        seat_cushions(at, stool, 1)


def _run(
    mesh: Mesh,
    body: Body,
    shape: Shape,
    width: float,
    sides: tuple[float, ...],
    seats: int,
    modules: bool,
) -> None:
    """Seats in a row: one unit, or as many as there are modules."""
    if not modules:
        pieces = 1 if shape["one_cushion"] else seats
        upholstered(mesh, _unit(body, width, sides), shape, pieces, seats)
        return
    arm = body.arm_width if sides else 0.0
    each = (width - arm) / seats
    start = -width / 2
    for place in range(seats):
        at_end = (sides == (-1.0,) and place == 0) or (sides == (1.0,) and place == seats - 1)
        own = each + (arm if at_end else 0.0)
        unit = _unit(body, own - 0.01, sides if at_end else ())
        upholstered(Moved(mesh, start + own / 2, 0.0), unit, shape, 1, 1)
        start += own


def _corner_unit(mesh: Mesh, body: Body, shape: Shape, x: float, z: float, side: float) -> None:
    """A square seat with backs on two sides."""
    unit = _unit(body, body.depth, ())
    at = Moved(mesh, x, z)
    stand(at, unit, shape)
    base(at, unit)
    kind = choice(shape, "seat_back")
    depth_of_back = body.front_of_back(body.seat_height) + body.depth / 2
    parts = (choice(shape, "top"), number(shape, "top_rise"), count(shape, "channels"), 1)
    back(at, unit, kind, *parts)
    # What leans on the second back begins where the first one ends; its frame closes the corner.
    shorter = msgspec.structs.replace(
        unit, sides=(-side,), arm_width=depth_of_back, arm="track", over=False
    )
    back(Moved(at, 0.0, 0.0, -side), shorter, kind, *parts, frame=unit)
    narrow = _unit(body, body.depth - depth_of_back, ())
    seat_cushions(Moved(at, -side * depth_of_back / 2, 0.0), narrow, 1)
