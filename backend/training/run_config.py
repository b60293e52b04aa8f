"""What a run was told, kept in its folder: whoever comes later need not be told again."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from backend.encoder.manifest import Manifest
from backend.encoder.release import open_release
from backend.encoder.stated import StatedWords
from backend.errors import ConfigurationError
from backend.training.checkpoint import CHECKPOINT
from backend.training.config import TrainingConfig, read_config

CONFIG_FILE: Final = "config.json"
BEGUN_FILE: Final = "begun.json"
BEGUN_WORDS_FILE: Final = "begun-stated.npz"


def keep_config(folder: Path, config: TrainingConfig) -> None:
    """Write the whole configuration, defaults too: they may be others one day."""
    (folder / CONFIG_FILE).write_bytes(msgspec.json.format(config.digest_fields, indent=2) + b"\n")


class Begun(NamedTuple):
    """What is to be known of the release that a run began from, beside its weights."""

    manifest: Manifest
    stated: StatedWords | None


def begun_from(folder: Path, config: TrainingConfig) -> Begun | None:
    """The release that the run in `folder` began from, as it was then: another one may have taken
    its place since. None where it began from none."""
    if config.begin_from is None:
        return None
    kept, words = folder / BEGUN_FILE, folder / BEGUN_WORDS_FILE
    if not (kept.exists() and (folder / CHECKPOINT).exists()):
        release = open_release(Path(config.begin_from))
        folder.mkdir(parents=True, exist_ok=True)
        words.unlink(missing_ok=True)
        if release.stated is not None:
            words.write_bytes(release.stated.packed())
        kept.write_bytes(
            msgspec.json.format(msgspec.json.encode(release.manifest), indent=2) + b"\n"
        )
    return Begun(
        manifest=msgspec.json.decode(kept.read_bytes(), type=Manifest),
        stated=StatedWords.load(words) if words.exists() else None,
    )


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
