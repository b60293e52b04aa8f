"""Which designs are trained on, and which are kept for judging."""

from __future__ import annotations

import hashlib
import math

from msgspec import Struct

from backend.dataset.records import Split


class SplitShares(Struct, frozen=True, kw_only=True):
    """The parts of the designs, at least 0 each, that add up to one."""

    train: float = 0.7
    validation: float = 0.1
    test: float = 0.2

    def __post_init__(self) -> None:
        parts = (self.train, self.validation, self.test)
        if min(parts) < 0 or not math.isclose(sum(parts), 1.0, abs_tol=1e-6):
            raise ValueError(f"the shares {parts} of the splits do not add up to one")


def split_of(design: str, seed: int = 0, shares: SplitShares | None = None) -> Split:
    """The split of a design and all its variants.

    It depends on the design's id and the seed alone, so that a listing that is added, removed or
    reordered never moves another one.
    """
    shares = shares or SplitShares()
    digest = hashlib.blake2b(f"{seed}:{design}".encode(), digest_size=8).digest()
    position = int.from_bytes(digest, "big") / 2**64
    if position < shares.train:
        return "train"
    return "validation" if position < shares.train + shares.validation else "test"
