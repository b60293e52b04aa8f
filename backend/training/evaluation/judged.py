"""What a release is judged on: listings that nothing was trained on, their photos, the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from backend.dataset.read import Dataset
from backend.dataset.records import ListingRow, PhotoRow, Split, TruthRow
from backend.encoder.stated import Words, words_of
from backend.errors import InvalidInput
from backend.training.evaluation.retrieval import Marks, Search

SEVERITIES: Final = (0, 1, 2, 3)


class Judged(Struct, frozen=True, kw_only=True):
    """A listing and what is so of it: the truth where that is known, else what its row says.

    `asked` means that it is of the split that is judged by; the others are only to be found. Main
    colours and materials come first. `stated_category`, `stated_style` and `words` are what the
    merchant says, true or not. `mean_color` is OKLab, None where no palette is known.
    """

    id: str
    design: str
    asked: bool
    pictures: tuple[Path, ...]
    category: str | None
    style: str | None
    pattern: str | None
    colors: tuple[str, ...]
    materials: tuple[str, ...]
    stated_category: str | None = None
    stated_style: str | None = None
    words: Words = ()
    mean_color: tuple[float, float, float] | None = None
    cold: bool | None = None

    def stated(self, attribute: str) -> str | None:
        """Of `category` or `style`."""
        return self.stated_category if attribute == "category" else self.stated_style

    def values(self, attribute: str) -> tuple[str, ...]:
        """Of `category`, `style`, `pattern`, `colors` or `materials`; none where unknown."""
        held: str | tuple[str, ...] | None = getattr(self, attribute)
        return held if isinstance(held, tuple) else (held,) if held else ()


class Photo(Struct, frozen=True, kw_only=True):
    """A shopper's photo of the listing at this place of `Subjects.listings`."""

    picture: Path
    listing: int
    severity: int


@dataclass(frozen=True)
class Subjects:
    """All listings of designs that are not trained on and have a picture, and the split's photos.

    Rows of vectors are those of `pictures`: each listing's first, then the second one of those
    asked about that have one, then the photos.
    """

    listings: tuple[Judged, ...]
    photos: tuple[Photo, ...]

    @property
    def second_views(self) -> npt.NDArray[np.int64]:
        """Places of listings."""
        return np.array(
            [
                place
                for place, listing in enumerate(self.listings)
                if listing.asked and len(listing.pictures) > 1
            ],
            np.int64,
        )

    @property
    def asked(self) -> npt.NDArray[np.int64]:
        """Places of the split's listings."""
        return np.flatnonzero([listing.asked for listing in self.listings])

    @property
    def pictures(self) -> tuple[Path, ...]:
        return (
            *(listing.pictures[0] for listing in self.listings),
            *(self.listings[place].pictures[1] for place in self.second_views),
            *(photo.picture for photo in self.photos),
        )

    @property
    def designs(self) -> npt.NDArray[np.str_]:
        return np.array([listing.design for listing in self.listings])

    def photo_search(self, *, same_listing: bool = False) -> Search:
        """Photos among all first pictures, for their design or the very listing."""
        rows = len(self.listings) + len(self.second_views) + np.arange(len(self.photos))
        places = np.array([photo.listing for photo in self.photos], np.int64)
        return self._search(rows, places, same_listing=same_listing)

    def view_search(self, *, same_listing: bool = False) -> Search:
        """Second pictures among all first ones."""
        rows = len(self.listings) + np.arange(len(self.second_views))
        return self._search(rows, self.second_views, same_listing=same_listing)

    def finish_search(self) -> Search:
        """First pictures among the others, for the design's other finishes."""
        search = self._search(self.asked, self.asked)
        absent = search.queries[:, None] == search.gallery[None]
        return Search(search.queries, search.gallery, search.relevant, absent, search.groups)

    def alike_search(self, attribute: str) -> Search:
        """First pictures among those of other designs, for the same category or main colour."""
        names = np.array([(*listing.values(attribute), "")[0] for listing in self.listings])
        search = self._search(self.asked, self.asked)
        known = names[self.asked][:, None] != ""
        relevant = known & (names[self.asked][:, None] == names[None])
        return Search(search.queries, search.gallery, relevant, search.relevant, search.groups)

    def _search(
        self,
        queries: npt.NDArray[np.int64],
        places: npt.NDArray[np.int64],
        *,
        same_listing: bool = False,
    ) -> Search:
        gallery = np.arange(len(self.listings))
        names = gallery if same_listing else self.designs
        relevant: Marks = names[places][:, None] == names[None]
        nothing = np.zeros(relevant.shape, np.bool_)
        return Search(queries, gallery, relevant, nothing, self.designs[places])


def read_subjects(dataset: Dataset, split: Split) -> Subjects:
    """Raises `InvalidInput` where the split has no listing with a picture."""
    truth = {row.id: row for row in dataset.truth()}
    listings = tuple(
        _judged(dataset, row, truth.get(row.id), split)
        for row in dataset.listings()
        if row.images and row.split not in (None, "train")
    )
    if not any(listing.asked for listing in listings):
        raise InvalidInput(
            f"{dataset.directory}: the split {split} has no listing with a picture to judge by."
        )
    places = {listing.id: place for place, listing in enumerate(listings)}
    photos = [row for row in dataset.photos() if row.split == split]
    return Subjects(listings, tuple(_photo(dataset, row, places) for row in photos))


def popularity_of(dataset: Dataset, listings: Sequence[str]) -> npt.NDArray[np.float64] | None:
    """How often each was viewed or ordered; None where nobody wrote it down."""
    counts = Counter(listing for row in dataset.interactions() for listing in row.listings)
    if not counts:
        return None
    return np.array([float(counts[listing]) for listing in listings])


def _photo(dataset: Dataset, row: PhotoRow, places: dict[str, int]) -> Photo:
    if row.listing not in places:
        raise InvalidInput(
            f"{dataset.directory}: the photo {row.id} shows {row.listing!r}, of which there is no"
            f" listing with a picture in the split {row.split}."
        )
    picture = dataset.image(row.image)
    return Photo(picture=picture, listing=places[row.listing], severity=row.severity)


def _judged(dataset: Dataset, row: ListingRow, truth: TruthRow | None, split: Split) -> Judged:
    pictures = tuple(dataset.image(image) for image in row.images)
    asked = row.split == split
    words = words_of(row.style, row.colors, row.materials, (row.title, row.description))
    if truth is None:
        return Judged(
            id=row.id,
            design=row.design,
            asked=asked,
            pictures=pictures,
            category=row.category,
            style=row.style,
            pattern=row.pattern,
            colors=row.colors,
            materials=row.materials,
            stated_category=row.category,
            stated_style=row.style,
            words=words,
        )
    return Judged(
        id=row.id,
        design=row.design,
        asked=asked,
        pictures=pictures,
        category=truth.category,
        style=truth.style,
        pattern=truth.pattern,
        colors=tuple(share.name for share in truth.colors),
        materials=tuple(share.name for share in truth.materials),
        stated_category=row.category,
        stated_style=row.style,
        words=words,
        mean_color=_mean_color(truth),
        cold=truth.cold,
    )


def _mean_color(truth: TruthRow) -> tuple[float, float, float] | None:
    shares = np.array([color.share for color in truth.palette])
    if not shares.sum() > 0:
        return None
    colors = np.array([(color.l, color.a, color.b) for color in truth.palette])
    l, a, b = shares @ colors / shares.sum()  # noqa: E741  # the colour space's own name
    return float(l), float(a), float(b)
