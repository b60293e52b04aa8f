"""Bases, seats and backs of upholstered bodies."""

from __future__ import annotations

import math

import numpy as np

from backend.studio.designs.design import Role
from backend.studio.furniture.parts.outlines import arc
from backend.studio.furniture.parts.panels import leaning, sideways, upright
from backend.studio.furniture.parts.seats.bodies import Body
from backend.studio.geometry.boxes import Buttons, Channels, cushion, rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.prisms import prism
from backend.studio.geometry.transforms import rotation
from backend.studio.geometry.tubes import tube

SLIT = 0.006
"""Between two cushions, metres."""


def outside(body: Body) -> Role:
    """What the outside of the body is covered with."""
    return Role.CANE if body.woven else Role.TEXTILE


def base(mesh: Mesh, body: Body) -> None:
    """What carries the seat, from the legs to the deck."""
    rear, front = body.rear, body.depth / 2
    middle, length = (rear + front) / 2, front - rear
    low, top = body.leg_height, body.deck + 0.012
    left, right = body.reaching(0.012 if body.open_arms else body.arm_width - 0.008)
    width, x = right - left, (left + right) / 2
    if body.base == "floor":
        rounded_box(
            mesh, Role.GAP, (x, 0.016, middle), (width - 0.08, 0.032, length - 0.08), radius=0.004
        )
    if body.base == "skirt":
        _skirt(mesh, body)
    if body.base in ("rail", "metal", "platform"):
        role = Role.METAL if body.base == "metal" else Role.FRAME
        over = 0.03 if body.base == "platform" else -0.004
        thickness = body.rail
        size = (width + 0.014 + over, thickness, length + over * 0.5)
        rounded_box(mesh, role, (x, low + thickness / 2, middle), size, radius=0.008)
    skin = body.skin
    if top - skin > 0.02:
        size = (width, top - skin, length - 0.015)
        radius = min(body.softness, 0.45 * (top - skin))
        center = (x, (skin + top) / 2, middle - 0.006)
        rounded_box(mesh, outside(body), center, size, radius=radius, segments=3)


def _skirt(mesh: Mesh, body: Body) -> None:
    """Cloth to the floor with a pleat at each corner and in the middle."""
    half, rear, front = body.width / 2 - 0.004, body.rear + 0.005, body.depth / 2 + 0.006
    pleat, tuck = 0.018, 0.014

    def side(start: tuple[float, float], stop: tuple[float, float]) -> list[tuple[float, float]]:
        a, b = np.array(start), np.array(stop)
        length = float(np.linalg.norm(b - a))
        along = (b - a) / length
        inward = np.array([-along[1], along[0]])
        middle = length / 2
        places = [(0.03, 0.0), (0.03 + pleat / 2, tuck), (0.03 + pleat, 0.0)]
        places += [(middle - pleat, 0.0), (middle, tuck), (middle + pleat, 0.0)]
        places += [(length - 0.03 - pleat, 0.0), (length - 0.03 - pleat / 2, tuck)]
        places += [(length - 0.03, 0.0)]
        return [(float(p[0]), float(p[1])) for p in (a + s * along + d * inward for s, d in places)]

    corners = [(-half, rear), (half, rear), (half, front), (-half, front)]
    outline: list[tuple[float, float]] = []
    for start, stop in zip(corners, corners[1:] + corners[:1], strict=True):
        outline += side(start, stop)
    prism(mesh, Role.TEXTILE, outline, 0.0, body.leg_height + 0.05, 0.002)


def seat_cushions(mesh: Mesh, body: Body, pieces: int, role: Role = Role.TEXTILE) -> None:
    """`pieces` stuffed cushions side by side between the arms."""
    back = body.front_of_back(body.seat_height) - 0.02
    front = body.depth / 2 + 0.008
    spare = 0.012 if body.open_arms else 0.004
    width = (body.inner - spare) / pieces
    puff = min(0.030, 0.20 * body.cushion)
    thick = body.cushion - puff * 0.9
    for place in range(pieces):
        x = body.left + (place + 0.5) * width + spare / 2
        cushion(
            mesh,
            role,
            (x, body.deck + thick / 2 + 0.004, (back + front) / 2),
            (width - SLIT, thick, front - back),
            puff=puff,
            radius=min(0.045, 0.38 * thick),
            divisions=9,
        )


def back(
    mesh: Mesh,
    body: Body,
    kind: str,
    top: str,
    rise: float,
    channels: int,
    pieces: int,
    frame: Body | None = None,
) -> None:
    """The back: its frame with the outline `top`, and what is on its front by `kind` (cushions,
    buttoned, tight, channel, tufted, slats); `rise` is that of curved outlines, `channels` the
    number of flutes of each of `pieces`. The frame is as wide as that of the body `frame`."""
    frame = frame or body
    if kind == "slats":
        _slats(mesh, frame, top, rise)
        back_cushions(mesh, body, pieces, 0)
        return
    _frame(mesh, frame, top, rise)
    if kind in ("cushions", "buttoned"):
        back_cushions(mesh, body, pieces, 2 if kind == "buttoned" else 0)
    else:
        _padding(mesh, body, kind, top, rise, channels, pieces)


def _span(body: Body) -> tuple[float, float]:
    """x of the left and right edge of the back's frame."""
    if body.arm == "shelter":
        return body.reaching(0.7 * body.arm_width)
    if body.open_arms:
        return body.reaching(0.01)
    return body.reaching(body.arm_width - 0.002 if body.over else 0.4 * body.arm_width)


def _frame(mesh: Mesh, body: Body, top: str, rise: float) -> None:
    left, right = _span(body)
    width, x, height = right - left, (left + right) / 2, body.slant_height
    pivot = (body.skin, body.rear)
    role = outside(body)
    if top in ("camel", "arch", "stepped"):
        outline = [(x + across, y) for across, y in _outline(width, height, top, rise)]
        radius = min(0.035, body.softness)
        upright(mesh, role, outline, pivot, body.back_thickness, body.rake, radius)
        return
    y, z = leaning(pivot, height, body.back_thickness, body.rake)
    turn = rotation(rx=-body.rake)
    size = (width, height, body.back_thickness)
    rounded_box(mesh, role, (x, y, z), size, radius=body.softness, rotation=turn, segments=3)
    if top == "rolled":
        radius = 0.058
        level = height - radius * 0.75
        at_y = pivot[0] + level * math.cos(body.rake) + 0.03 * math.sin(body.rake)
        at_z = pivot[1] - level * math.sin(body.rake) + 0.03 * math.cos(body.rake)
        ends = [(left + 0.012, at_y, at_z), (right - 0.012, at_y, at_z)]
        tube(mesh, role, ends, radius, segments=18)
    if top == "wings":
        _wings(mesh, body)


def _outline(width: float, height: float, top: str, rise: float) -> list[tuple[float, float]]:
    """Front view of a back with its middle `rise` above its ends."""
    half, low = width / 2, height - rise
    across = np.linspace(-1.0, 1.0, 33)
    if top == "camel":
        curve = low + rise * np.exp(-((across / 0.42) ** 2))
    elif top == "arch":
        curve = low + rise * (1 - np.abs(across) ** 2.4)
        curve[[0, -1]] -= 0.02
    else:
        curve = low + rise * 0.7 / (1 + np.exp((np.abs(across) - 0.55) / 0.02))
    points = [(half * a, float(y)) for a, y in zip(across[::-1], curve[::-1], strict=True)]
    return [(-half, 0.0), (half, 0.0), *points]


def _wings(mesh: Mesh, body: Body) -> None:
    """Ears that stand forward from the back above the arms."""
    reach = 0.24
    high = body.back_height - 0.02
    low = body.arm_height - 0.06
    z = body.front_of_back(high) - 0.09
    step = body.front_of_back(low) - 0.09
    front = z + reach
    outline = [(step, low), (step + reach * 0.9, low)]
    outline += [(front + 0.01, low + 0.35 * (high - low)), (front, high - 0.09)]
    outline += arc((front - 0.07, high - 0.08), 0.08, 10, 90, 6)
    outline += [(z, high)]
    thickness = min(0.075, max(0.05, body.arm_width * 0.5))
    edges = dict(zip((-1.0, 1.0), _span(body), strict=True))
    for side in body.sides:
        x = edges[side] - side * thickness / 2
        sideways(mesh, Role.TEXTILE, outline, x, thickness, 0.025)


def _padding(
    mesh: Mesh, body: Body, kind: str, top: str, rise: float, channels: int, pieces: int
) -> None:
    """Stuffing fixed to the front of the frame, over its whole width and up to its edge."""
    start = body.deck - 0.02
    left, right = body.reaching(0.006)
    width, middle = right - left - 0.004, (left + right) / 2
    fall = rise * 1.0 if top in ("camel", "arch", "stepped") else 0.0
    drop = 0.012 + fall + (0.07 if top == "rolled" else 0.0)
    height = body.slant_height - drop - (start - body.skin) / math.cos(body.rake)
    foot = (start, body.front_of_back(start) - 0.03)
    thickness = 0.075
    y, z = leaning(foot, height, thickness, body.rake)
    turn = rotation(rx=-body.rake)
    if kind == "tight":
        each = width / pieces
        for place in range(pieces):
            x = middle + (place + 0.5) * each - width / 2
            cushion(
                mesh, Role.TEXTILE, (x, y, z), (each - 0.003, height, thickness), puff=0.026,
                radius=0.032, rotation=turn, divisions=9, axis=2,
            )  # fmt: skip
        return
    if kind == "channel":
        tuft: Buttons | Channels = Channels(channels * pieces, 0.018, along="u")
        divisions = 8
    else:
        columns = max(2, round(width / 0.17))
        tuft = Buttons(columns, max(2, round(height / 0.15)), 0.026)
        divisions = 8
    cushion(
        mesh, Role.TEXTILE, (middle, y, z), (width, height, thickness), puff=0.02, radius=0.03,
        rotation=turn, divisions=divisions, axis=2, tuft=tuft,
    )  # fmt: skip


def _slats(mesh: Mesh, body: Body, top: str, rise: float) -> None:
    """An open wooden back: posts, a top rail (arched where the outline is) and slats."""
    left, right = body.reaching(0.03 if body.open_arms else 0.01)
    width, middle = right - left, (left + right) / 2
    low, height = body.leg_height + 0.01, body.slant_height - 0.02
    pivot = (low, body.rear + 0.02)
    turn = rotation(rx=-body.rake)
    sine, cosine = math.sin(body.rake), math.cos(body.rake)

    def bar(x: float, start: float, stop: float, wide: float) -> None:
        halfway = (start + stop) / 2
        center = (x, pivot[0] + halfway * cosine, pivot[1] - halfway * sine)
        size = (wide, stop - start, 0.022)
        rounded_box(mesh, Role.FRAME, center, size, radius=0.006, rotation=turn, grain=1)

    number = 2 * round(width / 0.2) + 1
    for share in np.linspace(-1.0, 1.0, number)[1:-1]:
        bar(middle + float(share) * (width / 2 - 0.02), 0.0, height - 0.03, 0.024)
    for side in (-1.0, 1.0):
        bar(middle + side * (width / 2 - 0.02), 0.0, height - 0.01, 0.042)
    half = width / 2 + 0.004
    across = np.linspace(-1, 1, 17)
    arched = 0.5 * rise if top in ("arch", "camel") else 0.0
    upper = height + arched * (1 - across**2)
    outline = [(middle + half * a, float(y) - 0.06) for a, y in zip(across, upper, strict=True)]
    outline += [
        (middle + half * a, float(y)) for a, y in zip(across[::-1], upper[::-1], strict=True)
    ]
    upright(mesh, Role.FRAME, outline, (pivot[0], pivot[1] - 0.014), 0.03, body.rake, 0.008)


def back_cushions(mesh: Mesh, body: Body, pieces: int, buttons: int) -> None:
    """Loose cushions that lean on the back; `buttons` columns of them in each."""
    rake = body.rake + 0.07
    seat = body.seat_height - 0.005
    above = 0.02 if body.back_height - body.seat_height > 0.34 else 0.07
    height = (body.back_height - seat + above) / math.cos(rake) - 0.03
    thickness = 0.13
    lean_on = body.front_of_back(seat + 0.8 * height) + 0.8 * height * math.sin(rake)
    y, z = leaning((seat, lean_on - 0.012), height, thickness, rake)
    width = (body.inner - 0.01) / pieces
    for place in range(pieces):
        x = body.left + (place + 0.5) * width + 0.005
        cushion(
            mesh,
            Role.TEXTILE,
            (x, y, z),
            (width - SLIT, height, thickness),
            puff=0.032,
            radius=0.05,
            rotation=rotation(rx=-rake),
            divisions=10,
            axis=2,
            tuft=Buttons(buttons + 1, 2, 0.018) if buttons else None,
        )
