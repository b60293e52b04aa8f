"""All of a release but its network: what serving, measuring and judging it need to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from backend.encoder.calibration import Calibration, read_calibration
from backend.encoder.manifest import (
    CALIBRATION_FILE,
    MATCHING_FILE,
    STATED_FILE,
    Manifest,
    read_manifest,
)
from backend.encoder.matching import PairMaps
from backend.encoder.port import Vectors
from backend.encoder.stated import TEXT, StatedWords, Words
from backend.errors import ConfigurationError

STYLE: Final = "style"


class Release(Struct, frozen=True, kw_only=True):
    """`matching` and `calibration` are None in a release that only knows what looks alike, `stated`
    in one that goes by pictures alone."""

    directory: Path
    manifest: Manifest
    matching: PairMaps | None
    calibration: Calibration | None
    stated: StatedWords | None = None

    def styles(self, outputs: Mapping[str, Vectors], said: Sequence[Words]) -> Vectors:
        """Style vectors (n, d) of listings, from what the model gives for their pictures and what
        the merchant says of each."""
        pictures = outputs[STYLE]
        if self.stated is None:
            return pictures
        values = {name: attribute.values for name, attribute in self.manifest.attributes.items()}
        return self.stated.moved(pictures, self.stated.seen_in(outputs, values), said)


def open_release(directory: Path) -> Release:
    """Read a release, every file checked against its SHA-256 and the manifest.

    Raises `ConfigurationError` naming the file that is not as it must be.
    """
    manifest = read_manifest(directory)
    matching = calibration = stated = None
    if MATCHING_FILE in manifest.files:
        matching = PairMaps.load(directory / MATCHING_FILE)
        _check_maps(matching, manifest, directory)
    if STATED_FILE in manifest.files:
        stated = StatedWords.load(directory / STATED_FILE)
        _check_stated(stated, manifest, directory)
    if CALIBRATION_FILE in manifest.files:
        calibration = read_calibration(directory / CALIBRATION_FILE)
    return Release(
        directory=directory,
        manifest=manifest,
        matching=matching,
        calibration=calibration,
        stated=stated,
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


def _check_stated(stated: StatedWords, manifest: Manifest, directory: Path) -> None:
    file, vector = directory / STATED_FILE, manifest.outputs.get(STYLE)
    if vector is None:
        raise ConfigurationError(f"{file} moves style vectors, but the model gives none.")
    if stated.dimension != vector.dimension:
        raise ConfigurationError(
            f"{file} moves style vectors of {stated.dimension} numbers; the model gives "
            f"{vector.dimension}."
        )
    given = {
        f"{name}:{value}"
        for name, attribute in manifest.attributes.items()
        for value in attribute.values
    }
    for word in stated.words:
        if word not in given and not word.startswith(f"{TEXT}:"):
            raise ConfigurationError(f"{file} knows a word that the model does not give: {word!r}.")
