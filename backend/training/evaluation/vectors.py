"""What a network, or a rule, makes of many pictures: computed once, and kept beside the report."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console

from backend.encoder.port import Encodes, Vectors
from backend.images.resize import Picture
from backend.training.evaluation.colors import mean_colors
from backend.training.evaluation.histogram import color_histogram
from backend.training.projection import unit

RELEASE: Final = "release"
BACKBONE: Final = "backbone"
RULES: Final = "rules"
HISTOGRAM: Final = "color_histogram"
MEAN_COLOR: Final = "mean_color"
SIZE: Final = 224
"""Pixels of the pictures that the controls see."""


@dataclass(frozen=True)
class Kind:
    """A way to make rows out of pictures; `key` is another one whenever the rows would be."""

    name: str
    key: str
    size: int
    make: Callable[[Sequence[Picture]], dict[str, Vectors]]


def release_kind(encoder: Encodes) -> Kind:
    """Everything that the release's graph gives."""
    manifest = encoder.manifest
    return Kind(RELEASE, manifest.release, manifest.preprocessing.size, encoder.encode)


def rules_kind() -> Kind:
    """A colour histogram and the mean colour: what takes no model."""
    return Kind(
        RULES,
        "1",
        SIZE,
        lambda pictures: {HISTOGRAM: color_histogram(pictures), MEAN_COLOR: mean_colors(pictures)},
    )


def backbone_kind(weights: str | Path, threads: int) -> Kind:
    """The pooled features of an untouched network, a folder's or a name's on the hub."""
    folder = Path(weights)
    key = (
        _digest(sorted(file for file in folder.iterdir() if file.is_file()))
        if folder.is_dir()
        else str(weights)
    )
    return Kind(BACKBONE, key, SIZE, _Backbone(weights, threads))


class _Backbone:
    """Loads the network when the first picture comes: where all rows are kept, none does."""

    def __init__(self, weights: str | Path, threads: int) -> None:
        self._weights = weights
        self._threads = threads
        self._features: Callable[[Sequence[Picture]], Vectors] | None = None

    def __call__(self, pictures: Sequence[Picture]) -> dict[str, Vectors]:
        if self._features is None:
            self._features = self._loaded()
        return {BACKBONE: unit(self._features(pictures))}

    def _loaded(self) -> Callable[[Sequence[Picture]], Vectors]:
        import torch

        from backend.training.device import keep_memory
        from backend.training.export import PooledBackbone
        from backend.training.features import load_backbone, pooled_features

        keep_memory()
        torch.set_num_threads(self._threads)
        pooled = PooledBackbone(load_backbone(self._weights))
        return lambda pictures: pooled_features(pooled, pictures)


def rows_of(
    pictures: Sequence[Path], kinds: Sequence[Kind], kept: Path, label: str, console: Console
) -> dict[str, dict[str, Vectors]]:
    """By kind's name: its rows, one for each of `pictures` in order, by output's name.

    What is not in the folder `kept` is made and put there. Raises `ImageRefused` for a file that is
    no picture.
    """
    kept.mkdir(parents=True, exist_ok=True)
    content = _digest(pictures)
    files = {kind.name: kept / f"{label}-{kind.name}-{_key(kind, content)}.npz" for kind in kinds}
    missing = [kind for kind in kinds if not files[kind.name].is_file()]
    for size in sorted({kind.size for kind in missing}):
        some = [kind for kind in missing if kind.size == size]
        for name, rows in _made(pictures, some, size, label, console).items():
            _write(files[name], rows)
    found = {}
    for name, file in files.items():
        with np.load(file) as stored:
            found[name] = {output: stored[output] for output in stored.files}
    return found


def _made(
    pictures: Sequence[Path], kinds: Sequence[Kind], size: int, label: str, console: Console
) -> dict[str, dict[str, Vectors]]:
    from backend.training.features import pictures_in_batches

    description = f"{label}: {', '.join(kind.name for kind in kinds)}"
    parts: dict[str, list[dict[str, Vectors]]] = {kind.name: [] for kind in kinds}
    for batch in pictures_in_batches(pictures, size, console, description):
        for kind in kinds:
            parts[kind.name].append(kind.make(batch))
    return {
        name: {
            output: np.concatenate([batch[output] for batch in batches]) for output in batches[0]
        }
        for name, batches in parts.items()
    }


def _key(kind: Kind, content: str) -> str:
    text = f"{kind.key}\0{kind.size}\0{content}".encode()
    return hashlib.sha256(text).hexdigest()[:16]


def _digest(files: Sequence[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _write(file: Path, rows: dict[str, Vectors]) -> None:
    """Beside, then renamed: half a file must not pass for a whole one."""
    beside = file.with_name(f".{os.getpid()}.{file.name}")
    with beside.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **rows)
    beside.replace(file)
