"""A finished run, opened to train its heads anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from rich.console import Console
from torch import Tensor

from backend.dataset.read import Dataset
from backend.errors import ConfigurationError
from backend.training.bank import CHUNK, Bank
from backend.training.checkpoint import load_checkpoint
from backend.training.config import Phase, TrainingConfig
from backend.training.corpus import Corpus
from backend.training.fitting import start_heads
from backend.training.network import Network
from backend.training.run_config import kept_config
from backend.training.train import learned_from, new_network

_FIRST_LOOK: Final = 2048
"""Pictures that features are standardised by, as many as when a run begins."""


@dataclass(frozen=True, kw_only=True)
class FinishedRun:
    """What there is of a run: `network` has its backbone and pooling, and heads that have learned
    nothing yet; `bank` is that of its last phase, over `corpus`. `digest` names the run."""

    config: TrainingConfig
    corpus: Corpus
    digest: str
    network: Network
    bank: Bank

    @property
    def last(self) -> Phase:
        return self.config.phases[-1]


def open_run(folder: Path, dataset: Dataset, console: Console) -> FinishedRun:
    """Raises `ConfigurationError` for a run that is not finished, or learned from other data."""
    config = kept_config(folder)
    path = folder / f"features-0-{config.phases[-1].name}.npy"
    if not path.is_file():  # said before all pictures are looked at
        raise _unfinished(folder)
    corpus, digest = learned_from(config, dataset, console)
    checkpoint = load_checkpoint(folder, digest)
    if checkpoint is None or checkpoint[0].phase < len(config.phases):
        raise _unfinished(folder)
    network = _with_new_heads(config, checkpoint[1]["network"])
    bank = _open_bank(path, config.phases[-1], len(corpus.pictures), network.pooling.width)
    random = np.random.default_rng((config.seed, 0))
    count = min(_FIRST_LOOK, len(corpus.pictures))
    chosen = random.choice(len(corpus.pictures), count, replace=False)
    start_heads(network, bank.features(chosen, np.zeros_like(chosen)))
    return FinishedRun(config=config, corpus=corpus, digest=digest, network=network, bank=bank)


def _with_new_heads(config: TrainingConfig, state: dict[str, Tensor]) -> Network:
    torch.manual_seed(config.seed)
    network, _ = new_network(config)
    for part, prefix in ((network.trunk, "trunk."), (network.pooling, "pooling.")):
        own = {name: rows for name, rows in state.items() if name.startswith(prefix)}
        part.load_state_dict({name.removeprefix(prefix): rows for name, rows in own.items()})
    network.trunk.release(0.0)
    return network.eval()


def _open_bank(path: Path, phase: Phase, count: int, width: int) -> Bank:
    """A bank to be read only, all of it computed."""
    wrong = ConfigurationError(
        f"{path} does not hold the features of all the run's pictures; train again into another"
        " folder."
    )
    try:
        rows = np.load(path, mmap_mode="r")
        done = int(path.with_suffix(".done").read_text())
    except (OSError, ValueError, EOFError):
        raise wrong from None
    chunks = phase.versions * -(-count // CHUNK)
    if rows.shape != (phase.versions, count, width) or done != chunks:
        raise wrong
    return Bank(rows)


def _unfinished(folder: Path) -> ConfigurationError:
    return ConfigurationError(
        f"The run in {folder} is not finished; let `credenza train run` go on to its end first."
    )
