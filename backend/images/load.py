"""From a file's bytes to the square a network sees. Training and serving both come through here:
how a JPEG is decoded changes its pixels a little, and with them the embedding."""

from __future__ import annotations

from backend.images.decode import DecodeLimits, decode
from backend.images.resize import Picture, draft_size, letterbox


def prepare(data: bytes, *, limits: DecodeLimits, size: int) -> Picture:
    """Decode and letterbox: uint8 RGB of shape (size, size, 3). Raises what `decode` raises."""
    image = decode(data, limits=limits, draft_size=max(draft_size(size)))
    return letterbox(image, size)
