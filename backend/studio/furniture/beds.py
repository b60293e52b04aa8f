"""Beds: headboard, frame, legs, footboard and bedding. The head is at the back (z < 0)."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.beds.bedding import bedding
from backend.studio.furniture.parts.beds.headboards import METAL_KINDS, UPHOLSTERED, headboard
from backend.studio.furniture.parts.choices import chance, choice, lender, measure, number, one_of
from backend.studio.furniture.parts.legs import four_legs
from backend.studio.furniture.parts.placing import settled
from backend.studio.furniture.parts.repeated import strands
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.tubes import tube

_LENGTH: Final = 2.0
"""Of the mattress, metres."""

_HEADBOARDS: Final = {
    "midcentury": ("panel", "slats", "upholstered", "cane", "spindle", "pads"),
    "scandinavian": ("slats", "panel", "spindle", "pads", "slats", "upholstered"),
    "industrial": ("bars", "grid", "planks", "bars", "grid"),
    "traditional": ("sleigh", "raised", "tufted", "poster", "scrolls", "wing"),
    "contemporary": ("panel", "upholstered", "lying_channel", "shelf", "squares", "arched"),
    "boho": ("cane", "rays", "spindle", "cane", "arched"),
    "rustic": ("planks", "cross", "raised", "poster", "cross", "slats"),
    "glam": ("channel", "tufted", "clam", "wing", "arched", "channel"),
}

_FRAMES: Final = {
    "midcentury": ("rails", "platform"),
    "scandinavian": ("rails", "platform"),
    "industrial": ("slim", "rails", "platform"),
    "traditional": ("rails", "deep"),
    "contemporary": ("floating", "deep", "platform"),
    "boho": ("rails", "platform"),
    "rustic": ("rails", "deep"),
    "glam": ("deep", "rails"),
}

_LEG_KINDS: Final = {
    "trestle": "square",
    "hairpin": "hairpin",
    "plinth": "block",
    "sled": "square_metal",
}
"""Kinds of legs that beds do not have, and what they have instead."""


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    board = one_of(_HEADBOARDS[lender(family, second, rng).name], rng)
    frame = one_of(_FRAMES[lender(family, second, rng).name], rng)
    if board in METAL_KINDS:
        frame = "slim"
    legs = one_of(lender(family, second, rng).legs, rng)
    foot = ("none", "none", "none", "low")
    if board in (
        "slats",
        "spindle",
        "bars",
        "scrolls",
        "cross",
        "sleigh",
        "raised",
        "poster",
        "planks",
    ):
        foot = ("none", "match", "match", "low")
    tall = board in ("channel", "wing", "tufted", "poster", "rays", "clam")
    start = measure((0.42, 0.80), rng)
    return {
        "headboard": board,
        "frame": frame,
        # Cushions and throws share the headboard's stuff, and are not of rattan or leather.
        "textile": _textile(family, board, rng),
        "legs": _LEG_KINDS.get(legs, legs),
        "mattress_width": float(one_of(("0.9", "1.2", "1.4", "1.6", "1.6", "1.8"), rng)),
        "mattress": measure((0.18, 0.30), rng),
        "headboard_height": measure((1.08, 1.48), rng) if tall else measure((0.86, 1.22), rng),
        "headboard_depth": measure((0.0, 0.06), rng),
        "overhang": measure((0.0, 0.14), rng) if chance(0.5, rng) else measure((0.0, 0.03), rng),
        "crown": measure((0.05, 0.22), rng),
        "crowned": chance(0.5, rng),
        "parts": int(rng.integers(4, 8)),
        "leg_height": measure((0.07, 0.24), rng),
        "rail": measure((0.10, 0.20), rng) if frame != "deep" else measure((0.22, 0.32), rng),
        "footboard": one_of(foot, rng),
        "posts": measure((1.5, 2.05), rng),
        "canopy": chance(0.5, rng),
        "cover_start": start,
        "cover_drop": measure((0.10, 0.36), rng),
        "folds": measure((0.6, 1.5), rng),
        "quilt": one_of(("plain", "plain", "plain", "boxes", "rolls", "diamonds"), rng),
        "turned_back": chance(0.55, rng),
        "throw": one_of(("none", "none", "straight", "draped"), rng),
        "throw_width": measure((0.36, 0.62), rng),
        "throw_place": measure((0.0, 1.0), rng),
        "pillow_rows": int(rng.integers(1, 3)),
        "pillow_pose": one_of(("leaning", "leaning", "lying"), rng),
        "pillow_width": measure((0.9, 1.04), rng),
        "cushions": one_of(("none", "none", "long", "pair", "three", "bolster"), rng),
    }


def _textile(family: StyleFamily, board: str, rng: np.random.Generator) -> str:
    kinds = [kind for kind in family.textiles if kind != "rattan"]
    if board not in UPHOLSTERED:
        kinds = [kind for kind in kinds if kind != "leather"]
    return one_of(kinds or ["fabric"], rng)


def build(shape: Shape, seed: int) -> Mesh:
    mesh = Mesh(seed)
    board, width = choice(shape, "headboard"), number(shape, "mattress_width")
    role = Role.FRAME
    if board in UPHOLSTERED:
        role = Role.TEXTILE
    elif board in METAL_KINDS:
        role = Role.METAL
    low = number(shape, "leg_height")
    high = low + number(shape, "rail") * (0.28 if choice(shape, "frame") == "slim" else 1.0)
    _frame(mesh, shape, role, width, low, high)
    head = -_LENGTH / 2 - 0.012
    height = max(number(shape, "headboard_height"), high + number(shape, "mattress") + 0.28)
    overhang = (
        number(shape, "overhang")
        if board in ("panel", "upholstered", "planks", "lying_channel", "squares", "shelf")
        else 0.0
    )
    headboard(mesh, shape, width + 0.08 + 2 * overhang, height, head)
    if board == "poster":
        _four_posts(mesh, shape, width + 0.08, height)
    if choice(shape, "footboard") != "none":
        _footboard(mesh, shape, role, width, high)
    top = high - 0.04 + number(shape, "mattress")
    bedding(mesh, shape, width, _LENGTH, top, high, seed)
    return settled(mesh)


def _frame(mesh: Mesh, shape: Shape, role: Role, width: float, low: float, high: float) -> None:
    """Legs, and what lies on them up to `high`: rails, a platform, or a slim frame of metal."""
    kind, legs = choice(shape, "frame"), choice(shape, "legs")
    outer, tall = width + 0.07, high - low
    middle = (0.0, (low + high) / 2, 0.0)
    long = _LENGTH + 0.04
    if kind == "floating":
        # A dark plinth set far back, so that the bed seems to hover.
        plinth = (width * 0.7, low + 0.01, _LENGTH * 0.72)
        rounded_box(mesh, Role.GAP, (0.0, plinth[1] / 2, 0.0), plinth, radius=0.004)
        rounded_box(mesh, role, middle, (outer + 0.08, tall, long + 0.06), radius=0.01)
        return
    if kind == "platform":
        top = (outer + 0.10, min(tall, 0.09), long + 0.06)
        rounded_box(mesh, role, (0.0, high - top[1] / 2, 0.0), top, radius=0.012)
        inner = (outer - 0.12, tall, long - 0.12)
        rounded_box(mesh, role, middle, inner, radius=0.006)
        four_legs(mesh, legs, outer - 0.1, long - 0.1, low, 0.05, 0.05, 0.07)
        return
    if kind == "slim":
        for x in (-outer / 2 + 0.015, outer / 2 - 0.015):
            rounded_box(mesh, role, (x, middle[1], 0.0), (0.03, tall, long), radius=0.004)
        for z in (-long / 2 + 0.015, 0.0, long / 2 - 0.015):
            rounded_box(mesh, role, (0.0, middle[1], z), (outer - 0.02, tall, 0.03), radius=0.004)
        slats = (outer - 0.05, 0.02, long - 0.05)
        rounded_box(mesh, Role.GAP, (0.0, high - 0.03, 0.0), slats, radius=0.003)
        metal = (
            legs if legs in ("hairpin", "square_metal", "pipe", "slim_metal") else "square_metal"
        )
        four_legs(mesh, metal, outer, long, low, 0.04, 0.03, 0.03)
        return
    if role == Role.TEXTILE:
        rounded_box(mesh, role, middle, (outer, tall, long), radius=0.022, segments=3)
    else:
        for x in (-outer / 2 + 0.014, outer / 2 - 0.014):
            rounded_box(mesh, role, (x, middle[1], 0.0), (0.028, tall, long), radius=0.006)
        rounded_box(
            mesh, role, (0.0, middle[1], long / 2 - 0.014), (outer, tall, 0.028), radius=0.006
        )
        rounded_box(
            mesh, role, (0.0, middle[1], -long / 2 + 0.014), (outer, tall, 0.028), radius=0.006
        )
        floor = (outer - 0.04, 0.03, long - 0.04)
        rounded_box(mesh, Role.GAP, (0.0, high - 0.05, 0.0), floor, radius=0.003)
    four_legs(mesh, legs, outer, long, low, 0.055, 0.045, 0.06)


def _footboard(mesh: Mesh, shape: Shape, role: Role, width: float, high: float) -> None:
    """A board at the foot: low, or a low one like the headboard."""
    front = _LENGTH / 2 + 0.07
    top = high + number(shape, "mattress") * (0.62 if choice(shape, "footboard") == "low" else 1.1)
    outer, board = width + 0.08, choice(shape, "headboard")
    if choice(shape, "footboard") == "match" and board in (
        "slats",
        "spindle",
        "bars",
        "scrolls",
        "cross",
    ):
        _open_footboard(mesh, board, role, outer, max(top, 0.62), front)
        return
    low = min(0.12, number(shape, "leg_height"))
    depth = 0.045 if role != Role.TEXTILE else 0.07
    size = (outer, top - low, depth)
    at = (0.0, (top + low) / 2, front - depth / 2)
    rounded_box(mesh, role, at, size, radius=0.025 if role == Role.TEXTILE else 0.008)
    if board in ("raised", "sleigh", "poster"):
        cap = (outer + 0.04, 0.03, 0.09)
        rounded_box(mesh, role, (0.0, top, front - depth / 2), cap, radius=0.012)


def _open_footboard(
    mesh: Mesh, board: str, role: Role, outer: float, top: float, front: float
) -> None:
    """Posts, two rails and bars between, of the headboard's make."""
    z, metal = front - 0.022, role == Role.METAL
    side = 0.028 if metal else (0.08 if board == "cross" else 0.045)
    for x in (-outer / 2 + side / 2, outer / 2 - side / 2):
        if metal or board == "spindle":
            tube(mesh, role, [(x, 0.0, z), (x, top, z)], side / 2, segments=10)
        else:
            rounded_box(mesh, role, (x, top / 2, z), (side, top, side), radius=0.005, grain=1)
    inner = outer - side
    thick = 0.013 if metal else 0.02
    bottom = 0.30
    for y in (top - 0.04, bottom):
        if metal or board == "spindle":
            tube(mesh, role, [(-inner / 2, y, z), (inner / 2, y, z)], thick, segments=8)
        else:
            rounded_box(mesh, role, (0.0, y, z), (inner, 0.07, 0.032), radius=0.005)
    if board == "cross":
        half = inner / 4
        for x in (-half, half):
            for slope in (-1, 1):
                ends = [
                    (x - slope * half, bottom, z),
                    (x + slope * half, top - 0.05, z - 0.004 * slope),
                ]
                tube(mesh, role, ends, 0.024, square=True)
        rounded_box(
            mesh,
            role,
            (0.0, (top + bottom) / 2, z),
            (0.07, top - bottom - 0.05, 0.036),
            radius=0.004,
        )
        return
    bars = round(inner / (0.15 if metal else 0.10))
    places = (inner * (np.arange(1, bars) / bars - 0.5)).tolist()
    paths = [[(x, bottom, z), (x, top - 0.04, z)] for x in places]
    strands(mesh, role, paths, 0.007 if metal else 0.011, sides=8)


def _four_posts(mesh: Mesh, shape: Shape, outer: float, height: float) -> None:
    """Turned or square posts at the corners; with `canopy`, rails join their tops."""
    posts = max(number(shape, "posts"), height + 0.12)
    square = bool(shape["crowned"])
    x, z = outer / 2 - 0.01, _LENGTH / 2 + 0.03
    for side in (-x, x):
        for end in (-z, z):
            if square:
                rounded_box(
                    mesh,
                    Role.FRAME,
                    (side, posts / 2, end),
                    (0.075, posts, 0.075),
                    radius=0.006,
                    grain=1,
                )
                continue
            rows = (
                (0.0, 0.0), (0.038, 0.0), (0.045, 0.03), (0.045, 0.30), (0.045, 0.30),
                (0.028, 0.33),
                (0.05, 0.38), (0.03, 0.42), (0.042, 0.60), (0.026, 0.86), (0.04, 0.89),
                (0.024, 0.92),
                (0.03, 0.97), (0.018, 0.985), (0.0, 1.0),
            )  # fmt: skip
            lathe(
                mesh, Role.FRAME, (side, 0.0, end), [(r, posts * y) for r, y in rows], segments=14
            )
    if shape["canopy"]:
        level = posts * (0.985 if square else 0.945)
        for side in (-x, x):
            rounded_box(mesh, Role.FRAME, (side, level, 0.0), (0.05, 0.05, 2 * z), radius=0.005)
        for end in (-z, z):
            rounded_box(mesh, Role.FRAME, (0.0, level, end), (2 * x, 0.05, 0.05), radius=0.005)
