"""Whoever says how well listings go together: the release, and controls that need no model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from backend.encoder.calibration import Calibration
from backend.encoder.matching import PairMaps
from backend.encoder.stated import Words, marked
from backend.training.evaluation.colors import Colors, harmony, likeness
from backend.training.evaluation.questions import Questions

Scores = npt.NDArray[np.float64]
Known = npt.NDArray[Any]
"""What a control goes by, a row a listing."""
STATED_STYLE: Final = "stated_style"
STATED_WORDS: Final = "stated_words"
STATED: Final = (STATED_STYLE, STATED_WORDS)
"""Controls that go by what merchants say."""
FEWEST: Final = 10
"""A word that fewer of the listings have says nothing of them."""
Block = Callable[[str, str], Scores]
"""Source and target category to (sources, targets): how well each target's listing goes with each
source's, both in the order of the questions' listings. Only scores of one row are compared."""


@dataclass(frozen=True)
class Judge:
    """`pair` judges when only two pieces are seen. `room`, the same where it is left out, is added
    up over the other pieces of a room, and with it `alone` (listings,), once for each candidate."""

    pair: Block
    room: Block | None = None
    alone: Scores | None = None


def release_judge(
    questions: Questions,
    styles: npt.NDArray[np.float32],
    maps: PairMaps,
    calibration: Calibration | None,
) -> Judge:
    """`styles` (listings, d) are those of the questions' listings.

    A piece alone is judged by log-odds where the release is calibrated. A room is judged by its own
    maps, where the release has them, else by what it adds up to.
    """
    spans = questions.spans()

    def block(source: str, target: str) -> Scores:
        mapped = maps.query(styles[spans[source]], source, target)
        scores = (mapped @ styles[spans[target]].T).astype(np.float64)
        if calibration is None:
            return scores
        offset = calibration.matching_logit(0.0, source, target)
        slope = calibration.matching_logit(1.0, source, target) - offset
        return slope * scores + offset

    def in_a_room(source: str, target: str) -> Scores:
        mapped = maps.query(styles[spans[source]], source, target, room=True)
        return (mapped @ styles[spans[target]].T).astype(np.float64)

    return Judge(block, in_a_room if maps.room_shared is not None else None)


def controls(
    questions: Questions,
    popularity: npt.NDArray[np.float64] | None,
    colors: Colors | None,
    styles: Sequence[str | None] | None = None,
    words: Sequence[Words] | None = None,
) -> dict[str, Judge]:
    """Each of the questions' listings has a count of views and orders, a mean colour, a style that
    its merchant states and words that he says; a control that lacks what it knows is left out.

    Colours, styles and words are judged net of how well a listing goes with all of the source's
    category: what goes with everything says nothing of this one.
    """
    spans = questions.spans()

    def net(measure: Callable[[Known, Known], Scores], known: Known) -> Judge:
        def block(source: str, target: str) -> Scores:
            agreement = measure(known[spans[source]], known[spans[target]])
            less: Scores = agreement - agreement.mean(axis=0)
            return less

        return Judge(block)

    nothing = np.zeros(len(questions.listings))
    found = {"category": _same_for_all_sources(spans, nothing)}
    if popularity is not None:
        found["popularity"] = _same_for_all_sources(spans, popularity)
    if colors is not None:
        found["mean_color"] = net(likeness, colors)
        found["color_harmony"] = net(harmony, colors)
    if styles is not None and any(styles):
        found[STATED_STYLE] = net(_same, np.array([style or "" for style in styles]))
    if words is not None and (weighed := _weighed(words)).any():
        found[STATED_WORDS] = net(_in_common, weighed)
    return found


def _weighed(said: Sequence[Words]) -> npt.NDArray[np.float32]:
    """Unit rows of what is said, rare words counting for more (the logarithm of how many listings
    there are to each that has the word); zeros where nothing is."""
    counts = Counter(word for words in said for word in words)
    known = tuple(sorted(word for word, count in counts.items() if count >= FEWEST))
    rarity = np.log(np.array([len(said) / counts[word] for word in known], np.float32))
    rows = marked(known, said) * rarity
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    weighed: npt.NDArray[np.float32] = rows / np.maximum(lengths, 1e-6)
    return weighed


def _in_common(sources: Known, targets: Known) -> Scores:
    return (sources @ targets.T).astype(np.float64)


def _same(sources: Known, targets: Known) -> Scores:
    """1 where both have the same word, and have one."""
    agreement: Scores = ((sources[:, None] == targets) & (targets != "")).astype(np.float64)
    return agreement


def _same_for_all_sources(spans: dict[str, slice], counts: Scores) -> Judge:
    def block(source: str, target: str) -> Scores:
        sources = spans[source].stop - spans[source].start
        return np.repeat(counts[spans[target]][None], sources, axis=0)

    return Judge(block)
