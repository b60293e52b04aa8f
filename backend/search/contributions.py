"""What carried a match: the parts of its score, beside what is typical of the candidates.

The visual vector has parts of its own, so the part of a cosine that is due to colour is known. For
the rest, scores are compared with attributes over the pool of candidates: what listings of a value
have more than the others, all else equal, is due to the value. This is a ridge regression of the
scores on the attributes, and because scores are inner products it is the same as splitting every
candidate's vector into a mean, a direction for each value and a remainder. It says what goes
together in this pool, and nothing of causes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.listing import Listing
from backend.search.attributes import values_of
from backend.taxonomy import Attribute

Floats = npt.NDArray[np.float64]

SHRINKAGE: Final = 4.0
"""A value counts as if so many more listings had it that are no better or worse for it: what few
listings say is believed little."""


@dataclass(frozen=True, eq=False)
class Contributions:
    """`typical` is the mean score of the n candidates, `amounts` (n, k) what each of `components`
    adds to it or takes away: `typical` and a row of `amounts` add up to the candidate's score.

    `effects` are the amounts, before they are centred, of the values of the components that are
    explained by attributes.
    """

    components: tuple[str, ...]
    typical: float
    amounts: Floats
    effects: Mapping[tuple[Attribute, str], float]

    @property
    def scores(self) -> Floats:
        total: Floats = self.typical + self.amounts.sum(axis=1)
        return total

    def of(self, component: str) -> Floats:
        """The component's amounts (n,); zeros for one that the question does not have."""
        if component not in self.components:
            return np.zeros(len(self.amounts))
        amounts: Floats = self.amounts[:, self.components.index(component)]
        return amounts

    def settled(self, place: int, score: float, digits: int = 6) -> dict[str, float]:
        """The amounts of one candidate and `typical`, rounded so that they add up to its score as
        it is shown; what rounding and the index's arithmetic leave is the last component's."""
        rounded = {
            "typical": round(self.typical, digits),
            **{
                name: round(float(amount), digits)
                for name, amount in zip(self.components, self.amounts[place], strict=True)
            },
        }
        last = self.components[-1]
        others = sum(amount for name, amount in rounded.items() if name != last)
        rounded[last] = round(score - others, digits)
        return rounded


def visual_parts(
    query: npt.NDArray[np.float32],
    vectors: npt.NDArray[np.float32],
    parts: Mapping[str, tuple[int, int]],
) -> dict[str, Floats]:
    """The parts (n,) of the inner products of `vectors` (n, d) with `query` (d,), which add up to
    them. `parts` are those of the manifest's output; numbers that belong to none are "look"."""
    products = vectors.astype(np.float64) * query.astype(np.float64)
    shares = {name: products[:, first:after].sum(axis=1) for name, (first, after) in parts.items()}
    named = np.zeros(len(query), dtype=np.bool_)
    for first, after in parts.values():
        named[first:after] = True
    if not named.all():
        shares["look"] = shares.get("look", 0.0) + products[:, ~named].sum(axis=1)
    return shares


def similar_contributions(
    parts: Mapping[str, Floats], listings: Sequence[Listing]
) -> Contributions:
    """Of "looks like", from `visual_parts`: colour is that of the vector, and the other parts
    together are material, style, and shape, or overall look where the vector has no parts.

    `listings` are the n candidates, completed, in the order of the scores.
    """
    color = parts.get("color")
    rest = _sum([amounts for name, amounts in parts.items() if name != "color"], len(listings))
    explained: tuple[Attribute, ...] = ("material", "style")
    if color is None:
        return _regressed(rest, listings, ("color", *explained), "look")
    found = _regressed(rest, listings, explained, "shape" if "shape" in parts else "look")
    typical = float(color.mean()) if len(color) else 0.0
    return Contributions(
        components=("color", *found.components),
        typical=found.typical + typical,
        amounts=np.column_stack([color - typical, found.amounts]),
        effects=found.effects,
    )


def compatible_contributions(
    scores: npt.NDArray[np.floating], listings: Sequence[Listing]
) -> Contributions:
    """Of "goes with": colour, material, style and the overall look. `scores` (n,) are `(M s) . c`,
    for candidates of one category, as each has a map of its own."""
    return _regressed(scores.astype(np.float64), listings, ("color", "material", "style"), "look")


def _regressed(
    scores: Floats, listings: Sequence[Listing], attributes: Sequence[Attribute], remainder: str
) -> Contributions:
    columns = [
        (attribute, value)
        for attribute in attributes
        for value in sorted({v for each in listings for v in values_of(each, attribute)})
    ]
    if not len(scores):
        return Contributions((*attributes, remainder), 0.0, np.zeros((0, len(attributes) + 1)), {})
    typical = float(scores.mean())
    above = scores - typical
    held = np.array(
        [[value in values_of(each, attribute) for attribute, value in columns] for each in listings]
    ).reshape(len(listings), len(columns))
    centred = held - held.mean(axis=0)
    normal = centred.T @ centred + SHRINKAGE * np.eye(len(columns))
    effects: Floats = np.linalg.solve(normal, centred.T @ above)
    amounts = np.zeros((len(listings), len(attributes) + 1))
    for place, attribute in enumerate(attributes):
        own = [number for number, column in enumerate(columns) if column[0] == attribute]
        amounts[:, place] = centred[:, own] @ effects[own]
    amounts[:, -1] = above - amounts[:, :-1].sum(axis=1)
    return Contributions(
        components=(*attributes, remainder),
        typical=typical,
        amounts=amounts,
        effects=dict(zip(columns, effects.tolist(), strict=True)),
    )


def _sum(parts: Sequence[Floats], count: int) -> Floats:
    total = np.zeros(count)
    for part in parts:
        total = total + part
    return total
