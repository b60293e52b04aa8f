"""How much likelier two listings are together in a room than chance would have it.

Two pieces agree directly, and through what both of them agree with: an armchair and a rug through
the sofa. A ranker of pairs that knows the marginal P(a, b | slots) knows of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.kernel import kernel
from backend.studio.stylist.board import run_chain, slot_distribution, sweep
from backend.studio.stylist.model import Stylist

BURN_IN: Final = 60
SAMPLES: Final = 40
THINNING: Final = 3
"""Sweeps from one sample of a chain to its next."""


class PairMarginals:
    """P(a, b | slots) / (u(a) u(b)) with u uniform, averaged over the slots of many rooms.

    Every room's slots get a chain of their own, from a uniform start, as rooms themselves are
    drawn. Of each sample and each two slots, the whole joint distribution given the other slots is
    added up rather than the two listings that happen to stand there (Rao-Blackwell), so that a few
    thousand samples say something of every pair. For the marginals of one room's slots alone, give
    those many times over.
    """

    def __init__(
        self,
        stylist: Stylist,
        slots_of_rooms: Sequence[Sequence[str]],
        generator: np.random.Generator,
        samples: int = SAMPLES,
    ) -> None:
        count = len(stylist.listings)
        pairs = {pair for slots in slots_of_rooms for pair in combinations(sorted(slots), 2)}
        odds = np.zeros((count, count), np.float32)
        for first, second in pairs:
            rows, columns = stylist.span(first), stylist.span(second)
            odds[rows, columns] = np.exp(stylist.energies(first, second))
            odds[columns, rows] = odds[rows, columns].T
        np.fill_diagonal(odds, 0.0)
        sums = np.zeros((count, count))
        for slots in slots_of_rooms:
            board = stylist.board(sorted(slots))
            uniforms = generator.random((BURN_IN + 1 + samples * THINNING, len(slots)))
            _gather(board.energies, board.offsets, odds, board.starts, board.sizes, uniforms, sums)
        self._lifts: dict[tuple[str, str], NDArray[np.float64]] = {}
        for first, second in pairs:
            rows, columns = stylist.span(first), stylist.span(second)
            joint = sums[rows, columns] * odds[rows, columns]
            if first == second:
                joint = joint + joint.T
            joint = joint / joint.sum() * joint.size
            self._lifts[first, second] = joint
            self._lifts[second, first] = joint.T

    def lifts(self, first: str, second: str) -> NDArray[np.float64]:
        """Of every listing of one category with every one of another, (n, m), in the order of the
        stylist's listings. KeyError where no room had both."""
        return self._lifts[first, second]


@kernel
def _gather(
    energies: NDArray[np.float32],
    offsets: NDArray[np.float32],
    odds: NDArray[np.float32],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    uniforms: NDArray[np.float64],
    sums: NDArray[np.float64],
) -> None:
    """Runs one chain and adds the joint of each two slots, but for the factor exp(g), to `sums`."""
    slots = len(starts)
    fill = np.empty(slots, np.int64)
    first = np.empty(sizes.max(), np.float32)
    second = np.empty(sizes.max(), np.float32)
    run_chain(energies, offsets, starts, sizes, 1.0, uniforms[: BURN_IN + 1], fill)
    for step in range(BURN_IN + 1, len(uniforms)):
        sweep(energies, offsets, starts, sizes, fill, 1.0, uniforms[step], first)
        if (step - BURN_IN) % THINNING == 0:
            for i in range(slots):
                for j in range(i + 1, slots):
                    slot_distribution(energies, offsets, starts, sizes, fill, i, j, 1.0, first)
                    slot_distribution(energies, offsets, starts, sizes, fill, j, i, 1.0, second)
                    _add_joint(odds, starts[i], sizes[i], first, starts[j], sizes[j], second, sums)


@kernel
def _add_joint(
    odds: NDArray[np.float32],
    start: int,
    size: int,
    first: NDArray[np.float32],
    other_start: int,
    other_size: int,
    second: NDArray[np.float32],
    sums: NDArray[np.float64],
) -> None:
    total = 0.0
    for a in range(size):
        row = odds[start + a]
        inner = np.float32(0.0)
        for b in range(other_size):
            inner += row[other_start + b] * second[b]
        total += first[a] * inner
    for a in range(size):
        share = first[a] / total
        into = sums[start + a]
        for b in range(other_size):
            into[other_start + b] += share * second[b]
