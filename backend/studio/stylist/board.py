"""The slots of a room with all that may fill them, and the compiled steps of a Markov chain there.

A fill is one listing a slot, as rows of the energy matrix. No listing stands in two slots. The
kernels draw from the uniform numbers they are given, so that a chain depends on its seed alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.kernel import kernel

NEVER: Final = -1e30
"""Instead of an energy, so that a listing in use is not taken for the likeliest one."""


@dataclass(frozen=True)
class Board:
    """k slots over N listings that are sorted by category.

    Slot i takes the listings `starts[i]` to `starts[i] + sizes[i] - 1`.
    """

    energies: NDArray[np.float32]  # (N, N), symmetric; filled in where two slots' listings meet
    offsets: NDArray[np.float32]  # (N,) what each listing adds by itself
    starts: NDArray[np.int64]  # (k,)
    sizes: NDArray[np.int64]  # (k,)

    @property
    def log_fills(self) -> float:
        """Logarithm of the number of ways to fill the slots."""
        total, seen = 0.0, dict[int, int]()
        for start, size in zip(self.starts.tolist(), self.sizes.tolist(), strict=True):
            used = seen.get(start, 0)
            total += math.log(size - used)
            seen[start] = used + 1
        return total


@kernel
def is_used(fill: NDArray[np.int64], slots: int, but: int, listing: int) -> bool:
    for slot in range(slots):  # noqa: SIM110  # any() over a generator does not compile
        if slot != but and fill[slot] == listing:
            return True
    return False


@kernel
def mask(
    starts: NDArray[np.int64],
    fill: NDArray[np.int64],
    slot: int,
    partner: int,
    weights: NDArray[np.float32],
    value: float,
) -> None:
    """Gives `value` to the listings of a slot's category that stand in slots but these two."""
    for other in range(len(fill)):
        if other not in (slot, partner) and starts[other] == starts[slot]:
            weights[fill[other] - starts[slot]] = value


@kernel
def fill_uniformly(
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    uniforms: NDArray[np.float64],
    fill: NDArray[np.int64],
) -> None:
    """Any fill, all equally likely, into `fill` (k,); uniforms (k,)."""
    for slot in range(len(starts)):
        taken = 0
        for earlier in range(slot):
            taken += starts[earlier] == starts[slot]
        place = int(uniforms[slot] * (sizes[slot] - taken))
        listing = starts[slot]
        while True:  # the `place`-th of those that are not taken
            if not is_used(fill, slot, slot, listing):
                if place == 0:
                    break
                place -= 1
            listing += 1
        fill[slot] = listing


@kernel
def energy_of(
    energies: NDArray[np.float32], offsets: NDArray[np.float32], fill: NDArray[np.int64]
) -> float:
    total = 0.0
    for i in range(len(fill)):
        total += offsets[fill[i]]
        for j in range(i):
            total += energies[fill[i], fill[j]]
    return total


@kernel
def slot_distribution(
    energies: NDArray[np.float32],
    offsets: NDArray[np.float32],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    fill: NDArray[np.int64],
    slot: int,
    partner: int,
    strength: float,
    weights: NDArray[np.float32],
) -> float:
    """Unnormalised P(slot = listing | all slots but its partner) into weights[: sizes[slot]];
    returns its sum. A slot that is its own partner has all the others given."""
    start, size = starts[slot], sizes[slot]
    weights[:size] = offsets[start : start + size]
    for other in range(len(fill)):
        if other not in (slot, partner):
            row = energies[fill[other]]
            for candidate in range(size):
                weights[candidate] += row[start + candidate]
    mask(starts, fill, slot, partner, weights, NEVER)
    highest = weights[0]
    for candidate in range(size):
        highest = max(highest, weights[candidate])
    for candidate in range(size):
        weights[candidate] = math.exp(np.float32(strength) * (weights[candidate] - highest))
    mask(starts, fill, slot, partner, weights, 0.0)
    total = 0.0
    for candidate in range(size):
        total += weights[candidate]
    return total


@kernel
def choose(weights: NDArray[np.float32], size: int, rest: float) -> int:
    """The first place at which the weights add up to more than `rest`."""
    chosen = 0
    for candidate in range(size):
        if weights[candidate] > 0.0:
            chosen = candidate
            rest -= weights[candidate]
            if rest < 0.0:
                break
    return chosen


@kernel
def sweep(
    energies: NDArray[np.float32],
    offsets: NDArray[np.float32],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    fill: NDArray[np.int64],
    strength: float,
    uniforms: NDArray[np.float64],
    weights: NDArray[np.float32],
) -> None:
    """One Gibbs step for each slot in turn; uniforms (k,), weights (largest size,) is scratch."""
    for slot in range(len(fill)):
        total = slot_distribution(
            energies, offsets, starts, sizes, fill, slot, slot, strength, weights
        )
        fill[slot] = starts[slot] + choose(weights, sizes[slot], uniforms[slot] * total)


@kernel
def run_chain(
    energies: NDArray[np.float32],
    offsets: NDArray[np.float32],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    strength: float,
    uniforms: NDArray[np.float64],
    fill: NDArray[np.int64],
) -> None:
    """From a uniform start, one sweep for each further row of uniforms (sweeps + 1, k)."""
    weights = np.empty(sizes.max(), np.float32)
    fill_uniformly(starts, sizes, uniforms[0], fill)
    for step in range(1, len(uniforms)):
        sweep(energies, offsets, starts, sizes, fill, strength, uniforms[step], weights)
