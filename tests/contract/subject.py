"""One implementation of the vector index, and the values that the contract is tried with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backend.index.port import Entry, Scalars, Vector, VectorIndex
from tests.fixtures.polling import until_passing


@dataclass(frozen=True)
class Subject:
    """`dimensions` are those of the collections it is tried with."""

    index: VectorIndex
    dimensions: dict[str, int]
    sees_writes_at_once: bool

    def sees(self, check: Callable[[], None]) -> None:
        """Require that the check passes: now, or soon where consistency is bounded."""
        if self.sees_writes_at_once:
            check()
        else:
            until_passing(check, seconds=120)

    def entry(
        self,
        id_: str,
        version: int = 1,
        *,
        seed: int | None = None,
        scalars: Scalars | None = None,
    ) -> Entry:
        """An entry whose vectors depend on `seed` alone, or else on the id."""
        return Entry(
            id=id_,
            version=version,
            scalars=scalars or Scalars(),
            vectors={
                field: unit_vector(f"{field} {id_ if seed is None else seed}", dimension)
                for field, dimension in self.dimensions.items()
            },
        )


def unit_vector(name: str, dimension: int) -> Vector:
    """A random direction, the same for the same name."""
    values = np.random.default_rng(list(name.encode())).normal(size=dimension)
    return (values / np.linalg.norm(values)).astype(np.float32)
