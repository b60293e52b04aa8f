"""What a merchant's words add to a picture: the style vector of a listing of which something is
stated.

Style is not written on a piece, and tones of wood and metal are hard to tell in a picture: a model
that sees one names the style right in two of three. Most merchants name style, colours and
materials in their feeds. Each word moves the vector, and takes back what the picture was taken to
say of the same attribute: `unit(s + t S - p P)`, with `s` the picture's vector, `t` 1 at each word
that is stated, `p` what the picture says of the words of those attributes, and `S` and `P` rows of
shifts. Titles and descriptions say more than attributes do, which of two woods, or a second style
beside the first: each phrase of them that was met often enough is such a word too, and takes
nothing back. Of a merchant who says nothing the picture's vector stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from backend.encoder.arrays import packed, read_arrays
from backend.encoder.manifest import attribute_output
from backend.encoder.phrases import phrases_of
from backend.errors import ConfigurationError

Floats = npt.NDArray[np.float32]
Words = tuple[str, ...]
"""`attribute:value`, in alphabetical order, each once."""

TEXT: Final = "text"
HEARD: Final = ("style", "colors", "materials", TEXT)
"""What a word that moves a vector may be of: attributes, and the listing's text."""
_NOWHERE: Final = 1e-6
"""A vector of this length has no direction."""


def words_of(
    style: str | None, colors: Iterable[str], materials: Iterable[str], texts: Iterable[str]
) -> Words:
    """What a merchant says of a listing; `texts` are its title and description."""
    said = {
        "style": [style] if style else [],
        "colors": colors,
        "materials": materials,
        TEXT: phrases_of(*texts),
    }
    return tuple(
        sorted({f"{attribute}:{value}" for attribute in said for value in said[attribute]})
    )


def seen_in(
    words: Sequence[str], outputs: Mapping[str, Floats], values: Mapping[str, Sequence[str]]
) -> Floats:
    """See `StatedWords.seen_in`."""
    count = len(next(iter(outputs.values())))
    seen = np.zeros((count, len(words)), np.float32)
    for place, word in enumerate(words):
        attribute, _, value = word.partition(":")
        if attribute != TEXT:
            column = list(values[attribute]).index(value)
            seen[:, place] = outputs[attribute_output(attribute)][:, column]
    return seen


def marked(words: Words, said: Sequence[Collection[str]]) -> Floats:
    """1 at each of the `words` that is said, else 0: (n, words)."""
    column = {word: place for place, word in enumerate(words)}
    rows = np.zeros((len(said), len(words)), np.float32)
    for row, each in zip(rows, said, strict=True):
        row[[column[word] for word in each if word in column]] = 1
    return rows


@dataclass(frozen=True, eq=False)
class StatedWords:
    """`said` and `seen` are float32 (n, d): by how much each of the n `words` moves a vector where
    it is stated, and by how much where the picture is sure of it, which it is of no text.

    Raises `ValueError` for arrays of other shapes, with numbers that are not finite, a word that is
    named twice, one of nothing in `HEARD`, a text that a picture is to say, and for no words at
    all.
    """

    words: Words
    said: Floats
    seen: Floats

    def __post_init__(self) -> None:
        if not self.words:
            raise ValueError("there is no word")
        for name, rows in (("said", self.said), ("seen", self.seen)):
            if rows.ndim != 2 or len(rows) != len(self.words) or rows.shape != self.said.shape:
                raise ValueError(f"{name} is of shape {rows.shape}, not ({len(self.words)}, d)")
            if not np.isfinite(rows).all():
                raise ValueError(f"{name} is not finite")
        if len(set(self.words)) != len(self.words):
            raise ValueError("a word is named twice")
        if unheard := [word for word in self.words if _attribute(word) not in HEARD]:
            raise ValueError(f"{unheard[0]!r} is no word of {', '.join(HEARD)}")
        if self.seen[[_attribute(word) == TEXT for word in self.words]].any():
            raise ValueError("no picture says what a text says")

    @property
    def dimension(self) -> int:
        """Numbers in a style vector."""
        return int(self.said.shape[1])

    def heard(self, said: Iterable[str]) -> frozenset[str]:
        """What of a merchant's words moves a vector: those that the release knows. One that nobody
        said when it was fitted moves nothing: it would only take back what the picture says."""
        return self._known.intersection(said)

    @cached_property
    def _known(self) -> frozenset[str]:
        shifts = zip(self.words, self.said, strict=True)
        return frozenset(word for word, shift in shifts if shift.any())

    def seen_in(self, outputs: Mapping[str, Floats], values: Mapping[str, Sequence[str]]) -> Floats:
        """How probable each word is in pictures: (n, words), from the outputs of a model that gives
        the probabilities of `values` of each attribute. 0 for phrases of a text."""
        return seen_in(self.words, outputs, values)

    def moved(self, styles: Floats, seen: Floats, said: Sequence[Collection[str]]) -> Floats:
        """Unit vectors (n, d) from those of pictures (n, d), how probable each word is in them
        (n, words) and what the merchant says of each. Rows of which nothing is said, or only what
        the release does not know, stay as they are, and one that would be moved to nowhere."""
        stated = marked(self.words, said) * self.said.any(axis=1)  # as `heard` has it
        rows = np.flatnonzero(stated.any(axis=1))
        if not len(rows):
            return styles
        stated = stated[rows]
        shifted = styles[rows] + stated @ self.said
        shifted -= (seen[rows] * self._spoken_of(stated)) @ self.seen
        lengths = np.linalg.norm(shifted, axis=1, keepdims=True)
        somewhere = lengths[:, 0] > _NOWHERE
        moved = styles.copy()
        moved[rows[somewhere]] = (shifted / np.maximum(lengths, _NOWHERE))[somewhere]
        return moved

    def _spoken_of(self, stated: Floats) -> Floats:
        """1 at all words of the attributes of which something is stated (n, words), else 0."""
        attributes = [_attribute(word) for word in self.words]
        spoken = np.zeros_like(stated)
        for attribute in HEARD:
            own = np.array([each == attribute for each in attributes])
            spoken[:, own] = stated[:, own].any(axis=1, keepdims=True)
        return spoken

    def packed(self) -> bytes:
        """The file that `load` reads; equal shifts give equal bytes."""
        words = np.array(self.words, dtype=np.str_)
        shifts = {"said": self.said.astype(np.float32), "seen": self.seen.astype(np.float32)}
        return packed({"words": words, **shifts})

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises `ConfigurationError` if the file is not as `packed` makes it."""
        arrays = read_arrays(path)
        try:
            return cls(
                words=tuple(str(word) for word in arrays["words"].tolist()),
                said=arrays["said"].astype(np.float32),
                seen=arrays["seen"].astype(np.float32),
            )
        except KeyError as error:
            raise ConfigurationError(f"{path} lacks the array {error}.") from None
        except (ValueError, TypeError) as error:
            raise ConfigurationError(f"{path} does not hold shifts of words: {error}.") from None


def _attribute(word: str) -> str:
    return word.partition(":")[0]
