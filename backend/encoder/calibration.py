"""From a score to a share judged right: logistic curves fitted on listings kept from training.

The formula is Platt's: p = 1 / (1 + exp(-(slope * score + offset))).
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from backend.errors import ConfigurationError

PairKey = Annotated[str, Meta(pattern=r"^[a-z_]+>[a-z_]+$")]
STEEPEST: Final = 700.0
"""The largest logit whose exponential is a float."""


class Line(Struct, frozen=True, kw_only=True):
    """logit = slope * score + offset. A slope below zero would contradict the order of scores."""

    slope: Annotated[float, Meta(ge=0)]
    offset: float

    def logit(self, score: float) -> float:
        return self.slope * float(score) + self.offset


class Calibration(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The curves of a release; `pairs` by "source>target", `matching` for all other pairs. `rooms`
    are for what two pieces of a room say together, three and so on, the last for more as well; none
    where that was not measured."""

    visual: Line
    matching: Line
    pairs: dict[PairKey, Line] = {}
    rooms: tuple[Line, ...] = ()

    def visual_probability(self, score: float) -> float:
        """The share of results with this cosine that show the same design."""
        return probability(self.visual.logit(score))

    def matching_line(self, source: str | None, target: str | None) -> Line:
        """The pair's own line, or the shared one; for many scores at once."""
        if source is None or target is None:
            return self.matching
        return self.pairs.get(pair_key(source, target), self.matching)

    def matching_logit(self, score: float, source: str | None, target: str | None) -> float:
        """The log-odds of `matching_probability`; those of several pairs of a room add up."""
        return self.matching_line(source, target).logit(score)

    def matching_probability(self, score: float, source: str | None, target: str | None) -> float:
        """Of a listing that a stylist put beside the source and a random one of its category,
        offered with equal odds: how probable it is that one with this score is the stylist's."""
        return probability(self.matching_logit(score, source, target))

    def room_probability(self, score: float, pieces: int) -> float | None:
        """The same of a listing beside so many pieces of a room, two or more, by the sum of what
        the maps for rooms say; None where that was not measured."""
        if not self.rooms:
            return None
        return probability(self.rooms[min(pieces, len(self.rooms) + 1) - 2].logit(score))


def pair_key(source: str, target: str) -> str:
    """The key of an ordered pair of categories in `Calibration.pairs`."""
    return f"{source}>{target}"


def probability(logit: float) -> float:
    """1 / (1 + exp(-logit)), in [0, 1]; for any finite logit."""
    return 1 / (1 + math.exp(-max(-STEEPEST, min(STEEPEST, logit))))


def packed(calibration: Calibration) -> bytes:
    """The file that `read_calibration` reads. Raises `ValueError` for curves that it refuses."""
    encoded = msgspec.json.encode(calibration, order="sorted")
    msgspec.json.decode(encoded, type=Calibration)  # structs check their constraints when decoded
    return msgspec.json.format(encoded, indent=2) + b"\n"


def read_calibration(path: Path) -> Calibration:
    """Raises `ConfigurationError` if the file is not as `packed` makes it."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Calibration)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    except msgspec.DecodeError as error:
        raise ConfigurationError(f"{path} does not hold a calibration: {error}.") from None
