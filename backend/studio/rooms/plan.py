"""A room's floor and walls while it is being furnished: what is taken, and what still fits.

The back wall is at z = 0, the side walls at x = -width / 2 and width / 2; z grows towards the
viewer, where the room is open; `depth` is how far towards the viewer pieces may stand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.studio.rendering.backdrop import BACK, LEFT, RIGHT
from backend.studio.rooms.outline import Outline

WALLS: Final = (BACK, LEFT, RIGHT)

_SCREENS: Final = ("bookcase", "wardrobe")
_SEEN_ASIDE: Final = 0.4
"""Tall cases also hide what hangs beside them, seen at an angle: this share of their depth."""

_NEAR_WALL: Final = 0.75
"""Metres from a wall within which a piece hides what hangs there."""


class Placement(Struct, frozen=True):
    """Where a piece stands: its index, its origin (metres) and its turn about the vertical
    (radians)."""

    piece: int
    position: tuple[float, float, float]
    turn: float


class Block(Struct, frozen=True):
    """An oriented box: middle, half extents and turn of its plan, and what it spans upwards."""

    x: float
    z: float
    half_width: float
    half_depth: float
    turn: float
    bottom: float
    top: float

    def corners(self) -> NDArray[np.float64]:
        """(4, 2): x and z."""
        c, s = math.cos(self.turn), math.sin(self.turn)
        across = np.array([c, -s]) * self.half_width
        along = np.array([s, c]) * self.half_depth
        middle = np.array([self.x, self.z])
        return np.stack(
            [middle + i * across + j * along for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        )

    def meets(self, other: Block, clearance: float = 0.0) -> bool:
        """They overlap, or come nearer than `clearance` on the plan."""
        if self.bottom >= other.top or other.bottom >= self.top:
            return False
        dx, dz = other.x - self.x, other.z - self.z
        reach = math.hypot(self.half_width, self.half_depth)
        reach += math.hypot(other.half_width, other.half_depth) + clearance
        if dx * dx + dz * dz > reach * reach:
            return False
        # Separating axes: rectangles are apart if they are along one of their four sides.
        for turn in (self.turn, other.turn):
            for ax, az in (
                (math.cos(turn), -math.sin(turn)),
                (math.sin(turn), math.cos(turn)),
            ):
                gap = abs(dx * ax + dz * az) - self._reach(ax, az) - other._reach(ax, az)
                if gap >= clearance:
                    return False
        return True

    def _reach(self, ax: float, az: float) -> float:
        c, s = math.cos(self.turn), math.sin(self.turn)
        return self.half_width * abs(c * ax - s * az) + self.half_depth * abs(s * ax + c * az)


def blocks_of(outline: Outline, position: tuple[float, float, float], turn: float) -> list[Block]:
    """What a piece takes up when it stands there."""
    x, y, z = position
    c, s = math.cos(turn), math.sin(turn)
    blocks = []
    for left, right, back, front in outline.rectangles:
        mx, mz = (left + right) / 2, (back + front) / 2
        blocks.append(
            Block(
                x + c * mx + s * mz,
                z - s * mx + c * mz,
                (right - left) / 2,
                (front - back) / 2,
                turn,
                y + outline.low[1],
                y + outline.high[1],
            )
        )
    return blocks


class Area(Struct, frozen=True):
    """A rectangle on a wall: x (back wall) or z (side walls) from `start` to `end`, y from `bottom`
    to `top`."""

    wall: int
    start: float
    end: float
    bottom: float
    top: float

    def meets(self, other: Area, margin: float = 0.0) -> bool:
        return (
            self.wall == other.wall
            and self.start < other.end + margin
            and other.start < self.end + margin
            and self.bottom < other.top + margin
            and other.bottom < self.top + margin
        )


@dataclass
class FloorPlan:
    """What stands where so far; `jitter` scales how far pieces stray from where they belong."""

    width: float
    depth: float
    height: float
    jitter: float
    random: np.random.Generator
    placements: list[Placement] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)

    def stray(self, spread: float) -> float:
        return float(self.random.uniform(-spread, spread)) * self.jitter

    def is_inside(self, block: Block, margin: float = 0.01) -> bool:
        corners = block.corners()
        return bool(
            np.abs(corners[:, 0]).max() <= self.width / 2 - margin
            and corners[:, 1].min() >= margin - 1e-9
            and corners[:, 1].max() <= self.depth
            and block.top <= self.height + 1e-3
        )

    def fits(self, blocks: list[Block], clearance: float) -> bool:
        return all(self.is_inside(block) for block in blocks) and not any(
            block.meets(taken, clearance) for block in blocks for taken in self.blocks
        )

    def put(
        self,
        piece: int,
        outline: Outline,
        position: tuple[float, float, float],
        turn: float = 0.0,
        clearance: float = 0.04,
    ) -> bool:
        """Place the piece if it fits there."""
        blocks = blocks_of(outline, position, turn)
        if not self.fits(blocks, clearance):
            return False
        self.stand(piece, position, turn, blocks)
        if outline.category in _SCREENS:
            for block in blocks:
                self.areas.extend(self._shadows(block, _SEEN_ASIDE))
        return True

    def stand(
        self, piece: int, position: tuple[float, float, float], turn: float, blocks: list[Block]
    ) -> None:
        """Place the piece, without asking."""
        self.placements.append(Placement(piece, position, turn))
        self.blocks.extend(blocks)
        for block in blocks:
            self.areas.extend(self._shadows(block))

    def against(
        self, wall: int, outline: Outline, along: float, gap: float
    ) -> tuple[tuple[float, float, float], float]:
        """Position and turn of a piece with its back to `wall`, its middle at `along` (x or z) and
        `gap` metres between."""
        middle = (outline.low[0] + outline.high[0]) / 2
        if wall == BACK:
            return (along - middle, 0.0, gap - outline.low[2]), 0.0
        if wall == LEFT:
            x = -self.width / 2 + gap - outline.low[2]
            return (x, 0.0, along + middle), math.pi / 2
        x = self.width / 2 - gap + outline.low[2]
        return (x, 0.0, along - middle), -math.pi / 2

    def span(self, wall: int) -> tuple[float, float]:
        """From where to where a wall is used, x or z; near the viewer side walls are seen askew."""
        return (
            (-self.width / 2, self.width / 2)
            if wall == BACK
            else (
                0.0,
                self.depth * min(1.0, 0.72 + 0.5 * (1.0 - self.jitter)),
            )
        )

    def is_free(self, area: Area, margin: float = 0.08) -> bool:
        start, end = self.span(area.wall)
        return (
            area.start >= start + margin
            and area.end <= end - margin
            and area.bottom >= 0.0
            and area.top <= self.height - margin
            and not any(area.meets(taken, margin) for taken in self.areas)
        )

    def _shadows(self, block: Block, aside: float = 0.0) -> list[Area]:
        """What of the walls the block hides."""
        corners = block.corners()
        low, high = corners.min(axis=0), corners.max(axis=0)
        areas = []
        if low[1] < _NEAR_WALL:
            away = aside * float(high[1])
            start, end = float(low[0]) - away, float(high[0]) + away
            areas.append(Area(BACK, start, end, block.bottom, block.top))
        if low[0] < -self.width / 2 + _NEAR_WALL:
            areas.append(Area(LEFT, float(low[1]), float(high[1]), block.bottom, block.top))
        if high[0] > self.width / 2 - _NEAR_WALL:
            areas.append(Area(RIGHT, float(low[1]), float(high[1]), block.bottom, block.top))
        return areas
