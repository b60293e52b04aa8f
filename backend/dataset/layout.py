"""Where things are in a data set's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from backend.dataset.records import InteractionRow, ListingRow, PhotoRow, RoomRow, TruthRow

Row = ListingRow | TruthRow | RoomRow | PhotoRow | InteractionRow

INFO_FILE: Final = "dataset.json"
IMAGES: Final = "images"

ROWS: Final[dict[str, type[Row]]] = {
    "listings": ListingRow,
    "truth": TruthRow,
    "rooms": RoomRow,
    "photos": PhotoRow,
    "interactions": InteractionRow,
}
"""The stem of a file to the kind of its rows; only `listings` must be there."""


def file_of(directory: Path, stem: str) -> Path:
    return directory / f"{stem}.jsonl"
