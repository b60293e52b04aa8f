"""Stools: bar, counter and low ones."""

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
from backend.studio.furniture.parts.legs import INTO, METAL_KINDS
from backend.studio.furniture.parts.placing import Draft
from backend.studio.furniture.parts.seats.chair_backs import Back, chair_back
from backend.studio.furniture.parts.seats.chair_seats import seat
from backend.studio.furniture.parts.seats.lounge_chairs import swivel_foot
from backend.studio.furniture.parts.seats.scoops import Scoop, scoop
from backend.studio.furniture.parts.seats.stool_bases import (
    around,
    drum,
    rectangle,
    ring,
    screw,
    spokes,
    stump,
)
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe

_SEATS: Final = {
    "midcentury": ("pad", "saddle", "wood", "scoop"),
    "scandinavian": ("saddle", "wood", "woven", "pad"),
    "industrial": ("metal", "wood", "tractor", "pad"),
    "traditional": ("tufted", "drop_in", "boxed"),
    "contemporary": ("scoop", "boxed", "pad"),
    "boho": ("woven", "woven", "saddle"),
    "rustic": ("wood", "saddle", "wood"),
    "glam": ("tufted", "scoop", "boxed"),
}
_BACKS: Final = {
    "midcentury": ("curved",),
    "scandinavian": ("spindle", "curved"),
    "industrial": ("metal", "panel"),
    "traditional": ("ladder", "upholstered"),
    "contemporary": ("upholstered",),
    "boho": ("cane", "curved"),
    "rustic": ("cross", "slats", "ladder"),
    "glam": ("channel", "tufted"),
}
_BASES: Final = {
    "midcentury": ("legs", "legs", "tripod"),
    "scandinavian": ("legs", "tripod", "legs"),
    "industrial": ("legs", "screw", "legs", "pedestal"),
    "traditional": ("legs", "legs", "pedestal"),
    "contemporary": ("legs", "pedestal", "pedestal"),
    "boho": ("legs", "drum", "legs", "legs", "tripod"),
    "rustic": ("legs", "legs", "stump", "tripod"),
    "glam": ("pedestal", "legs", "legs"),
}
_HEIGHTS: Final = {"bar": (0.73, 0.78), "counter": (0.62, 0.67), "low": (0.42, 0.48)}
_STRAIGHT: Final = {"bun": "turned", "plinth": "sled", "trestle": "square", "cabriole": "turned"}


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """A stool of the family; legs may come from the second."""
    size = one_of(("bar", "bar", "counter", "counter", "low"), rng)
    legs = one_of(lender(family, second, rng, HALF).legs, rng)
    base = one_of(_BASES[family.name], rng)
    kind = one_of(_SEATS[family.name], rng)
    if base in ("drum", "stump"):
        size, kind = "low", ("woven" if base == "drum" else "wood")
    outline = one_of(("round", "round", "square", "rounded"), rng)
    if kind in ("boxed", "pad", "tufted") and outline == "rounded":
        outline = "square"
    if kind == "saddle":
        outline = "square"
    if base in ("drum", "stump", "tripod", "screw"):
        outline = "round"
    low = size == "low"
    return {
        "size": size,
        "legs": _STRAIGHT.get(legs, legs),
        "base": base,
        "seat": kind,
        "seat_outline": outline,
        "seat_height": measure(_HEIGHTS[size], rng),
        "width": measure((0.33, 0.43), rng),
        "depth_share": round(float(rng.uniform(0.78, 1.0)), 3) if outline != "round" else 1.0,
        "pad": measure((0.04, 0.08), rng),
        "back": "none" if low or chance(0.5, rng) else one_of(_BACKS[family.name], rng),
        "back_height": measure((0.18, 0.36), rng),
        "bars": int(rng.integers(4, 7)),
        "rail": one_of(("straight", "arched", "yoke"), rng),
        "foot_rest": one_of(("ring", "box", "h"), rng),
        "foot_level": measure((0.20, 0.30), rng),
        "leg_thickness": measure((0.030, 0.046), rng),
        "spread": measure((0.02, 0.09), rng),
        "flutes": int(rng.integers(8, 20)),
        "curl": measure((0.05, 0.12), rng),
        "crown": measure((0.2, 0.8), rng),
        "ferrule": chance(0.4, rng),
        **({"textile": "fabric"} if "rattan" in family.textiles else {}),
    }


def build(shape: Shape, seed: int) -> Mesh:
    """The stool's mesh."""
    mesh = Draft()
    base, height = choice(shape, "base"), number(shape, "seat_height")
    width = number(shape, "width")
    depth = width * number(shape, "depth_share")
    if base == "drum":
        drum(mesh, shape, width, height)
        return mesh.centered(seed)
    if base == "stump":
        stump(mesh, shape, width, height)
        return mesh.centered(seed)
    under = _seat(mesh, shape, width, depth, height)
    if base == "pedestal":
        swivel_foot(mesh, (0.0, 0.0), under + INTO, width * 0.52)
        if height > 0.55:
            ring(mesh, width * 0.40, number(shape, "foot_level"))
            spokes(mesh, width * 0.40, number(shape, "foot_level"))
    elif base == "screw":
        screw(mesh, shape, width, under)
    elif base == "tripod":
        around(mesh, shape, width, under, 3)
    elif choice(shape, "seat_outline") == "round":
        around(mesh, shape, width, under, 4)
    else:
        rectangle(mesh, shape, width, depth, under)
    return mesh.centered(seed)


def _seat(mesh: Mesh, shape: Shape, width: float, depth: float, height: float) -> float:
    """Seat and back; the height at which what carries them ends."""
    kind = choice(shape, "seat")
    if kind == "scoop":
        form = Scoop(
            width=width * 1.12, depth=depth, seat_height=height - 0.02,
            back_height=number(shape, "back_height") * 0.75, rake=0.12,
            curl=number(shape, "curl") + 0.05, wings=0.06, crown=number(shape, "crown"), bend=0.10,
        )  # fmt: skip
        scoop(mesh, Role.TEXTILE, form, 0.034, rows=21, columns=27)
        under = height - 0.07
        metal = choice(shape, "legs") in METAL_KINDS or choice(shape, "base") == "pedestal"
        role = Role.METAL if metal else Role.FRAME
        plate = (width * 0.72, 0.018, depth * 0.72)
        rounded_box(mesh, role, (0, under + 0.009, 0.0), plate, radius=0.006)
        block = (width * 0.5, 0.044, depth * 0.36)
        rounded_box(mesh, role, (0, under + 0.03, 0.02), block, radius=0.008)
        return under
    if kind == "tractor":
        _tractor(mesh, width, height)
        return height - 0.03
    under = seat(
        mesh, kind, choice(shape, "seat_outline"), width, depth, height, number(shape, "pad")
    )
    if choice(shape, "back") != "none":
        _back(mesh, shape, width, depth, height)
    return under


def _back(mesh: Mesh, shape: Shape, width: float, depth: float, height: float) -> None:
    round_seat = choice(shape, "seat_outline") == "round"
    metal = choice(shape, "legs") in METAL_KINDS or choice(shape, "base") in ("screw", "pedestal")
    back = Back(
        width=width * (0.74 if round_seat else 0.90),
        seat=height,
        rear=-depth / 2 + (0.055 if round_seat else 0.024),
        height=number(shape, "back_height"),
        rake=0.14,
        post=0.013,
        square=False,
        rail=choice(shape, "rail"),
        bars=count(shape, "bars"),
        role=Role.METAL if metal else Role.FRAME,
        outline="arch",
        gap=False,
        arms=False,
    )
    chair_back(mesh, choice(shape, "back"), back)


def _tractor(mesh: Mesh, width: float, height: float) -> None:
    """A pressed metal seat with a hollow and a raised rim behind."""
    half = width / 2
    profile = [
        (0.0, height - 0.032), (half * 0.6, height - 0.030), (half * 0.9, height - 0.012),
        (half, height), (half, height + 0.004), (half * 0.93, height + 0.002),
        (half * 0.85, height - 0.006), (half * 0.5, height - 0.022), (0.0, height - 0.024),
    ]  # fmt: skip
    lathe(mesh, Role.METAL, (0, 0, 0), profile, segments=32, stretch=(1.08, 0.92))
