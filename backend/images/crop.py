"""The part of a picture that a shopper means."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PIL import Image

from backend.errors import MalformedRequest
from backend.images.decode import SMALLEST_SIDE

_DIGITS: Final = 4


class Crop(Struct, frozen=True):
    """A rectangle in fractions of the picture's width and height, from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def key(self) -> str:
        """Equal for equal crops; at most 27 characters."""
        return ",".join(
            f"{edge:.{_DIGITS}f}" for edge in (self.left, self.top, self.right, self.bottom)
        )

    def of(self, image: Image.Image) -> Image.Image:
        """The part, of whole pixels. Raises `MalformedRequest` where it is too small to be seen."""
        width, height = image.size
        box = (
            round(self.left * width),
            round(self.top * height),
            round(self.right * width),
            round(self.bottom * height),
        )
        if min(box[2] - box[0], box[3] - box[1]) < SMALLEST_SIDE:
            reason = f"leaves fewer than {SMALLEST_SIDE} of the photo's pixels each way"
            raise MalformedRequest(f"The crop {reason}.", {"crop": reason})
        return image.crop(box)


def parse_crop(text: str) -> Crop:
    """From `x0,y0,x1,y1`. Raises `MalformedRequest` for anything but a part of the picture."""
    try:
        left, top, right, bottom = (round(float(edge), _DIGITS) for edge in text.split(","))
    except (ValueError, OverflowError):
        left, top, right, bottom = 0.0, 0.0, 0.0, 0.0
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        reason = "must be x0,y0,x1,y1 with 0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1"
        raise MalformedRequest(f"The crop {reason}.", {"crop": reason})
    return Crop(left, top, right, bottom)
