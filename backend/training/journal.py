"""What a run tells while it goes: a CSV file, one line every few steps."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from backend.training.config import LOSSES

COLUMNS: Final = ("phase", "step", "loss", *LOSSES, "rate", "pictures_per_second")


class Journal:
    """Appends lines; what a stopped run wrote beyond its checkpoint is taken back first."""

    def __init__(self, path: Path, *, keep: tuple[int, int]) -> None:
        """`keep` is (phase, step): lines from there on are dropped."""
        self._path = path
        kept = []
        if path.exists():
            with path.open(newline="") as file:
                for row in csv.DictReader(file):
                    cut_short = None in row.values()
                    if not cut_short and (int(row["phase"]), int(row["step"])) < keep:
                        kept.append(row)
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(kept)

    def write(self, row: Mapping[str, float | int]) -> None:
        told = {
            name: value if isinstance(value, int) else f"{value:.6g}" for name, value in row.items()
        }
        with self._path.open("a", newline="") as file:
            csv.DictWriter(file, COLUMNS, restval="").writerow(told)
