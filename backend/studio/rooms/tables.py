"""How dining rooms and offices are furnished: round a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from backend.studio.rendering.backdrop import BACK
from backend.studio.rooms.furnishing import Furnishing, Stance
from backend.studio.rooms.outline import Outline
from backend.studio.rooms.plan import blocks_of

Edge = tuple[float, float, float, float]
"""A point on a table's edge and the way outwards there: x, z, nx, nz, in the table's own plan."""

_HUTCH: Final = 0.95
"""Height from which on a desk has a back that belongs to a wall, metres."""

_TUCKED: Final = (0.16, 0.12, 0.08, 0.04, 0.0, -0.05, -0.1, -0.16)
"""How far under the table the front of a seat may be, metres."""


def furnish_dining(room: Furnishing) -> bool:
    """The table in the middle, chairs round it, the lamp above, a sideboard at the wall."""
    plan = room.plan
    table = room.of("dining_table")[0]
    outline = room.outlines[table]
    for piece in room.of("sideboard"):
        along = plan.stray(0.8)
        stances = [plan.against(BACK, room.outlines[piece], along * k, 0.01) for k in (1, 0.5, 0)]
        if plan.random.random() < 0.75 and not room.first(piece, stances):
            return False
    against = 0.55 if room.placed("sideboard") else 0.05
    turned = outline.depth > 0 and plan.random.random() < (0.25 if plan.jitter > 0.4 else 0.0)
    turn = (math.pi / 2 if turned else 0.0) + plan.stray(0.04)
    deep = outline.width if turned else outline.depth
    x = plan.stray(0.35)
    z = against + 0.72 + deep / 2 + float(plan.random.uniform(0.0, 0.3))
    stance: Stance = ((x, 0.0, z), turn)
    blocks = blocks_of(outline, *stance)
    if not plan.fits(blocks, 0.3):
        return False
    edges = _edges(outline, room)
    if not _bench(room, outline, stance, edges) or not _chairs(room, outline, stance, edges):
        return False
    plan.stand(table, *stance, blocks)
    for piece in room.of("rug"):
        if not room.lay(piece, x, z):
            return False
    for piece in room.of("pendant_lamp"):
        if not room.hang_from_ceiling(piece, x, z, outline.high[1] + 0.38):
            return False
    anchors = room.placed("sideboard")
    on_back = [each for each in anchors if abs(each.turn) < 0.1]
    return room.rest() and room.hang_all(on_back[0] if on_back else None)


def _edges(table: Outline, room: Furnishing) -> list[Edge]:
    """Places for chairs, opposite ones next to each other."""
    chair = room.outlines[room.of("dining_chair")[0]]
    middle_x = (table.low[0] + table.high[0]) / 2
    middle_z = (table.low[2] + table.high[2]) / 2
    if table.is_round:
        radius = (table.width + table.depth) / 4
        count = int(np.clip(2 * math.pi * (radius + 0.1) / (chair.width + 0.22), 2, 6))
        start = float(room.plan.random.uniform(0, 2 * math.pi))
        angles = [start + 2 * math.pi * k / count for k in range(count)]
        return [
            (
                middle_x + radius * math.sin(a),
                middle_z + radius * math.cos(a),
                math.sin(a),
                math.cos(a),
            )
            for a in angles
        ]
    count = int(np.clip((table.width - 0.12) // (chair.width + 0.1), 1, 4))
    pitch = (table.width - 0.1) / count
    edges: list[Edge] = []
    for k in range(count):
        x = middle_x + (k - (count - 1) / 2) * pitch
        edges += [(x, table.low[2], 0.0, -1.0), (x, table.high[2], 0.0, 1.0)]
    if table.depth > chair.width + 0.1 and (count < 2 or room.plan.random.random() < 0.6):
        edges += [
            (table.low[0], middle_z, -1.0, 0.0),
            (table.high[0], middle_z, 1.0, 0.0),
        ]
    return edges


def _bench(room: Furnishing, table: Outline, stance: Stance, edges: list[Edge]) -> bool:
    """A bench takes the place of the chairs on one long side."""
    for piece in room.of("bench"):
        middle = (table.low[0] + table.high[0]) / 2
        side = 1.0 if room.plan.random.random() < 0.6 else -1.0
        z = table.high[2] if side > 0 else table.low[2]
        if not draw_up(room, piece, table, stance, ((middle, z, 0.0, side),), 0.06):
            return False
        edges[:] = [edge for edge in edges if edge[3] * side < 0.3]
    return True


def _chairs(room: Furnishing, table: Outline, stance: Stance, edges: Sequence[Edge]) -> bool:
    piece = room.of("dining_chair")[0]
    seated = sum(draw_up(room, piece, table, stance, (edge,), 0.1) for edge in edges)
    return seated >= min(2, len(edges)) and seated > 0


def draw_up(
    room: Furnishing,
    piece: int,
    table: Outline,
    stance: Stance,
    edges: Sequence[Edge],
    spread: float,
) -> bool:
    """Draw a seat up to the first of `edges` where it fits, as far under the table as its legs
    allow; it faces the table, give or take `spread` radians."""
    plan, chair = room.plan, room.outlines[piece]
    (x, _, z), turn = stance
    c, s = math.cos(turn), math.sin(turn)
    for ex, ez, nx, nz in edges:
        for tuck in _TUCKED:
            out = chair.high[2] - tuck + abs(plan.stray(0.05))
            lx, lz = ex + nx * out, ez + nz * out
            facing = math.atan2(-nx, -nz) + plan.stray(spread)
            if _is_blocked(chair, table, lx, lz, facing):
                continue
            position = (x + c * lx + s * lz, 0.0, z - s * lx + c * lz)
            if plan.put(piece, chair, position, turn + facing, 0.015):
                return True
    return False


def _is_blocked(chair: Outline, table: Outline, x: float, z: float, facing: float) -> bool:
    """The table's legs are where the chair would be."""
    c, s = math.cos(facing), math.sin(facing)
    dx, dz = table.feet[:, 0] - x, table.feet[:, 1] - z
    across, along = c * dx - s * dz, s * dx + c * dz
    margin = 0.015
    within = (across > chair.low[0] - margin) & (across < chair.high[0] + margin)
    within &= (along > chair.low[2] - margin) & (along < chair.high[2] + margin)
    return bool(within.any())


def furnish_office(room: Furnishing) -> bool:
    """The desk at the back wall or facing the viewer, a chair drawn up to it."""
    plan = room.plan
    desk = room.of("desk")[0]
    outline = room.outlines[desk]
    x = plan.stray(0.5)
    if outline.height > _HUTCH or plan.random.random() < 0.7:
        stance: Stance = plan.against(BACK, outline, x, float(plan.random.uniform(0.02, 0.08)))
    else:
        z = 0.95 + outline.depth / 2 + float(plan.random.uniform(0.1, 0.4))
        stance = ((x, 0.0, z), math.pi + plan.stray(0.08))
    blocks = blocks_of(outline, *stance)
    if not plan.fits(blocks, 0.02):
        return False
    middle = (outline.low[0] + outline.high[0]) / 2
    edges = [
        (middle + share * outline.width, outline.high[2], 0.0, 1.0)
        for share in (0.0, 0.1, -0.1, 0.2, -0.2)
    ]
    for piece in room.of("dining_chair"):
        if not draw_up(room, piece, outline, stance, edges, 0.45):
            return False
    plan.stand(desk, *stance, blocks)
    for piece in room.of("rug"):
        seat = room.placed("dining_chair")
        z = (stance[0][2] + seat[0].position[2]) / 2 if seat else stance[0][2]
        if not room.lay(piece, x, z + 0.15):
            return False
    at_wall = abs(stance[1]) < 0.5
    return (
        room.rest()
        and room.light_tables(("desk",))
        and room.hang_all(room.placed("desk")[0] if at_wall else None)
    )
