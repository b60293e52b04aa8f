"""Small data sets and pictures for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PIL import Image

from backend.dataset.records import (
    InteractionRow,
    ListingRow,
    PaletteColor,
    PhotoRow,
    RoomPiece,
    RoomRow,
    Share,
    Size,
    TruthRow,
)
from backend.dataset.write import DatasetWriter

DATA: Final = Path(__file__).parents[2] / "data" / "import"


def picture(path: Path, size: tuple[int, int] = (32, 24)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, (120, 90, 60)).save(path, "PNG")
    return path


def listing(identity: str = "sofa-1-a", **changes: Any) -> ListingRow:
    fields: dict[str, Any] = {
        "id": identity,
        "title": "A sofa",
        "category": "sofa",
        "colors": ("teal", "oak"),
        "price": 1299.0,
        "currency": "EUR",
        "group": "sofa-1",
        "size_cm": Size(width=210.0, depth=92.5),
        "images": (f"images/{identity}.png",),
        "split": "train",
    }
    return ListingRow(**(fields | changes))


def truth(identity: str = "sofa-1-a", **changes: Any) -> TruthRow:
    fields: dict[str, Any] = {
        "id": identity,
        "group": "sofa-1",
        "category": "sofa",
        "style": "boho",
        "styles": {"boho": 0.8, "rustic": 0.2},
        "colors": (Share(name="teal", share=0.9), Share(name="oak", share=0.1)),
        "palette": (PaletteColor(l=0.5, a=-0.1, b=0.02, share=0.9),),
        "materials": (Share(name="velvet", share=0.9),),
        "pattern": "plain",
        "busy": 0.0,
        "wood": "light",
        "size_cm": Size(width=210.0),
        "missing": ("materials",),
        "wrong": ("colors",),
    }
    return TruthRow(**(fields | changes))


def room(**changes: Any) -> RoomRow:
    piece = RoomPiece(listing="sofa-1-a", box=(0.1, 0.4, 0.7, 0.9), area=0.2)
    fields: dict[str, Any] = {
        "id": "room-1",
        "kind": "living_room",
        "image": "images/room-1.png",
        "split": "train",
        "pieces": (piece,),
    }
    return RoomRow(**(fields | changes))


def photo(**changes: Any) -> PhotoRow:
    fields: dict[str, Any] = {
        "id": "photo-1",
        "image": "images/photo-1.png",
        "listing": "sofa-1-a",
        "split": "train",
        "severity": 2,
        "box": (0.0, 0.0, 1.0, 1.0),
    }
    return PhotoRow(**(fields | changes))


def write_small(directory: Path) -> Path:
    """A data set that is as it must be, with one row of everything and two finishes of a sofa."""
    with DatasetWriter(directory, name="small", licence="CC0") as writer:
        for row in (listing(), listing("sofa-1-b")):
            writer.listing(row)
            picture(writer.image_file(row.images[0]))
        writer.truth(truth())
        writer.room(room())
        picture(writer.image_file(room().image or ""))
        writer.photo(photo())
        picture(writer.image_file(photo().image))
        writer.interaction(
            InteractionRow(id="visit-1", kind="view", listings=("sofa-1-b", "sofa-1-a"))
        )
    return directory
