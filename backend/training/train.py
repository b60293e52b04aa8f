"""The training loop, from top to bottom: prepare, then phase by phase, step by step."""

from __future__ import annotations

import copy
import hashlib
import time
from collections.abc import Generator, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from math import cos, pi
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from msgspec import Struct
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor, nn

from backend.dataset.read import Dataset
from backend.dataset.records import Split
from backend.training.bank import Bank, fill_bank
from backend.training.checkpoint import Progress as Reached
from backend.training.checkpoint import load_checkpoint, save_checkpoint
from backend.training.config import Phase, TrainingConfig
from backend.training.corpus import Corpus, read_corpus
from backend.training.device import Device
from backend.training.features import load_backbone
from backend.training.fitting import optimizer_of, start_heads, weighed
from backend.training.journal import Journal
from backend.training.network import Network
from backend.training.pictures import Pictures, Seen
from backend.training.run_config import keep_config
from backend.training.sampling import Batch, Sampler
from backend.training.step import Step

CODE: Final = 1
"""Raised with every change after which a run must not go on from an older checkpoint."""
_FIRST_LOOK: Final = 2048
"""Pictures that features are standardised by before training."""
_TELL: Final = 20
_SAVE_SECONDS: Final = 60.0


class Trained(Struct, frozen=True):
    """What a run comes to: the network, what it learned from and how fast it went."""

    network: Network
    corpus: Corpus
    seconds: float


def train(
    config: TrainingConfig,
    dataset: Dataset,
    folder: Path,
    *,
    device: Device,
    console: Console,
) -> Trained:
    """Train on a data set's training split, or go on where a run in `folder` was stopped.

    On KeyboardInterrupt the state is saved first. Raises `InvalidInput` or `ConfigurationError` for
    data, a configuration or a folder that is not as it must be.
    """
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    corpus, run = learned_from(config, dataset, console)
    with ThreadPoolExecutor(max(2, torch.get_num_threads())) as executor, device.listening():
        pictures = Pictures(dataset, corpus, executor)
        torch.manual_seed(config.seed)
        network, untouched = new_network(config)
        network.to(device.torch)
        untouched.to(device.torch)
        found = load_checkpoint(folder, run)
        if found is None:
            _first_look(network, pictures, corpus, config, console)
            reached, state = Reached(0, 0, run), None
            if device.leads:
                # Features that are computed from here on are of this run alone.
                save_checkpoint(folder, reached, {"network": network.state_dict()})
        else:
            reached, state = found
            network.load_state_dict(state["network"])
        journal = None
        if device.leads:
            keep_config(folder, config)
            journal = Journal(folder / "log.csv", keep=(reached.phase, reached.step))
        step = Step(network, untouched, corpus, config).to(device.torch)
        sampler = Sampler(corpus, config.sampling, config.seed)
        for number in range(reached.phase, len(config.phases)):
            first = reached.step if number == reached.phase else 0
            if first == 0 and number == len(config.phases) - 1:
                _back_towards(untouched, network, config.kept)
            _Run(
                config,
                number,
                network,
                step,
                sampler,
                pictures,
                folder,
                journal,
                run,
                device,
                console,
                executor,
            ).go(first, state if number == reached.phase else None)
            state = None
            if device.leads:
                save_checkpoint(
                    folder, Reached(number + 1, 0, run), {"network": network.state_dict()}
                )
    network.eval()
    return Trained(network, corpus, time.monotonic() - began)


def learned_from(config: TrainingConfig, dataset: Dataset, console: Console) -> tuple[Corpus, str]:
    """The training split (all listings, where none has a split), and the name of the run that
    learns from it: another one for another configuration, other data or other code."""
    told = any(row.split == "train" for row in dataset.listings())
    split: Split | None = "train" if told else None
    corpus = read_corpus(dataset, split, bad_rows=config.bad_rows, console=console)
    named = b"%d" % CODE + config.digest_fields + corpus.digest.encode()
    return corpus, hashlib.sha256(named).hexdigest()


def new_network(config: TrainingConfig) -> tuple[Network, Network]:
    """The network at its start, and another one with the untouched backbone to compare with."""

    def made(backbone: nn.Module) -> Network:
        return Network(
            backbone,
            shape=config.shape_dimension,
            color=config.color_dimension,
            style=config.style_dimension,
            bases=config.bases,
            dropout=config.dropout,
            pair_maps=config.pair_maps,
        )

    backbone = load_backbone(config.backbone)
    untouched = made(copy.deepcopy(backbone)).requires_grad_(False)
    # Torch's own types leave `memory_format` out.
    network: Network = made(backbone).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network, untouched.eval()


def _first_look(
    network: Network, pictures: Pictures, corpus: Corpus, config: TrainingConfig, console: Console
) -> None:
    """Standardise features by some pictures, and start the shape vector as their principal
    components: what the untouched backbone sees of a piece."""
    random = np.random.default_rng((config.seed, 0))
    count = min(_FIRST_LOOK, len(corpus.pictures))
    chosen = random.choice(len(corpus.pictures), count, replace=False)
    rows = []
    size = config.phases[0].size
    device = next(network.parameters()).device
    with console.status("A first look"), torch.no_grad():
        for start in range(0, count, 32):
            seen = pictures.load(chosen[start : start + 32].tolist(), size, None)
            rows.append(network.features(seen.pictures.to(device))[0].cpu())
    start_heads(network, torch.cat(rows))


def _back_towards(untouched: Network, network: Network, kept: float) -> None:
    """Move the backbone's weights the share `kept` of the way back to the untouched ones."""
    with torch.no_grad():
        pairs = zip(untouched.trunk.parameters(), network.trunk.parameters(), strict=True)
        for before, now in pairs:
            now.lerp_(before.to(now.device), kept)


class _Run:
    """One phase."""

    def __init__(
        self,
        config: TrainingConfig,
        number: int,
        network: Network,
        step: Step,
        sampler: Sampler,
        pictures: Pictures,
        folder: Path,
        journal: Journal | None,
        run: str,
        device: Device,
        console: Console,
        executor: Executor,
    ) -> None:
        self._config = config
        self._number = number
        self._phase = config.phases[number]
        self._network = network
        self._step = step
        self._sampler = sampler
        self._pictures = pictures
        self._folder = folder
        self._journal = journal
        self._run = run
        self._device = device
        self._console = console
        self._executor = executor

    def go(self, first: int, state: dict[str, Any] | None) -> None:
        """Steps from `first` on; `state` is what a checkpoint within the phase holds."""
        phase, network = self._phase, self._network
        released = network.trunk.release(phase.trained)
        # Of parameters that the last phase trained and this one does not: they would be clipped by.
        network.zero_grad(set_to_none=True)
        optimizer = optimizer_of(network, released, phase, self._config.weight_decay)
        if state is not None and "optimizer" in state:
            optimizer.load_state_dict(state["optimizer"])
        bank = None if phase.trained > 0 else self._bank()
        step = self._device.parallel(self._step)
        network.train()
        saved = time.monotonic()
        count, since, told = 0, time.monotonic(), dict[str, float]()
        with self._progress() as advance, self._batches(first, bank) as batches:
            for at, (batch, seen, features) in enumerate(batches, start=first):
                # The same whether or not the run was stopped in between.
                torch.manual_seed(hash((self._config.seed, self._number, at)) & 0x7FFFFFFF)
                for group in optimizer.param_groups:
                    group["lr"] = group["initial"] * rate_at(at, phase)
                with self._device.autocast():
                    losses = step(batch, seen, features)
                    loss = weighed(losses, self._config.weights, every=self._device.processes > 1)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(network.parameters(), 5.0)
                optimizer.step()
                count += len(batch.pictures) * self._device.processes
                advance(at + 1)
                if (at + 1) % _TELL == 0 or at + 1 == phase.steps:
                    told = {name: float(value.detach()) for name, value in losses.items()}
                    self._tell(at, float(loss.detach()), told, count / (time.monotonic() - since))
                    count, since = 0, time.monotonic()
                interrupted = self._device.stop_asked()
                if interrupted or time.monotonic() - saved > _SAVE_SECONDS:
                    self._save(at + 1, optimizer)
                    saved = time.monotonic()
                if interrupted:
                    raise KeyboardInterrupt

    def _bank(self) -> Bank:
        phase = self._phase
        path = self._folder / f"features-{self._device.rank}-{phase.name}.npy"
        return fill_bank(
            path,
            self._network,
            self._pictures,
            self._pictures.count,
            versions=phase.versions,
            size=phase.size,
            seed=self._config.seed,
            device=self._device.torch,
            console=self._console,
            stopping=lambda: self._device.asked,
        )

    @contextmanager
    def _batches(
        self, first: int, bank: Bank | None
    ) -> Iterator[Iterator[tuple[Batch, Seen | None, Tensor | None]]]:
        """Batches with what they show, one made ahead while the former is learned from."""
        phase, rank = self._phase, self._device.rank

        def make(at: int) -> tuple[Batch, Seen | None, Tensor | None]:
            batch = self._sampler.batch(phase.draws, self._number, at, rank)
            if bank is not None:
                return batch, None, bank.features(batch.pictures, batch.seeds)
            return (
                batch,
                self._pictures.load(batch.pictures.tolist(), phase.size, batch.seeds.tolist()),
                None,
            )

        def made() -> Generator[tuple[Batch, Seen | None, Tensor | None], None, None]:
            with ThreadPoolExecutor(1) as ahead:
                coming: Future[tuple[Batch, Seen | None, Tensor | None]] | None = None
                for at in range(first, phase.steps):
                    coming = coming or ahead.submit(make, at)
                    batch, seen, features = coming.result()
                    coming = ahead.submit(make, at + 1) if at + 1 < phase.steps else None
                    yield batch, self._device.seen(seen), self._device.moved(features)

        batches = made()
        try:
            yield batches
        finally:
            batches.close()

    def _tell(self, at: int, loss: float, told: dict[str, float], speed: float) -> None:
        if not np.isfinite(loss):
            raise FloatingPointError(f"The loss is {loss} in step {at} of {self._phase.name}.")
        if self._journal is not None:
            rate = self._phase.rate * rate_at(at, self._phase)
            row: dict[str, float | int] = {"phase": self._number, "step": at, "loss": loss, **told}
            self._journal.write(row | {"rate": rate, "pictures_per_second": speed})

    def _save(self, at: int, optimizer: torch.optim.Optimizer) -> None:
        if self._device.leads:
            save_checkpoint(
                self._folder,
                Reached(self._number, at, self._run),
                {"network": self._network.state_dict(), "optimizer": optimizer.state_dict()},
            )

    @contextmanager
    def _progress(self) -> Iterator[Any]:
        columns = (
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self._console, disable=not self._device.leads) as progress:
            task = progress.add_task(self._phase.name, total=self._phase.steps)
            yield lambda done: progress.update(task, completed=done)


def rate_at(step: int, phase: Phase) -> float:
    """The factor, in (0, 1], that a phase's rates have in a step."""
    warm = max(1, round(phase.warm_up * phase.steps))
    if step < warm:
        return (step + 1) / warm
    part = (step - warm) / max(1, phase.steps - warm)
    return 0.01 + 0.99 * 0.5 * (1 + cos(pi * part))
