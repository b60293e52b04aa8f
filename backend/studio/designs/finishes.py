"""The finishes of a design: the same shape in other woods, textiles and colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from backend.studio.designs.design import Finish, Shape
from backend.studio.designs.styles import StyleFamily
from backend.studio.materials.factory import print_seed
from backend.studio.materials.material import Motif

LINENS: Final = ("white", "cream", "beige", "grey", "white", "cream", "blue", "pink", "green")
POTS: Final = ("white", "terracotta", "black", "sand", "grey", "green", "blue")
LEAVES: Final = ("dark", "mid", "light", "grey")
SHADES: Final = ("cream", "white", "linen", "black", "color")
STONES: Final = ("white", "white", "black", "green", "travertine", "terrazzo")

_TOLD_APART_BY: Final[dict[str, tuple[tuple[str, ...], int]]] = {
    # In how many of these fields a finish must differ from each other one of its design.
    "textile": (("color",), 1),
    "wood": (("wood",), 1),
    "both": (("wood", "color"), 2),
    "lamp": (("metal", "wood", "pot", "shade"), 3),
    "rug": (("color", "second_color"), 2),
    "art": (("print_seed",), 1),
    "plant": (("pot",), 1),
}

_LEADING: Final = {
    "sofa": "textile",
    "sectional": "textile",
    "armchair": "textile",
    "ottoman": "textile",
    "bed": "both",
    "dining_chair": "both",
    "stool": "both",
    "bench": "both",
    "rug": "rug",
    "floor_lamp": "lamp",
    "table_lamp": "lamp",
    "pendant_lamp": "lamp",
    "wall_art": "art",
    "plant": "plant",
}

_TRIES: Final = 24


def draw_finishes(
    category: str,
    family: StyleFamily,
    second: StyleFamily | None,
    shape: Shape,
    count: int,
    generator: np.random.Generator,
) -> tuple[Finish, ...]:
    """`count` finishes (fewer where the family has not so many) that a shopper can tell apart."""
    names, least = _told_apart_by(category, shape)
    finishes = [_draw(category, family, second, shape, None, generator)]
    for _ in range(_TRIES):
        if len(finishes) == count:
            break
        candidate = _draw(category, family, second, shape, finishes[0], generator)
        if all(_differences(candidate, other, names) >= least for other in finishes):
            finishes.append(candidate)
    if len(finishes) == 1:
        finishes.append(_other(finishes[0]))
    return tuple(finishes)


def _told_apart_by(category: str, shape: Shape) -> tuple[tuple[str, ...], int]:
    if category == "mirror":
        return {"frame": ("wood",), "metal": ("metal",)}.get(
            str(shape.get("material")), ("wood", "metal")
        ), 1
    return _TOLD_APART_BY[_LEADING.get(category, "wood")]


def _other(finish: Finish) -> Finish:
    """What is made where a family has but one wood or metal: something quite different."""
    return msgspec.structs.replace(
        finish,
        wood=next(wood for wood in ("walnut", "white", "oak") if wood != finish.wood),
        metal=next(metal for metal in ("black", "brass") if metal != finish.metal),
        color=next(color for color in ("navy", "grey") if color != finish.color),
        second_color=next(color for color in ("cream", "charcoal") if color != finish.second_color),
        shade=next(shade for shade in ("black", "cream") if shade != finish.shade),
        pot=next(pot for pot in ("white", "black") if pot != finish.pot),
        print_seed=finish.print_seed + len(Motif),
    )


def _differences(one: Finish, other: Finish, names: tuple[str, ...]) -> int:
    return sum(getattr(one, name) != getattr(other, name) for name in names)


def _draw(
    category: str,
    family: StyleFamily,
    second: StyleFamily | None,
    shape: Shape,
    first: Finish | None,
    generator: np.random.Generator,
) -> Finish:
    """One finish; what makers keep the same over a design's finishes is taken from `first`."""

    def one_of(values: Sequence[str]) -> str:
        return values[int(generator.integers(len(values)))]

    # Of a piece that mixes two styles, the second lends one in four of its materials.
    def lent(field: str) -> Sequence[str]:
        source = second if second is not None and generator.random() < 0.25 else family
        options: Sequence[str] = getattr(source, field)
        return options

    wood = one_of(lent("woods"))
    color = one_of(lent("colors"))
    accents = [name for name in family.accents if name != color] or ["cream"]
    textile = str(shape.get("textile") or (first.textile if first else one_of(lent("textiles"))))
    if first and not shape.get("textile") and generator.random() < 0.3:
        textile = one_of(family.textiles)
    patterns = family.rugs if category == "rug" else lent("patterns")
    pattern = first.pattern if first else one_of(patterns)
    if category == "rug":
        textile = "fabric"
        pattern = _of_rug(str(shape.get("cut")), pattern)
    elif textile != "fabric":
        pattern = "plain"
    drawn = Finish(
        wood=wood,
        second_wood=wood if generator.random() < 0.7 else one_of(family.woods),
        metal=one_of(lent("metals")),
        textile=textile,
        color=color,
        second_color=one_of(accents),
        pattern=pattern,
        linen=one_of(LINENS) if generator.random() < 0.6 else one_of(family.accents),
        top=str(shape.get("top") or one_of(family.tops)),
        stone=one_of(STONES),
        shade=one_of(SHADES),
        pot=one_of(POTS),
        leaf=first.leaf if first else one_of(LEAVES),
        print_seed=print_seed(one_of(family.prints), int(generator.integers(1 << 16))),
    )
    if "second_wood" in (shape.get("front_material"), shape.get("base_material")):
        others = [name for name in (*family.woods, "white", "black") if name != wood]
        return msgspec.structs.replace(drawn, second_wood=one_of(others))
    return drawn


def _of_rug(cut: str, pattern: str) -> str:
    """A border runs along straight edges; a hide has no pattern but its own."""
    if cut == "hide" or (pattern == "border" and cut not in ("rectangle", "runner", "square")):
        return "plain"
    if pattern == "medallion" and cut not in ("rectangle", "square", "runner", "octagon"):
        return "floral"
    return pattern
