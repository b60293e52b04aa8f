"""How bedrooms are furnished: the bed's head to the wall, tables and lamps at both sides."""

from __future__ import annotations

from backend.studio.rendering.backdrop import BACK, LEFT, RIGHT
from backend.studio.rooms.furnishing import Furnishing, Stance


def furnish_bedroom(room: Furnishing) -> bool:
    plan = room.plan
    bed = room.of("bed")[0]
    outline = room.outlines[bed]
    x = plan.stray(0.5)
    position, turn = plan.against(BACK, outline, x, float(plan.random.uniform(0.01, 0.05)))
    if not plan.put(bed, outline, position, turn):
        return False
    front = position[2] + outline.high[2]
    if not _bedside(room):
        return False
    if not _at_the_foot(room, x, front):
        return False
    for piece in room.of("rug"):
        if not _rug(room, piece, x, front):
            return False
    for piece in room.of("wardrobe"):
        walls = (LEFT, RIGHT, BACK) if plan.random.random() < 0.6 else (BACK, LEFT, RIGHT)
        if not room.along(piece, walls, (0.005, 0.02), 48):
            return False
    for piece in room.of("armchair"):
        if not _armchair(room, piece):
            return False
    for piece in room.of("pendant_lamp"):
        if not _pendant(room, piece, x):
            return False
    return (
        room.light_tables(("side_table",)) and room.rest() and room.hang_all(room.placed("bed")[0])
    )


def _bedside(room: Furnishing) -> bool:
    """A table on each side of the bed, with the lamp if there is one; on one side only where there
    is no space for two."""
    plan = room.plan
    bed = room.placed("bed")[0]
    outline = room.outlines[bed.piece]
    lamps = room.of("table_lamp")
    for piece in room.of("side_table"):
        table = room.outlines[piece]
        gap = float(plan.random.uniform(0.04, 0.12))
        back = float(plan.random.uniform(0.02, 0.08))
        for side in (-1, 1):
            reach = bed.position[0] + (outline.high[0] if side > 0 else outline.low[0])
            place, turn = plan.against(BACK, table, reach + side * (gap + table.width / 2), back)
            if plan.put(piece, table, place, turn, 0.02) and lamps:
                room.set_on(lamps[0], plan.placements[-1])
        if not room.placed("side_table"):
            return False
    return not lamps or bool(room.placed("table_lamp"))


def _at_the_foot(room: Furnishing, x: float, front: float) -> bool:
    plan = room.plan
    for piece in room.of("bench", "ottoman"):
        outline = room.outlines[piece]
        gap = float(plan.random.uniform(0.03, 0.15))
        z = front + gap - outline.low[2]
        tries: list[Stance] = [((x + plan.stray(0.25), 0.0, z), plan.stray(0.03)), ((x, 0.0, z), 0)]
        if not room.first(piece, tries, 0.02):
            return False
    return True


def _rug(room: Furnishing, piece: int, x: float, front: float) -> bool:
    """Under the lower half of the bed and out to its sides and foot; a small one before the foot or
    beside the bed."""
    plan = room.plan
    rug = room.outlines[piece]
    bed = room.outlines[room.placed("bed")[0].piece]
    if rug.width > bed.width + 0.3:
        out = float(plan.random.uniform(0.35, 0.7))
        return room.lay(piece, x, front + out - rug.depth / 2)
    if rug.width > bed.width * 0.6 and rug.width >= rug.depth:
        return room.lay(piece, x, front + rug.depth / 2 - 0.1)
    side = 1 if plan.random.random() < 0.5 else -1
    shorter = min(rug.width, rug.depth)
    return room.lay(piece, x + side * (bed.width / 2 + shorter * 0.3), front - rug.depth * 0.35)


def _pendant(room: Furnishing, piece: int, x: float) -> bool:
    """Above the bed's foot, or beside a bed with a canopy."""
    plan = room.plan
    for attempt in range(24):
        spread = 0.15 + 0.08 * attempt
        z = float(plan.random.uniform(0.9, 1.7 + 0.05 * attempt))
        place = x + float(plan.random.uniform(-spread, spread))
        if room.hang_from_ceiling(piece, place, z, 1.5 - 0.01 * attempt):
            return True
    return False


def _armchair(room: Furnishing, piece: int) -> bool:
    """In a corner or beside the bed, turned towards the middle of the room."""
    plan, outline = room.plan, room.outlines[piece]
    tries: list[Stance] = []
    for attempt in range(50):
        side = 1 if attempt % 2 else -1
        x = side * (plan.width / 2 - outline.width / 2 - float(plan.random.uniform(0.1, 0.4)))
        z = float(plan.random.uniform(0.6, 0.66 * plan.depth))
        tries.append(((x, 0.0, z), -side * float(plan.random.uniform(0.4, 1.1))))
    return room.first(piece, tries, 0.04)
