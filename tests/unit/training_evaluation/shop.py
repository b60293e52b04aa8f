"""A data set of flat pictures: every design has a colour, and rooms are of one colour."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from backend.dataset.read import Dataset, open_dataset
from backend.dataset.records import (
    InteractionRow,
    ListingRow,
    PaletteColor,
    PhotoRow,
    RoomPiece,
    RoomRow,
    Share,
    Size,
    Split,
    TruthRow,
)
from backend.dataset.write import DatasetWriter
from backend.taxonomy import COLORS

CATEGORIES: Final = ("armchair", "rug", "sofa")
NAMES: Final = ("white", "red", "mustard", "green", "teal", "navy", "purple", "black")
"""Colours that a design comes in."""

ROOMS: Final = 32


def build_shop(folder: Path, *, truth: bool = True) -> Dataset:
    """Of each category a design per colour in two finishes, the first half for `test`, the others
    for `validation`, and one to train on. Photos of the first three designs, rooms of the first
    four, all of one colour; shoppers see the reds only, and the rest is cold."""
    with DatasetWriter(folder, name="flat", licence="CC0-1.0") as writer:
        for category in CATEGORIES:
            for number, color in enumerate((*NAMES, "grey")):
                split: Split = "test" if number < 4 else "validation"
                if color == "grey":
                    split = "train"
                for finish in "ab":
                    _listing(writer, f"{category}-{color}-{finish}", split, truth)
        for number in range(ROOMS):
            color, finish = NAMES[number % 4], "ab"[number // 4 % 2]
            pieces = tuple(
                RoomPiece(listing=f"{category}-{color}-{finish}") for category in CATEGORIES
            )
            writer.room(RoomRow(id=f"room-{number}", kind="living", split="test", pieces=pieces))
        for number, color in enumerate(NAMES[:3]):
            image = f"images/photo-{number}.png"
            _picture(writer.image_file(image), color, 210)
            writer.photo(
                PhotoRow(
                    id=f"photo-{number}",
                    image=image,
                    listing=f"sofa-{color}-a",
                    split="test",
                    severity=number,
                )
            )
        writer.interaction(
            InteractionRow(id="order", kind="order", listings=("sofa-red-a", "rug-red-b"))
        )
    return open_dataset(folder)


SAID = {"red": "boho", "teal": "rustic", "black": "industrial"}
"""What the merchant says of a style, by colour; nothing of greens."""


def _listing(writer: DatasetWriter, id_: str, split: Split, with_truth: bool) -> None:
    category, color, finish = id_.split("-")
    images = (f"images/{id_}-0.png", f"images/{id_}-1.png")
    shade = {"a": 255, "b": 250}[finish]
    for view, image in enumerate(images):
        _picture(writer.image_file(image), color, shade - 3 * view)
    row = ListingRow(
        id=id_,
        title=id_,
        group=id_[:-2],
        category=category,
        colors=(color,),
        style=SAID.get(color) if with_truth else None,
        images=images,
        split=split,
    )
    writer.listing(row)
    if with_truth:
        red, green, blue = bytes.fromhex(COLORS[color][1:])
        writer.truth(
            TruthRow(
                id=id_,
                group=id_[:-2],
                category=category,
                style="boho",
                styles={"boho": 1.0},
                colors=(Share(name=color, share=1.0),),
                palette=(PaletteColor(l=red / 255, a=green / 255, b=blue / 255, share=1.0),),
                materials=(Share(name="fabric", share=1.0),),
                pattern="plain",
                busy=0.0,
                size_cm=Size(),
                cold=color != "red",
            )
        )


def _picture(path: Path, color: str, background: int) -> None:
    """A patch of the colour whose size differs a little with the background."""
    pixels = np.full((32, 32, 3), background, np.uint8)
    pixels[4:28, 4:28] = list(bytes.fromhex(COLORS[color][1:]))
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
