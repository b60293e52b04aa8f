"""What a caller asks with: listings, or a photo. Nothing of it has been looked up yet."""

from __future__ import annotations

from msgspec import Struct

from backend.images.crop import Crop
from backend.search.anchors import Anchors, listing_anchors
from backend.search.inquiry import Inquiry
from backend.search.photo import check_photo, photo_anchors


class AskedListings(Struct, frozen=True, tag="listings"):
    """The listing and those of `also` are wanted, those of `unlike` are not."""

    listing_id: str
    also: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()

    @property
    def listing_ids(self) -> tuple[str, ...]:
        return (self.listing_id, *self.also, *self.unlike)

    def check(self, inquiry: Inquiry) -> None:
        """What an answer was made of is compared anyway, before it is given again."""

    def anchors(self, inquiry: Inquiry) -> Anchors:
        """As of `listing_anchors`."""
        return listing_anchors(inquiry, self.listing_id, self.also, self.unlike)


class AskedPhoto(Struct, frozen=True, tag="photo"):
    """A part of a photo, or all of it; `shows` is its category where the caller knows it."""

    photo_id: str
    crop: Crop | None = None
    shows: str | None = None

    @property
    def listing_ids(self) -> tuple[str, ...]:
        return ()

    def check(self, inquiry: Inquiry) -> None:
        """Raises `NotFound` once the photo is gone."""
        check_photo(inquiry, self.photo_id)

    def anchors(self, inquiry: Inquiry) -> Anchors:
        """As of `photo_anchors`."""
        return photo_anchors(inquiry, self.photo_id, self.crop, self.shows)


Asked = AskedListings | AskedPhoto
