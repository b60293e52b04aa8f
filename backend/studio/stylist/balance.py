"""Offsets of listings such that the stylist's rooms use all of a category equally often.

Without them the listings that go with everything would be in every room, and who only knows what
is popular would answer many of the questions about taste. What is popular is the shoppers' affair.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.kernel import kernel
from backend.studio.seeds import generator
from backend.studio.stylist.board import choose, fill_uniformly, slot_distribution
from backend.studio.stylist.model import Stylist

ROUNDS: Final = 200
FEWEST_CHAINS: Final = 200
MOST_CHAINS: Final = 1500
CHAINS_OF_A_LISTING: Final = 0.6
"""The more listings, the more chains it takes to see each of them as often."""

SWEEPS: Final = 8
"""Of every chain in a round."""
RATE: Final = 0.15


def balanced(stylist: Stylist, slots_of_rooms: Sequence[Sequence[str]]) -> Stylist:
    """The same stylist with offsets that are fair over these rooms.

    Stochastic approximation with persistent chains: where a listing's expected part of its
    category's places is too high, its offset goes down by the logarithm of it, many times and a
    little each; the offsets of the second half of the rounds are averaged. The outcome depends on
    the listings and the slots alone, not on their order. Without rooms there is nothing to balance.
    """
    if not slots_of_rooms:
        return stylist
    ordered = sorted(tuple(sorted(slots)) for slots in slots_of_rooms)
    wanted = int(CHAINS_OF_A_LISTING * len(stylist.listings))
    chains = min(max(wanted, FEWEST_CHAINS), MOST_CHAINS)
    picked = [ordered[place] for place in np.linspace(0, len(ordered) - 1, chains).astype(int)]
    boards = [stylist.board(slots) for slots in picked]
    numbers = generator(0, "balance")
    fills = [np.empty(len(slots), np.int64) for slots in picked]
    places = np.zeros(len(stylist.listings))
    for board, fill in zip(boards, fills, strict=True):
        fill_uniformly(board.starts, board.sizes, numbers.random(len(fill)), fill)
        for start, size in zip(board.starts, board.sizes, strict=True):
            places[start : start + size] += SWEEPS / size
    offsets = stylist.offsets.copy()
    average = np.zeros(len(offsets))
    for turn in range(ROUNDS):
        used = np.zeros(len(offsets))
        for board, fill in zip(boards, fills, strict=True):
            uniforms = numbers.random((SWEEPS, len(fill)))
            _run(board.energies, offsets, board.starts, board.sizes, fill, uniforms, used)
        # One more place for all: a listing that was never likely moves up a step, not to infinity.
        offsets -= (RATE * np.log((used + 1.0) / (places + 1.0))).astype(np.float32)
        if turn >= ROUNDS // 2:
            average += offsets / (ROUNDS - ROUNDS // 2)
    found = {traits.listing: float(h) for traits, h in zip(stylist.listings, average, strict=True)}
    return Stylist(stylist.listings, stylist.weights, found)


@kernel
def _run(
    energies: NDArray[np.float32],
    offsets: NDArray[np.float32],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    fill: NDArray[np.int64],
    uniforms: NDArray[np.float64],
    used: NDArray[np.float64],
) -> None:
    """Goes on with one chain, and adds how likely each listing was in each slot to `used`."""
    weights = np.empty(sizes.max(), np.float32)
    for step in range(len(uniforms)):
        for slot in range(len(fill)):
            size = sizes[slot]
            total = slot_distribution(
                energies, offsets, starts, sizes, fill, slot, slot, 1.0, weights
            )
            for candidate in range(size):
                used[starts[slot] + candidate] += weights[candidate] / total
            fill[slot] = starts[slot] + choose(weights, size, uniforms[step, slot] * total)
