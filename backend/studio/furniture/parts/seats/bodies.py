"""The body that sofas, sectionals and armchairs share: its dimensions and where its parts meet."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from backend.studio.designs.design import Shape
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
from backend.studio.furniture.parts.legs import METAL_KINDS
from backend.studio.furniture.parts.seats.seating_styles import SEATING

RAIL = 0.055
"""Height of a visible wooden or metal rail, metres."""

_LEAST_BOX = 0.07


class Body(Struct, frozen=True, kw_only=True):
    """Dimensions of an upholstered body in metres; z from -depth/2 (back) to depth/2."""

    width: float
    depth: float
    leg_height: float
    seat_height: float
    back_height: float
    arm_height: float
    arm_width: float
    arm_setback: float
    back_thickness: float
    cushion: float
    rake: float
    softness: float
    base: str
    arm: str
    over: bool  # the back runs over the ends of the arms
    woven: bool  # cane on the outside
    sides: tuple[float, ...] = (-1.0, 1.0)  # where it has arms: -1 left, 1 right

    @property
    def left(self) -> float:
        """x at which the seat begins."""
        return -self.width / 2 + (self.arm_width if -1.0 in self.sides else 0.0)

    @property
    def right(self) -> float:
        """x at which the seat ends."""
        return self.width / 2 - (self.arm_width if 1.0 in self.sides else 0.0)

    @property
    def inner(self) -> float:
        """Width of the seat."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """x of the middle of the seat."""
        return (self.left + self.right) / 2

    @property
    def open_arms(self) -> bool:
        """Whether one can look through the arms, so that the base ends between them."""
        return self.arm in ("wood", "metal")

    def reaching(self, into: float) -> tuple[float, float]:
        """x from left to right of what reaches `into` metres into the arms, or to the edge where
        there are none."""
        left = self.left - (into if -1.0 in self.sides else 0.0)
        right = self.right + (into if 1.0 in self.sides else 0.0)
        return left, right

    @property
    def deck(self) -> float:
        """Height of what the seat cushions lie on."""
        return self.seat_height - self.cushion

    @property
    def rail(self) -> float:
        """Height of the visible rail or platform of bases that have one."""
        return 0.75 * RAIL if self.base == "platform" else RAIL

    @property
    def skin(self) -> float:
        """Height at which upholstery begins."""
        if self.base in ("rail", "metal", "platform"):
            return self.leg_height + self.rail - 0.01
        return 0.025 if self.base == "floor" else self.leg_height

    @property
    def rear(self) -> float:
        """z of the lower rear edge of the back, about which it leans."""
        rise = self.back_height - self.skin - self.back_thickness * math.sin(self.rake)
        return -self.depth / 2 + rise * math.tan(self.rake)

    @property
    def slant_height(self) -> float:
        """Length of the back along its lean."""
        return (
            self.back_height - self.skin - self.back_thickness * math.sin(self.rake)
        ) / math.cos(self.rake)

    def front_of_back(self, height: float) -> float:
        """z of the front of the back's frame at a height."""
        thickness = self.back_thickness / math.cos(self.rake)
        return self.rear + thickness - (height - self.skin) * math.tan(self.rake)


def body_of(shape: Shape) -> Body:
    """The body a shape tells of."""
    return Body(
        width=number(shape, "width"),
        depth=number(shape, "depth"),
        leg_height=number(shape, "leg_height"),
        seat_height=number(shape, "seat_height"),
        back_height=number(shape, "back_height"),
        arm_height=number(shape, "arm_height"),
        arm_width=number(shape, "arm_width"),
        arm_setback=number(shape, "arm_setback"),
        back_thickness=number(shape, "back_thickness"),
        cushion=number(shape, "cushion"),
        rake=number(shape, "rake"),
        softness=number(shape, "softness"),
        base=choice(shape, "base"),
        arm=choice(shape, "arm"),
        over=bool(shape["over"]),
        woven=bool(shape["woven"]),
    )


def draw_body(family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator) -> Shape:
    """Everything of a body but its width: proportions of the family, parts also of the second."""
    style = SEATING[family.name]
    legs = one_of(lender(family, second, rng, HALF).legs, rng)
    base = one_of(style.bases, rng)
    arm = one_of(lender(family, second, rng, HALF).arms, rng)
    if family.name == "industrial" and chance(0.4, rng):
        arm = "metal"
    if arm in ("wood", "metal") and base in ("skirt", "floor"):
        base = "rail" if arm == "wood" else "metal"
    if base == "metal" and legs not in METAL_KINDS:
        base = "rail" if arm == "wood" else "box"
    leg_height = measure(style.leg_height, rng)
    if legs == "plinth":
        leg_height = round(0.35 * leg_height + 0.02, 3)
    seat_height = measure(style.seat_height, rng)
    cushion = min(measure(style.cushion, rng), seat_height - leg_height - _LEAST_BOX)
    arm_width = measure(style.arm_width, rng)
    if arm in ("wood", "metal"):
        arm_width = measure((0.05, 0.075), rng)
    elif arm == "rolled":
        arm_width = max(0.15, arm_width)
    elif arm == "slope":
        arm_width = max(0.075, min(0.12, arm_width))
    elif arm == "flared":
        arm_width = max(0.13, arm_width)
    top = one_of(style.tops, rng)
    if arm == "shelter" and top != "rolled":
        # Arms as high as the back need a back that is as high at its ends.
        top = "straight"
    back_height = measure(style.back_height, rng)
    arm_height = min(seat_height + measure(style.arm_rise, rng), back_height - 0.05)
    return {
        "legs": legs,
        "leg_thickness": measure((0.036, 0.056), rng),
        "ferrule": chance(0.35, rng),
        "base": base,
        "arm": arm,
        "arm_detail": one_of(("open", "slats", "panel"), rng),
        "arm_pad": chance(0.25, rng),
        "arm_width": arm_width,
        "arm_height": round(arm_height, 3),
        "arm_setback": measure((0.0, 0.10), rng) if chance(0.4, rng) else 0.0,
        "seat_back": one_of(lender(family, second, rng, HALF).seat_backs, rng),
        "top": top,
        "top_rise": measure((0.05, 0.12), rng),
        "over": chance(0.3, rng),
        "leg_height": leg_height,
        "seat_height": seat_height,
        "back_height": back_height,
        "depth": measure(style.depth, rng),
        "back_thickness": measure((0.11, 0.17), rng),
        "cushion": round(cushion, 3),
        "rake": measure(style.rake, rng),
        "softness": measure(style.softness, rng),
        "channels": int(rng.integers(4, 9)),
        "pillows": one_of(style.pillows, rng),
        "pillow_size": measure((0.38, 0.48), rng),
        "woven": family.name == "boho" and arm != "wood" and chance(0.45, rng),
        **({"textile": "fabric"} if "rattan" in family.textiles else {}),
    }
