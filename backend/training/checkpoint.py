"""The state of a run on disk: written beside and renamed, so that there is always a whole one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import torch
from msgspec import Struct

from backend.errors import ConfigurationError

CHECKPOINT: Final = "checkpoint.pt"


class Progress(Struct, frozen=True):
    """Which step of which phase comes next; `run` tells one run's checkpoints from another's."""

    phase: int
    step: int
    run: str


def save_checkpoint(folder: Path, progress: Progress, state: dict[str, Any]) -> None:
    """`state` holds state dicts of tensors and numbers."""
    beside = folder / f".{CHECKPOINT}.{os.getpid()}"
    with beside.open("wb") as file:
        torch.save({"progress": [progress.phase, progress.step, progress.run], **state}, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / CHECKPOINT)


def load_checkpoint(folder: Path, run: str) -> tuple[Progress, dict[str, Any]] | None:
    """The last checkpoint, None if there is none.

    Raises `ConfigurationError` if it cannot be read or is of a run with another configuration or
    other data.
    """
    path = folder / CHECKPOINT
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        progress = Progress(*state.pop("progress"))
    except FileNotFoundError:
        return None
    except Exception as error:  # a damaged file raises nearly anything
        raise ConfigurationError(
            f"{path} cannot be read ({type(error).__name__}); delete {folder} and start again."
        ) from error
    if progress.run != run:
        raise ConfigurationError(
            f"{folder} holds a run with another configuration, code or data; finish it with those,"
            " or choose another folder."
        )
    return progress, state
