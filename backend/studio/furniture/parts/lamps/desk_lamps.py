"""Table lamps without a body under the shade: jointed, arched and banker's lamps, pipes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.designs.design import Role, Shape
from backend.studio.furniture.parts.choices import count, number
from backend.studio.furniture.parts.lamps.lamp_stands import flat_base
from backend.studio.furniture.parts.lamps.lampshades import lampshade, upright_shade
from backend.studio.furniture.parts.lamps.shade_cuts import Lampshade, shade_of
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.sheets import sheet
from backend.studio.geometry.transforms import rotation
from backend.studio.geometry.tubes import tube

Points = NDArray[np.float64]

_BALL: Final = ((0.0, -0.013), (0.010, -0.008), (0.013, 0.0), (0.010, 0.008), (0.0, 0.013))


def _head(shape: Shape) -> Lampshade:
    """A small metal reflector."""
    width = 0.11 + 0.16 * number(shape, "reach")
    tall = 0.6 + 0.5 * number(shape, "tilt")
    cut = ("dome", "cone", "bowl", "dome")[count(shape, "pieces") % 4]
    taper = 0.3 if cut == "cone" else 0.14
    return Lampshade(
        cut=cut, role=Role.METAL, width=width, height=width * tall, taper=taper, folds=20
    )


def _jointed(mesh: Mesh, shape: Shape) -> None:
    """Two arms with a joint between, and a head that looks down."""
    base = flat_base(mesh, "disc", Role.METAL, 0.15 + 0.2 * number(shape, "neck"))
    height, reach = number(shape, "body_height") * 0.95, number(shape, "reach")
    left = -reach * 0.7
    elbow = (left, base + height, 0.0)
    role = Role.FRAME if count(shape, "pieces") % 2 else Role.METAL
    tube(mesh, role, [(0.0, base - 0.006, 0.0), elbow], 0.009, segments=8)
    tip = (reach * 1.2, base + height + 0.12 + 0.16 * number(shape, "tilt"), 0.0)
    tube(mesh, role, [elbow, tip], 0.008, segments=8)
    for joint in ((0.0, base + 0.006, 0.0), elbow, tip):
        lathe(mesh, Role.METAL, joint, list(_BALL), segments=12)
    _hang(mesh, _head(shape), tip, 0.35)


def _gooseneck(mesh: Mesh, shape: Shape) -> None:
    """A bent neck in one sweep."""
    base = flat_base(mesh, "thick", Role.METAL, 0.16 + 0.4 * number(shape, "neck"))
    height, reach = number(shape, "body_height") * 1.1, number(shape, "reach")
    turn = np.linspace(0, math.pi * (0.72 + 0.3 * number(shape, "tilt")), 18)
    path = [(-0.3 * reach, base - 0.01, 0.0)]
    path += [
        (
            float(-0.3 * reach + reach * 0.7 * (1 - math.cos(a))),
            float(height + reach * 0.7 * math.sin(a)),
            0.0,
        )
        for a in turn
    ]
    path[0] = (0.0, base - 0.01, 0.0)
    tube(mesh, Role.METAL, path, 0.007, segments=8)
    _hang(mesh, _head(shape), path[-1], 0.25)


def _upright(mesh: Mesh, shape: Shape) -> None:
    """A post with a sliding bracket."""
    base = flat_base(mesh, "square", Role.METAL, 0.17)
    height = number(shape, "body_height") * 1.3
    role = Role.FRAME if number(shape, "tilt") > 0.4 else Role.METAL
    tube(mesh, role, [(0.0, base - 0.006, 0.0), (0.0, height, 0.0)], 0.011, segments=10)
    level = height * 0.9
    end = (number(shape, "reach") * 0.8, level, 0.0)
    tube(mesh, Role.METAL, [(-0.03, level, 0.0), end], 0.007, segments=8)
    lathe(
        mesh,
        Role.METAL,
        (0.0, level, 0.0),
        [(0.0, -0.02), (0.018, -0.02), (0.018, 0.02), (0.0, 0.02)],
        14,
    )
    _hang(mesh, _head(shape), end, 0.2)


def _hang(mesh: Mesh, shade: Lampshade, pivot: tuple[float, float, float], tilt: float) -> None:
    turn = rotation(0.0, 0.0, tilt)
    neck = turn @ np.array([0.0, shade.height, 0.0])
    lampshade(mesh, shade, (pivot[0] - float(neck[0]), pivot[1] - float(neck[1]), pivot[2]), turn)


def _pipe(mesh: Mesh, shape: Shape) -> None:
    """Pipes, elbows and one or two bare bulbs."""
    shade = shade_of(shape, 0.8)
    base = flat_base(mesh, "cross" if count(shape, "pieces") % 2 else "disc", Role.METAL, 0.16)
    height, reach = number(shape, "body_height") * 1.05, number(shape, "reach") * 0.7
    tube(mesh, Role.METAL, [(0.0, base - 0.006, 0.0), (0.0, height, 0.0)], 0.0125, segments=12)
    collar = [
        (0.0, -0.02),
        (0.019, -0.02),
        (0.019, -0.02),
        (0.019, 0.02),
        (0.019, 0.02),
        (0.0, 0.02),
    ]
    for level in (base + 0.02, height * 0.6, height - 0.01):
        lathe(mesh, Role.METAL, (0.0, level, 0.0), collar, segments=14)
    for side in (1, -1) if count(shape, "pieces") > 3 else (1,):
        at = height - 0.012 if side > 0 else height * 0.6
        end = side * reach
        tube(
            mesh,
            Role.METAL,
            [(0.0, at, 0.0), (end, at, 0.0), (end, at + 0.05, 0.0)],
            0.0115,
            segments=10,
        )
        upright_shade(mesh, shade, (end, at + 0.045, 0.0))
        if shade.cut not in ("exposed", "cage", "cloche"):
            ends = [(end, at + 0.04, 0.0), (end, at + 0.045 + shade.height * 0.97, 0.0)]
            tube(mesh, Role.METAL, ends, 0.005, segments=6)


def _banker(mesh: Mesh, shape: Shape) -> None:
    """A half-round trough of glass over a brass stem."""
    base = flat_base(mesh, "stepped", Role.METAL, 0.17 + 0.3 * number(shape, "neck"))
    height, half = number(shape, "body_height") * 1.05, 0.1 + 0.25 * number(shape, "reach")
    tube(mesh, Role.METAL, [(0.0, base - 0.02, 0.0), (0.0, height, 0.0)], 0.009, segments=10)
    lathe(mesh, Role.METAL, (0.0, height * 0.5, 0.0), [(r * 1.5, y * 1.5) for r, y in _BALL], 14)
    depth = 0.055 + 0.04 * number(shape, "tilt")

    def trough(u: Points, v: Points) -> Points:
        angle = math.pi * (0.04 + 0.92 * v)
        along = 2 * u - 1
        narrow = 1 - 0.18 * np.abs(along) ** 6
        return np.stack(
            [
                half * along + 0 * v,
                height - 0.02 + depth * 0.9 * np.sin(angle) * narrow,
                depth * np.cos(angle) * narrow + 0.02,
            ],
            axis=-1,
        )

    sheet(mesh, Role.SHADE, trough, rows=18, columns=16, thickness=0.004)
    tube(
        mesh,
        Role.METAL,
        [(-half, height - 0.004, 0.02), (half, height - 0.004, 0.02)],
        0.005,
        segments=8,
    )
    tube(
        mesh,
        Role.METAL,
        [(0.0, height - 0.004, 0.0), (0.0, height - 0.004, 0.02)],
        0.008,
        segments=8,
    )
    tube(
        mesh,
        Role.GLOW,
        [(-half * 0.6, height + 0.012, 0.02), (half * 0.6, height + 0.012, 0.02)],
        0.014,
        segments=10,
    )
    for side in (-1, 1):
        tube(
            mesh,
            Role.METAL,
            [(0.0, height - 0.03, 0.0), (side * half * 0.3, height - 0.004, 0.02)],
            0.005,
            segments=6,
        )
    chain = [(half * 0.45, height, 0.02), (half * 0.45, height - 0.07, 0.02)]
    tube(mesh, Role.METAL, chain, 0.002, segments=5)


DESK_LAMPS: Final[dict[str, Callable[[Mesh, Shape], None]]] = {
    "jointed": _jointed,
    "gooseneck": _gooseneck,
    "upright": _upright,
    "pipe": _pipe,
    "banker": _banker,
}
