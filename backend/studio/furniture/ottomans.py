"""Ottomans and poufs."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import (
    HALF,
    chance,
    choice,
    lender,
    measure,
    number,
    one_of,
)
from backend.studio.furniture.parts.legs import four_legs
from backend.studio.furniture.parts.placing import Draft
from backend.studio.furniture.parts.seats.poufs import Floats, drum_ottoman, pouf, turned_cushion
from backend.studio.furniture.parts.seats.seating_styles import SEATING
from backend.studio.geometry.boxes import Buttons, Channels, cushion, rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.sheets import sheet
from backend.studio.geometry.tubes import tube

_KINDS: Final = {
    "midcentury": ("legs", "legs", "round_legs", "sling"),
    "scandinavian": ("knitted", "legs", "round_legs", "pouf"),
    "industrial": ("cube", "legs", "sling"),
    "traditional": ("legs", "drum", "legs", "cube"),
    "contemporary": ("cube", "drum", "pebble", "cube"),
    "boho": ("moroccan", "knitted", "woven", "pouf"),
    "rustic": ("legs", "cube", "storage", "sling"),
    "glam": ("drum", "drum", "round_legs", "legs"),
}

_TUFTS: Final = {
    "midcentury": ("buttons", "plain"),
    "industrial": ("plain", "buttons"),
    "traditional": ("buttons", "buttons", "plain"),
    "contemporary": ("plain", "channels"),
    "glam": ("channels", "buttons", "channels"),
}


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """An ottoman of the family; legs may come from the second."""
    kind = one_of(_KINDS[family.name], rng)
    width = measure((0.44, 0.62), rng)
    if kind in ("legs", "cube", "storage"):
        width = measure((0.46, 0.98), rng)
    return {
        "kind": kind,
        "legs": one_of(lender(family, second, rng, HALF).legs, rng),
        "width": width,
        "depth": measure((0.42, 0.60), rng),
        "height": measure((0.36, 0.47), rng),
        "leg_height": measure((0.08, 0.20), rng),
        "leg_thickness": measure((0.034, 0.052), rng),
        "softness": measure(SEATING[family.name].softness, rng),
        "pad": measure((0.09, 0.15), rng),
        "tuft": one_of(_TUFTS.get(family.name, ("plain",)), rng),
        "squash": round(float(rng.uniform(0.62, 0.95)), 3),
        "lobes": int(rng.integers(8, 15)),
        "waist": round(float(rng.uniform(-0.10, 0.14)), 3),
        "oval": round(float(rng.uniform(0.72, 1.0)), 3) if chance(0.4, rng) else 1.0,
        "band": one_of(("none", "base", "middle"), rng),
        "inset": measure((0.02, 0.09), rng),
        "fringe": family.name in ("boho", "glam", "traditional") and chance(0.3, rng),
        "ferrule": chance(0.4, rng),
        **({"textile": "fabric"} if "rattan" in family.textiles else {}),
    }


def build(shape: Shape, seed: int) -> Mesh:
    """The ottoman's mesh."""
    mesh = Draft()
    kind = choice(shape, "kind")
    if kind in ("legs", "round_legs"):
        _on_legs(mesh, shape)
    elif kind in ("cube", "storage"):
        _cube(mesh, shape)
    elif kind in ("drum", "woven"):
        drum_ottoman(mesh, shape)
    elif kind == "sling":
        _sling(mesh, shape)
    else:
        pouf(mesh, shape)
    return mesh.centered(seed)


def _tuft(shape: Shape, width: float, depth: float) -> Buttons | Channels | None:
    if choice(shape, "tuft") == "buttons":
        return Buttons(max(2, round(width / 0.15)), max(2, round(depth / 0.14)), 0.02)
    if choice(shape, "tuft") == "channels":
        return Channels(max(4, round(width / 0.09)), 0.014)
    return None


def _on_legs(mesh: Mesh, shape: Shape) -> None:
    """A stuffed top, rectangular or round, on legs."""
    width, depth, height = (number(shape, each) for each in ("width", "depth", "height"))
    leg_height = number(shape, "leg_height") + 0.04
    kind, thickness = choice(shape, "legs"), number(shape, "leg_thickness")
    if choice(shape, "kind") == "round_legs":
        turned_cushion(mesh, shape, width / 2, leg_height, height)
        four_legs(
            mesh, kind, width, width, leg_height, thickness, radius=width / 2,
            ferrule=bool(shape["ferrule"]),
        )  # fmt: skip
        return
    top = max(0.08, height - leg_height)
    pad = min(number(shape, "pad"), 0.62 * top)
    box = (width - 0.01, top - pad + 0.02, depth - 0.01)
    low = height - top
    radius = min(0.03, number(shape, "softness"))
    rounded_box(mesh, Role.TEXTILE, (0, low + box[1] / 2, 0), box, radius=radius, segments=3)
    cushion(
        mesh, Role.TEXTILE, (0, height - pad / 2 - 0.008, 0), (width, pad - 0.016, depth),
        puff=0.018, radius=min(0.045, 0.4 * pad), divisions=9, tuft=_tuft(shape, width, depth),
    )  # fmt: skip
    if choice(shape, "band") == "base":
        rail = (width - 0.004, 0.035, depth - 0.004)
        rounded_box(mesh, Role.FRAME, (0, low + 0.016, 0), rail, radius=0.008)
    inset = number(shape, "inset") + 0.015
    four_legs(
        mesh, kind, width, depth, low, thickness, inset_x=inset, inset_z=inset,
        ferrule=bool(shape["ferrule"]),
    )  # fmt: skip


def _cube(mesh: Mesh, shape: Shape) -> None:
    """Upholstered to the floor; the storage kind has a lid and wooden sides."""
    width, depth, height = (number(shape, each) for each in ("width", "depth", "height"))
    storage = choice(shape, "kind") == "storage"
    pad = number(shape, "pad") * 0.8
    foot = 0.03 if choice(shape, "band") == "none" else 0.05
    base = (width - 0.03, foot + 0.01, depth - 0.03)
    rounded_box(mesh, Role.GAP, (0, base[1] / 2, 0), base, radius=0.004)
    top = height - pad
    body = (width - 0.004, top - foot + 0.01, depth - 0.004)
    at = (0, (top + foot) / 2, 0)
    if storage:
        rounded_box(mesh, Role.FRAME, at, body, radius=0.01)
    else:
        cushion(
            mesh, Role.TEXTILE, at, body, puff=0.006, radius=min(0.03, number(shape, "softness")),
            divisions=6, axis=2,
        )  # fmt: skip
    cushion(
        mesh, Role.TEXTILE, (0, top + pad / 2 - 0.006, 0), (width, pad - 0.012, depth), puff=0.018,
        radius=min(number(shape, "softness") + 0.01, 0.4 * pad), divisions=9,
        tuft=_tuft(shape, width, depth),
    )  # fmt: skip


def _sling(mesh: Mesh, shape: Shape) -> None:
    """Crossed legs with a stuffed seat hung between two bars."""
    width, depth, height = (number(shape, each) for each in ("width", "depth", "height"))
    bar, half = 0.015, width / 2
    for side in (-1.0, 1.0):
        z = side * (depth / 2 - bar)
        for lean in (-1.0, 1.0):
            line = [(-lean * half * 0.86, bar * 0.6, z), (lean * half * 0.94, height - 0.02, z)]
            offset = lean * bar * 0.9
            tube(
                mesh, Role.FRAME, [(x, y, at - side * offset) for x, y, at in line],
                [bar * 0.9, bar], segments=10,
            )  # fmt: skip
    for side in (-1.0, 1.0):
        x = side * half * 0.94
        ends = [(x, height - 0.024, -depth / 2), (x, height - 0.024, depth / 2)]
        tube(mesh, Role.FRAME, ends, bar * 1.1, segments=10)
    tube(
        mesh, Role.FRAME,
        [(0, height * 0.50, -depth / 2 + 0.03), (0, height * 0.50, depth / 2 - 0.03)],
        bar * 0.8, segments=8,
    )  # fmt: skip
    sag = 0.04 + 0.05 * (1 - number(shape, "squash"))

    def cloth(u: Floats, v: Floats) -> Floats:
        across = 2 * u - 1
        y = height - 0.018 - sag * (1 - across**2)
        return np.stack([across * half * 0.96, y, (v - 0.5) * (depth - 0.10)], axis=-1)

    sheet(mesh, Role.TEXTILE, cloth, 21, 7, 0.034)
