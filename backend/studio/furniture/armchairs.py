"""Armchairs: club, wing, barrel, lounge, shell, sling, bowl and slipper chairs."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import chance, choice, count, measure, one_of
from backend.studio.furniture.parts.placing import Draft
from backend.studio.furniture.parts.seats.bodies import body_of, draw_body
from backend.studio.furniture.parts.seats.curved_seats import build_tub
from backend.studio.furniture.parts.seats.hung_chairs import bowl_chair, safari_chair, sling_chair
from backend.studio.furniture.parts.seats.lounge_chairs import lounge, shell_chair
from backend.studio.furniture.parts.seats.pillows import scatter
from backend.studio.furniture.parts.seats.upholstered import pillow_size, resting, upholstered
from backend.studio.geometry.mesh import Mesh

_KINDS: Final = {
    "midcentury": ("lounge", "lounge", "club", "shell"),
    "scandinavian": ("lounge", "club", "shell", "lounge"),
    "industrial": ("club", "sling", "lounge", "club"),
    "traditional": ("wing", "wing", "club", "barrel"),
    "contemporary": ("barrel", "club", "slipper", "shell", "barrel"),
    "boho": ("bowl", "lounge", "barrel", "sling"),
    "rustic": ("club", "wing", "lounge", "club"),
    "glam": ("barrel", "barrel", "slipper", "wing", "club"),
}


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """An armchair of the family; arms, legs and back may come from the second."""
    kind = one_of(_KINDS[family.name], rng)
    shape = draw_body(family, second, rng)
    shape |= {
        "kind": kind,
        "pieces": 1,
        "seat_width": measure((0.52, 0.62), rng),
        "crown": measure((0.25, 0.85), rng),
        "curl": measure((0.05, 0.13), rng),
        "wings": measure((0.05, 0.16), rng),
        "pillow": chance(0.35, rng),
        "foot": one_of(("legs", "legs", "swivel"), rng),
        "frame": one_of(("round", "square"), rng),
        "slats": int(rng.integers(4, 9)),
    }
    if kind in ("club", "wing", "slipper", "barrel"):
        _soft(shape, kind, rng)
    else:
        _open(shape, kind, family, rng)
    if kind not in ("club", "wing", "slipper"):
        shape["woven"] = False
    return shape


def _soft(shape: Shape, kind: str, rng: np.random.Generator) -> None:
    """Dimensions of the kinds upholstered all over."""
    shape["depth"] = measure((0.76, 0.90), rng)
    if kind == "wing":
        arm = "rolled" if shape["arm"] in ("wood", "metal", "shelter", "curved") else shape["arm"]
        shape |= {"top": "wings", "arm": arm, "back_height": measure((0.98, 1.12), rng)}
        shape |= {"arm_width": measure((0.09, 0.13), rng), "over": True, "seat_width": 0.54}
        shape["seat_back"] = one_of(("tight", "tufted", "tight", "channel"), rng)
        shape["leg_height"] = max(0.12, float(shape["leg_height"]))
        shape["base"] = one_of(("box", "box", "rail"), rng)
    elif kind == "slipper":
        shape |= {"arm": "none", "arm_width": 0.0, "seat_width": measure((0.56, 0.68), rng)}
        shape["top"] = one_of(("straight", "arch", "camel", "rolled"), rng)
        shape["seat_back"] = one_of(("tight", "channel", "tufted", "buttoned"), rng)
    elif kind == "barrel":
        shape["top"] = one_of(("straight", "arch", "wings", "slope"), rng)
        shape["back_height"] = measure((0.70, 0.84), rng)
        shape["base"] = "box"
        shape["depth"] = measure((0.70, 0.80), rng)
        shape["leg_height"] = max(0.05, float(shape["leg_height"]))
    elif shape["top"] == "wings":
        shape["top"] = "straight"
    shape["arm_width"] = min(float(shape["arm_width"]), 0.21)
    shape["width"] = round(float(shape["seat_width"]) + 2 * float(shape["arm_width"]), 3)
    if kind == "barrel":
        shape["width"] = measure((0.72, 0.84), rng)
    least = float(shape["leg_height"]) + 0.07
    shape["cushion"] = round(min(float(shape["cushion"]), float(shape["seat_height"]) - least), 3)


def _open(shape: Shape, kind: str, family: StyleFamily, rng: np.random.Generator) -> None:
    """Dimensions of the kinds with an open frame or a shell."""
    shape["width"] = measure((0.64, 0.76), rng)
    shape["depth"] = measure((0.70, 0.84), rng)
    shape["seat_height"] = measure((0.37, 0.42), rng)
    shape["back_height"] = measure((0.74, 0.98), rng)
    shape["rake"] = measure((0.26, 0.40), rng)
    shape["arm_height"] = measure((0.52, 0.60), rng)
    shape["cushion"] = measure((0.09, 0.14), rng)
    shape["metal"] = family.name in ("industrial", "contemporary", "glam")
    if kind == "shell":
        shape["width"] = measure((0.66, 0.80), rng)
        shape["back_height"] = measure((0.74, 1.02), rng)
        shape["rake"] = measure((0.18, 0.32), rng)
    if kind == "bowl":
        shape["width"] = measure((0.84, 1.04), rng)
        shape["depth"] = shape["width"]


def build(shape: Shape, seed: int) -> Mesh:
    """The armchair's mesh."""
    mesh = Draft()
    kind = choice(shape, "kind")
    if kind == "barrel":
        build_tub(mesh, shape)
    elif kind == "lounge":
        lounge(mesh, shape)
    elif kind == "shell":
        shell_chair(mesh, shape)
    elif kind == "sling":
        if choice(shape, "frame") == "round":
            sling_chair(mesh, shape)
        else:
            safari_chair(mesh, shape)
    elif kind == "bowl":
        bowl_chair(mesh, shape)
    else:
        body = body_of(shape)
        if kind == "slipper":
            body = body_of(shape | {"arm_width": 0.0, "arm": "none"})
        upholstered(mesh, body, shape, 1, count(shape, "pieces"))
        if shape["pillow"]:
            at = resting(body, choice(shape, "seat_back"))
            size = min(pillow_size(body, shape), 0.7 * body.inner)
            scatter(mesh, "square", size, size * 1.06, body.seat_height, at, seed)
    return mesh.centered(seed)
