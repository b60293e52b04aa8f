"""Pieces of the right size and no beauty: tables have legs, everything else is a box."""

from __future__ import annotations

import numpy as np

from backend.studio.designs.design import Role
from backend.studio.furniture.piece import Piece
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh
from backend.studio.materials import factory
from backend.studio.rooms.outline import Outline, outline_of

SIZES = {
    "sofa": (2.1, 0.82, 0.92),
    "sectional": (2.7, 0.82, 1.6),
    "armchair": (0.8, 0.85, 0.82),
    "dining_chair": (0.48, 0.88, 0.52),
    "stool": (0.4, 0.5, 0.4),
    "bench": (1.2, 0.46, 0.4),
    "ottoman": (0.6, 0.42, 0.5),
    "dining_table": (1.7, 0.75, 0.9),
    "coffee_table": (1.1, 0.4, 0.6),
    "side_table": (0.48, 0.52, 0.45),
    "desk": (1.3, 0.75, 0.65),
    "bed": (1.7, 1.1, 2.1),
    "sideboard": (1.6, 0.8, 0.44),
    "wardrobe": (1.3, 2.0, 0.6),
    "bookcase": (0.95, 1.9, 0.34),
    "tv_stand": (1.6, 0.5, 0.42),
    "floor_lamp": (0.4, 1.6, 0.4),
    "table_lamp": (0.3, 0.5, 0.3),
    "pendant_lamp": (0.5, 0.9, 0.5),
    "rug": (2.3, 0.012, 1.6),
    "mirror": (0.6, 0.8, 0.03),
    "wall_art": (0.6, 0.75, 0.03),
    "plant": (0.6, 1.1, 0.6),
}
TABLES = ("dining_table", "coffee_table", "side_table", "desk")


def stand_in(category: str, number: int, random: np.random.Generator) -> Piece:
    width, height, depth = (extent * float(random.uniform(0.82, 1.2)) for extent in SIZES[category])
    mesh = Mesh(number)
    # What hangs on walls has its back at z = 0.
    middle = depth / 2 if category in ("mirror", "wall_art") else 0.0
    if category in TABLES:
        rounded_box(mesh, Role.FRAME, (0, height - 0.02, 0), (width, 0.04, depth))
        for x in (-1, 1):
            for z in (-1, 1):
                foot = (x * (width / 2 - 0.05), height / 2 - 0.02, z * (depth / 2 - 0.05))
                rounded_box(mesh, Role.FRAME, foot, (0.05, height - 0.04, 0.05))
    else:
        rounded_box(mesh, Role.FRAME, (0, height / 2, middle), (width, height, depth))
    if category == "sectional":
        raise ValueError("a sectional is no box: see chaise")
    color = f"#{int(random.integers(1 << 24)):06x}"
    return Piece(f"{category}-{number}", category, mesh.arrays(), (factory.plain(color),))


def chaise(number: int, random: np.random.Generator) -> Piece:
    """A sectional with its long seat at one end: an L."""
    side = 1 if random.random() < 0.5 else -1
    mesh = Mesh(number)
    rounded_box(mesh, Role.FRAME, (0, 0.4, -0.35), (2.7, 0.8, 0.9))
    rounded_box(mesh, Role.FRAME, (side * 0.95, 0.22, 0.4), (0.8, 0.44, 0.8))
    return Piece(f"sectional-{number}", "sectional", mesh.arrays(), (factory.plain("#557766"),))


def pieces_for(slots: tuple[str, ...], random: np.random.Generator) -> list[Piece]:
    return [
        chaise(number, random) if category == "sectional" else stand_in(category, number, random)
        for number, category in enumerate(slots)
    ]


def outlines_for(pieces: list[Piece]) -> list[Outline]:
    return [outline_of(piece.category, piece.mesh) for piece in pieces]
