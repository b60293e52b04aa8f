"""Sofas of two to four seats."""

from __future__ import annotations

import numpy as np

from backend.studio.designs.design import Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.choices import chance, choice, count, measure, one_of
from backend.studio.furniture.parts.placing import Draft
from backend.studio.furniture.parts.seats.bodies import body_of, draw_body
from backend.studio.furniture.parts.seats.curved_seats import build_curved_sofa
from backend.studio.furniture.parts.seats.pillows import scatter
from backend.studio.furniture.parts.seats.seating_styles import SEATING
from backend.studio.furniture.parts.seats.upholstered import pillow_size, resting, upholstered
from backend.studio.geometry.mesh import Mesh

_SEATS = (2, 2, 3, 3, 3, 4)


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """A sofa of the family; arms, legs and back may come from the second."""
    shape = draw_body(family, second, rng)
    style = SEATING[family.name]
    seats = _SEATS[int(rng.integers(len(_SEATS)))]
    seat_width = measure((0.56, 0.72) if seats < 4 else (0.52, 0.60), rng)
    plan = one_of(style.plans, rng)
    shape |= {
        "seats": seats,
        "seat_cushions": int(one_of((str(seats), str(seats), "1", "2"), rng)),
        "back_pieces": seats if chance(0.8, rng) else max(2, seats - 1),
        "width": round(seats * seat_width + 2 * float(shape["arm_width"]), 3),
        "plan": plan,
        "bow": measure((0.10, 0.24), rng),
    }
    if shape["seat_back"] == "buttoned" and seats == 4:
        shape["seat_back"] = "cushions"
    if plan == "curved":
        shape |= {"back_height": measure((0.68, 0.82), rng), "base": "box"}
    return shape


def build(shape: Shape, seed: int) -> Mesh:
    """The sofa's mesh."""
    mesh = Draft()
    if choice(shape, "plan") == "curved":
        build_curved_sofa(mesh, shape)
        return mesh.centered(seed)
    body = body_of(shape)
    upholstered(mesh, body, shape, count(shape, "seat_cushions"), count(shape, "back_pieces"))
    scatter(
        mesh,
        choice(shape, "pillows"),
        pillow_size(body, shape),
        body.inner,
        body.seat_height,
        resting(body, choice(shape, "seat_back")),
        seed,
    )
    return mesh.centered(seed)
