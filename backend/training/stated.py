"""What a merchant says of the listings of a corpus, and what a word on style is worth, fitted when
a release is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from backend.encoder.manifest import attribute_output
from backend.encoder.matching import PairMaps
from backend.encoder.phrases import phrases_of
from backend.encoder.stated import HEARD, TEXT, StatedWords, Words, words_of
from backend.taxonomy import CATEGORIES
from backend.training.answers import Answers, Floats, Gallery
from backend.training.calibrate import HeadCalibration, Judged, judged_pairs
from backend.training.corpus import Corpus
from backend.training.losses import UNKNOWN
from backend.training.network import ATTRIBUTES, SEVERAL

STYLE: Final = "style"
STYLES: Final = tuple(f"{STYLE}:{value}" for value in ATTRIBUTES[STYLE])
WEIGHTS: Final = tuple(quarter / 4 for quarter in range(1, 13))
"""How many times the way from one style to another a statement may move a vector."""
PLAIN: Final = 3.0
"""Standard errors by which what a statement gains must differ from nothing."""
_RIDGE: Final = 10.0
"""Listings' worth of doubt in each direction."""


def fit_stated(
    learned: Corpus,
    gallery: Gallery,
    kept: Answers,
    heads: HeadCalibration,
    maps: PairMaps,
    seed: int,
    *,
    begun: StatedWords | None = None,
) -> StatedWords | None:
    """The shifts with which the pairs that a stylist chose in rooms `kept` from training beat
    random ones most often.

    Which way a style lies is told by the `learned` listings of a `gallery`: the network knows them,
    so their vectors are where those of listings whose style is known belong. How far to go is told
    by listings that it does not know, whose merchants err as often as merchants do. The words of
    the release that the network has `begun` from are asked too: they know more than styles. None
    where it is not plain that a statement gains anything.
    """
    tried = [] if begun is None else [begun]
    ways = _ways(learned, gallery)
    if ways is not None:
        for weight in WEIGHTS:
            shifts = (weight * ways).astype(np.float32)
            tried.append(StatedWords(words=STYLES, said=shifts, seen=shifts))

    def won(stated: StatedWords | None) -> NDArray[np.float64]:
        moved = with_stated(kept, heads, stated).style
        return wins(judged_pairs(kept.corpus, moved, maps, seed))

    unmoved = won(None)
    if not tried or not len(unmoved):
        return None
    found = [(won(stated), stated) for stated in tried]
    best, stated = max(found, key=lambda each: float(each[0].mean()))
    return stated if plainly_better(best, unmoved) else None


def with_stated(answers: Answers, heads: HeadCalibration, stated: StatedWords | None) -> Answers:
    """As a release answers: the listings' style vectors moved to where their merchants say that
    they belong, those of photos left alone."""
    if stated is None:
        return answers
    count = answers.listings
    outputs = {
        attribute_output(name): _probabilities(name, answers.logits[name][:count], heads)
        for name in HEARD
        if name != TEXT
    }
    seen = stated.seen_in(outputs, ATTRIBUTES)
    style = answers.style.copy()
    style[:count] = stated.moved(style[:count], seen, words_in(answers.corpus))
    return replace(answers, style=style)


def words_in(corpus: Corpus) -> list[Words]:
    """What the merchant says of each listing of a corpus."""

    def several(name: str, row: NDArray[np.int64]) -> list[str]:
        return [value for value, said in zip(ATTRIBUTES[name], row, strict=True) if said == 1]

    return [
        words_of(
            None if style == UNKNOWN else ATTRIBUTES[STYLE][style],
            several("colors", colors),
            several("materials", materials),
            texts,
        )
        for style, colors, materials, texts in zip(
            corpus.style.tolist(), corpus.colors, corpus.materials, corpus.texts, strict=True
        )
    ]


def phrases_in(corpora: Sequence[Corpus], designs: int) -> Words:
    """Phrases of the texts of at least so many designs, as words. What fewer say is a name, or
    nobody's word for anything."""
    met: Counter[str] = Counter()
    for corpus in corpora:
        own: dict[int, set[str]] = {}
        for design, texts in zip(corpus.design.tolist(), corpus.texts, strict=True):
            own.setdefault(design, set()).update(phrases_of(*texts))
        for phrases in own.values():
            met.update(phrases)
    return tuple(sorted(f"{TEXT}:{phrase}" for phrase, count in met.items() if count >= designs))


def wins(judged: Judged) -> NDArray[np.float64]:
    """1 for each pair that beats the random one, else 0; the same pairs for the same seed."""
    found = [np.greater(*np.split(scores, 2)) for scores, _ in judged.values()]
    return np.concatenate(found).astype(np.float64) if found else np.empty(0)


def plainly_better(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether the first wins so many more of the same pairs that it is hardly by chance: of as many
    that differ, so many more would seldom be won by either."""
    gained = one - other
    return bool(gained.sum() > PLAIN * np.sqrt((gained**2).sum()))


def _probabilities(name: str, logits: Floats, heads: HeadCalibration) -> Floats:
    told = torch.from_numpy(logits / heads.temperatures[name]).float()
    found: Floats = (told.sigmoid() if name in SEVERAL else told.softmax(dim=1)).numpy()
    return found


def _ways(corpus: Corpus, gallery: Gallery) -> Floats | None:
    """Where each style lies (values, d) from where all do, whatever the category: least squares
    with a ridge. A style that no listing has lies in their midst. None where no listing's style is
    known."""
    styles, categories = corpus.style[gallery.listings], corpus.category[gallery.listings]
    known = styles != UNKNOWN
    if not known.any():
        return None
    each = [_one_hot(styles[known], ATTRIBUTES[STYLE]), _one_hot(categories[known], CATEGORIES)]
    design = np.concatenate(each, axis=1)
    normal = design.T @ design + _RIDGE * np.eye(design.shape[1])
    vectors = gallery.style[known].astype(np.float64)
    found = np.linalg.solve(normal, design.T @ (vectors - vectors.mean(axis=0)))
    ways: Floats = found[: len(ATTRIBUTES[STYLE])].astype(np.float32)
    return ways


def _one_hot(numbers: NDArray[np.int64], values: tuple[str, ...]) -> NDArray[np.float64]:
    """(n, values); a row of zeros where the number is `UNKNOWN`."""
    found: NDArray[np.float64] = (numbers[:, None] == np.arange(len(values))).astype(np.float64)
    return found
