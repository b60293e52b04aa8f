"""A corpus' pictures as the network sees them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path

import numpy as np
import torch
from msgspec import Struct
from torch import Tensor

from backend.dataset.read import Dataset
from backend.images.decode import decode
from backend.images.resize import draft_size
from backend.training.alter import Altered, altered, as_it_is, packshot_box
from backend.training.corpus import Corpus, Shown
from backend.training.features import LIMITS


class Seen(Struct, frozen=True):
    """`pictures` uint8 (n, size, size, 3); `boxes` (n, 4) as fractions, rows of NaN unknown."""

    pictures: Tensor
    boxes: Tensor


class Pictures:
    """Decodes and alters on `executor`'s threads: Pillow does its work without Python's lock."""

    def __init__(self, dataset: Dataset, corpus: Corpus, executor: Executor) -> None:
        self._files = [dataset.image(shown.path) for shown in corpus.pictures]
        self._shown = corpus.pictures
        self._executor = executor

    @property
    def count(self) -> int:
        return len(self._shown)

    def load(self, numbers: Sequence[int], size: int, seeds: Sequence[int] | None) -> Seen:
        """Pictures of the corpus, altered as `seeds` say, or as they are."""
        given = [None] * len(numbers) if seeds is None else [int(seed) for seed in seeds]

        def one(number: int, seed: int | None) -> Altered:
            return _look(self._files[number], self._shown[number], size, seed)

        seen = list(self._executor.map(one, [int(number) for number in numbers], given))
        nothing = (float("nan"),) * 4
        return Seen(
            pictures=torch.from_numpy(np.stack([each.picture for each in seen])),
            boxes=torch.tensor([each.box or nothing for each in seen], dtype=torch.float32),
        )


def _look(file: Path, shown: Shown, size: int, seed: int | None) -> Altered:
    image = decode(file.read_bytes(), limits=LIMITS, draft_size=max(draft_size(size)))
    box = shown.box if shown.scene else packshot_box(image)
    if seed is None:
        return as_it_is(image, size, box)
    return altered(image, size, box, scene=shown.scene, seed=seed)
