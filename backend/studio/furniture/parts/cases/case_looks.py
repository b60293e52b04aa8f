"""What all case pieces of a design share: look of the fronts, body, stand and crown."""

from __future__ import annotations

from typing import Final

import numpy as np

from backend.studio.designs.design import Role, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.furniture.parts.cases.cases import Case
from backend.studio.furniture.parts.cases.fronts import Front
from backend.studio.furniture.parts.cases.stands import crown_height, sample_crown, sample_stand
from backend.studio.furniture.parts.choices import (
    HALF,
    chance,
    choice,
    lender,
    measure,
    number,
    one_of,
)

_INSET: Final = frozenset({"traditional", "rustic", "industrial"})

_TWO_TONE: Final = {
    "midcentury": 0.25, "scandinavian": 0.4, "industrial": 0.15, "traditional": 0.05,
    "contemporary": 0.25, "boho": 0.1, "rustic": 0.2, "glam": 0.15,
}  # fmt: skip


def sample_look(
    family: StyleFamily,
    second: StyleFamily | None,
    leg_height: tuple[float, float],
    rng: np.random.Generator,
) -> Shape:
    """What `front_of`, `case_of`, `build_stand` and `build_crown` read.

    The second family may lend fronts, handles or legs.
    """
    shape: Shape = {
        "front": one_of(lender(family, second, rng, HALF).fronts, rng),
        "handle": one_of(lender(family, second, rng, HALF).handles, rng),
        "handle_size": measure((0.8, 1.5), rng),
        "front_material": "second_wood" if chance(_TWO_TONE[family.name], rng) else "wood",
        "front_frame": measure((0.035, 0.075), rng),
        "pitch": measure((0.02, 0.04), rng),
        "inset": family.name in _INSET or chance(0.3, rng),
    }
    return shape | sample_stand(family, second, leg_height, rng) | sample_crown(family, rng)


def front_of(shape: Shape) -> Front:
    painted = choice(shape, "front_material") == "second_wood"
    return Front(
        kind=choice(shape, "front"),
        handle=choice(shape, "handle"),
        role=Role.SECOND_WOOD if painted else Role.FRAME,
        handle_size=number(shape, "handle_size"),
        frame=number(shape, "front_frame"),
        pitch=number(shape, "pitch"),
    )


def case_of(shape: Shape, bottom: float) -> Case:
    """The body between a stand `bottom` high and the crown."""
    return Case(
        width=number(shape, "width"),
        depth=number(shape, "depth"),
        height=number(shape, "height") - bottom - crown_height(shape),
        bottom=bottom,
        board=number(shape, "board"),
        inset=bool(shape["inset"]),
        corner=number(shape, "corner"),
    )


def weight(share: float) -> str:
    """A share as a layout spells it."""
    return f"{share:.2f}"


def pick_layout(layouts: tuple[str, ...], rng: np.random.Generator) -> str:
    """One of `layouts`, with "%" replaced by shares between 0.7 and 1.5."""
    pieces = one_of(layouts, rng).split("%")
    text = pieces[0]
    for piece in pieces[1:]:
        text += weight(measure((0.7, 1.5), rng)) + piece
    return text
