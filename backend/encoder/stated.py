"""What a merchant's word adds to a picture: the style vector of a listing whose style is stated.

Style is not written on a piece: a model that sees one picture names it right in two of three. Most
merchants name it in their feeds. Then the vector moves from where the styles that the picture was
taken for have it towards where the stated one has it: `unit(s + (t - p) E)`, with `s` the
picture's vector, `p` its probabilities of each style, `t` 1 at the stated one and 0 elsewhere, and
`E` a row of shifts for each style. A picture that leaves no doubt moves nothing, nor does a
merchant who says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from backend.encoder.arrays import packed, read_arrays
from backend.errors import ConfigurationError

Floats = npt.NDArray[np.float32]

_NOWHERE: Final = 1e-6
"""A vector of this length has no direction."""


@dataclass(frozen=True, eq=False)
class StatedStyles:
    """`shifts` is float32 (n, d), a row for each of the n `values` of the attribute `style`.

    Raises `ValueError` for an array of another shape, with numbers that are not finite, or a value
    that is named twice.
    """

    values: tuple[str, ...]
    shifts: Floats

    def __post_init__(self) -> None:
        if self.shifts.ndim != 2 or len(self.shifts) != len(self.values):
            raise ValueError(
                f"shifts are of shape {self.shifts.shape}, not ({len(self.values)}, d)"
            )
        if len(set(self.values)) != len(self.values):
            raise ValueError("a value is named twice")
        if not np.isfinite(self.shifts).all():
            raise ValueError("shifts are not finite")

    @property
    def dimension(self) -> int:
        """Numbers in a style vector."""
        return int(self.shifts.shape[1])

    def moved(self, styles: Floats, probabilities: Floats, stated: Sequence[str | None]) -> Floats:
        """Unit vectors (n, d) from those of pictures (n, d), how probable each value is in them
        (n, values), and what the merchant says of each, None where that is nothing. Rows of which
        nothing is said, or a value that the release does not know, stay as they are, and one that
        would be moved to nowhere."""
        column = {value: place for place, value in enumerate(self.values)}
        known = [(row, column[word]) for row, word in enumerate(stated) if word and word in column]
        if not known:
            return styles
        rows, columns = np.array(known).T
        doubt = -probabilities[rows]
        doubt[np.arange(len(rows)), columns] += 1
        shifted = styles[rows] + doubt @ self.shifts
        lengths = np.linalg.norm(shifted, axis=1, keepdims=True)
        somewhere = lengths[:, 0] > _NOWHERE
        moved = styles.copy()
        moved[rows[somewhere]] = (shifted / np.maximum(lengths, _NOWHERE))[somewhere]
        return moved

    def packed(self) -> bytes:
        """The file that `load` reads; equal shifts give equal bytes."""
        values = np.array(self.values, dtype=np.str_)
        return packed({"values": values, "shifts": self.shifts.astype(np.float32)})

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises `ConfigurationError` if the file is not as `packed` makes it."""
        arrays = read_arrays(path)
        try:
            values = tuple(str(value) for value in arrays["values"].tolist())
            return cls(values=values, shifts=arrays["shifts"].astype(np.float32))
        except KeyError as error:
            raise ConfigurationError(f"{path} lacks the array {error}.") from None
        except (ValueError, TypeError) as error:
            raise ConfigurationError(f"{path} does not hold shifts: {error}.") from None
