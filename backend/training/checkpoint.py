"""The state of a run on disk: written beside and renamed, so that there is always a whole one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import torch
from msgspec import Struct
from torch import Tensor

from backend.errors import ConfigurationError

CHECKPOINT: Final = "checkpoint.pt"
BEGUN: Final = "begun.pt"
"""The weights of the release that a run began from, where it will go back towards them."""
BEGUN_STYLES: Final = "begun-styles.pt"
"""What that release sees of the listings' styles, where that is learned."""


class Progress(Struct, frozen=True):
    """Which step of which phase comes next; `run` tells one run's checkpoints from another's."""

    phase: int
    step: int
    run: str


def save_checkpoint(folder: Path, progress: Progress, state: dict[str, Any]) -> None:
    """`state` holds state dicts of tensors and numbers."""
    told = {"progress": [progress.phase, progress.step, progress.run]}
    _write(folder / CHECKPOINT, told | state)


def keep_begun(path: Path, tensors: Mapping[str, Tensor]) -> None:
    """Keep what is to be known, to its end, of what a run began from."""
    _write(path, dict(tensors))


def kept_begun(path: Path) -> dict[str, Tensor]:
    """Raises `ConfigurationError` if it is not there as it was kept."""
    try:
        tensors: dict[str, Tensor] = _read(path)
    except FileNotFoundError:
        raise ConfigurationError(
            f"{path} is missing, which the run in {path.parent} needs to its end; delete"
            f" {path.parent} and start again."
        ) from None
    return tensors


def load_checkpoint(folder: Path, run: str) -> tuple[Progress, dict[str, Any]] | None:
    """The last checkpoint, None if there is none.

    Raises `ConfigurationError` if it cannot be read or is of a run with another configuration or
    other data.
    """
    path = folder / CHECKPOINT
    try:
        state = _read(path)
        progress = Progress(*state.pop("progress"))
    except FileNotFoundError:
        return None
    except (KeyError, TypeError) as error:
        raise _unreadable(path, error) from error
    if progress.run != run:
        raise ConfigurationError(
            f"{folder} holds a run with another configuration, code or data; finish it with those,"
            " or choose another folder."
        )
    return progress, state


def _write(path: Path, state: Mapping[str, Any]) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        torch.save(dict(state), file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _read(path: Path) -> dict[str, Any]:
    try:
        state: Any = torch.load(path, map_location="cpu", weights_only=True)
        return dict(state)
    except FileNotFoundError:
        raise
    except Exception as error:  # a damaged file raises nearly anything
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> ConfigurationError:
    return ConfigurationError(
        f"{path} cannot be read ({type(error).__name__}); delete {path.parent} and start again."
    )
