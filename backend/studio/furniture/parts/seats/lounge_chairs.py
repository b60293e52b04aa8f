"""Lounge chairs with open frames, and upholstered shells."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import choice, count, number
from backend.studio.furniture.parts.legs import four_legs
from backend.studio.furniture.parts.panels import leaning
from backend.studio.furniture.parts.seats.scoops import Scoop, scoop
from backend.studio.geometry.boxes import Buttons, Channels, cushion, rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.prisms import prism
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.transforms import rotation
from backend.studio.geometry.tubes import tube

Floats = NDArray[np.float64]


def lounge(mesh: Mesh, shape: Shape) -> None:
    """Two side frames with armrests, a slatted back and two cushions that lean back."""
    width, depth = number(shape, "width"), number(shape, "depth")
    seat, arm = number(shape, "seat_height"), number(shape, "arm_height")
    back, rake = number(shape, "back_height"), number(shape, "rake")
    square = choice(shape, "frame") == "square"
    role = Role.METAL if shape["metal"] else Role.FRAME
    bar = 0.013 if shape["metal"] else 0.019
    pitch = 0.10
    front, rear = depth / 2 - 0.05, -depth / 2 + 0.16
    under = seat - number(shape, "cushion") + 0.01
    for side in (-1.0, 1.0):
        x = side * (width / 2 - 0.03)
        _side_frame(mesh, role, x, (rear, front), arm, bar, square)
        _armrest(mesh, role, x, (rear - 0.08, front + 0.03), arm, shape)
        level = (under + 0.012, under - 0.055)
        ends = [(x, level[0], front), (x, level[1], rear - 0.02)]
        tube(mesh, role, ends, bar * 1.1, square=square)
    inner = width - 0.06
    for z, y in ((front, under + 0.006), (rear, under - 0.045)):
        tube(mesh, role, [(-inner / 2, y, z), (inner / 2, y, z)], bar, square=square)
    _leaning_back(mesh, role, shape, (under - 0.05, rear + 0.01), inner - 0.05, back, rake)
    thick = number(shape, "cushion")
    seat_depth = front - rear - 0.02
    y = under + 0.008 + thick / 2 - 0.012
    cushion(
        mesh, Role.TEXTILE, (0, y, (front + rear) / 2 + 0.055), (inner - 0.06, thick, seat_depth),
        puff=0.022, radius=0.04, rotation=rotation(rx=-pitch), divisions=9,
    )  # fmt: skip
    foot = (seat - 0.035, rear + 0.055)
    height = (back - seat + 0.06) / math.cos(rake)
    at = leaning(foot, height, thick * 0.95, rake)
    kind = choice(shape, "seat_back")
    cushion(
        mesh, Role.TEXTILE, (0, *at), (inner - 0.07, height, thick * 0.95), puff=0.024,
        radius=0.04, rotation=rotation(rx=-rake), divisions=20, axis=2, tuft=_tuft(kind, shape),
    )  # fmt: skip


def _tuft(kind: str, shape: Shape) -> Buttons | Channels | None:
    if kind in ("buttoned", "tufted"):
        return Buttons(3, 3, 0.018)
    if kind == "channel":
        return Channels(count(shape, "channels"), 0.016, along="u")
    return None


def _side_frame(
    mesh: Mesh,
    role: Role,
    x: float,
    posts: tuple[float, float],
    arm: float,
    bar: float,
    square: bool,
) -> None:
    """Front and back post from the floor to the armrest, leaning apart."""
    for z, lean in zip(posts, (-0.05, 0.015), strict=True):
        foot = (x, 0.0, z + lean)
        tube(mesh, role, [foot, (x, arm - 0.012, z)], [bar * 0.78, bar * 1.05], square=square)


def _armrest(
    mesh: Mesh, role: Role, x: float, span: tuple[float, float], arm: float, shape: Shape
) -> None:
    """A paddle, wider in front, that falls towards the back."""
    start, stop = span
    run = np.linspace(0.0, 1.0, 11)
    broad = 0.022 + 0.018 * np.sin(run * math.pi * 0.75) ** 2
    if choice(shape, "arm_detail") == "open":
        broad = np.full_like(run, 0.027)
    z = start + run * (stop - start)
    right = [(x + float(b), float(at)) for b, at in zip(broad, z, strict=True)]
    left = [(x - float(b), float(at)) for b, at in zip(broad, z, strict=True)]
    wood = Role.FRAME if role == Role.METAL else role
    prism(mesh, wood, left[::-1] + right, arm - 0.022, arm, 0.008)


def _leaning_back(
    mesh: Mesh,
    role: Role,
    shape: Shape,
    foot: tuple[float, float],
    width: float,
    top: float,
    rake: float,
) -> None:
    """Posts, rails and upright or level slats behind the back cushion."""
    length = (top - foot[0] - 0.02) / math.cos(rake)

    def at(x: float, along: float) -> tuple[float, float, float]:
        return (x, foot[0] + along * math.cos(rake), foot[1] - along * math.sin(rake))

    half = width / 2
    for side in (-half, half):
        tube(mesh, role, [at(side, -0.01), at(side, length)], [0.017, 0.014], segments=10)
    tube(mesh, role, [at(-half, length - 0.02), at(half, length - 0.02)], 0.016, segments=10)
    tube(mesh, role, [at(-half, 0.02), at(half, 0.02)], 0.014, segments=8)
    slats = count(shape, "slats")
    level = choice(shape, "arm_detail") == "slats"
    for share in np.linspace(0.0, 1.0, slats + 2)[1:-1]:
        along = float(share) * length
        x = (2 * float(share) - 1) * half
        ends = [at(-half, along), at(half, along)] if level else [at(x, 0.0), at(x, length - 0.02)]
        tube(mesh, role, ends, 0.009, segments=6)


def shell_chair(mesh: Mesh, shape: Shape) -> None:
    """An upholstered shell with a seat pad, on four legs or on a column with a foot."""
    width, seat = number(shape, "width"), number(shape, "seat_height")
    depth = 0.56
    shell = Scoop(
        width=width,
        depth=depth,
        seat_height=seat - 0.05,
        back_height=number(shape, "back_height") - seat + 0.05,
        rake=number(shape, "rake"),
        curl=number(shape, "curl") + 0.13,
        wings=number(shape, "wings") + 0.08,
        crown=number(shape, "crown"),
        bend=0.17,
    )
    scoop(mesh, Role.TEXTILE, shell, 0.045)
    pad = (width * 0.66, 0.08, depth * 0.86)
    cushion(
        mesh, Role.TEXTILE, (0, seat - 0.015, 0.10), pad, puff=0.022, radius=0.035,
        rotation=rotation(rx=-0.05),
    )  # fmt: skip
    under = seat - 0.095
    hub = (width * 0.42, 0.05, depth * 0.55)
    rounded_box(mesh, Role.GAP, (0, under + 0.02, 0.06), hub, radius=0.01)
    if choice(shape, "foot") == "swivel":
        swivel_foot(mesh, (0.0, 0.06), under, 0.27)
    else:
        four_legs(
            mesh, choice(shape, "legs"), width * 0.66, depth * 0.78, under + 0.01, 0.034,
            inset_x=0.06, inset_z=0.04, center_z=0.06, ferrule=bool(shape["ferrule"]),
        )  # fmt: skip
        plate = (width * 0.60, 0.024, depth * 0.74)
        rounded_box(mesh, Role.GAP, (0, under + 0.012, 0.06), plate, radius=0.01)


def swivel_foot(mesh: Mesh, place: tuple[float, float], height: float, radius: float) -> None:
    """A column on a flat disc."""
    rim, neck = radius * 0.96, 0.03
    profile = [
        (0.0, 0.0), (radius, 0.0), (radius, 0.0), (radius, 0.008), (radius, 0.008), (rim, 0.014),
        (rim, 0.014), (0.6 * radius, 0.018), (0.06, 0.024), (0.05, 0.026), (neck + 0.004, 0.034),
        (neck, 0.05), (neck, 0.05), (neck, height), (neck, height), (0.0, height),
    ]  # fmt: skip
    lathe(mesh, Role.METAL, (place[0], 0.0, place[1]), profile, segments=32)
