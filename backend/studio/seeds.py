"""Random numbers by name: the same seed and names give the same stream, whatever was drawn before
and in whatever process."""

from __future__ import annotations

import hashlib

import numpy as np


def derive(seed: int, *names: str | int) -> int:
    """A 64-bit seed for what `names` stand for."""
    text = "/".join([str(seed), *(f"{type(name).__name__}:{name}" for name in names)])
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def generator(seed: int, *names: str | int) -> np.random.Generator:
    """An independent random stream for what `names` stand for."""
    return np.random.default_rng(derive(seed, *names))
