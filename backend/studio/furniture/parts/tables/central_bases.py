"""Table bases that stand in the middle: pedestals, drums, crossed and sheaved legs.

All take `height`, that of the underside they carry, and reach `INTO` above it.
"""

from __future__ import annotations

import math

import numpy as np

from backend.studio.designs.design import Role
from backend.studio.furniture.parts.fluted import fluted
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.transforms import rotation
from backend.studio.geometry.tubes import tube

INTO = 0.004
"""How far a base reaches into the top: less than the thinnest sheet of glass."""

Profile = list[tuple[float, float]]

_COLUMNS: dict[str, Profile] = {
    # (share of the foot's radius, share of the height)
    "trumpet": [(1, 0), (1, 0.012), (0.9, 0.03), (0.42, 0.09), (0.2, 0.2), (0.12, 0.45),
                (0.12, 0.7), (0.18, 0.88), (0.42, 1.0)],
    "cone": [(1, 0), (1, 0), (0.97, 0.02), (0.55, 0.6), (0.34, 1.0)],
    "inverted": [(0.5, 0), (0.5, 0), (0.52, 0.02), (0.8, 0.75), (0.9, 1.0)],
    "disc": [(1, 0), (1, 0), (1, 0.016), (0.99, 0.022), (0.99, 0.022), (0.13, 0.03),
             (0.13, 0.03), (0.13, 0.95), (0.13, 0.95), (0.4, 0.965), (0.4, 1.0)],
    "turned": [(0.95, 0), (1, 0.03), (0.94, 0.07), (0.5, 0.12), (0.3, 0.16), (0.24, 0.2),
               (0.36, 0.25), (0.42, 0.36), (0.34, 0.5), (0.2, 0.62), (0.17, 0.68), (0.3, 0.71),
               (0.3, 0.74), (0.2, 0.77), (0.24, 0.86), (0.55, 1.0)],
    "urn": [(0.98, 0), (1, 0.04), (0.8, 0.08), (0.4, 0.11), (0.26, 0.16), (0.3, 0.2),
            (0.52, 0.32), (0.58, 0.45), (0.46, 0.58), (0.26, 0.66), (0.24, 0.7), (0.36, 0.73),
            (0.36, 0.76), (0.28, 0.8), (0.34, 0.9), (0.6, 1.0)],
    "hourglass": [(1, 0), (1, 0), (0.98, 0.02), (0.6, 0.28), (0.44, 0.5), (0.55, 0.74),
                  (0.86, 1.0)],
    "ball": [(0.75, 0), (0.78, 0.03), (0.72, 0.06), (0.4, 0.1), (0.62, 0.16), (0.82, 0.28),
             (0.88, 0.38), (0.8, 0.5), (0.56, 0.62), (0.34, 0.68), (0.34, 0.72), (0.5, 0.8),
             (0.62, 0.9), (0.62, 1.0)],
}  # fmt: skip

PEDESTALS = tuple(_COLUMNS)


def pedestal(
    mesh: Mesh, role: Role, kind: str, radius: float, height: float, x: float = 0.0
) -> None:
    """A turned column (one of PEDESTALS) with a foot of `radius`."""
    tall = height + INTO
    profile = [(radius * share, tall * level) for share, level in _COLUMNS[kind]]
    lathe(mesh, role, (x, 0.0, 0.0), [(0.0, 0.0), *profile, (0.0, tall)], segments=36)


def clawed_pedestal(
    mesh: Mesh, role: Role, radius: float, height: float, feet: int, x: float = 0.0
) -> None:
    """A turned column on three or four curved feet that reach out to `radius`."""
    low, tall = 0.34 * height, height + INTO
    core = min(0.062, radius * 0.2)
    column = [(0.0, 0.55), (0.7, 0.57), (1.2, 0.62), (1.25, 0.8), (0.9, 0.9), (1.35, 1.0),
              (1.45, 1.12), (1.1, 1.35), (0.78, 1.7), (0.7, 1.95), (1.1, 2.05), (1.1, 2.12),
              (0.75, 2.2), (0.9, 2.55)]  # fmt: skip
    profile = [(core * share, low * level) for share, level in column]
    lathe(mesh, role, (x, 0.0, 0.0), [*profile, (core * 1.9, tall), (0.0, tall)], segments=28)
    for foot in range(feet):
        angle = 2 * math.pi * (foot + 0.5) / feet + math.pi / 2
        out = np.array([math.cos(angle), 0.0, math.sin(angle)])
        shares = [(0.1, 0.86), (0.32, 0.95), (0.55, 0.72), (0.76, 0.32), (0.92, 0.1), (1.0, 0.08)]
        thick = core * np.array([0.62, 0.62, 0.52, 0.44, 0.36, 0.38])
        path = [out * (share * radius) + (x, level * low, 0.0) for share, level in shares]
        path[-1][1] = path[-2][1] = thick[-1]
        tube(mesh, role, path, thick, segments=8)


def drum(
    mesh: Mesh,
    role: Role,
    wall: str,
    radius: float,
    height: float,
    stretch: float = 1.0,
    taper: float = 1.0,
    rim: Role = Role.FRAME,
) -> None:
    """A round body; `wall`: plain, fluted, ribbed (staves set apart), cane (between two rims).

    `stretch` is width over depth; `taper` the upper radius over the lower one.
    """
    tall = height + INTO
    if wall == "fluted":
        flutes = max(16, round(2 * math.pi * radius / 0.055))
        body = [(radius, 0.0), (radius * taper, tall)]
        fluted(mesh, role, (0.0, 0.0, 0.0), body, flutes, 0.028, closed=True)
        return
    if wall in ("ribbed", "cane"):
        _caged_drum(mesh, role, wall, radius, tall, stretch, rim)
        return
    body = [(0.0, 0.0), (radius, 0.0), (radius, 0.0), (radius * taper, tall), (0.0, tall)]
    lathe(mesh, role, (0.0, 0.0, 0.0), body, segments=48, stretch=(stretch, 1.0))


def _caged_drum(
    mesh: Mesh, role: Role, wall: str, radius: float, tall: float, stretch: float, rim: Role
) -> None:
    scale = (stretch, 1.0)
    for low, high in ((0.0, 0.03), (tall - 0.03, tall)):
        ring = [(0.0, low), (radius, low), (radius, low), (radius, high), (radius, high), (0, high)]
        lathe(mesh, rim, (0.0, 0.0, 0.0), ring, segments=40, stretch=scale)
    if wall == "cane":
        inner = radius - 0.012
        body = [(inner, 0.01), (inner, tall - 0.01)]
        lathe(mesh, Role.CANE, (0.0, 0.0, 0.0), body, segments=40, stretch=scale)
        staves, thick = 8, 0.011
    else:
        inner = radius - 0.035
        body = [(inner, 0.01), (inner, tall - 0.01)]
        lathe(mesh, Role.GAP, (0.0, 0.0, 0.0), body, segments=32, stretch=scale)
        staves, thick = max(18, round(2 * math.pi * radius / 0.05)), 0.011
    for stave in range(staves):
        angle = 2 * math.pi * stave / staves
        x, z = (
            (radius - thick - 0.002) * math.sin(angle),
            (radius - thick - 0.002) * math.cos(angle),
        )
        ends = [(x * stretch, 0.012, z), (x * stretch, tall - 0.012, z)]
        tube(mesh, role, ends, thick, segments=6)


def sheaf(
    mesh: Mesh,
    role: Role,
    radius: float,
    height: float,
    rods: int,
    thickness: float,
    twist: float,
    upper: float = 0.8,
) -> None:
    """Straight rods from a ring on the floor to one under the top, turned by `twist` radians: a
    hyperboloid. Without twist, a cage."""
    low, high = thickness, height - thickness + INTO
    for level, reach in ((low, radius), (high, radius * upper)):
        angles = np.linspace(0, 2 * math.pi, 40, endpoint=False)
        ring = np.column_stack([reach * np.cos(angles), np.full(40, level), reach * np.sin(angles)])
        tube(mesh, role, ring, thickness, segments=6, closed=True)
    for rod in range(rods):
        for turn in (-twist / 2, twist / 2) if twist else (0.0,):
            start = 2 * math.pi * rod / rods - turn
            stop = 2 * math.pi * rod / rods + turn
            foot = (radius * math.cos(start), low, radius * math.sin(start))
            head = (radius * upper * math.cos(stop), high, radius * upper * math.sin(stop))
            tube(mesh, role, [foot, head], thickness * 0.85, segments=6)


def crossed(
    mesh: Mesh, role: Role, width: float, depth: float, height: float, thickness: float
) -> None:
    """Two X of square bars, from the corners on the floor over the middle to those opposite."""
    half, tall = thickness / 2, height + INTO
    low = half * 0.98
    x, z = width / 2 - thickness, depth / 2 - thickness
    for side in (-1, 1):
        # The bars pass each other a hair apart in height, where they would share a plane.
        ends = [(-x, low, side * -z), (x, tall - low, side * z)]
        tube(mesh, role, ends, half * (1.0 if side > 0 else 0.94), square=True)
        ends = [(x, low, side * -z), (-x, tall - low, side * z)]
        tube(mesh, role, ends, half * (0.97 if side > 0 else 0.91), square=True)
    _foot_plates(mesh, role, x, z, thickness, tall)


def _foot_plates(mesh: Mesh, role: Role, x: float, z: float, thickness: float, tall: float) -> None:
    """Level ends: without them slanting bars would stand on their edges."""
    for side_x in (-1, 1):
        for side_z in (-1, 1):
            for level, high in ((0.0, 0.016), (tall - 0.016, tall)):
                size = (thickness * 1.5, high if level == 0.0 else 0.016, thickness * 1.4)
                rounded_box(mesh, role, (side_x * x, level + 0.008, side_z * z), size, radius=0.003)


def tripod(
    mesh: Mesh, role: Role, radius: float, height: float, thickness: float, legs: int
) -> None:
    """Tapering legs that cross under the top and spread to `radius` on the floor."""
    tall = height + INTO
    # As high as the lower edge of a slanting leg's end reaches below its middle.
    low = 0.38 * thickness * 1.42 * radius / math.hypot(1.42 * radius, tall)
    for index in range(legs):
        angle = 2 * math.pi * (index + 0.25) / legs + math.pi / 2
        cosine, sine = math.cos(angle), math.sin(angle)
        foot = (radius * cosine, low, radius * sine)
        head = (-0.42 * radius * cosine, tall, -0.42 * radius * sine)
        tube(mesh, role, [foot, head], [thickness * 0.38, thickness * 0.55], segments=10)
    hub = [(0.0, -0.02), (thickness * 1.1, -0.015), (thickness * 1.1, 0.015), (0.0, 0.02)]
    lathe(mesh, role, (0.0, tall * 0.7, 0.0), hub, segments=16)
    plate = [(0.0, tall - 0.014), (0.55 * radius, tall - 0.014), (0.55 * radius, tall - 0.014),
             (0.55 * radius, tall), (0.0, tall)]  # fmt: skip
    lathe(mesh, role, (0.0, 0.0, 0.0), plate, segments=24)


def four_footed_column(
    mesh: Mesh, role: Role, reach_x: float, reach_z: float, height: float, thickness: float
) -> None:
    """A square column on a flat cross, as under many a kitchen table."""
    tall = height + INTO
    for turn, reach in ((0.0, reach_x), (math.pi / 2, reach_z)):
        level = 0.0275 if turn == 0.0 else 0.026
        size = (2 * reach, 2 * level, thickness * 0.9)
        rounded_box(mesh, role, (0.0, level, 0.0), size, 0.008, rotation=rotation(ry=turn))
        size = (1.4 * reach, 0.04, thickness * 0.8)
        high = tall - (0.021 if turn == 0.0 else 0.023)
        rounded_box(mesh, role, (0.0, high, 0.0), size, 0.004, rotation=rotation(ry=turn))
    column = (thickness * 1.9, tall - 0.03, thickness * 1.9)
    rounded_box(mesh, role, (0.0, (tall - 0.03) / 2 + 0.015, 0.0), column, radius=0.006)
