"""The log file of one process: it writes by itself; we keep the file small and show its end."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MAX_BYTES = 5_000_000


def rotate(path: Path, max_bytes: int = MAX_BYTES) -> None:
    """Move what the file holds to `<name>.1` when it has grown beyond `max_bytes`.

    Copies and empties, because the process keeps its descriptor; the few lines written in between
    are lost.
    """
    if path.exists() and path.stat().st_size > max_bytes:
        shutil.copyfile(path, path.with_name(path.name + ".1"))
        os.truncate(path, 0)


def tail(path: Path, since: int = 0, lines: int = 10) -> list[str]:
    """The last lines that are not blank, among those after the offset `since`."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(since if since <= end else 0, end - 64_000))
        text = file.read().decode("utf-8", "replace")
    return [line for line in text.splitlines() if line.strip()][-lines:]
