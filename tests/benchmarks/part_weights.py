"""What a data set's lookalikes have in common by the shares that colour and category have in the
likeness, and by what a listing of the same category is lifted.

    python -m tests.benchmarks.part_weights --release demo/release --dataset demo

Listings are compared by what is so of them, not by what their merchants say. Prints Markdown.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.dataset.read import Dataset, open_dataset
from backend.encoder.attributes import predictions
from backend.encoder.session import Encoder
from backend.images.decode import DecodeLimits
from backend.images.load import prepare

Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.str_]

WEIGHED: Final = (
    *((0.02, category, lift) for lift in (0.0, 0.1) for category in (0.0, 0.1, 0.2, 0.3)),
    *((color, 0.2, 0.1) for color in (0.01, 0.05, 0.1, 0.2)),
)
"""Shares of colour and of category, and lifts."""
FIRST: Final = 5
BATCH: Final = 8
LIMITS: Final = DecodeLimits(max_bytes=20_000_000, max_pixels=50_000_000)
HEADER: Final = """\
| colour | category | lift | same kind | main colour | material | own first | photo: first | in 5 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |"""


@dataclass(frozen=True)
class Looks:
    """What a release sees in n pictures: unit vectors (n, d) by part, and the likeliest kind."""

    shape: Floats
    color: Floats
    category: Floats
    kind: Texts

    def likeness(self, others: Looks, color: float, category: float, lift: float) -> Floats:
        """(n, m): cosines with so much of them colour's and category's, and the lift for the same
        kind."""
        cosines = (1 - color - category) * self.shape @ others.shape.T
        cosines += color * self.color @ others.color.T
        cosines += category * self.category @ others.category.T
        same: Floats = self.kind[:, None] == others.kind[None, :]
        lifted: Floats = cosines + lift * same
        return lifted


def looks_of(encoder: Encoder, paths: Sequence[Path]) -> Looks:
    manifest = encoder.manifest
    size, parts = manifest.preprocessing.size, manifest.outputs["visual"].parts
    vectors, categories = [], []
    for start in range(0, len(paths), BATCH):
        read = [path.read_bytes() for path in paths[start : start + BATCH]]
        outputs = encoder.encode([prepare(data, limits=LIMITS, size=size) for data in read])
        vectors.append(outputs["visual"].astype(np.float64))
        for row in range(len(read)):
            categories.append(predictions(manifest, outputs, row)["category"][0].value)
    visual = np.concatenate(vectors)

    def part(name: str) -> Floats:
        first, after = parts.get(name, (0, 0))
        numbers: Floats = visual[:, first:after]
        unit: Floats = numbers / np.linalg.norm(numbers, axis=1, keepdims=True).clip(1e-9)
        return unit

    return Looks(part("shape"), part("color"), part("category"), np.array(categories))


@dataclass(frozen=True)
class Truth:
    """What is so of n listings."""

    design: Texts
    category: Texts
    color: Texts
    material: Texts


def truth_of(dataset: Dataset, ids: Sequence[str]) -> Truth:
    rows = {row.id: row for row in dataset.truth()}
    known = [rows[listing_id] for listing_id in ids]
    return Truth(
        design=np.array([row.group for row in known]),
        category=np.array([row.category for row in known]),
        color=np.array([max(row.colors, key=lambda each: each.share).name for row in known]),
        material=np.array([max(row.materials, key=lambda each: each.share).name for row in known]),
    )


def designs_in_order(likeness: Floats, designs: Texts, but: int | None = None) -> list[int]:
    """The nearest listing of each design, the nearest design first."""
    order = [int(place) for place in np.argsort(-likeness, kind="stable") if place != but]
    nearest: dict[str, int] = {}
    for place in order:
        nearest.setdefault(str(designs[place]), place)
    return list(nearest.values())


def alike(likeness: Floats, truth: Truth) -> list[float]:
    """Shares of the first five other designs that agree with what is asked with; and how often
    its own design, in another finish, comes before them."""
    agreed, own_first = [], []
    for place, row in enumerate(likeness):
        own = truth.design[place]
        found = designs_in_order(row, truth.design, but=place)
        if (truth.design == own).sum() > 1:
            own_first.append(truth.design[found[0]] == own)
        first = [each for each in found if truth.design[each] != own][:FIRST]
        agreed.append(
            [
                np.mean(values[first] == values[place])
                for values in (truth.category, truth.color, truth.material)
            ]
        )
    return [*np.mean(agreed, axis=0).tolist(), float(np.mean(own_first))]


def photographed(likeness: Floats, designs: Texts, own: Texts) -> list[float]:
    """How often a photo's design comes first, and among the first five."""
    places = []
    for row, design in zip(likeness, own, strict=True):
        found = designs[designs_in_order(row, designs)]
        places.append(int(np.flatnonzero(found == design)[0]))
    return [float(np.mean(np.array(places) < depth)) for depth in (1, FIRST)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", type=Path, default=Path("demo/release"))
    parser.add_argument("--dataset", type=Path, default=Path("demo"))
    arguments = parser.parse_args()
    dataset = open_dataset(arguments.dataset)
    encoder = Encoder.load(arguments.release, "cpu")
    listings, photos = list(dataset.listings()), list(dataset.photos())
    shop = looks_of(encoder, [dataset.image(row.images[0]) for row in listings])
    seen = looks_of(encoder, [dataset.image(row.image) for row in photos])
    truth = truth_of(dataset, [row.id for row in listings])
    design_of = {row.id: row.design for row in listings}
    own = np.array([design_of[photo.listing] for photo in photos])
    print(HEADER)
    for color, category, lift in WEIGHED:
        found = alike(shop.likeness(shop, color, category, lift), truth)
        found += photographed(seen.likeness(shop, color, category, lift), truth.design, own)
        cells = " | ".join(f"{share:.3f}" for share in found)
        print(f"| {color:.2f} | {category:.1f} | {lift:.1f} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
