"""Proportions of upholstered seating in the eight styles: what tells them apart by shape alone."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from backend.studio.furniture.parts.choices import Range


class Proportions(Struct, frozen=True, kw_only=True):
    """Ranges in metres; heights are above the floor, `arm_rise` above the seat."""

    leg_height: Range
    depth: Range
    seat_height: Range
    back_height: Range
    arm_rise: Range
    arm_width: Range
    cushion: Range  # thickness of a seat cushion
    rake: Range  # of the back, radians
    softness: Range  # radius of upholstered edges
    bases: tuple[str, ...]  # box, rail, platform, skirt, floor
    tops: tuple[str, ...]  # of backs: straight, camel, arch, stepped, rolled, wings
    plans: tuple[str, ...]  # straight, curved
    pillows: tuple[str, ...]  # none, square, pair, bolsters, mixed


SEATING: Final = {
    "midcentury": Proportions(
        leg_height=(0.15, 0.22), depth=(0.78, 0.90), seat_height=(0.40, 0.44),
        back_height=(0.74, 0.84), arm_rise=(0.12, 0.20), arm_width=(0.06, 0.10),
        cushion=(0.10, 0.14), rake=(0.16, 0.26), softness=(0.018, 0.035),
        bases=("rail", "box", "rail", "platform"), tops=("straight", "straight", "arch"),
        plans=("straight",) * 5 + ("curved",), pillows=("none", "bolsters", "bolsters", "square"),
    ),
    "scandinavian": Proportions(
        leg_height=(0.14, 0.20), depth=(0.80, 0.92), seat_height=(0.41, 0.46),
        back_height=(0.76, 0.88), arm_rise=(0.13, 0.20), arm_width=(0.07, 0.12),
        cushion=(0.12, 0.16), rake=(0.12, 0.20), softness=(0.03, 0.05),
        bases=("box", "rail", "box"), tops=("straight", "straight", "arch"),
        plans=("straight",), pillows=("none", "square", "pair", "mixed"),
    ),
    "industrial": Proportions(
        leg_height=(0.11, 0.17), depth=(0.88, 1.0), seat_height=(0.40, 0.45),
        back_height=(0.72, 0.82), arm_rise=(0.16, 0.24), arm_width=(0.12, 0.20),
        cushion=(0.14, 0.19), rake=(0.05, 0.12), softness=(0.012, 0.022),
        bases=("box", "metal", "metal"), tops=("straight",),
        plans=("straight",), pillows=("none", "none", "square"),
    ),
    "traditional": Proportions(
        leg_height=(0.10, 0.15), depth=(0.86, 0.98), seat_height=(0.43, 0.47),
        back_height=(0.86, 1.0), arm_rise=(0.15, 0.22), arm_width=(0.14, 0.21),
        cushion=(0.13, 0.18), rake=(0.10, 0.16), softness=(0.03, 0.05),
        bases=("box", "skirt", "rail"), tops=("camel", "rolled", "straight", "wings", "camel"),
        plans=("straight",), pillows=("none", "pair", "bolsters", "mixed"),
    ),
    "contemporary": Proportions(
        leg_height=(0.04, 0.13), depth=(0.92, 1.0), seat_height=(0.39, 0.43),
        back_height=(0.64, 0.76), arm_rise=(0.10, 0.22), arm_width=(0.13, 0.28),
        cushion=(0.17, 0.24), rake=(0.04, 0.12), softness=(0.015, 0.06),
        bases=("box", "floor", "floor", "platform"), tops=("straight", "straight", "stepped"),
        plans=("straight", "straight", "straight", "curved"),
        pillows=("none", "none", "square", "pair"),
    ),
    "boho": Proportions(
        leg_height=(0.09, 0.17), depth=(0.84, 0.98), seat_height=(0.38, 0.43),
        back_height=(0.72, 0.88), arm_rise=(0.12, 0.22), arm_width=(0.08, 0.14),
        cushion=(0.15, 0.20), rake=(0.14, 0.24), softness=(0.04, 0.06),
        bases=("rail", "platform", "box", "rail"), tops=("straight", "arch", "arch"),
        plans=("straight", "straight", "straight", "curved"),
        pillows=("mixed", "mixed", "pair", "bolsters"),
    ),
    "rustic": Proportions(
        leg_height=(0.09, 0.15), depth=(0.88, 1.0), seat_height=(0.42, 0.46),
        back_height=(0.80, 0.94), arm_rise=(0.16, 0.24), arm_width=(0.15, 0.24),
        cushion=(0.15, 0.21), rake=(0.12, 0.18), softness=(0.04, 0.06),
        bases=("skirt", "platform", "rail", "box"), tops=("straight", "rolled", "straight"),
        plans=("straight",), pillows=("square", "pair", "mixed", "none"),
    ),
    "glam": Proportions(
        leg_height=(0.09, 0.19), depth=(0.82, 0.94), seat_height=(0.41, 0.46),
        back_height=(0.74, 0.92), arm_rise=(0.14, 0.24), arm_width=(0.10, 0.16),
        cushion=(0.11, 0.16), rake=(0.05, 0.12), softness=(0.03, 0.055),
        bases=("box", "box", "metal", "floor"), tops=("straight", "arch", "wings", "camel"),
        plans=("straight", "curved", "straight"), pillows=("pair", "none", "bolsters", "square"),
    ),
}  # fmt: skip
