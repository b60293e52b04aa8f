"""What a run was told, kept in its folder: whoever comes later need not be told again."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from backend.encoder.manifest import Manifest, read_manifest
from backend.errors import ConfigurationError
from backend.training.checkpoint import CHECKPOINT
from backend.training.config import TrainingConfig, read_config

CONFIG_FILE: Final = "config.json"
BEGUN_FILE: Final = "begun.json"


def keep_config(folder: Path, config: TrainingConfig) -> None:
    """Write the whole configuration, defaults too: they may be others one day."""
    (folder / CONFIG_FILE).write_bytes(msgspec.json.format(config.digest_fields, indent=2) + b"\n")


def begun_from(folder: Path, config: TrainingConfig) -> Manifest | None:
    """The manifest of the release that the run in `folder` began from, as it was then: another one
    may have taken its place since. None where it began from none."""
    if config.begin_from is None:
        return None
    kept = folder / BEGUN_FILE
    if kept.exists() and (folder / CHECKPOINT).exists():
        return msgspec.json.decode(kept.read_bytes(), type=Manifest)
    begun = read_manifest(Path(config.begin_from))
    folder.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(msgspec.json.format(msgspec.json.encode(begun), indent=2) + b"\n")
    return begun


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
