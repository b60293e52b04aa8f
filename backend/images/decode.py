"""From a file's bytes to an upright RGB picture, or a named reason why not.

The bytes are a stranger's. Nothing of Pillow's global state is touched, so any number of threads
decode at once; each plugin is called directly, because `Image.open` would warn about large pictures
before their size can be looked at, and silencing warnings is not safe between threads.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Final

import numpy as np
from msgspec import Struct
from PIL import Image, ImageCms
from PIL.AvifImagePlugin import AvifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from backend.errors import ImageRefused
from backend.images.formats import ends_early, format_of

SMALLEST_SIDE: Final = 16
LONGEST_ASPECT: Final = 50
WHITE: Final = (255, 255, 255)

ORIENTATION_TAG: Final = 0x0112
SHORT: Final = 3
UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class DecodeLimits(Struct, frozen=True, kw_only=True):
    """The largest file, in bytes, and the largest picture, in pixels, that is decoded."""

    max_bytes: int
    max_pixels: int


class _Jpeg(JpegImageFile):
    def _read_dpi_from_exif(self) -> None:
        """Not wanted, and the only step of opening a JPEG that warns about damaged EXIF."""


PLUGINS: Final[Mapping[str, Callable[[BytesIO], ImageFile]]] = {
    "JPEG": _Jpeg,
    "PNG": PngImageFile,
    "WEBP": WebPImageFile,
    "AVIF": AvifImageFile,
}


def decode(data: bytes, *, limits: DecodeLimits, draft_size: int | None = None) -> Image.Image:
    """The picture in mode RGB, upright, in sRGB, transparency laid on white, first frame only.

    With `draft_size`, a JPEG may come out at a half, a quarter or an eighth, its long side still
    at least `draft_size` (or its own length, if that is less): cheaper, and enough for whoever
    scales it down to half of `draft_size` anyway.

    The embedded colour profile of an RGB or CMYK picture is honoured where it can be read; that of
    a grey one is not. CMYK without a profile is converted by formula.

    Raises `ImageRefused`: `empty`, `too-many-bytes`, `unsupported-format`, `too-many-pixels`,
    `too-small` (a side below 16), `extreme-aspect` (beyond 1:50), `truncated`, `corrupt`.
    """
    if not data:
        raise ImageRefused("empty", "The file is empty.")
    if len(data) > limits.max_bytes:
        raise ImageRefused(
            "too-many-bytes", f"{len(data):,} bytes; at most {limits.max_bytes:,} are accepted."
        )
    kind = format_of(data)
    plugin = PLUGINS.get(kind or "")
    if kind is None or plugin is None:
        raise ImageRefused(
            "unsupported-format",
            f"{kind or 'An unknown format'}; accepted are JPEG, PNG, WebP and AVIF.",
        )
    with _damage_named(data, kind):
        image = plugin(BytesIO(data))
    _check_size(*image.size, limits.max_pixels)
    with _damage_named(data, kind):
        if draft_size is not None:
            image.draft(None, _draft_box(image.size, draft_size))
        image.load()
        picture = _in_srgb(image)
        turn = UPRIGHT.get(_orientation(image.info.get("exif", b"")))
        if turn is not None:
            picture = picture.transpose(turn)
    # Otherwise whoever saves the picture would save its place, time and former profile with it.
    picture.info = {}
    return picture


@contextmanager
def _damage_named(data: bytes, kind: str) -> Iterator[None]:
    try:
        yield
    except Image.DecompressionBombError as error:
        raise ImageRefused("too-many-pixels", "The picture has too many pixels.") from error
    except MemoryError:
        raise
    except Exception as error:
        # Damaged files make decoders raise nearly anything: SyntaxError, struct.error, OSError, …
        if ends_early(data, kind):
            raise ImageRefused("truncated", f"The {kind} file ends too early.") from error
        raise ImageRefused("corrupt", f"The {kind} file is damaged.") from error


def _check_size(width: int, height: int, max_pixels: int) -> None:
    size = f"The picture is {width} by {height} pixels"
    if width * height > max_pixels:
        raise ImageRefused("too-many-pixels", f"{size}; at most {max_pixels:,} in all.")
    if min(width, height) < SMALLEST_SIDE:
        raise ImageRefused("too-small", f"{size}; at least {SMALLEST_SIDE} each way.")
    if max(width, height) > LONGEST_ASPECT * min(width, height):
        raise ImageRefused("extreme-aspect", f"{size}; at most 1:{LONGEST_ASPECT}.")


def _draft_box(size: tuple[int, int], draft_size: int) -> tuple[int, int]:
    """The smallest box with the picture's own shape and `draft_size` as its long side.

    Pillow keeps both sides at least as long as the box's; a square box would needlessly ask for
    `draft_size` on the short side as well.
    """
    width, height = size
    longest = max(width, height)
    return max(1, draft_size * width // longest), max(1, draft_size * height // longest)


def _in_srgb(image: Image.Image) -> Image.Image:
    pixels = image if image.mode == "CMYK" else _opaque(image)
    profile = image.info.get("icc_profile")
    converted = _by_profile(pixels, profile) if profile else None
    return converted or (pixels if pixels.mode == "RGB" else pixels.convert("RGB"))


def _opaque(image: Image.Image) -> Image.Image:
    """RGB, what is transparent laid on white."""
    if image.mode == "I;16":
        levels = np.asarray(image)
        # The high byte: what Pillow takes of 16-bit colour, where of 16-bit grey it would clip.
        grey = (levels >> 8).astype(np.uint8)
        grey[levels == image.info.get("transparency", -1)] = 255
        return Image.fromarray(grey).convert("RGB")
    if not image.has_transparency_data:
        return image if image.mode == "RGB" else image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, WHITE)
    paper.paste(layer, mask=layer)
    return paper


def _by_profile(pixels: Image.Image, profile: bytes) -> Image.Image | None:
    """In sRGB; None where the profile says nothing new, or nothing that can be understood."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if source.profile.xcolor_space.strip() != pixels.mode:
            return None
        if "sRGB" in (source.profile.profile_description or ""):
            return None
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(pixels, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _orientation(exif: bytes) -> int:
    """EXIF's orientation, 1 to 8; 1 (upright) where the block does not tell.

    Read here because Pillow's own reader warns about damaged blocks.
    """
    block = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None:
        return 1
    try:
        (directory,) = struct.unpack_from(f"{order}I", block, 4)
        (entries,) = struct.unpack_from(f"{order}H", block, directory)
        for entry in range(entries):
            tag, kind, _, value = struct.unpack_from(
                f"{order}HHIH", block, directory + 2 + 12 * entry
            )
            if tag == ORIENTATION_TAG and kind == SHORT:
                return int(value)
    except struct.error:
        return 1
    return 1
