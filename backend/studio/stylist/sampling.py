"""Rooms drawn from the stylist's distribution, by Gibbs sampling from a uniform start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from backend.studio.stylist.board import run_chain
from backend.studio.stylist.model import Slots, Stylist

SWEEPS: Final = 200
"""Times that every slot is drawn anew; see the documentation for how far less would do."""


def draw_room(
    stylist: Stylist,
    slots: Sequence[str],
    generator: np.random.Generator,
    sweeps: int = SWEEPS,
    strength: float = 1.0,
) -> Slots:
    """Ids of one listing for each slot; never one in two slots.

    `strength` multiplies the energy: 1 is the stylist's own distribution, 0 is chance.
    """
    board = stylist.board(slots)
    fill = np.empty(len(slots), np.int64)
    uniforms = generator.random((sweeps + 1, len(slots)))
    run_chain(board.energies, board.offsets, board.starts, board.sizes, strength, uniforms, fill)
    return tuple(stylist.listings[row].listing for row in fill)


def draw_rooms(
    stylist: Stylist,
    slots_of_rooms: Sequence[Sequence[str]],
    generator: np.random.Generator,
    sweeps: int = SWEEPS,
    strength: float = 1.0,
) -> list[tuple[str, ...]]:
    """One room for each entry, independent of one another."""
    return [draw_room(stylist, slots, generator, sweeps, strength) for slots in slots_of_rooms]
