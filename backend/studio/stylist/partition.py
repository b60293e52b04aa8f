"""log Z of a room's slots: the sum of exp(energy) over all ways to fill them."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.studio.kernel import kernel
from backend.studio.seeds import generator
from backend.studio.stylist.board import Board, energy_of, fill_uniformly, is_used, sweep

ENUMERATED: Final = 300_000
"""Fills up to which all are added up; beyond, log Z is estimated."""

CHAINS: Final = 400
TEMPERATURES: Final = 80


class LogPartition(Struct, frozen=True):
    """log Z and its standard error, 0 where it is exact."""

    value: float
    error: float


def log_partition(
    board: Board, strength: float = 1.0, chains: int = CHAINS, temperatures: int = TEMPERATURES
) -> LogPartition:
    """Exact where the fills are few or the slots are two, else by annealed importance sampling
    (Neal, Statistics and Computing 11, 2001): the same figure at every call."""
    slots = len(board.starts)
    if slots <= 2 or board.log_fills <= math.log(ENUMERATED):
        exact = _enumerate(board.energies, board.offsets, board.starts, board.sizes, strength)
        return LogPartition(exact, 0.0)
    uniforms = generator(0, "partition").random((chains, temperatures, slots))
    weights = np.empty(chains)
    _anneal(board.energies, board.offsets, board.starts, board.sizes, strength, uniforms, weights)
    highest = float(weights.max())
    ratios = np.exp(weights - highest)
    mean = float(ratios.mean())
    error = float(ratios.std(ddof=1)) / math.sqrt(chains) / mean
    return LogPartition(board.log_fills + highest + math.log(mean), error)


@kernel
def _enumerate(
    energies: NDArray[np.float32],
    offsets: NDArray[np.float32],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    strength: float,
) -> float:
    """log of the sum over all fills, counting through them like an odometer."""
    slots = len(starts)
    fill = starts.copy()
    highest, total = 0.0, 0.0
    while True:
        allowed = True
        for slot in range(1, slots):
            allowed = allowed and not is_used(fill, slot, slot, fill[slot])
        if allowed:
            energy = strength * energy_of(energies, offsets, fill)
            if energy > highest:
                total *= math.exp(highest - energy)
                highest = energy
            total += math.exp(energy - highest)
        slot = slots - 1
        while slot >= 0:
            fill[slot] += 1
            if fill[slot] < starts[slot] + sizes[slot]:
                break
            fill[slot] = starts[slot]
            slot -= 1
        if slot < 0:
            return highest + math.log(total)


@kernel
def _anneal(
    energies: NDArray[np.float32],
    offsets: NDArray[np.float32],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    strength: float,
    uniforms: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """Log weights (chains,) from a uniform fill to full strength; uniforms (chains, steps, k)."""
    fill = np.empty(len(starts), np.int64)
    scratch = np.empty(sizes.max(), np.float32)
    steps = uniforms.shape[1]
    for chain in range(uniforms.shape[0]):
        fill_uniformly(starts, sizes, uniforms[chain, 0], fill)
        out[chain] = 0.0
        for step in range(1, steps + 1):
            out[chain] += strength / steps * energy_of(energies, offsets, fill)
            if step < steps:
                heat = strength * step / steps
                sweep(energies, offsets, starts, sizes, fill, heat, uniforms[chain, step], scratch)
