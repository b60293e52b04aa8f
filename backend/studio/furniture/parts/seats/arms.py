"""Arms of sofas and armchairs."""

from __future__ import annotations

import math

import numpy as np

from backend.studio.designs.design import Role
from backend.studio.furniture.parts.outlines import arc
from backend.studio.furniture.parts.panels import sideways, upright
from backend.studio.furniture.parts.seats.bodies import Body
from backend.studio.geometry.boxes import cushion, rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.prisms import prism
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.transforms import rotation
from backend.studio.geometry.tubes import tube

_LOWER_RAIL = 0.05


def arms(mesh: Mesh, body: Body, detail: str, pad: bool) -> None:
    """The body's arms; `detail` fills wooden ones (open, slats, panel), `pad` puts a cushion upon
    straight ones."""
    for side in body.sides:
        if body.arm == "rolled":
            _rolled(mesh, body, side)
        elif body.arm == "slope":
            _slope(mesh, body, side)
        elif body.arm == "flared":
            _flared(mesh, body, side)
        elif body.arm == "shelter":
            _shelter(mesh, body, side)
        elif body.arm == "curved":
            _round_ended(mesh, body, side)
        elif body.arm == "wood":
            _wooden(mesh, body, side, detail)
        elif body.arm == "metal":
            _metal_loop(mesh, body, side)
        elif body.arm == "track":
            _track(mesh, body, side, pad)


def _skin(body: Body) -> Role:
    return Role.CANE if body.woven else Role.TEXTILE


def _span(body: Body) -> tuple[float, float]:
    """z of an arm's rear and front."""
    return body.rear + 0.01, body.depth / 2 - body.arm_setback


def _middle(body: Body, side: float) -> float:
    return side * (body.width - body.arm_width) / 2


def _track(mesh: Mesh, body: Body, side: float, pad: bool) -> None:
    rear, front = _span(body)
    high = body.arm_height - (0.05 if pad else 0.0)
    center = (_middle(body, side), (body.skin + high) / 2, (rear + front) / 2)
    size = (body.arm_width, high - body.skin, front - rear)
    if body.woven:
        rounded_box(mesh, Role.CANE, center, size, radius=0.02)
        rim = (body.arm_width + 0.012, 0.03, front - rear + 0.012)
        rounded_box(mesh, Role.FRAME, (center[0], high, center[2]), rim, radius=0.012)
        return
    cushion(
        mesh, Role.TEXTILE, center, size, puff=0.25 * body.softness, radius=body.softness,
        divisions=6, axis=0,
    )  # fmt: skip
    if pad:
        top = (center[0], high + 0.028, center[2] + 0.004)
        cushion(
            mesh, Role.TEXTILE, top, (size[0] + 0.012, 0.05, size[2]), puff=0.014, radius=0.024,
            divisions=6,
        )  # fmt: skip


def _rolled(mesh: Mesh, body: Body, side: float) -> None:
    """A scroll seen from the front, with a button in its eye."""
    rear, front = _span(body)
    width, skin = body.arm_width, body.skin
    roll = 0.46 * width
    eye = (0.54 * width, body.arm_height - roll)
    outline = [(0.10 * width, skin)]
    outline += arc(eye, roll, 180, -62, 16)
    outline += [(0.80 * width, eye[1] - roll - 0.02), (0.80 * width, skin)]
    start = body.width / 2 - width
    seen = [(side * (start + across), y) for across, y in outline]
    local = [(x, y - skin) for x, y in seen]
    upright(mesh, Role.TEXTILE, local, (skin, rear), front - rear, radius=0.014)
    lathe(
        mesh,
        Role.TEXTILE,
        (side * (start + eye[0]), eye[1], front - 0.002),
        [(roll * 0.86, 0.0), (roll * 0.82, 0.008), (roll * 0.5, 0.014), (0.0, 0.016)],
        segments=20,
        rotation=rotation(rx=math.pi / 2),
    )


def _slope(mesh: Mesh, body: Body, side: float) -> None:
    """High at the back, low and slanting in front."""
    rear, front = _span(body)
    high = min(body.arm_height + 0.10, body.back_height - 0.06)
    low = body.arm_height - 0.03
    skin = body.skin
    corner = 0.045
    outline = [(front - 0.045, skin), *arc((front - corner, low - corner), corner, -12, 78, 7)]
    run = np.linspace(0.0, 1.0, 11)[1:]
    start = outline[-1]
    outline += [
        (
            start[0] + (rear - start[0]) * float(share),
            start[1] + (high - start[1]) * float(share) ** 1.7,
        )
        for share in run
    ]
    outline += [(rear, skin)]
    sideways(
        mesh, _skin(body), outline, _middle(body, side), body.arm_width, min(0.03, body.softness)
    )


def _flared(mesh: Mesh, body: Body, side: float) -> None:
    """Curves outwards towards its top, as seen from the front."""
    rear, front = _span(body)
    rise = np.linspace(0.0, 1.0, 8)
    bend = 0.55 * body.arm_width * rise**2.2
    thickness = body.arm_width * 0.45
    level = (body.arm_height - body.skin - thickness * 0.4) * rise
    start = body.width / 2 - body.arm_width
    inner = [(start + 0.01 + out, y) for out, y in zip(bend, level, strict=True)]
    outer = [(start + 0.01 + thickness + out, y) for out, y in zip(bend, level, strict=True)]
    tip = arc((inner[-1][0] + thickness / 2, inner[-1][1]), thickness / 2, 180, 0, 7)
    outline = [*inner[:-1], *tip, *outer[-2::-1]]
    seen = [(side * x, y) for x, y in outline]
    upright(mesh, _skin(body), seen, (body.skin, rear), front - rear, radius=0.015)


def _shelter(mesh: Mesh, body: Body, side: float) -> None:
    """As high as the back, falling a little towards the front."""
    rear, front = _span(body)
    skin, high = body.skin, body.back_height - 0.015
    low = max(body.arm_height, high - 0.16)
    corner = min(0.10, 0.4 * (front - rear))
    outline = [(front, skin), (front, low - corner)]
    outline += arc((front - corner, low - corner), corner, 0, 80, 7)
    outline += [(rear + 0.02, high), (rear, skin)]
    sideways(mesh, _skin(body), outline, _middle(body, side), body.arm_width, body.softness)


def _round_ended(mesh: Mesh, body: Body, side: float) -> None:
    """Straight, with a half-round front in plan."""
    rear, front = _span(body)
    half = body.arm_width / 2
    x = _middle(body, side)
    outline = [(x - half, rear), *arc((x, front - half), half, 180, 0, 13), (x + half, rear)]
    radius = min(0.9 * half, body.softness + 0.015)
    prism(mesh, _skin(body), outline, body.skin, body.arm_height, radius)


def _wooden(mesh: Mesh, body: Body, side: float, detail: str) -> None:
    """A board on two posts; between them nothing, slats or a woven panel."""
    rear, front = body.rear + 0.03, body.depth / 2 - body.arm_setback
    x = _middle(body, side)
    board = 0.026
    under = body.arm_height - board
    foot = body.leg_height + 0.005
    posts = (rear + 0.045, front - 0.055)
    slant = 0.018
    for post, lean in zip(posts, (-1.0, 1.0), strict=True):
        line = [(x, foot, post), (x, under + 0.008, post + lean * slant)]
        tube(mesh, Role.FRAME, line, [0.021, 0.017], segments=10)
    width = max(0.055, body.arm_width)
    run = np.linspace(0, 1, 9)
    swell = width / 2 * (0.72 + 0.28 * np.sin(run * math.pi * 0.8 + 0.5))
    z = rear - 0.015 + run * (front - rear + 0.03)
    outline = [(x + each, at) for each, at in zip(swell, z, strict=True)]
    outline = [(x - each, at) for each, at in zip(swell, z, strict=True)][::-1] + outline
    prism(mesh, Role.FRAME, outline, under, body.arm_height, 0.010)
    low = body.leg_height + 0.05
    length = posts[1] - posts[0]
    if detail == "slats":
        for z_slat in np.linspace(posts[0], posts[1], 6)[1:-1]:
            size = (0.014, under - low + 0.016, 0.03)
            rounded_box(mesh, Role.FRAME, (x, (under + low) / 2, z_slat), size, radius=0.004)
    if detail == "panel":
        size = (0.012, under - low + 0.016, length)
        middle = (x, (under + low) / 2, sum(posts) / 2)
        rounded_box(mesh, Role.CANE, middle, size, radius=0.003)
    rail = (0.024, _LOWER_RAIL, length)
    rounded_box(mesh, Role.FRAME, (x, low, sum(posts) / 2), rail, radius=0.006)


def _metal_loop(mesh: Mesh, body: Body, side: float) -> None:
    """A flat loop of square tube from floor to arm, with a leather or wooden pad on top."""
    rear, front = body.rear + 0.05, body.depth / 2 - 0.05
    x = _middle(body, side)
    bar = 0.014
    high = body.arm_height - 0.02
    for post in (rear, front):
        rounded_box(
            mesh, Role.METAL, (x, high / 2, post), (2 * bar, high, 2 * bar), radius=0.004, grain=1
        )
    for level in (bar, high - bar):
        size = (2 * bar, 2 * bar, front - rear)
        rounded_box(mesh, Role.METAL, (x, level, (rear + front) / 2), size, radius=0.004)
    pad = (max(0.05, body.arm_width), 0.028, front - rear + 0.05)
    rounded_box(mesh, Role.FRAME, (x, high + 0.008, (rear + front) / 2), pad, radius=0.010)
    # Ties the loop to the seat frame.
    tie = (body.arm_width + 0.03, 0.03, 0.03)
    for post in (rear, front):
        at = (x - side * 0.02, body.leg_height + 0.03, post)
        rounded_box(mesh, Role.METAL, at, tie, radius=0.004)
