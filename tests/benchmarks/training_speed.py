"""How many pictures a second training learns from, beside the network's arithmetic alone.

    python -m tests.benchmarks.training_speed --dataset demo --backbone DIR --size 160 \
        --trained 0.7 --steps 20

The real loop (decoding, altering, drawing batches, all losses, the untouched backbone beside it,
the optimiser) and a bare one (forward and backward of the same network on a batch of as many random
pictures in memory) take turns, so that whatever else the machine does slows both. A loop's rate is
pictures over seconds by the clock, as in log.csv.
"""

from __future__ import annotations

import argparse
import contextlib
import tempfile
import time
from pathlib import Path
from statistics import median

import torch
from rich.console import Console

from backend.dataset.read import open_dataset
from backend.training.config import Draws, Phase, TrainingConfig
from backend.training.device import Device, keep_memory
from backend.training.network import Network
from backend.training.pictures import Seen
from backend.training.train import new_network, train

WARM_UP = 3
"""Steps of each loop that are not counted: memory is fetched in them."""


class Bare:
    """Forward and backward of a network of its own, and nothing else."""

    def __init__(self, config: TrainingConfig, device: torch.device) -> None:
        self._network: Network = new_network(config)[0].to(device).train()
        self._network.trunk.release(config.phases[0].trained)
        self._size = config.phases[0].size
        self._device = device
        self._warm = False

    def rate(self, pictures: int, steps: int) -> float:
        shape = (pictures, self._size, self._size, 3)
        shown = torch.randint(0, 256, shape, dtype=torch.uint8, device=self._device)
        if not self._warm:
            self._steps(shown, WARM_UP)
            self._warm = True
        began = time.perf_counter()
        self._steps(shown, steps)
        return pictures * steps / (time.perf_counter() - began)

    def _steps(self, shown: torch.Tensor, steps: int) -> None:
        for _ in range(steps):
            features, attention = self._network.features(shown)
            outputs = self._network.heads(features)
            vectors = torch.cat([outputs.shape, outputs.color, outputs.style], dim=1)
            logits = torch.cat(list(outputs.logits.values()), dim=1)
            self._network.zero_grad(set_to_none=True)
            (vectors.sum() + logits.square().mean() + attention.square().sum()).backward()  # type: ignore[no-untyped-call]
        finish(self._device)


class Measured(Device):
    """Where the real loop computes; between its turns the bare one has its own."""

    def __init__(self, config: TrainingConfig, *, cuda: bool, steps: int, rounds: int) -> None:
        super().__init__(rank=0, processes=1, cuda=cuda)
        self._bare = Bare(config, self.torch)
        self._steps = steps
        self._rounds = rounds
        self._at = -WARM_UP
        self._pictures: list[int] = []
        self._began = 0.0
        self.rates: list[tuple[float, float]] = []

    def seen(self, seen: Seen | None) -> Seen | None:
        assert seen is not None
        self._pictures.append(len(seen.pictures))
        return super().seen(seen)

    def stop_asked(self) -> bool:
        self._at += 1
        if self._at == self._steps:
            finish(self.torch)
            batch = sum(self._pictures) / len(self._pictures)
            real = sum(self._pictures) / (time.perf_counter() - self._began)
            bare = self._bare.rate(round(batch), self._steps)
            self.rates.append((real, bare))
            print(f"{batch:.0f} pictures: real {real:.1f}/s, bare {bare:.1f}/s, {real / bare:.3f}")
        if self._at in (0, self._steps):
            self._at = 0
            self._pictures.clear()
            self._began = time.perf_counter()
        return len(self.rates) == self._rounds


def finish(device: torch.device) -> None:
    """Wait for what a GPU was asked to do."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--backbone", required=True)
    parser.add_argument("--size", type=int, default=160)
    parser.add_argument("--trained", type=float, default=0.7)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int)
    chosen = parser.parse_args()
    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    keep_memory()
    steps = WARM_UP + chosen.steps * chosen.rounds + 1
    config = TrainingConfig(
        backbone=chosen.backbone,
        size=chosen.size,
        phases=(
            Phase(
                name="real", steps=steps, size=chosen.size, draws=Draws(), trained=chosen.trained
            ),
            Phase(name="last", steps=1, size=chosen.size, draws=Draws()),
        ),
    )
    device = Measured(
        config, cuda=torch.cuda.is_available(), steps=chosen.steps, rounds=chosen.rounds
    )
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(KeyboardInterrupt):
        train(
            config,
            open_dataset(chosen.dataset),
            Path(folder),
            device=device,
            console=Console(stderr=True),
        )
    ratio = median(real / bare for real, bare in device.rates)
    print(f"The real loop learns from {ratio:.2f} times as many pictures a second as the bare one.")


if __name__ == "__main__":
    main()
