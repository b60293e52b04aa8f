"""The pooled features of a corpus' pictures, computed once while the backbone stands still."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from torch import Tensor

from backend.training.network import Network
from backend.training.pictures import Pictures

CHUNK: Final = 16
"""Pictures at once: larger ones leave the processor's cache."""


class Bank:
    """Features (versions, pictures, width) as float16 in a file; version 0 is the picture as it is
    served, the others are altered."""

    def __init__(self, rows: NDArray[np.float16]) -> None:
        self._rows = rows
        self.versions = rows.shape[0]

    def features(self, numbers: NDArray[np.int64], seeds: NDArray[np.int64]) -> Tensor:
        """(n, width) of pictures; a seed chooses the version."""
        return torch.from_numpy(self._rows[seeds % self.versions, numbers].astype(np.float32))


def fill_bank(
    path: Path,
    network: Network,
    pictures: Pictures,
    count: int,
    *,
    versions: int,
    size: int,
    seed: int,
    device: torch.device,
    console: Console,
    stopping: Callable[[], bool],
) -> Bank:
    """Compute the bank into `path`, or go on where an interrupted run was.

    `path` belongs to one state of the network: whoever changes that takes another path. Raises
    `KeyboardInterrupt`, what there is saved, once `stopping` says so.
    """
    width = network.pooling.width
    done = path.with_suffix(".done")
    mode = "r+" if path.exists() and done.exists() else "w+"
    rows = np.lib.format.open_memmap(path, mode, np.float16, (versions, count, width))
    first = int(done.read_text()) if mode == "r+" else 0
    chunks = list(_chunks(versions, count))
    network.eval()
    for index in track(range(first, len(chunks)), f"Features of {path.stem}", console=console):
        version, start, end = chunks[index]
        numbers = range(start, end)
        seeds = [(seed * 7919 + version * count + n) % (1 << 31) for n in numbers]
        seen = pictures.load(numbers, size, seeds if version else None)
        with torch.no_grad():
            features, _ = network.features(seen.pictures.to(device))
        rows[version, start:end] = features.cpu().numpy()
        stopped = stopping()
        if stopped or index % 48 == 47 or index == len(chunks) - 1:
            rows.flush()
            beside = done.with_suffix(".partial")
            beside.write_text(str(index + 1))
            os.replace(beside, done)  # noqa: PTH105  # Path.replace says the same at more length
        if stopped:
            raise KeyboardInterrupt
    return Bank(rows)


def _chunks(versions: int, count: int) -> Iterator[tuple[int, int, int]]:
    for version in range(versions):
        for start in range(0, count, CHUNK):
            yield version, start, min(start + CHUNK, count)
