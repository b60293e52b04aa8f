"""Small rooms, and what a search of all of them finds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from backend.encoder.calibration import Calibration, Line
from backend.encoder.matching import PairMaps
from backend.index.filters import Filter, matches
from backend.index.port import Vector
from backend.index.scalars import Scalars
from backend.search.grouping import design_of
from backend.search.rooms.beam import Fill
from backend.search.rooms.board import DIGITS, Board, lay_out
from backend.search.rooms.finishing import Apart
from backend.search.rooms.pieces import Piece
from backend.search.rooms.scoring import Scoring

DIMENSION = 6
CATEGORIES = ("armchair", "floor_lamp", "rug", "sofa", "wall_art")


def scoring(seed: int = 0, *, calibrated: bool = True, rooms: bool = True) -> Scoring:
    """Maps drawn at random, of their own for each pair of categories."""
    rng = np.random.default_rng(seed)

    def weights() -> dict[tuple[str, str], Any]:
        return {
            (source, target): rng.normal(size=3).astype(np.float32)
            for source, target in product(CATEGORIES, CATEGORIES)
        }

    maps = PairMaps(
        basis=rng.normal(size=(3, DIMENSION, DIMENSION)).astype(np.float32),
        shared=rng.normal(size=3).astype(np.float32),
        pairs=weights(),
        room_shared=rng.normal(size=3).astype(np.float32) if rooms else None,
        room_pairs=weights() if rooms else {},
    )
    if not calibrated:
        return Scoring(maps)
    lines = {
        f"{source}>{target}": Line(slope=float(rng.uniform(0.2, 2)), offset=float(rng.normal()))
        for source, target in product(CATEGORIES, CATEGORIES)
    }
    line = Line(slope=0.5, offset=-0.5)
    return Scoring(maps, Calibration(visual=line, matching=line, pairs=lines))


def piece(
    piece_id: str, category: str = "sofa", *, seed: int | None = None, **fields: Any
) -> Piece:
    """Its style is drawn at random, but the same for the same id, or seed."""
    numbers = list(piece_id.encode()) if seed is None else [seed]
    style = np.random.default_rng(numbers).normal(size=DIMENSION)
    unit = (style / np.linalg.norm(style)).astype(np.float32)
    return Piece(id=piece_id, category=category, style=unit, **fields)


def pieces(count: int, seed: int) -> list[Piece]:
    rng = np.random.default_rng(seed)
    return [
        piece(f"p{number}", str(rng.choice(CATEGORIES)), seed=seed * 1000 + number)
        for number in range(count)
    ]


def boards(*, slots: int = 4, candidates: int = 5) -> st.SearchStrategy[Board]:
    """Of few listings, variants of fewer designs, that several slots may want; with a budget or
    without. Many can only just be filled, or not at all."""
    return st.integers(0, 10**9).map(lambda seed: crowded_board(seed, slots, candidates))


def crowded_board(seed: int, slots: int = 4, candidates: int = 5) -> Board:
    rng = np.random.default_rng(seed)
    priced = rng.random() < 0.6
    stock = [
        piece(
            f"l{number}",
            str(rng.choice(CATEGORIES)),
            seed=int(rng.integers(2**32)),
            group=str(rng.choice(["alma", "bo"])) if rng.random() < 0.3 else None,
            price_cents=int(rng.integers(0, 10)) if priced or rng.random() < 0.9 else None,
        )
        for number in range(int(rng.integers(3, 12)))
    ]
    wanted = [
        list(rng.choice(np.array(stock, object), int(rng.integers(1, candidates + 1))))
        for _ in range(int(rng.integers(1, slots + 1)))
    ]
    budget = int(rng.integers(0, 7 * len(wanted))) if priced else None
    there = [piece("anchor", "rug", group="alma" if rng.random() < 0.2 else None)]
    return lay_out(scoring(seed % 5), there, wanted, budget=budget)


def random_board(
    slots: int, candidates: int, seed: int, *, budget_quantile: float | None = None
) -> Board:
    """Every slot with candidates of its own, as those of different categories are."""
    rng = np.random.default_rng(seed)
    wanted = [
        [
            piece(
                f"{slot}-{number}",
                CATEGORIES[slot % len(CATEGORIES)],
                seed=int(rng.integers(2**32)),
                price_cents=int(rng.integers(1_000, 100_000)),
            )
            for number in range(candidates)
        ]
        for slot in range(slots)
    ]
    budget = None
    if budget_quantile is not None:
        budget = int(
            sum(
                np.quantile([each.price_cents for each in slot], budget_quantile) for slot in wanted
            )
        )
    return lay_out(scoring(seed), [piece("anchor", "rug")], wanted, budget=budget)


def all_fills(board: Board, apart: Apart = Apart()) -> list[Fill]:  # noqa: B008
    """Every way to fill the slots that is allowed, best first, one for the same listings."""
    found: dict[frozenset[int], Fill] = {}
    for places in product(*(range(len(slot)) for slot in board.candidates)):
        chosen = list(enumerate(places))
        listings = frozenset(int(board.listings[slot][place]) for slot, place in chosen)
        designs = board.designs_of(places)
        price = sum(int(board.prices[slot][place]) for slot, place in chosen)
        if (
            len(designs) == board.slots
            and (board.budget is None or price <= board.budget)
            and all(len(designs & other) <= apart.shared for other in apart.others)
        ):
            fill = Fill(places, float(board.scores(np.array([places]))[0]))
            found[listings] = min(fill, found.get(listings, fill), key=rank)
    return sorted(found.values(), key=rank)


def rank(fill: Fill) -> tuple[float, tuple[int, ...]]:
    return -round(fill.score, DIGITS), fill.places


def fits(board: Board, fill: Fill) -> bool:
    """Whether this is a fill at all."""
    chosen = board.pieces(fill.places)
    price = sum(int(board.prices[slot][place]) for slot, place in enumerate(fill.places))
    return (
        len({each.id for each in chosen}) == board.slots
        and not any(design_of(a) == design_of(b) for a, b in combinations(chosen, 2))
        and (board.budget is None or price <= board.budget)
    )


class Stock:
    """A shop that is searched exactly; `asked` holds how many were asked for at each search."""

    def __init__(self, offered: Sequence[Piece]) -> None:
        self.offered = offered
        self.asked: list[int] = []

    def __call__(
        self, query: Vector, where: Filter, exclude: Sequence[str], limit: int
    ) -> list[Piece]:
        assert abs(float(np.linalg.norm(query)) - 1) < 1e-5
        self.asked.append(limit)
        found = [
            each
            for each in self.offered
            if each.id not in exclude and matches(where, _scalars(each))
        ]
        return sorted(found, key=lambda each: (-float(query @ each.style), each.id))[:limit]


def _scalars(each: Piece) -> Scalars:
    return Scalars(category=each.category, group=each.group or "", price_cents=each.price_cents)
