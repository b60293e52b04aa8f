"""How far a data set's colours and materials agree with a second, independent computation.

    python -m tests.benchmarks.label_agreement DIR --listings 500

Rays are cast at the design's mesh from where the packshots were taken, by code that shares nothing
with the renderer. Colours are those that the saved pictures have where rays meet the piece: k-means
in CIELAB, the brighter half of each cluster (the light's doing is discounted), names by CIEDE2000.
Materials are counted from the faces met. Prints Markdown.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from backend import taxonomy
from backend.dataset.read import Dataset, open_dataset
from backend.dataset.records import ListingRow, Share, TruthRow
from backend.studio.build.listings import design_views
from backend.studio.build.options import BuildOptions
from backend.studio.build.plan import options_of, planned_designs
from backend.studio.furniture.piece import piece_of
from backend.studio.materials.material import Kind
from backend.studio.materials.photographic import load_atlas
from backend.studio.rendering.camera import framing
from tests.benchmarks.cielab import ciede2000, lab_of_srgb
from tests.benchmarks.ray_casting import Casting, Pinhole, first_faces, materials_seen

Floats = NDArray[np.float64]
CastingOf = Callable[[ListingRow], Casting]

CLUSTERS = 6
ROUNDS = 12
RAYS = 1500
LEAST_COLOR = 0.08
LEAST_MATERIAL = 0.05
TWINS = {
    # Names that differ by what the surface is of, which its pixels do not tell.
    "oak": "tan",
    "walnut": "brown",
    "brass": "mustard",
    "copper": "rust",
    "chrome": "grey",
    "clear": "white",
}


@dataclass
class Agreement:
    """One attribute's comparisons, label first, second computation second."""

    name: str
    pairs: list[tuple[dict[str, float], dict[str, float]]]

    def markdown(self, title: str, shown: int = 12) -> str:
        rows = [
            ("first equal", self._mean(lambda a, b: _first(a) == _first(b))),
            (
                "second computation's first is among the labels",
                self._mean(lambda a, b: _first(b) in a),
            ),
            (
                "Jaccard index of the sets",
                self._mean(lambda a, b: len(a.keys() & b) / len(a.keys() | b)),
            ),
            ("mean absolute difference of shares", self._mean(_share_difference)),
        ]
        lines = [
            f"### {title} ({len(self.pairs)} listings)",
            "",
            "| measure | value |",
            "| --- | --- |",
        ]
        lines += [f"| {name} | {value:.3f} |" for name, value in rows]
        confused = Counter(
            (_first(a), _first(b)) for a, b in self.pairs if _first(a) != _first(b)
        ).most_common(shown)
        lines += ["", "| label | second computation | listings |", "| --- | --- | --- |"]
        lines += [f"| {label} | {second} | {count} |" for (label, second), count in confused]
        return "\n".join(lines)

    def _mean(self, of: Callable[[dict[str, float], dict[str, float]], float]) -> float:
        return float(np.mean([of(a, b) for a, b in self.pairs])) if self.pairs else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--listings", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--textures", type=Path, help="if the data set was built with them")
    arguments = parser.parse_args()
    dataset = open_dataset(arguments.dataset)
    chosen = sample(dataset, arguments.listings, arguments.seed)
    castings = castings_of(options_of(dataset.info, arguments.textures))
    print(compare_colors(dataset, chosen, castings, arguments.seed))
    print()
    print(compare_materials(chosen, castings, arguments.seed))


def castings_of(options: BuildOptions) -> CastingOf:
    """Meshes, materials and cameras of the studio's own listings."""
    designs = {design.id: design for design in planned_designs(options)}
    atlas = load_atlas(Path(options.textures)) if options.textures else None

    def casting(row: ListingRow) -> Casting:
        design = designs[row.design]
        finish = [design.listing_id(k) for k in range(len(design.finishes))].index(row.id)
        piece = piece_of(design, finish, atlas=atlas)
        views = [
            framing(piece.mesh.vertices, math.radians(view.azimuth), math.radians(view.elevation))
            for view in design_views(design, options)
        ]
        return Casting(
            vertices=piece.mesh.vertices,
            faces=piece.mesh.faces,
            role_of_face=piece.mesh.role_of_face,
            material_of_role=[material.taxonomy for material in piece.materials],
            reflects=[material.kind == Kind.MIRROR for material in piece.materials],
            cameras=[Pinhole(view.position, view.target, view.field_of_view) for view in views],
        )

    return casting


def sample(dataset: Dataset, count: int, seed: int) -> list[tuple[ListingRow, TruthRow]]:
    """`count` listings that have a picture, at random, each with its truth."""
    truth = {row.id: row for row in dataset.truth()}
    rows = [row for row in dataset.listings() if row.id in truth and row.images]
    order = np.random.default_rng(seed).permutation(len(rows))[:count]
    return [(rows[index], truth[rows[index].id]) for index in order]


def compare_colors(
    dataset: Dataset,
    chosen: Iterable[tuple[ListingRow, TruthRow]],
    casting_of: CastingOf,
    seed: int,
) -> str:
    pairs = []
    for row, truth in chosen:
        pictures = [
            np.asarray(Image.open(dataset.image(path)).convert("RGB")) for path in row.images
        ]
        random = np.random.default_rng(seed)
        second = named(seen_pixels(pictures, casting_of(row), random), random)
        if second:
            pairs.append((_shares(truth.colors), second))
    merged = [(_merged(a), _merged(b)) for a, b in pairs]
    strict = Agreement("color", pairs).markdown("Colors")
    alike = Agreement("color", merged).markdown(
        "Colors, names that pixels cannot tell apart taken as one"
    )
    return f"{strict}\n\n{alike}"


def seen_pixels(
    pictures: Sequence[NDArray[np.uint8]], casting: Casting, random: np.random.Generator
) -> list[Floats]:
    """CIELAB of each picture's pixels (n, 3) that show what labels count; of a mirror its frame."""
    counted = np.array([name is not None for name in casting.material_of_role])
    solid = counted & ~np.array(casting.reflects)
    found = []
    for picture, camera in zip(pictures, casting.cameras, strict=True):
        face, place = first_faces(casting.vertices, casting.faces, camera, RAYS, random)
        role = casting.role_of_face[face]
        shown = (face >= 0) & solid[role]
        if not shown.any():
            shown = (face >= 0) & counted[role]
        at = (place[shown] * [picture.shape[1], picture.shape[0]]).astype(int)
        lab = lab_of_srgb(picture[at[:, 1], at[:, 0]])
        if len(lab):
            found.append(lab)
    return found


def compare_materials(
    chosen: Iterable[tuple[ListingRow, TruthRow]], casting_of: CastingOf, seed: int
) -> str:
    pairs = []
    for row, truth in chosen:
        seen = materials_seen(casting_of(row), RAYS, np.random.default_rng(seed))
        kept = _renormalised({name: s for name, s in seen.items() if s >= LEAST_MATERIAL})
        if kept:
            pairs.append((_shares(truth.materials), kept))
    return Agreement("material", pairs).markdown("Materials")


def named(views: Sequence[Floats], random: np.random.Generator) -> dict[str, float]:
    """Names and shares of the colours of `views` of CIELAB pixels, each counting the same."""
    if not views:
        return {}
    pixels = list(views)
    weights = [np.full(len(view), 1.0 / len(view)) for view in views]
    names = tuple(taxonomy.COLORS)
    known = lab_of_srgb(
        np.array(
            [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in taxonomy.COLORS.values()], np.uint8
        )
    )
    shares: dict[str, float] = {}
    for center, share in clusters(np.concatenate(pixels), np.concatenate(weights), random):
        name = names[int(ciede2000(center, known).argmin())]
        shares[name] = shares.get(name, 0.0) + share
    total = sum(shares.values())
    large = {name: share for name, share in shares.items() if share >= LEAST_COLOR * total}
    three = dict(sorted(large.items(), key=lambda item: -item[1])[:3])
    return _renormalised(three)


def clusters(
    lab: Floats, weights: Floats, random: np.random.Generator
) -> list[tuple[Floats, float]]:
    """The mean of each cluster's brighter half, and the cluster's weight."""
    centers = lab[random.choice(len(lab), 1)]
    while len(centers) < min(CLUSTERS, len(lab)):
        # k-means++: the next centre is drawn by the squared distance from those there are.
        squared = _squared(lab, centers).min(axis=1) * weights
        if squared.sum() <= 0:
            break
        chosen = random.choice(len(lab), p=squared / squared.sum())
        centers = np.concatenate([centers, lab[chosen : chosen + 1]])
    for _ in range(ROUNDS):
        owner = _squared(lab, centers).argmin(axis=1)
        for index in np.unique(owner):
            of_it = owner == index
            centers[index] = weights[of_it] @ lab[of_it] / weights[of_it].sum()
    owner = _squared(lab, centers).argmin(axis=1)
    found = []
    for index in np.unique(owner):
        members = lab[owner == index]
        bright = members[members[:, 0] >= np.median(members[:, 0])]
        found.append((bright.mean(axis=0), float(weights[owner == index].sum())))
    return found


def _squared(lab: Floats, centers: Floats) -> Floats:
    return np.stack([((lab - center) ** 2).sum(axis=1) for center in centers], axis=1)


def _shares(shares: Iterable[Share]) -> dict[str, float]:
    return {share.name: share.share for share in shares}


def _merged(shares: dict[str, float]) -> dict[str, float]:
    merged: dict[str, float] = {}
    for name, share in shares.items():
        merged[TWINS.get(name, name)] = merged.get(TWINS.get(name, name), 0.0) + share
    return merged


def _renormalised(shares: dict[str, float]) -> dict[str, float]:
    total = sum(shares.values())
    return {name: share / total for name, share in shares.items()}


def _first(shares: dict[str, float]) -> str:
    return max(shares, key=lambda name: (shares[name], name))


def _share_difference(one: dict[str, float], other: dict[str, float]) -> float:
    """Mean over the names that either has."""
    names = one.keys() | other
    return sum(abs(one.get(name, 0.0) - other.get(name, 0.0)) for name in names) / len(names)


if __name__ == "__main__":
    main()
