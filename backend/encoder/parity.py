"""Whether a release answers here as it did where it was trained.

A release brings encoded pictures and what PyTorch gave for them. They go the whole way that a
shop's pictures go, so a difference in decoding, scaling, the exported graph or the hardware shows
before anything is indexed with it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from backend.encoder.arrays import Arrays, packed, read_arrays
from backend.encoder.manifest import PARITY_FILE
from backend.encoder.port import Encodes
from backend.errors import ConfigurationError, ImageRefused
from backend.images.decode import DecodeLimits
from backend.images.load import prepare

MOST_PICTURES: Final = 64
LARGEST_DISTANCE: Final = 1e-3
"""Cosine distance allowed between a vector here and the one that training had."""
LARGEST_DIFFERENCE: Final = 0.02
"""The same for a probability, absolute."""
LIMITS: Final = DecodeLimits(max_bytes=20_000_000, max_pixels=50_000_000)

OUTPUT: Final = "output."
"""What an output's array is called in the file, before its name."""

# Not structlog's: in a command, which configures no logs, that would print to standard output.
log = logging.getLogger(__name__)


class Drift(Struct, frozen=True, kw_only=True):
    """How far a release's answers are from the reference, at most, by output.

    `distances` are cosine distances of vectors, in [0, 2]; `differences` are absolute differences
    of probabilities, in [0, 1].
    """

    pictures: int
    distances: dict[str, float]
    differences: dict[str, float]


def reference(pictures: Sequence[bytes], outputs: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """The content of `parity.npz`: encoded pictures and a row per picture of each output.

    Kept as float16, which moves a unit vector by less than 1e-6 in cosine distance. Raises
    `ValueError` for no picture, more than 64, arrays of another number of rows, or numbers that are
    not finite.
    """
    if not 1 <= len(pictures) <= MOST_PICTURES:
        raise ValueError(f"{len(pictures)} pictures, not 1 to {MOST_PICTURES}")
    arrays: Arrays = {
        "pictures": np.frombuffer(b"".join(pictures), dtype=np.uint8),
        "ends": np.cumsum([len(picture) for picture in pictures], dtype=np.int64),
    }
    for name, rows in outputs.items():
        if len(rows) != len(pictures):
            raise ValueError(f"{len(rows)} rows of {name} for {len(pictures)} pictures")
        with np.errstate(over="ignore"):
            halves = rows.astype(np.float16)
        if not np.isfinite(halves).all():
            raise ValueError(f"{name} has numbers that float16 cannot hold")
        arrays[f"{OUTPUT}{name}"] = halves
    return packed(arrays)


def check_parity(release_dir: Path, encoder: Encodes) -> Drift:
    """How far `encoder` is from the release's reference answers.

    Raises `ConfigurationError` if the release brings none, or not one for every output.
    """
    path = release_dir / PARITY_FILE
    arrays = read_arrays(path)
    pictures = _pictures(path, arrays)
    size = encoder.manifest.preprocessing.size
    try:
        prepared = [prepare(picture, limits=LIMITS, size=size) for picture in pictures]
    except ImageRefused as error:
        raise ConfigurationError(
            f"{path} holds a picture that is refused: {error.detail}"
        ) from None
    given = encoder.encode(prepared)
    expected = {name: _expected(path, arrays, name, rows) for name, rows in given.items()}
    vectors = encoder.manifest.outputs
    return Drift(
        pictures=len(pictures),
        distances={name: _distance(given[name], expected[name]) for name in vectors},
        differences={
            name: float(np.abs(rows - expected[name]).max()) if np.isfinite(rows).all() else np.inf
            for name, rows in given.items()
            if name not in vectors
        },
    )


def demand_parity(release_dir: Path, encoder: Encodes) -> None:
    """Raise `ConfigurationError`, naming output and figure, unless the drift is within limits."""
    started = time.perf_counter()
    drift = check_parity(release_dir, encoder)
    log.debug(
        "parity of %d pictures checked in %.2f s", drift.pictures, time.perf_counter() - started
    )
    for figures, limit, kind in (
        (drift.distances, LARGEST_DISTANCE, "cosine distance"),
        (drift.differences, LARGEST_DIFFERENCE, "probability"),
    ):
        for name, figure in figures.items():
            if figure > limit:
                raise ConfigurationError(
                    f"{release_dir} does not answer on this machine's {encoder.provider} as it did "
                    f"in training: {name} differs by {figure:.2g} in {kind}; at most {limit} is "
                    "allowed."
                )


def _pictures(path: Path, arrays: Arrays) -> list[bytes]:
    if not {"pictures", "ends"} <= set(arrays):
        raise ConfigurationError(f"{path} holds no pictures.")
    content, ends = arrays["pictures"].tobytes(), arrays["ends"].ravel().tolist()
    if not 1 <= len(ends) <= MOST_PICTURES:
        raise ConfigurationError(f"{path} holds {len(ends)} pictures, not 1 to {MOST_PICTURES}.")
    starts = [0, *ends[:-1]]
    return [content[start:end] for start, end in zip(starts, ends, strict=True)]


def _expected(
    path: Path, arrays: Arrays, name: str, given: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    rows = arrays.get(f"{OUTPUT}{name}")
    if rows is None:
        raise ConfigurationError(f"{path} has no reference for the output {name}.")
    if rows.shape != given.shape:
        raise ConfigurationError(
            f"{path} has a reference of shape {rows.shape} for {name}, not {given.shape}."
        )
    if not np.isfinite(rows).all():
        raise ConfigurationError(f"{path} has a reference for {name} that is not finite.")
    return rows.astype(np.float32)


def _distance(given: npt.NDArray[np.float32], expected: npt.NDArray[np.float32]) -> float:
    """The largest cosine distance between rows of the same number; 1 where one has no direction,
    infinite where one has no numbers."""
    products = (given.astype(np.float64) * expected).sum(axis=1)
    lengths = np.linalg.norm(given, axis=1) * np.linalg.norm(expected, axis=1)
    cosines = products / np.maximum(lengths, np.finfo(np.float64).tiny)
    furthest = float((1 - cosines).max())
    return max(0.0, furthest) if np.isfinite(given).all() else np.inf
