"""What furniture stands on: four legs, runners, trestles or a plinth.

`height` is always that of the underside of what is carried; legs end `INTO` metres above it, inside
of it.
"""

from __future__ import annotations

from typing import Final

from backend.studio.designs.design import Role
from backend.studio.furniture.parts.leg_shapes import (
    bun_leg,
    cabriole_leg,
    hairpin_leg,
    pipe_leg,
    round_leg,
    slim_metal_leg,
    square_leg,
    turned_leg,
    wrapped_leg,
)
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube

INTO: Final = 0.01
"""How far a leg reaches into what it carries, metres."""

METAL_KINDS: Final = frozenset({"hairpin", "square_metal", "pipe", "sled", "slim_metal"})
"""Kinds of `StyleFamily.legs` made of metal; the others are of wood."""

_LOW: Final = 0.25
"""Below this height (metres) legs are feet: nothing is stretched between them."""

_SLANT: Final = {"splay": (0.20, 0.14), "slim_metal": (0.05, 0.05), "taper": (0.015, 0.015)}
"""Outward run of the foot in x and z, per metre of height, of kinds that do not stand upright."""

_SINGLE: Final = {"sled": "slim_metal", "plinth": "block", "trestle": "square"}
"""The single leg that goes with a kind which is no leg."""


def leg(
    mesh: Mesh,
    kind: str,
    x: float,
    z: float,
    height: float,
    thickness: float = 0.04,
    out_x: float = 1.0,
    out_z: float = 1.0,
    *,
    role: Role = Role.FRAME,
    ferrule: bool = False,
) -> None:
    """One leg whose top is at (x, z); `out_x`, `out_z` (-1 to 1) point away from the middle of the
    piece. Kinds that are no single leg (sled, plinth, trestle) give the leg that goes with them.
    Raises ValueError for a kind not in `StyleFamily.legs`."""
    kind = _SINGLE.get(kind, kind)
    top, outwards, tall = (x, z), (out_x, out_z), height + INTO
    run_x, run_z = _run(kind, height)
    foot = (x + out_x * run_x, z + out_z * run_z)
    if kind in ("splay", "taper"):
        round_leg(mesh, role, foot, top, tall, thickness, ferrule)
    elif kind == "slim_metal":
        slim_metal_leg(mesh, foot, top, tall, thickness)
    elif kind == "square":
        square_leg(mesh, role, top, tall, thickness * 1.25)
    elif kind == "block":
        square_leg(mesh, role, top, tall, thickness * (1.9 if height < _LOW else 1.4))
    elif kind == "square_metal":
        square_leg(mesh, Role.METAL, top, tall, min(0.03, thickness * 0.68))
    elif kind == "turned":
        turned_leg(mesh, role, top, tall, thickness)
    elif kind == "bun":
        bun_leg(mesh, role, top, tall, thickness * 1.1)
    elif kind == "cabriole":
        cabriole_leg(mesh, role, top, tall, thickness, outwards)
    elif kind == "hairpin":
        hairpin_leg(mesh, top, tall, outwards)
    elif kind == "pipe":
        pipe_leg(mesh, top, tall, min(0.017, thickness * 0.4))
    elif kind == "wrapped":
        wrapped_leg(mesh, role, top, tall, thickness)
    else:
        raise ValueError(f"no such kind of leg: {kind!r}")


def four_legs(
    mesh: Mesh,
    kind: str,
    width: float,
    depth: float,
    height: float,
    thickness: float = 0.04,
    inset_x: float = 0.04,
    inset_z: float = 0.04,
    center_z: float = 0.0,
    radius: float | None = None,
    *,
    role: Role = Role.FRAME,
    ferrule: bool = False,
) -> None:
    """Legs of one kind under a rectangle `width` by `depth`, `inset` from its edges; with `radius`,
    under a disc of that radius instead. No foot stands outside of the rectangle or disc."""
    if radius is not None:
        # Half the side of a square whose corners stay on the disc: 0.7 of its radius.
        width, depth = (2 * min(0.6 * radius + inset, 0.7 * radius) for inset in (inset_x, inset_z))
    if kind == "plinth":
        _plinth(mesh, width, depth, height, center_z, radius)
    elif kind == "sled":
        _runners(mesh, width, depth, height, inset_x, inset_z, center_z)
    elif kind == "trestle":
        _trestles(mesh, role, width, depth, height, thickness, inset_x, inset_z, center_z)
    else:
        for x, z, out_x, out_z in _places(kind, width, depth, height, inset_x, inset_z, center_z):
            leg(mesh, kind, x, z, height, thickness, out_x, out_z, role=role, ferrule=ferrule)
        if kind in ("square_metal", "pipe") and height >= _LOW:
            level = 0.12 if kind == "square_metal" else 0.5 * (height + INTO)
            stretchers(
                mesh, kind, width, depth, height, level, "sides" if kind == "square_metal" else "h",
                inset_x=inset_x, inset_z=inset_z, center_z=center_z,
                thickness=0.022, role=Role.METAL,
            )  # fmt: skip


def stretchers(
    mesh: Mesh,
    kind: str,
    width: float,
    depth: float,
    height: float,
    level: float,
    pattern: str,
    *,
    inset_x: float = 0.04,
    inset_z: float = 0.04,
    center_z: float = 0.0,
    thickness: float = 0.02,
    role: Role = Role.FRAME,
) -> None:
    """Bars `level` metres above the floor between the legs that `four_legs` sets with the same
    arguments; `pattern`: sides, h (sides and one across), box (all round), x."""
    places = _places(kind, width, depth, height, inset_x, inset_z, center_z)
    down = 1.0 - level / height
    run_x, run_z = _run(kind, height)
    back_left, front_left, back_right, front_right = (
        (x + out_x * run_x * down, level, z + out_z * run_z * down) for x, z, out_x, out_z in places
    )
    bars = {
        "sides": [(back_left, front_left), (back_right, front_right)],
        "h": [(back_left, front_left), (back_right, front_right)],
        "box": [
            (back_left, front_left),
            (back_right, front_right),
            (back_left, back_right),
            (front_left, front_right),
        ],
        "x": [(back_left, front_right), (back_right, front_left)],
    }[pattern]
    if pattern == "h":
        middle = (back_left[2] + front_left[2]) / 2
        bars.append(((back_left[0], level, middle), (back_right[0], level, middle)))
    square = kind in ("square", "block", "square_metal", "trestle")
    for start, end in bars:
        tube(mesh, role, [start, end], thickness / 2, segments=8, square=square)


def _run(kind: str, height: float) -> tuple[float, float]:
    """How far a foot stands outwards of its leg's top."""
    slant = _SLANT.get(kind, (0.0, 0.0))
    # A low foot slants more, else it would look upright.
    more = 1.7 if height < _LOW else 1.0
    return slant[0] * height * more, slant[1] * height * more


def _places(
    kind: str,
    width: float,
    depth: float,
    height: float,
    inset_x: float,
    inset_z: float,
    center_z: float,
) -> list[tuple[float, float, float, float]]:
    """Tops and outward directions: back left, front left, back right, front right."""
    run_x, run_z = _run(kind, height)
    if kind == "cabriole":
        # Its knee swings outwards.
        inset_x, inset_z = inset_x + 0.02, inset_z + 0.02
    x = max(0.02, width / 2 - max(inset_x, run_x + 0.015))
    z = max(0.02, depth / 2 - max(inset_z, run_z + 0.015))
    return [
        (side * x, center_z + front * z, side, front)
        for side in (-1.0, 1.0)
        for front in (-1.0, 1.0)
    ]


def _plinth(
    mesh: Mesh, width: float, depth: float, height: float, center_z: float, radius: float | None
) -> None:
    """A box or drum set back from the edges; a tall one stands on a plate."""
    tall = height + INTO
    if radius is not None:
        drum, plate = (0.82, 0.82) if height < _LOW else (0.42, 0.66)
        lathe(
            mesh,
            Role.METAL,
            (0.0, 0.0, center_z),
            [
                (0.0, 0.0),
                (radius * plate, 0.0),
                (radius * plate, 0.0),
                (radius * plate, 0.015),
                (radius * plate, 0.015),
                (radius * drum, 0.02),
                (radius * drum, 0.02),
                (radius * drum, tall),
                (0.0, tall),
            ],
            segments=40,
        )
        return
    if height < _LOW:
        size = (max(width - 0.12, 0.5 * width), tall, max(depth - 0.12, 0.5 * depth))
        rounded_box(mesh, Role.METAL, (0.0, tall / 2, center_z), size, radius=0.004)
        return
    plate_size = (width * 0.62, 0.02, depth * 0.7)
    rounded_box(mesh, Role.METAL, (0.0, 0.01, center_z), plate_size, radius=0.004)
    column = (width * 0.3, tall, depth * 0.42)
    rounded_box(mesh, Role.METAL, (0.0, tall / 2, center_z), column, radius=0.006)


def _runners(
    mesh: Mesh,
    width: float,
    depth: float,
    height: float,
    inset_x: float,
    inset_z: float,
    center_z: float,
) -> None:
    """Two bent metal runners and a bar between them."""
    bar = 0.011
    tall = height + INTO
    back, front = center_z - depth / 2 + inset_z, center_z + depth / 2 - inset_z
    bend = min(0.05, 0.35 * height)
    x = width / 2 - inset_x
    low, nook = bar + bend, bend * 0.3
    for side in (-x, x):
        path = [
            (side, tall, back), (side, low, back), (side, bar + nook, back + nook),
            (side, bar, back + bend), (side, bar, front - bend),
            (side, bar + nook, front - nook), (side, low, front),
            (side, tall, front),
        ]  # fmt: skip
        tube(mesh, Role.METAL, path, bar, segments=10)
    tube(mesh, Role.METAL, [(-x, bar, back + bend), (x, bar, back + bend)], bar * 0.9, segments=8)


def _trestles(
    mesh: Mesh,
    role: Role,
    width: float,
    depth: float,
    height: float,
    thickness: float,
    inset_x: float,
    inset_z: float,
    center_z: float,
) -> None:
    """Two ends on sled feet, tall ones with slanting posts and a beam from end to end."""
    tall = height + INTO
    span = depth - 2 * inset_z
    x = width / 2 - inset_x
    beam = thickness * 1.15
    for side in (-x, x):
        foot = (beam, beam, span)
        rounded_box(mesh, role, (side, beam / 2, center_z), foot, radius=0.005)
        posts = (-0.3, 0.3) if height < _LOW else (-0.16, 0.16)
        for share in posts:
            low = (side, beam * 0.5, center_z + share * span * (1.0 if height < _LOW else 2.2))
            high = (side, tall - 0.004, center_z + share * span)
            tube(mesh, role, [low, high], beam * 0.45, square=True)
        cap = (beam, min(beam, 0.4 * height), span * 0.9)
        rounded_box(mesh, role, (side, tall - cap[1] / 2, center_z), cap, radius=0.005)
    if height >= _LOW:
        level = height * 0.36
        ends = [(-x - 0.03, level, center_z), (x + 0.03, level, center_z)]
        for side in (-x, x):
            rail = (beam * 0.8, beam, span * 0.6)
            rounded_box(mesh, role, (side, level, center_z), rail, radius=0.005)
        tube(mesh, role, ends, beam * 0.42, square=True)
