"""A whole upholstered unit: legs, base, arms, back and cushions of one body."""

from __future__ import annotations

from backend.studio.designs.design import Shape
from backend.studio.furniture.parts.choices import choice, count, number
from backend.studio.furniture.parts.legs import four_legs
from backend.studio.furniture.parts.placing import Moved
from backend.studio.furniture.parts.seats.arms import arms
from backend.studio.furniture.parts.seats.bodies import Body
from backend.studio.furniture.parts.seats.upholstery import back, base, seat_cushions
from backend.studio.geometry.mesh import Mesh


def upholstered(mesh: Mesh, body: Body, shape: Shape, seat_pieces: int, back_pieces: int) -> None:
    """All of a body in the manner of `shape`, its pillows excepted."""
    stand(mesh, body, shape)
    base(mesh, body)
    arms(mesh, body, choice(shape, "arm_detail"), bool(shape["arm_pad"]))
    back(
        mesh,
        body,
        choice(shape, "seat_back"),
        choice(shape, "top"),
        number(shape, "top_rise"),
        count(shape, "channels"),
        back_pieces,
    )
    seat_cushions(mesh, body, seat_pieces)


def stand(mesh: Mesh, body: Body, shape: Shape) -> None:
    """The legs of a body that needs them."""
    if body.base in ("skirt", "floor") or (body.arm == "metal" and len(body.sides) == 2):
        return
    left, right = body.reaching(0.012 if body.open_arms else body.arm_width - 0.01)
    four_legs(
        Moved(mesh, (left + right) / 2, 0.0),
        choice(shape, "legs"),
        right - left,
        body.depth / 2 - body.rear - 0.02,
        body.leg_height,
        number(shape, "leg_thickness"),
        inset_x=0.05,
        inset_z=0.05,
        center_z=(body.depth / 2 + body.rear) / 2,
        ferrule=bool(shape["ferrule"]),
    )


def resting(body: Body, seat_back: str) -> float:
    """z of the front of what pillows lean on."""
    loose = seat_back in ("cushions", "buttoned", "slats")
    return body.front_of_back(body.seat_height) + (0.13 if loose else 0.05)


def pillow_size(body: Body, shape: Shape) -> float:
    """Side of a throw pillow that does not tower above the back, metres."""
    return min(number(shape, "pillow_size"), body.back_height - body.seat_height + 0.06)
