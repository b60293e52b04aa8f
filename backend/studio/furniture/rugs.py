"""Rugs: their outline, edge, relief and fringes. Texture coordinates are x, z from the middle."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import (
    chance,
    choice,
    count,
    lender,
    measure,
    number,
    one_of,
)
from backend.studio.furniture.parts.repeated import strands
from backend.studio.geometry.grids import grid_faces
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.tubes import tube
from backend.studio.seeds import generator

Points = NDArray[np.float64]

_CUTS: Final = {
    "midcentury": ("rectangle", "round", "organic", "oval", "rectangle", "runner"),
    "scandinavian": ("rectangle", "round", "rectangle", "oval", "runner"),
    "industrial": ("rectangle", "hide", "rectangle", "runner", "square"),
    "traditional": ("rectangle", "rectangle", "runner", "oval", "round", "octagon"),
    "contemporary": ("rectangle", "organic", "capsule", "round", "arch", "square"),
    "boho": ("rectangle", "round", "oval", "scalloped", "runner", "semicircle"),
    "rustic": ("oval", "rectangle", "hide", "runner", "round"),
    "glam": ("round", "rectangle", "scalloped", "hexagon", "oval", "capsule"),
}

_RELIEFS: Final = {
    "midcentury": ("plain", "shag", "plain"),
    "scandinavian": ("plain", "ribs", "shag"),
    "industrial": ("plain", "ribs"),
    "traditional": ("plain", "plain", "plain"),
    "contemporary": ("plain", "carved", "ribs", "waves"),
    "boho": ("braided", "plain", "ribs", "shag"),
    "rustic": ("braided", "plain", "braided"),
    "glam": ("carved", "shag", "plain", "waves"),
}

_ENDS: Final = {
    # What the two short ends of a straight-edged rug finish in.
    "midcentury": ("none", "none", "threads"),
    "scandinavian": ("none", "threads", "none"),
    "industrial": ("none", "threads"),
    "traditional": ("threads", "threads", "knots", "none"),
    "contemporary": ("none",),
    "boho": ("tassels", "knots", "tassels", "threads"),
    "rustic": ("threads", "none", "knots"),
    "glam": ("none", "none", "threads"),
}

_RATIO: Final = {
    "runner": (0.26, 0.36), "square": (0.97, 1.0), "round": (1.0, 1.0), "octagon": (0.85, 1.0),
    "hexagon": (0.82, 0.9), "semicircle": (0.5, 0.56), "hide": (0.72, 0.86),
}  # fmt: skip


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    cut = one_of(_CUTS[lender(family, second, rng).name], rng)
    low, high = _RATIO.get(cut, (0.6, 0.76))
    width = (
        measure((1.5, 2.4), rng)
        if cut in ("round", "square", "octagon", "semicircle")
        else measure((1.7, 3.0), rng)
    )
    straight = cut in ("rectangle", "runner", "square")
    return {
        "cut": cut,
        "width": width,
        "depth": round(width * measure((low, high), rng), 4),
        "thickness": measure((0.008, 0.012), rng),
        "corner": measure((0.004, 0.09), rng) if chance(0.3, rng) else 0.004,
        "relief": "plain"
        if cut == "hide"
        else one_of(_RELIEFS[lender(family, second, rng).name], rng),
        "pitch": measure((0.032, 0.075), rng),
        "ends": one_of(_ENDS[lender(family, second, rng).name], rng) if straight else "none",
        "fringe": measure((0.045, 0.12), rng),
        "spacing": measure((0.016, 0.034), rng),
        "phase": measure((0.0, 6.28), rng),
        "swing": measure((0.07, 0.17), rng),
        "petals": int(rng.integers(12, 30)),
        "bound": chance(0.35, rng),
    }


def build(shape: Shape, seed: int) -> Mesh:
    mesh = Mesh(seed)
    outline = _outline(shape)
    _pile(mesh, shape, outline)
    if shape["bound"] and choice(shape, "cut") != "hide":
        _binding(mesh, shape, outline)
    ends = choice(shape, "ends")
    if ends in _FRINGE:
        _fringe(mesh, shape, ends, seed)
    return mesh


def _outline(shape: Shape) -> Points:
    """(n, 2) points in x, z round the middle, at equal turns of the angle or finer."""
    cut, phase = choice(shape, "cut"), number(shape, "phase")
    angles = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    cosine, sine = np.cos(angles), np.sin(angles)
    if cut == "organic":
        swing = number(shape, "swing")
        radius = (
            1 + swing * np.cos(2 * angles + phase) + 0.6 * swing * np.cos(3 * angles + 2 * phase)
        )
        points = np.column_stack([radius * cosine, radius * sine])
    elif cut == "hide":
        points = _hide(angles, phase, number(shape, "swing"))
    elif cut == "scalloped":
        petals = count(shape, "petals")
        angles = np.linspace(0, 2 * np.pi, petals * 8, endpoint=False)
        radius = 0.95 + 0.05 * np.abs(np.cos(angles * petals / 2)) ** 0.7
        points = np.column_stack([radius * np.cos(angles), radius * np.sin(angles)])
    elif cut in ("octagon", "hexagon"):
        sides = 8 if cut == "octagon" else 6
        corners = (np.arange(sides) + (0.5 if cut == "octagon" else 0.0)) * 2 * np.pi / sides
        points = _subdivided(np.column_stack([np.cos(corners), np.sin(corners)]))
    elif cut in ("semicircle", "arch"):
        half = np.linspace(0, np.pi, 48)
        arc = np.column_stack([np.cos(half), -np.sin(half)])
        if cut == "arch":
            arc = np.column_stack([np.sin(half) * 0.9, -np.cos(half)])
            arc[:, 0] += 0.6
            points = _subdivided(np.vstack([[(-1.6, 1.0), (-1.6, -1.0)], arc]))
        else:
            points = _subdivided(np.vstack([arc, [(-1.0, 0.0), (1.0, 0.0)]]))
    elif cut in ("rectangle", "runner", "square", "capsule"):
        return _rounded(shape)
    else:
        points = np.column_stack([cosine, sine])
    low, high = points.min(axis=0), points.max(axis=0)
    size = np.array([number(shape, "width"), number(shape, "depth")])
    fitted: Points = (points - (low + high) / 2) / (high - low) * size
    return fitted


def _hide(angles: Points, phase: float, swing: float) -> Points:
    """A cow's hide: four legs, a neck and a tail, none quite alike."""
    radius = np.full_like(angles, 0.78)
    limbs = ((0.66, 0.34), (2.45, 0.36), (3.8, 0.38), (5.6, 0.35), (np.pi, 0.26), (0.0, 0.08))
    for number_of, (at, reach) in enumerate(limbs):
        middle = at + 0.12 * math.sin(phase + 2 * number_of)
        away = (angles - middle + np.pi) % (2 * np.pi) - np.pi
        radius = radius + reach * (0.8 + 1.6 * swing) * np.exp(-((away / 0.2) ** 2))
    radius = radius + 0.02 * np.sin(9 * angles + phase) + 0.012 * np.sin(17 * angles + 2 * phase)
    return np.column_stack([radius * np.cos(angles) * 1.1, radius * np.sin(angles)])


def _subdivided(corners: Points, steps: int = 10) -> Points:
    """The closed outline with long sides cut into `steps`."""
    following = np.roll(corners, -1, axis=0)
    points: list[Points] = []
    for start, end in zip(corners, following, strict=True):
        pieces = steps if np.linalg.norm(end - start) > 0.3 else 1
        points.append(start + (end - start) * (np.arange(pieces) / pieces)[:, None])
    return np.concatenate(points)


def _rounded(shape: Shape) -> Points:
    width, depth = number(shape, "width"), number(shape, "depth")
    capsule = choice(shape, "cut") == "capsule"
    corner = min(width, depth) / 2 * 0.98 if capsule else number(shape, "corner")
    x, z = width / 2 - corner, depth / 2 - corner
    turns = np.linspace(0, np.pi / 2, 13 if capsule else 5)
    parts: list[Points] = []
    for quarter, (cx, cz) in enumerate(((x, z), (-x, z), (-x, -z), (x, -z))):
        angle = turns + quarter * np.pi / 2
        parts.append(np.column_stack([cx + corner * np.cos(angle), cz + corner * np.sin(angle)]))
    return _subdivided(np.concatenate(parts), 24)


def _pile(mesh: Mesh, shape: Shape, outline: Points) -> None:
    """The rug's top, as rings of the outline that shrink towards the middle, and its edge."""
    relief, thickness = choice(shape, "relief"), number(shape, "thickness")
    fine = relief != "plain"
    rings = 26 if fine else 6
    shares = np.concatenate([[1.0, 1.0, 0.9965], np.linspace(0.985, 0.0, rings)])
    base = np.concatenate([[0.0, 0.55, 0.92], np.ones(rings)]) * thickness
    plan = outline[:, None, :] * shares[None, :, None]
    height = np.broadcast_to(base, plan.shape[:2]).copy()
    height[:, 3:] += _relief(shape, plan[:, 3:], shares[3:])
    vertices = np.stack([plan[..., 0], height, plan[..., 1]], axis=-1)
    closed = np.concatenate([vertices, vertices[:1]])
    rows, columns = closed.shape[:2]
    flat = closed.reshape(-1, 3)
    # The outline runs from +x to +z, clockwise from above: outwards is (next column) x (next row).
    faces = grid_faces(rows, columns)[:, ::-1]
    mesh.add(flat, faces, Role.TEXTILE, coordinates=flat[:, [0, 2, 1]], shift=False)


def _relief(shape: Shape, plan: Points, shares: Points) -> Points:
    """How far the pile stands above its mean height (at most 3 mm)."""
    kind, pitch, phase = choice(shape, "relief"), number(shape, "pitch"), number(shape, "phase")
    x, z = plan[..., 0], plan[..., 1]
    height: Points = np.zeros_like(x)
    if kind == "ribs":
        height = 0.0015 * np.sin(2 * np.pi * x / (pitch * 3))
    elif kind == "waves":
        height = 0.002 * np.sin(2 * np.pi * (z + 0.12 * np.sin(3 * x + phase)) / (pitch * 5))
    elif kind == "carved":
        lines = np.abs(np.sin(4 * x + phase) + np.cos(5 * z - phase))
        height = -0.003 * np.exp(-((lines / 0.1) ** 2))
    elif kind == "shag":
        height = 0.0022 * np.sin(43 * x + 3 * np.sin(31 * z)) * np.sin(37 * z + phase)
    elif kind == "braided":
        reach = np.hypot(x, z).max()
        height = -0.0022 * np.cos(2 * np.pi * shares * reach / pitch)[None, :] + 0.0 * x
    return height


def _binding(mesh: Mesh, shape: Shape, outline: Points) -> None:
    """A cord sewn round the edge."""
    radius = number(shape, "thickness") * 0.55
    path = np.column_stack([outline[:, 0], np.full(len(outline), radius), outline[:, 1]])
    keep = np.linalg.norm(path - np.roll(path, 1, axis=0), axis=1) > 0.004
    tube(mesh, Role.LINEN, path[keep] * [0.997, 1.0, 0.997], radius, segments=6, closed=True)


_FRINGE: Final = {
    # Threads taken together, radius of a strand, whether it is tied near the rug.
    "threads": (1.0, 0.0022, False),
    "knots": (1.8, 0.0036, True),
    "tassels": (3.4, 0.0062, True),
}


def _fringe(mesh: Mesh, shape: Shape, kind: str, seed: int) -> None:
    """Strands at both short ends, lying as they fell; one part for each end."""
    together, radius, tied = _FRINGE[kind]
    width, depth = number(shape, "width"), number(shape, "depth")
    pitch = number(shape, "spacing") * together
    threads = max(8, int((depth - 2 * number(shape, "corner")) / pitch))
    random = generator(seed, "fringe")
    thickness = number(shape, "thickness")
    for side in (-1, 1):
        length = number(shape, "fringe") * random.uniform(0.85, 1.1, threads)
        z = (np.arange(threads) + 0.5) / threads * (depth - 2 * number(shape, "corner"))
        z = z - z.mean()
        share = np.array([-0.2, 0.05, 0.16, 0.3, 0.65, 1.0])
        swell = np.array(
            [1.0, 1.0, 1.5 if tied else 1.0, 0.75 if tied else 1.0, 1.25 if tied else 0.9, 0.9]
        )
        x = side * (width / 2 + length[:, None] * share)
        stray = random.normal(0, 0.12, (threads, 1)) * length[:, None] * np.maximum(share, 0) ** 1.5
        middle = np.broadcast_to(
            np.maximum(thickness * 0.55 * (1 - 1.2 * share), radius * swell), x.shape
        )
        paths = np.stack([x, middle, z[:, None] + stray], axis=-1)
        strands(mesh, Role.LINEN, paths, radius * swell, sides=4)
