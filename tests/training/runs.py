"""Tiny runs, and processes that stop in them."""

from __future__ import annotations

import csv
import signal
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from torch import Tensor

from backend.dataset.read import Dataset
from backend.training.config import Draws, Phase, TrainingConfig
from backend.training.device import Device
from backend.training.pictures import Seen
from backend.training.train import Trained, train

SIZE = 32
BANKED = Draws(
    designs=6, pictures_each=2, of_attribute=2, pair_categories=2, pairs=3, rooms=2, distilled=0
)
SHOWN = Draws(
    designs=4, pictures_each=2, of_attribute=1, pair_categories=1, pairs=3, rooms=1, distilled=4
)
PHASES = (
    Phase(name="warm", steps=3, size=SIZE, draws=BANKED),
    Phase(name="deeper", steps=3, size=SIZE, draws=SHOWN, trained=0.7),
    Phase(name="settle", steps=3, size=SIZE, draws=BANKED, versions=2),
)
STEPS = sum(phase.steps for phase in PHASES)


def tiny(backbone: Path, **changes: Any) -> TrainingConfig:
    """A run of three short phases."""
    fields: dict[str, Any] = {
        "backbone": str(backbone),
        "size": SIZE,
        "shape_dimension": 12,
        "color_dimension": 4,
        "style_dimension": 8,
        "bases": 3,
        "phases": PHASES,
    }
    return TrainingConfig(**(fields | changes))


class Interrupted(Device):
    """A device at which Ctrl-C is pressed: in a step, counted over the whole run, or while the
    features of a banked phase are computed, after so many looks at whether to stop."""

    def __init__(self, *, step: int | None = None, look: int | None = None) -> None:
        super().__init__(rank=0, processes=1, cuda=False)
        self._step = step
        self._look = look
        self.steps = 0
        self.looks = 0

    def stop_asked(self) -> bool:
        self.steps += 1
        if self.steps == self._step:
            signal.raise_signal(signal.SIGINT)
        return super().stop_asked()

    @property
    def asked(self) -> bool:
        self.looks += 1
        if self.looks == self._look:
            signal.raise_signal(signal.SIGINT)
        return super().asked


class Watched(Device):
    """Counts the pictures that were learned from."""

    def __init__(self) -> None:
        super().__init__(rank=0, processes=1, cuda=False)
        self.batches = 0

    def seen(self, seen: Seen | None) -> Seen | None:
        self.batches += 1
        return super().seen(seen)


def run(
    config: TrainingConfig, dataset: Dataset, folder: Path, device: Device | None = None
) -> Trained:
    device = device or Device(rank=0, processes=1, cuda=False)
    return train(config, dataset, folder, device=device, console=Console(quiet=True))


def weights(trained: Trained) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in trained.network.state_dict().items()}


def differing(one: dict[str, Tensor], other: dict[str, Tensor]) -> list[str]:
    """Names of what is not the same to the last bit."""
    assert one.keys() == other.keys()
    return [name for name in one if not torch.equal(one[name], other[name])]


def journal(folder: Path) -> list[dict[str, str]]:
    with (folder / "log.csv").open(newline="") as file:
        return list(csv.DictReader(file))
