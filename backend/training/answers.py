"""What a trained network says of a split's pictures, and what is so of them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from torch import nn

from backend.dataset.read import Dataset
from backend.training.bank import CHUNK
from backend.training.config import Shares
from backend.training.corpus import Corpus, Ints
from backend.training.network import ATTRIBUTES
from backend.training.pictures import Pictures
from backend.training.visual import visual_of

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Rows for each listing's first packshot, in the corpus' order, then for its photos.

    `shows` (n,) are listings; `visual` and `style` (n, d) unit vectors, `logits` (n, values).
    """

    corpus: Corpus
    shows: Ints
    visual: Floats
    style: Floats
    logits: dict[str, Floats]

    @property
    def listings(self) -> int:
        return len(self.corpus.ids)


@dataclass(frozen=True, kw_only=True)
class Gallery:
    """First packshots of `listings` (n,) of a corpus: unit vectors `visual` and `style` (n, d)."""

    listings: Ints
    visual: Floats
    style: Floats


def answers_of(
    network: nn.Module,
    dataset: Dataset,
    corpus: Corpus,
    *,
    size: int,
    shares: Shares,
    console: Console,
) -> Answers:
    """Look at a corpus once, its pictures as they are served."""
    rooms = {room.image for room in dataset.rooms()}
    numbers = [each[0] for each in corpus.packshots]
    numbers += [
        number
        for number, shown in enumerate(corpus.pictures)
        if shown.scene and shown.path not in rooms
    ]
    visual, style, logits = _looked_at(
        network, dataset, corpus, numbers, size=size, shares=shares, console=console
    )
    return Answers(
        corpus=corpus,
        shows=np.array([corpus.pictures[number].listing for number in numbers], np.int64),
        visual=visual,
        style=style,
        logits=logits,
    )


def gallery_of(
    network: nn.Module,
    dataset: Dataset,
    corpus: Corpus,
    count: int,
    *,
    seed: int,
    size: int,
    shares: Shares,
    console: Console,
) -> Gallery:
    """Of at most `count` listings of a corpus, drawn by `seed`."""
    chosen = np.random.default_rng(seed).permutation(len(corpus.ids))[:count]
    numbers = [corpus.packshots[listing][0] for listing in chosen.tolist()]
    visual, style, _ = _looked_at(
        network, dataset, corpus, numbers, size=size, shares=shares, console=console
    )
    return Gallery(listings=chosen, visual=visual, style=style)


def _looked_at(
    network: nn.Module,
    dataset: Dataset,
    corpus: Corpus,
    numbers: Sequence[int],
    *,
    size: int,
    shares: Shares,
    console: Console,
) -> tuple[Floats, Floats, dict[str, Floats]]:
    """Visual vectors, style vectors and logits of pictures as they are served."""
    device = next(network.parameters()).device
    visual, style = [], []
    logits: dict[str, list[Floats]] = {name: [] for name in ATTRIBUTES}
    network.eval()
    with ThreadPoolExecutor(2) as executor, torch.no_grad():
        pictures = Pictures(dataset, corpus, executor)
        for start in track(range(0, len(numbers), CHUNK), "Looking at pictures", console=console):
            seen = pictures.load(list(numbers[start : start + CHUNK]), size, None)
            outputs = network(seen.pictures.to(device))
            visual.append(visual_of(outputs, shares).cpu().numpy())
            style.append(outputs.style.cpu().numpy())
            for name, rows in outputs.logits.items():
                logits[name].append(rows.cpu().numpy())
    return (
        np.concatenate(visual),
        np.concatenate(style),
        {name: np.concatenate(rows) for name, rows in logits.items()},
    )
