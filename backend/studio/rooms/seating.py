"""How living rooms and reading corners are furnished: round a seat."""

from __future__ import annotations

import math

from backend.studio.rendering.backdrop import BACK
from backend.studio.rooms.furnishing import Furnishing, Stance


def furnish_living(room: Furnishing) -> bool:
    """The sofa before the back wall, facing the viewer, everything else round it."""
    plan = room.plan
    sofa = room.of("sofa", "sectional")[0]
    outline = room.outlines[sofa]
    side = 1 if plan.random.random() < 0.5 else -1
    gap = float(plan.random.uniform(0.03, 0.03 + 0.35 * plan.jitter))
    slack = max(0.0, plan.width / 2 - outline.width / 2 - 0.1)
    x = min(max(plan.stray(0.75), -slack), slack)
    position, turn = plan.against(BACK, outline, x, gap)
    if not plan.put(sofa, outline, position, turn):
        return False
    front = gap + outline.depth
    table_x, table_z = _coffee_table(room, x, front)
    if table_z < 0:
        return False
    for rug in room.of("rug"):
        depth = room.outlines[rug].depth
        under = float(plan.random.uniform(0.15, 0.4))
        if not room.lay(rug, x + plan.stray(0.12), front - under + depth / 2):
            return False
    return (
        _side_tables(room, side)
        and _armchairs(room, -side, table_x, table_z)
        and _ottomans(room, table_x, table_z)
        and _floor_lamps(room, side)
        and room.rest()
        and room.light_tables(("side_table", "sideboard", "tv_stand"))
        and room.hang_all(room.placed("sofa", "sectional")[0])
    )


def _coffee_table(room: Furnishing, x: float, front: float) -> tuple[float, float]:
    """Its middle; z is -1 where it fits nowhere."""
    plan = room.plan
    piece = room.of("coffee_table")[0]
    outline = room.outlines[piece]
    # A chaise leaves less room before one half of the seat: try nearer and to the side first.
    tries: list[Stance] = []
    for back in (-0.95, -0.75, -0.55, 0.0):
        for aside in (0.0, 0.35, -0.35, 0.7, -0.7, 0.95, -0.95):
            z = front + back + float(plan.random.uniform(0.35, 0.45)) - outline.low[2]
            tries.append(((x + aside + plan.stray(0.06), 0.0, z), plan.stray(0.04)))
    if not room.first(piece, tries, 0.3):
        return x, -1.0
    place = plan.placements[-1].position
    return place[0], place[2]


def _armchairs(room: Furnishing, side: int, table_x: float, table_z: float) -> bool:
    """Beside the coffee table, turned towards it; a second one opposite or next to the first."""
    plan = room.plan
    for number, piece in enumerate(room.of("armchair")):
        outline = room.outlines[piece]
        first = side if number == 0 else -side
        tries: list[Stance] = []
        for attempt in range(60):
            where = first if attempt % 3 < 2 else -first
            away = float(plan.random.uniform(0.75, 1.15 + 0.012 * attempt)) + outline.width / 2
            x = table_x + where * away
            z = table_z + float(plan.random.uniform(-0.25, 0.75))
            turn = math.atan2(table_x - x, max(0.12, table_z + 0.25 - z) + 0.35) * 0.9
            # Never with its back straight to the viewer.
            turn = min(max(turn + plan.stray(0.2), -1.75), 1.75)
            tries.append(((x, 0.0, z), turn))
        if not room.first(piece, tries, 0.06):
            return False
    return True


def _side_tables(room: Furnishing, side: int) -> bool:
    """At the end of the sofa, in line with its seat."""
    plan = room.plan
    sofa = room.placed("sofa", "sectional")[0]
    outline = room.outlines[sofa.piece]
    for piece in room.of("side_table"):
        table = room.outlines[piece]
        tries: list[Stance] = []
        for attempt in range(24):
            where = side if attempt % 2 == 0 else -side
            reach = outline.high[0] if where > 0 else -outline.low[0]
            x = sofa.position[0] + where * (
                reach + table.width / 2 + float(plan.random.uniform(0.045, 0.14))
            )
            back = sofa.position[2] + outline.low[2]
            z = back + float(plan.random.uniform(0.3, 0.65)) + 0.01 * attempt
            tries.append(((x, 0.0, max(z, table.depth / 2 + 0.03)), plan.stray(0.1)))
        if not room.first(piece, tries, 0.03) and not room.corner(piece):
            return False
    return True


def _floor_lamps(room: Furnishing, side: int) -> bool:
    """Beside or just behind the end of the sofa."""
    plan = room.plan
    sofa = room.placed("sofa", "sectional")[0]
    outline = room.outlines[sofa.piece]
    for piece in room.of("floor_lamp"):
        lamp = room.outlines[piece]
        tries: list[Stance] = []
        for attempt in range(24):
            where = -side if attempt % 2 == 0 else side
            reach = outline.high[0] if where > 0 else -outline.low[0]
            x = sofa.position[0] + where * (
                reach + lamp.width / 2 + float(plan.random.uniform(0.05, 0.3 + 0.02 * attempt))
            )
            z = lamp.depth / 2 + float(plan.random.uniform(0.06, 0.4))
            tries.append(((x, 0.0, z), plan.stray(0.4)))
        if not room.first(piece, tries, 0.02) and not room.corner(piece):
            return False
    return True


def _ottomans(room: Furnishing, x: float, z: float) -> bool:
    """On the viewer's side of the coffee table, or before an armchair."""
    plan = room.plan
    for piece in room.of("ottoman"):
        tries: list[Stance] = [_before(room, chair.position, chair.turn, piece, chair.piece)
                               for chair in room.placed("armchair")]  # fmt: skip
        for attempt in range(40):
            angle = float(plan.random.uniform(-1.1, 1.1))
            away = float(plan.random.uniform(0.8, 1.2)) + 0.02 * attempt
            place = (x + math.sin(angle) * away * 1.2, 0.0, z + math.cos(angle) * away)
            tries.append((place, plan.stray(0.4)))
        if not room.first(piece, tries, 0.05):
            return False
    return True


def _before(
    room: Furnishing, position: tuple[float, float, float], turn: float, piece: int, chair: int
) -> Stance:
    """Where a footstool stands before a chair."""
    plan = room.plan
    gap = float(plan.random.uniform(0.1, 0.28))
    away = room.outlines[chair].high[2] + gap - room.outlines[piece].low[2]
    x, _, z = position
    spot = (x + math.sin(turn) * away, 0.0, z + math.cos(turn) * away)
    return spot, turn + plan.stray(0.2)


def furnish_reading(room: Furnishing) -> bool:
    """An armchair turned a little, a lamp at its shoulder, a table at its hand."""
    plan = room.plan
    chair = room.of("armchair")[0]
    outline = room.outlines[chair]
    side = 1 if plan.random.random() < 0.5 else -1
    x = side * float(plan.random.uniform(0.1, 0.6)) * plan.jitter
    z = outline.depth / 2 + float(plan.random.uniform(0.35, 0.75))
    turn = -side * float(plan.random.uniform(0.15, 0.65))
    if not plan.put(chair, outline, (x, 0.0, z), turn):
        return False
    for piece in room.of("rug"):
        if not room.lay(piece, x * 0.8, z + float(plan.random.uniform(0.3, 0.6))):
            return False
    for piece in room.of("ottoman"):
        stances = [_before(room, (x, 0.0, z), turn, piece, chair) for _ in range(6)]
        if not room.first(piece, stances, 0.04):
            return False
    for piece in room.of("side_table", "stool"):
        if not _beside(room, piece, x, z, side):
            return False
    for piece in room.of("floor_lamp"):
        if not _beside(room, piece, x, z - 0.25, -side):
            return False
    seat = room.placed("armchair")[0]
    return room.rest() and room.hang_all(seat)


def _beside(room: Furnishing, piece: int, x: float, z: float, side: int) -> bool:
    plan = room.plan
    half = room.outlines[piece].width / 2
    tries: list[Stance] = []
    for attempt in range(40):
        where = side if attempt % 3 < 2 else -side
        away = 0.5 + half + float(plan.random.uniform(0.0, 0.2 + 0.015 * attempt))
        tries.append(
            (
                (x + where * away, 0.0, z + float(plan.random.uniform(-0.25, 0.3))),
                plan.stray(0.4),
            )
        )
    return room.first(piece, tries, 0.03) or room.corner(piece)
