"""All of a release but its network: what serving, measuring and judging it need to know."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import Struct

from backend.encoder.calibration import Calibration, read_calibration
from backend.encoder.manifest import CALIBRATION_FILE, MATCHING_FILE, Manifest, read_manifest
from backend.encoder.matching import PairMaps
from backend.errors import ConfigurationError

STYLE: Final = "style"


class Release(Struct, frozen=True, kw_only=True):
    """`matching` and `calibration` are None in a release that only knows what looks alike."""

    directory: Path
    manifest: Manifest
    matching: PairMaps | None
    calibration: Calibration | None


def open_release(directory: Path) -> Release:
    """Read a release, every file checked against its SHA-256 and the manifest.

    Raises `ConfigurationError` naming the file that is not as it must be.
    """
    manifest = read_manifest(directory)
    matching = calibration = None
    if MATCHING_FILE in manifest.files:
        matching = PairMaps.load(directory / MATCHING_FILE)
        _check_maps(matching, manifest, directory)
    if CALIBRATION_FILE in manifest.files:
        calibration = read_calibration(directory / CALIBRATION_FILE)
    return Release(
        directory=directory, manifest=manifest, matching=matching, calibration=calibration
    )


def _check_maps(matching: PairMaps, manifest: Manifest, directory: Path) -> None:
    style = manifest.outputs.get(STYLE)
    if style is None:
        raise ConfigurationError(
            f"{directory / MATCHING_FILE} maps style vectors, but the model gives none."
        )
    if matching.dimension != style.dimension:
        raise ConfigurationError(
            f"{directory / MATCHING_FILE} maps style vectors of {matching.dimension} numbers; "
            f"the model gives {style.dimension}."
        )
