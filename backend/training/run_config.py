"""What a run was told, kept in its folder: whoever comes later need not be told again."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from backend.errors import ConfigurationError
from backend.training.config import TrainingConfig, read_config

CONFIG_FILE: Final = "config.json"


def keep_config(folder: Path, config: TrainingConfig) -> None:
    """Write the whole configuration, defaults too: they may be others one day."""
    (folder / CONFIG_FILE).write_bytes(msgspec.json.format(config.digest_fields, indent=2) + b"\n")


def kept_config(folder: Path) -> TrainingConfig:
    """Raises `ConfigurationError` if the folder holds none, or one that is not as it must be."""
    path = folder / CONFIG_FILE
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read ({error.strerror}); give the folder of a run, as"
            " `credenza train run --out` made it."
        ) from None
    return read_config(content)
