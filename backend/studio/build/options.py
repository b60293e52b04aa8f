"""What is to be built; the same options and studio version give the same data set."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import Struct

from backend.errors import ConfigurationError
from backend.studio.materials.photographic import folder_digest

STUDIO_VERSION: Final = "3"
"""Raised with every change that changes a pixel or a label."""

PICTURE_FORMATS: Final = ("jpeg", "webp")


class BuildOptions(Struct, frozen=True, kw_only=True):
    """Numbers of listings, rooms and phone photos; how many of the rooms are drawn, None for all;
    pixels a side of a packshot and of the long side of the other pictures; packshots a listing;
    encoder and quality (1..100) of pictures; a folder of photographic textures or None; whether
    shoppers are simulated too."""

    listings: int
    rooms: int
    photos: int
    seed: int
    size: int = 256
    room_size: int = 512
    photo_size: int = 384
    views: int = 2
    picture_format: str = "jpeg"
    quality: int = 90
    textures: str | None = None
    interactions: bool = True
    room_pictures: int | None = None

    def __post_init__(self) -> None:
        for name, low, high in (
            ("listings", 1, 1_000_000),
            ("rooms", 0, 1_000_000),
            ("photos", 0, 1_000_000),
            ("size", 32, 2048),
            ("room_size", 64, 2048),
            ("photo_size", 64, 2048),
            ("views", 1, 8),
            ("quality", 1, 100),
        ):
            if not low <= getattr(self, name) <= high:
                raise ConfigurationError(f"{name} must be {low} to {high}.")
        if self.room_pictures is not None and not 0 <= self.room_pictures <= self.rooms:
            raise ConfigurationError(f"room_pictures must be 0 to {self.rooms}, the rooms.")
        if self.picture_format not in PICTURE_FORMATS:
            raise ConfigurationError(f"picture_format must be one of {', '.join(PICTURE_FORMATS)}.")
        if self.textures is not None and not Path(self.textures).is_dir():
            raise ConfigurationError(f"There is no folder of textures at {self.textures}.")

    def draws_room(self, number: int) -> bool:
        """Whether the room gets a picture: those that do are spread evenly over all."""
        if self.room_pictures is None:
            return True
        before, after = (n * self.room_pictures // self.rooms for n in (number, number + 1))
        return after > before

    @property
    def suffix(self) -> str:
        return "jpg" if self.picture_format == "jpeg" else "webp"


def textures_digest(options: BuildOptions) -> str | None:
    """What the folder of textures held; None without one."""
    return folder_digest(Path(options.textures)) if options.textures else None
