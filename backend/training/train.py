"""The training loop, from top to bottom: prepare, then phase by phase, step by step."""

from __future__ import annotations

import copy
import hashlib
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np
import torch
from msgspec import Struct
from rich.console import Console
from rich.progress import track
from torch import Tensor, nn

from backend.dataset.read import Dataset
from backend.dataset.records import Split
from backend.errors import ConfigurationError
from backend.training.bank import CHUNK
from backend.training.begun import begin_from
from backend.training.checkpoint import (
    BEGUN,
    BEGUN_STYLES,
    keep_begun,
    kept_begun,
    load_checkpoint,
    save_checkpoint,
)
from backend.training.checkpoint import Progress as Reached
from backend.training.config import TrainingConfig
from backend.training.corpus import Corpus, read_corpus
from backend.training.device import Device
from backend.training.features import load_backbone
from backend.training.fitting import start_heads
from backend.training.journal import Journal
from backend.training.network import Network
from backend.training.phases import PhaseLoop, Run
from backend.training.pictures import Pictures
from backend.training.run_config import keep_config
from backend.training.sampling import Sampler
from backend.training.step import Step

CODE: Final = 2
"""Raised with every change after which a run must not go on from an older checkpoint."""
_FIRST_LOOK: Final = 2048
"""Pictures that features are standardised by before training."""


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
    for name in ("begun_kept", "begun_style"):
        if getattr(config, name) and config.begin_from is None:
            raise ConfigurationError(
                f"{name} says what to keep of the release that a run began from: give that, or"
                f" leave {name} out."
            )
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    corpus, run = learned_from(config, dataset, console)
    with ThreadPoolExecutor(max(2, torch.get_num_threads())) as executor, device.listening():
        pictures = Pictures(dataset, corpus, executor)
        torch.manual_seed(config.seed)
        network, untouched = new_network(config)
        found = load_checkpoint(folder, run)
        if found is None and config.begin_from is not None:
            begin_from(network, Path(config.begin_from))  # still on the processor, as it must be
        begun = None
        if config.begun_kept:
            begun = (
                copy.deepcopy(network.state_dict()) if found is None else kept_begun(folder / BEGUN)
            )
            if found is None and device.leads:
                keep_begun(folder / BEGUN, begun)
        network.to(device.torch)
        untouched.to(device.torch)
        styles = None
        if config.begun_style:
            path = folder / BEGUN_STYLES
            if found is None:
                styles = _styles_seen(network, pictures, corpus, config.size, console)
                if device.leads:
                    keep_begun(path, {"styles": styles})
            else:
                styles = kept_begun(path)["styles"]
        if found is None:
            if config.begin_from is None:
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
        shared = Run(
            config=config,
            network=network,
            step=Step(network, untouched, corpus, config, styles=styles).to(device.torch),
            sampler=Sampler(corpus, config.sampling, config.seed),
            pictures=pictures,
            folder=folder,
            journal=journal,
            name=run,
            device=device,
            console=console,
        )
        for number in range(reached.phase, len(config.phases)):
            first = reached.step if number == reached.phase else 0
            if first == 0 and number == len(config.phases) - 1:
                _back_towards(untouched.trunk.state_dict(), network.trunk, config.kept)
            PhaseLoop(shared, number).go(first, state if number == reached.phase else None)
            state = None
            if device.leads:
                save_checkpoint(
                    folder, Reached(number + 1, 0, run), {"network": network.state_dict()}
                )
    if begun is not None:  # the last checkpoint stays as it is: a run that is over can be opened
        _back_towards(begun, network, config.begun_kept)
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


def _styles_seen(
    network: Network, pictures: Pictures, corpus: Corpus, size: int, console: Console
) -> Tensor:
    """How likely the network finds each style (listings, values) of each first packshot."""
    first = [packshots[0] for packshots in corpus.packshots]
    device = next(network.parameters()).device
    network.eval()
    rows = []
    with torch.no_grad():
        for start in track(range(0, len(first), CHUNK), "Styles as begun", console=console):
            seen = pictures.load(first[start : start + CHUNK], size, None)
            outputs = network(seen.pictures.to(device))
            rows.append(outputs.logits["style"].softmax(dim=1).cpu())
    return torch.cat(rows)


def _back_towards(before: Mapping[str, Tensor], module: nn.Module, kept: float) -> None:
    """Move weights the share `kept` of the way back to those of before."""
    with torch.no_grad():
        for name, now in module.named_parameters():
            now.lerp_(before[name].to(now.device), kept)
