"""Habits common to all rooms: what stands in corners, along walls, on tables, what hangs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from backend.studio.rendering.backdrop import BACK, LEFT, RIGHT
from backend.studio.rooms.outline import Outline
from backend.studio.rooms.plan import WALLS, Area, Block, FloorPlan, Placement, blocks_of

Stance = tuple[tuple[float, float, float], float]
"""A position and a turn."""

_TRIES: Final = 48
_EYE_LEVEL: Final = 1.52
"""Height of the middle of what hangs on a wall, metres."""
_FROM_WALL: Final = 0.004


@dataclass(frozen=True)
class Furnishing:
    """A plan and the outlines of the pieces it is for; `wait` holds those not placed yet."""

    plan: FloorPlan
    outlines: Sequence[Outline]

    def of(self, *categories: str) -> list[int]:
        """Pieces of these categories that stand nowhere yet."""
        there = {placement.piece for placement in self.plan.placements}
        return [
            index
            for index, outline in enumerate(self.outlines)
            if outline.category in categories and index not in there
        ]

    def placed(self, *categories: str) -> list[Placement]:
        return [
            placement
            for placement in self.plan.placements
            if self.outlines[placement.piece].category in categories
        ]

    def first(self, piece: int, stances: Iterable[Stance], clearance: float = 0.04) -> bool:
        """Place the piece at the first stance that is free."""
        outline = self.outlines[piece]
        return any(
            self.plan.put(piece, outline, position, turn, clearance) for position, turn in stances
        )

    def along(
        self, piece: int, walls: Sequence[int], gap: tuple[float, float], tries: int = _TRIES
    ) -> bool:
        """Place the piece with its back to one of the walls, wherever it fits."""
        return self.first(piece, self._wall_stances(piece, walls, gap, tries))

    def _wall_stances(
        self, piece: int, walls: Sequence[int], gap: tuple[float, float], tries: int
    ) -> Iterable[Stance]:
        plan, outline = self.plan, self.outlines[piece]
        for number in range(tries):
            wall = walls[number % len(walls)]
            start, end = plan.span(wall)
            half = outline.width / 2 + 0.06
            if end - start <= 2 * half:
                continue
            place = float(plan.random.uniform(start + half, end - half))
            yield plan.against(wall, outline, place, float(plan.random.uniform(*gap)))

    def corner(self, piece: int, near: float | None = None) -> bool:
        """Place the piece in a corner at the back (the one nearer to x = `near` first), else along
        a wall, else in a free spot at the sides."""
        plan, outline = self.plan, self.outlines[piece]
        sides = [-1, 1] if plan.random.random() < 0.5 else [1, -1]
        if near is not None:
            sides = [int(math.copysign(1, near)), -int(math.copysign(1, near))]
        stances: list[Stance] = []
        for spread in (0.12, 0.3, 0.6):
            for side in sides:
                for _ in range(3):
                    x = side * (plan.width / 2 - outline.width / 2 - 0.08)
                    x -= side * float(plan.random.uniform(0, spread))
                    z = outline.depth / 2 + 0.08 + float(plan.random.uniform(0, spread))
                    turn = plan.stray(0.5)
                    stances.append(((x, 0.0, z), turn))
        reach = (0.42 + 0.5 * (1.0 - plan.jitter)) * plan.depth
        for number in range(30):
            side = sides[number % 2]
            x = side * (plan.width / 2 - outline.width / 2 - plan.random.uniform(0.08, 0.4))
            z = outline.depth / 2 + 0.1 + plan.random.uniform(0.0, reach)
            stances.append(((float(x), 0.0, float(z)), plan.stray(0.5)))
        return self.first(piece, stances, 0.02)

    def lay(self, piece: int, x: float, z: float) -> bool:
        """Lay a rug with its middle there or as near as the walls allow; it is in nobody's way."""
        plan, outline = self.plan, self.outlines[piece]
        for turn in (0.0, math.pi / 2):
            wide, deep = outline.width, outline.depth
            if turn:
                wide, deep = deep, wide
            slack = plan.width / 2 - wide / 2 - 0.06
            if slack < 0 or deep + 0.1 > plan.depth + 0.5:
                continue
            x = min(max(x, -slack), slack)
            z = max(z, deep / 2 + 0.06)
            plan.placements.append(Placement(piece, (x, 0.0, z), turn + plan.stray(0.03)))
            return True
        return False

    def set_on(self, piece: int, carrier: Placement, aside: float = 0.0) -> bool:
        """Stand the piece on another, `aside` of half its width from the middle."""
        plan, outline, table = self.plan, self.outlines[piece], self.outlines[carrier.piece]
        radius = min(max(0.22 * min(outline.width, outline.depth), 0.04), 0.08)
        middle_x = (table.low[0] + table.high[0]) / 2
        middle_z = (table.low[2] + table.high[2]) / 2
        c, s = math.cos(carrier.turn), math.sin(carrier.turn)
        for number in range(30):
            spread = 0.1 + 0.012 * number
            local_x = middle_x + (aside + plan.stray(spread)) * table.width / 2
            local_z = middle_z + plan.stray(spread) * table.depth / 2
            rest = table.resting_height(local_x, local_z, radius)
            if rest is None or rest < 0.45 * table.high[1]:
                continue
            position = (
                carrier.position[0] + c * local_x + s * local_z,
                carrier.position[1] + rest,
                carrier.position[2] - s * local_x + c * local_z,
            )
            turn = carrier.turn + plan.stray(0.4)
            blocks = blocks_of(outline, position, turn)
            # Whatever it stands on may have a rim that is higher.
            above = carrier.position[1] + table.high[1]
            free = [_shade_of(block, above) for block in blocks]
            if plan.fits(free, 0.0):
                plan.stand(piece, position, turn, blocks)
                return True
        return False

    def light_tables(self, carriers: Sequence[str]) -> bool:
        """Stand the table lamps that wait on carriers, the first kind first."""
        for piece in self.of("table_lamp"):
            tables = [each for name in carriers for each in self.placed(name)]
            if not any(
                self.set_on(piece, table, aside)
                for table in tables
                for aside in self._places_on(table)
            ):
                return False
        return True

    def _places_on(self, table: Placement) -> tuple[float, ...]:
        if self.outlines[table.piece].category == "side_table":
            return (0.0,)
        side = 1 if self.plan.random.random() < 0.5 else -1
        return (side * 0.62, -side * 0.62, side * 0.4, 0.0)

    def hang(self, piece: int, over: Placement | None) -> bool:
        """Hang art or a mirror: over a piece if it is free there, else on any free wall."""
        plan, outline = self.plan, self.outlines[piece]
        places: list[tuple[int, float, float]] = []
        if over is not None:
            below = self.outlines[over.piece].high[1]
            x = over.position[0]
            for reach in (0.1, 0.35, 0.8):
                for _ in range(4):
                    places.append((BACK, x + plan.stray(reach), below + 0.16))
        for walls in ((BACK,), (BACK, LEFT, RIGHT)):
            for number in range(_TRIES):
                wall = walls[number % len(walls)]
                start, end = plan.span(wall)
                half = outline.width / 2 + 0.1
                if end - start > 2 * half:
                    places.append((wall, float(plan.random.uniform(start + half, end - half)), 0.0))
        for wall, along, above in places:
            bottom = max(_EYE_LEVEL - outline.height / 2 + plan.stray(0.06), above, 0.5)
            highest = plan.height - 0.1 - outline.height
            if highest < bottom:
                bottom = max(highest, above - 0.1, 0.2)
            half = outline.width / 2
            area = Area(wall, along - half, along + half, bottom, bottom + outline.height)
            if plan.is_free(area):
                (x, _, z), turn = plan.against(wall, outline, along, _FROM_WALL)
                plan.placements.append(Placement(piece, (x, bottom - outline.low[1], z), turn))
                plan.areas.append(area)
                return True
        return False

    def hang_all(self, over: Placement | None) -> bool:
        """Hang or stand what belongs to walls: mirrors as tall as a person stand on the floor."""
        for piece in self.of("mirror"):
            outline = self.outlines[piece]
            stands = outline.height > 1.38 or outline.depth > 0.2
            if stands and not self.along(piece, WALLS, (0.02, 0.06), 40):
                return False
            if not stands and not self.hang(piece, None):
                return False
        return all(self.hang(piece, over) for piece in self.of("wall_art"))

    def hang_from_ceiling(self, piece: int, x: float, z: float, lowest: float) -> bool:
        """Hang a lamp with its cord's end at the ceiling, its foot no lower than `lowest`."""
        plan, outline = self.plan, self.outlines[piece]
        y = plan.height - outline.high[1]
        if y + outline.low[1] < lowest:
            return False
        position, turn = (x, y, z), plan.stray(0.3)
        blocks = blocks_of(outline, position, turn)
        if not plan.fits(blocks, 0.0):
            return False
        plan.stand(piece, position, turn, blocks)
        return True

    def rest(self) -> bool:
        """Place what may stand anywhere: cases along walls, then lamps and plants in corners."""
        for piece in self.of("bookcase", "wardrobe", "sideboard", "tv_stand"):
            back_first = self.plan.random.random() < 0.6
            walls = (BACK, LEFT, RIGHT) if back_first else (LEFT, RIGHT, BACK)
            if not self.along(piece, walls, (0.005, 0.03), 48):
                return False
        return all(self.corner(piece) for piece in self.of("floor_lamp", "plant"))


def _shade_of(block: Block, bottom: float) -> Block:
    """What a lamp takes up above the table it stands on: its shade, whose rim may reach over the
    arm of a seat."""
    low = max(block.bottom + 0.4 * (block.top - block.bottom), bottom)
    return Block(
        block.x,
        block.z,
        0.6 * block.half_width,
        0.6 * block.half_depth,
        block.turn,
        low,
        max(block.top, low + 0.05),
    )
