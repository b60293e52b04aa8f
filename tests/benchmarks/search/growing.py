"""Larger catalogues out of a small one: variations of its designs between real neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.random import Generator, default_rng

from backend.catalogue.attributes import Predictions, completed
from backend.index.port import Entry
from backend.index.scalars import Scalars, scalars_of
from backend.listing import Listing
from tests.benchmarks.search.seeds import Seeds, Vectors

NEIGHBOURS = 20
"""A design is mixed with one of so many that look most like it."""
MOST_OF_ANOTHER = 0.5
"""The part that the other has in the mixture is drawn from 0 to this."""
JITTER = 0.35
"""Length of the random vector added to a mixture, as a share of the part's own length."""
SHARES = (1.0, 0.5, 0.1, 0.01, 0.001, 0.0001)
TAG_SETS = 3
"""Tags for each share of less than all: a listing has 15 at most."""
PRICES_VARY = 0.35
"""Standard deviation of the logarithm of a variation's price beside its design's."""


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """A catalogue and its vectors, row by row."""

    listings: list[Listing]
    predictions: list[Predictions]
    vectors: dict[str, Vectors]

    def __len__(self) -> int:
        return len(self.listings)

    def scalars(self) -> list[Scalars]:
        """What the index is given of each listing."""
        return [
            scalars_of(completed(listing, seen))
            for listing, seen in zip(self.listings, self.predictions, strict=True)
        ]

    def entries(self, fields: Sequence[str]) -> list[Entry]:
        """The listings as an index of these vectors holds them."""
        return [
            Entry(
                id=listing.id,
                version=listing.version,
                scalars=scalars,
                vectors={name: self.vectors[name][at] for name in fields},
            )
            for at, (listing, scalars) in enumerate(zip(self.listings, self.scalars(), strict=True))
        ]


def grown(found: Seeds, size: int, *, seed: int = 7) -> Corpus:
    """The demo's listings, then variations of them, `size` in all; the same for the same seed.

    A variation lies between a design and one that looks like it, nearer to the first, whose words
    it has; each part of a vector keeps its length. The variants of a design are moved alike in
    shape and each by itself in colour; price and stock are drawn anew.
    """
    rng = default_rng(seed)
    originals = len(found.listings)
    near = _neighbours(found.vectors["visual"])
    listings = [_odd_price(each, rng) for each in found.listings]
    chosen, others, weights, groups = [], [], [], []
    stock = [each.stock for each in found.listings]
    for place in range(originals, size):
        copy, at = divmod(place, originals)
        if at == 0:
            draws = _GroupDraws(rng, near)
        source = found.listings[at]
        other, weight, group = draws.of(source.group or source.id, at)
        listings.append(_variation(source, copy, rng, stock[rng.integers(originals)]))
        chosen.append(at)
        others.append(other)
        weights.append(weight)
        groups.append(group)
    vectors = {
        name: _mixed(found, name, chosen, others, np.array(weights), groups, rng)
        for name in found.vectors
    }
    return Corpus(
        listings=_tagged(listings[:size], rng),
        predictions=[found.predictions[at % originals] for at in range(size)],
        vectors={name: rows[:size] for name, rows in vectors.items()},
    )


class _GroupDraws:
    """What the variants of a design have in common in one round of copies."""

    def __init__(self, rng: Generator, near: np.ndarray) -> None:
        self._rng = rng
        self._near = near
        self._drawn: dict[str, tuple[int, float, int]] = {}

    def of(self, group: str, at: int) -> tuple[int, float, int]:
        """The listing that it is mixed with, how much of it, and the seed of its shape."""
        if group not in self._drawn:
            self._drawn[group] = (
                int(self._near[at, self._rng.integers(self._near.shape[1])]),
                float(self._rng.uniform(0, MOST_OF_ANOTHER)),
                int(self._rng.integers(2**31)),
            )
        return self._drawn[group]


def _neighbours(vectors: Vectors) -> np.ndarray:
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    return np.argsort(-likeness, axis=1)[:, :NEIGHBOURS]


def _odd_price(listing: Listing, rng: Generator) -> Listing:
    """No longer round, so that a range of prices can hold any number of listings."""
    price = listing.price_cents
    if price is None:
        return listing
    return msgspec.structs.replace(listing, price_cents=price + int(rng.integers(100)))


def _variation(source: Listing, copy: int, rng: Generator, stock: int | None) -> Listing:
    price = source.price_cents
    if price is not None:
        price = max(100, round(price * float(np.exp(rng.normal(0, PRICES_VARY)))))
    return msgspec.structs.replace(
        source,
        id=f"{source.id}-{copy}",
        group=None if source.group is None else f"{source.group}-{copy}",
        price_cents=price,
        stock=stock,
    )


def share_tag(share: float, number: int) -> str:
    """The tag that this share of all listings has, drawn at random."""
    return f"share {share:g} {number}"


def _tagged(listings: list[Listing], rng: Generator) -> list[Listing]:
    tags: list[list[str]] = [[] for _ in listings]
    for share in SHARES[1:]:
        for number in range(TAG_SETS):
            drawn = rng.choice(len(listings), round(share * len(listings)), replace=False)
            for place in drawn.tolist():
                tags[place].append(share_tag(share, number))
    return [
        msgspec.structs.replace(listing, tags=tuple(own))
        for listing, own in zip(listings, tags, strict=True)
    ]


def _mixed(
    found: Seeds,
    name: str,
    chosen: list[int],
    others: list[int],
    weights: np.ndarray,
    groups: list[int],
    rng: Generator,
) -> Vectors:
    own = found.vectors[name]
    if not chosen:
        return own
    mixed = (1 - weights)[:, None] * own[chosen] + weights[:, None] * own[others]
    for number, (start, end) in enumerate(found.parts[name]):
        part = mixed[:, start:end]
        length = np.linalg.norm(own[chosen, start:end], axis=1, keepdims=True)
        if number == 0:  # the shape, or all there is: common to a design
            noise = np.stack([default_rng(each).normal(size=end - start) for each in groups])
        else:
            noise = rng.normal(size=part.shape)
        part += JITTER * length * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        part *= length / np.linalg.norm(part, axis=1, keepdims=True)
    rows = np.concatenate([own, mixed])
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit
