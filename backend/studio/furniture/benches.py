"""Benches: padded, wooden, slatted, with a chest under the seat or with a back."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import (
    HALF,
    chance,
    choice,
    count,
    lender,
    measure,
    number,
    one_of,
)
from backend.studio.furniture.parts.legs import METAL_KINDS, four_legs, stretchers
from backend.studio.furniture.parts.outlines import arc
from backend.studio.furniture.parts.panels import upright
from backend.studio.furniture.parts.placing import Draft
from backend.studio.furniture.parts.seats.bench_bodies import (
    bench_size,
    bench_tuft,
    chest_bench,
    waterfall_bench,
)
from backend.studio.furniture.parts.seats.chair_backs import Back, chair_back
from backend.studio.furniture.parts.seats.chair_seats import apron, seat_outline
from backend.studio.furniture.parts.seats.pillows import bolster
from backend.studio.geometry.boxes import cushion, rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.prisms import prism
from backend.studio.geometry.tubes import tube

_KINDS: Final = {
    "midcentury": ("slatted", "padded", "slatted", "loose"),
    "scandinavian": ("wood", "slatted", "loose", "back"),
    "industrial": ("wood", "padded", "wood", "slatted"),
    "traditional": ("padded", "back", "storage", "scroll"),
    "contemporary": ("padded", "block", "padded", "storage"),
    "boho": ("woven", "woven", "loose", "back"),
    "rustic": ("wood", "back", "storage", "wood"),
    "glam": ("padded", "scroll", "padded", "storage"),
}
_TUFTS: Final = {
    "midcentury": ("buttons", "plain"),
    "industrial": ("buttons", "plain"),
    "traditional": ("buttons", "buttons", "plain"),
    "glam": ("channels", "channels", "buttons"),
    "contemporary": ("plain", "channels"),
}
_BACKS: Final = {
    "scandinavian": "spindle",
    "traditional": "ladder",
    "boho": "cane",
    "rustic": "slats",
}


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """A bench of the family; legs may come from the second."""
    kind = one_of(_KINDS[family.name], rng)
    legs = one_of(lender(family, second, rng, HALF).legs, rng)
    return {
        "kind": kind,
        "legs": "square" if legs == "bun" and kind == "wood" else legs,
        "width": measure((1.0, 1.6), rng),
        "depth": measure((0.34, 0.48), rng),
        "seat_height": measure((0.43, 0.50), rng),
        "thickness": measure((family.thickness, family.thickness + 0.03), rng),
        "pad": measure((0.07, 0.13), rng),
        "tuft": one_of(_TUFTS.get(family.name, ("plain",)), rng),
        "outline": one_of(("straight", "straight", "round", "boat"), rng),
        "leg_thickness": measure((0.036, 0.058), rng),
        "inset": measure((0.03, 0.20), rng),
        "apron": chance(0.5, rng),
        "apron_height": measure((0.04, 0.08), rng),
        "stretcher": one_of(("none", "h", "box", "sides"), rng),
        "slats": int(rng.integers(5, 10)),
        "lengthwise": chance(0.6, rng),
        "shelf": chance(0.3, rng),
        "rise": measure((0.10, 0.22), rng),
        "back": _BACKS.get(family.name, "slats"),
        "back_height": measure((0.32, 0.46), rng),
        "front": one_of(family.fronts, rng),
        "panels": int(rng.integers(2, 4)),
        "cushions": int(rng.integers(1, 4)),
        "bolsters": chance(0.4, rng),
        "ferrule": chance(0.4, rng),
        **({"textile": "fabric"} if "rattan" in family.textiles else {}),
    }


def build(shape: Shape, seed: int) -> Mesh:
    """The bench's mesh."""
    mesh = Draft()
    kind = choice(shape, "kind")
    if kind == "storage":
        chest_bench(mesh, shape)
    elif kind == "block":
        waterfall_bench(mesh, shape)
    elif kind in ("padded", "scroll"):
        _padded(mesh, shape)
    else:
        _wooden(mesh, shape)
    return mesh.centered(seed)


def _stand(mesh: Mesh, shape: Shape, width: float, depth: float, under: float) -> None:
    kind = choice(shape, "legs")
    inset = number(shape, "inset") if kind != "trestle" else max(0.12, number(shape, "inset"))
    if choice(shape, "outline") == "round" and choice(shape, "kind") == "wood":
        inset = max(inset, 0.32 * depth)
    thickness = number(shape, "leg_thickness")
    four_legs(
        mesh, kind, width, depth, under, thickness, inset_x=inset, inset_z=0.045,
        ferrule=bool(shape["ferrule"]),
    )  # fmt: skip
    if kind in METAL_KINDS or kind in ("cabriole", "plinth", "trestle", "bun"):
        return
    if shape["apron"] and kind != "splay":
        apron_height = number(shape, "apron_height")
        apron(mesh, width - 2 * inset + 0.07, depth, under, apron_height, 0.045, Role.FRAME)
    if choice(shape, "stretcher") != "none":
        stretchers(
            mesh, kind, width, depth, under, 0.14, choice(shape, "stretcher"),
            inset_x=inset, inset_z=0.045, thickness=0.026,
        )  # fmt: skip
    if shape["shelf"] and kind in ("square", "taper", "turned", "block"):
        size = (width - 2 * inset + 0.01, 0.018, depth - 0.09)
        rounded_box(mesh, Role.FRAME, (0, 0.14, 0), size, radius=0.005)


def _padded(mesh: Mesh, shape: Shape) -> None:
    """A cushion on legs, the scroll kind with rolled ends."""
    width, depth, height = bench_size(shape)
    pad = number(shape, "pad")
    under = height - pad - 0.03
    outline = "rounded" if choice(shape, "outline") != "straight" else "square"
    plan = seat_outline(outline, width - 0.02, depth - 0.02)
    metal = choice(shape, "legs") in METAL_KINDS
    role = Role.TEXTILE if choice(shape, "kind") == "scroll" else Role.FRAME
    prism(mesh, Role.METAL if metal else role, plan, under, height - pad + 0.012, 0.006)
    size = (width, pad - 0.012, depth)
    cushion(
        mesh, Role.TEXTILE, (0, height - pad / 2 - 0.006, 0), size, puff=0.014,
        radius=min(0.04, 0.42 * pad), divisions=10, tuft=bench_tuft(shape, width, depth),
    )  # fmt: skip
    _stand(mesh, shape, width, depth, under)
    if choice(shape, "kind") == "scroll":
        _scrolls(mesh, shape, width, depth, under)
    elif shape["bolsters"] and choice(shape, "tuft") != "channels":
        for side in (-1.0, 1.0):
            at = (side * (width / 2 - 0.10), height + 0.066, 0.0)
            bolster(mesh, Role.LINEN, at, depth * 0.92, 0.075, "z")


def _scrolls(mesh: Mesh, shape: Shape, width: float, depth: float, under: float) -> None:
    """Ends that rise from the seat and roll outwards."""
    rise, height = number(shape, "rise"), number(shape, "seat_height")
    roll = 0.055
    for side in (-1.0, 1.0):
        foot = width / 2 - 0.07
        eye = (foot + 0.06, height + rise - under - roll)
        outline = [(foot, 0.0), (foot + 0.005, eye[1] * 0.7)]
        outline += arc(eye, roll, 180, -60, 12)
        outline += [(foot + 0.07, eye[1] * 0.55), (foot + 0.06, 0.0)]
        seen = [(side * x, y) for x, y in outline]
        upright(mesh, Role.TEXTILE, seen, (under, -depth / 2), depth, radius=0.012)


def _wooden(mesh: Mesh, shape: Shape) -> None:
    """A plank, slats or a woven seat, with a loose cushion or a back where the kind has one."""
    width, depth, height = bench_size(shape)
    kind, thick = choice(shape, "kind"), number(shape, "thickness")
    if kind == "loose":
        height -= 0.055
    under = height - thick
    if kind in ("slatted", "loose"):
        _slats(mesh, shape, width, depth, height)
    elif kind == "woven":
        _framed_cane(mesh, width, depth, height)
        under = height - 0.045
    else:
        _plank(mesh, choice(shape, "outline"), width, depth, under, height)
    _stand(mesh, shape, width, depth, under)
    if kind == "back":
        _back(mesh, shape, width, depth, height)
    if kind == "loose":
        pieces = count(shape, "cushions")
        each = (width - 0.02) / pieces
        for place in range(pieces):
            x = (place + 0.5) * each - (width - 0.02) / 2
            cushion(
                mesh, Role.TEXTILE, (x, height + 0.026, 0), (each - 0.008, 0.05, depth - 0.02),
                puff=0.010, radius=0.022,
            )  # fmt: skip


def _plank(
    mesh: Mesh, outline: str, width: float, depth: float, under: float, height: float
) -> None:
    if outline == "boat":
        across = np.linspace(-1, 1, 17)
        half = depth / 2 * (1 - 0.12 * across**2)
        front = [(width / 2 * float(a), float(h)) for a, h in zip(across, half, strict=True)]
        plan = front + [(x, -z) for x, z in front[::-1]]
    elif outline == "round":
        end = depth / 2
        right = arc((width / 2 - end, 0.0), end, -90, 90, 12)
        plan = right + [(-x, z) for x, z in right[::-1]]
    else:
        half_x, half_z = width / 2, depth / 2
        plan = [(-half_x, -half_z), (half_x, -half_z), (half_x, half_z), (-half_x, half_z)]
    prism(mesh, Role.FRAME, plan, under, height, 0.008)


def _slats(mesh: Mesh, shape: Shape, width: float, depth: float, height: float) -> None:
    """Battens on two bearers."""
    thick = number(shape, "thickness")
    pieces = count(shape, "slats")
    batten = thick * 0.62
    y = height - batten / 2
    if shape["lengthwise"]:
        pitch = depth / pieces
        for place in range(pieces):
            z = (place + 0.5) * pitch - depth / 2
            rounded_box(mesh, Role.FRAME, (0, y, z), (width, batten, pitch * 0.72), radius=0.004)
    else:
        pieces = round(width / 0.06)
        pitch = width / pieces
        for place in range(pieces):
            x = (place + 0.5) * pitch - width / 2
            rounded_box(mesh, Role.FRAME, (x, y, 0), (pitch * 0.66, batten, depth), radius=0.004)
    under = height - thick
    bearer = thick - batten + 0.004
    inset = min(max(0.06, number(shape, "inset")), 0.25 * width)
    if shape["lengthwise"]:
        for share in (-1.0, 0.0, 1.0):
            at = (share * (width / 2 - inset), under + bearer / 2, 0.0)
            rounded_box(mesh, Role.FRAME, at, (0.06, bearer, depth - 0.01), radius=0.003)
    else:
        for side in (-1.0, 1.0):
            at = (0.0, under + bearer / 2, side * (depth / 2 - 0.05))
            rounded_box(mesh, Role.FRAME, at, (width - 0.01, bearer, 0.05), radius=0.003)
    if bearer < 0.02:
        # Too thin to hold a leg: a plate takes it.
        size = (width - 0.03, 0.02, depth - 0.03)
        rounded_box(mesh, Role.FRAME, (0, under + 0.004, 0), size, radius=0.004)


def _framed_cane(mesh: Mesh, width: float, depth: float, height: float) -> None:
    """Cane in a rounded frame of round bars."""
    bar = 0.019
    y = height - bar
    for side in (-1.0, 1.0):
        z = side * (depth / 2 - bar)
        tube(mesh, Role.FRAME, [(-width / 2, y, z), (width / 2, y, z)], bar, segments=10)
        x = side * (width / 2 - bar * 1.4)
        tube(
            mesh, Role.FRAME, [(x, y, -depth / 2 + bar), (x, y, depth / 2 - bar)], bar, segments=10
        )
    size = (width - 2 * bar, 0.016, depth - 2 * bar)
    rounded_box(mesh, Role.CANE, (0, height - 0.012, 0), size, radius=0.006)
    under = (width - 0.05, 0.026, depth - 0.05)
    rounded_box(mesh, Role.FRAME, (0, height - 0.032, 0), under, radius=0.006)


def _back(mesh: Mesh, shape: Shape, width: float, depth: float, height: float) -> None:
    """The back of a settle, with arms."""
    bars = round(width / 0.11) if choice(shape, "back") in ("spindle", "slats") else 5
    back = Back(
        width=width - 0.02, seat=height, rear=-depth / 2 + 0.026,
        height=number(shape, "back_height"), rake=0.16, post=0.02,
        square=choice(shape, "legs") in ("square", "block", "trestle"), rail="straight",
        bars=bars, role=Role.FRAME, outline="square", gap=False, arms=False,
    )  # fmt: skip
    chair_back(mesh, choice(shape, "back"), back)
    level = height + 0.22
    for side in (-1.0, 1.0):
        x = side * (width / 2 - 0.03)
        front = depth / 2 - 0.04
        size = (0.055, 0.026, depth - 0.02)
        rounded_box(mesh, Role.FRAME, (x, level, -0.02), size, radius=0.008)
        tube(mesh, Role.FRAME, [(x, height - 0.02, front), (x, level, front)], 0.019, square=True)
