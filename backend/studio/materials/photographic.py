"""Photographs of floors, walls, fabrics and rugs as textures, from a folder a person keeps.

The folder holds `textures.json`, a list of objects with `file` (relative to the folder),
`category`, `width_cm` and `height_cm` (what one tile measures in life).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from backend.errors import ConfigurationError
from backend.studio.materials.material import Kind, Material, Pattern

CATEGORIES: Final = ("Floor", "Wall", "Wallpaper", "Fabric", "Wood", "Rug")
LONGEST_SIDE: Final = 256
"""Pixels; larger photographs are made smaller, which bounds the atlas's memory."""
LEVELS: Final = 9
"""Of each pyramid: 256 pixels down to 1."""
MOST_PIXELS: Final = 64_000_000

_OUTDOORS: Final = frozenset(
    [
        "grass",
        "soil",
        "field",
        "asphalt",
        "pebbles",
        "gravel",
        "pavement",
        "paving",
        "stoneway",
        "trunk",
        "roof",
        "logs",
        "log",
    ]
)
"""Words in the names of photographs that belong in no home."""

_PATTERNS: Final = {
    Pattern.CHECK: ("plaid", "squares", "square", "napkin"),
    Pattern.STRIPE: ("lines",),
    Pattern.FLORAL: ("flowers",),
    Pattern.GEOMETRIC: ("circles", "pattern", "geometric", "tiles", "shapes"),
    Pattern.MEDALLION: ("persian", "oriental", "mexican", "american"),
}
"""Words in the names of patterned fabrics and rugs."""

_MATERIALS: Final = {"Fabric": "fabric", "Wood": "wood", "Rug": "fabric"}


class _Entry(Struct, frozen=True):
    file: str
    category: str
    width_cm: float
    height_cm: float
    name: str = ""
    creator: str = ""


class Photo(Struct, frozen=True):
    """One photograph: what it shows and what a tile of it measures, metres."""

    name: str
    category: str
    width: float
    height: float
    creator: str


@dataclass(frozen=True)
class PhotoAtlas:
    """All photographs in one array.

    pixels: flat uint8 sRGB; table: int64 (photographs, LEVELS, 3) = offset of the first byte,
    width and height of each level, the largest first.
    """

    photos: tuple[Photo, ...]
    pixels: NDArray[np.uint8]
    table: NDArray[np.int64]

    @staticmethod
    def none() -> PhotoAtlas:
        """An atlas without photographs."""
        return PhotoAtlas((), np.zeros(3, np.uint8), np.zeros((0, LEVELS, 3), np.int64))

    def of(self, category: str) -> tuple[int, ...]:
        """Indexes of the photographs of a category."""
        return tuple(i for i, photo in enumerate(self.photos) if photo.category == category)

    def material(
        self,
        index: int,
        *,
        tint: tuple[float, float, float] = (1.0, 1.0, 1.0),
        roughness: float = 0.7,
        specular: float = 0.03,
    ) -> Material:
        """The photograph as a surface; `tint` (linear) multiplies its colours."""
        photo = self.photos[index]
        return Material(
            kind=Kind.PHOTO,
            color=tint,
            roughness=roughness,
            specular=specular,
            photo=index,
            pattern=_pattern(photo),
            photo_width=photo.width,
            photo_height=photo.height,
            taxonomy=_MATERIALS.get(photo.category),
        )


def load_atlas(folder: Path) -> PhotoAtlas:
    """All photographs of the known categories in `folder`, in the order of its list.

    Raises ConfigurationError where the list or a picture is missing or cannot be read.
    """
    photos: list[Photo] = []
    pyramids: list[list[NDArray[np.uint8]]] = []
    for entry in _entries(folder / "textures.json"):
        if entry.category not in CATEGORIES or _OUTDOORS & set(entry.name.lower().split()):
            continue
        if not (entry.width_cm > 0 and entry.height_cm > 0):
            raise ConfigurationError(f"{entry.file} in textures.json: its size must be above 0.")
        width, height = entry.width_cm / 100, entry.height_cm / 100
        picture = _read(folder, entry.file)
        if entry.category == "Wood" and height > width:
            # Drawn wood has its grain along u; photographed boards stand upright.
            picture = picture.transpose(Image.Transpose.ROTATE_90)
            width, height = height, width
        name = entry.name or Path(entry.file).stem
        photos.append(Photo(name, entry.category, width, height, entry.creator))
        pyramids.append(_pyramid(picture))
    return _packed(tuple(photos), pyramids) if photos else PhotoAtlas.none()


def folder_digest(folder: Path) -> str:
    """What tells one folder of textures from another: its list, and the sizes of its files.

    Raises ConfigurationError as `load_atlas` does.
    """
    digest = hashlib.blake2b(digest_size=8)
    for entry in _entries(folder / "textures.json"):
        digest.update(msgspec.json.encode(entry))
        file = folder / entry.file
        digest.update(str(file.stat().st_size if file.is_file() else 0).encode())
    return digest.hexdigest()


def _pattern(photo: Photo) -> Pattern:
    if photo.category not in ("Fabric", "Rug"):
        return Pattern.PLAIN
    words = set(photo.name.lower().split())
    return next(
        (pattern for pattern, names in _PATTERNS.items() if words & set(names)), Pattern.PLAIN
    )


def _entries(path: Path) -> list[_Entry]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[_Entry], strict=False)
    except FileNotFoundError as error:
        raise ConfigurationError(f"There is no {path}; it lists the folder's textures.") from error
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigurationError(f"{path} could not be read: {error}.") from error


def _read(folder: Path, file: str) -> Image.Image:
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ConfigurationError(f"{file} in textures.json lies outside its folder.")
    try:
        with Image.open(path) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ConfigurationError(f"{path} has more than {MOST_PIXELS} pixels.")
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return _opaque(opened)
    except FileNotFoundError as error:
        raise ConfigurationError(f"{path} is listed in textures.json but missing.") from error
    except (
        OSError,
        ValueError,
        SyntaxError,
        UnidentifiedImageError,
        Image.DecompressionBombError,
    ) as error:
        raise ConfigurationError(f"{path} is not a picture that can be read: {error}.") from error


def _opaque(image: Image.Image) -> Image.Image:
    """RGB; what is transparent shows white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return image.convert("RGB")


def _pyramid(image: Image.Image) -> list[NDArray[np.uint8]]:
    """LEVELS pictures (height, width, 3), each half the one before, down to one pixel."""
    shrink = max(image.size) / LONGEST_SIDE
    width, height = image.size
    if shrink > 1:
        width, height = max(1, round(width / shrink)), max(1, round(height / shrink))
    levels = []
    for _ in range(LEVELS):
        smaller = image.resize((width, height), Image.Resampling.BOX)
        levels.append(np.asarray(smaller, np.uint8))
        width, height = max(1, width // 2), max(1, height // 2)
    return levels


def _packed(
    photos: tuple[Photo, ...], pyramids: Sequence[Sequence[NDArray[np.uint8]]]
) -> PhotoAtlas:
    table = np.zeros((len(photos), LEVELS, 3), np.int64)
    offset = 0
    for i, levels in enumerate(pyramids):
        for k, level in enumerate(levels):
            table[i, k] = offset, level.shape[1], level.shape[0]
            offset += level.size
    pixels = np.concatenate([level.ravel() for levels in pyramids for level in levels])
    return PhotoAtlas(photos, pixels, table)
