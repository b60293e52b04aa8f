"""What goes with what: the map from a listing's style to the styles that stand well beside it.

A style vector says how a listing looks to those that may be put beside it. What a listing asks of
the other side depends on both categories, so its vector goes through a map of their pair first:
the score of a candidate is `(M s) . c`, with `s` the source's style vector, `c` the candidate's.

A piece alone stands for the whole room that it may come from; among others it stands for itself.
So there is a second map of each pair, for what completes a room: its scores are log-odds that add
up over the room's pieces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from backend.encoder.arrays import packed, read_arrays
from backend.errors import ConfigurationError

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]


class _Map(NamedTuple):
    single: Floats
    double: Doubles


@dataclass(frozen=True, eq=False)
class PairMaps:
    """A map for every ordered pair of categories: `M = sum over k of weights[k] * basis[k]`.

    `basis` is float32 (k, d, d); `shared` and each of `pairs`, by (source, target), are float32
    weights (k,). `room_shared` and `room_pairs` are those of the maps for rooms; where they are
    left out, a room is taken for so many pieces. Raises `ValueError` for arrays of other shapes, or
    with numbers that are not finite.
    """

    basis: Floats
    shared: Floats
    pairs: Mapping[tuple[str, str], Floats]
    room_shared: Floats | None = None
    room_pairs: Mapping[tuple[str, str], Floats] = field(default_factory=dict)
    _worked_out: dict[tuple[bool, str, str], _Map] = field(
        default_factory=dict, init=False, repr=False
    )

    def __post_init__(self) -> None:
        if self.basis.ndim != 3 or self.basis.shape[1] != self.basis.shape[2]:
            raise ValueError(f"basis is of shape {self.basis.shape}, not (k, d, d)")
        wanted = self.basis.shape[:1]
        rooms = [] if self.room_shared is None else [("room_shared", self.room_shared)]
        if self.room_pairs and not rooms:
            raise ValueError("there are weights of rooms' pairs, but none that they share")
        given = (("shared", self.shared), *self.pairs.items(), *rooms, *self.room_pairs.items())
        for name, weights in given:
            if weights.shape != wanted:
                raise ValueError(f"weights of {name} are of shape {weights.shape}, not {wanted}")
            if not np.isfinite(weights).all():
                raise ValueError(f"weights of {name} are not finite")
        if not np.isfinite(self.basis).all():
            raise ValueError("basis is not finite")

    @property
    def dimension(self) -> int:
        """Numbers in a style vector."""
        return int(self.basis.shape[1])

    def matrix(self, source: str | None, target: str | None, *, room: bool = False) -> Floats:
        """The map (d, d) from `source` to `target`; the shared one where that pair has none. Not
        to be written to: it is kept for whoever asks next."""
        return self._map(source, target, room).single

    def precise_matrix(
        self, source: str | None, target: str | None, *, room: bool = False
    ) -> Doubles:
        """The same in float64."""
        return self._map(source, target, room).double

    def query(
        self, styles: Floats, source: str | None, target: str | None, *, room: bool = False
    ) -> Floats:
        """What to search candidates of `target` with: (n, d) from style vectors (n, d).

        Not normalised: the inner product with a candidate's style vector is the score that a
        release's calibration is about. With `room`, the queries of a room's pieces add up to one.
        """
        mapped: Floats = styles @ self.matrix(source, target, room=room).T
        return mapped

    def _map(self, source: str | None, target: str | None, room: bool) -> _Map:
        room = room and self.room_shared is not None
        shared, pairs = self.shared, self.pairs
        if room and self.room_shared is not None:
            shared, pairs = self.room_shared, self.room_pairs
        weights, key = shared, (room, "", "")
        if source is not None and target is not None and (source, target) in pairs:
            weights, key = pairs[source, target], (room, source, target)
        found = self._worked_out.get(key)
        if found is None:
            single = np.tensordot(weights, self.basis, axes=1)
            found = _Map(single, single.astype(np.float64))
            for each in found:
                each.setflags(write=False)
            self._worked_out[key] = found
        return found

    def packed(self) -> bytes:
        """The file that `load` reads; equal maps give equal bytes."""
        arrays = {"basis": self.basis.astype(np.float32), **_weights("", self.shared, self.pairs)}
        if self.room_shared is not None:
            arrays |= _weights("room_", self.room_shared, self.room_pairs)
        return packed(arrays)

    def save(self, path: Path) -> None:
        path.write_bytes(self.packed())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises `ConfigurationError` if the file is not as `save` writes it."""
        arrays = read_arrays(path)
        try:
            shared, pairs = _read_weights("", arrays)
            room_shared, room_pairs = (
                _read_weights("room_", arrays) if "room_shared" in arrays else (None, {})
            )
            return cls(
                basis=arrays["basis"].astype(np.float32),
                shared=shared,
                pairs=pairs,
                room_shared=room_shared,
                room_pairs=room_pairs,
            )
        except KeyError as error:
            raise ConfigurationError(f"{path} lacks the array {error}.") from None
        except (ValueError, TypeError) as error:
            raise ConfigurationError(f"{path} does not hold pair maps: {error}.") from None


def _weights(
    prefix: str, shared: Floats, pairs: Mapping[tuple[str, str], Floats]
) -> dict[str, npt.NDArray[Any]]:
    keys = sorted(pairs)
    rows = [pairs[key] for key in keys]
    return {
        f"{prefix}shared": shared.astype(np.float32),
        f"{prefix}sources": np.array([source for source, _ in keys], dtype=np.str_),
        f"{prefix}targets": np.array([target for _, target in keys], dtype=np.str_),
        f"{prefix}weights": np.array(rows, dtype=np.float32).reshape(-1, len(shared)),
    }


def _read_weights(
    prefix: str, arrays: Mapping[str, npt.NDArray[Any]]
) -> tuple[Floats, dict[tuple[str, str], Floats]]:
    shared = arrays[f"{prefix}shared"].astype(np.float32)
    sources, targets = (arrays[f"{prefix}{name}"].tolist() for name in ("sources", "targets"))
    keys = zip(sources, targets, strict=True)
    weights = arrays[f"{prefix}weights"].astype(np.float32)
    return shared, dict(zip(keys, weights, strict=True))
