"""What a preference does to an answer, for choosing by how much it lifts.

    python -m tests.benchmarks.preference_lift

Looks at the pictures of a data set with a release, then asks what looks like some of its listings
and what goes with them, each time preferring a value of an attribute that is found among the
candidates. Designs are compared, by one listing each, as answers do.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from backend.dataset.read import open_dataset
from backend.dataset.records import ListingRow
from backend.encoder.release import STYLE, open_release
from backend.encoder.session import Encoder
from backend.images.decode import DecodeLimits, decode
from backend.images.resize import letterbox
from backend.search.preference import LIFTS
from backend.search.similar import VISUAL
from backend.taxonomy import COMPLEMENTS

Floats = npt.NDArray[np.floating]

PLACES: Final = 12
ASKED: Final = 300
BATCH: Final = 16
AMOUNTS: Final = (0.0, 0.05, 0.10, 0.15, 0.20, 0.30)


class Asked(Struct, frozen=True):
    """`cosines` (n,) of all listings with a unit query; minus infinity for those that are no
    candidates."""

    category: str | None
    cosines: Floats


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo-dir", type=Path, default=Path("demo"))
    parser.add_argument("--release", type=Path, default=Path("demo/release"))
    arguments = parser.parse_args()
    dataset = open_dataset(arguments.demo_dir)
    rows = list(dataset.listings())
    vectors = _seen(arguments.release, [dataset.image(row.images[0]) for row in rows])
    chosen = np.random.default_rng(0).permutation(len(rows))[:ASKED]
    similar = list(_similar(rows, vectors[VISUAL], chosen.tolist()))
    compatible = list(_compatible(arguments.release, rows, vectors[STYLE], chosen.tolist()))
    _report(f"what looks like it; a preference lifts by {LIFTS['similar']}", rows, similar)
    _report(f"what goes with it; a preference lifts by {LIFTS['compatible']}", rows, compatible)


def _seen(release: Path, pictures: Sequence[Path]) -> dict[str, Floats]:
    encoder = Encoder.load(release, "cpu")
    limits = DecodeLimits(max_bytes=20_000_000, max_pixels=50_000_000)
    size = encoder.manifest.preprocessing.size
    found = [
        encoder.encode(
            [letterbox(decode(path.read_bytes(), limits=limits), size) for path in batch]
        )
        for batch in (pictures[at : at + BATCH] for at in range(0, len(pictures), BATCH))
    ]
    return {name: np.concatenate([each[name] for each in found]) for name in (VISUAL, STYLE)}


def _similar(rows: Sequence[ListingRow], looks: Floats, chosen: Sequence[int]) -> Iterator[Asked]:
    designs = np.array([row.design for row in rows])
    for at in chosen:
        others = designs != designs[at]
        yield Asked(rows[at].category, np.where(others, looks @ looks[at], -np.inf))


def _compatible(
    release: Path, rows: Sequence[ListingRow], styles: Floats, chosen: Sequence[int]
) -> Iterator[Asked]:
    maps = open_release(release).matching
    if maps is None:
        return
    categories = np.array([row.category for row in rows])
    for at in chosen:
        source = rows[at].category
        for target in COMPLEMENTS.get(source or "", ())[:3]:
            query = maps.query(styles[at][None].astype(np.float32), source, target)[0]
            cosines = styles @ (query / np.linalg.norm(query))
            yield Asked(target, np.where(categories == target, cosines, -np.inf))


def _report(title: str, rows: Sequence[ListingRow], questions: Sequence[Asked]) -> None:
    spreads = []
    for each in questions:
        own = [row.category == each.category for row in rows] & np.isfinite(each.cosines)
        spreads.append(float(each.cosines[own].std()))
    print(title)
    print(f"  standard deviation within the category: {np.median(spreads):.3f} (median)")
    print(f"  of the first {PLACES}: lift, preferred, of the category, cosine lost")
    for amount in AMOUNTS:
        random = np.random.default_rng(1)  # the same preferences for each amount
        told = np.array([_effect(rows, each, amount, random) for each in questions])
        preferred, own, lost = told.mean(axis=0).tolist()
        print(f"  {amount:.2f}  {preferred:.3f}  {own:.3f}  {lost:.4f}")


def _effect(
    rows: Sequence[ListingRow], asked: Asked, amount: float, random: np.random.Generator
) -> tuple[float, float, float]:
    """Over one preference for a color, a material and a style."""
    candidates = np.flatnonzero(np.isfinite(asked.cosines)).tolist()
    effects = []
    for attribute in ("color", "material", "style"):
        offered = sorted({value for at in candidates for value in _values(rows[at], attribute)})
        value = offered[random.integers(len(offered))]
        has = np.array([value in _values(row, attribute) for row in rows])
        plain = _first(rows, asked.cosines)
        first = _first(rows, asked.cosines + amount * has)
        of_category = [rows[at].category == asked.category for at in first]
        lost = asked.cosines[plain].mean() - asked.cosines[first].mean()
        effects.append((has[first].mean(), np.mean(of_category), lost))
    preferred, own, lost = np.mean(effects, axis=0).tolist()
    return preferred, own, lost


def _values(row: ListingRow, attribute: str) -> tuple[str, ...]:
    match attribute:
        case "color":
            return row.colors
        case "material":
            return row.materials
        case _:
            return (row.style,) if row.style else ()


def _first(rows: Sequence[ListingRow], ranks: Floats) -> list[int]:
    """The best listing of each design, the first `PLACES`."""
    best: dict[str, int] = {}
    for at in np.argsort(-ranks, kind="stable").tolist():
        if np.isfinite(ranks[at]):
            best.setdefault(rows[at].design, at)
        if len(best) == PLACES:
            break
    return list(best.values())


if __name__ == "__main__":
    main()
