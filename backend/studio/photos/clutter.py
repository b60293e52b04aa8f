"""Small things that lie about in people's homes; none of them is for sale."""

from __future__ import annotations

import math

import numpy as np

from backend.studio.geometry.boxes import cushion, rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.geometry.revolved import lathe
from backend.studio.geometry.transforms import rotation
from backend.studio.materials import factory
from backend.studio.materials.material import Material
from backend.studio.materials.palettes import POTS, TEXTILE_COLORS
from backend.studio.materials.textiles import textile
from backend.studio.photos.stage import Prop

_KINDS = ("books", "vase", "box", "pillow", "bag", "ball", "cup")


def small_thing(random: np.random.Generator, position: tuple[float, float, float]) -> Prop:
    """One of them, standing at `position` (metres; its foot is at that height)."""
    kind = _KINDS[int(random.integers(len(_KINDS)))]
    mesh = Mesh(int(random.integers(1 << 30)))
    colors = [_cloth(random) for _ in range(4)]
    if kind == "books":
        height = 0.0
        for number in range(int(random.integers(2, 5))):
            thickness = random.uniform(0.018, 0.045)
            turn = rotation(ry=random.normal(0, 0.25))
            size = (random.uniform(0.14, 0.2), thickness, random.uniform(0.2, 0.26))
            rounded_box(mesh, number % 4, (0, height + thickness / 2, 0), size, 0.003, turn)
            height += thickness
    elif kind in ("vase", "cup"):
        tall = random.uniform(0.18, 0.4) if kind == "vase" else random.uniform(0.08, 0.11)
        wide = tall * random.uniform(0.18, 0.32) if kind == "vase" else 0.042
        neck = random.uniform(0.35, 0.9) if kind == "vase" else 1.05
        outline = ((0, 0), (0.7, 0), (0.7, 0), (1, 0.35), (neck, 0.85), (neck * 1.1, 1))
        inside = ((neck * 0.9, 1), (neck * 0.8, 0.8), (0, 0.8))
        profile = [(wide * radius, tall * height) for radius, height in (*outline, *inside)]
        lathe(mesh, 0, (0, 0, 0), profile, 20)
        colors[0] = factory.ceramic(list(POTS)[int(random.integers(len(POTS)))])
    elif kind == "box":
        size = tuple(random.uniform(0.2, 0.45, 3))
        rounded_box(mesh, 0, (0, size[1] / 2, 0), size, 0.006)
        colors[0] = factory.plain("#b08d62", roughness=0.9)
    elif kind == "ball":
        radius = random.uniform(0.08, 0.14)
        angles = np.linspace(-math.pi / 2, math.pi / 2, 12)
        profile = [(radius * math.cos(a), radius + radius * math.sin(a)) for a in angles]
        lathe(mesh, 0, (0, 0, 0), profile, 20)
    else:
        wide = random.uniform(0.36, 0.5)
        lean = rotation(rx=-random.uniform(0.1, 0.4), ry=random.uniform(-0.6, 0.6))
        thick = 0.12 if kind == "pillow" else 0.2
        cushion(mesh, 0, (0, wide * 0.48, 0), (wide, wide, thick), 0.04, 0.05, lean, axis=2)
    return Prop(mesh.arrays(), tuple(colors), position, random.uniform(-math.pi, math.pi))


def _cloth(random: np.random.Generator) -> Material:
    names = list(TEXTILE_COLORS)
    return textile(
        "fabric", names[int(random.integers(len(names)))], seed=int(random.integers(1 << 16))
    )
