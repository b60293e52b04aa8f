"""Small things on tables and shelves that make a room look lived in; none of them is for sale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh, MeshArrays
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.sheets import Points, sheet
from backend.studio.geometry.transforms import rotation
from backend.studio.materials import factory
from backend.studio.materials.material import Material
from backend.studio.materials.palettes import LEAVES, POTS, TEXTILE_COLORS
from backend.studio.materials.textiles import textile
from backend.studio.photos.stage import Prop
from backend.studio.rooms.layout import Layout
from backend.studio.rooms.outline import Outline
from backend.studio.rooms.plan import Block, Placement

_CHANCES: Final = {
    "coffee_table": 0.85,
    "dining_table": 0.8,
    "sideboard": 0.9,
    "side_table": 0.45,
    "desk": 0.85,
    "tv_stand": 0.5,
}
_RADIUS: Final = 0.1


def accessories(
    layout: Layout, outlines: Sequence[Outline], random: np.random.Generator
) -> list[Prop]:
    """Things on the tables of the layout, on none more than three."""
    props: list[Prop] = []
    lamps = [
        placed for placed in layout.placements if outlines[placed.piece].category == "table_lamp"
    ]
    for placed in layout.placements:
        table = outlines[placed.piece]
        chance = _CHANCES.get(table.category, 0.0)
        if random.random() >= chance:
            continue
        spots = [(lamp.position[0], lamp.position[2]) for lamp in lamps]
        most = 1 if table.width < 0.7 else int(random.integers(1, 4))
        for _ in range(most):
            spot = _spot(placed, table, spots, random)
            if spot is None:
                break
            spots.append((spot[0], spot[2]))
            room = layout.height - spot[1]
            props.append(_thing(table.category, spot, min(room, 0.5), placed.turn, random))
    return props


def _spot(
    placed: Placement,
    table: Outline,
    others: Sequence[tuple[float, float]],
    random: np.random.Generator,
) -> tuple[float, float, float] | None:
    """A free and level place on the table."""
    c, s = math.cos(placed.turn), math.sin(placed.turn)
    for _ in range(14):
        x = float(random.uniform(table.low[0], table.high[0])) * 0.8
        z = float(random.uniform(table.low[2], table.high[2])) * 0.7
        rest = table.resting_height(x, z, _RADIUS)
        if rest is None or rest < 0.8 * table.high[1]:
            continue
        px = placed.position[0] + c * x + s * z
        pz = placed.position[2] - s * x + c * z
        if all(math.hypot(px - ox, pz - oz) > 0.26 for ox, oz in others):
            return px, placed.position[1] + rest, pz
    return None


def _thing(
    category: str,
    spot: tuple[float, float, float],
    room: float,
    turn: float,
    random: np.random.Generator,
) -> Prop:
    kinds = ("books", "vase", "bowl", "branches", "candles")
    shares = (
        [0.3, 0.25, 0.15, 0.2, 0.1] if category != "dining_table" else [0, 0.3, 0.35, 0.25, 0.1]
    )
    kind = str(random.choice(kinds, p=shares))
    mesh = Mesh(int(random.integers(1 << 30)))
    if kind == "books":
        return Prop(_books(mesh, random), _cloths(random), spot,
                    turn + float(random.normal(0, 0.5)))  # fmt: skip
    if kind == "candles":
        for x, z in ((0.0, 0.0), (0.05, 0.03), (-0.03, 0.055)):
            rise = float(random.uniform(0.06, 0.16))
            lathe(mesh, 0, (x, 0, z), [(0, 0), (0.021, 0), (0.021, 0), (0.021, rise),
                                       (0.021, rise), (0, rise)], 12)  # fmt: skip
        return Prop(mesh.arrays(), (factory.plain("#efe6d4", roughness=0.7),), spot)
    pot = factory.ceramic(list(POTS)[int(random.integers(len(POTS)))])
    leaf = factory.leaf(list(LEAVES)[int(random.integers(len(LEAVES)))])
    if kind == "bowl":
        wide = float(random.uniform(0.09, 0.15))
        _bowl(mesh, wide, wide * float(random.uniform(0.35, 0.6)))
        return Prop(mesh.arrays(), (pot, leaf), spot)
    tall = min(float(random.uniform(0.12, 0.26)), room * 0.5)
    _vase(mesh, tall, random)
    if kind == "branches":
        _branches(mesh, tall, random)
    return Prop(mesh.arrays(), (pot, leaf), spot, float(random.uniform(-3, 3)))


def _books(mesh: Mesh, random: np.random.Generator) -> MeshArrays:
    height = 0.0
    for number in range(int(random.integers(2, 5))):
        thick = float(random.uniform(0.015, 0.04))
        size = (float(random.uniform(0.19, 0.26)), thick, float(random.uniform(0.13, 0.19)))
        lean = rotation(ry=float(random.normal(0, 0.15)))
        rounded_box(mesh, number % 4, (0, height + thick / 2, 0), size, 0.002, lean, segments=1)
        height += thick
    return mesh.arrays()


def _bowl(mesh: Mesh, wide: float, tall: float) -> None:
    outer = [(wide * (0.4 + 0.6 * math.sin(k / 6 * math.pi / 2)),
              tall * (1 - math.cos(k / 6 * math.pi / 2))) for k in range(7)]  # fmt: skip
    inner = [(radius * 0.94, height + 0.006) for radius, height in outer[::-1]]
    lathe(mesh, 0, (0, 0, 0), [(0, 0), *outer, *inner, (0, 0.006)], 20)


def _vase(mesh: Mesh, tall: float, random: np.random.Generator) -> None:
    wide = tall * float(random.uniform(0.28, 0.42))
    neck = float(random.uniform(0.3, 0.8))
    belly = float(random.uniform(0.3, 0.6))
    profile = [
        (0, 0), (wide * 0.65, 0), (wide * 0.65, 0), (wide, tall * belly),
        (wide * neck, tall * 0.88), (wide * neck * 1.1, tall), (wide * neck * 0.9, tall),
        (wide * neck * 0.8, tall * 0.8), (0, tall * 0.8),
    ]  # fmt: skip
    lathe(mesh, 0, (0, 0, 0), profile, 20)


def _branches(mesh: Mesh, tall: float, random: np.random.Generator) -> None:
    """A bunch of leaves out of the vase's neck."""
    for number in range(int(random.integers(7, 13))):
        around = number * 2.4 + float(random.uniform(0, 0.5))
        _leaf(
            mesh, tall, around, float(random.uniform(0.15, 0.75)), float(random.uniform(0.9, 1.5))
        )


def _leaf(mesh: Mesh, tall: float, around: float, lean: float, reach: float) -> None:
    """A leaf on its stalk, `reach` times as long as the vase is tall, bent by its weight."""
    length = tall * reach
    level = math.sin(lean)
    out = np.array([math.cos(around) * level, math.cos(lean), math.sin(around) * level])
    side = np.array([-math.sin(around), 0.0, math.cos(around)])

    def surface(u: Points, v: Points) -> Points:
        blade = np.sin(np.clip(u * 1.4 - 0.4, 0, 1) * math.pi)
        broad = 0.004 + 0.032 * np.clip(blade, 0, 1)
        middle = np.array([0.0, tall * 0.85, 0.0]) + out * (u * length)[..., None]
        middle[..., 1] -= 0.3 * length * u**2 * lean
        points: Points = middle + side * ((v - 0.5) * broad)[..., None]
        return points

    sheet(mesh, 1, surface, rows=7, columns=3, thickness=0.001)


def _cloths(random: np.random.Generator) -> tuple[Material, ...]:
    names = list(TEXTILE_COLORS)
    return tuple(
        factory.plain(str(random.choice(TEXTILE_COLORS[names[int(random.integers(len(names)))]])))
        for _ in range(4)
    )


def floor_things(layout: Layout, random: np.random.Generator) -> list[Prop]:
    """Now and then a basket or a stack of books at a wall."""
    props: list[Prop] = []
    for _ in range(int(random.integers(0, 2))):
        for _ in range(10):
            side = -1 if random.random() < 0.5 else 1
            x = side * (layout.width / 2 - float(random.uniform(0.25, 0.6)))
            z = float(random.uniform(0.25, layout.depth * 0.7))
            block = Block(x, z, 0.2, 0.2, 0.0, 0.0, 0.4)
            if any(block.meets(other, 0.03) for other in layout.blocks):
                continue
            mesh = Mesh(int(random.integers(1 << 30)))
            wide, tall = float(random.uniform(0.14, 0.19)), float(random.uniform(0.2, 0.34))
            profile = [
                (0, 0.004), (wide * 0.85, 0.004), (wide * 0.85, 0.004), (wide, tall * 0.6),
                (wide * 0.96, tall), (wide * 0.9, tall), (wide * 0.8, 0.06), (0, 0.06),
            ]  # fmt: skip
            lathe(mesh, 0, (0, 0, 0), profile, 24)
            weave = textile("rattan", "tan", seed=int(random.integers(64)))
            props.append(Prop(mesh.arrays(), (weave,), (x, 0.0, z)))
            break
    return props
