from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from rich.console import Console

from backend.dataset.read import Dataset
from backend.images.load import prepare
from backend.training.bank import Bank
from backend.training.corpus import Corpus, read_corpus
from backend.training.features import LIMITS
from backend.training.pictures import Pictures

QUIET = Console(quiet=True)


@pytest.fixture(scope="module")
def corpus(drawn: Dataset) -> Corpus:
    return read_corpus(drawn, "train", bad_rows=0.0, console=QUIET)


@pytest.fixture(scope="module")
def pictures(drawn: Dataset, corpus: Corpus) -> Iterator[Pictures]:
    with ThreadPoolExecutor(2) as executor:
        yield Pictures(drawn, corpus, executor)


def test_unaltered_pictures_are_those_that_are_served(
    drawn: Dataset, corpus: Corpus, pictures: Pictures
) -> None:
    chosen = [0, corpus.scenes[next(i for i, s in enumerate(corpus.scenes) if s)][0], 5]

    seen = pictures.load(chosen, 64, None)

    for number, tensor in zip(chosen, seen.pictures, strict=True):
        content = drawn.image(corpus.pictures[number].path).read_bytes()
        assert (tensor.numpy() == prepare(content, limits=LIMITS, size=64)).all()
    assert seen.boxes.shape == (3, 4)
    assert not torch.isnan(seen.boxes).any()  # packshots by their ground, photos by what is told


def test_pictures_come_in_the_order_asked_for_whoever_is_faster(pictures: Pictures) -> None:
    numbers = list(range(pictures.count))
    seeds = [7 * number for number in numbers]

    together = pictures.load(numbers, 32, seeds)

    turned = pictures.load(numbers[::-1], 32, seeds[::-1])
    assert (together.pictures == turned.pictures.flip(0)).all()
    assert torch.equal(together.boxes.nan_to_num(-1), turned.boxes.flip(0).nan_to_num(-1))


def test_a_seed_chooses_one_of_the_banks_versions() -> None:
    rows = np.arange(2 * 5 * 3, dtype=np.float16).reshape(2, 5, 3)

    found = Bank(rows).features(np.array([4, 4, 0]), np.array([10, 11, 3]))

    assert found.dtype == torch.float32
    assert found.tolist() == [rows[0, 4].tolist(), rows[1, 4].tolist(), rows[1, 0].tolist()]
