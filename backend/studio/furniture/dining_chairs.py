"""Dining chairs with and without arms."""

from __future__ import annotations

import math
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
from backend.studio.furniture.parts.legs import METAL_KINDS, four_legs, stretchers
from backend.studio.furniture.parts.placing import Draft
from backend.studio.furniture.parts.seats.chair_backs import UPHOLSTERED, Back, chair_back
from backend.studio.furniture.parts.seats.chair_seats import apron, seat
from backend.studio.furniture.parts.seats.scoops import Scoop, scoop
from backend.studio.geometry.boxes import cushion, rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.transforms import rotation
from backend.studio.geometry.tubes import tube

_SEATS: Final = {
    "midcentury": ("pad", "wood", "drop_in", "saddle"),
    "scandinavian": ("saddle", "wood", "pad", "woven"),
    "industrial": ("wood", "metal", "pad"),
    "traditional": ("drop_in", "drop_in", "boxed", "tufted"),
    "contemporary": ("boxed", "pad"),
    "boho": ("woven", "woven", "pad"),
    "rustic": ("wood", "wood", "saddle", "drop_in"),
    "glam": ("boxed", "tufted", "boxed"),
}
_RAILS: Final = {
    "midcentury": ("straight", "arched"),
    "scandinavian": ("arched", "yoke", "straight"),
    "industrial": ("straight",),
    "traditional": ("yoke", "arched", "ears", "yoke"),
    "contemporary": ("straight",),
    "boho": ("arched", "yoke", "ears"),
    "rustic": ("ears", "straight", "arched"),
    "glam": ("arched", "straight"),
}
_OUTLINES: Final = ("square", "tapered", "tapered", "rounded", "round")
_STRETCHED: Final = frozenset({"square", "taper", "splay", "turned", "wrapped", "block"})
_WITHIN: Final = {"square": 1.0, "tapered": 0.88, "rounded": 0.86, "round": 0.80}
_SLIMMER: Final = {"square": 0.78, "block": 0.6, "wrapped": 0.9}
_UNDER_A_CHAIR: Final = {"bun": "turned", "plinth": "sled", "trestle": "square"}


def sample_shape(
    family: StyleFamily, second: StyleFamily | None, rng: np.random.Generator
) -> Shape:
    """A dining chair of the family; legs or back may come from the second."""
    legs = one_of(lender(family, second, rng, HALF).legs, rng)
    back = one_of(lender(family, second, rng, HALF).backs, rng)
    kind = one_of(_SEATS[family.name], rng)
    if back in UPHOLSTERED and kind in ("wood", "saddle", "metal", "woven"):
        kind = one_of(("boxed", "pad", "boxed"), rng)
    if back == "tufted" and kind == "tufted":
        kind = "boxed"
    outline = one_of(_OUTLINES, rng)
    if kind in ("boxed", "pad", "tufted") and outline in ("tapered", "rounded"):
        outline = one_of(("square", "square", "round"), rng)
    gap, form = chance(0.5, rng), one_of(("square", "round", "arch", "waisted"), rng)
    tall = {"traditional": 0.10, "rustic": 0.05, "glam": 0.04}.get(family.name, 0.0)
    return {
        "legs": _UNDER_A_CHAIR.get(legs, legs),
        "back": back,
        "seat": kind,
        "seat_outline": outline if back != "curved" or outline != "round" else "rounded",
        "width": measure((0.42, 0.52), rng),
        "depth": measure((0.41, 0.48), rng),
        "seat_height": measure((0.445, 0.475), rng),
        "back_height": measure((0.30 + tall, 0.46 + tall), rng),
        "rake": measure((0.12, 0.26), rng),
        "post": measure((0.014, 0.021), rng),
        "leg_thickness": measure((0.034, 0.052), rng),
        "rail": one_of(_RAILS[family.name], rng),
        "bars": int(rng.integers(4, 8)),
        "pad": measure((0.035, 0.06), rng),
        "back_outline": form,
        "gap": gap,
        "arms": chance(0.35, rng) and not (back in UPHOLSTERED and (gap or form == "round")),
        "stretcher": one_of(("none", "h", "box", "sides"), rng),
        "apron": chance(0.4, rng),
        "ferrule": chance(0.4, rng),
        "crown": measure((0.15, 0.9), rng),
        "curl": measure((0.03, 0.09), rng),
        "padded": chance(0.5, rng),
        "apron_height": measure((0.035, 0.07), rng),
        **({"textile": "fabric"} if "rattan" in family.textiles else {}),
    }


def build(shape: Shape, seed: int) -> Mesh:
    """The chair's mesh."""
    mesh = Draft()
    width, depth = number(shape, "width"), number(shape, "depth")
    if choice(shape, "back") == "shell":
        under = _shell(mesh, shape)
        _stand(mesh, shape, width * 0.86, depth * 0.94, under)
        return mesh.centered(seed)
    height = number(shape, "seat_height")
    under = seat(
        mesh, choice(shape, "seat"), choice(shape, "seat_outline"), width, depth, height,
        number(shape, "pad"),
    )  # fmt: skip
    # Corners that the seat's outline leaves out are no place for legs.
    within = _WITHIN[choice(shape, "seat_outline")]
    if choice(shape, "seat") == "saddle":
        within = min(within, 0.88)
    _stand(mesh, shape, width * within, depth * max(within, 0.84), under)
    back = _back(shape)
    chair_back(mesh, choice(shape, "back"), back)
    if shape["arms"] and choice(shape, "back") != "curved":
        _arms(mesh, back, depth, height + 0.20)
    return mesh.centered(seed)


def _wooden(shape: Shape) -> bool:
    return choice(shape, "legs") not in METAL_KINDS


def _back(shape: Shape) -> Back:
    narrow = 0.80 if choice(shape, "seat_outline") in ("round", "tapered", "rounded") else 1.0
    padded = choice(shape, "back") in UPHOLSTERED
    round_seat = choice(shape, "seat_outline") == "round"
    width = number(shape, "width") * (narrow if not padded else 0.98)
    if round_seat and not padded:
        width = number(shape, "width") * 0.74
    return Back(
        width=width,
        seat=number(shape, "seat_height"),
        rear=-number(shape, "depth") / 2 + (0.07 if round_seat and not padded else 0.026),
        height=number(shape, "back_height"),
        rake=number(shape, "rake"),
        post=number(shape, "post"),
        square=choice(shape, "legs") in ("square", "block", "square_metal"),
        rail=choice(shape, "rail"),
        bars=count(shape, "bars"),
        role=Role.FRAME if _wooden(shape) else Role.METAL,
        outline=choice(shape, "back_outline"),
        gap=bool(shape["gap"]),
        arms=bool(shape["arms"]),
    )


def _stand(mesh: Mesh, shape: Shape, width: float, depth: float, under: float) -> None:
    """Legs with what goes between them."""
    kind = choice(shape, "legs")
    inset = 0.055 if kind == "hairpin" else 0.032
    thickness = number(shape, "leg_thickness") * _SLIMMER.get(kind, 1.0)
    four_legs(
        mesh, kind, width, depth, under, thickness, inset_x=inset, inset_z=inset,
        ferrule=bool(shape["ferrule"]),
    )  # fmt: skip
    if kind not in _STRETCHED:
        return
    if shape["apron"]:
        apron(mesh, width, depth, under, number(shape, "apron_height"), inset, Role.FRAME)
    pattern = choice(shape, "stretcher")
    if pattern != "none":
        stretchers(
            mesh, kind, width, depth, under, 0.16, pattern, inset_x=inset, inset_z=inset,
            thickness=0.021,
        )  # fmt: skip


def _shell(mesh: Mesh, shape: Shape) -> float:
    """The shell, perhaps with a pad, and the height at which its legs end."""
    width, depth, height = (number(shape, each) for each in ("width", "depth", "seat_height"))
    arms = bool(shape["arms"])
    form = Scoop(
        width=width,
        depth=depth * 0.95,
        seat_height=height - 0.008,
        back_height=number(shape, "back_height"),
        rake=number(shape, "rake"),
        curl=number(shape, "curl") + (0.12 if arms else 0.0),
        wings=0.02 + (0.05 if arms else 0.0),
        crown=number(shape, "crown"),
        bend=0.11,
    )
    padded = bool(shape["padded"])
    scoop(mesh, Role.TEXTILE, form, 0.030 if padded else 0.014)
    if padded:
        cushion(
            mesh, Role.TEXTILE, (0, height + 0.012, 0.06), (width * 0.74, 0.035, depth * 0.74),
            puff=0.010, radius=0.016, rotation=rotation(rx=-0.03),
        )  # fmt: skip
    under = height - 0.056
    kind = choice(shape, "legs")
    role = Role.FRAME if _wooden(shape) else Role.METAL
    reach = 0.56 if kind in ("splay", "hairpin") else 0.80
    plate = (width * reach, 0.018, depth * (reach + 0.08))
    rounded_box(mesh, role, (0, under + 0.009, 0), plate, radius=0.006)
    block = (width * 0.42, 0.04, depth * 0.34)
    rounded_box(mesh, role, (0, under + 0.026, _shell_seat(shape)), block, radius=0.006)
    return under


def _shell_seat(shape: Shape) -> float:
    """z of the middle of a shell's seat, which lies before the middle of the chair."""
    return 0.5 * number(shape, "back_height") * math.tan(number(shape, "rake")) + 0.02


def _arms(mesh: Mesh, back: Back, depth: float, height: float) -> None:
    """Armrests from the back to posts that rise from the seat."""
    front = depth / 2 - 0.10
    share = (height - back.seat + 0.03) / (back.height + 0.03)
    _, _, rear = back.at(1.0, min(share, 0.9))
    for side in (-1.0, 1.0):
        inner = side * (back.half + 0.002)
        outer = side * (back.width / 2 + 0.03)
        rest = [
            (inner, height, rear + 0.005),
            ((inner + outer) / 2 + side * 0.012, height + 0.004, rear + 0.09),
            (outer, height, (rear + front) / 2 + 0.03),
            (outer, height - 0.004, front + 0.03),
        ]
        tube(mesh, back.role, rest, [0.013, 0.015, 0.017, 0.014], segments=10, square=back.square)
        low = (side * (back.width / 2 - 0.012), back.seat - 0.03, front - 0.02)
        tube(mesh, back.role, [low, (outer, height - 0.002, front)], 0.012, segments=9)
