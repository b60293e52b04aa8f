"""Pictures for the tests, made by Pillow as they are needed."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image, ImageCms

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def plain(width: int = 64, height: int = 48, color: tuple[int, ...] = (200, 60, 30)) -> Image.Image:
    return Image.new("RGB", (width, height), color)


def detailed(width: int, height: int, seed: int = 1) -> Image.Image:
    """Soft blobs with some grain: compresses like a photograph, not like a test card."""
    random = np.random.default_rng(seed)
    blobs = Image.fromarray(random.integers(0, 256, (9, 12, 3), dtype=np.uint8))
    smooth = np.asarray(blobs.resize((width, height), Image.Resampling.BICUBIC)).astype(int)
    grain = random.integers(-12, 13, smooth.shape)
    return Image.fromarray((smooth + grain).clip(0, 255).astype(np.uint8))


def quadrants(width: int = 80, height: int = 40) -> Image.Image:
    """Upper left red, upper right green, lower left blue, lower right white."""
    image = plain(width, height, (255, 255, 255))
    image.paste((255, 0, 0), (0, 0, width // 2, height // 2))
    image.paste((0, 255, 0), (width // 2, 0, width, height // 2))
    image.paste((0, 0, 255), (0, height // 2, width // 2, height))
    return image


def png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is and then holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in (
            (b"IHDR", header),
            (b"IDAT", zlib.compress(b"\0" * 100)),
            (b"IEND", b""),
        )
    )


def profile_with_red_and_blue_swapped() -> bytes:
    """An RGB profile whose red primary is sRGB's blue and the other way round."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (tags,) = struct.unpack_from(">I", profile, 128)
    places = {}
    for tag in range(tags):
        name, offset, size = struct.unpack_from(">4sII", profile, 132 + 12 * tag)
        places[name] = slice(offset, offset + size)
    red, blue = profile[places[b"rXYZ"]], profile[places[b"bXYZ"]]
    profile[places[b"rXYZ"]], profile[places[b"bXYZ"]] = blue, red
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))
