"""What is wrong with a data set, all of it, by file and line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar

from msgspec import Struct

from backend.dataset.layout import INFO_FILE, file_of
from backend.dataset.lines import Line, read_lines
from backend.dataset.read import Dataset
from backend.dataset.records import (
    Box,
    InteractionRow,
    ListingRow,
    PhotoRow,
    RoomRow,
    Split,
    TruthRow,
)
from backend.errors import ImageRefused, InvalidInput
from backend.images.decode import DecodeLimits, decode

LIMITS: Final = DecodeLimits(max_bytes=50_000_000, max_pixels=100_000_000)

Kind = TypeVar("Kind", ListingRow, TruthRow, RoomRow, PhotoRow, InteractionRow)


class Problem(Struct, frozen=True):
    """`line` is None for what is wrong with the file as a whole."""

    file: str
    line: int | None
    detail: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.detail}"


class _Place(Struct, frozen=True):
    """What other files must agree with of a listing."""

    line: int
    group: str | None
    split: Split | None


@dataclass
class _Seen:
    """What the check has come across so far."""

    listings: dict[str, _Place] = field(default_factory=dict)
    designs: dict[str, tuple[int, Split | None]] = field(default_factory=dict)
    images: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    splits: Counter[str] = field(default_factory=Counter)


def problems(
    dataset: Dataset, *, images: bool = True, progress: Callable[[int], None] | None = None
) -> Iterator[Problem]:
    """Reads everything once; with `images`, decodes every picture too. `progress` is told how many
    rows have been looked at."""
    return _Check(dataset, images=images, progress=progress or (lambda _: None)).problems()


class _Check:
    def __init__(self, dataset: Dataset, *, images: bool, progress: Callable[[int], None]) -> None:
        self._dataset = dataset
        self._images = images
        self._progress = progress
        self._seen = _Seen()

    def problems(self) -> Iterator[Problem]:
        yield from self._file("listings", ListingRow, self._listing)
        yield from self._file("truth", TruthRow, self._truth)
        yield from self._file("rooms", RoomRow, self._room)
        yield from self._file("photos", PhotoRow, self._photo)
        yield from self._file("interactions", InteractionRow, self._interaction)
        yield from self._info()

    def _file(
        self, stem: str, kind: type[Kind], look: Callable[[Kind, int], Iterator[str]]
    ) -> Iterator[Problem]:
        path = file_of(self._dataset.directory, stem)
        if not path.exists():
            return
        ids: dict[str, int] = {}
        for line in read_lines(path, kind):
            self._seen.counts[stem] += 1
            for detail in self._line(line, ids, look):
                yield Problem(path.name, line.number, detail)
            self._progress(self._seen.counts.total())

    def _line(
        self, line: Line[Kind], ids: dict[str, int], look: Callable[[Kind, int], Iterator[str]]
    ) -> Iterator[str]:
        if line.row is None:
            yield line.problem
            return
        first = ids.setdefault(line.row.id, line.number)
        if first != line.number:
            yield f"the id {line.row.id!r} stands on line {first} already"
        yield from look(line.row, line.number)

    def _listing(self, row: ListingRow, line: int) -> Iterator[str]:
        self._seen.listings.setdefault(row.id, _Place(line, row.group, row.split))
        if row.split is not None:
            self._seen.splits[row.split] += 1
        first, split = self._seen.designs.setdefault(row.design, (line, row.split))
        if split != row.split:
            yield (
                f"the design {row.design!r} is in the split {row.split or 'none'} here and in "
                f"{split or 'none'} on line {first}"
            )
        for image in row.images:
            yield from self._image(image)

    def _truth(self, row: TruthRow, _line: int) -> Iterator[str]:
        yield from self._known(row.id)
        listing = self._seen.listings.get(row.id)
        if listing is not None and row.group != (listing.group or row.id):
            yield f"the group is {row.group!r} here and {listing.group!r} in the listing"

    def _room(self, row: RoomRow, _line: int) -> Iterator[str]:
        for piece in row.pieces:
            yield from self._known(piece.listing, row.split)
            if piece.box is not None:
                if row.image is None:
                    yield f"{piece.listing!r} has a box, but the room has no picture"
                yield from _in_frame(piece.box)
        if row.image is not None:
            yield from self._image(row.image)

    def _photo(self, row: PhotoRow, _line: int) -> Iterator[str]:
        yield from self._known(row.listing, row.split)
        if row.box is not None:
            yield from _in_frame(row.box)
        yield from self._image(row.image)

    def _interaction(self, row: InteractionRow, _line: int) -> Iterator[str]:
        for listing in (*row.listings, *row.shown):
            yield from self._known(listing, row.split)

    def _known(self, listing: str, split: Split | None = None) -> Iterator[str]:
        place = self._seen.listings.get(listing)
        if place is None:
            yield f"there is no listing {listing!r}"
        elif split is not None and place.split != split:
            yield f"the listing {listing!r} is in the split {place.split or 'none'}, not in {split}"

    def _image(self, path: str) -> Iterator[str]:
        if not self._images or path in self._seen.images:
            return
        self._seen.images.add(path)
        try:
            file = self._dataset.image(path)
            if not file.is_file():
                yield f"there is no picture {path}"
            elif file.stat().st_size > LIMITS.max_bytes:
                yield f"{path} cannot be used: it is larger than {LIMITS.max_bytes:,} bytes"
            else:
                decode(file.read_bytes(), limits=LIMITS)
        except InvalidInput as error:
            yield error.detail.rstrip(".")
        except OSError as error:
            yield f"{path} cannot be read: {error.strerror}"
        except ImageRefused as error:
            yield f"{path} cannot be used: {error.detail.rstrip('.')}"

    def _info(self) -> Iterator[Problem]:
        info = self._dataset.info
        told = [(name, count, self._seen.counts[name]) for name, count in info.counts.items()]
        told += [(name, count, self._seen.splits[name]) for name, count in info.splits.items()]
        for name, said, found in told:
            if said != found:
                yield Problem(INFO_FILE, None, f"it says {said} for {name}, but there are {found}")


def _in_frame(box: Box) -> Iterator[str]:
    x0, y0, x1, y1 = box
    if not (0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1):
        yield f"the box {box} is not within the picture"
