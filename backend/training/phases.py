"""The steps of one phase of a run, from its optimizer to its last checkpoint."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from math import cos, pi
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor, nn

from backend.training.bank import Bank, fill_bank
from backend.training.checkpoint import Progress as Reached
from backend.training.checkpoint import save_checkpoint
from backend.training.config import TrainingConfig
from backend.training.device import Device
from backend.training.fitting import optimizer_of, weighed
from backend.training.journal import Journal
from backend.training.network import Network
from backend.training.pictures import Pictures, Seen
from backend.training.sampling import Batch, Sampler
from backend.training.step import Step

_TELL: Final = 20
_SAVE_SECONDS: Final = 60.0


@dataclass(frozen=True, kw_only=True)
class Run:
    """What all phases of a run share. `name` is the run's, as its checkpoints say it; only the
    process that leads has a `journal`."""

    config: TrainingConfig
    network: Network
    step: Step
    sampler: Sampler
    pictures: Pictures
    folder: Path
    journal: Journal | None
    name: str
    device: Device
    console: Console


class PhaseLoop:
    """The steps of one phase."""

    def __init__(self, run: Run, number: int) -> None:
        self._run = run
        self._number = number
        self._phase = run.config.phases[number]

    def go(self, first: int, state: dict[str, Any] | None) -> None:
        """Steps from `first` on; `state` is what a checkpoint within the phase holds."""
        phase, network, device = self._phase, self._run.network, self._run.device
        released = network.trunk.release(phase.trained)
        # Of parameters that the last phase trained and this one does not: they would be clipped by.
        network.zero_grad(set_to_none=True)
        optimizer = optimizer_of(network, released, phase, self._run.config.weight_decay)
        if state is not None and "optimizer" in state:
            optimizer.load_state_dict(state["optimizer"])
        bank = None if phase.trained > 0 else self._bank()
        step = device.parallel(self._run.step)
        network.train()
        saved = time.monotonic()
        count, since, told = 0, time.monotonic(), dict[str, float]()
        with self._progress() as advance, self._batches(first, bank) as batches:
            for at, (batch, seen, features) in enumerate(batches, start=first):
                # The same whether or not the run was stopped in between.
                torch.manual_seed(hash((self._run.config.seed, self._number, at)) & 0x7FFFFFFF)
                for group in optimizer.param_groups:
                    group["lr"] = group["initial"] * rate_at(at, phase.steps, phase.warm_up)
                with device.autocast():
                    losses = step(batch, seen, features)
                    loss = weighed(losses, self._run.config.weights, every=device.processes > 1)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(network.parameters(), 5.0)
                optimizer.step()
                count += len(batch.pictures) * device.processes
                advance(at + 1)
                if (at + 1) % _TELL == 0 or at + 1 == phase.steps:
                    told = {name: float(value.detach()) for name, value in losses.items()}
                    self._tell(at, float(loss.detach()), told, count / (time.monotonic() - since))
                    count, since = 0, time.monotonic()
                interrupted = device.stop_asked()
                if interrupted or time.monotonic() - saved > _SAVE_SECONDS:
                    self._save(at + 1, optimizer)
                    saved = time.monotonic()
                if interrupted:
                    raise KeyboardInterrupt

    def _bank(self) -> Bank:
        phase = self._phase
        path = self._run.folder / f"features-{self._run.device.rank}-{phase.name}.npy"
        return fill_bank(
            path,
            self._run.network,
            self._run.pictures,
            self._run.pictures.count,
            versions=phase.versions,
            size=phase.size,
            seed=self._run.config.seed,
            device=self._run.device.torch,
            console=self._run.console,
            stopping=lambda: self._run.device.asked,
        )

    @contextmanager
    def _batches(
        self, first: int, bank: Bank | None
    ) -> Iterator[Iterator[tuple[Batch, Seen | None, Tensor | None]]]:
        """Batches with what they show, one made ahead while the former is learned from."""
        phase, rank = self._phase, self._run.device.rank

        def make(at: int) -> tuple[Batch, Seen | None, Tensor | None]:
            batch = self._run.sampler.batch(phase.draws, self._number, at, rank)
            if bank is not None:
                return batch, None, bank.features(batch.pictures, batch.seeds)
            return (
                batch,
                self._run.pictures.load(batch.pictures.tolist(), phase.size, batch.seeds.tolist()),
                None,
            )

        def made() -> Generator[tuple[Batch, Seen | None, Tensor | None], None, None]:
            with ThreadPoolExecutor(1) as ahead:
                coming: Future[tuple[Batch, Seen | None, Tensor | None]] | None = None
                for at in range(first, phase.steps):
                    coming = coming or ahead.submit(make, at)
                    batch, seen, features = coming.result()
                    coming = ahead.submit(make, at + 1) if at + 1 < phase.steps else None
                    yield batch, self._run.device.seen(seen), self._run.device.moved(features)

        batches = made()
        try:
            yield batches
        finally:
            batches.close()

    def _tell(self, at: int, loss: float, told: dict[str, float], speed: float) -> None:
        if not np.isfinite(loss):
            raise FloatingPointError(f"The loss is {loss} in step {at} of {self._phase.name}.")
        if self._run.journal is not None:
            rate = self._phase.rate * rate_at(at, self._phase.steps, self._phase.warm_up)
            row: dict[str, float | int] = {"phase": self._number, "step": at, "loss": loss, **told}
            self._run.journal.write(row | {"rate": rate, "pictures_per_second": speed})

    def _save(self, at: int, optimizer: torch.optim.Optimizer) -> None:
        if self._run.device.leads:
            save_checkpoint(
                self._run.folder,
                Reached(self._number, at, self._run.name),
                {"network": self._run.network.state_dict(), "optimizer": optimizer.state_dict()},
            )

    @contextmanager
    def _progress(self) -> Iterator[Any]:
        columns = (
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(
            *columns, console=self._run.console, disable=not self._run.device.leads
        ) as progress:
            task = progress.add_task(self._phase.name, total=self._phase.steps)
            yield lambda done: progress.update(task, completed=done)


def rate_at(step: int, steps: int, warm_up: float) -> float:
    """The factor, in (0, 1], that rates have in one of `steps`: they rise over the share `warm_up`
    of them and fall along a cosine to a hundredth."""
    warm = max(1, round(warm_up * steps))
    if step < warm:
        return (step + 1) / warm
    part = (step - warm) / max(1, steps - warm)
    return 0.01 + 0.99 * 0.5 * (1 + cos(pi * part))
