"""A corpus' pictures as the network sees them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np
import torch
from msgspec import Struct
from PIL import Image
from torch import Tensor

from backend.dataset.read import Dataset
from backend.dataset.records import Box
from backend.images.decode import decode
from backend.images.resize import draft_size
from backend.training.alter import Altered, altered, as_it_is, packshot_box
from backend.training.corpus import Corpus
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
        # Looked for in each packshot once for each size: it takes a third of decoding's time.
        self._boxes: dict[tuple[int, int], Box | None] = {}

    @property
    def count(self) -> int:
        return len(self._shown)

    def load(self, numbers: Sequence[int], size: int, seeds: Sequence[int] | None) -> Seen:
        """Pictures of the corpus, altered as `seeds` say, or as they are."""
        given = [None] * len(numbers) if seeds is None else [int(seed) for seed in seeds]

        def one(number: int, seed: int | None) -> Altered:
            return self._look(number, size, seed)

        seen = list(self._executor.map(one, [int(number) for number in numbers], given))
        nothing = (float("nan"),) * 4
        return Seen(
            pictures=torch.from_numpy(np.stack([each.picture for each in seen])),
            boxes=torch.tensor([each.box or nothing for each in seen], dtype=torch.float32),
        )

    def _look(self, number: int, size: int, seed: int | None) -> Altered:
        content = self._files[number].read_bytes()
        image = decode(content, limits=LIMITS, draft_size=max(draft_size(size)))
        box = self._box(number, size, image)
        if seed is None:
            return as_it_is(image, size, box)
        return altered(image, size, box, scene=self._shown[number].scene, seed=seed)

    def _box(self, number: int, size: int, image: Image.Image) -> Box | None:
        shown = self._shown[number]
        if shown.scene:
            return shown.box
        key = (number, size)  # JPEGs are decoded smaller for smaller sizes
        if key not in self._boxes:
            self._boxes[key] = packshot_box(image)
        return self._boxes[key]
