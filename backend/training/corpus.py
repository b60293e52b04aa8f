"""What is learned from: a data set's training split as arrays."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from rich.console import Console

from backend.dataset.read import Dataset
from backend.dataset.records import Box, ListingRow, Split
from backend.errors import ConfigurationError, ImageRefused, InvalidInput
from backend.images.load import prepare
from backend.training.features import LIMITS
from backend.training.losses import UNKNOWN
from backend.training.network import ATTRIBUTES

Ints = NDArray[np.int64]

_GLANCE: Final = 32
_NAMED: Final = 5


class Shown(Struct, frozen=True, kw_only=True):
    """A picture of a listing. A `scene` is a phone photo or a room, in which `box` says where the
    piece is; other pictures are packshots."""

    path: str
    listing: int
    scene: bool = False
    box: Box | None = None


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """Listings by number, and what is known of them; `UNKNOWN` where nothing is.

    `texts` (n,) are titles and descriptions. `design` (n,), `category`, `style`, `pattern`,
    `first_color` (n,) are numbers of values; `colors` and `materials` (n, values) are 0 or 1.
    `cold` (n,) marks what no shopper has met. `rooms` and `orders` are listings that go together.
    `packshots` and `scenes` have the numbers of each listing's pictures. `skipped` says which
    pictures could not be used, and why.
    """

    ids: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    design: Ints
    category: Ints
    style: Ints
    pattern: Ints
    first_color: Ints
    colors: Ints
    materials: Ints
    cold: NDArray[np.bool_]
    pictures: tuple[Shown, ...]
    packshots: tuple[tuple[int, ...], ...]
    scenes: tuple[tuple[int, ...], ...]
    rooms: tuple[Ints, ...]
    orders: tuple[Ints, ...]
    skipped: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of what is learned from, pictures by their names."""
        told = hashlib.sha256("\n".join(self.ids).encode())
        for shown in self.pictures:
            told.update(f"{shown.path} {shown.listing} {shown.box}\n".encode())
        labels = (self.category, self.style, self.pattern, self.first_color)
        for each in (self.design, self.cold, self.colors, self.materials, *labels):
            told.update(each.tobytes())
        for one in (*self.rooms, *self.orders):
            told.update(one.tobytes() + b";")
        return told.hexdigest()

    def values(self, attribute: str) -> Ints:
        """The listings' values of one of `ATTRIBUTES`."""
        found: Ints = getattr(self, attribute)
        return found


def read_corpus(
    dataset: Dataset, split: Split | None, *, bad_rows: float, console: Console
) -> Corpus:
    """The listings of a split (of no split at all: those without one) with their pictures.

    Pictures that cannot be decoded, and listings without any, are left out and told. Raises
    `InvalidInput` if they are more than the share `bad_rows`, `ConfigurationError` if nothing is
    left.
    """
    rows = [row for row in dataset.listings() if row.split == split]
    number = {row.id: index for index, row in enumerate(rows)}
    wanted = list(_pictures(dataset, rows, number, split))
    problems = _problems(dataset, wanted, console)
    usable = [shown for shown, problem in zip(wanted, problems, strict=True) if problem is None]
    bad = [f"{s.path}: {p}" for s, p in zip(wanted, problems, strict=True) if p is not None]
    pictured = {shown.listing for shown in usable if not shown.scene}
    bad += [f"{row.id}: no usable packshot" for row in rows if number[row.id] not in pictured]
    if len(bad) > bad_rows * (len(wanted) + len(rows)):
        raise InvalidInput(
            f"{len(bad)} of {len(wanted)} pictures and {len(rows)} listings cannot be learned from,"
            f" more than {bad_rows:.0%}: {'; '.join(bad[:_NAMED])}. Mend them, or allow more with"
            " --bad-rows."
        )
    kept = [row for row in rows if number[row.id] in pictured]
    if not kept:
        raise ConfigurationError(f"There is no listing with a picture in the split {split}.")
    return _corpus(dataset, kept, rows, usable, split, bad)


def _pictures(
    dataset: Dataset, rows: Sequence[ListingRow], number: dict[str, int], split: Split | None
) -> Iterable[Shown]:
    for row in rows:
        for path in row.images:
            yield Shown(path=path, listing=number[row.id])
    for photo in dataset.photos():
        if photo.split == split and photo.listing in number:
            at = number[photo.listing]
            yield Shown(path=photo.image, listing=at, scene=True, box=photo.box)
    for room in dataset.rooms():
        if room.split != split or room.image is None:
            continue
        for piece in room.pieces:
            if piece.listing in number and piece.box is not None:
                at = number[piece.listing]
                yield Shown(path=room.image, listing=at, scene=True, box=piece.box)


def _problems(dataset: Dataset, wanted: Sequence[Shown], console: Console) -> list[str | None]:
    """Why each picture cannot be used; None where it can."""

    def look(path: str) -> str | None:
        try:
            prepare(dataset.image(path).read_bytes(), limits=LIMITS, size=_GLANCE)
        except OSError as error:
            return error.strerror or "cannot be read"
        except (ImageRefused, InvalidInput) as error:
            return error.detail
        return None

    paths = list(dict.fromkeys(shown.path for shown in wanted))
    with console.status(f"Looking at {len(paths)} pictures"), ThreadPoolExecutor(2) as pool:
        told = dict(zip(paths, pool.map(look, paths), strict=True))
    return [told[shown.path] for shown in wanted]


def _corpus(
    dataset: Dataset,
    kept: Sequence[ListingRow],
    rows: Sequence[ListingRow],
    usable: Sequence[Shown],
    split: Split | None,
    bad: Sequence[str],
) -> Corpus:
    number = {row.id: index for index, row in enumerate(kept)}
    renumbered = {old: number[row.id] for old, row in enumerate(rows) if row.id in number}
    pictures = tuple(
        Shown(path=s.path, listing=renumbered[s.listing], scene=s.scene, box=s.box)
        for s in usable
        if s.listing in renumbered
    )
    packshots: list[list[int]] = [[] for _ in kept]
    scenes: list[list[int]] = [[] for _ in kept]
    for index, shown in enumerate(pictures):
        (scenes if shown.scene else packshots)[shown.listing].append(index)
    designs = {name: index for index, name in enumerate(dict.fromkeys(r.design for r in kept))}
    met: Counter[int] = Counter()
    orders = []
    for row in dataset.interactions():
        if row.split != split:
            continue
        listings = [number[each] for each in row.listings if each in number]
        met.update(listings)
        if row.kind == "order" and len(set(listings)) > 1:
            orders.append(np.array(sorted(set(listings)), np.int64))
    rooms = [
        np.array([number[p.listing] for p in room.pieces if p.listing in number], np.int64)
        for room in dataset.rooms()
        if room.split == split
    ]
    return Corpus(
        ids=tuple(row.id for row in kept),
        texts=tuple((row.title, row.description) for row in kept),
        design=np.array([designs[row.design] for row in kept], np.int64),
        category=_single("category", [row.category for row in kept]),
        style=_single("style", [row.style for row in kept]),
        pattern=_single("pattern", [row.pattern for row in kept]),
        first_color=_single("colors", [row.colors[0] if row.colors else None for row in kept]),
        colors=_several("colors", [row.colors for row in kept]),
        materials=_several("materials", [row.materials for row in kept]),
        cold=np.array([bool(met) and index not in met for index in range(len(kept))]),
        pictures=pictures,
        packshots=tuple(tuple(each) for each in packshots),
        scenes=tuple(tuple(each) for each in scenes),
        rooms=tuple(room for room in rooms if len(room) > 1),
        orders=tuple(orders),
        skipped=tuple(bad),
    )


def _single(attribute: str, values: Sequence[str | None]) -> Ints:
    numbers = {value: index for index, value in enumerate(ATTRIBUTES[attribute])}
    return np.array([UNKNOWN if v is None else numbers[v] for v in values], np.int64)


def _several(attribute: str, values: Sequence[Sequence[str]]) -> Ints:
    names = ATTRIBUTES[attribute]
    return np.array(
        [[int(name in row) if row else UNKNOWN for name in names] for row in values], np.int64
    )
