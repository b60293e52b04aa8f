"""Backs of dining chairs and of stools that have one."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.studio.designs.design import Role
from backend.studio.furniture.parts.outlines import arc
from backend.studio.furniture.parts.panels import leaning, upright
from backend.studio.geometry.boxes import Buttons, Channels, cushion
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.sheets import sheet
from backend.studio.geometry.transforms import rotation
from backend.studio.geometry.tubes import tube

Floats = NDArray[np.float64]
Point = tuple[float, float, float]

UPHOLSTERED = frozenset({"upholstered", "channel", "tufted"})


class Back(Struct, frozen=True, kw_only=True):
    """A back above a seat; metres and radians."""

    width: float
    seat: float  # top of the seat
    rear: float  # z of the posts at the seat
    height: float  # above the seat
    rake: float
    post: float  # radius
    square: bool
    rail: str  # straight, arched, yoke, ears
    bars: int
    role: Role
    outline: str  # of upholstered ones: square, round, arch, waisted
    gap: bool  # between seat and an upholstered back
    arms: bool  # whether a curved back comes forward as arms

    @property
    def half(self) -> float:
        """x of the posts."""
        return self.width / 2 - self.post

    def at(self, across: float, share: float) -> Point:
        """A point of the back: `across` -1 to 1 from post to post, `share` of its height; it bends
        backwards with height."""
        low = self.seat - 0.03
        y = low + (self.seat + self.height - low) * share
        z = self.rear - math.tan(self.rake) * self.height * share**1.5
        return (across * self.half, y, z)


def chair_back(mesh: Mesh, kind: str, back: Back) -> None:
    """The back of a `kind` of `StyleFamily.backs`, the shell excepted."""
    if kind in UPHOLSTERED:
        _upholstered(mesh, kind, back)
        return
    if kind == "curved":
        _curved(mesh, back)
        return
    _posts(mesh, back)
    rail(mesh, back, 0.96, 0.07)
    if kind == "ladder":
        for share in np.linspace(0.28, 0.78, back.bars - 1):
            rail(mesh, back, float(share), 0.05)
    elif kind == "slats":
        rail(mesh, back, 0.24, 0.04)
        _uprights(mesh, back, 0.0095, True, 0.24)
    elif kind == "spindle":
        _uprights(mesh, back, 0.0075, False, 0.0)
    elif kind == "splat":
        rail(mesh, back, 0.12, 0.045)
        _splat(mesh, back)
    elif kind == "cross":
        rail(mesh, back, 0.22, 0.045)
        for side in (-1.0, 1.0):
            line = [back.at(-side * 0.95, 0.22), back.at(0.0, 0.57), back.at(side * 0.95, 0.92)]
            tube(mesh, back.role, line, 0.012, segments=8)
    elif kind == "panel":
        rail(mesh, back, 0.60, back.height * 0.5, Role.FRAME)
    elif kind == "metal":
        for share in np.linspace(0.30, 0.72, max(2, back.bars - 3)):
            tube(mesh, Role.METAL, [back.at(-1, float(share)), back.at(1, float(share))], 0.007)
    elif kind == "cane":
        rail(mesh, back, 0.22, 0.045)
        rail(mesh, back, 0.58, back.height * 0.70, Role.CANE, thickness=0.006)


def _posts(mesh: Mesh, back: Back) -> None:
    shares = np.linspace(0.0, 1.02 if back.rail != "ears" else 1.0, 7)
    taper = np.r_[np.full(6, back.post), back.post * 0.82]
    for side in (-1.0, 1.0):
        line = [back.at(side, float(share)) for share in shares]
        tube(mesh, back.role, line, taper, segments=9, square=back.square)


def rail(
    mesh: Mesh,
    back: Back,
    share: float,
    tall: float,
    role: Role | None = None,
    thickness: float = 0.017,
) -> None:
    """A bent board between the posts, the uppermost with the outline of `back.rail`."""
    top = share > 0.9
    rise = 0.035 if top and back.rail in ("arched", "yoke") else 0.0
    over = 0.045 if top and back.rail in ("yoke", "ears") else 0.0
    reach = (back.half + over) / back.half
    full = back.seat + back.height - (back.seat - 0.03)

    def surface(u: Floats, v: Floats) -> Floats:
        across = (2 * u - 1) * reach
        here = share + (v - 0.5) * tall / full
        y = back.seat - 0.03 + full * here
        crest = rise * (1 - across**2 if back.rail == "arched" else np.cos(across * 2.6))
        y = y + crest * v
        z = back.rear - math.tan(back.rake) * back.height * np.maximum(here, 0.0) ** 1.5
        z = z - 0.022 * (1 - across**2)
        return np.stack([across * back.half, y, z], axis=-1)

    wood = back.role if back.role != Role.METAL else Role.FRAME
    sheet(mesh, wood if role is None else role, surface, 15, 5, thickness)


def _uprights(mesh: Mesh, back: Back, radius: float, square: bool, low: float) -> None:
    """Sticks or slats from the seat or a low rail to the top rail."""
    for across in np.linspace(-1.0, 1.0, back.bars + 2)[1:-1]:
        start = low if low else -0.0
        points = []
        for share in (start, (start + 0.95) / 2, 0.95):
            x, y, z = back.at(float(across) * (0.9 + 0.1 * share), share)
            hollow = 0.022 * (1 - across**2) * share
            points.append((x, y, z - hollow))
        radii = radius if square else [radius * 0.8, radius * 1.2, radius * 0.8]
        tube(mesh, back.role, points, radii, segments=7, square=square)


def _splat(mesh: Mesh, back: Back) -> None:
    """A vase-shaped board in the middle."""

    def surface(u: Floats, v: Floats) -> Floats:
        across = 2 * u - 1
        wide = 0.070 * (1 - 0.48 * np.cos((v - 0.15) * 2.1 * math.pi))
        share = 0.08 + v * 0.85
        y = back.seat - 0.03 + (back.height + 0.03) * share
        z = back.rear - math.tan(back.rake) * back.height * share**1.5
        z = z - 0.022 * share + 0.008 * np.sin(v * 6)
        return np.stack([across * wide, y, z], axis=-1)

    sheet(mesh, back.role, surface, 7, 21, 0.014)


def _curved(mesh: Mesh, back: Back) -> None:
    """A broad rail bent round the sitter, on two posts."""
    top = back.seat + back.height
    tall = 0.09 + 0.012 * back.bars
    wrap = 0.09 if back.rail in ("straight", "arched") else 0.15
    if back.arms:
        wrap, top, tall = 0.30, min(top, back.seat + 0.30), min(tall, 0.12)
    z_top = back.rear - math.tan(back.rake) * back.height

    def surface(u: Floats, v: Floats) -> Floats:
        across = 2 * u - 1
        fall = 0.35 * tall * np.abs(across) ** 3
        y = top - tall + tall * v + fall * (0.5 - v) - 0.02 * np.abs(across) ** 2
        z = z_top + wrap * across**2 - 0.012 * v
        return np.stack([across * (back.half + 0.03), y, z], axis=-1)

    padded = back.outline in ("round", "waisted")
    wood = back.role if back.role != Role.METAL else Role.FRAME
    sheet(mesh, Role.TEXTILE if padded else wood, surface, 25, 7, 0.040 if padded else 0.022)
    for side in (-1.0, 1.0):
        across = 0.80
        z_end = z_top + wrap * across**2
        x = across * (back.half + 0.03)
        line = [
            (side * back.half, back.seat - 0.03, back.rear),
            (side * (back.half + x) / 2, back.seat + 0.45 * back.height, (back.rear + z_end) / 2),
            (side * x, top - tall * 0.45, z_end),
        ]
        tube(mesh, back.role, line, [back.post, back.post, back.post * 0.72], segments=10)
        if back.arms:
            tip = (side * 0.965 * (back.half + 0.03), top - tall * 0.55, z_top + wrap * 0.93)
            low = (side * back.half, back.seat - 0.03, z_top + wrap * 0.80)
            tube(mesh, back.role, [low, tip], back.post * 0.8, segments=10)


def _upholstered(mesh: Mesh, kind: str, back: Back) -> None:
    """A padded board: straight from the seat, or on two stiles with a gap."""
    # A disc would touch the seat in one point only.
    gap = back.gap or (kind == "upholstered" and back.outline == "round")
    start = back.seat + (0.11 if gap else -0.03)
    length = (back.seat + back.height - start) / math.cos(back.rake)
    thickness = 0.062
    foot = (start, back.rear - 0.01 - math.tan(back.rake) * (start - back.seat))
    width = back.width
    if kind == "upholstered" and back.outline != "square":
        upright(
            mesh, Role.TEXTILE, _padded_outline(back.outline, width, length), foot, thickness,
            back.rake, 0.028,
        )  # fmt: skip
    else:
        tuft: Channels | Buttons | None = None
        if kind == "channel":
            tuft = Channels(back.bars, 0.014)
        if kind == "tufted":
            tuft = Buttons(4, max(2, round(length / 0.12)), 0.018)
        cushion(
            mesh, Role.TEXTILE, (0, *leaning(foot, length, thickness, back.rake)),
            (width, length, thickness), puff=0.014, radius=0.03,
            rotation=rotation(rx=-back.rake), divisions=8, axis=2, tuft=tuft,
        )  # fmt: skip
    if gap:
        for side in (-1.0, 1.0):
            x = side * width * 0.34
            ends = [(x, back.seat - 0.04, back.rear + 0.01), (x, start + 0.05, foot[1] + 0.014)]
            tube(mesh, back.role, ends, 0.013, segments=9)


def _padded_outline(kind: str, width: float, height: float) -> list[tuple[float, float]]:
    """Front view above the lower edge: round, arch or waisted."""
    half = width / 2
    if kind == "round":
        angles = np.linspace(-62, 242, 29)
        tall = height / 2
        return [(half * math.cos(a), tall + tall * math.sin(a)) for a in np.radians(angles)]
    corner = half * (0.95 if kind == "arch" else 0.45)
    waist = 0.07 * width if kind == "waisted" else 0.0
    rise = np.linspace(0.0, height - corner, 9)
    side = half - waist * np.sin(np.pi * np.clip(rise / (height - corner), 0, 1)) ** 2
    right = [(float(x), float(y)) for x, y in zip(side, rise, strict=True)]
    crown = arc((half - corner, height - corner), corner, 0, 90, 8)[1:]
    edge = [*right, *crown]
    return edge + [(-x, y) for x, y in edge[::-1]]
